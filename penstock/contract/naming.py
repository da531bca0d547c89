"""Bring the names of columns into one spelling, so that they can be compared with words."""

import re


def plain_name(name: str) -> str:
    """Return `name` in small letters with one underscore between words: `CustomerID` and `customer id` agree."""
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name))
    return re.sub(r"[\W_]+", "_", parted).strip("_").lower()
