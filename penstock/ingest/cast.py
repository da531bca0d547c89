"""Turn one column of text or of native values into its contract type, marking the cells that do not fit."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from penstock.contract.columns import Kind
from penstock.contract.dates import check_format
from penstock.contract.frames import ARROW_TYPES
from penstock.errors import ContractError
from penstock.ingest.numbers import Decimal, Number, bare_cells, bare_numbers, spelled_numbers, to_whole
from penstock.ingest.times import read_times, to_utc
from penstock.ingest.units import Conversion
from penstock.settings import Source

Mask = NDArray[np.bool_]

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
    # Cells are trimmed before they are compared with these words.
    missing = tuple(word.strip() for word in source.missing)
    values = {word.strip(): meaning for word, meaning in source.values.items()}
    return Rules(missing, values, source.decimal, written, source.timezone, unit)


def cast_column(values: pa.Array | pa.ChunkedArray, kind: Kind, rules: Rules) -> Cast:
    """Bring `values` to the Arrow type of `kind`; a filled cell that does not fit becomes null and is marked."""
    whole = _plain(values)
    if not pa.types.is_string(whole.type):
        whole = _nan_to_null(whole)
        made, filled = _from_native(whole, kind, rules), whole.is_valid()
    elif kind in ("number", "integer"):
        made, filled = _numbers(whole, "integer" if kind == "integer" and rules.unit is None else "number", rules)
    else:
        text = _clean(whole, rules)
        made, filled = _from_text(text, kind, rules), text.is_valid()
    if kind in ("number", "integer"):
        made = _finish_number(made, kind, rules.unit)
    bad = pc.and_(filled, made.is_null())
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


def _numbers(text: pa.Array, kind: Number, rules: Rules) -> tuple[pa.Array, pa.Array]:
    """Return the numbers in `text`, and which cells hold anything; only cells that are not bare digits cost much."""
    bare = bare_cells(text, kind, rules.decimal, {*rules.missing, *rules.values})
    made = bare_numbers(_where(text, bare), kind, rules.decimal)
    odd = pc.invert(bare)
    rest = _clean(text.filter(odd), rules)
    filled = pc.replace_with_mask(bare, odd, rest.is_valid())
    spelled = spelled_numbers(rest.drop_null(), kind, rules.decimal)
    return pc.replace_with_mask(made, pc.and_(odd, filled), spelled), filled


def _from_text(text: pa.Array, kind: Kind, rules: Rules) -> pa.Array:
    if kind == "boolean":
        return _boolean_text(text)
    if kind == "time":
        return read_times(text, rules.time_format, rules.timezone)
    return _where(text, pc.invert(pc.match_substring(text, "\ufffd")))


def _where(values: pa.Array, keep: pa.Array) -> pa.Array:
    return pc.if_else(keep, values, pa.scalar(None, values.type))


def _boolean_text(text: pa.Array) -> pa.Array:
    lower = pc.utf8_lower(text)
    yes = pc.is_in(lower, value_set=pa.array(TRUE_WORDS))
    no = pc.is_in(lower, value_set=pa.array(FALSE_WORDS))
    return _where(yes, pc.or_(yes, no))


def _from_native(values: pa.Array, kind: Kind, rules: Rules) -> pa.Array:
    types, nothing = pa.types, pa.nulls(len(values), ARROW_TYPES[kind])
    numeric = types.is_integer(values.type) or types.is_floating(values.type) or types.is_decimal(values.type)
    if kind in ("number", "integer") and (numeric or types.is_boolean(values.type)):
        return values if kind == "integer" and types.is_integer(values.type) else values.cast(pa.float64(), safe=False)
    if kind == "boolean" and (numeric or types.is_boolean(values.type)):
        number = values.cast(pa.float64(), safe=False)
        return _where(pc.equal(number, 1.0), pc.or_(pc.equal(number, 0.0), pc.equal(number, 1.0)))
    if kind == "time" and (types.is_timestamp(values.type) or types.is_date(values.type)):
        return to_utc(values if types.is_timestamp(values.type) else values.cast(pa.timestamp("us")), rules.timezone)
    if kind == "time" and types.is_integer(values.type) and rules.time_format is not None:
        return read_times(values.cast(pa.string()), rules.time_format, rules.timezone)
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
        return _int64(values) if pa.types.is_integer(values.type) else to_whole(values)
    number = values.cast(pa.float64(), safe=False)
    return _where(number, pc.is_finite(number))


def _int64(values: pa.Array) -> pa.Array:
    if pa.types.is_uint64(values.type):
        values = _where(values, pc.less_equal(values, pa.scalar(2**63 - 1, pa.uint64())))
    return values.cast(pa.int64())
