"""Residuals and calibration keep their size however many rows there are, and say where predictions err."""

import numpy as np
import pytest

from penstock.model.diagnostics import HISTOGRAM_CELLS, RESIDUAL_BINS, calibration_of, residuals_of
from penstock.model.metrics import measure_all, metrics_for

GENERATOR = np.random.default_rng(5)


@pytest.mark.parametrize("rows", [1, 3, 50, 20_000])
def test_every_row_is_counted_once_in_the_bins_and_once_in_the_histogram(rows: int) -> None:
    predicted = GENERATOR.normal(size=rows)
    found = residuals_of(predicted + GENERATOR.normal(size=rows), predicted)
    assert found is not None
    assert sum(each.rows for each in found.bins) == rows
    assert sum(found.counts) == rows
    assert len(found.bins) == min(rows, RESIDUAL_BINS)
    assert (len(found.counts), len(found.edges)) == (HISTOGRAM_CELLS, HISTOGRAM_CELLS + 1)


def test_a_model_that_is_too_low_for_the_dear_ones_shows_it_in_the_last_bin() -> None:
    predicted = np.arange(1000.0)
    found = residuals_of(predicted + np.where(predicted >= 900, 50.0, 0.0), predicted)
    assert found is not None
    assert [each.median for each in found.bins] == [0.0] * 9 + [50.0]
    assert [each.predicted for each in found.bins] == sorted(each.predicted for each in found.bins)


def test_one_absurd_row_does_not_stretch_the_histogram() -> None:
    residual = GENERATOR.normal(size=5000)
    residual[17] = 1e12
    found = residuals_of(residual, np.zeros(5000))
    assert found is not None
    assert found.edges[-1] < 10
    assert found.counts[-1] >= 1


def test_exact_predictions_and_differences_past_every_number_are_no_fault() -> None:
    exact = residuals_of(np.ones(40), np.ones(40))
    assert exact is not None
    assert sum(exact.counts) == 40
    assert {each.high for each in exact.bins} == {0.0}
    assert residuals_of(np.array([1.7e308, 0.0]), np.array([-1.7e308, 0.0])) is None


@pytest.mark.parametrize("classes", [2, 4])
def test_the_gaps_of_the_cells_make_up_the_calibration_error(classes: int) -> None:
    predicted = GENERATOR.dirichlet(np.ones(classes), size=3000)
    target = GENERATOR.integers(0, classes, size=3000).astype(np.float64)
    cells = calibration_of(target, predicted)
    names = [metric.name for metric in metrics_for("binary")]
    error = measure_all(target, predicted, "binary" if classes == 2 else "multiclass")[0][names.index("calibration_error")]
    assert sum(each.rows for each in cells) == 3000
    assert sum(each.rows * abs(each.stated - each.happened) for each in cells) / 3000 == pytest.approx(error)


def test_cells_without_rows_are_left_out() -> None:
    (only,) = calibration_of(np.array([0.0, 1.0]), np.array([[0.45, 0.55], [0.42, 0.58]]))
    assert (only.rows, only.happened) == (2, 0.5)
    assert only.stated == pytest.approx(0.565)
