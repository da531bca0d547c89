"""What one task gave, as a small document: its outputs by digest and what they depend on."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from penstock.documents import read_kept
from penstock.files import write_bytes
from pipelines.cache.ingredients import Ingredients
from pipelines.runner.values import Artifact, Values

Digest = Annotated[str, Meta(pattern=r"^(sha256:[0-9a-f]{64})?$")]


class KeptArtifact(msgspec.Struct, frozen=True, kw_only=True):
    """Be one artifact; with an empty `digest` it was not taken into the store, and `uri` says where it lies."""

    name: str
    uri: str
    digest: Digest
    schema_title: str
    schema_version: str
    metadata: dict[str, object]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Be what a task gave in a run; `ingredients` are absent where nothing may stand for the task."""

    task: str
    name: str
    run: str
    seconds: float
    parameters: dict[str, object]
    artifacts: dict[str, tuple[KeptArtifact, ...]]
    ingredients: Ingredients | None

    def digests(self) -> set[str]:
        """Return the digests of all artifacts that lie in the store."""
        return {item.digest for items in self.artifacts.values() for item in items if item.digest}


def outcome_file(run_folder: Path, task: str) -> Path:
    """Return where a run keeps the outcome of a task."""
    return run_folder / "outcomes" / f"{task.replace('/', '.')}.json"


def write_outcome(outcome: Outcome, path: Path) -> None:
    """Write an outcome whole, but not yet durable. Raises `StoreError`."""
    write_bytes(path, msgspec.json.encode(outcome, order="deterministic"), sync=False)


def read_outcome(path: Path) -> Outcome | None:
    """Return the outcome that `path` holds, or None when there is none that can be read."""
    return read_kept(path, Outcome)


def outcomes_of(run_folder: Path) -> list[Outcome]:
    """Return every outcome that a run has, by the name of its task."""
    found = (read_outcome(path) for path in sorted(run_folder.glob("outcomes/*.json")))
    return [outcome for outcome in found if outcome is not None]


def registered_by(run_folder: Path) -> str | None:
    """Return the digest of the bundle that a run registered, or None when it registered none."""
    found = (read_outcome(path) for path in run_folder.glob("outcomes/*register.json"))
    return next((str(outcome.parameters["Output"]) for outcome in found if outcome and outcome.name == "register"), None)


def described(artifact: Artifact) -> KeptArtifact:
    """Return the document of an artifact."""
    return KeptArtifact(
        name=artifact.name,
        uri=artifact.uri,
        digest=artifact.digest,
        schema_title=artifact.schema_title,
        schema_version=artifact.schema_version,
        metadata=dict(artifact.metadata),
    )


def outputs_of(outcome: Outcome, places: dict[str, Path]) -> Values:
    """Return the outputs that an outcome stands for; `places` says where the content of each digest lies."""
    artifacts = {
        name: tuple(
            Artifact(
                item.name,
                str(places[item.digest]) if item.digest else item.uri,
                item.schema_title,
                item.schema_version,
                item.metadata,
                item.digest,
            )
            for item in items
        )
        for name, items in outcome.artifacts.items()
    }
    return Values(dict(outcome.parameters), artifacts)
