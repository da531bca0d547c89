"""Only what differs between runs is told, section by section."""

from datetime import UTC, datetime

import msgspec
import pytest

from pipelines.history.compare import Comparison, comparison, comparison_lines
from pipelines.history.summary import Reader
from tests.pipelines.history.stores import Made, Stores


def compared(stores: Stores, *made: Made) -> Comparison:
    return comparison(Reader(stores.store, datetime(2026, 5, 31, tzinfo=UTC)), [each.folder for each in made])


def told(found: Comparison, section: str) -> dict[str, list[object]]:
    return {
        each.name: [each.values.get(run, "absent") for run in found.runs] for each in found.differences if each.section == section
    }


def test_equal_runs_do_not_differ(stores: Stores) -> None:
    one, two = (stores.run(metrics={"mae": 1.0}, settings={"tuning.trials": 8}) for _ in range(2))
    found = compared(stores, one, two)
    assert found.differences == ()
    assert list(comparison_lines(found)) == ["no difference"]


def test_settings_parameters_libraries_and_metrics_that_differ_are_told(stores: Stores) -> None:
    one = stores.run(
        metrics={"mae": 1.0, "r2": 0.5},
        settings={"tuning.trials": 8, "features.drop": ["a"]},
        parameters='{"depth": 4}',
        libraries={"numpy": "2.3.0", "scipy": "1.0"},
    )
    two = stores.run(
        metrics={"mae": 2.0, "r2": 0.5},
        settings={"tuning.trials": 9, "features.drop": ["a"], "gate.limits.mae": 3.0},
        parameters='{"depth": 5}',
        libraries={"numpy": "2.4.0", "scipy": "1.0"},
    )
    found = compared(stores, one, two)
    assert told(found, "settings") == {"tuning.trials": [8, 9], "gate.limits.mae": ["absent", 3.0]}
    assert told(found, "parameters") == {"depth": [4, 5]}
    assert told(found, "libraries") == {"numpy": ["2.3.0", "2.4.0"]}
    assert told(found, "metrics") == {"mae": [1.0, 2.0]}
    assert told(found, "data") == {}


def test_other_data_is_told_by_its_digests(stores: Stores) -> None:
    one, two = (stores.run(metrics={"mae": 1.0}, rows=rows) for rows in ("old", "new"))
    found = told(compared(stores, one, two), "data")
    assert list(found) == ["combine/dataset", "ingest-north/part", "split/splits"]
    first, second = found["combine/dataset"]
    assert first != second


def test_other_code_is_told_by_module_and_commit(stores: Stores) -> None:
    one, two = (stores.run(metrics={"mae": 1.0}, settings={}) for _ in range(2))
    for place in (two.folder / "outcomes").iterdir():
        place.write_text(place.read_text().replace("e" * 64, "f" * 64))
    origin = two.folder / "origin.json"
    origin.write_text(origin.read_text().replace("a" * 40, "c" * 40))
    found = told(compared(stores, one, two), "code")
    assert found == {
        "penstock.files": [f"sha256:{'e' * 64}", f"sha256:{'f' * 64}"],
        "project commit": ["a" * 12, "c" * 12],
    }


def test_a_run_of_which_nothing_is_known_is_named_and_the_others_are_compared(stores: Stores) -> None:
    one, two = (stores.run(metrics={"mae": value}, settings={"a": 1}) for value in (1.0, 2.0))
    broken = stores.run("failed", broken="ingest-north")
    found = compared(stores, one, two, broken)
    assert told(found, "metrics") == {"mae": [1.0, 2.0, "absent"]}
    assert told(found, "settings") == {}
    assert found.lacking["settings"] == found.lacking["metrics"] == (broken.name,)
    assert f"nothing is known of {broken.name} in settings" in "\n".join(comparison_lines(found))


def test_what_runs_led_to_is_told(stores: Stores) -> None:
    one = stores.run(metrics={"mae": 1.0}, ends="champion")
    two = stores.run(metrics={"mae": 1.0}, ends="refuse")
    assert told(compared(stores, one, two), "outcome")["led to"] == ["champion", "refused"]


def test_lines_have_a_column_a_run_and_short_digests(stores: Stores) -> None:
    one, two = (stores.run(metrics={"mae": 21_915.3}, rows=rows, settings={"note": rows * 40}) for rows in ("old", "new"))
    lines = list(comparison_lines(compared(stores, one, two)))
    assert lines[0].split() == [one.name, two.name]
    assert lines[1] == "settings"
    assert max(map(len, lines)) < 130
    digest = next(line for line in lines if "combine/dataset" in line).split()[1]
    assert len(digest) == 12


@pytest.mark.parametrize(
    ("first", "second", "cells"), [(21_915.31, 22_000.0, ["21,915", "22,000"]), (1.00001, 1.00002, ["1.00001", "1.00002"])]
)
def test_rounding_never_hides_the_difference(stores: Stores, first: float, second: float, cells: list[str]) -> None:
    one, two = (stores.run(metrics={"mae": value}) for value in (first, second))
    line = next(line for line in comparison_lines(compared(stores, one, two)) if "mae" in line)
    assert line.split()[1:] == cells


def test_many_differences_of_one_kind_are_counted(stores: Stores) -> None:
    one, two = (
        stores.run(metrics={"mae": 1.0}, libraries={f"library{number}": version for number in range(30)})
        for version in ("1", "2")
    )
    found = compared(stores, one, two)
    lines = list(comparison_lines(found))
    assert "  and 10 more, see --json" in lines
    assert len([line for line in lines if "library" in line]) == 20
    assert len(msgspec.to_builtins(found)["differences"]) == 30
