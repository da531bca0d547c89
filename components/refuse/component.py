"""Record a candidate that the gate refused."""

from kfp.dsl import Artifact, Dataset, Input, Model

from components.shell import stage_component


@stage_component
def refuse(
    name: str,
    settings: str,
    dataset: Input[Dataset],
    splits: Input[Dataset],
    model: Input[Model],
    report: Input[Artifact],
) -> str:
    """Record a refused candidate with the reasons; the champion stays; return the candidate's digest.

    Args:
        name: the project's name.
        settings: the digest of the settings that the model depends on.
        dataset: the rows it was made from; their version goes into the lineage.
        splits: the split it was trained and judged on.
        model: the candidate.
        report: what the evaluation found.
    """
    from pathlib import Path

    from penstock.stages.refuse import refuse

    return refuse(name, settings, Path(dataset.path), Path(splits.path), Path(model.path), Path(report.path))
