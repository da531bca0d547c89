"""A small copy of the house-prices example, and the real command."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "house_prices"
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def penstock() -> Command:
    """Run the installed command and return what it printed and how it left."""

    def call(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [str(Path(sys.executable).with_name("penstock")), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300)

    return call


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    """Make a project of the example with 1,500 homes an agency and two trials."""
    spec = importlib.util.spec_from_file_location("market", EXAMPLE / "market.py")
    assert spec is not None and spec.loader is not None
    market = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name.
    sys.modules["market"] = market
    spec.loader.exec_module(market)
    folder = tmp_path / "houses"
    market.write_market(folder / "data", rows=1500)
    text = (EXAMPLE / "penstock.toml").read_text().replace("trials = 8", "trials = 2")
    (folder / "penstock.toml").write_text(text)
    (folder / "contract.json").write_text((EXAMPLE / "contract.json").read_text())
    return folder


def change(project: Path, old: str, new: str) -> None:
    """Replace one text in the project file; the text must be there."""
    file = project / "penstock.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
