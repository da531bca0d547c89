"""The command line prints what the domain says and leaves with its exit codes."""

import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from penstock.cli.main import main


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    place = tmp_path / "houses.csv"
    rows = [f"{i},{(i * 37) % 101},{(i * 53) % 97 + i % 7 / 10},me{i}@mail.example" for i in range(120)]
    place.write_text("\n".join(["id,area,price,mail", *rows]))
    return place


def test_init_then_check_says_what_was_made_and_noticed(table: Path, tmp_path: Path) -> None:
    made = _run("init", table, "--target", "price", "--into", tmp_path / "p")
    assert made.exit_code == 0
    assert "120 rows, 4 columns: regression of price from 1 of them" in made.output
    assert "mail   left out: it seems to hold e-mail addresses" in made.output
    assert "me1@" not in made.output
    checked = _run("check", tmp_path / "p")
    assert (checked.exit_code, checked.output.splitlines()[0]) == (0, "houses is fine: regression of price, sources houses")


def test_an_error_is_told_on_standard_error_with_its_exit_code(table: Path, tmp_path: Path) -> None:
    script = [sys.executable, "-c", "from penstock.cli.main import main; main(prog_name='penstock')"]
    done = subprocess.run([*script, "init", str(table), "--target", "prise"], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("penstock: no column 'prise'")
    assert "did you mean 'price'?" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "nowhere"], 2),
        (["init", "absent.csv", "--target", "y"], 5),
        (["init"], 2),
        (["unheard"], 2),
        (["--version"], 0),
    ],
)
def test_exit_codes_tell_the_kind_of_problem(arguments: list[str], code: int) -> None:
    assert _run(*arguments).exit_code == code


def _of_extras() -> Iterator[str]:
    """Yield the names in site-packages that the extras bring."""
    for requirement in requires("penstock") or ():
        if "extra ==" in requirement:
            name = requirement.partition(">")[0]
            yield from {file.parts[0] for file in distribution(name).files or ()}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment of this one's packages but for those of the extras; return its interpreter."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/*/site-packages")
    left_out = set(_of_extras())
    assert {"kfp", "xgboost"} <= left_out
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.name not in left_out:
            (packages / entry.name).symlink_to(entry)
    return folder / "bin" / "python"


def test_without_any_extra_the_domains_commands_work_and_the_others_say_what_to_install(
    bare: Path, table: Path, tmp_path: Path
) -> None:
    def call(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        script = "from penstock.cli.main import main; main(prog_name='penstock')"
        command = [str(bare), "-c", script, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120)

    assert call("init", table, "--target", "price", "--into", "p").returncode == 0
    assert call("check", "p").returncode == 0
    listed = call("models", "p", "--json")
    assert (listed.returncode, listed.stdout.strip()) == (0, "[]")
    assert "Run the training pipeline" in call("--help").stdout
    for command in ("run", "compile"):
        refused = call(command, "p")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr == "penstock: this needs kfp, which is not installed\n  fix:   pip install 'penstock[pipelines]'\n"
