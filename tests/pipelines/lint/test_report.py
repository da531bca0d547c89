"""Files are linted each once, in order; what cannot be read keeps no other from being linted."""

import os
from pathlib import Path

import pytest

from pipelines.lint.catalog import choose
from pipelines.lint.report import Report, is_at_least, lint
from tests.pipelines.lint.specs import CONTAINER, PLATFORM, TASK, TRAIN, changed, text_of, write

EVERY = choose([], [])
BROKEN = {f"{CONTAINER}/image": "python", PLATFORM: None, f"{TASK}/retryPolicy": None, "root/dag/tasks/finish": None}


def test_findings_come_by_file_and_line_with_all_there_is_to_say(tmp_path: Path) -> None:
    files = [write(tmp_path, BROKEN, "b.yaml"), write(tmp_path, {}, "clean.yaml"), write(tmp_path, BROKEN, "a.yaml")]
    report = lint([*files, files[0]], EVERY)
    assert report.files == tuple(str(file) for file in files)
    assert [finding.file for finding in report.findings] == [str(files[0])] * 4 + [str(files[2])] * 4
    slugs = [finding.slug for finding in report.findings[:4]]
    assert slugs == ["no-retry", "no-timeout", "moving-tag", "no-exit-handler"]
    lines = [finding.line for finding in report.findings[:4]]
    assert lines == sorted(lines)
    image = report.findings[2]
    text = files[0].read_text().splitlines()
    assert text[image.line - 1][image.column - 1 :].startswith('"image": "python"')
    assert (image.rule, image.severity, image.tasks) == ("PS111", "warning", (TRAIN,))
    assert image.message == "the image python has no tag, which means `latest`"
    assert image.fix


def test_findings_are_counted_by_severity(tmp_path: Path) -> None:
    report = lint([write(tmp_path, {**BROKEN, f"{CONTAINER}/image": "A b"})], EVERY)
    assert report.counts == {"error": 1, "warning": 2, "info": 1}
    assert [report.count(least) for least in ("error", "warning", "info")] == [1, 3, 4]
    assert is_at_least("warning", "warning")
    assert not is_at_least("info", "warning")


def test_a_task_that_is_left_out_disappears_and_the_other_users_stay(tmp_path: Path) -> None:
    again = {"componentRef": {"name": "comp-train"}, "retryPolicy": {"maxRetryCount": 1}}
    file = write(tmp_path, {f"{CONTAINER}/image": "python", "components/comp-exit-handler-1/dag/tasks/again": again})
    (one,) = lint([file], choose([], ["moving-tag:train"])).findings
    assert one.tasks == ("exit-handler-1/again",)
    assert lint([file], choose([], ["moving-tag:exit-handler-1"])).findings == ()


def test_only_chosen_rules_are_asked(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    assert [finding.slug for finding in lint([file], choose(["PS2"], ["no-retry"])).findings] == ["no-timeout"]


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"", 1, "no pipeline in it"),
        (b"a: [1\n", 1, "neither YAML nor JSON"),
        (b"kind: Workflow\n", 1, "an Argo workflow"),
        (b"\n" + text_of({f"{TASK}/componentRef/name": "gone"}), 11, "a component that is not there"),
        (b"[" * 100_000, 1, "more than 100 levels"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, content: bytes, line: int, what: str
) -> None:
    bad, good = tmp_path / "bad.yaml", write(tmp_path, BROKEN, "good.yaml")
    bad.write_bytes(content)
    report = lint([bad, good], EVERY)
    (error,) = report.unreadable
    assert what in error.what
    assert (error.where, error.exit_code) == (f"{bad}:{line}", 2)
    assert "kfp dsl compile" in error.fix
    assert len(report.findings) == 4


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    report = lint([tmp_path / "absent.yaml", tmp_path], EVERY)
    assert ["no such file" in error.what or "is a directory" in error.what for error in report.unreadable] == [True, True]


def test_a_name_that_is_no_text_is_spelled_out(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN, os.fsdecode(b"p\xff.yaml"))
    report = lint([file, tmp_path / os.fsdecode(b"absent\xff")], EVERY)
    assert {finding.file for finding in report.findings} == {rf"{tmp_path}/p\xff.yaml"}
    assert report.unreadable[0].where == rf"{tmp_path}/absent\xff"


def test_a_file_without_end_is_refused() -> None:
    (error,) = lint([Path("/dev/zero")], EVERY).unreadable
    assert error.what == "more than 100 MiB are no pipeline"


def test_a_rule_that_meets_another_shape_is_told_as_an_unreadable_file(tmp_path: Path) -> None:
    file = write(tmp_path, {f"{CONTAINER}/resources": ["1", "2Gi"]})
    (error,) = lint([file], EVERY).unreadable
    assert "a map" in error.what


def test_every_single_change_to_another_shape_is_read_or_refused_in_words(tmp_path: Path) -> None:
    shapes: list[object] = [[], {}, "word", 7, [{"a": [1]}], {"a": {"b": "c"}}]
    paths = list(_paths(changed({}), ""))
    assert len(paths) > 50
    for path in paths:
        for shape in shapes:
            report = lint([write(tmp_path, {path: shape})], EVERY)
            assert len(report.unreadable) <= 1


def _paths(value: object, above: str) -> list[str]:
    if not isinstance(value, dict):
        return []
    return [path for key, inner in value.items() for path in (f"{above}{key}", *_paths(inner, f"{above}{key}/"))]


def test_a_large_pipeline_is_linted_whole(tmp_path: Path) -> None:
    """Many tasks, each with its own component and executor, as a compiler writes a pipeline of that size."""
    number = 2000
    container = {"image": "python:3.12", "command": ["sh", "-c", "x" * 2000]}
    whole = changed(
        {
            "components": {f"comp-{n}": {"executorLabel": f"exec-{n}"} for n in range(number)},
            "deploymentSpec/executors": {f"exec-{n}": {"container": container} for n in range(number)},
            "root/dag/tasks": {f"task-{n}": {"componentRef": {"name": f"comp-{n}"}} for n in range(number)},
        }
    )
    file = write(tmp_path, whole)
    assert file.stat().st_size > 4_000_000
    report = lint([file], choose(["unpinned-image", "no-retry"], []))
    assert report.count() == 2 * number


def test_reports_are_equal_for_equal_files(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    assert lint([file], EVERY) == lint([file], EVERY)
    assert isinstance(lint([file], EVERY), Report)
