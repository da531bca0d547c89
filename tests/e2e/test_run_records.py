"""What real runs leave is listed, shown, followed, compared and handed on, whatever became of them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.conftest import Command, change
from tests.pipelines.history.published import check_event


def records(penstock: Command, *arguments: str | Path) -> Any:
    done = penstock("runs", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_run_is_on_record_and_only_what_differs_is_told(penstock: Command, houses: Path) -> None:
    assert penstock("run", houses).returncode == 0
    change(houses, "trials = 2", "trials = 3")
    assert penstock("run", houses).returncode == 0
    change(houses, "quarantine_limit = 0.02", "quarantine_limit = 0.0")
    assert penstock("run", houses).returncode == 4

    failed, second, first = records(penstock, "list", houses)
    assert [each["state"] for each in (failed, second, first)] == ["failed", "succeeded", "succeeded"]
    assert [each["run"] for each in records(penstock, "list", houses, "--metric", "mae > 0")] == [second["run"], first["run"]]
    assert (second["stages"], first["cached"]) == (9, 0)
    assert second["cached"] >= 4
    assert records(penstock, "best", houses)["summary"]["run"] in (first["run"], second["run"])

    told = records(penstock, "compare", first["run"], second["run"], "--project", houses)
    differing = {(each["section"], each["name"]) for each in told["differences"]}
    assert ("settings", "tuning.trials") in differing
    assert {section for section, _ in differing} <= {"outcome", "settings", "parameters", "metrics"}

    shown = records(penstock, "show", second["run"], "--project", houses)
    stages = {stage["name"]: stage for stage in shown["stages"]}
    assert (stages["split"]["state"], stages["split"]["why"]) == ("cached", f"as in run {first['run']}")
    assert stages["tune"]["cpu_seconds"] > 0
    assert stages["tune"]["memory_bytes"] > 50 << 20
    assert shown["settings"]["tuning.trials"] == 3
    assert shown["parameters"]
    assert shown["environment"]["libraries"]["scikit-learn"]
    assert shown["code"]["digest"].startswith("sha256:")
    assert all(artifact["bytes"] for artifact in shown["artifacts"])
    broken = [stage for stage in records(penstock, "show", "last", "--project", houses)["stages"] if stage["state"] == "failed"]
    assert [stage["name"] for stage in broken] == ["combine"]

    for run, ends in ((second["run"], "COMPLETE"), (failed["run"], "FAIL")):
        lines = penstock("runs", "export", run, "--project", houses, "--openlineage", "-").stdout.splitlines()
        for line in lines:
            check_event(line)
        assert json.loads(lines[-1])["eventType"] == ends

    kept = penstock("runs", "delete", "--keep", "0", "--project", houses).stdout.splitlines()
    left = [each["run"] for each in records(penstock, "list", houses)]
    assert f"deleted {failed['run']}" in kept
    assert {records(penstock, "show", run, "--project", houses)["summary"]["bundle"] for run in left} == {
        first["bundle"],
        second["bundle"],
    }


def test_a_run_is_followed_from_another_terminal_until_it_ends(penstock: Command, houses: Path) -> None:
    change(houses, "quarantine_limit = 0.02", "quarantine_limit = 0.0")
    command = [str(Path(sys.executable).with_name("penstock")), "run", str(houses)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        while not list(houses.glob(".penstock/runs/*/run.json")):
            assert run.poll() is None
        (going,) = records(penstock, "list", houses, "--state", "running")
        refused = penstock("runs", "delete", "last", "--project", houses)
        followed = penstock("runs", "logs", "last", "--follow", "--project", houses)
        run.communicate()
    assert run.returncode == 4
    assert (refused.returncode, "it still goes on" in refused.stderr) == (1, True)
    assert (followed.returncode, followed.stderr) == (0, "")
    assert any(line.startswith("combine | penstock.errors.DataError: ") for line in followed.stdout.splitlines())
    (ended,) = records(penstock, "list", houses)
    assert (ended["run"], ended["state"]) == (going["run"], "failed")
