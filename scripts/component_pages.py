"""Read what there is to say about a component: its shell's signature, its stage's docstring, and its place in the pipeline.

Everything is read as text: importing a shell would import Kubeflow Pipelines, which takes seconds.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml

from penstock import errors
from penstock.errors import PenstockError
from penstock.stages.places import PROJECT, STORE

ROOT = Path(__file__).parents[1]
# The example's spec as the tests hold it against the compiler: here it says what is cached and tried again.
SPEC = ROOT / "tests" / "pipelines" / "golden" / "house_prices.yaml"
_PLACES = {
    "project_folder": (PROJECT, "the project folder, where relative paths of sources start"),
    "store_folder": (STORE, "the folder that holds registry, trials and runs"),
    "registry_folder": (STORE, "the folder that holds registry, trials and runs"),
    "trials_database": (STORE, "the folder that holds registry, trials and runs"),
    "parsed_modules": (STORE, "the folder that holds registry, trials and runs"),
}
_HEADING = re.compile(r"^(Args|Raises|Source):", re.MULTILINE)
_ENTRY = re.compile(r"^    (\w+): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Port:
    """Describe one input or output; `text` is empty for one that the docstring leaves to its neighbour."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Describe one way to fail: the error, when it is met, and what to do then."""

    error: type[PenstockError]
    when: str
    remedy: str


class _Named(msgspec.Struct, frozen=True):
    name: str


class _Caching(msgspec.Struct, frozen=True, rename="camel"):
    enable_cache: bool = False


class _Retrying(msgspec.Struct, frozen=True, rename="camel"):
    max_retry_count: int = 0


class Step(msgspec.Struct, frozen=True, rename="camel"):
    """Say how the pipeline treats a component: whether its result is cached and how often it is tried again."""

    component_ref: _Named
    caching_options: _Caching = _Caching()
    retry_policy: _Retrying = _Retrying()


@dataclass(frozen=True, slots=True)
class Page:
    """Hold all that one README says."""

    stage: str
    summary: str
    details: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    variables: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...]
    step: Step


def read_page(stage: str, root: Path = ROOT) -> Page:
    """Read what there is to say about `stage`. Raises `ValueError` naming a docstring that leaves something out."""
    shell = _function(root / "components" / stage / "component.py", stage)
    module = root / "penstock" / "stages" / f"{stage}.py"
    behind = _function(module, stage)
    told, _ = _docstring(shell)
    details, raises = _docstring(behind)
    ports = tuple(_ports(shell, _documents(behind)))
    summary, _, result = told.removesuffix(".").partition("; return ")
    given = shell.returns is not None and ast.unparse(shell.returns) != "None"
    returned = (Port("Output", f"`{ast.unparse(shell.returns)}`", f"{result}."),) if shell.returns and given else ()
    return Page(
        stage,
        f"{summary}.",
        details.partition("\n\n")[2],
        tuple(port for is_output, port in ports if not is_output),
        (*(port for is_output, port in ports if is_output), *returned),
        tuple(_variables(module)),
        tuple(_failures(raises, str(module.relative_to(root)))),
        next(step for step in _steps(SPEC) if step.component_ref.name == f"comp-{stage}"),
    )


def _function(path: Path, name: str) -> ast.FunctionDef:
    found = (node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef) and node.name == name)
    return next(found)


def _docstring(function: ast.FunctionDef) -> tuple[str, dict[str, list[str]]]:
    """Return the text before the first heading, and what stands under `Args:` or `Raises:` by name."""
    text, *sections = _HEADING.split(ast.get_docstring(function) or "")
    entries: dict[str, list[str]] = {}
    for section in sections[1::2]:
        words = _ENTRY.split(section)[1:]
        for name, said in zip(words[::2], words[1::2], strict=True):
            entries.setdefault(name, []).append(" ".join(said.split()))
    return text.strip(), entries


def _documents(function: ast.FunctionDef) -> dict[str, str]:
    """Return the type of the JSON document that each text parameter holds, as the stage decodes it."""
    found = {}
    for node in ast.walk(function):
        match node:
            case ast.Call(ast.Name("decode_contract"), [ast.Name(name)]):
                found[name] = "[`Contract`](../../penstock/contract/columns.py)"
            case ast.Call(ast.Name("decode_section"), [ast.Name(name), ast.Name(kind)]):
                found[name] = f"[`{kind}`](../../penstock/settings.py)"
    return found


def _ports(shell: ast.FunctionDef, documents: dict[str, str]) -> Iterator[tuple[bool, Port]]:
    _, described = _docstring(shell)
    for argument in shell.args.args:
        kind = ast.unparse(argument.annotation) if argument.annotation else ""
        optional, kind = kind.startswith("Optional["), kind.removeprefix("Optional[")
        place, _, artifact = kind.rstrip("]").partition("[")
        shown = f"`{artifact}` artifact".removeprefix("`Artifact` ") if artifact else f"`{kind.removeprefix('dsl.')}`"
        if argument.arg in documents:
            shown += f", JSON of {documents[argument.arg]}"
        text = " ".join(described.get(argument.arg, []))
        yield place == "Output", Port(argument.arg, shown + (", optional" if optional else ""), text)


def _variables(module: Path) -> Iterator[tuple[str, str]]:
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module == "penstock.stages.places":
            yield from (_PLACES[alias.name] for alias in node.names)


def _failures(raises: dict[str, list[str]], where: str) -> Iterator[Failure]:
    if not raises:
        raise ValueError(f"{where}: the docstring does not say what the stage raises")
    for name, entries in raises.items():
        for said in entries:
            when, mark, remedy = said.partition("; ")
            if not mark or not remedy.endswith("."):
                raise ValueError(f"{where}: say when {name} is raised and, after a semicolon, what to do")
            yield Failure(getattr(errors, name), when, remedy)


def _steps(spec: Path) -> Iterator[Step]:
    document = next(yaml.safe_load_all(spec.read_text()))
    for component in (document["root"], *document["components"].values()):
        yield from msgspec.convert(component.get("dag", {}).get("tasks", {}), dict[str, Step]).values()
