"""Each task has a default among its metrics, and a name that is none of them is told with the nearest."""

import subprocess
import sys

import pytest

from penstock.contract.columns import Task
from penstock.errors import ProjectError
from penstock.model.metrics import METRICS, choose_metric, metrics_for
from penstock.model.objectives import OBJECTIVES, choose_objective, objectives_for

DEFAULTS: list[tuple[Task, str]] = [("regression", "rmse"), ("binary", "log_loss"), ("multiclass", "log_loss")]


@pytest.mark.parametrize(("task", "name"), DEFAULTS)
def test_each_task_has_a_default_metric(task: Task, name: str) -> None:
    assert choose_objective(None, task).name == choose_metric(None, task).name == objectives_for(task)[0].name == name


def test_every_name_has_a_measure_that_agrees_on_tasks_and_direction() -> None:
    assert list(METRICS) == list(OBJECTIVES)
    for name, objective in OBJECTIVES.items():
        assert (METRICS[name].tasks, METRICS[name].higher_is_better) == (objective.tasks, objective.higher_is_better)
    assert [metric.name for metric in metrics_for("binary")] == [each.name for each in objectives_for("binary")]


def test_an_unknown_metric_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ProjectError, match="did you mean 'rmse'"):
        choose_objective("rsme", "regression")


def test_a_metric_of_another_task_is_refused() -> None:
    with pytest.raises(ProjectError, match="no metric for a regression task"):
        choose_objective("auc", "regression")


def test_a_project_is_read_without_waiting_for_numpy() -> None:
    code = "import sys, penstock.project; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
