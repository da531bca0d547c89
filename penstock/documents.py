"""Turn documents into typed values: what a person wrote, told by place and with a fix where it does not fit, and what we kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from penstock.errors import PenstockError
from penstock.names import suggest

StructT = TypeVar("StructT", bound=msgspec.Struct)

_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "text",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}
_STEP = re.compile(r"\.(?P<field>[^.\[]+)|\[(?P<index>[^\]]*)\]")
_MISSING = re.compile(r"Object missing required field `(.+)`")
_CHOICE = re.compile(r"Invalid enum value '(.*)'")
_WRONG_TYPE = re.compile(r"Expected (?P<wanted>.+?)(?:, got (?P<got>.+))?")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Name a place in a document, with the type declared there and the description that comes with it."""

    place: str
    declared: object
    description: str


def convert(data: object, kind: type[StructT], error: type[PenstockError], where: str) -> StructT:
    """Return `data`, as a TOML or JSON reader gives it, as a `kind`.

    Raises:
        PenstockError: of the class `error` and from the file `where`: a name is unknown, or a value does not fit.
    """
    for known, found, place in _structs(data, kind, ""):
        for name in found:
            if name not in known:
                full = f"{place}.{name}" if place else name
                raise error(f"unknown setting {full!r}", where=where, fix=suggest(name, known))
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as misfit:
        said, _, path = str(misfit).partition(" - at ")
        what, fix = _explain(said, _find(path.strip("`"), data, kind))
        raise error(what, where=where, fix=fix) from None


def read_kept(path: Path, kind: type[StructT]) -> StructT | None:
    """Return the JSON document that we kept in the file `path`, or None when there is none that can be read as a `kind`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def _structs(data: object, kind: object, place: str) -> Iterator[tuple[tuple[str, ...], Mapping[str, object], str]]:
    """Walk the tables of `data` beside their declared names; a wrong shape is left for the conversion to report."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(data, dict):
        yield kind.__struct_fields__, data, place
        hints = get_type_hints(kind)
        for name in sorted(data.keys() & hints.keys()):
            yield from _structs(data[name], hints[name], f"{place}.{name}" if place else name)
    elif get_origin(kind) is tuple and isinstance(data, list):
        for number, item in enumerate(data):
            yield from _structs(item, get_args(kind)[0], f"{place}[{number}]")
    elif get_origin(kind) is dict and isinstance(data, dict):
        for name in sorted(data):
            yield from _structs(data[name], get_args(kind)[1], f"{place}.{name}")


def _explain(said: str, spot: _Spot) -> tuple[str, str]:
    """Put the library's words into ours: what is wrong and its fix."""
    place = spot.place or "the document"
    if missing := _MISSING.fullmatch(said):
        return f"{place} lacks {missing[1]!r}", f"add {missing[1]}"
    if choice := _CHOICE.fullmatch(said):
        return f"{place}: there is no {choice[1]!r}", suggest(choice[1], [str(each) for each in get_args(spot.declared)])
    if "matching regex" in said:
        return f"{place}: the text does not have the right form", f"write {spot.description}"
    wrong = _WRONG_TYPE.fullmatch(said)
    if wrong is None:
        return f"{place}: {said[:1].lower()}{said[1:]}", f"change {place}"
    wanted = spot.description or _in_words(wrong["wanted"])
    quoted = wrong["got"] == "`str`" and not {"`str`", "`array`", "`object`"} & set(wrong["wanted"].split())
    got = f", got {_in_words(wrong['got'])}" if wrong["got"] else ""
    return f"{place}: expected {wanted}{got}", f"write {wanted}{', without quotes' if quoted else ''}"


def _in_words(types: str) -> str:
    named = re.sub(r"`([^`]+)`", lambda match: " or ".join(_WORDS.get(each, each) for each in match[1].split(" | ")), types)
    return named.replace(" or nothing", "")


def _find(path: str, data: Any, kind: object) -> _Spot:
    """Follow the library's path, which gives no keys of tables of free names, through the data and its declaration."""
    (kind, description), place = _bare(kind), ""
    for step in _STEP.finditer(path.removeprefix("$")):
        if step["field"]:
            key: str | int = step["field"]
            inner = get_type_hints(kind, include_extras=True)[step["field"]]
        elif get_origin(kind) is tuple:
            key, inner = int(step["index"]), get_args(kind)[0]
        else:
            inner = get_args(kind)[1]
            key = next(name for name, value in data.items() if not _fits(value, inner))
        place += f"[{key}]" if isinstance(key, int) else f".{key}"
        data, (kind, description) = data[key], _bare(inner)
    return _Spot(place.lstrip("."), kind, description)


def _fits(value: object, kind: object) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _bare(kind: object) -> tuple[object, str]:
    """Return `kind` without its optional and annotated wrappings, and the annotation's description."""
    description = ""
    while (origin := get_origin(kind)) in (Annotated, Union, UnionType):
        inner = [each for each in get_args(kind) if each is not type(None)]
        if origin is Annotated:
            notes = [each.description for each in inner[1:] if isinstance(each, msgspec.Meta) and each.description]
            description = notes[0] if notes else description
        elif len(inner) > 1:
            break
        kind = inner[0]
    return kind, description
