"""Conditions of the spec are judged on booleans and numbers, and on nothing else."""

import pytest

from penstock.errors import RunError
from pipelines.runner.condition import evaluate

PARAMETERS = {"yes": True, "no": False, "one": 1, "half": 0.5, "word": "go"}


def _name(name: str) -> str:
    return f"inputs.parameter_values['{name}']"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (f"{_name('yes')} == true", True),
        (f"{_name('no')} == true", False),
        (f"{_name('half')} >= 0.5", True),
        (f"int({_name('one')}) != 3", True),
        (f"{_name('one')} < {_name('half')}", False),
        (f"!({_name('half')} >= 0.5) && {_name('one')} > 0", False),
        (f"!({_name('yes')} == true) || {_name('one')} <= 1", True),
        (f"{_name('one')} == -1e0", False),
    ],
)
def test_booleans_and_numbers_are_compared(condition: str, expected: bool) -> None:
    assert evaluate(condition, PARAMETERS) is expected


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (f"{_name('word')} == true", "compares text"),
        (f"{_name('one')} == 'go'", "compares text"),
        (f"{_name('yes')} == 1", "a boolean with a number"),
        (f"{_name('absent')} == true", "`absent`, which has no value"),
        (f"({_name('yes')} == true", "closing parenthesis"),
        (f"{_name('yes')} == true true", "cannot be read"),
        (f"!{_name('one')}", "a number stands"),
        ("__import__('os')", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_what_is_not_a_plain_comparison_is_refused(condition: str, problem: str) -> None:
    with pytest.raises(RunError, match=problem):
        evaluate(condition, PARAMETERS)
