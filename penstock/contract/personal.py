"""Recognise columns that look personal, by their name and by the shape of their texts."""

import re
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

Personal = Literal["a name", "an e-mail address", "a telephone number", "an address", "a birth date", "a personal number"]

_NAMES: tuple[tuple[Personal, str], ...] = (
    ("a name", r"(first|last|full|sur|given|family|middle|maiden|user|customer|owner|patient|contact|client|person)_?name|name"),
    ("an e-mail address", r"(.*_)?e?_?mail(_addr(ess)?)?"),
    ("a telephone number", r"(.*_)?(tele)?phone(_?(number|no|nr))?|(.*_)?(tel|fax|mobile_number|mobile_phone|cell_?phone)"),
    ("an address", r"(home_|street_|postal_|mailing_|ip_)?address|street|ip"),
    ("a birth date", r"(date_of_birth|birth_?(date|day)|dob)"),
    ("a personal number", r"ssn|social_security(_number)?|passport(_(number|no))?|iban|national_id|tax_id"),
)
_EMAIL = r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"
_TELEPHONE = r"^(\+\d[\d ()/.-]{6,}\d|\(?0?\d{2,4}\)?[ /-]\d{3,4}[ -]?\d{3,5})$"
_ENOUGH = 0.5


def looks_personal(name: str, values: pa.Array) -> Personal | None:
    """Return what personal thing the column seems to hold, if any; only texts are looked into."""
    plain = re.sub(r"[\W_]+", "_", re.sub(r"([a-z])([A-Z])", r"\1_\2", name)).strip("_").lower()
    for thing, pattern in _NAMES:
        if re.fullmatch(pattern, plain):
            return thing
    if not pa.types.is_string(values.type):
        return None
    probe = values.drop_null().slice(0, 1000)
    if _share(probe, _EMAIL) >= _ENOUGH:
        return "an e-mail address"
    return "a telephone number" if _share(probe, _TELEPHONE) >= _ENOUGH else None


def _share(values: pa.Array, pattern: str) -> float:
    return float(pc.mean(pc.match_substring_regex(values, pattern).cast(pa.int8())).as_py() or 0.0)
