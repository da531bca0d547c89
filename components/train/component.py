"""Fit the feature plan and the estimator."""

from kfp.dsl import Dataset, Input, Model, Output

from components.shell import stage_component


@stage_component
def train(
    contract: str,
    features: str,
    training: str,
    best: str,
    seed: int,
    splits: Input[Dataset],
    model: Output[Model],
) -> None:
    """Fit the feature plan and the estimator on the training and validation rows.

    Args:
        contract: the contract as JSON.
        features: the feature settings as JSON.
        training: the estimator's settings as JSON.
        best: the hyper-parameters that the search found, as JSON.
        seed: the project's seed.
        splits: the split dataset; the test rows are not read.
        model: the feature plan and the estimator.
    """
    from pathlib import Path

    from penstock.stages.train import train

    train(contract, features, training, best, int(seed), Path(splits.path), Path(model.path))
