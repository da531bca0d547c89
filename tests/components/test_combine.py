"""The combine component takes one input a source, up to as many as a project may have, and leaves out those not given."""

import ast
from pathlib import Path
from typing import get_type_hints

from penstock.dataset.table import read_table
from penstock.settings import Dataset, Settings, encode_section
from tests.components.conftest import RunComponent
from tests.components.test_shells import shell
from tests.dataset.samples import houses, part
from tests.stages.samples import CONTRACT


def values(count: int, start: int) -> dict[str, list[object]]:
    names = {column.name for column in CONTRACT.columns}
    return {name: cells for name, cells in houses(count, start).items() if name in names}


def test_two_parts_of_sixteen_become_one_dataset_in_their_order(run_component: RunComponent, tmp_path: Path) -> None:
    asked = {"contract": CONTRACT.encode().decode(), "settings": encode_section(Dataset())}
    south = part(tmp_path / "south", values(30, 0), CONTRACT, "south")
    north = part(tmp_path / "north", values(30, 20), CONTRACT, "north")
    ended = run_component("combine", asked, part_1=south, part_2=north)
    assert (ended.code, ended.output) == (0, 50), ended.said
    identifiers = read_table(ended.artifact("dataset"), ["id"]).column("id").to_pylist()
    assert identifiers == [f"h{number}" for number in range(50)]


def test_it_takes_as_many_parts_as_a_project_may_have_sources() -> None:
    function = shell("combine")
    names = [argument.arg for argument in function.args.args if argument.arg.startswith("part_")]
    (limit,) = get_type_hints(Settings, include_extras=True)["sources"].__metadata__
    assert names == [f"part_{number}" for number in range(1, limit.max_length + 1)]
    (given_parts,) = (node for node in function.body if isinstance(node, ast.Assign))
    assert isinstance(given_parts.value, ast.List)
    assert [ast.unparse(entry) for entry in given_parts.value.elts] == names
