"""Turn a project into a pipeline spec that Kubeflow Pipelines and the local runner both execute."""

import tempfile
from pathlib import Path

from penstock.files import write_bytes
from penstock.project import Project, check_estimator
from pipelines.sdk import compiler  # before anything else that imports kfp
from pipelines.training import training_pipeline


def compile_training(project: Project, into: Path) -> None:
    """Write the compiled training pipeline of `project` to the YAML file `into`; raises as `check_estimator` does."""
    # A slip that the first stages would not notice must not cost their time.
    check_estimator(project)
    with tempfile.TemporaryDirectory() as scratch:
        spec = Path(scratch) / "pipeline.yaml"
        compiler.Compiler().compile(training_pipeline(project), str(spec))
        write_bytes(into, spec.read_bytes())
