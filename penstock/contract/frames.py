"""The two table forms of a contract: the Arrow schema on disk and the pandas frame in memory."""

import pandas as pd
import pyarrow as pa

from penstock.contract.columns import Contract, Kind

ARROW_TYPES: dict[Kind, pa.DataType] = {
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "category": pa.string(),
    "text": pa.string(),
    "key": pa.string(),
    "time": pa.timestamp("us", tz="UTC"),
}


def arrow_schema(contract: Contract) -> pa.Schema:
    """Return the schema of every part and dataset under `contract`, columns in contract order."""
    return pa.schema([pa.field(column.name, ARROW_TYPES[column.kind]) for column in contract.columns])


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Turn a contract table into the frame that features and models read.

    Numbers, integers and booleans become float64 with NaN for missing; categories, texts and keys
    object columns with None for missing; times datetime64[us, UTC] with NaT for missing.
    """
    return pd.DataFrame({name: _series(table.column(name)) for name in table.column_names}, copy=False)


def _series(values: pa.ChunkedArray) -> pd.Series:
    if pa.types.is_string(values.type):
        return pd.Series(values.to_numpy(zero_copy_only=False), dtype=object)
    if pa.types.is_timestamp(values.type):
        return pd.Series(values.to_pandas())
    return pd.Series(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
