"""The reference of run records names every field, facet, state, command and option that there is, and no other."""

import re
from pathlib import Path

import click
import msgspec
import pytest

from pipelines.history.commands import STATES, runs
from pipelines.history.details import Artifact, Code, Details, Metric
from pipelines.history.openlineage import MetricsFacet, ResourcesFacet, RunFacets
from pipelines.history.summary import Summary
from pipelines.history.tasks import Stage

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "run-records.md").read_text(encoding="utf-8")


def section(title: str, ends: str = "\n## ") -> str:
    return PAGE.partition(title)[2].partition(ends)[0]


def rows(text: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))


def names(kind: type[msgspec.Struct]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind) if not field.encode_name.startswith("_")]


def test_every_field_of_the_json_is_told_in_its_order() -> None:
    assert list(rows(section("`list` prints a list", "Further fields"))) == names(Summary)
    assert list(rows(section("Further fields"))) == names(Details)


@pytest.mark.parametrize(
    ("row", "kind"), [("metrics", Metric), ("stages", Stage), ("artifacts", Artifact)], ids=["metrics", "stages", "artifacts"]
)
def test_every_field_of_a_part_is_told(row: str, kind: type[msgspec.Struct]) -> None:
    assert re.findall(r"`(\w+)`", rows(section("Further fields"))[row]) == names(kind)


def test_what_the_code_holds_is_told() -> None:
    assert set(names(Code)) <= set(re.findall(r"`(\w+)`", rows(section("Further fields"))["code"]))


def test_our_own_facets_and_the_standard_ones_are_told() -> None:
    told = {name: re.findall(r"`(\w+)`", row) for name, row in rows(section("Two facets are our own")).items()}
    assert told == {
        "penstock_metrics": [*names(MetricsFacet), *names(Metric)],
        "penstock_resources": names(ResourcesFacet),
    }
    standard = [name for name in names(RunFacets) if not name.startswith("penstock_")]
    assert [name for name in standard if f"`{name}`" not in PAGE] == []


def test_every_state_is_told() -> None:
    told = PAGE.partition("A run is `running`")[2].partition("Moments are")[0]
    assert [state for state in STATES if state != "running" and f"`{state}`" not in told] == []


def test_every_command_and_every_option_is_told_and_no_other() -> None:
    assert sorted(re.findall(r"^\| `penstock runs (\w+)", PAGE, re.MULTILINE)) == sorted(runs.commands)
    options = {
        name
        for command in runs.commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    }
    told = set(re.findall(r"--[a-z][a-z-]+", PAGE))
    assert options <= told
    # Of `penstock run`.
    assert told - options == {"--resume"}
