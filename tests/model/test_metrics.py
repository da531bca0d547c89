"""Metrics agree with scikit-learn, weighted or not, and survive classes that a split does not hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as oracle

from penstock.contract.columns import Task
from penstock.errors import DataError
from penstock.model.metrics import METRICS, check_predictions, defined, measure_all, metrics_for


def classified(seed: int, classes: int, rows: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    target = np.concatenate([np.arange(classes), generator.integers(0, classes, rows - classes)]).astype(np.float64)
    raw = generator.random((rows, classes)).round(2) + 0.01 + np.eye(classes)[target.astype(int)] * 0.4
    weights = generator.integers(0, 4, rows).astype(np.float64)
    weights[:classes] = 1.0
    return target, raw / raw.sum(axis=1, keepdims=True), weights


def one(name: str, target: np.ndarray, predicted: np.ndarray, weights: np.ndarray) -> float:
    return float(METRICS[name].measure(target, predicted, weights[None, :])[0])


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_regression_metrics_agree_with_the_library_under_any_weights(seed: int) -> None:
    generator = np.random.default_rng(seed)
    target = generator.normal(1e5, 3e4, 80)
    predicted = target + generator.normal(0, 1e4, 80)
    weights = generator.integers(0, 4, 80).astype(np.float64)
    weights[:2] = 1.0
    known = {
        "mae": oracle.mean_absolute_error,
        "rmse": oracle.root_mean_squared_error,
        "mape": oracle.mean_absolute_percentage_error,
        "r2": oracle.r2_score,
    }
    for name, function in known.items():
        assert one(name, target, predicted, weights) == pytest.approx(
            function(target, predicted, sample_weight=weights), rel=1e-9
        )


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_binary_metrics_agree_with_the_library_under_any_weights(seed: int) -> None:
    target, predicted, weights = classified(seed, 2)
    chosen = predicted.argmax(axis=1)
    assert one("auc", target, predicted, weights) == pytest.approx(
        oracle.roc_auc_score(target, predicted[:, 1], sample_weight=weights)
    )
    assert one("log_loss", target, predicted, weights) == pytest.approx(oracle.log_loss(target, predicted, sample_weight=weights))
    assert one("f1", target, predicted, weights) == pytest.approx(oracle.f1_score(target, chosen, sample_weight=weights))
    assert one("accuracy", target, predicted, weights) == pytest.approx(
        oracle.accuracy_score(target, chosen, sample_weight=weights)
    )


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_multiclass_metrics_agree_with_the_library(seed: int) -> None:
    target, predicted, _ = classified(seed, 4)
    flat, chosen = np.ones(target.size), predicted.argmax(axis=1)
    assert one("auc", target, predicted, flat) == pytest.approx(oracle.roc_auc_score(target, predicted, multi_class="ovr"))
    assert one("log_loss", target, predicted, flat) == pytest.approx(oracle.log_loss(target, predicted))
    assert one("f1", target, predicted, flat) == pytest.approx(oracle.f1_score(target, chosen, average="macro"))


def test_weights_count_rows_as_often_as_repeating_them_does() -> None:
    target, predicted, weights = classified(5, 3)
    again = np.repeat(np.arange(target.size), weights.astype(int))
    weighted = measure_all(target, predicted, "multiclass", weights[None, :])
    assert weighted == pytest.approx(measure_all(target[again], predicted[again], "multiclass"))


def test_calibration_error_is_the_gap_between_stated_and_happened() -> None:
    stated = np.repeat([0.25, 0.85], 100)
    target = np.concatenate([np.arange(100) < 45, np.arange(100) < 85]).astype(np.float64)
    value = one("calibration_error", target, np.column_stack([1 - stated, stated]), np.ones(200))
    assert value == pytest.approx((0.20 + 0.0) / 2)


def test_calibration_error_of_many_classes_looks_at_the_chosen_class() -> None:
    predicted = np.tile([0.6, 0.3, 0.1], (10, 1))
    target = np.array([0.0] * 6 + [1.0] * 4)
    assert one("calibration_error", target, predicted, np.ones(10)) == pytest.approx(0.0)
    assert one("calibration_error", np.zeros(10), predicted, np.ones(10)) == pytest.approx(0.4)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_a_split_with_one_class_leaves_only_the_ranking_undefined(classes: int) -> None:
    predicted = np.full((4, classes), 1.0 / classes)
    values = measure_all(np.zeros(4), predicted, "binary" if classes == 2 else "multiclass")[0]
    named = {metric.name: defined(value) for metric, value in zip(metrics_for("binary"), values, strict=True)}
    assert [name for name, value in named.items() if value is None] == ["auc"]


def test_a_class_absent_from_the_split_is_left_out_of_averages() -> None:
    target = np.array([0.0, 0.0, 1.0, 1.0])
    predicted = np.array([[0.8, 0.1, 0.1], [0.7, 0.2, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]])
    assert one("auc", target, predicted, np.ones(4)) == 1.0
    assert one("f1", target, predicted, np.ones(4)) == 1.0


def test_r2_of_a_constant_target_is_one_when_exact_and_zero_otherwise() -> None:
    target = np.full(5, 0.1)
    assert one("r2", target, target, np.ones(5)) == 1.0
    assert one("r2", target, target + 1.0, np.ones(5)) == 0.0


def test_certainty_in_the_wrong_class_costs_much_but_stays_finite() -> None:
    assert 30 < one("log_loss", np.array([1.0]), np.array([[1.0, 0.0]]), np.ones(1)) < 40


def test_losses_fall_as_metrics_get_better() -> None:
    values = np.array([0.2, 0.9])
    assert METRICS["auc"].loss(values) == pytest.approx([0.8, 0.1])
    assert METRICS["mae"].loss(values) == pytest.approx(values)


@pytest.mark.parametrize(
    ("target", "predicted", "task", "words"),
    [
        (np.zeros(0), np.zeros(0), "regression", "no rows"),
        (np.zeros(3), np.zeros(2), "regression", "do not fit"),
        (np.zeros(3), np.zeros(3), "binary", "do not fit"),
        (np.zeros(2), np.array([1.0, np.nan]), "regression", "not a finite number"),
        (np.array([0.0, 2.0]), np.full((2, 2), 0.5), "multiclass", "do not cover"),
    ],
)
def test_predictions_that_cannot_be_measured_are_refused(
    target: np.ndarray, predicted: np.ndarray, task: Task, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        check_predictions(target, predicted, task)
