"""Every component is a thin shell: it calls the stage of its name with that stage's own parameters."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "components"
STAGES = sorted(path.parent.name for path in FOLDER.glob("*/component.py"))


def shell(stage: str) -> ast.FunctionDef:
    """Return the component's function as written; importing it would import Kubeflow Pipelines, which warns."""
    tree = ast.parse((FOLDER / stage / "component.py").read_text())
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return function


def call(stage: str) -> ast.Call:
    """Return the one call that the shell ends with."""
    last = shell(stage).body[-1]
    value = last.value if isinstance(last, ast.Return | ast.Expr) else None
    assert isinstance(value, ast.Call)
    return value


def given(argument: ast.expr) -> str:
    """Return the shell's parameter behind an argument: `int(seed)`, `Path(part.path)` and `status.state` name one each."""
    if isinstance(argument, ast.Call):
        return given(argument.args[0])
    if isinstance(argument, ast.Attribute):
        return given(argument.value)
    if isinstance(argument, ast.ListComp):
        return "parts"
    assert isinstance(argument, ast.Name)
    return {"status": "state"}.get(argument.id, argument.id)


def test_there_is_a_shell_for_each_stage_that_the_pipeline_runs() -> None:
    text = (FOLDER.parent / "pipelines" / "training.py").read_text()
    assert sorted(stage for stage in STAGES if f"from components.{stage}.component import {stage}" in text) == STAGES
    assert len(STAGES) == 9


@pytest.mark.parametrize("stage", STAGES)
def test_a_shell_calls_the_stage_of_its_name_with_the_same_parameters(stage: str) -> None:
    found = getattr(importlib.import_module(f"penstock.stages.{stage}"), stage)
    called = call(stage)
    assert isinstance(called.func, ast.Name)
    assert called.func.id == shell(stage).name == stage
    assert not called.keywords
    assert [given(argument) for argument in called.args] == list(inspect.signature(found).parameters)


@pytest.mark.parametrize("stage", STAGES)
def test_a_shell_imports_only_its_stage_and_gives_its_result_back(stage: str) -> None:
    found = getattr(importlib.import_module(f"penstock.stages.{stage}"), stage)
    inside = [node for node in shell(stage).body if isinstance(node, ast.ImportFrom)]
    assert {f"{node.module}" for node in inside} <= {"pathlib", f"penstock.stages.{stage}"}
    returns = shell(stage).returns
    assert returns is not None
    declared = {"str": str, "int": int, "bool": bool, "None": None}[ast.unparse(returns)]
    assert inspect.signature(found).return_annotation == declared
    assert isinstance(shell(stage).body[-1], ast.Return) == (declared is not None)


@pytest.mark.parametrize("stage", STAGES)
def test_a_shell_describes_itself_and_its_parameters(stage: str) -> None:
    function = shell(stage)
    text = ast.get_docstring(function) or ""
    assert text.splitlines()[0].endswith(".")
    described = [line.strip().partition(":")[0] for line in text.partition("Args:")[2].splitlines() if line.strip()]
    spoken_for = {"combine": 4}.get(stage, len(function.args.args))
    assert described == [argument.arg for argument in function.args.args][:spoken_for]


@pytest.mark.parametrize("stage", STAGES)
def test_the_folder_of_a_stage_always_holds_the_same_files(stage: str) -> None:
    found = sorted(path.name for path in (FOLDER / stage).iterdir() if path.name != "__pycache__")
    assert found == ["README.md", "__init__.py", "component.py"]
