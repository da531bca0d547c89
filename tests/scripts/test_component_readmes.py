"""A README says what its component does and how it fails, and is stale as soon as the code says something else."""

from pathlib import Path

import pytest

from scripts import component_readmes
from scripts.component_pages import read_page
from scripts.component_readmes import main, render


def row(text: str, first: str) -> list[str]:
    """Return the cells of the first table row that begins with the cell `first`."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_lasting_error_is_not_tried_again_and_a_passing_one_is() -> None:
    text = render(read_page("ingest"))
    assert row(text, "`ContractError`")[1::3] == ["4", "no"]
    assert row(text, "`SourceError`")[1::3] == ["5", "no"]
    assert row(text, "`UnreachableError`")[1::3] == ["5", "yes"]


def test_nothing_of_the_task_that_ends_a_run_is_tried_again() -> None:
    text = render(read_page("finish"))
    assert row(text, "`StoreError`")[4] == "no"
    assert "one try. It runs every time." in text


def test_parts_that_differ_in_number_alone_share_a_row() -> None:
    text = render(read_page("combine"))
    assert row(text, "`part_2` to `part_16`")[1] == "`Dataset` artifact, optional"
    assert "`part_3`" not in text


def test_a_stale_readme_is_named_and_left_alone_until_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for stage in ("split", "finish"):
        (tmp_path / "components" / stage).mkdir(parents=True)
        (tmp_path / "components" / stage / "component.py").touch()
    monkeypatch.setattr(component_readmes, "ROOT", tmp_path)
    readmes = [tmp_path / "components" / stage / "README.md" for stage in ("finish", "split")]
    assert main(["--check"]) == 1
    assert not any(readme.exists() for readme in readmes)
    assert main([]) == 0
    assert main(["--check"]) == 0
    readmes[1].write_text(readmes[1].read_text().replace("Output", "Outputs"))
    capsys.readouterr()
    assert main(["--check"]) == 1
    assert capsys.readouterr().out == "components/split/README.md is stale: run `make docs`\n"
