"""The code digest changes with what can change a model, and with nothing else."""

import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import penstock
from penstock.stages.code import LIBRARIES, code_digest


def digest_of_copy(root: Path) -> str:
    """Return the digest that a process gets whose penstock is the copy below `root`."""
    # -P keeps the working directory out of the path; the copy must come first.
    code = f"import os, sys; os.chdir({str(root)!r}); sys.path.insert(0, {str(root)!r}); from pathlib import Path; "
    code += "from penstock.stages.code import code_digest; print(code_digest(Path('absent')))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_digest_is_the_same_each_time_with_and_without_what_was_parsed(tmp_path: Path) -> None:
    first = code_digest(tmp_path / "memo.json")
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", first)
    assert (tmp_path / "memo.json").exists()
    assert code_digest(tmp_path / "memo.json") == code_digest(tmp_path / "none" / "memo.json") == first


def test_the_digest_sees_every_module_that_makes_a_model_and_no_comment(tmp_path: Path) -> None:
    copy = tmp_path / "penstock"
    shutil.copytree(Path(penstock.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    first = digest_of_copy(tmp_path)
    assert first == code_digest(tmp_path / "memo.json")
    for name in ("model/train.py", "cli/main.py"):
        with (copy / name).open("a") as file:
            file.write("# a comment\n")
    with (copy / "cli" / "main.py").open("a") as file:
        file.write("unrelated = 1\n")
    assert digest_of_copy(tmp_path) == first
    with (copy / "model" / "train.py").open("a") as file:
        file.write("related = 1\n")
    assert digest_of_copy(tmp_path) != first


def test_every_library_that_a_model_is_computed_with_is_counted() -> None:
    # Without the extras a library may be absent; the ones that are always there must be found under these names.
    for name in LIBRARIES:
        if name not in ("xgboost-cpu", "lightgbm"):
            assert version(name)
