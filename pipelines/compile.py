"""Turn a project into a pipeline spec that Kubeflow Pipelines and the local runner both execute."""

import tempfile
from pathlib import Path

from penstock.files import write_bytes
from penstock.project import Project
from pipelines.sdk import compiler  # before anything else that imports kfp
from pipelines.training import training_pipeline


def compile_training(project: Project, into: Path) -> None:
    """Write the compiled training pipeline of `project` to the YAML file `into`."""
    with tempfile.TemporaryDirectory() as scratch:
        spec = Path(scratch) / "pipeline.yaml"
        compiler.Compiler().compile(training_pipeline(project), str(spec))
        write_bytes(into, spec.read_bytes())
