"""`penstock runs ...` prints what it found, or says what is wrong, where and what to do, without waiting for big libraries."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipelines.history.conftest import Runs
from tests.pipelines.history.stores import Stores

_IMPORTS = """
import sys
from penstock.cli.main import main
try:
    main(["runs", *sys.argv[1:]])
except SystemExit as end:
    assert end.code == 0, end.code
big = {"kfp", "pandas", "numpy", "sklearn", "scipy", "pyarrow", "optuna", "sqlalchemy", "mlflow", "rich"} & set(sys.modules)
assert not big, big
"""


def test_runs_are_listed_newest_first_and_narrowed(stores: Stores, runs: Runs) -> None:
    made = [stores.run(metrics={"mae": value}) for value in (1.0, 2.0, 3.0)] + [stores.run("failed")]
    listed = [line.split()[0] for line in runs("list").stdout.splitlines()]
    assert listed == [each.name for each in reversed(made)]
    assert json.loads(runs("list", "--metric", "mae > 1", "--metric", "mae < 3", "--json").stdout)[0]["run"] == made[1].name
    assert len(json.loads(runs("list", "--state", "succeeded", "--limit", "2", "--json").stdout)) == 2
    assert len(runs("list", "--since", "2026-05-01T12:02", "--until", "2026-05-01").stdout.splitlines()) == 2


def test_an_empty_list_says_why(stores: Stores, runs: Runs) -> None:
    empty = runs("list")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "`penstock run` starts one" in empty.stderr
    assert runs("list", "--json").stdout == "[]\n"
    stores.run()
    assert runs("list", "--state", "failed").stderr == "no run fits\n"


def test_a_run_is_shown_for_people_and_for_programs(stores: Stores, runs: Runs) -> None:
    made = stores.run(metrics={"mae": 3.0}, ends="champion", settings={"tuning.trials": 8})
    assert runs("show", "last").stdout.startswith(f"run {made.name}: succeeded")
    found = json.loads(runs("show", made.name[:15], "--json").stdout)
    assert found["summary"]["bundle"] == made.bundle
    assert found["settings"] == {"tuning.trials": 8}
    assert [stage["name"] for stage in found["stages"]][-1] == "register"


def test_logs_are_printed_and_followed_to_the_end(stores: Stores, runs: Runs) -> None:
    stores.run("failed", broken="combine")
    assert runs("logs", "last", "combine").stdout == "combine began\ncombine ended\n"
    assert "ingest-north | ingest-north began\n" in runs("logs", "last", "--follow").stdout


def test_runs_are_compared_for_people_and_for_programs(stores: Stores, runs: Runs) -> None:
    one, two = (stores.run(metrics={"mae": value}) for value in (1.0, 2.0))
    assert "mae" in runs("compare", one.name, two.name).stdout
    found = json.loads(runs("compare", one.name, two.name, "--json").stdout)
    assert found["differences"] == [{"section": "metrics", "name": "mae", "values": {one.name: 1.0, two.name: 2.0}}]


def test_the_best_run_is_found_for_people_and_for_programs(stores: Stores, runs: Runs) -> None:
    made = stores.run(metrics={"mae": 1.0})
    stores.run(metrics={"mae": 2.0})
    assert runs("best").stdout.startswith(f"{made.name}  mae 1")
    assert json.loads(runs("best", "--metric", "mae", "--json").stdout)["value"] == 1.0


def test_a_run_is_handed_on_as_events(stores: Stores, runs: Runs) -> None:
    stores.run(metrics={"mae": 1.0})
    told = runs("export", "last", "--openlineage", "-", "--namespace", "team-a").stdout.splitlines()
    assert [json.loads(line)["job"]["namespace"] for line in told] == ["team-a"] * 14
    wrote = runs("export", "last", "--openlineage", "events.jsonl", env={"OPENLINEAGE_NAMESPACE": "team-b"})
    assert wrote.stdout == "wrote 14 events to events.jsonl\n"
    assert '"namespace":"team-b"' in (stores.project / "events.jsonl").read_text()


def test_old_runs_are_deleted_and_needed_ones_told(stores: Stores, runs: Runs) -> None:
    needed, old, new = stores.run(metrics={"mae": 1.0}, ends="champion"), stores.run(), stores.run()
    told = runs("delete", "--older-than", "1d", "--keep", "1", "--dry-run")
    assert told.stdout.splitlines()[1:] == [f"would delete {old.name}", "would delete 1 of 2 runs"]
    assert runs("delete", "--keep", "1").exit_code == 0
    assert sorted(path.name for path in (stores.store / "runs").iterdir()) == [needed.name, new.name]
    refused = runs("delete", needed.name)
    assert refused.exit_code == 1
    assert "which is the champion" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (
            ["show", "20260501-12000-000000"],
            2,
            ["there is no run '20260501-12000-000000'", "did you mean '20260501-120000-000000'?"],
        ),
        (["show", "2026"], 2, ["2 runs begin with '2026'", "20260501-120000-000000, 20260501-120100-000001"]),
        (["logs", "last", "trian"], 2, ["no stage 'trian'", "fix:"]),
        (["list", "--metric", "mea < 1"], 2, ["no metric 'mea'", "--metric", "did you mean 'mae'?"]),
        (["list", "--since", "monday"], 2, ["'monday' is no moment", "--since", "7d"]),
        (["best", "--metric", "auc"], 2, ["no run has measured 'auc'", "mae"]),
        (["delete"], 2, ["nothing says which runs", "--older-than"]),
        (["export", "last"], 2, ["nothing says where the run goes", "give --openlineage, --mlflow or both"]),
        (["export", "last", "--openlineage", "ftp://a"], 2, ["to a file, or to http or https", "--openlineage"]),
        (["delete", "--older-than", "month"], 2, ["'month' is no span", "30d"]),
        (["compare", "last", "nearly"], 2, ["there is no run 'nearly'", "use one of"]),
        (["list", "elsewhere"], 2, ["there is no penstock.toml", "elsewhere"]),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    stores: Stores, runs: Runs, arguments: list[str], code: int, words: list[str]
) -> None:
    stores.run(metrics={"mae": 1.0})
    stores.run("failed", broken="combine")
    result = runs(*arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.split(":")[0].strip() for line in lines] == ["penstock", "where", "fix"]
    assert [word for word in words if word not in result.stderr] == []


def test_where_nothing_has_run_that_is_said(runs: Runs) -> None:
    for arguments in (["show", "last"], ["logs", "last"], ["compare", "a", "b"], ["delete", "last"]):
        result = runs(*arguments)
        assert result.exit_code == 2
        assert "there is no run" in result.stderr


@pytest.mark.parametrize("name", ["..", "../..", "/etc", "a/b", "\x1b[2J"])
def test_the_name_of_a_run_is_never_a_path(stores: Stores, runs: Runs, name: str) -> None:
    stores.run()
    for command in ("show", "logs", "delete"):
        assert runs(command, name).exit_code == 2


@pytest.mark.parametrize(
    "command",
    ["list", "show last", "logs last", "compare last last", "best", "delete last --dry-run", "export last --openlineage -"],
)
def test_no_command_waits_for_a_big_library(stores: Stores, command: str) -> None:
    stores.run(metrics={"mae": 1.0}, settings={})
    done = subprocess.run([sys.executable, "-c", _IMPORTS, *command.split()], cwd=stores.project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_project_is_listed_from_anywhere_though_its_contract_is_gone(stores: Stores, runs: Runs, tmp_path: Path) -> None:
    stores.run()
    assert len(runs("list", stores.project).stdout.splitlines()) == 1
    assert runs("show", "last", "--project", stores.project).exit_code == 0
