"""Find the valid name that a person probably meant, and say so."""

import re
from collections.abc import Collection

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

_ALIKE = 70
_FEWEST_LETTERS = 3
_SHOWN = 12


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the member of `known` that is spelled most like `name`, or contains it or is contained in it, if any."""
    found = max(sorted(known), key=lambda each: _likeness(name, each), default=None)
    return found if found is not None and _likeness(name, found) >= _ALIKE else None


def suggest(name: str, known: Collection[str]) -> str:
    """Return advice: the name that was probably meant, else the first valid ones."""
    like = nearest(name, known)
    if like is not None:
        return f"did you mean {like!r}?"
    more = ", ..." if len(known) > _SHOWN else ""
    return f"use one of {', '.join(sorted(known)[:_SHOWN])}{more}"


def _likeness(name: str, other: str) -> float:
    one, two = _letters(name), _letters(other)
    shorter, longer = sorted((one, two), key=len)
    # In a short name one slip costs a large share, so there it is counted, not weighed.
    slip = len(shorter) >= _FEWEST_LETTERS and (shorter in longer or OSA.distance(one, two) == 1)
    return max(fuzz.ratio(one, two), _ALIKE if slip else 0)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()
