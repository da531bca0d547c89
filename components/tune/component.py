"""Search for the best hyper-parameters."""

from kfp.dsl import Artifact, Dataset, Input, Output

from components.shell import stage_component


@stage_component
def tune(
    contract: str,
    features: str,
    tuning: str,
    training: str,
    metric: str,
    seed: int,
    splits: Input[Dataset],
    trials: Output[Artifact],
) -> str:
    """Search hyper-parameters; return the best found as JSON.

    Args:
        contract: the contract as JSON.
        features: the feature settings as JSON.
        tuning: the search settings as JSON.
        training: the estimator's settings as JSON.
        metric: the name of the metric that decides, or empty for the task's own.
        seed: the project's seed.
        splits: the split dataset; the test rows are not read.
        trials: every trial with its parameters and loss, as JSON.
    """
    from pathlib import Path

    from penstock.stages.tune import tune

    return tune(contract, features, tuning, training, metric, int(seed), Path(splits.path), Path(trials.path))
