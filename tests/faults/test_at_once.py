"""Two runs at once on one project: no move of the champion is lost, and the run that comes too late says so."""

import os
import select
from contextlib import ExitStack
from pathlib import Path

from penstock.errors import RegistryError
from penstock.registry.registry import Registry
from tests.faults.case import Case
from tests.faults.conftest import command, last_words
from tests.faults.messages import check_message
from tests.faults.test_mistakes import records

HELD = Path(__file__).parent / "held"


def test_two_equal_runs_at_once_both_succeed_and_move_nothing(project: Path, tmp_path: Path) -> None:
    registry = Registry(project / ".penstock" / "registry")
    with ExitStack() as stack:
        runs = [stack.enter_context(command("run", project, scratch=tmp_path / name)) for name in ("one", "two")]
        said = [last_words(run) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert len(registry.versions()) == len(registry.aliases.history("champion")) == 1


def test_a_run_overtaken_by_another_is_told_and_the_champion_stays_with_the_first(project: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        case = Case(project, "two_runs_at_once", stack)
        registry = Registry(case.store / "registry")
        case.add("[gate]\nchampion_margin = 9.0\n")
        arrived, go_on = tmp_path / "arrived", tmp_path / "go_on"
        os.mkfifo(arrived)
        os.mkfifo(go_on)
        ear = os.open(arrived, os.O_RDONLY | os.O_NONBLOCK)
        stack.callback(os.close, ear)
        path = os.pathsep.join([str(HELD), *filter(None, [os.environ.get("PYTHONPATH")])])
        held = {"PYTHONPATH": path, "HELD_ARRIVED": str(arrived), "HELD_GO_ON": str(go_on)}
        before = records(case)
        case.replace('name = "homes"\n\n', 'name = "homes"\nseed = 8\n\n')
        late = stack.enter_context(command("run", project, scratch=tmp_path / "late", environment=held))
        assert select.select([ear], [], [], 60)[0], "the first run never came to its register stage"

        case.replace("seed = 8", "seed = 9")
        early = stack.enter_context(command("run", project, scratch=tmp_path / "early"))
        assert last_words(early) == ""
        go_on.write_text("go on")
        said = last_words(late)

        assert (early.returncode, late.returncode) == (0, RegistryError.exit_code), said
        check_message(said, case)
        first, second = registry.aliases.history("champion")
        assert (second.previous, registry.resolve("champion").digest) == (first.digest, second.digest)
        states = sorted(record.state for name, record in records(case).items() if name not in before)
        assert states == ["failed", "succeeded"]
