"""Bundles to register, small and made at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.registry.bundle import REQUIRED, Bundle, write_bundle

MakeBundle = Callable[[str], Bundle]


@pytest.fixture
def make_bundle(tmp_path: Path) -> MakeBundle:
    """Give a function that makes a bundle whose content, and so its digest, follows from a text."""

    def make(text: str) -> Bundle:
        return write_bundle({name: f"{name} {text}".encode() for name in REQUIRED}, tmp_path / "made" / text)

    return make
