"""`penstock init` writes a project that reads back, for tables of many shapes."""

import re
from pathlib import Path

import numpy as np
import pytest

from penstock.cli.init import describe, make_project
from penstock.contract.draft import Wishes
from penstock.errors import PenstockError, ProjectError
from penstock.project import check_files, load_project

RANDOM = np.random.default_rng(11)


def _table(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_semicolon_table_with_decimal_commas_and_dates_makes_a_valid_project(tmp_path: Path) -> None:
    rows = [f"{i};{40 + i % 90},5;{RANDOM.normal():.3f}".replace(".", ",") + f";{1 + i % 28:02d}.03.2024" for i in range(200)]
    table = _table(tmp_path / "My Häuser 2024.csv", "id;area;price;sold", rows)
    made = make_project([table], Wishes("price", "sold"), tmp_path / "p")
    project = load_project(tmp_path / "p")
    check_files(project)
    source = project.settings.sources[0]
    assert (source.name, source.path) == ("my_hauser_2024", "../My Häuser 2024.csv")
    assert (source.delimiter, source.decimal, source.time_format) == (";", ",", "%d.%m.%Y")
    assert project.contract == made.contract
    assert [column.kind for column in project.contract.columns] == ["key", "number", "number", "time"]


def test_two_tables_become_two_sources_under_their_shared_columns(tmp_path: Path) -> None:
    for name, extra in (("a", "x"), ("b", "z")):
        (tmp_path / name).mkdir()
        rows = [f"{RANDOM.normal():.3f},{RANDOM.normal():.3f},1" for _ in range(60)]
        _table(tmp_path / name / "sales.csv", f"area,price,{extra}", rows)
    made = make_project([tmp_path / "a" / "sales.csv", tmp_path / "b" / "sales.csv", tmp_path / "a"], Wishes("price"), tmp_path)
    project = load_project(tmp_path)
    check_files(project)
    assert [(s.name, s.path) for s in project.settings.sources] == [
        ("sales", "a/sales.csv"),
        ("sales_2", "b/sales.csv"),
        ("a", "a/*.csv"),
    ]
    assert [column.name for column in made.contract.columns] == ["area", "price"]
    assert {finding.column for finding in made.findings} >= {"x", "z"}


@pytest.mark.parametrize("target", ['we "quote" \\ it', "tab\there", "{brace}", "größe", "a # b"])
def test_any_column_name_gives_a_file_that_reads_back(tmp_path: Path, target: str) -> None:
    quoted = '"' + target.replace('"', '""') + '"'
    rows = [f"{RANDOM.normal():.3f},{'ab'[i % 2]}" for i in range(60)]
    make_project([_table(tmp_path / "1.csv", f'{quoted},{quoted[:-1]}2"', rows)], Wishes(target), tmp_path / "p")
    project = load_project(tmp_path / "p")
    assert project.contract.target.name == target
    assert project.settings.evaluation.segments == (target + "2",)
    assert project.settings.project.name == "table_1"


def test_an_existing_project_is_never_overwritten(tmp_path: Path) -> None:
    table = _table(tmp_path / "t.csv", "a,y", ["1,2", "3,4", "5,6"])
    (tmp_path / "contract.json").write_text("mine")
    with pytest.raises(ProjectError, match="already"):
        make_project([table], Wishes("y"), tmp_path)
    assert (tmp_path / "contract.json").read_text() == "mine"
    assert not (tmp_path / "penstock.toml").exists()


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (Wishes("pricee"), "did you mean 'price'"),
        (Wishes("price", time="zz"), "--time"),
        (Wishes("price", key="price"), "two roles"),
    ],
)
def test_a_column_that_is_not_there_writes_nothing(tmp_path: Path, wishes: Wishes, words: str) -> None:
    table = _table(tmp_path / "t.csv", "area,price", ["1,2", "3,4", "5,7"])
    with pytest.raises(PenstockError, match=re.escape(words)):
        make_project([table], wishes, tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_a_target_that_a_table_without_a_header_cannot_have_is_told_with_the_fix(tmp_path: Path) -> None:
    table = _table(tmp_path / "t.csv", "5.1,3.5,setosa", ["4.9,3.0,setosa", "7.0,3.2,versicolor"])
    with pytest.raises(ProjectError) as caught:
        make_project([table], Wishes("species"), tmp_path / "p")
    assert "the first line seems to hold values" in caught.value.fix


def test_what_was_noticed_is_told_in_lines_that_no_name_can_break(tmp_path: Path) -> None:
    rows = [f'{i},{RANDOM.normal():.3f},EUR,EUR,,"{RANDOM.normal():.3f}"' for i in range(200)]
    table = _table(tmp_path / "t.csv", 'sale_id,x,currency,"land\x1b[2J\nname",void,price', rows)
    lines = describe(make_project([table], Wishes("price"), tmp_path / "my project"))
    assert lines == [
        "200 rows, 6 columns: regression of price from 1 of them",
        "  sale_id                  taken as the key: of rows that share a key, one stays",
        "  currency, land [2J name  left out: it holds the same value in every row",
        "  void                     left out: it holds no values",
        f"wrote {tmp_path}/my project/penstock.toml and {tmp_path}/my project/contract.json",
        f"next: look through both, then `penstock run '{tmp_path}/my project'`",
    ]


def test_columns_of_which_the_same_is_said_share_a_line(tmp_path: Path) -> None:
    names = [f"flat_{number}" for number in range(40)]
    rows = [",".join(["0"] * 40 + [f"{RANDOM.normal():.3f}"] * 2) for _ in range(60)]
    made = make_project([_table(tmp_path / "t.csv", ",".join([*names, "x", "price"]), rows)], Wishes("price"), tmp_path)
    assert any(line.startswith("  flat_0 and 39 more  left out") for line in describe(made))


def test_equal_rows_are_judged_by_how_many_values_the_table_has(tmp_path: Path) -> None:
    few = [f"{'abc'[RANDOM.integers(3)]},{'xy'[RANDOM.integers(2)]},{'ny'[RANDOM.integers(2)]}" for _ in range(300)]
    many = [f"{'abc'[i % 3]},{RANDOM.normal():.6f},{RANDOM.normal():.6f}" for i in range(300)]
    expected = {"few": ("keep", "288 rows equal others"), "many": ("drop", "150 rows equal others")}
    for name, rows in (("few", few), ("many", [*many, *many[:150]])):
        made = make_project([_table(tmp_path / f"{name}.csv", "a,b,y", rows)], Wishes("y"), tmp_path / name)
        (told,) = [finding.message for finding in made.findings if finding.subject == "repeats"]
        assert load_project(tmp_path / name).settings.dataset.repeats == expected[name][0]
        assert told.startswith(expected[name][1])


def test_rows_that_cannot_be_read_do_not_stop_the_first_run(tmp_path: Path) -> None:
    names = [f"x{number}" for number in range(8)]
    cells = [[f"{RANDOM.normal():.3f}" for _ in range(9)] for _ in range(800)]
    for number in range(8):
        for row in range(10):
            cells[100 * number + row][number] = "oops"
    table = _table(tmp_path / "t.csv", ",".join([*names, "y"]), [",".join(row) for row in cells])
    made = make_project([table], Wishes("y"), tmp_path)
    assert "10.0% of the rows" in next(finding.message for finding in made.findings if finding.subject == "unreadable")
    assert load_project(tmp_path).settings.dataset.quarantine_limit == 0.15


def test_the_contract_is_written_as_a_person_would(tmp_path: Path) -> None:
    rows = [f"{i % 41},{RANDOM.normal():.3f},Größe" for i in range(100)]
    make_project([_table(tmp_path / "t.csv", "rooms,y,wörter", rows)], Wishes("y"), tmp_path)
    text = (tmp_path / "contract.json").read_text()
    assert '"maximum": 50\n' in text
    assert '"wörter"' in text
