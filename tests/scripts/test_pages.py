"""A page that is made from the code is written when it is stale, and only named when that is asked."""

from pathlib import Path

import pytest

from scripts.pages import refresh


def test_only_stale_pages_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fresh, stale, absent = (tmp_path / name for name in ("fresh.md", "stale.md", "docs/absent.md"))
    fresh.write_text("a")
    stale.write_text("b")
    before = fresh.stat().st_mtime_ns
    pages = [(fresh, "a"), (stale, "ä"), (absent, "c")]
    assert refresh(pages, tmp_path, None, ["--check"]) == 1
    assert capsys.readouterr().out == "stale.md is stale: run `make docs`\ndocs/absent.md is stale: run `make docs`\n"
    assert not absent.exists()
    assert refresh(pages, tmp_path, None, []) == 0
    assert capsys.readouterr().out == "wrote stale.md\nwrote docs/absent.md\n"
    assert (stale.read_text(encoding="utf-8"), absent.read_text()) == ("ä", "c")
    assert refresh(pages, tmp_path, None, ["--check"]) == 0
    assert fresh.stat().st_mtime_ns == before
