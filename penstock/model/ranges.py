"""Check a declared search space without the library that searches it."""

import math
from collections.abc import Mapping

from penstock.errors import ProjectError
from penstock.settings import SearchSpace


def check_space(space: Mapping[str, SearchSpace]) -> None:
    """Raise `ProjectError` when a parameter of `space` has no value to take."""
    for name in sorted(space):
        if space[name].kind != "choice":
            bounds(name, space[name])
        elif not space[name].choices:
            raise refused(name, "has no choices", "list at least one value in choices")


def bounds(name: str, entry: SearchSpace) -> tuple[float, float]:
    """Return the ends of a range. Raises `ProjectError` when they, or its step, give no value."""
    if entry.low is None or entry.high is None:
        raise refused(name, "lacks low or high", "give both")
    if not (math.isfinite(entry.low) and math.isfinite(entry.high) and entry.low <= entry.high):
        raise refused(name, "has low above high", "swap them")
    if entry.log and entry.low <= 0:
        raise refused(name, "is logarithmic but starts at zero or below", "give a positive low")
    if entry.step is not None and (entry.step <= 0 or (entry.kind == "int" and entry.step != int(entry.step))):
        raise refused(name, "has a step that is not positive, or not whole", "give a positive step")
    if entry.kind == "int" and (entry.low != int(entry.low) or entry.high != int(entry.high)):
        raise refused(name, "is whole but its bounds are not", "give whole numbers")
    return entry.low, entry.high


def refused(name: str, what: str, fix: str) -> ProjectError:
    """Return the error that says what is wrong with the space of the parameter `name`."""
    return ProjectError(f"the search space of {name!r} {what}", where=f"tuning.space.{name}", fix=fix)
