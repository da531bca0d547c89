"""`penstock init` writes a project that reads back, for tables of many shapes."""

import re
from pathlib import Path

import numpy as np
import pytest

from penstock.cli.init import make_project
from penstock.contract.infer import Wishes
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
    assert (source.name, source.path) == ("my_h_user_2024", "../My Häuser 2024.csv")
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
