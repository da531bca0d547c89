"""A source's outcome hangs on the content behind it, and a candidate's on whom it is held against."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from penstock.registry.aliases import CHAMPION
from penstock.registry.registry import Registry
from penstock.settings import Source, encode_section
from pipelines.outside import TrainingWorld
from pipelines.runner.memory import Call
from pipelines.runner.values import Artifact, Values
from tests.stages.samples import SETTINGS, Made, make_candidate

DIGEST = "0" * 64


def call(function: str, parameters: dict[str, object] | None = None, made: Made | None = None) -> Call:
    artifacts: dict[str, tuple[Artifact, ...]] = {}
    if made is not None:
        places = {"model": made.model, "splits": made.splits}
        artifacts = {name: (Artifact(name, str(path), "system.Artifact", "0.0.1"),) for name, path in places.items()}
    return Call(function, function, function, "", "", {}, False, False, Values(parameters or {}, artifacts))


def reading(source: Source) -> Call:
    return call("ingest", {"source": encode_section(source)})


@pytest.fixture
def world(tmp_path: Path) -> TrainingWorld:
    return TrainingWorld(tmp_path, tmp_path / "store", SETTINGS)


def test_the_content_and_the_names_of_all_files_of_a_source_count(world: TrainingWorld, tmp_path: Path) -> None:
    source = Source(name="north", kind="csv", path="*.csv")
    seen = []
    for name, text in (("a.csv", "1"), ("a.csv", "2"), ("b.csv", "1")):
        (tmp_path / name).write_text(text)
        seen.append(world.outside(reading(source)))
    assert None not in seen
    assert len(set(seen)) == 3
    (tmp_path / "c.txt").write_text("1")
    assert world.outside(reading(source)) == seen[-1]


@pytest.mark.parametrize(
    ("source", "known"),
    [
        (Source(name="far", kind="csv", url="https://example.org/a.csv"), False),
        (Source(name="far", kind="csv", url="https://example.org/a.csv", sha256=DIGEST), True),
        (Source(name="base", kind="sql", database="sqlite:///a.db", query="select 1"), False),
        (Source(name="near", kind="csv", path="not-there.csv"), False),
    ],
)
def test_what_may_change_unseen_is_never_taken_from_the_cache(world: TrainingWorld, source: Source, known: bool) -> None:
    assert (world.outside(reading(source)) is not None) is known


def test_a_local_copy_in_place_of_an_address_counts_by_its_content(
    world: TrainingWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copy.csv").write_text("1")
    source = Source(name="far", kind="csv", url="https://example.org/a.csv", local="env:COPY")
    assert world.outside(reading(source)) is None
    monkeypatch.setenv("COPY", str(tmp_path / "copy.csv"))
    assert world.outside(reading(source)) is not None


def test_the_spec_decides_for_stages_that_read_nothing_outside(world: TrainingWorld) -> None:
    assert world.outside(call("finish")) is None


def test_a_candidate_that_became_champion_finds_what_it_found_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_STORE", str(tmp_path / "store"))
    made = make_candidate(tmp_path)
    registry = Registry(tmp_path / "store" / "registry")
    world = TrainingWorld(tmp_path, tmp_path / "store", SETTINGS)
    asked, registering = call("evaluate", made=made), call("register", made=made)
    assert world.outside(asked) == "no champion"

    from penstock.model.report import write_report
    from penstock.stages.register import register

    write_report(made.report, tmp_path / "report.json")
    digest = register("houses", SETTINGS, made.dataset, made.splits, made.model, tmp_path / "report.json")
    assert world.outside(asked) == "no champion"
    assert world.holds(registering, Values({"Output": digest}))

    other = made.bundle(tmp_path / "other", name="flats")
    version = registry.register(other.folder, datetime.now(UTC))
    registry.move(CHAMPION, digest, version.digest)
    assert TrainingWorld(tmp_path, tmp_path / "store", f"sha256:{DIGEST}").outside(asked) == f"champion {version.digest}"
    assert not world.holds(registering, Values({"Output": digest}))


def test_a_refusal_holds_as_long_as_it_is_kept(tmp_path: Path, world: TrainingWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_STORE", str(tmp_path / "store"))
    made = make_candidate(tmp_path)
    refused = Registry(tmp_path / "store" / "registry").refuse(made.bundle(tmp_path / "b").folder, ["too large an error"])
    assert world.holds(call("refuse"), Values({"Output": refused.digest}))
    assert not world.holds(call("refuse"), Values({"Output": f"sha256:{DIGEST}"}))
