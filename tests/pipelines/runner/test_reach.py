"""What comes after a stage is found through groups, branches and loops."""

from pathlib import Path

import pytest

from penstock.errors import ProjectError
from pipelines.runner.reach import from_stage, without_turns
from pipelines.runner.spec import read_spec

EXAMPLE = Path(__file__).parents[1] / "golden" / "house_prices.yaml"


def after(stage: str) -> set[str]:
    return {path.removeprefix("exit-handler-1/") for path in from_stage(read_spec(EXAMPLE), stage)}


def test_a_stage_reaches_itself_and_all_that_needs_it() -> None:
    ends = {"condition-branches-2/condition-3/register", "condition-branches-2/condition-4/refuse", "finish"}
    assert after("evaluate") == {"evaluate", *ends}
    assert after("tune") == {"tune", "train", "evaluate", *ends}
    assert "ingest" not in after("ingest-south")
    assert {"ingest-2", "combine", "split"} <= after("ingest-south")


def test_a_stage_inside_a_branch_is_found() -> None:
    assert after("refuse") == {"condition-branches-2/condition-4/refuse", "finish"}


def test_a_loop_reaches_what_collects_it(compiled: Path) -> None:
    assert "join" in from_stage(read_spec(compiled / "loop.yaml"), "say")


def test_an_unknown_stage_names_the_nearest() -> None:
    with pytest.raises(ProjectError, match="no stage 'tran'") as caught:
        from_stage(read_spec(EXAMPLE), "tran")
    assert caught.value.fix == "did you mean 'train'?"


def test_the_turns_of_a_loop_are_one_place() -> None:
    assert without_turns("for-loop-1/12/say") == "for-loop-1/say"
