"""Turn one column of text or of native values into its contract type, marking the cells that do not fit."""

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from penstock.contract.columns import Kind
from penstock.contract.dates import check_format, parse_dates
from penstock.contract.frames import ARROW_TYPES
from penstock.contract.numbers import plain_numbers
from penstock.errors import ContractError
from penstock.ingest.units import Conversion
from penstock.settings import Source

Mask = NDArray[np.bool_]
Decimal = Literal[".", ","]

REASONS: dict[Kind, str] = {
    "number": "not a number",
    "integer": "not a whole number",
    "boolean": "not true or false",
    "time": "not a date",
    "category": "unreadable text",
    "text": "unreadable text",
    "key": "unreadable text",
}
TRUE_WORDS = ("1", "true", "yes", "y", "t", "on")
FALSE_WORDS = ("0", "false", "no", "n", "f", "off")

_ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}(:\d{2}(:\d{2}(\.\d{1,6})?)?)?)?"
_ZONE = r"(Z|[+-]\d{2}(:?\d{2})?)"
_DAY_FIRST = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
_LARGEST_WHOLE = float(2**53)


@dataclass(frozen=True, slots=True)
class Rules:
    """Say how one column of one source is spelled."""

    missing: tuple[str, ...]
    values: dict[str, str]
    decimal: Decimal = "."
    time_format: str | None = None
    timezone: str = "UTC"
    unit: Conversion | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """Hold a column in its contract type; `bad` marks the cells, now null, that held something else."""

    values: pa.Array
    bad: Mask


def rules_for(source: Source, unit: Conversion | None, column: str) -> Rules:
    """Return the rules of one column; raises `ContractError` for a time zone nobody knows, or a format that is none."""
    try:
        ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ContractError(
            f"time zone {source.timezone!r} is unknown", where=f"source {source.name!r}", fix="use a name such as Europe/Berlin"
        ) from None
    written = source.time_format.get(column) if isinstance(source.time_format, dict) else source.time_format
    if written is not None and not check_format(written):
        raise ContractError(
            f"time format {written!r} cannot be read", where=f"source {source.name!r}", fix="write it as in %d.%m.%Y %H:%M"
        )
    return Rules(source.missing, source.values, source.decimal, written, source.timezone, unit)


def cast_column(values: pa.Array | pa.ChunkedArray, kind: Kind, rules: Rules) -> Cast:
    """Bring `values` to the Arrow type of `kind`; a filled cell that does not fit becomes null and is marked."""
    whole = _plain(values)
    if pa.types.is_string(whole.type):
        filled = _clean(whole, rules)
        made = _from_text(filled, kind, rules)
    else:
        filled = _nan_to_null(whole)
        made = _from_native(filled, kind, rules)
    if kind in ("number", "integer"):
        made = _finish_number(made, kind, rules.unit)
    bad = pc.and_(pc.is_valid(filled), pc.is_null(made))
    return Cast(made, np.asarray(bad.to_numpy(zero_copy_only=False), dtype=np.bool_))


def _plain(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks)
    if pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    if pa.types.is_large_string(whole.type) or pa.types.is_string_view(whole.type):
        return whole.cast(pa.string())
    return whole


def _clean(text: pa.Array, rules: Rules) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(text)
    if rules.missing:
        absent = pc.is_in(trimmed, value_set=pa.array(rules.missing, pa.string()))
        trimmed = pc.if_else(absent, pa.scalar(None, pa.string()), trimmed)
    if rules.values:
        place = pc.index_in(trimmed, value_set=pa.array(list(rules.values), pa.string()))
        trimmed = pc.coalesce(pa.array(list(rules.values.values()), pa.string()).take(place), trimmed)
    return trimmed


def _nan_to_null(values: pa.Array) -> pa.Array:
    if not pa.types.is_floating(values.type):
        return values
    return pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)


def _from_text(text: pa.Array, kind: Kind, rules: Rules) -> pa.Array:
    if kind in ("number", "integer"):
        if kind == "integer" and rules.unit is None:
            return _whole_text(text, rules.decimal)
        return _number_text(text, rules.decimal)
    if kind == "boolean":
        return _boolean_text(text)
    if kind == "time":
        return _time_text(text, rules)
    return _where(text, pc.invert(pc.match_substring(text, "\ufffd")))


def _where(values: pa.Array, keep: pa.Array) -> pa.Array:
    return pc.if_else(keep, values, pa.scalar(None, values.type))


def _number_text(text: pa.Array, decimal: Decimal) -> pa.Array:
    return plain_numbers(text, decimal).cast(pa.float64())


def _whole_text(text: pa.Array, decimal: Decimal) -> pa.Array:
    # Digits alone go straight to int64: by way of a float, identifiers above 2**53 would change.
    digits = _where(text, pc.match_substring_regex(text, r"^-?\d{1,18}$")).cast(pa.int64())
    if pc.all(pc.equal(pc.is_null(digits), pc.is_null(text)), min_count=0).as_py():
        return digits
    return pc.coalesce(digits, _to_whole(_number_text(text, decimal)))


