"""A misspelt name leads to the valid one that was probably meant."""

import pytest

from penstock.names import nearest, suggest


@pytest.mark.parametrize(
    ("name", "known", "like"),
    [
        ("winer", ["winner", "test_share"], "winner"),
        ("Total Aera", ["total_area", "price"], "total_area"),
        ("area", ["total_area", "price"], "total_area"),
        ("total_area_m2", ["area", "total_area"], "total_area"),
        ("cvs", ["csv", "jsonl", "parquet"], "csv"),
        ("hmoes.csv", ["homes.csv", "rents.csv"], "homes.csv"),
        ("garden", ["area", "price"], None),
        ("x", ["max", "min"], None),
        ("", ["a"], None),
        ("a", [], None),
    ],
)
def test_the_nearest_name_forgives_slips_and_guesses_no_further(name: str, known: list[str], like: str | None) -> None:
    assert nearest(name, known) == like


def test_advice_names_the_nearest_or_the_first_valid_names() -> None:
    assert suggest("winer", ["winner"]) == "did you mean 'winner'?"
    assert suggest("qqq", ["b", "a"]) == "use one of a, b"
    assert suggest("qqq", [f"n{number:02d}" for number in range(13)]).endswith("n10, n11, ...")
