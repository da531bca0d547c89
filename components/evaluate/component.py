"""Measure a candidate on the untouched rows and ask the gate."""

from kfp.dsl import Artifact, Dataset, Input, Model, Output

from components.shell import stage_component


@stage_component
def evaluate(
    contract: str,
    evaluation: str,
    gate: str,
    seed: int,
    splits: Input[Dataset],
    model: Input[Model],
    report: Output[Artifact],
) -> bool:
    """Measure a candidate beside the baseline and the champion; return whether the gate lets it pass.

    Args:
        contract: the contract as JSON.
        evaluation: the evaluation settings as JSON.
        gate: the gate's rules as JSON.
        seed: the project's seed.
        splits: the split dataset; the test rows are judged, the training target gives the baseline.
        model: the candidate.
        report: metrics with intervals, segments, importance and the gate's checks, as JSON.
    """
    from pathlib import Path

    from penstock.stages.evaluate import evaluate

    return evaluate(contract, evaluation, gate, int(seed), Path(splits.path), Path(model.path), Path(report.path))
