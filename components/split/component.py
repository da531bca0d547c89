"""Split a dataset into rows to train on, to choose by, and to judge by."""

from kfp.dsl import Dataset, Input, Output

from components.shell import stage_component


@stage_component
def split(contract: str, settings: str, seed: int, dataset: Input[Dataset], splits: Output[Dataset]) -> int:
    """Split a dataset by event time or by a hash of the key; return how many rows are for training.

    Args:
        contract: the contract as JSON.
        settings: the dataset settings as JSON.
        seed: the project's seed.
        dataset: the combined rows.
        splits: `train.parquet`, `validation.parquet`, `test.parquet` and a manifest.
    """
    from pathlib import Path

    from penstock.stages.split import split

    return split(contract, settings, int(seed), Path(dataset.path), Path(splits.path))
