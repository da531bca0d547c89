"""Bring the parts of all sources together as one dataset."""

from typing import Optional

from kfp.dsl import Dataset, Input, Output

from components.shell import stage_component

# Kubeflow Pipelines takes a list of artifacts from a loop only; named tasks need one input each, as many as a project
# may have sources.


@stage_component
def combine(
    contract: str,
    settings: str,
    dataset: Output[Dataset],
    part_1: Input[Dataset],
    part_2: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_3: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_4: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_5: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_6: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_7: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_8: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_9: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_10: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_11: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_12: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_13: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_14: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_15: Optional[Input[Dataset]] = None,  # noqa: UP045
    part_16: Optional[Input[Dataset]] = None,  # noqa: UP045
) -> int:
    """Bring the parts together: duplicates removed, quarantine counted; return how many rows are left.

    Args:
        contract: the contract as JSON.
        settings: the dataset settings as JSON.
        dataset: the rows as Parquet with a manifest that names their version.
        part_1: the part of the first source; the others follow in order.
    """
    from pathlib import Path

    from penstock.stages.combine import combine

    given = [
        part_1,
        part_2,
        part_3,
        part_4,
        part_5,
        part_6,
        part_7,
        part_8,
        part_9,
        part_10,
        part_11,
        part_12,
        part_13,
        part_14,
        part_15,
        part_16,
    ]
    return combine(contract, settings, [Path(part.path) for part in given if part is not None], Path(dataset.path))
