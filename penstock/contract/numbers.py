"""Read numbers that are written as text, with either decimal sign and with marks between groups of three digits."""

from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

NUMBER = r"^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_SPACES = " '’\u00a0\u202f"
_GROUP = {".": f"[,{_SPACES}]", ",": f"[.{_SPACES}]"}
_GROUPED = {sign: rf"^[+-]?\d{{1,3}}({group}\d{{3}})+([{sign}]\d+)?$" for sign, group in _GROUP.items()}


def plain_numbers(text: pa.Array, decimal: Literal[".", ","]) -> pa.Array:
    """Return the numbers in `text` as digits with a decimal point, still as text, with null for what is no number.

    A mark counts as one only where it parts groups of three digits; elsewhere it is an error, not a guess.
    """
    grouped = pc.match_substring_regex(text, _GROUPED[decimal])
    if pc.any(grouped).as_py():
        text = pc.if_else(grouped, pc.replace_substring_regex(text, _GROUP[decimal], ""), text)
    if decimal == ",":
        text = pc.if_else(pc.match_substring(text, "."), pa.scalar(None, text.type), pc.replace_substring(text, ",", "."))
    text = pc.replace_substring_regex(text, r"^\+(\d|\.)", r"\1")
    return pc.if_else(pc.match_substring_regex(text, NUMBER), text, pa.scalar(None, text.type))
