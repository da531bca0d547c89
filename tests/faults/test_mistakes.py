"""Each mistake is told by place, cause and fix, as its golden text says, and leaves nothing half-written."""

import re
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from penstock.files import tree_digest
from penstock.registry.registry import Registry
from pipelines.record import RECORD_NAME, RunRecord
from tests.faults import in_settings, in_sources, in_surroundings
from tests.faults.case import Case
from tests.faults.conftest import command, last_words, processes_left
from tests.faults.messages import GOLDEN, check_message
from tests.faults.mistake import Mistake

# The slow ones first, so that no worker is left alone with one at the end.
MISTAKES = (*in_surroundings.MISTAKES, *in_sources.MISTAKES, *in_settings.MISTAKES)
# What `tempfile` makes of a prefix with a dot; such a name is a file that its writer did not finish.
UNFINISHED = re.compile(r"\..+\.[a-z0-9_]{8}")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_with_place_cause_and_fix_and_leaves_nothing_half_written(
    mistake: Mistake, project: Path, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        case = Case(project, mistake.name, stack)
        mistake.make(case)
        kept, before = registered(case), records(case)

        said = failed(mistake, case, tmp_path / "scratch")

        check_message(said, case)
        check_records(case, before, said)
        assert registered(case) == kept
        if mistake.champion:
            assert Registry(case.store / "registry").open("champion").manifest
        assert [path for path in case.project.rglob(".*") if UNFINISHED.fullmatch(path.name)] == []
        assert list((tmp_path / "scratch").iterdir()) == []
        assert processes_left(tmp_path / "scratch") == []


def test_every_mistake_has_a_name_of_its_own_and_every_golden_text_a_mistake() -> None:
    names = [mistake.name for mistake in MISTAKES]
    assert len(names) == len(set(names))
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted([*names, "two_runs_at_once"])


def failed(mistake: Mistake, case: Case, scratch: Path) -> str:
    """Run the command that meets the mistake, see it fail as it should, and return what it said."""
    given = case.arguments or [case.project]
    if mistake.command == "compile":
        given = [*given, "--output", case.project / "pipeline.yaml"]
    with command(mistake.command, *given, scratch=scratch, environment=case.environment, limits=case.limits) as run:
        said = last_words(run)
    assert run.returncode == mistake.error.exit_code, said
    return said


def registered(case: Case) -> str:
    """Return a digest of all that the registry holds."""
    registry = case.store / "registry"
    return tree_digest(registry) if registry.exists() else ""


def records(case: Case) -> dict[str, RunRecord]:
    """Return the record of every run of the project."""
    found = case.store.glob(f"runs/*/{RECORD_NAME}")
    return {path.parent.name: msgspec.json.decode(path.read_bytes(), type=RunRecord) for path in found}


def check_records(case: Case, before: dict[str, RunRecord], said: str) -> None:
    """Assert that a run that began is on record as failed, with the cause that was told, and kept the secrets to itself."""
    after = records(case)
    assert before.items() <= after.items()
    for name in after.keys() - before.keys():
        assert after[name].state == "failed"
        causes = [stage.cause for stage in after[name].stages if stage.state in ("failed", "timed out")]
        assert all(cause in said for cause in causes)
        written = [path for path in (case.store / "runs" / name).rglob("*") if path.is_file()]
        assert not [path for path in written for word in case.hidden if word.encode() in path.read_bytes()]
