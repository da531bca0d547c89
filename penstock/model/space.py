"""Turn a declared search space into Optuna's distributions, or into the points of a grid."""

import itertools
from collections.abc import Mapping

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

from penstock.model.ranges import bounds, check_space, refused
from penstock.model.trials import Parameter
from penstock.settings import SearchSpace

_POINTS = 3


def distributions(space: Mapping[str, SearchSpace]) -> dict[str, BaseDistribution]:
    """Return the distribution of each parameter, in name order. Raises `ProjectError` for a space that holds no value."""
    check_space(space)
    return {name: _distribution(name, space[name]) for name in sorted(space)}


def _distribution(name: str, entry: SearchSpace) -> BaseDistribution:
    if entry.kind == "choice":
        return CategoricalDistribution(entry.choices)
    low, high = bounds(name, entry)
    try:
        if entry.kind == "int":
            return IntDistribution(int(low), int(high), log=entry.log, step=int(entry.step or 1))
        return FloatDistribution(low, high, log=entry.log, step=entry.step)
    except ValueError as error:
        raise refused(name, f"is refused: {error}", "correct low, high, log and step") from error


def grid(space: Mapping[str, SearchSpace], limit: int) -> list[dict[str, Parameter]]:
    """Return at most `limit` points of the full product in a fixed order; a range without a step gives three points."""
    distributions(space)
    names = sorted(space)
    product = itertools.product(*(_points(space[name], limit) for name in names))
    return [dict(zip(names, point, strict=True)) for point in itertools.islice(product, limit)]


def _points(entry: SearchSpace, limit: int) -> tuple[Parameter, ...]:
    if entry.kind == "choice":
        return entry.choices
    low, high = entry.low or 0.0, entry.high or 0.0
    if entry.step:
        # A value past `limit` could never be reached, and a tiny step would fill the memory.
        count = min(int((high - low) / entry.step + 1e-9) + 1, limit)
        values = [low + entry.step * index for index in range(count)]
    elif entry.log:
        values = [low * (high / low) ** (index / (_POINTS - 1)) for index in range(_POINTS)]
    else:
        values = [low + (high - low) * index / (_POINTS - 1) for index in range(_POINTS)]
    rounded = [min(high, value) if entry.kind == "float" else round(value) for value in values]
    return tuple(dict.fromkeys(rounded))
