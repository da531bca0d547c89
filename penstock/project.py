"""Read a project folder: its `penstock.toml`, typed, and the contract it names."""

import json
import math
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from penstock import consistency
from penstock.contract.columns import Contract
from penstock.documents import convert
from penstock.errors import ContractError, ProjectError, SourceError
from penstock.ingest.files import find_files
from penstock.names import nearest
from penstock.settings import Settings, use_local_copy

FILE_NAME = "penstock.toml"

__all__ = [
    "FILE_NAME",
    "Project",
    "check_estimator",
    "check_files",
    "check_heads",
    "load_project",
    "load_settings",
    "nearest",
    "parse_settings",
]


@dataclass(frozen=True, slots=True)
class Project:
    """A project as read: where it lies, what it asks for, and what one row must look like."""

    folder: Path
    settings: Settings
    contract: Contract


def load_project(folder: Path) -> Project:
    """Read the project in `folder`; raises `ProjectError` or `ContractError` naming the place and the nearest valid name."""
    file = folder / FILE_NAME
    settings = load_settings(folder)
    contract_file = folder / settings.project.contract
    contract = parse_contract(_text(contract_file, "set project.contract, or make it with `penstock init`"), str(contract_file))
    consistency.check_settings(settings, contract, str(file))
    return Project(folder, settings, contract)


def load_settings(folder: Path) -> Settings:
    """Read the project file in `folder` and nothing else; raises `ProjectError` naming the place and the nearest valid name."""
    file = folder / FILE_NAME
    return parse_settings(_text(file, "make a project with `penstock init`"), str(file))


def parse_settings(document: str, where: str = FILE_NAME) -> Settings:
    """Turn the text of a project file into settings; `where` names the file in a `ProjectError`."""
    try:
        data = tomllib.loads(document)
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f"the project file is not TOML: {_lower(str(error))}", where=where, fix="mend that line") from None
    for place in _endless(data, ""):
        raise ProjectError(
            f"{place}: a setting must be a finite number", where=where, fix="write a number, or remove the setting"
        )
    return convert(data, Settings, ProjectError, where)


def _endless(value: object, place: str) -> Iterator[str]:
    """Find the numbers that TOML allows and no setting can mean: nan and inf."""
    if isinstance(value, float) and not math.isfinite(value):
        yield place
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _endless(inner, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _endless(inner, f"{place}[{number}]")


def parse_contract(document: str, where: str) -> Contract:
    """Turn the text of a contract into one; `where` names the file in a `ContractError`."""
    try:
        data = json.loads(document)
    except json.JSONDecodeError as error:
        what = f"the contract is not JSON: {_lower(error.msg)} (at line {error.lineno}, column {error.colno})"
        raise ContractError(what, where=where, fix="mend that line, or make it anew with `penstock init`") from None
    try:
        return convert(data, Contract, ContractError, where)
    except ContractError as error:
        raise ContractError(error.what, where=where, fix=error.fix) from None


def check_files(project: Project) -> None:
    """Raise `SourceError` when a source's path, or the local copy that stands in for it, names no file."""
    for source in project.settings.sources:
        given = use_local_copy(source, os.environ)
        try:
            if given.path is not None:
                find_files(given, given.path, project.folder)
        except SourceError as error:
            if given is source or source.local is None:
                raise
            name = source.local.removeprefix("env:")
            raise SourceError(
                f"{error.what}, which {name} names", where=f"sources.{source.name}.local", fix=f"correct {name}, or unset it"
            ) from None


def check_heads(project: Project) -> None:
    """Read the first rows of every source that lies in files on this machine; raises as reading does."""
    # Reading needs libraries that a wrong project file should not wait for.
    from penstock.ingest.read import check_head

    for source in project.settings.sources:
        check_head(source, project.contract, project.folder)


def check_estimator(project: Project) -> None:
    """Raise `ProjectError` when the estimator that the project declares cannot be made; imports its library."""
    consistency.check_estimator(project.settings, project.contract, str(project.folder / FILE_NAME))


def _text(file: Path, fix: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectError(f"there is no {file.name}", where=str(file), fix=fix) from None
    except UnicodeDecodeError:
        raise ProjectError(f"{file.name} is not UTF-8 text", where=str(file), fix="save it as UTF-8") from None
    except OSError as error:
        raise ProjectError(
            f"{file.name} cannot be read: {error.strerror}", where=str(file), fix="put a readable file there"
        ) from None


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
