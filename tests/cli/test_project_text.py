"""The project file spells each source as it was found, and reads back whatever names it holds."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from penstock.cli.project_text import quoted, render
from penstock.contract.draft import Wishes
from penstock.contract.infer import infer
from penstock.contract.sample import Sample
from penstock.contract.sniff import CsvForm
from penstock.contract.spelling import spell
from penstock.dataset.repeats import Repeats
from penstock.project import parse_settings
from penstock.settings import Settings

RANDOM = np.random.default_rng(8)
DAYS = [f"{1 + number % 28:02d}.{1 + number % 12:02d}.2024" for number in range(120)]
NONE = Repeats(0, by_chance=False)


def _render(columns: dict[str, list[str]], repeats: Repeats = NONE, form: CsvForm = CsvForm(), place: str = "t.csv") -> str:  # noqa: B008
    raw = pa.table({**columns, "y": [f"{value:.4f}" for value in RANDOM.normal(size=120)]})
    table, spelling = spell(raw)
    sample = Sample(table, "csv", form, spelling, Path("/data") / place, complete=True)
    return render([sample], infer(table, Wishes("y")), repeats, Path("/data/project"), "contract.json")


def _read(columns: dict[str, list[str]]) -> Settings:
    return parse_settings(_render(columns))


def test_dates_of_one_format_are_declared_once_and_others_by_column() -> None:
    iso = [f"2024-01-{1 + number % 28:02d}" for number in range(120)]
    assert _read({"sold": DAYS, "seen": DAYS}).sources[0].time_format == "%d.%m.%Y"
    mixed = _read({'sold "on"': DAYS, "seen": iso}).sources[0].time_format
    assert mixed == {'sold "on"': "%d.%m.%Y"}
    assert _read({"seen": iso}).sources[0].time_format is None


def test_marks_for_missing_cells_stand_beside_those_every_source_knows() -> None:
    missing = _read({"x": ["?" if number % 3 == 0 else str(number % 50) for number in range(120)]}).sources[0].missing
    assert missing[0] == ""
    assert missing[-1] == "?"
    assert "missing =" not in _render({"x": ["1", "2"] * 60})


@pytest.mark.parametrize(("by_chance", "repeats"), [(True, "keep"), (False, "drop")])
def test_repeats_are_kept_only_where_chance_explains_them(by_chance: bool, repeats: str) -> None:
    document = _render({"x": ["1", "2", "3"] * 40}, Repeats(9, by_chance=by_chance))
    assert parse_settings(document).dataset.repeats == repeats


@pytest.mark.parametrize(
    ("columns", "expression"),
    [
        ({"area": ["1", "2"] * 60, "rooms": ["3", "4"] * 60}, '# area_by_rooms = "area / rooms"'),
        ({"area": ["1", "2"] * 60}, '# log_area = "log(area)"'),
        ({"my area": ["1", "2"] * 60, "log": ["3", "4"] * 60}, '# density = "people / area"'),
    ],
)
def test_the_example_of_an_expression_names_columns_of_the_table(columns: dict[str, list[str]], expression: str) -> None:
    assert expression in _render(columns).splitlines()


def test_comments_stand_in_one_column_and_every_line_is_short() -> None:
    lines = _render({"x": ["1", "2"] * 60, "g": ["a", "b"] * 60}, Repeats(9, by_chance=True)).splitlines()
    settings = [line for line in lines if " = " in line and "  #" in line and not line.startswith("#")]
    assert {line.rindex("#") for line in settings if not line.startswith("segments")} == {30}
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("text", ["plain", '"', "\\", "tab\t", "\x7f", "line\nend", "ü 🏠", "'''", "#"])
def test_any_text_is_quoted_so_that_toml_gives_it_back(text: str) -> None:
    document = f'[project]\nname = "p"\ncontract = {quoted(text)}\n[[sources]]\nname = "s"\nkind = "csv"\npath = "t.csv"\n'
    assert parse_settings(document).project.contract == text


@pytest.mark.parametrize(
    ("place", "name"),
    [("Häuser 2024.csv.gz", "hauser_2024"), ("Straße.csv", "strasse"), ("2024.csv", "table_2024"), ("数据.csv", "table")],
)
def test_a_source_is_named_after_its_file_in_plain_letters(place: str, name: str) -> None:
    assert parse_settings(_render({"x": ["1", "2"] * 60}, place=place)).sources[0].name == name


def test_the_form_of_a_file_is_declared_where_it_is_not_the_usual_one() -> None:
    source = parse_settings(_render({"x": ["1", "2"] * 60}, form=CsvForm(";", ",", "cp1252"))).sources[0]
    assert (source.delimiter, source.decimal, source.encoding) == (";", ",", "cp1252")
