"""What was done is not done again, what has changed is, and a run that was killed goes on as if it had not been."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.record import RunRecord, read_record
from pipelines.runs import runs_of
from tests.e2e.conftest import Command, change

STAGES = {"combine", "split", "tune", "train", "evaluate", "register"}


def record(project: Path) -> RunRecord:
    found = read_record(runs_of(project / ".penstock")[-1])
    assert found is not None
    return found


def ran(project: Path) -> list[str]:
    """Return the stages that the last run did not take from the cache."""
    return [stage.name for stage in record(project).stages if not stage.cached]


def explained(penstock: Command, project: Path, *options: str) -> dict[str, tuple[bool, list[str]]]:
    done = penstock("explain", project, "--json", *options)
    assert done.returncode == 0, done.stderr
    return {verdict["name"]: (verdict["hit"], verdict["reasons"]) for verdict in json.loads(done.stdout)}


def champion(penstock: Command, project: Path) -> str:
    models = json.loads(penstock("models", project, "--json").stdout)
    (digest,) = [model["digest"] for model in models if model["aliases"] == ["champion"]]
    return str(digest)


def test_a_second_run_does_nothing_again_and_an_edit_only_what_hangs_on_it(penstock: Command, houses: Path) -> None:
    assert all(not hit for hit, _ in explained(penstock, houses).values())
    assert penstock("run", houses).returncode == 0
    first = champion(penstock, houses)
    assert {name: reasons for name, (hit, reasons) in explained(penstock, houses).items() if not hit} == {
        "finish": ["an exit handler always runs"]
    }
    again = penstock("run", houses)
    assert again.returncode == 0, again.stderr
    assert ran(houses) == ["finish"]
    assert "nothing has changed" in again.stdout
    assert champion(penstock, houses) == first

    change(houses, "[tuning]", "[training]\nparameters = { max_depth = 6 }\n\n[tuning]")
    verdicts = explained(penstock, houses)
    assert verdicts["tune"] == (False, ["training.parameters.max_depth nothing -> 6"])
    assert [verdicts[name][0] for name in ("ingest-north", "combine", "split", "train", "register")] == [True] * 3 + [False] * 2
    penstock("run", houses)
    assert ran(houses)[:3] == ["tune", "train", "evaluate"]


def test_other_rows_are_seen_and_rows_that_change_nothing_end_the_work_early(penstock: Command, houses: Path) -> None:
    assert penstock("run", houses).returncode == 0
    north = houses / "data" / "year1" / "north.csv"
    lines = north.read_text().splitlines(keepends=True)
    # The same row once more: ingest and combine see it, and combine removes it.
    north.write_text("".join([*lines, lines[-1]]))
    assert explained(penstock, houses)["ingest-north"] == (False, ["what it reads outside the pipeline has changed"])
    assert penstock("run", houses).returncode == 0
    assert {"ingest-north", "combine"} <= set(ran(houses))
    assert "ingest-south" not in ran(houses)


def test_fresh_and_from_and_no_cache_run_what_they_say(penstock: Command, houses: Path) -> None:
    assert penstock("run", houses).returncode == 0
    assert penstock("run", houses, "--fresh", "split").returncode == 0
    assert ran(houses) == ["split", "finish"]
    assert penstock("run", houses, "--from", "train").returncode == 0
    assert ran(houses) == ["train", "evaluate", "register", "finish"]
    assert penstock("run", houses, "--no-cache").returncode == 0
    assert set(ran(houses)) >= STAGES
    wrong = penstock("run", houses, "--from", "tran")
    assert (wrong.returncode, "did you mean 'train'?" in wrong.stderr) == (2, True)


def test_ctrl_c_stops_in_order_and_the_run_goes_on(penstock: Command, houses: Path) -> None:
    command = [str(Path(sys.executable).with_name("penstock")), "run", str(houses)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        told = running.stderr.read()
        assert running.wait() == 130
    assert "penstock run --resume" in told
    assert record(houses).state == "cancelled"
    assert penstock("run", houses, "--resume").returncode == 0
    assert record(houses).state == "succeeded"


@pytest.mark.parametrize("option", ["--resume", "--from"])
def test_a_project_that_never_ran_says_so(penstock: Command, houses: Path, option: str) -> None:
    done = penstock("run", houses, *([option] if option == "--resume" else [option, "train"]))
    assert (done.returncode, "there is no" in done.stderr) == (2, True)
