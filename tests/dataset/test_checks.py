"""Rows that break the contract leave with a reason; the screen and pandera agree on which they are."""

import itertools
import math

import msgspec
import pandera.pandas as pandera
import pytest

from penstock.contract import Column, Contract
from penstock.contract.columns import Policy
from penstock.contract.frames import to_frame
from penstock.dataset.checks import check, failures, frame_schema, suspects
from penstock.ingest.batch import Fault
from tests.dataset.samples import HOUSES, batch, houses

INF = math.inf


def _one(column: Column, values: list[object], **policies: Policy) -> tuple[list[object], list[tuple[int, str, str]]]:
    target = Column(name="y", kind="number", role="target")
    contract = Contract(task="regression", columns=(column, target), **policies)
    checked = check(batch({column.name: values, "y": [1.0] * len(values)}, contract), contract, frame_schema(contract))
    problems = [(line["row"], line["column"], line["reason"]) for line in checked.problems.to_pylist()]
    return checked.table.column(column.name).to_pylist(), problems


def test_good_rows_pass_untouched() -> None:
    rows = batch(houses(50))
    checked = check(rows, HOUSES, frame_schema(HOUSES))
    assert checked.table.equals(rows.table)
    assert (checked.quarantined, checked.problems.num_rows) == (0, 0)


def test_every_broken_cell_has_its_own_line_with_the_row_number_of_the_source() -> None:
    rows = houses(6)
    rows["area"][1], rows["rooms"][1], rows["rooms"][2] = 5.0, None, 21
    rows["district"][3], rows["price"][4], rows["id"][5] = "west", INF, None
    checked = check(batch(rows, first=101), HOUSES, frame_schema(HOUSES))
    assert [tuple(line.values()) for line in checked.problems.to_pylist()] == [
        (102, "area", "below the minimum"),
        (102, "rooms", "missing"),
        (103, "rooms", "above the maximum"),
        (104, "district", "unseen category"),
        (105, "price", "not finite"),
        (106, "id", "missing"),
    ]
    assert (checked.quarantined, checked.table.column("id").to_pylist()) == (5, ["h0"])


def test_a_row_that_could_not_be_read_is_reported_by_its_faults_alone() -> None:
    rows = houses(3)
    rows["rooms"][1], rows["area"][1] = None, 1.0
    faults = (Fault(2, "rooms", "not a whole number"), Fault(2, "area", "not a number"))
    checked = check(batch(rows, faults=faults), HOUSES, frame_schema(HOUSES))
    assert [line["reason"] for line in checked.problems.to_pylist()] == ["not a number", "not a whole number"]
    assert (checked.quarantined, checked.table.num_rows) == (1, 2)


def test_a_row_that_could_not_be_read_may_be_the_only_bad_one() -> None:
    rows = houses(3)
    rows["price"][1] = None
    contract = Contract(task="regression", columns=tuple(msgspec.structs.replace(each, missing=True) for each in HOUSES.columns))
    checked = check(batch(rows, contract, faults=(Fault(2, "price", "not a number"),)), contract, frame_schema(contract))
    assert [tuple(line.values()) for line in checked.problems.to_pylist()] == [(2, "price", "not a number")]
    assert checked.table.column("id").to_pylist() == ["h0", "h2"]


def test_nan_is_missing() -> None:
    allowed = Column(name="x", kind="number", missing=True)
    assert _one(allowed, [math.nan, 1.0]) == ([None, 1.0], [])
    assert _one(Column(name="x", kind="number"), [math.nan, 1.0]) == ([1.0], [(1, "x", "missing")])


def test_clamping_moves_a_number_to_its_nearest_bound_and_refuses_infinity() -> None:
    column = Column(name="x", kind="number", minimum=0.0, maximum=9.5, missing=True)
    assert _one(column, [-1.0, 5.0, 10.0, None, INF], out_of_range="clamp") == ([0.0, 5.0, 9.5, None], [(5, "x", "not finite")])


def test_clamping_keeps_an_integer_whole() -> None:
    column = Column(name="x", kind="integer", minimum=0.5, maximum=9.5)
    assert _one(column, [0, 5, 10], out_of_range="clamp") == ([1, 5, 9], [])


def test_clamping_an_unseen_category_makes_it_missing() -> None:
    column = Column(name="x", kind="category", categories=("a",), missing=True)
    assert _one(column, ["a", "b"], unseen_category="clamp") == (["a", None], [])


@pytest.mark.parametrize("column", [Column(name="x", kind="number", maximum=2.0), Column(name="x", kind="integer", maximum=2)])
def test_accepting_leaves_values_outside_the_range(column: Column) -> None:
    assert _one(column, [3, 1], out_of_range="accept") == ([3, 1], [])


def test_a_target_is_judged_under_every_policy_that_could_change_it() -> None:
    target = Column(name="t", kind="category", role="target", categories=("no", "yes"))
    contract = Contract(task="binary", columns=(target,), unseen_category="accept")
    checked = check(batch({"t": ["no", "maybe"]}, contract), contract, frame_schema(contract))
    assert checked.problems.column("reason").to_pylist() == ["unseen category"]


def test_an_ignored_column_is_free() -> None:
    assert _one(Column(name="x", kind="number", role="ignored", maximum=1.0), [None, 5.0]) == ([None, 5.0], [])


def test_large_integers_are_checked() -> None:
    column = Column(name="x", kind="integer", maximum=2.0**62)
    assert _one(column, [2**60 + 1, 2**63 - 1]) == ([2**60 + 1], [(2, "x", "above the maximum")])


EDGES: dict[str, list[object]] = {
    "id": ["a", None],
    "sold": [None],
    "area": [None, 9.9, 10.0, 500.0, 500.1, INF, -INF],
    "rooms": [None, 0, 1, 20, 21],
    "district": [None, "north", "west", ""],
    "price": [None, -0.1, 0.0, INF],
}


@pytest.mark.parametrize("policy", ["refuse", "accept"])
def test_the_screen_and_pandera_refuse_the_same_cells_for_the_same_reasons(policy: Policy) -> None:
    contract = Contract(task="regression", columns=HOUSES.columns, out_of_range=policy, unseen_category=policy)
    rows = batch(dict(zip(EDGES, zip(*itertools.product(*EDGES.values()), strict=True), strict=True)), contract)
    screened = {(int(row), name) for name, mask in suspects(rows.table, contract).items() for row in rows.rows[mask]}
    judged = {tuple(line.values()) for line in failures(rows.table, rows.rows, frame_schema(contract)).to_pylist()}
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        frame_schema(contract).validate(to_frame(rows.table), lazy=True)
    cases = caught.value.failure_cases.replace("not_nullable", "missing")
    assert judged == set(zip(rows.rows[cases["index"].astype(int)].tolist(), cases["column"], cases["check"], strict=True))
    assert screened == {(row, name) for row, name, _ in judged}
    assert 0 < len({row for row, _ in screened}) < rows.rows.size
