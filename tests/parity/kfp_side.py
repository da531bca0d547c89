"""Compiles the samples and runs them under KFP's own local runner: `python -m tests.parity.kfp_side FOLDER SHARE OF`.

Each of `OF` processes takes its share of the samples. The runner's process is one of its own, as KFP warns and logs freely.
"""

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from kfp import compiler, components, dsl, local
from kfp.local.orchestrator import task_executor
from kfp.local.status import Status

from tests.parity.outcome import Outcome, Ran, Reference, State, content, furnish, names
from tests.parity.samples import SAMPLES
from tests.parity.samples.sample import Sample

# How long a stage waits here for another one that may never come.
PATIENCE_SECONDS = 4.0


def main(folder: Path, share: int, of: int) -> None:
    """Write for each sample its spec and a reference."""
    for sample in SAMPLES[share::of]:
        spec = folder / f"{sample.name}.yaml"
        compiler.Compiler().compile(sample.pipeline, str(spec))
        reference = Reference(dict(sample.arguments), sample.rounds, run(sample, spec))
        spec.with_suffix(".json").write_bytes(msgspec.json.encode(reference))


def run(sample: Sample, spec: Path) -> Outcome:
    """Run the compiled spec, not the function that it was made from."""
    work = spec.with_suffix("")
    furnish(work / "project")
    os.chdir(work / "project")
    tasks: dict[str, Ran] = {}
    arguments = dict(sample.arguments) | ({"patience_seconds": PATIENCE_SECONDS} if sample.patient else {})
    pipeline = components.load_component_from_file(str(spec))
    problem = ""
    for _ in range(sample.rounds):
        start(work, sample.rounds > 1)
        with recording(tasks):
            try:
                pipeline(**arguments)
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
    state: State = "succeeded" if not problem else "failed" if "finished with status" in problem else "refused"
    return Outcome(state, tasks, problem, names(work / "project"), names(work / "workspace"))


def start(work: Path, caching: bool) -> None:
    """Set KFP's runner up for one run."""
    (work / "workspace").mkdir(exist_ok=True)
    local.init(
        local.SubprocessRunner(use_venv=False),
        pipeline_root=str(work / "root"),
        workspace_root=str(work / "workspace"),
        enable_caching=caching,
    )


@contextlib.contextmanager
def recording(tasks: dict[str, Ran]) -> Iterator[None]:
    """Note what each task gives while KFP executes it: the runner itself gives out only what the whole pipeline does."""
    execute = task_executor.execute_single_task

    def noted(**given: object) -> tuple[Mapping[str, Any], Status]:
        path = "/".join([*str(given["pipeline_resource_name"]).split("/")[1:], str(given["task_name"])])
        path = path.replace("-iteration-", "/")
        try:
            outputs, status = execute(**given)
        except Exception as error:
            tasks[path] = Ran("failed", cause=f"{type(error).__name__}: {error}")
            raise
        tasks[path] = described(outputs) if status is Status.SUCCESS else Ran("failed")
        return outputs, status

    task_executor.execute_single_task = noted
    try:
        yield
    finally:
        task_executor.execute_single_task = execute


def described(outputs: Mapping[str, Any]) -> Ran:
    """Sort outputs into parameters and artifacts, and take the digests of these."""
    parameters: dict[str, object] = {}
    artifacts: dict[str, list[str]] = {}
    for name, value in outputs.items():
        items = value if isinstance(value, list) else [value]
        if items and isinstance(items[0], dsl.Artifact):
            artifacts[name] = [content(Path(item.path)) for item in items]
        else:
            parameters[name] = value
    return Ran("succeeded", parameters, artifacts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
