"""A declared search space becomes distributions or grid points, and an impossible one is refused by name."""

import pytest

from penstock.errors import ProjectError
from penstock.model.space import distributions, grid
from penstock.settings import SearchSpace


def test_distributions_stand_in_name_order() -> None:
    space = {"b": SearchSpace(kind="int", low=1, high=9), "a": SearchSpace(kind="choice", choices=("x", None))}
    assert list(distributions(space)) == ["a", "b"]


def test_a_grid_is_the_product_in_a_fixed_order() -> None:
    space = {"a": SearchSpace(kind="choice", choices=(True, False)), "b": SearchSpace(kind="int", low=1, high=5, step=2)}
    expected = [{"a": a, "b": b} for a in (True, False) for b in (1, 3, 5)]
    assert grid(space, 100) == expected
    assert grid(space, 4) == expected[:4]


def test_a_range_without_a_step_gives_its_ends_and_its_middle() -> None:
    assert grid({"a": SearchSpace(kind="float", low=0, high=1)}, 9) == [{"a": 0.0}, {"a": 0.5}, {"a": 1.0}]
    assert grid({"a": SearchSpace(kind="int", low=1, high=100, log=True)}, 9) == [{"a": 1}, {"a": 10}, {"a": 100}]


def test_a_tiny_step_does_not_fill_the_memory() -> None:
    assert len(grid({"a": SearchSpace(kind="float", low=0, high=1, step=1e-12)}, 5)) == 5


@pytest.mark.parametrize(
    "entry",
    [
        SearchSpace(kind="choice"),
        SearchSpace(kind="float", low=1),
        SearchSpace(kind="float", low=2, high=1),
        SearchSpace(kind="float", low=0, high=1, log=True),
        SearchSpace(kind="float", low=0, high=float("inf")),
        SearchSpace(kind="float", low=0.1, high=1, log=True, step=0.1),
        SearchSpace(kind="int", low=0.5, high=3),
        SearchSpace(kind="int", low=0, high=3, step=0.5),
    ],
)
def test_an_impossible_space_is_refused_by_name(entry: SearchSpace) -> None:
    for use in (distributions, lambda space: grid(space, 3)):
        with pytest.raises(ProjectError) as caught:
            use({"depth": entry})
        assert caught.value.where == "tuning.space.depth"
