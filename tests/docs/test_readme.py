"""What the README says is so: exit codes, figures, commands and links."""

import re
from pathlib import Path

import pytest

from benchmarks.figures import quoted, table
from benchmarks.rounds import RESULTS
from penstock import errors
from penstock.cli.main import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_exit_code_is_documented_and_no_other() -> None:
    family = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.PenstockError)]
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert documented == {0, *(each.exit_code for each in family)}


def test_the_figures_are_those_of_the_benchmarks() -> None:
    assert quoted(README, table(RESULTS)) == README


def test_every_command_is_named() -> None:
    (line,) = re.findall(r"`penstock ([a-z| -]+)`, each", README)
    context = main.make_context("penstock", [], resilient_parsing=True)
    assert sorted(line.split(" | ")) == sorted(main.list_commands(context))


@pytest.mark.parametrize(
    "page", sorted(path.relative_to(ROOT).as_posix() for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (ROOT / page).parent.joinpath(link).exists()] == []
