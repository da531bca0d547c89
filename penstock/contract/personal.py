"""Recognise columns that look personal: the name says so and the values do not deny it, or the values say so alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.dates import share
from penstock.contract.naming import plain_name

Personal = Literal[
    "names of people",
    "e-mail addresses",
    "telephone numbers",
    "addresses",
    "network addresses",
    "birth dates",
    "personal numbers",
]
Deny = Callable[[pa.Array], bool]

_EMAIL = r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"
_NETWORK = r"^\d{1,3}(\.\d{1,3}){3}$|^[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){3,7}$"
_INTERNATIONAL = r"^(\+|00)[1-9][\d ()/.-]{6,}\d$"
_NATIONAL = r"^\(?0?\d{2,4}\)?[ /-]\d{3,4}[ -]?\d{3,5}$"
_MANY_DIGITS = r"^\D*(\d\D*){6,16}$"
_PERSON = r"^\p{Lu}[\p{L}'’.-]*(,? \(?\"?[\p{L}'’.\"-]+\)?){0,7}$"
_ENOUGH = 0.5
_PROBE = 1000
_DIFFERENT = 0.2


@dataclass(frozen=True, slots=True)
class _Sign:
    """Say by which names a personal thing goes, and which values cannot be that thing after all."""

    thing: Personal
    names: str
    denied: Deny


def _matching(values: pa.Array, pattern: str) -> float:
    return share(pc.match_substring_regex(values, pattern))


def _different(values: pa.Array) -> float:
    return float(pc.count_distinct(values).as_py()) / max(1, len(values))


def _no_text(values: pa.Array) -> bool:
    return not pa.types.is_string(values.type)


def _few(values: pa.Array) -> bool:
    return _different(values) < _DIFFERENT


def _no_names(values: pa.Array) -> bool:
    # Products, shops and dishes have a `name` too: people's have few repeats, capitals and no digits.
    return _no_text(values) or _few(values) or _matching(values, _PERSON) < _ENOUGH


def _no_telephone(values: pa.Array) -> bool:
    return _matching(values.cast(pa.string()), _MANY_DIGITS) < _ENOUGH


def _no_mail(values: pa.Array) -> bool:
    return _no_text(values) or (_few(values) and _matching(values, _EMAIL) < _ENOUGH)


def _no_street(values: pa.Array) -> bool:
    return _no_text(values) or _few(values)


def _no_network(values: pa.Array) -> bool:
    return _no_text(values) or _matching(values, _NETWORK) < _ENOUGH


def _no_birth(values: pa.Array) -> bool:
    return not (pa.types.is_timestamp(values.type) or pa.types.is_string(values.type)) or _different(values) < _DIFFERENT / 10


_PEOPLE = "first|last|full|sur|given|family|middle|maiden|user|customer|owner|patient|contact|client|person|employee|seller|buyer"
_SIGNS = (
    _Sign("names of people", rf"(.*_)?({_PEOPLE})_?names?|vorname|nachname|prenom|apellidos?", _no_text),
    _Sign("names of people", r"name|nom|nombre", _no_names),
    _Sign("e-mail addresses", r"(.*_)?e?_?mail(_addr(ess)?)?|correo", _no_mail),
    _Sign(
        "telephone numbers",
        r"(.*_)?(tele)?(phone|fon)(_?(number|no|nr|nummer))?|(.*_)?(tel|fax|handy|mobile(_number|_phone)?|cell(_?phone)?)",
        _no_telephone,
    ),
    _Sign("addresses", r"(home_|street_|postal_|mailing_)?address|adresse|direccion|street|strasse|straße", _no_street),
    _Sign("network addresses", r"(.*_)?ip(_?addr(ess)?)?", _no_network),
    _Sign("birth dates", r"(date_of_birth|birth_?(date|day)|dob|geburts_?(datum|tag))", _no_birth),
    _Sign("personal numbers", r"ssn|social_security(_number)?|passport(_(number|no))?|iban|national_id|tax_id", _few),
)


def looks_personal(name: str, values: pa.Array) -> Personal | None:
    """Return what personal things the column seems to hold, if any."""
    probe = values.drop_null().slice(0, _PROBE)
    if len(probe) == 0 or pa.types.is_boolean(probe.type):
        return None
    for sign in _SIGNS:
        if re.fullmatch(sign.names, plain_name(name)) and not sign.denied(probe):
            return sign.thing
    return _by_values(probe) if pa.types.is_string(probe.type) else None


def _by_values(probe: pa.Array) -> Personal | None:
    if _matching(probe, _EMAIL) >= _ENOUGH:
        return "e-mail addresses"
    # Without a country's code the shape of a part number is much the same; people's numbers seldom repeat.
    if _matching(probe, _INTERNATIONAL) >= _ENOUGH or (_matching(probe, _NATIONAL) >= _ENOUGH and not _few(probe)):
        return "telephone numbers"
    return "network addresses" if _matching(probe, _NETWORK) >= _ENOUGH else None
