"""Compiles the examples of every rule, as a user would, in a process of its own: importing kfp warns, and warnings are errors."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from kfp import compiler

from pipelines.lint.catalog import RULES


def compile_example(text: str, place: Path) -> None:
    """Compile what `text` defines, a pipeline or a lone component, into `place`."""
    source = place.with_suffix(".py")
    source.write_text(f"from kfp import dsl\n{text}\n")
    module = load(source)
    compiler.Compiler().compile(getattr(module, "pipeline", None) or module.train, str(place))


def load(source: Path) -> ModuleType:
    """Import a file. Kubeflow Pipelines reads a component's source from it."""
    found = importlib.util.spec_from_file_location(source.stem.replace("-", "_"), source)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


if __name__ == "__main__":
    for rule in RULES:
        compile_example(rule.bad, Path(sys.argv[1]) / f"{rule.slug}-bad.yaml")
        compile_example(rule.good, Path(sys.argv[1]) / f"{rule.slug}-good.yaml")
