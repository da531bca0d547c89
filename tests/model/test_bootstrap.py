"""Bootstrap draws are fair, seeded and bounded in memory; intervals cover what they promise."""

from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from penstock.model import bootstrap
from penstock.model.bootstrap import draw_weights, percentile_interval, resample


def weighted_mean(rows: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    means: NDArray[np.float64] = (weights * rows).mean(axis=1)
    return means


def test_every_draw_holds_as_many_rows_as_the_table() -> None:
    weights = np.concatenate(list(draw_weights(rows=37, draws=200, seed=1)))
    assert weights.shape == (200, 37)
    assert (weights.sum(axis=1) == 37).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(37), abs=0.35)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    first, again, other = (np.concatenate(list(draw_weights(50, 20, seed))) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_blocks_bound_memory_without_changing_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(draw_weights(50, 20, 3))
    monkeypatch.setattr(bootstrap, "_BLOCK_CELLS", 120)
    pieces = list(draw_weights(50, 20, 3))
    assert len(whole) == 1
    assert max(piece.shape[0] for piece in pieces) == 2
    assert np.array_equal(whole[0], np.concatenate(pieces))


def test_a_table_larger_than_a_block_is_drawn_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_BLOCK_CELLS", 10)
    assert [piece.shape for piece in draw_weights(50, 3, 3)] == [(1, 50)] * 3


def test_intervals_of_a_mean_match_its_standard_error() -> None:
    rows = np.random.default_rng(0).normal(10.0, 2.0, 400)
    means = resample(partial(weighted_mean, rows), 400, 2_000, 5)
    interval = percentile_interval(means, 0.95)
    assert interval is not None
    error = rows.std() / 20.0
    assert interval == pytest.approx((rows.mean() - 1.96 * error, rows.mean() + 1.96 * error), abs=0.1 * error * 1.96)


def test_intervals_cover_the_truth_about_as_often_as_they_promise() -> None:
    generator, covered = np.random.default_rng(11), 0
    for trial in range(200):
        rows = generator.normal(0.0, 1.0, 60)
        interval = percentile_interval(resample(partial(weighted_mean, rows), 60, 300, trial), 0.9)
        assert interval is not None
        covered += interval[0] <= 0.0 <= interval[1]
    assert 0.82 <= covered / 200 <= 0.96


def test_undefined_draws_are_left_out_and_all_undefined_gives_none() -> None:
    assert percentile_interval(np.array([np.nan, 1.0, 1.0]), 0.95) == (1.0, 1.0)
    assert percentile_interval(np.full(3, np.nan), 0.95) is None
