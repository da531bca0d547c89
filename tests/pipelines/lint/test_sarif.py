"""Code scanning gets what it needs: rules with help, results with places, levels and lasting fingerprints."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipelines.lint.catalog import RULES, choose
from pipelines.lint.report import lint
from pipelines.lint.sarif import as_sarif
from tests.pipelines.lint.specs import CONTAINER, TASK, TRAIN, write

EVERY = choose([], [])
BROKEN = {f"{CONTAINER}/image": "A b", f"{TASK}/retryPolicy": None, "root/dag/tasks/finish": None}


# Of the published schema, which allows no other properties: those in use by kind of object, the required ones first.
# A kind in brackets is a list of such objects.
PROPERTIES: dict[str, tuple[set[str], dict[str, str]]] = {
    "log": ({"version", "runs"}, {"$schema": "text", "version": "text", "runs": "[run]"}),
    "run": ({"tool"}, {"tool": "tool", "invocations": "[invocation]", "results": "[result]", "columnKind": "columns"}),
    "tool": ({"driver"}, {"driver": "component"}),
    "component": ({"name"}, {"name": "text", "semanticVersion": "text", "rules": "[rule]"}),
    "rule": (
        {"id"},
        {
            "id": "text",
            "name": "text",
            "shortDescription": "help",
            "fullDescription": "help",
            "help": "help",
            "defaultConfiguration": "configuration",
        },
    ),
    "help": ({"text"}, {"text": "text", "markdown": "text"}),
    "configuration": (set(), {"level": "level"}),
    "invocation": ({"executionSuccessful"}, {"executionSuccessful": "truth", "toolExecutionNotifications": "[notification]"}),
    "notification": ({"message"}, {"level": "level", "message": "help"}),
    "result": (
        {"message"},
        {
            "ruleId": "text",
            "ruleIndex": "number",
            "level": "level",
            "message": "help",
            "locations": "[location]",
            "partialFingerprints": "texts",
        },
    ),
    "location": (set(), {"physicalLocation": "place", "logicalLocations": "[task]"}),
    "place": ({"artifactLocation"}, {"artifactLocation": "artifact", "region": "region"}),
    "artifact": (set(), {"uri": "text"}),
    "region": ({"startLine"}, {"startLine": "line", "startColumn": "line"}),
    "task": (set(), {"fullyQualifiedName": "text"}),
}
VALUES: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str) and value != "",
    "texts": lambda value: all(isinstance(each, str) for each in value.values()),
    "truth": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int) and value >= 0,
    "line": lambda value: isinstance(value, int) and value >= 1,
    "level": lambda value: value in ("none", "note", "warning", "error"),
    "columns": lambda value: value in ("utf16CodeUnits", "unicodeCodePoints"),
}


def assert_valid(value: Any, kind: str) -> None:
    if kind.startswith("["):
        assert isinstance(value, list)
        for each in value:
            assert_valid(each, kind.strip("[]"))
    elif kind in VALUES:
        assert VALUES[kind](value), (kind, value)
    else:
        required, allowed = PROPERTIES[kind]
        assert required <= set(value) <= set(allowed), (kind, set(value))
        for name, inner in value.items():
            assert_valid(inner, allowed[name])


def test_the_log_has_the_properties_that_the_schema_requires_and_no_others(tmp_path: Path) -> None:
    report = lint([write(tmp_path, BROKEN), tmp_path / "absent.yaml"], EVERY)
    log = msgspec.json.decode(as_sarif(report))
    assert len(log["runs"][0]["results"]) == 3
    assert_valid(log, "log")


def run_of(*files: Path) -> Any:
    log = msgspec.json.decode(as_sarif(lint(files, EVERY)))
    assert (log["version"], log["$schema"].rpartition("/")[2]) == ("2.1.0", "sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    return run


def test_every_rule_is_described() -> None:
    rules = run_of()["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert all(rule["shortDescription"]["text"] and rule["help"]["markdown"] for rule in rules)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning", "note"}
    assert {rule["id"]: rule["name"] for rule in rules}["PS111"] == "MovingTag"


def test_a_result_points_at_its_rule_its_line_and_its_task(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    run = run_of(file)
    rules = run["tool"]["driver"]["rules"]
    levels = {result["ruleId"]: result["level"] for result in run["results"]}
    assert levels == {"PS114": "error", "PS211": "warning", "PS302": "note"}
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    (image,) = (result for result in run["results"] if result["ruleId"] == "PS114")
    (location,) = image["locations"]
    region = location["physicalLocation"]["region"]
    line = file.read_text().splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 :].startswith('"image"')
    assert location["logicalLocations"] == [{"fullyQualifiedName": TRAIN}]
    assert image["message"]["text"].startswith(f"{TRAIN}: ")


def test_fingerprints_outlive_a_shift_of_lines_and_tell_results_apart(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    first = [result["partialFingerprints"] for result in run_of(file)["results"]]
    file.write_bytes(b"\n\n" + file.read_bytes())
    assert [result["partialFingerprints"] for result in run_of(file)["results"]] == first
    assert len({next(iter(each.values())) for each in first}) == len(first)


def test_an_unreadable_file_is_a_notification_of_a_run_that_failed(tmp_path: Path) -> None:
    (invocation,) = run_of(tmp_path / "absent.yaml", write(tmp_path, BROKEN))["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert "absent.yaml" in notification["message"]["text"]


@pytest.mark.parametrize(
    ("name", "uri"), [("a b#1.yaml", "a%20b%231.yaml"), ("é.yaml", "%C3%A9.yaml"), ("sub/p.yaml", "sub/p.yaml")]
)
def test_a_relative_place_stays_relative_and_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, uri: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).parent.mkdir(exist_ok=True)
    results = run_of(write(Path(), BROKEN, name))["results"]
    assert {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results} == {uri}


def test_an_absolute_place_is_a_file_address(tmp_path: Path) -> None:
    results = run_of(write(tmp_path, BROKEN))["results"]
    (address,) = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results}
    assert address == (tmp_path / "pipeline.yaml").as_uri()
