"""Turn plain Python values, as JSON and databases give them, into Arrow columns."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

import msgspec
import pyarrow as pa

Value = object

_DECODER = msgspec.json.Decoder(dict[str, object])


def decode_line(line: bytes) -> dict[str, object] | None:
    """Return the JSON object on one line, or nothing when there is none."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def column_of(values: Sequence[Value]) -> pa.Array:
    """Return `values` as one Arrow array: of their own type if they share one, else as text."""
    plain = [float(value) if isinstance(value, Decimal) else value for value in values]
    kinds = {type(value) for value in plain if value is not None}
    if kinds <= {str}:
        return pa.array(plain, pa.string())
    if kinds <= {int, float} or len(kinds) == 1:
        try:
            return pa.array(plain, pa.float64() if float in kinds else None)
        except (pa.ArrowException, OverflowError):
            pass
    return pa.array([_text(value) for value in plain], pa.string())


def _text(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return msgspec.json.encode(value, enc_hook=str).decode()
