"""The finish component writes down the state that the orchestrator fills in, also that of a failed run."""

import msgspec
import pytest

from penstock.stages.finish import Ending
from tests.components.conftest import RunComponent


@pytest.mark.parametrize("state", ["SUCCEEDED", "FAILED"])
def test_the_state_of_the_run_is_written_down(run_component: RunComponent, state: str) -> None:
    status = {
        "state": state,
        "pipelineJobResourceName": "runs/r1",
        "pipelineTaskName": "training",
        "error": {"code": 9, "message": "a stage failed"} if state == "FAILED" else {},
    }
    ended = run_component("finish", {"run": "r1", "status": status})
    assert (ended.code, ended.output) == (0, None), ended.said
    assert msgspec.json.decode((ended.store / "endings" / "r1.json").read_bytes(), type=Ending).state == state
