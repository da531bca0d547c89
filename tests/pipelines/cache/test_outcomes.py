"""What a run registered is read from its own outcome of `register`, and from nothing else."""

from pathlib import Path

import pytest

from pipelines.cache.outcomes import Outcome, outcome_file, registered_by, write_outcome

DIGEST = f"sha256:{'a' * 64}"


def kept(run: Path, task: str, name: str, parameters: dict[str, object]) -> None:
    outcome = Outcome(task=task, name=name, run="r1", seconds=0.1, parameters=parameters, artifacts={}, ingredients=None)
    write_outcome(outcome, outcome_file(run, task))


def test_the_digest_that_the_last_stage_registered_is_told(tmp_path: Path) -> None:
    kept(tmp_path, "exit-handler-1/condition-3/register", "register", {"Output": DIGEST})
    kept(tmp_path, "exit-handler-1/evaluate", "evaluate", {"Output": True})
    assert registered_by(tmp_path) == DIGEST


@pytest.mark.parametrize(("task", "name"), [("refuse", "refuse"), ("ingest", "ingest-register")])
def test_a_refusal_and_a_stage_of_a_like_name_register_nothing(tmp_path: Path, task: str, name: str) -> None:
    kept(tmp_path, task, name, {"Output": DIGEST})
    assert registered_by(tmp_path) is None


def test_a_run_without_outcomes_or_with_damaged_ones_registered_nothing(tmp_path: Path) -> None:
    assert registered_by(tmp_path) is None
    (tmp_path / "outcomes").mkdir()
    (tmp_path / "outcomes" / "register.json").write_text("{")
    assert registered_by(tmp_path) is None
