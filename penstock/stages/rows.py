"""Read the files of a split as frames."""

from pathlib import Path
from typing import Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from penstock.contract.frames import to_frame
from penstock.files import reading

Split = Literal["train", "validation", "test"]


def read_split(folder: Path, name: Split) -> pd.DataFrame:
    """Return the rows of one split in their stored order; raises `StoreError` when its file is absent or damaged."""
    path = folder / f"{name}.parquet"
    with reading(path, pa.ArrowInvalid):
        return to_frame(pq.read_table(path))
