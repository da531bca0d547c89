"""An error says what, where and how to mend it, also after it crossed a process."""

import concurrent.futures

import pytest

from penstock.errors import DataError, PenstockError, ProjectError, SourceError


def test_a_message_has_the_problem_the_place_and_the_fix() -> None:
    error = SourceError("the file is absent", where="sources.north", fix="correct the path")
    assert str(error) == "the file is absent\n  where: sources.north\n  fix:   correct the path"


def _fail() -> None:
    raise DataError("no row is left", where="combine", fix="widen the contract")


def test_an_error_crosses_a_process_whole() -> None:
    with concurrent.futures.ProcessPoolExecutor(1) as pool, pytest.raises(DataError) as caught:
        pool.submit(_fail).result()
    assert (caught.value.what, caught.value.where, caught.value.fix) == ("no row is left", "combine", "widen the contract")


def test_exit_codes_differ_by_family() -> None:
    assert PenstockError.exit_code == 1
    assert len({ProjectError.exit_code, DataError.exit_code, SourceError.exit_code}) == 3
