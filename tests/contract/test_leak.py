"""A column that alone gives the target is found; a good one is not blamed."""

import numpy as np
import pyarrow as pa
import pytest

from penstock.contract.leak import gives_away

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=2000)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
@pytest.mark.parametrize(("wrong", "leaks"), [(0.0, True), (0.03, False), (0.2, False)])
def test_classes_leak_only_when_almost_every_row_is_told(share: float, wrong: float, leaks: bool) -> None:
    label = (np.quantile(X, share) < X) ^ (RANDOM.random(X.size) < wrong)
    assert gives_away(pa.array(X), pa.array(label.astype(str)), classes=True) is leaks


@pytest.mark.parametrize(("noise", "leaks"), [(0.0, True), (0.3, False)])
def test_numbers_leak_through_any_smooth_bend(noise: float, leaks: bool) -> None:
    target = np.exp(2 * X) + noise * RANDOM.normal(size=X.size)
    assert gives_away(pa.array(X), pa.array(target), classes=False) is leaks


def test_a_random_column_a_constant_or_a_short_one_is_no_leak() -> None:
    label = pa.array((X > 0).astype(str))
    assert not gives_away(pa.array(RANDOM.normal(size=X.size)), label, classes=True)
    assert not gives_away(pa.array(np.zeros(X.size)), label, classes=True)
    assert not gives_away(pa.array(X[:40]), label.slice(0, 40), classes=True)
    assert not gives_away(pa.nulls(X.size, pa.float64()), label, classes=True)
