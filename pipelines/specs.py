"""Keep a project's compiled pipeline in its store, and compile it anew only when something it depends on has changed."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import components
import pipelines
from penstock.project import Project
from penstock.settings import encode_section


def compiled_spec(project: Project, store: Path) -> Path:
    """Return the compiled pipeline of `project`, compiled anew only when what it depends on has changed."""
    spec = store / "specs" / f"{_spec_key(project)}.yaml"
    if not spec.exists():
        from pipelines.compile import compile_training

        compile_training(project, spec)
    return spec


def _spec_key(project: Project) -> str:
    total = hashlib.sha256(f"{version('kfp')}\n{encode_section(project.settings)}\n".encode() + project.contract.encode())
    for package in (components, pipelines):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            total.update(f"\n{path.relative_to(root.parent).as_posix()}\n".encode() + path.read_bytes())
    return total.hexdigest()
