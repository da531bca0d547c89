"""People read one line a finding, what to do about each rule once, and a count; colours are for terminals."""

import io
from pathlib import Path

from rich.console import Console

from pipelines.lint.catalog import choose
from pipelines.lint.plain import write_plain
from pipelines.lint.report import Report, lint
from pipelines.lint.rule import Severity
from tests.pipelines.lint.specs import CONTAINER, TASK, write

EVERY = choose([], [])
BROKEN = {f"{CONTAINER}/image": "python", f"{TASK}/retryPolicy": None, "root/dag/tasks/finish": None}


def shown(report: Report, least: Severity = "warning", *, terminal: bool = False) -> str:
    text = io.StringIO()
    write_plain(report, Console(file=text, force_terminal=terminal, width=40), least)
    return text.getvalue()


def test_each_finding_is_one_line_however_narrow_the_terminal(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    report = lint([file], EVERY)
    lines = shown(report).splitlines()
    retry, image = (next(f for f in report.findings if f.slug == slug) for slug in ("no-retry", "moving-tag"))
    assert lines == [
        f"{file}:{retry.line}: PS211 no-retry: exit-handler-1/train: it is not tried again",
        f"{file}:{image.line}: PS111 moving-tag: exit-handler-1/train: the image python has no tag, which means `latest`",
        "",
        f"PS111 moving-tag (1): {image.fix}",
        f"PS211 no-retry (1): {retry.fix}",
        "",
        "2 warnings in 1 file; 1 below that, `--fail-on info` shows all",
    ]


def test_what_is_below_is_shown_when_asked_for(tmp_path: Path) -> None:
    text = shown(lint([write(tmp_path, BROKEN)], EVERY), "info")
    assert "PS302 no-exit-handler" in text
    assert text.endswith("2 warnings, 1 note in 1 file\n")


def test_files_are_apart_and_counted(tmp_path: Path) -> None:
    files = [write(tmp_path, BROKEN, name) for name in ("a.yaml", "b.yaml")]
    lines = shown(lint(files, choose(["no-retry"], []))).splitlines()
    assert [line == "" for line in lines] == [False, True, False, True, False, True, False]
    assert lines[-1] == "2 warnings in 2 files"


def test_a_clean_file_is_one_line(tmp_path: Path) -> None:
    assert shown(lint([write(tmp_path, {})], EVERY)) == "nothing found in 1 file\n"


def test_a_file_that_could_not_be_read_is_not_counted_as_clean(tmp_path: Path) -> None:
    absent = tmp_path / "absent.yaml"
    assert shown(lint([absent], EVERY)) == "nothing found in 0 files, 1 not read\n"
    assert shown(lint([write(tmp_path, {}), absent], EVERY)) == "nothing found in 1 file, 1 not read\n"


def test_a_terminal_has_colours_and_a_file_has_none(tmp_path: Path) -> None:
    report = lint([write(tmp_path, BROKEN)], EVERY)
    assert "\x1b[" in shown(report, terminal=True)
    assert "\x1b[" not in shown(report)


def test_names_in_a_file_cannot_steer_the_terminal_or_the_markup(tmp_path: Path) -> None:
    evil = {"[red]x\x1b[2J\n": {"componentRef": {"name": "comp-train"}}}
    text = shown(lint([write(tmp_path, {"root/dag/tasks": evil})], EVERY), terminal=True)
    assert ": [red]x\\x1b[2J\\x0a: it is not tried again" in text
    assert "\x1b[2J" not in text


def test_shared_findings_name_one_task_and_count_the_others(tmp_path: Path) -> None:
    tasks = {f"again-{n}": {"componentRef": {"name": "comp-train"}} for n in range(3)}
    report = lint([write(tmp_path, {f"{CONTAINER}/image": "python", "root/dag/tasks": tasks})], choose(["moving-tag"], []))
    assert ": again-0 and 2 more: the image python" in shown(report)
