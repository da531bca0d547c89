"""The command writes where and how it is asked to, and its exit code says what it found."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from penstock.cli.main import main
from tests.pipelines.lint.specs import CONTAINER, TASK, TRAIN, write

BROKEN = {f"{CONTAINER}/image": "python", "root/dag/tasks/finish": None}
SECRET = {f"{CONTAINER}/env": [{"name": "DB_PASSWORD", "value": "Correct-Horse!"}]}
EXAMPLE = Path(__file__).parents[1] / "golden" / "house_prices.yaml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["lint-spec", *(str(argument) for argument in arguments)])


@pytest.mark.parametrize(
    ("changes", "options", "code"),
    [
        ({}, [], 0),
        ({}, ["--fail-on", "info"], 0),
        (BROKEN, [], 1),
        (BROKEN, ["--fail-on", "error"], 0),
        ({"root/dag/tasks/finish": None}, [], 0),
        ({"root/dag/tasks/finish": None}, ["--fail-on", "info"], 1),
        (SECRET, ["--fail-on", "error"], 1),
        (BROKEN, ["--ignore", "moving-tag"], 0),
        (BROKEN, ["--ignore", "PS111:train"], 0),
        (BROKEN, ["--ignore", "PS111:other"], 1),
        (BROKEN, ["--select", "PS4"], 0),
    ],
)
def test_the_exit_code_says_whether_there_is_something_that_severe(
    tmp_path: Path, changes: dict[str, object], options: list[str], code: int
) -> None:
    file = write(tmp_path, changes)
    for form in ("plain", "json", "sarif"):
        assert run(file, "--format", form, *options).exit_code == code


def test_an_unreadable_file_is_told_and_the_others_are_linted(tmp_path: Path) -> None:
    told = run(tmp_path / "absent.yaml", write(tmp_path, BROKEN))
    assert told.exit_code == 2
    assert "PS111 moving-tag" in told.stdout
    assert told.stderr.startswith("penstock: this file cannot be read: no such file")
    assert f"where: {tmp_path / 'absent.yaml'}" in told.stderr


def test_an_unknown_rule_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    told = run(tmp_path / "absent.yaml", "--select", "no-timeouts")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "did you mean 'no-timeout'?" in told.stderr


def test_json_holds_every_finding(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    told = msgspec.json.decode(run(file, tmp_path / "absent.yaml", "--format", "json").stdout)
    assert told["files"] == [str(file), str(tmp_path / "absent.yaml")]
    assert told["counts"] == {"error": 0, "warning": 1, "info": 1}
    assert [finding["slug"] for finding in told["findings"]] == ["moving-tag", "no-exit-handler"]
    assert told["findings"][0] | {"line": 0, "column": 0, "fix": ""} == {
        "rule": "PS111",
        "slug": "moving-tag",
        "severity": "warning",
        "file": str(file),
        "line": 0,
        "column": 0,
        "tasks": [TRAIN],
        "message": "the image python has no tag, which means `latest`",
        "fix": "",
    }
    assert told["unreadable"][0]["where"] == str(tmp_path / "absent.yaml")


@pytest.mark.parametrize("form", ["plain", "json", "sarif"])
def test_what_is_written_to_a_file_is_what_would_be_printed(tmp_path: Path, form: str) -> None:
    file, output = write(tmp_path, BROKEN), tmp_path / "out" / "report"
    printed = run(file, "--format", form)
    written = run(file, "--format", form, "--output", output)
    assert (written.exit_code, written.stdout) == (1, "")
    assert output.read_text() == printed.stdout
    assert stat.S_IMODE(os.stat(output).st_mode) == 0o644


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    told = run(write(tmp_path, BROKEN), "--output", tmp_path)
    assert told.exit_code == 6
    assert "a folder stands where the file belongs" in told.stderr


@pytest.mark.parametrize("form", ["plain", "json", "sarif"])
def test_no_form_tells_a_secret(tmp_path: Path, form: str) -> None:
    address = {"runtimeValue": {"constant": "postgresql://reader:Correct-Horse!@db.example/x"}}
    file = write(tmp_path, {**SECRET, f"{TASK}/inputs/parameters/source": address})
    told = run(file, "--format", form)
    assert told.output.count("PS403") >= 1
    assert told.output.count("PS401") >= 1
    assert "Horse" not in told.output


def test_nothing_of_kubeflow_is_imported(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    code = (
        "import sys; from penstock.cli.main import main; main(['lint-spec', sys.argv[1]], standalone_mode=False);"
        "print(sorted({'kfp', 'kubernetes', 'pandas', 'sklearn'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def test_nothing_in_a_spec_is_run(tmp_path: Path) -> None:
    text = f'!!python/object/apply:os.system ["touch {tmp_path / "ran"}"]\n'
    file = tmp_path / "evil.yaml"
    file.write_text(text)
    assert run(file).exit_code == 2
    assert not (tmp_path / "ran").exists()


def test_the_example_of_this_project_has_one_fault_that_is_known() -> None:
    told = msgspec.json.decode(run(EXAMPLE, "--format", "json").stdout)
    # The image that stages run in gets its digest when it is built, not when the pipeline is compiled.
    assert {finding["slug"] for finding in told["findings"]} == {"moving-tag"}
    assert len(told["findings"]) == 10
