"""MLflow is told what a run was asked, what it measured and what it took, once however often it is told."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from penstock.errors import ProjectError
from pipelines.history.details import details
from pipelines.history.summary import Reader
from pipelines.history.to_mlflow import Exported, exported, tracking_address
from pipelines.runs import at_work
from tests.pipelines.history.stores import BEGAN, Made, Stores

NOW = datetime(2026, 5, 31, tzinfo=UTC)
ONE_TRY = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
_READ = """
import json, sys
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = client.get_experiment_by_name("houses")
runs = client.search_runs([experiment.experiment_id], order_by=["attributes.start_time"])
print(json.dumps([
    [run.info.run_name, run.info.status, run.info.start_time, run.info.end_time, run.data.params, run.data.metrics,
     run.data.tags, len(client.get_metric_history(run.info.run_id, "mae"))]
    for run in runs
]))
"""


def told(stores: Stores, made: Made) -> Exported:
    return exported(details(Reader(stores.store, NOW), made.folder))


def penstock(*arguments: str | Path, project: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("penstock")), "runs", *map(str, arguments)]
    environment = {"PATH": str(Path(sys.executable).parent), "HOME": str(project), **variables}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)


def kept(address: str, project: Path) -> list[list[object]]:
    done = subprocess.run([sys.executable, "-c", _READ, address], cwd=project, capture_output=True, text=True, check=True)
    found: list[list[object]] = json.loads(done.stdout)
    return found


def test_settings_parameters_metrics_and_code_have_names_that_mlflow_takes(stores: Stores) -> None:
    made = stores.run(
        metrics={"mae": 21_915.0, "r2": None},
        ends="champion",
        settings={"features.expressions.a*b": "x" * 7000, "tuning.trials": 8},
        parameters='{"depth": 4}',
    )
    found = told(stores, made)
    assert found.parameters == {"features.expressions.a_b": "x" * 6000, "tuning.trials": "8", "chosen.depth": "4"}
    assert found.metrics["mae"] == 21_915.0
    assert found.metrics["mae.baseline"] == 1000.0
    assert found.metrics["stage.train.seconds"] == 0.5
    assert "r2" not in found.metrics
    assert found.tags["mlflow.source.git.commit"] == "a" * 40
    assert found.tags["penstock.bundle"] == made.bundle
    assert found.tags["artifact.train.model"].startswith("sha256:")
    assert (found.run, found.experiment, found.state) == (made.name, "houses", "FINISHED")


def test_stages_that_did_not_run_took_nothing(stores: Stores) -> None:
    first = stores.run(metrics={"mae": 1.0})
    found = told(stores, stores.run(metrics={"mae": 1.0}, cached_from=first.name))
    assert [name for name in found.metrics if name.startswith("stage.")] == []


def test_how_a_run_stands_is_put_into_the_words_of_mlflow(stores: Stores) -> None:
    states = {state: told(stores, stores.run(state)).state for state in ("failed", "cancelled", "running")}
    assert states == {"failed": "FAILED", "cancelled": "KILLED", "running": "KILLED"}
    going = stores.run("running")
    with at_work(going.folder):
        found = told(stores, going)
    assert (found.state, found.ended_at) == ("RUNNING", None)


def test_a_store_of_mlflow_has_each_run_once_with_all_that_was_told(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 2.0}, ends="register", settings={f"setting.{number}": number for number in range(150)})
    failed = stores.run("failed", broken="combine")
    address = f"sqlite:///{stores.project / 'mlflow.db'}"
    for run in (made, failed, made):
        done = penstock("export", run.name, "--mlflow", "env:TRACKING", project=stores.project, TRACKING=address)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"sent {run.name} to MLflow as run ")
    first, second = kept(address, stores.project)
    began = int(BEGAN.timestamp() * 1000)
    assert first[:4] == [made.name, "FINISHED", began, began + 12_500]
    assert len(dict(first[4])) == 150  # type: ignore[call-overload]
    expected = told(stores, made)
    assert first[5] == expected.metrics
    assert expected.tags.items() <= dict(first[6]).items()  # type: ignore[call-overload]
    assert first[7] == 1
    assert second[:2] == [failed.name, "FAILED"]


def test_a_server_that_is_not_there_is_told_without_the_secret_of_its_address(stores: Stores) -> None:
    stores.run()
    done = penstock(
        "export",
        "last",
        "--mlflow",
        "env:A",
        project=stores.project,
        A="http://me:hunter22@127.0.0.1:9",
        MLFLOW_HTTP_REQUEST_MAX_RETRIES="0",
    )
    assert done.returncode == 6
    assert done.stderr.startswith("penstock: MLflow refused: ")
    assert "\n  where: http://127.0.0.1:9\n  fix:   check the address" in done.stderr
    assert "hunter22" not in done.stderr


def test_where_mlflow_is_not_installed_the_extra_is_named(stores: Stores) -> None:
    stores.run()
    (stores.project / "mlflow").mkdir()
    (stores.project / "mlflow" / "__init__.py").write_text("raise ModuleNotFoundError(name='mlflow')\n")
    done = penstock("export", "last", "--mlflow", "sqlite:///a.db", project=stores.project, PYTHONPATH=str(stores.project))
    assert done.returncode == 2
    assert "pip install 'penstock[mlflow]'" in done.stderr


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("http://me:hunter22@example.org", "holds a secret"),
        ("postgresql://me:hunter22@example.org/mlflow", "holds a secret"),
        ("env:NOTHING", "the variable NOTHING is not set"),
        ("http://[broken", "cannot be read"),
    ],
)
def test_an_address_that_holds_a_secret_or_is_none_is_refused(given: str, words: str) -> None:
    with pytest.raises(ProjectError, match=words) as said:
        tracking_address(given, {"NOTHING": ""})
    assert "hunter22" not in str(said.value)


def test_a_variable_may_hold_the_address() -> None:
    assert tracking_address("env:A", {"A": "http://me:pw@example.org"}) == "http://me:pw@example.org"
    assert tracking_address("http://example.org", {}) == "http://example.org"