def _boolean_text(text: pa.Array) -> pa.Array:
    lower = pc.utf8_lower(text)
    yes = pc.is_in(lower, value_set=pa.array(TRUE_WORDS))
    no = pc.is_in(lower, value_set=pa.array(FALSE_WORDS))
    return _where(yes, pc.or_(yes, no))


def _time_text(text: pa.Array, rules: Rules) -> pa.Array:
    if rules.time_format is not None:
        return _to_utc(parse_dates(text, rules.time_format), rules.timezone)
    try:
        return _to_utc(text.cast(pa.timestamp("us")), rules.timezone)
    except pa.ArrowInvalid:
        return _mixed_times(text, rules.timezone)


def _mixed_times(text: pa.Array, timezone: str) -> pa.Array:
    # Some clocks write seven or nine decimals; the contract keeps microseconds.
    text = pc.replace_substring_regex(text, r"(\.\d{6})\d+", r"\1")
    moments = _each(_where(text, pc.match_substring_regex(text, _ISO + _ZONE + "$")), pa.timestamp("us", tz="UTC"))
    local = _each(_where(text, pc.match_substring_regex(text, _ISO + "$")), pa.timestamp("us"))
    rest = _where(text, pc.and_(pc.is_null(moments), pc.is_null(local)))
    local = pc.coalesce(local, *(parse_dates(rest, written) for written in _DAY_FIRST))
    return pc.coalesce(moments, _to_utc(local, timezone))


def _each(text: pa.Array, kind: pa.DataType) -> pa.Array:
    try:
        return text.cast(kind)
    except pa.ArrowInvalid:
        return pa.array([_one(value, kind) for value in text], kind)


def _one(value: pa.Scalar, kind: pa.DataType) -> pa.Scalar | None:
    try:
        return value.cast(kind)
    except pa.ArrowInvalid:
        return None


def _to_utc(times: pa.Array, timezone: str) -> pa.Array:
    if times.type.tz is None:
        # An hour that the clock skips or repeats must not stop the run: the earlier reading is taken.
        times = pc.assume_timezone(times, timezone, ambiguous="earliest", nonexistent="earliest")
    return times.cast(ARROW_TYPES["time"], safe=False)


def _from_native(values: pa.Array, kind: Kind, rules: Rules) -> pa.Array:
    types, nothing = pa.types, pa.nulls(len(values), ARROW_TYPES[kind])
    numeric = types.is_integer(values.type) or types.is_floating(values.type) or types.is_decimal(values.type)
    if kind in ("number", "integer") and (numeric or types.is_boolean(values.type)):
        return values if kind == "integer" and types.is_integer(values.type) else values.cast(pa.float64(), safe=False)
    if kind == "boolean" and (numeric or types.is_boolean(values.type)):
        number = values.cast(pa.float64(), safe=False)
        return _where(pc.equal(number, 1.0), pc.or_(pc.equal(number, 0.0), pc.equal(number, 1.0)))
    if kind == "time" and (types.is_timestamp(values.type) or types.is_date(values.type)):
        return _to_utc(values if types.is_timestamp(values.type) else values.cast(pa.timestamp("us")), rules.timezone)
    if kind == "time" and types.is_integer(values.type) and rules.time_format is not None:
        return _time_text(values.cast(pa.string()), rules)
    if kind in ("category", "text", "key") and (types.is_primitive(values.type) or types.is_decimal(values.type)):
        return _cleaned_text(values, rules)
    return nothing


def _cleaned_text(values: pa.Array, rules: Rules) -> pa.Array:
    text = values.cast(pa.string())
    if pa.types.is_floating(values.type):
        # Tables with gaps often hold whole numbers as floats; as a key 7.0 must meet the 7 of another source.
        text = pc.replace_substring_regex(text, r"^(-?\d+)\.0$", r"\1")
    return _clean(text, rules)


def _finish_number(values: pa.Array, kind: Kind, unit: Conversion | None) -> pa.Array:
    if unit is not None:
        values = pc.add(pc.multiply(values.cast(pa.float64(), safe=False), unit.scale), unit.offset)
    if kind == "integer":
        return _int64(values) if pa.types.is_integer(values.type) else _to_whole(values)
    number = values.cast(pa.float64(), safe=False)
    return _where(number, pc.is_finite(number))


def _int64(values: pa.Array) -> pa.Array:
    if pa.types.is_uint64(values.type):
        values = _where(values, pc.less_equal(values, pa.scalar(2**63 - 1, pa.uint64())))
    return values.cast(pa.int64())


def _to_whole(numbers: pa.Array) -> pa.Array:
    # A converted unit leaves a last-digit error (2.3 thousands is 2299.9999999999995), so near-whole is whole.
    nearest = pc.round(numbers)
    near = pc.less_equal(pc.abs(pc.subtract(numbers, nearest)), 1e-6)
    small = pc.less_equal(pc.abs(numbers), _LARGEST_WHOLE)
    return _where(nearest, pc.and_(near, small)).cast(pa.int64())
