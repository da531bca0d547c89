"""Trees evaluate to the same bits over columns and over rows; what is not finite is missing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.errors import ContractError
from penstock.features.arithmetic import cell_number, compile_number, evaluate
from penstock.features.expression import MAX_LENGTH, ColumnName, Node, column_names, parse

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-3, 3).map(float)
PAIRS = st.lists(st.tuples(NUMBERS | st.none(), NUMBERS | st.none()), min_size=1, max_size=40)


def _join(parts: tuple[str, str, str]) -> str:
    return f"({parts[0]} {parts[1]} {parts[2]})"


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "0", "1.5", "1e200"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(_join),
        st.tuples(st.sampled_from(["-", "log", "log1p", "sqrt", "abs"]), inner).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(st.sampled_from(["minimum", "maximum"]), inner, inner).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
    ),
    max_leaves=8,
).filter(lambda text: len(text) <= MAX_LENGTH)


def _value(text: str, **row: float | None) -> float:
    return compile_number(parse(text, "f"))(row)


@given(EXPRESSIONS, PAIRS)
def test_columns_and_rows_agree_bit_for_bit(text: str, pairs: list[tuple[float | None, float | None]]) -> None:
    node: Node = parse(text, "f")
    columns = {name: np.array([pair[place] for pair in pairs], dtype=np.float64) for place, name in enumerate("ab")}
    number = compile_number(node)
    rows = np.array([number({"a": a, "b": b}) for a, b in pairs])
    assert evaluate(node, columns, len(pairs)).tobytes() == rows.tobytes()


@pytest.mark.parametrize("text", ["a / 0", "log(-a)", "log(a - a)", "log1p(-a - a)", "sqrt(-a)", "1e308 * 1e308 * a", "a + b"])
def test_what_has_no_finite_value_is_silently_missing(text: str) -> None:
    assert math.isnan(_value(text, a=1.0, b=None))
    assert np.isnan(evaluate(parse(text, "f"), {"a": np.ones(3), "b": np.full(3, np.nan)}, 3)).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a - b - 1", -2.0),
        ("a / b * 4", 8 / 3),
        ("-a + b", 1.0),
        ("maximum(a, b) - minimum(a, b)", 1.0),
        ("log(a)", math.log(2)),
        ("log1p(a)", math.log1p(2)),
        ("sqrt(abs(-4))", 2.0),
    ],
)
def test_expressions_have_their_usual_meaning(text: str, expected: float) -> None:
    assert _value(text, a=2.0, b=3.0) == expected


def test_a_missing_operand_makes_either_side_of_a_minimum_missing() -> None:
    assert math.isnan(_value("minimum(a, 1)", a=None))
    assert math.isnan(_value("maximum(1, a)", a=None))


def test_cells_of_every_numeric_type_are_read() -> None:
    assert [cell_number(cell) for cell in (True, 3, np.int64(4), np.float64(0.5))] == [1.0, 3.0, 4.0, 0.5]
    assert all(math.isnan(cell_number(cell)) for cell in (None, math.inf, 10**400))


def test_a_text_in_a_numeric_column_is_refused_without_showing_it() -> None:
    with pytest.raises(ContractError) as caught:
        cell_number("secret")
    assert "secret" not in str(caught.value)


def test_a_mention_keeps_its_place() -> None:
    assert column_names(parse("1 + a", "f")) == (ColumnName("a", 5),)
