"""Runs are taken away whole, and never one that goes on or that a registered version needs."""

import multiprocessing
import os
import shutil
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from penstock.errors import ProjectError, RegistryError, RunError, StoreError
from pipelines.history.delete import Fate, choose, delete_runs, fate_lines
from pipelines.runs import at_work, runs_of
from tests.pipelines.history.stores import BEGAN, Made, Stores

NOW = datetime(2026, 5, 31, tzinfo=UTC)


def deleted(stores: Stores, *made: Made, all_or_none: bool = False, only_tell: bool = False) -> dict[str, str]:
    fates = delete_runs(stores.store, [each.folder for each in made], NOW, all_or_none=all_or_none, only_tell=only_tell)
    return {fate.run.name: fate.reason for fate in fates}


def left(stores: Stores) -> list[str]:
    return [run.name for run in runs_of(stores.store)]


def test_a_run_goes_with_all_that_is_its_own_and_artifacts_stay(stores: Stores) -> None:
    made, other = stores.run("failed", broken="combine"), stores.run("failed")
    ending = stores.store / "endings" / f"{made.name}.json"
    ending.parent.mkdir()
    ending.write_text("{}")
    kept = sorted(stores.artifacts.root.iterdir())
    assert deleted(stores, made) == {made.name: ""}
    assert left(stores) == [other.name]
    assert not ending.exists()
    assert sorted(stores.artifacts.root.iterdir()) == kept != []
    assert [path.name for path in stores.store.iterdir() if path.name.startswith(".")] == []


def test_the_only_run_that_led_to_a_registered_version_stays(stores: Stores) -> None:
    old = stores.run(metrics={"mae": 3.0}, ends="champion", rows="old")
    new = stores.run(metrics={"mae": 2.0}, ends="champion", rows="new")
    refused = stores.run(metrics={"mae": 9.0}, ends="refuse")
    fates = deleted(stores, old, new, refused)
    assert fates == {
        old.name: f"it is the only run that led to {old.bundle[7:19]}, which is registered",
        new.name: f"it is the only run that led to {new.bundle[7:19]}, which is the champion",
        refused.name: "",
    }
    assert left(stores) == [old.name, new.name]


def test_of_two_runs_that_led_to_one_version_the_newer_stays(stores: Stores) -> None:
    first = stores.run(metrics={"mae": 3.0}, ends="champion")
    second = stores.run(metrics={"mae": 3.0}, ends="champion", cached_from=first.name)
    assert next(iter(deleted(stores, second, first).items())) == (first.name, "")
    assert left(stores) == [second.name]
    assert deleted(stores, second)[second.name].startswith("it is the only run")


def test_a_version_that_was_taken_out_of_the_registry_needs_no_run(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 3.0}, ends="register")
    shutil.rmtree(stores.store / "registry")
    assert deleted(stores, made) == {made.name: ""}


def test_a_run_that_goes_on_stays(stores: Stores) -> None:
    made = stores.run("running")
    with at_work(made.folder):
        assert deleted(stores, made) == {made.name: "it still goes on"}
    assert left(stores) == [made.name]
    assert deleted(stores, made) == {made.name: ""}


def test_of_named_runs_all_go_or_none(stores: Stores) -> None:
    free, needed = stores.run("failed"), stores.run(metrics={"mae": 3.0}, ends="champion")
    with pytest.raises(RunError, match="which is the champion") as told:
        deleted(stores, free, needed, all_or_none=True)
    assert told.value.where == f"run {needed.name}"
    assert left(stores) == [free.name, needed.name]


def test_only_to_tell_takes_nothing_away(stores: Stores) -> None:
    made = stores.run("failed")
    assert deleted(stores, made, only_tell=True) == {made.name: ""}
    assert left(stores) == [made.name]


def test_where_the_registry_is_damaged_nothing_is_taken_away(stores: Stores) -> None:
    made, free = stores.run(metrics={"mae": 3.0}, ends="champion"), stores.run("failed")
    for record in (stores.store / "registry" / "versions").iterdir():
        record.write_text("{")
    with pytest.raises(RegistryError):
        deleted(stores, free)
    assert left(stores) == [made.name, free.name]


def test_runs_are_chosen_by_name_by_age_and_by_number(stores: Stores) -> None:
    made = [stores.run("failed").folder for _ in range(4)]
    later = BEGAN.replace(day=2, minute=2)
    assert choose(stores.store, [made[1].name, "last"], None, None, NOW) == [made[1], made[3]]
    assert choose(stores.store, [], None, 1, NOW) == made[2::-1]
    assert choose(stores.store, [], "1d", None, later) == made[1::-1]
    assert choose(stores.store, [], "1d", 3, later) == [made[0]]
    assert choose(stores.store, [], None, 9, NOW) == []


def test_of_a_run_that_does_not_tell_when_it_began_the_age_is_not_guessed(stores: Stores) -> None:
    made = stores.run("failed")
    made.folder.rename(made.folder.with_name("strange"))
    (stores.store / "runs" / "strange" / "run.json").unlink()
    assert choose(stores.store, [], "1d", None, NOW) == []


@pytest.mark.parametrize(
    ("names", "older_than", "keep", "words"),
    [
        ([], None, None, "nothing says which runs"),
        (["last"], "30d", None, "both names and rules"),
        (["last"], None, 3, "both names and rules"),
    ],
)
def test_what_is_meant_must_be_said_once(
    stores: Stores, names: list[str], older_than: str | None, keep: int | None, words: str
) -> None:
    stores.run()
    with pytest.raises(ProjectError, match=words):
        choose(stores.store, names, older_than, keep, NOW)


def test_what_a_killed_delete_left_is_cleared_up_an_hour_later(stores: Stores) -> None:
    made = stores.run("failed")
    aside = stores.store / ".deleted.abcd1234"
    (aside / "run").mkdir(parents=True)
    os.utime(aside, (NOW.timestamp() - 7200,) * 2)
    deleted(stores, made)
    assert not aside.exists()


def test_a_store_that_cannot_be_written_keeps_the_run(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stores.run("failed")
    (stores.store / "runs" / made.name / "lock").unlink()
    (stores.store / "runs" / made.name / "lock").mkdir()
    with pytest.raises(StoreError):
        deleted(stores, made)
    assert (made.folder / "run.json").exists()


def _delete_one(store: Path, run: Path, barrier: Barrier) -> None:
    barrier.wait()
    delete_runs(store, [run], NOW, all_or_none=False, only_tell=False)


def test_two_at_once_do_not_each_leave_the_version_to_the_other(stores: Stores) -> None:
    first = stores.run(metrics={"mae": 3.0}, ends="champion")
    second = stores.run(metrics={"mae": 3.0}, ends="champion", cached_from=first.name)
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    both = [context.Process(target=_delete_one, args=(stores.store, made.folder, barrier)) for made in (first, second)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert len(left(stores)) == 1


def test_each_run_has_a_line_and_the_last_counts_them(tmp_path: Path) -> None:
    fates = [Fate(tmp_path / "a", ""), Fate(tmp_path / "b", "it still goes on")]
    assert list(fate_lines(fates, only_tell=False)) == ["deleted a", "kept b: it still goes on", "deleted 1 of 2 runs"]
    assert list(fate_lines(fates, only_tell=True)) == [
        "would delete a",
        "kept b: it still goes on",
        "would delete 1 of 2 runs",
    ]
