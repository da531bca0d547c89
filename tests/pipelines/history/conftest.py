"""A project whose store is filled run by run, and the command."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from penstock.cli.main import main
from tests.pipelines.history.stores import Stores

Runs = Callable[..., Result]


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """Return a project without runs."""
    return Stores(tmp_path / "project")


@pytest.fixture
def runs(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Run `penstock runs ...` in the project's folder."""
    monkeypatch.chdir(stores.project)
    return lambda *arguments, **options: CliRunner().invoke(main, ["runs", *map(str, arguments)], **options)
