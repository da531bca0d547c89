"""A column is judged by itself: does it describe rows, or only tell them apart?"""

import numpy as np
import pyarrow as pa
import pytest

from penstock.contract.draft import Draft, Wishes, choose_key, draft_column
from penstock.contract.kinds import recognise

ROWS = 400
RANDOM = np.random.default_rng(6)
SCATTERED = RANDOM.permutation(10 * ROWS)[:ROWS]


def _judge(name: str, values: object, wishes: Wishes = Wishes("y")) -> Draft:  # noqa: B008
    known = recognise(pa.chunked_array([pa.array(values)]))
    assert known is not None
    return draft_column(name, known, wishes, ())


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("row", range(ROWS), "numbers the rows"),
        ("anything", range(7, 7 + ROWS), "numbers the rows"),
        ("CustomerID", SCATTERED, "different in every row"),
        ("token", [f"t{number}" for number in range(ROWS)], "different in every row"),
        ("account", 2**60 + SCATTERED, "different in every row"),
        ("user_id", [number // 2 * 7 for number in range(ROWS)], "few rows share a value"),
        ("same", ["x"] * ROWS, "same value"),
        ("void", pa.nulls(ROWS, pa.string()), "no values"),
        ("story", [f"a tale of {number}" for number in range(ROWS)], "free text"),
    ],
)
def test_what_does_not_describe_a_row_is_left_out(name: str, values: object, words: str) -> None:
    draft = _judge(name, values)
    assert draft.role == "ignored"
    assert words in draft.findings[0].message


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("total_rooms", SCATTERED),
        ("latitude", RANDOM.uniform(32, 42, ROWS)),
        ("price_index", RANDOM.uniform(90, 110, ROWS)),
        ("store_id", [number % 12 for number in range(ROWS)]),
        ("house_number", [number % 150 for number in range(ROWS)]),
        ("postcode", [f"0{number % 50:04d}" for number in range(ROWS)]),
        ("flag", [None, True] * 200),
        ("model", [f"X{number % 9}" for number in range(ROWS)]),
    ],
)
def test_what_describes_a_row_is_a_feature_and_nothing_is_said(name: str, values: object) -> None:
    draft = _judge(name, values)
    assert (draft.role, draft.findings) == ("feature", ())


@pytest.mark.parametrize("cells", [["$1,200", "$900"], ["12 %", "3.5 %"], ["4 km", "12 km"]])
def test_numbers_in_dress_are_pointed_out(cells: list[str]) -> None:
    draft = _judge("cost", cells * 200)
    assert (draft.kind, draft.role) == ("category", "feature")
    assert "write them plain" in draft.findings[0].message


def test_numbers_in_dress_that_are_too_many_for_categories_are_left_out() -> None:
    draft = _judge("cost", [f"${number},{number % 100:02d}" for number in SCATTERED])
    assert draft.role == "ignored"
    assert "write them plain" in draft.findings[0].message


def test_the_first_whole_column_that_is_called_like_a_key_becomes_the_key() -> None:
    drafts = [
        _judge("Unnamed: 0", range(ROWS)),
        _judge("token", [f"t{number}" for number in range(ROWS)]),
        _judge("gap_id", [None, *(f"g{number}" for number in range(1, ROWS))]),
        _judge("sale_id", SCATTERED),
        _judge("other_id", SCATTERED + 1),
    ]
    assert [draft.role for draft in choose_key(drafts)] == ["ignored", "ignored", "ignored", "key", "ignored"]


def test_the_key_that_a_person_names_is_the_only_one() -> None:
    wishes = Wishes("y", key="house")
    drafts = choose_key([_judge("sale_id", SCATTERED, wishes), _judge("house", [number // 2 for number in range(ROWS)], wishes)])
    assert [(draft.kind, draft.role) for draft in drafts] == [("key", "ignored"), ("key", "key")]
