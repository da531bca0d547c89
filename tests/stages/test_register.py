"""A candidate becomes a version and the champion, once, however often the stage is tried; a moved champion is no prey."""

from pathlib import Path

import msgspec
import pytest

from penstock.errors import RegistryError
from penstock.model.report import write_report
from penstock.registry.aliases import CHAMPION
from penstock.registry.bundle import short
from penstock.registry.registry import Registry
from penstock.stages.places import STORE
from penstock.stages.refuse import refuse
from penstock.stages.register import register
from tests.stages.samples import SETTINGS, Made


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    monkeypatch.setenv(STORE, str(tmp_path / "store"))
    return Registry(tmp_path / "store" / "registry")


def _register(made: Made, folder: Path, name: str = "houses", champion: str | None = None) -> str:
    write_report(msgspec.structs.replace(made.report, champion=champion), folder / "report.json")
    return register(name, SETTINGS, made.dataset, made.splits, made.model, folder / "report.json")


def test_a_candidate_becomes_a_version_and_the_champion(made: Made, tmp_path: Path, registry: Registry) -> None:
    digest = _register(made, tmp_path)
    assert [version.digest for version in registry.versions()] == [digest]
    assert registry.resolve(CHAMPION).digest == digest


def test_a_second_try_after_the_move_changes_nothing(made: Made, tmp_path: Path, registry: Registry) -> None:
    first = _register(made, tmp_path)
    moves, versions = registry.aliases.history(CHAMPION), registry.versions()
    assert _register(made, tmp_path) == first
    assert (registry.aliases.history(CHAMPION), registry.versions()) == (moves, versions)


def test_a_champion_that_moved_meanwhile_stays(made: Made, tmp_path: Path, registry: Registry) -> None:
    first = _register(made, tmp_path)
    with pytest.raises(RegistryError, match=f"another run made {short(first)} the champion meanwhile"):
        _register(made, tmp_path, name="flats")
    assert registry.resolve(CHAMPION).digest == first


def test_a_refused_candidate_is_kept_with_its_reasons_and_moves_nothing(made: Made, tmp_path: Path, registry: Registry) -> None:
    gate = msgspec.structs.replace(made.report.gate, passed=False, reasons=("too weak",))
    write_report(msgspec.structs.replace(made.report, gate=gate), tmp_path / "report.json")
    digest = refuse("houses", SETTINGS, made.dataset, made.splits, made.model, tmp_path / "report.json")
    assert [(refusal.digest, refusal.reasons) for refusal in registry.refused()] == [(digest, ("too weak",))]
    assert (registry.versions(), registry.aliases.names()) == ((), ())
