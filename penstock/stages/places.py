"""Where a stage finds the project folder and the store; the orchestrator says so in the environment."""

import os
from pathlib import Path

from penstock.errors import ProjectError
from penstock.files import writing

PROJECT = "PENSTOCK_PROJECT"
STORE = "PENSTOCK_STORE"


def project_folder() -> Path:
    """Return the folder that relative source paths start from."""
    return Path(os.environ.get(PROJECT, "."))


def store_folder() -> Path:
    """Return the folder that holds the registry and the trials; raises `ProjectError` when none is set."""
    place = os.environ.get(STORE)
    if not place:
        raise ProjectError("no store is set", where=f"environment variable {STORE}", fix="start the pipeline with `penstock run`")
    return Path(place)


def registry_folder() -> Path:
    """Return the folder of the registry in the store."""
    return store_folder() / "registry"


def trials_database() -> str:
    """Return the address of the database that keeps the trials."""
    folder = store_folder()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'trials.db'}"


def parsed_modules() -> Path:
    """Return the file of the store that remembers what modules import and say."""
    return store_folder() / "cache" / "modules.json"
