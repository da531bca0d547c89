"""An evaluation measures all sides on the same rows, and equal inputs give equal bytes."""

import msgspec
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from penstock import settings
from penstock.contract.columns import Task
from penstock.errors import DataError, ProjectError
from penstock.model.baseline import fit_baseline
from penstock.model.evaluate import evaluate
from penstock.model.report import Evaluation, Measured

GENERATOR = np.random.default_rng(2)
FEATURES = GENERATOR.normal(size=(500, 2))
TARGET = 3.0 * FEATURES[:, 0] + GENERATOR.normal(size=500)
FRAME = pd.DataFrame({"district": np.where(FEATURES[:, 1] > 0, "hill", "shore")}, dtype=object)
SETTINGS = settings.Evaluation(segments=("district",), bootstrap=200)


def candidate(features: np.ndarray) -> np.ndarray:
    return 3.0 * features[:, 0]


def regression(champion: np.ndarray | None = None, chosen: settings.Evaluation = SETTINGS, seed: int = 7) -> Evaluation:
    baseline = fit_baseline(TARGET, "regression", 0, "rmse")
    return evaluate(candidate, FEATURES, TARGET, FRAME, chosen, "regression", baseline, champion, seed, ("size", "age"))


def whole(measured: Measured) -> tuple[float, float, float]:
    """Return the lower bound, the value and the upper bound of what must be defined."""
    assert measured.low is not None
    assert measured.value is not None
    assert measured.high is not None
    return measured.low, measured.value, measured.high


def beside_champion(found: Evaluation) -> tuple[float, float, float]:
    assert found.champion is not None
    return whole(found.champion.difference)


def test_the_whole_is_measured_with_intervals_around_each_value() -> None:
    found = regression()
    assert (found.metric, found.rows, found.champion) == ("rmse", 500, None)
    assert set(found.values) == {"rmse", "mae", "mape", "r2"}
    for measured in found.values.values():
        low, value, high = whole(measured)
        assert low < value < high
    assert found.baseline.values["rmse"] == pytest.approx(TARGET.std())
    assert whole(found.baseline.difference)[2] < 0
    assert [each.label for each in found.segments] == ["hill", "shore"]
    assert [each.feature for each in found.importance] == ["size", "age"]
    assert found.residuals is not None and found.calibration == ()
    assert sum(found.residuals.counts) == 500


def test_a_champion_that_predicts_the_same_differs_by_exactly_nothing() -> None:
    assert beside_champion(regression(candidate(FEATURES))) == (0.0, 0.0, 0.0)


def test_pairing_makes_the_difference_narrower_than_the_values_themselves() -> None:
    found = regression(candidate(FEATURES) + 0.1)
    (low, _, high), (lowest, _, highest) = beside_champion(found), whole(found.values["rmse"])
    assert high - low < (highest - lowest) / 2


def test_better_is_a_negative_difference_also_where_higher_is_better() -> None:
    chosen = settings.Evaluation(metric="r2", bootstrap=50)
    assert beside_champion(regression(np.zeros(500), chosen))[1] < 0


def test_equal_inputs_give_equal_bytes_with_one_thread_or_two() -> None:
    with threadpool_limits(1):
        first = regression(candidate(FEATURES) + 0.1).encode()
    with threadpool_limits(2):
        second = regression(candidate(FEATURES) + 0.1).encode()
    assert first == second
    assert regression(candidate(FEATURES) + 0.1, seed=8).encode() != first


def test_an_evaluation_survives_its_json() -> None:
    found = regression(candidate(FEATURES))
    assert msgspec.json.decode(found.encode(), type=Evaluation) == found


@pytest.mark.parametrize(("task", "classes"), [("binary", 2), ("multiclass", 3)])
def test_a_test_split_with_one_class_is_measured_and_survives_its_json(task: Task, classes: int) -> None:
    shares = np.tile(np.arange(1.0, classes + 1) / sum(range(1, classes + 1)), (500, 1))
    baseline = fit_baseline(np.arange(classes, dtype=float), task, classes, "log_loss")

    def same(features: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.tile(shares[0], (len(features), 1))

    found = evaluate(same, FEATURES, np.zeros(500), FRAME, SETTINGS, task, baseline, shares, 7, ("a", "b"))
    assert found.values["auc"] == msgspec.convert({"value": None, "low": None, "high": None}, type(found.values["auc"]))
    assert whole(found.values["log_loss"])[1] > 0
    assert msgspec.json.decode(found.encode(), type=Evaluation) == found


def test_a_class_so_rare_that_some_resamples_miss_it_still_has_an_interval() -> None:
    target = np.zeros(500)
    target[0] = 1.0
    score = np.clip(0.5 + FEATURES[:, 0] / 10, 0.01, 0.99)
    predicted = np.column_stack([1 - score, score])
    baseline = fit_baseline(target, "binary", 2, "auc")
    found = evaluate(lambda _: predicted, FEATURES, target, FRAME, SETTINGS, "binary", baseline, None, 7)
    low, value, high = whole(found.values["auc"])
    assert low <= value <= high
    assert found.importance == ()


def test_a_champion_of_other_rows_is_refused() -> None:
    with pytest.raises(DataError, match="do not fit 500 rows"):
        regression(np.zeros(10))


def test_an_unknown_metric_is_refused_before_anything_is_measured() -> None:
    with pytest.raises(ProjectError, match="did you mean 'mape'"):
        regression(chosen=settings.Evaluation(metric="mapee"))
