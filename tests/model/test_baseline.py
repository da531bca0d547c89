"""The baseline is the best constant for the metric that decides."""

import numpy as np
import pytest

from penstock.errors import DataError
from penstock.model.baseline import fit_baseline

SKEWED = np.array([1.0, 2.0, 3.0, 100.0])


@pytest.mark.parametrize(("metric", "constant"), [("mae", 2.5), ("mape", 2.5), ("rmse", 26.5), ("r2", 26.5)])
def test_absolute_errors_get_the_median_and_squared_ones_the_mean(metric: str, constant: float) -> None:
    baseline = fit_baseline(SKEWED, "regression", 0, metric)
    assert baseline.predict(3).tolist() == [constant] * 3


def test_classes_get_their_shares_even_those_never_seen() -> None:
    baseline = fit_baseline(np.array([0.0, 0.0, 0.0, 2.0]), "multiclass", 4, "log_loss")
    assert baseline.predict(2).tolist() == [[0.75, 0.0, 0.25, 0.0]] * 2


def test_no_rows_is_a_data_error() -> None:
    with pytest.raises(DataError, match="no rows"):
        fit_baseline(np.zeros(0), "regression", 0, "rmse")
