"""No spelling of a secret reaches a log, however it is cut into pieces."""

import os
from pathlib import Path

import pytest

from pipelines.runner.redact import mask, spellings, start_copier

ADDRESS = "postgresql://reader:p%40ss+w%2Frd@db/houses"


def copied(tmp_path: Path, pieces: list[bytes], *secrets: str) -> bytes:
    path = tmp_path / "stage.log"
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    copier = start_copier(log, spellings(secrets))
    for piece in pieces:
        os.write(copier.inlet, piece)
    copier.finish()
    os.close(copier.inlet)
    os.close(log)
    return path.read_bytes()


@pytest.mark.parametrize(
    "printed",
    ["to p@ss w/rd!", "to p%40ss%20w/rd%21", "to p%40ss%20w%2Frd%21", "to p%40ss+w%2Frd%21", "to ['p@ss w/rd!']"],
)
def test_a_secret_is_masked_however_it_is_escaped(printed: str) -> None:
    told = mask(printed, spellings(["p@ss w/rd!"]))
    assert "ss" not in told
    assert "***" in told


def test_the_password_inside_an_address_is_masked_alone() -> None:
    assert mask("refused: p%40ss+w%2Frd", spellings([ADDRESS])) == "refused: ***"


def test_a_secret_with_a_line_break_is_masked_where_it_is_shown_escaped() -> None:
    assert mask(repr("two\nlines"), spellings(["two\nlines"])) == "'***'"


def test_words_too_short_to_be_secrets_stay() -> None:
    assert mask("a cat sat", spellings(["cat"])) == "a cat sat"


def test_a_secret_cut_into_pieces_is_masked(tmp_path: Path) -> None:
    pieces = [bytes([letter]) for letter in b"before hunter2 after hunter2"]
    assert copied(tmp_path, pieces, "hunter2") == b"before *** after ***"


def test_what_holds_no_secret_arrives_as_it_was(tmp_path: Path) -> None:
    text = os.urandom(300_000)
    assert copied(tmp_path, [text[at : at + 60_000] for at in range(0, len(text), 60_000)], "a secret that is not there") == text


def test_the_copy_ends_when_its_writer_is_gone(tmp_path: Path) -> None:
    log = os.open(tmp_path / "stage.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    copier = start_copier(log, spellings(["hunter2"]))
    os.write(copier.inlet, b"last words of hunter2")
    os.close(copier.inlet)
    os.close(copier.done)
    os.waitpid(copier.process, 0)
    assert (tmp_path / "stage.log").read_bytes() == b"last words of ***"
