"""Find the modules of a project that some code imports, however deep, and what each of them says.

Nothing is imported: names are looked up as files, and each file is parsed once for each of its contents.
"""

import ast
import hashlib
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from penstock.errors import StoreError
from penstock.files import write_bytes

# Ours wherever they are installed; other code counts as the project's when it lies outside the installed libraries.
OWN_PACKAGES = ("penstock", "components", "pipelines")


@dataclass(frozen=True, slots=True)
class Root:
    """A folder in which modules are looked for: of these packages only, or of all when there are none."""

    folder: Path
    packages: tuple[str, ...] = ()


class _Parsed(msgspec.Struct, frozen=True):
    """What one content of a file says: a digest that comments and layout do not change, and the names it imports."""

    digest: str
    imports: tuple[str, ...]


class ModuleFinder:
    """Follow imports through the files below `roots`; `memo` is where what was parsed is kept."""

    def __init__(self, roots: Sequence[Root], memo: Path) -> None:
        self._roots = tuple(dict.fromkeys(roots))
        self._memo = memo
        self._parsed = _read_memo(memo)
        self._fresh = False
        self._files: dict[str, Path | None] = {}
        self._contents: dict[Path, _Parsed] = {}

    def imported_by(self, source: str) -> dict[str, str]:
        """Return the digest of every module that the code `source` reaches, by name."""
        return self.reached_from(self._parse(source.encode(), "").imports)

    def reached_from(self, names: Iterable[str]) -> dict[str, str]:
        """Return the digest of these modules, as far as they are below a root, and of every module that they reach."""
        found: dict[str, str] = {}
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            path = None if name in found else self._file(name)
            if path is not None:
                parsed = self._content(path, name)
                found[name] = parsed.digest
                waiting += parsed.imports
        return dict(sorted(found.items()))

    def save(self) -> None:
        """Keep what was parsed for the next command; without room for it nothing is lost but time."""
        if not self._fresh:
            return
        kept = {key: self._parsed[key] for key in sorted(self._parsed)}
        try:
            write_bytes(self._memo, msgspec.json.encode(kept))
        except StoreError:
            return
        self._fresh = False

    def _file(self, name: str) -> Path | None:
        if name not in self._files:
            self._files[name] = next(self._candidates(name), None)
        return self._files[name]

    def _candidates(self, name: str) -> Iterator[Path]:
        parts = name.split(".")
        for root in self._roots:
            if root.packages and parts[0] not in root.packages:
                continue
            place = root.folder.joinpath(*parts)
            for path in (place / "__init__.py", place.with_suffix(".py")):
                if path.is_file():
                    yield path

    def _content(self, path: Path, name: str) -> _Parsed:
        if path not in self._contents:
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            self._contents[path] = self._parse(path.read_bytes(), package)
        return self._contents[path]

    def _parse(self, content: bytes, package: str) -> _Parsed:
        key = hashlib.sha256(package.encode() + b"\0" + content).hexdigest()
        if key not in self._parsed:
            self._fresh = True
            self._parsed[key] = _parse(content, package)
        return self._parsed[key]


def project_roots(project: Path) -> tuple[Root, ...]:
    """Return where the project's own modules lie: in its folder, on import paths outside the libraries, and ours."""
    libraries = {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths = [Path(entry).resolve() for entry in sys.path if entry and Path(entry).is_dir()]
    outside = [path for path in paths if not any(path == place or place in path.parents for place in libraries)]
    return (*(Root(path) for path in (project.resolve(), *outside)), own_root())


def own_root() -> Root:
    """Return where our own packages lie, installed or not."""
    return Root(Path(__file__).resolve().parents[2], OWN_PACKAGES)


def _parse(content: bytes, package: str) -> _Parsed:
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        # Not to be read as Python: every byte counts, and running it will say what is wrong.
        return _Parsed("sha256:" + hashlib.sha256(content).hexdigest(), ())
    digest = hashlib.sha256(ast.dump(tree).encode()).hexdigest()
    names = {name for node in ast.walk(tree) for name in _imported(node, package)}
    return _Parsed("sha256:" + digest, tuple(sorted({whole for name in names for whole in _with_parents(name)})))


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        if base:
            yield base
            # What is imported from a package may be a module of it.
            yield from (f"{base}.{alias.name}" for alias in node.names if alias.name != "*")


def _with_parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _read_memo(memo: Path) -> dict[str, _Parsed]:
    try:
        return msgspec.json.decode(memo.read_bytes(), type=dict[str, _Parsed])
    except (OSError, msgspec.DecodeError):
        return {}
