"""A store with one run in it, written by what writes real ones."""

import shutil
from pathlib import Path

import msgspec
import pytest

from penstock.dataset.manifests import save
from penstock.model.report import write_report
from pipelines.cache.outcomes import KeptArtifact, Outcome, outcome_file, write_outcome
from pipelines.record import recording
from pipelines.runner import Cause, State, TaskEnded, TaskStarted
from pipelines.runs import at_work
from tests.pipelines.report import samples

GOLDEN = Path(__file__).parents[1] / "golden" / "house_prices.yaml"
RUN = "20260102-030405-abcdef"


def keep(run: Path, task: str, name: str, artifact: str, number: int) -> Path:
    """Write the outcome of a task with one artifact, and return where the artifact's content belongs."""
    digest = f"{number:064x}"
    kept = KeptArtifact(name=artifact, uri="", digest=f"sha256:{digest}", schema_title="", schema_version="", metadata={})
    outcome = Outcome(
        task=task, name=name, run=run.name, seconds=1.0, parameters={}, artifacts={artifact: (kept,)}, ingredients=None
    )
    write_outcome(outcome, outcome_file(run, task))
    return run.parents[1] / "artifacts" / digest


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return a store whose one run came as far as its evaluation, and failed in `register`."""
    store = tmp_path / "store"
    run = store / "runs" / RUN
    (store / "specs").mkdir(parents=True)
    shutil.copy(GOLDEN, store / "specs" / "a.yaml")
    with at_work(run), recording(run, "houses", "a.yaml") as record:
        for name in ("ingest-north", "ingest-south", "combine", "split", "tune", "train", "evaluate", "register"):
            record.take(TaskStarted(name, name, 1, run / "logs" / f"{name}.log"))
            cause = Cause("StoreError", "the disk is full") if name == "register" else None
            state: State = "failed" if cause else "succeeded"
            record.take(TaskEnded(name, name, state, 1.0, 1, log=run / "logs" / f"{name}.log", cause=cause))
        record.state = "failed"
    folders = [
        keep(run, "ingest", "ingest-north", "part", 1),
        keep(run, "ingest-2", "ingest-south", "part", 2),
        keep(run, "combine", "combine", "dataset", 3),
        keep(run, "split", "split", "splits", 4),
    ]
    documents = [samples.part("north"), samples.part("south"), samples.dataset(), samples.split()]
    for folder, document in zip(folders, documents, strict=True):
        folder.mkdir(parents=True)
        save(document, folder)
    keep(run, "tune", "tune", "trials", 5).write_bytes(msgspec.json.encode(samples.search()))
    report = samples.regression().report
    assert report is not None
    write_report(report, keep(run, "evaluate", "evaluate", "report", 6))
    return store
