"""Writing files keeps the old one or gives the new one, never half."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.errors import StoreError
from penstock.files import fresh_folder, reading, sha256_file, sweep, tree_digest, write_bytes


def test_written_bytes_replace_the_old_ones_and_leave_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file"
    write_bytes(target, b"old")
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["file"]


def test_a_place_that_cannot_hold_files_is_a_store_error_naming_it() -> None:
    with pytest.raises(StoreError) as caught:
        write_bytes(Path("/dev/full/file"), b"x")
    assert caught.value.where == "/dev/full/file"


@pytest.mark.parametrize("error", [FileNotFoundError("x"), PermissionError("x"), EOFError("a row's value")])
def test_what_cannot_be_read_is_a_store_error_with_its_place_and_no_word_of_the_content(error: Exception) -> None:
    with pytest.raises(StoreError) as caught, reading(Path("place"), EOFError):
        raise error
    assert (caught.value.where, caught.value.fix) == ("place", "run the stage that writes it again")
    assert "row" not in str(caught.value)


def test_other_errors_met_while_reading_pass_unchanged() -> None:
    with pytest.raises(KeyError), reading(Path("place"), EOFError):
        raise KeyError("defect")


def test_a_file_size_limit_leaves_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_bytes(target, b"old")
    code = (
        "import resource, signal, sys; from pathlib import Path; from penstock.files import write_bytes;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "write_bytes(Path(sys.argv[1]), b'n' * 5000)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)], capture_output=True, text=True)
    assert done.returncode != 0
    assert "StoreError" in done.stderr
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_fresh_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with pytest.raises(RuntimeError), fresh_folder(target) as scratch:
        (scratch / "part").write_text("half")
        raise RuntimeError("stopped")
    assert list(tmp_path.iterdir()) == []
    with fresh_folder(target) as scratch:
        (scratch / "part").write_text("whole")
    assert (target / "part").read_text() == "whole"


def test_a_killed_writer_leaves_no_folder_under_the_final_name(tmp_path: Path) -> None:
    target = tmp_path / "out"
    code = (
        "import os, signal, sys; from pathlib import Path; from penstock.files import fresh_folder\n"
        "with fresh_folder(Path(sys.argv[1])) as scratch:\n"
        "    (scratch / 'part').write_text('half'); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)], capture_output=True)
    assert done.returncode == -9
    assert not target.exists()


def test_a_fresh_folder_does_not_replace_a_full_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "kept").write_text("kept")
    with pytest.raises(StoreError), fresh_folder(target) as scratch:
        (scratch / "part").write_text("new")
    assert os.listdir(target) == ["kept"]


def test_a_tree_digest_depends_on_names_and_contents_alone(tmp_path: Path) -> None:
    for name, text in (("one", "x"), ("two", "x")):
        (tmp_path / name / "inner").mkdir(parents=True)
        (tmp_path / name / "inner" / "file").write_text(text)
    assert tree_digest(tmp_path / "one") == tree_digest(tmp_path / "two")
    (tmp_path / "two" / "inner" / "file").write_text("y")
    assert tree_digest(tmp_path / "one") != tree_digest(tmp_path / "two")
    assert tree_digest(tmp_path / "one" / "inner" / "file") == "sha256:" + sha256_file(tmp_path / "one" / "inner" / "file")


def test_what_killed_writers_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    left = [tmp_path / ".run.json.ab12_xyz", tmp_path / ".bundle.q1w2e3r4"]
    stays = [tmp_path / "run.json", tmp_path / ".hidden", tmp_path / ".young.json.ab12_xyz"]
    left[1].mkdir(parents=True)
    (left[1] / "model").touch()
    for path in (left[0], *stays):
        path.touch()
    for path in (*left, *stays):
        os.utime(path, (1000, 1000))
    os.utime(stays[2], (5000, 5000))
    sweep(tmp_path, before=2000)
    assert [path.exists() for path in left] == [False, False]
    assert all(path.exists() for path in stays)
