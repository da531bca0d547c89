"""Expressions follow a small grammar, and a fault names the character it stands at."""

import pytest

from penstock.errors import ProjectError
from penstock.features.expression import MAX_DEPTH, MAX_LENGTH, Call, ColumnName, Negative, Number, Operation, column_names, parse


def test_products_bind_tighter_than_sums() -> None:
    product = Operation("*", ColumnName("b", 5), Number(2.0))
    assert parse("a + b * 2", "f") == Operation("+", ColumnName("a", 1), product)


def test_equal_operators_group_from_the_left() -> None:
    assert parse("8-4-2", "f") == Operation("-", Operation("-", Number(8.0), Number(4.0)), Number(2.0))


def test_parentheses_and_minus_signs_nest() -> None:
    assert parse("-(a - -1e3)", "f") == Negative(Operation("-", ColumnName("a", 3), Negative(Number(1000.0))))


def test_backticks_hold_names_with_spaces_and_signs() -> None:
    assert parse("`floor area (m2)`/.5", "f") == Operation("/", ColumnName("floor area (m2)", 1), Number(0.5))


def test_a_function_name_without_parentheses_is_a_column() -> None:
    assert parse("log(log)", "f") == Call("log", (ColumnName("log", 5),))


def test_every_mention_of_a_column_is_found_from_left_to_right() -> None:
    assert [m.name for m in column_names(parse("maximum(b, -a) / sqrt(b + 1)", "f"))] == ["b", "a", "b"]


@pytest.mark.parametrize(
    ("text", "position", "what"),
    [
        ("", 1, "the end of the expression"),
        ("a +", 4, "the end of the expression"),
        ("a b", 3, "'b' stands"),
        ("a ** 2", 4, "'*' stands"),
        ("(a", 3, "the end of the expression"),
        ("a)", 2, "')' stands"),
        ("a; b", 2, "';' cannot stand here"),
        ("1 + `a", 5, "'`' cannot stand here"),
        ("a.real", 2, "'.' cannot stand here"),
        ("1 + exec(a)", 5, "there is no function 'exec'"),
        ("2 * log(a, b)", 5, "'log' was given 2 operand(s)"),
        ("minimum(a)", 1, "'minimum' was given 1 operand(s)"),
        ("a + 1e999", 5, "too large"),
        ("'text'", 1, "cannot stand here"),
    ],
)
def test_a_fault_names_its_character(text: str, position: int, what: str) -> None:
    with pytest.raises(ProjectError) as caught:
        parse(text, "ratio")
    assert what in caught.value.what
    assert caught.value.where == f"features.expressions.ratio, character {position}"
    assert caught.value.fix


@pytest.mark.parametrize("text", ["(" * 400 + "a", "-" * 400 + "a", "log(" * (MAX_DEPTH + 1) + "a"])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(ProjectError, match="nested deeper"):
        parse(text, "f")


def test_long_text_is_refused_and_the_longest_allowed_is_read() -> None:
    assert len(column_names(parse("+".join("a" * (MAX_LENGTH // 2)), "f"))) == MAX_LENGTH // 2
    with pytest.raises(ProjectError, match="longer than"):
        parse("a" * (MAX_LENGTH + 1), "f")
