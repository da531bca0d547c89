"""Read the files of a split as frames."""

from pathlib import Path
from typing import Literal

import pandas as pd
import pyarrow.parquet as pq

from penstock.contract.frames import to_frame

Split = Literal["train", "validation", "test"]


def read_split(folder: Path, name: Split) -> pd.DataFrame:
    """Return the rows of one split in their stored order."""
    return to_frame(pq.read_table(folder / f"{name}.parquet"))
