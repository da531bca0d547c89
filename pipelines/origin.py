"""Keep what a run was started with: settings, contract, code and environment, in one small file beside its record."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from penstock.documents import read_kept
from penstock.errors import StoreError
from penstock.files import write_bytes
from penstock.project import FILE_NAME, Project
from penstock.tracking.checkout import Commit, commit_of
from penstock.tracking.environment import Environment, environment
from penstock.tracking.flat import Setting, flatten
from penstock.tracking.modules import own_root

ORIGIN_NAME = "origin.json"


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Be what a run was started with; a commit is None where the code lies in no git checkout.

    A run that was resumed keeps its settings, and has the code and the environment that it went on with.
    """

    settings: dict[str, Setting]
    contract: str
    project_commit: Commit | None
    penstock_commit: Commit | None
    environment: Environment


def read_origin(run: Path) -> Origin | None:
    """Return what the run in the folder `run` was started with, or None when there is nothing that can be read."""
    return read_kept(run / ORIGIN_NAME, Origin)


def keep_origin(run: Path, project: Project, mask: Callable[[str], str]) -> None:
    """Write down what the run in the folder `run` is started with; `mask` hides secrets in texts of its settings."""
    before = read_origin(run)
    root = own_root().folder
    origin = Origin(
        settings=before.settings if before else flatten(project.settings, mask),
        contract=before.contract if before else project.contract.digest,
        project_commit=commit_of(project.folder, FILE_NAME),
        penstock_commit=commit_of(root, "penstock/__init__.py"),
        environment=environment(),
    )
    # A run that cannot say what it began with still counts; where the disk is full, its stages will say so.
    with suppress(StoreError):
        write_bytes(run / ORIGIN_NAME, msgspec.json.format(msgspec.json.encode(origin), indent=2) + b"\n", sync=False)
