"""Everything that the outcome of a task depends on, its digest as a key, and the difference between two in words."""

import hashlib
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from penstock.files import tree_digest
from penstock.tracking.modules import ModuleFinder
from pipelines.runner.memory import Call, local_path
from pipelines.runner.values import Artifact

_LONGEST_VALUE = 40
_DISTRIBUTION = re.compile(r"(.+?)-([^-]+)\.dist-info")


class Ingredients(msgspec.Struct, frozen=True, kw_only=True):
    """Hold what a task depends on: code, libraries, settings and content, and what it reads outside the pipeline.

    Values of variables are kept as digests. `inputs` has the digests of each artifact's content.
    """

    function: str
    source: str
    image: str
    modules: dict[str, str]
    libraries: dict[str, str]
    parameters: dict[str, object]
    inputs: dict[str, tuple[str, ...]]
    variables: dict[str, str]
    files: dict[str, str]
    outside: str

    @property
    def key(self) -> str:
        """Return 64 hexadecimal digits; equal ingredients have equal keys."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


class Kitchen:
    """Collect the ingredients of calls; what all of them share is looked up once."""

    def __init__(self, finder: ModuleFinder, variables: Mapping[str, str], files: Mapping[str, Path]) -> None:
        self._finder = finder
        self._libraries = installed_libraries()
        self._variables = {name: _digest(value.encode()) for name, value in variables.items()}
        self._files = {name: tree_digest(path) if path.exists() else "" for name, path in files.items()}

    def ingredients(self, call: Call, outside: str) -> Ingredients:
        """Return what `call` depends on; `outside` stands for what it reads that is no input of it."""
        declared = {name: _digest(value.encode()) for name, value in call.variables.items()}
        return Ingredients(
            function=call.function,
            source=_digest(call.source.encode()),
            image=call.image,
            modules=self._finder.imported_by(call.source),
            libraries=self._libraries,
            parameters=dict(call.inputs.parameters),
            inputs={name: tuple(map(artifact_digest, items)) for name, items in call.inputs.artifacts.items()},
            variables=self._variables | declared,
            files=self._files,
            outside=outside,
        )

    def clear_up(self) -> None:
        """Keep what was learned of modules for the next command."""
        self._finder.save()


def artifact_digest(artifact: Artifact) -> str:
    """Return the digest of an artifact's content and metadata; one that lies elsewhere is known by its address alone."""
    path = local_path(artifact.uri)
    content = artifact.digest or (artifact.uri if path is None else tree_digest(path) if path.exists() else "absent")
    return _digest(msgspec.json.encode([content, artifact.schema_title, artifact.metadata], order="deterministic"))


def installed_libraries() -> dict[str, str]:
    """Return the version of every library that Python finds, and of Python itself."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for entry in sys.path:
        place = Path(entry)
        if place.is_dir():
            matches = (_DISTRIBUTION.fullmatch(path.name) for path in place.glob("*.dist-info"))
            found |= {match[1].lower(): match[2] for match in matches if match}
    return dict(sorted(found.items()))


def differences(before: Ingredients, now: Ingredients) -> list[str]:
    """Say in words how `now` differs from `before`, the parameters first."""
    words = [f"{path} {was} -> {new}" for path, was, new in _changes("", before.parameters, now.parameters)]
    words += [f"input {name} has changed" for name in _changed(before.inputs, now.inputs)]
    if before.outside != now.outside:
        words.append("what it reads outside the pipeline has changed")
    if before.source != now.source or before.function != now.function:
        words.append("its component has changed")
    words += [f"module {name} has changed" for name in _changed(before.modules, now.modules)]
    words += [f"{path} {was} -> {new}" for path, was, new in _changes("", before.libraries, now.libraries)]
    words += [f"variable {name} has changed" for name in _changed(before.variables, now.variables)]
    words += [f"file {name} has changed" for name in _changed(before.files, now.files)]
    if before.image != now.image:
        words.append(f"image {before.image} -> {now.image}")
    return words


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _changed(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _changes(place: str, before: object, now: object) -> Iterator[tuple[str, str, str]]:
    """Walk two values side by side; texts that hold JSON objects are walked too."""
    if before == now:
        return
    was, new = _opened(before), _opened(now)
    if isinstance(was, dict) and isinstance(new, dict):
        for name in sorted(was.keys() | new.keys()):
            yield from _changes(f"{place}.{name}" if place else str(name), was.get(name), new.get(name))
    else:
        yield place, _shown(was), _shown(new)


def _opened(value: object) -> object:
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value


def _shown(value: object) -> str:
    text = "nothing" if value is None else value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."
