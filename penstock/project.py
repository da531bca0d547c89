"""Read a project folder: its `penstock.toml`, typed, and the contract it names."""

import os
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import msgspec
from rapidfuzz import fuzz, process

from penstock.contract.columns import Contract, decode_contract
from penstock.errors import ContractError, ProjectError, SourceError
from penstock.settings import Section, Settings, Source, use_local_copy

FILE_NAME = "penstock.toml"


@dataclass(frozen=True, slots=True)
class Project:
    """A project as read: where it lies, what it asks for, and what one row must look like."""

    folder: Path
    settings: Settings
    contract: Contract


def load_project(folder: Path) -> Project:
    """Read the project in `folder`; raises `ProjectError` or `ContractError` naming the place and the nearest valid name."""
    file = folder / FILE_NAME
    settings = parse_settings(_text(file, "make a project with `penstock init`"), str(file))
    contract_file = folder / settings.project.contract
    document = _text(contract_file, "set project.contract, or make it with `penstock init`")
    try:
        contract = decode_contract(document)
    except ContractError as error:
        raise ContractError(error.what, where=str(contract_file), fix=error.fix) from None
    _check_sources(settings.sources, str(file))
    _check_columns(settings, contract, str(file))
    return Project(folder, settings, contract)


def parse_settings(document: str, where: str = FILE_NAME) -> Settings:
    """Turn the text of a project file into settings; `where` names the file in a `ProjectError`."""
    try:
        data = tomllib.loads(document)
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f"the project file is not TOML: {error}", where=where, fix="mend that line") from None
    _refuse_unknown(data, Settings, "", where)
    try:
        return msgspec.convert(data, Settings)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at ")
        place = path.strip("`").removeprefix("$").lstrip(".") or "the top level"
        raise ProjectError(f"{place}: {_lower(what)}", where=where, fix=f"change {place}") from None


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the member of `known` most like `name`, or nothing if none is much like it."""
    found = process.extractOne(
        name, sorted(known), scorer=fuzz.ratio, processor=lambda text: re.sub(r"[\W_]+", "", text).lower(), score_cutoff=50
    )
    return found[0] if found else None


def check_files(project: Project) -> None:
    """Raise `SourceError` when a source's path, or the local copy that stands in for it, names no file."""
    for source in project.settings.sources:
        place = use_local_copy(source, os.environ).path
        if place is None or _names_a_file(place, project.folder):
            continue
        where = f"sources.{source.name}"
        if source.local is not None and place != source.path:
            name = source.local.removeprefix("env:")
            raise SourceError(f"no file fits the path in {name}", where=f"{where}.local", fix=f"correct {name}, or unset it")
        raise SourceError("no file fits the path of the source", where=f"{where}.path", fix="correct the path")


def _names_a_file(place: str, folder: Path) -> bool:
    path = folder / Path(place).expanduser()
    return path.exists() or any(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))))


def _text(file: Path, fix: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectError(f"there is no {file.name}", where=str(file), fix=fix) from None
    except UnicodeDecodeError:
        raise ProjectError(f"{file.name} is not UTF-8 text", where=str(file), fix="save it as UTF-8") from None
    except OSError as error:
        raise ProjectError(f"{file.name} cannot be read: {error.strerror}", where=str(file), fix="check the file") from None


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _refuse_unknown(data: object, kind: object, place: str, where: str) -> None:
    for section, found, at in _sections(data, kind, place):
        known = section.__struct_fields__
        for name in found:
            if name not in known:
                full = f"{at}.{name}" if at else name
                raise ProjectError(f"unknown setting {full!r}", where=where, fix=_suggest(name, known))


def _sections(data: object, kind: object, place: str) -> Iterator[tuple[type[Section], Mapping[str, object], str]]:
    """Walk the sections of `data` beside their declared types; a wrong shape is left for msgspec to report."""
    if isinstance(kind, type) and issubclass(kind, Section) and isinstance(data, dict):
        yield kind, data, place
        hints = get_type_hints(kind)
        for name in sorted(data.keys() & hints.keys()):
            yield from _sections(data[name], hints[name], f"{place}.{name}" if place else name)
    elif get_origin(kind) is tuple and isinstance(data, list):
        for number, item in enumerate(data):
            yield from _sections(item, get_args(kind)[0], f"{place}[{number}]")
    elif get_origin(kind) is dict and isinstance(data, dict):
        for name in sorted(data):
            yield from _sections(data[name], get_args(kind)[1], f"{place}.{name}")


def _suggest(name: str, known: Collection[str]) -> str:
    like = nearest(name, known)
    return f"did you mean {like!r}?" if like else f"use one of {', '.join(sorted(known)[:12])}"


def _check_sources(sources: tuple[Source, ...], where: str) -> None:
    seen: set[str] = set()
    for number, source in enumerate(sources):
        place = f"sources[{number}]"
        if source.name in seen:
            raise ProjectError(f"{place}.name: two sources are called {source.name!r}", where=where, fix="rename one of them")
        seen.add(source.name)
        if source.kind == "sql" and (source.database is None or source.query is None):
            raise ProjectError(f"{place}: an sql source needs `database` and `query`", where=where, fix="add the missing one")
        if source.kind == "sql" and source.local is not None:
            raise ProjectError(f"{place}.local: a database has no local copy", where=where, fix="remove it")
        if source.kind != "sql" and (source.path is None) == (source.url is None):
            raise ProjectError(f"{place}: a file source needs `path` or `url`", where=where, fix="give exactly one of them")


def _check_columns(settings: Settings, contract: Contract, where: str) -> None:
    known = [column.name for column in contract.columns]
    for place, name in _named_columns(settings):
        if name not in known:
            raise ProjectError(f"{place}: the contract has no column {name!r}", where=where, fix=_suggest(name, known))
    if contract.target.name in settings.features.drop:
        raise ProjectError("features.drop: the target cannot be dropped", where=where, fix=f"remove {contract.target.name!r}")


def _named_columns(settings: Settings) -> Iterator[tuple[str, str]]:
    for number, source in enumerate(settings.sources):
        yield from ((f"sources[{number}].columns", name) for name in source.columns)
        yield from ((f"sources[{number}].units", name) for name in source.units)
    yield from (("features.drop", name) for name in settings.features.drop)
    yield from (("evaluation.segments", name) for name in settings.evaluation.segments)
