"""What was unused for longest goes first, and never what a run that goes on or a registered bundle needs."""

import os
from pathlib import Path

import pytest

from penstock.files import tree_digest
from pipelines.cache.artifacts import ArtifactStore
from pipelines.cache.evict import evict
from tests.pipelines.cache.conftest import Remember, call, wrote

NOW = 2_000_000_000.0


@pytest.fixture
def places(remember: Remember) -> list[Path]:
    """Let three runs write a thousand bytes each, the first one longest ago."""
    found = []
    for number in range(3):
        memory = remember(f"r{number}")
        memory.recall(call(depth=number))
        place = Path(wrote(memory, call(depth=number), str(number) * 1000).artifacts["model"][0].uri)
        os.utime(place, (NOW - 10_000 + number, NOW - 10_000 + number))
        found.append(place)
    return found


def left(places: list[Path]) -> list[bool]:
    return [place.exists() for place in places]


def test_the_oldest_goes_until_the_rest_fits(places: list[Path], tmp_path: Path) -> None:
    assert evict(tmp_path / "store", 2000, [], NOW) == 1000
    assert left(places) == [False, True, True]
    assert evict(tmp_path / "store", 2000, [], NOW) == 0


def test_what_was_used_again_is_young(places: list[Path], remember: Remember, tmp_path: Path) -> None:
    remember("r9").recall(call(depth=0))
    os.utime(places[0], (NOW - 5000, NOW - 5000))
    evict(tmp_path / "store", 1000, [], NOW)
    assert left(places) == [True, False, False]


def test_what_a_needed_run_holds_stays_even_over_the_limit(places: list[Path], tmp_path: Path) -> None:
    evict(tmp_path / "store", 0, [tmp_path / "store" / "runs" / "r1"], NOW)
    assert left(places) == [False, True, False]


def test_content_too_young_to_have_an_outcome_stays(places: list[Path], tmp_path: Path) -> None:
    os.utime(places[0], (NOW, NOW))
    evict(tmp_path / "store", 0, [], NOW)
    assert left(places) == [True, False, False]


def test_an_outcome_whose_content_went_is_a_miss_and_no_error(places: list[Path], remember: Remember, tmp_path: Path) -> None:
    evict(tmp_path / "store", 0, [], NOW)
    memory = remember("r9")
    assert memory.recall(call(depth=2)) is None
    assert memory.verdicts[0].reasons == ("its outcome is no longer in the cache",)


def test_an_empty_store_has_nothing_to_take_out(tmp_path: Path) -> None:
    assert evict(tmp_path / "store", 0, []) == 0


def test_two_writers_of_the_same_content_leave_one_copy_and_a_link_each(tmp_path: Path) -> None:
    artifacts = ArtifactStore(tmp_path / "artifacts")
    digest = ""
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "rows").write_text("same")
        digest = tree_digest(folder)
        assert artifacts.adopt(folder, digest) == artifacts.place(digest)
        assert (tmp_path / name / "rows").read_text() == "same"
    assert [path.name for path in (tmp_path / "artifacts").iterdir()] == [digest.removeprefix("sha256:")]
