"""Equal rows of a table with few values are different cases; of a table with many, the same case twice."""

import numpy as np
import pyarrow as pa
import pytest

from penstock.dataset.repeats import Repeats, judge_repeats

RANDOM = np.random.default_rng(3)
ROWS = 2000


def _pick(*values: object) -> pa.Array:
    return pa.array([values[place] for place in RANDOM.integers(0, len(values), ROWS)])


FEW = pa.table(
    {"class": _pick("first", "second", "crew"), "sex": _pick("f", "m"), "adult": _pick(True, False, None), "y": _pick(0.0, 1.0)}
)
MANY = pa.table({"area": RANDOM.normal(size=ROWS), "class": FEW.column("class")})


def test_rows_of_few_values_repeat_by_chance() -> None:
    assert judge_repeats(FEW) == Repeats(ROWS - 36, by_chance=True)


def test_columns_that_go_together_repeat_by_chance_too() -> None:
    answers = RANDOM.integers(0, 20, ROWS)
    table = pa.table({f"question_{number}": answers % (number + 2) for number in range(20)})
    assert judge_repeats(table).by_chance


@pytest.mark.parametrize("share", [0.02, 1.0])
def test_rows_of_many_values_that_repeat_were_sent_twice(share: float) -> None:
    again = pa.concat_tables([MANY, MANY.slice(0, int(ROWS * share))])
    assert judge_repeats(again) == Repeats(int(ROWS * share), by_chance=False)


def test_a_table_without_repeats_has_none() -> None:
    assert judge_repeats(MANY) == Repeats(0, by_chance=False)
