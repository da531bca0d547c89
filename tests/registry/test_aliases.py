"""An alias moves only from where its mover saw it, and every move stays on record."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.errors import RegistryError
from penstock.registry.aliases import Aliases, Revision

A, B, C = (f"sha256:{letter * 64}" for letter in "abc")
RACE = Path(__file__).with_name("race.py")


def test_an_alias_that_never_moved_points_to_nothing(tmp_path: Path) -> None:
    aliases = Aliases(tmp_path)
    assert (aliases.current("champion"), aliases.history("champion"), aliases.names()) == (None, (), ())


def test_moves_are_numbered_and_linked_and_the_last_one_counts(tmp_path: Path) -> None:
    aliases = Aliases(tmp_path)
    aliases.move("champion", None, A)
    aliases.move("champion", A, B)
    aliases.move("champion", B, A)
    assert aliases.current("champion") == Revision(3, B, A)
    assert aliases.history("champion") == (Revision(1, None, A), Revision(2, A, B), Revision(3, B, A))
    assert aliases.names() == ("champion",)


@pytest.mark.parametrize("expected", [None, B])
def test_a_move_from_another_place_than_expected_changes_nothing(tmp_path: Path, expected: str | None) -> None:
    aliases = Aliases(tmp_path)
    aliases.move("champion", None, A)
    with pytest.raises(RegistryError, match="points to aaaaaaaaaaaa"):
        aliases.move("champion", expected, C)
    assert aliases.history("champion") == (Revision(1, None, A),)


def test_a_move_to_where_it_points_adds_no_revision(tmp_path: Path) -> None:
    aliases = Aliases(tmp_path)
    first = aliases.move("champion", None, A)
    assert aliases.move("champion", A, A) == first
    # As a stage does that was killed after its move and is tried again.
    assert aliases.move("champion", None, A) == first
    assert aliases.move("champion", B, A) == first
    assert len(aliases.history("champion")) == 1


@pytest.mark.parametrize("name", ["", "Champion", "../up", "a/b", "9lives", ".hidden", "a" * 64, "decade", "line\n"])
def test_a_name_that_is_a_path_or_looks_like_a_digest_is_no_alias(tmp_path: Path, name: str) -> None:
    with pytest.raises(RegistryError, match="cannot be an alias"):
        Aliases(tmp_path).move(name, None, A)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("new", ["", "champion", "sha256:abc", A.upper(), A + "\n"])
def test_an_alias_points_to_digests_only(tmp_path: Path, new: str) -> None:
    with pytest.raises(RegistryError, match="can only point to a digest"):
        Aliases(tmp_path).move("champion", None, new)
    assert Aliases(tmp_path).current("champion") is None


def test_a_removed_or_rewritten_move_is_noticed(tmp_path: Path) -> None:
    aliases = Aliases(tmp_path)
    for expected, new in ((None, A), (A, B), (B, C)):
        aliases.move("champion", expected, new)
    second = tmp_path / "champion" / "00000002.json"
    kept = second.read_bytes()
    second.write_bytes(kept.replace(B.encode(), A.encode()))
    with pytest.raises(RegistryError, match=r"00000003\.json does not follow"):
        aliases.history("champion")
    second.write_bytes(kept[:20])
    with pytest.raises(RegistryError, match=r"00000002\.json is damaged"):
        aliases.history("champion")
    second.unlink()
    with pytest.raises(RegistryError, match=r"00000002\.json cannot be read"):
        aliases.history("champion")


@pytest.mark.parametrize(("processes", "rounds"), [(16, 20), pytest.param(64, 200, marks=pytest.mark.thorough)])
def test_processes_that_race_for_an_alias_give_one_winner_a_round_and_a_linear_history(
    tmp_path: Path, processes: int, rounds: int
) -> None:
    command = [sys.executable, str(RACE), str(tmp_path), str(processes), str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    winners = json.loads(done.stdout)
    assert [len(each) for each in winners] == [1] * rounds
    history = Aliases(tmp_path).history("champion")
    assert [revision.digest for revision in history] == [
        f"sha256:{who * 1000 + turn:064x}" for turn, (who,) in enumerate(winners)
    ]
    assert len(list((tmp_path / "champion").iterdir())) == rounds
