"""Placeholders in constants are replaced by text, however deep, and nothing else is."""

import pytest

from penstock.errors import RunError
from pipelines.runner.placeholders import as_text, fill

PARAMETERS = {"word": "it's", "whole": 3.0, "half": 0.5, "flag": True, "items": [1.0, "a"], "table": {"b": 2.0, "a": None}}
NAMES = {".pipeline_job_uuid": "run-1"}


def _of(name: str) -> str:
    return "{{$.inputs.parameters['" + name + "']}}"


@pytest.mark.parametrize(
    ("constant", "expected"),
    [
        (_of("word"), "it's"),
        (f"<{_of('whole')}>", "<3>"),
        (_of("half") + _of("flag"), "0.5true"),
        (_of("items"), '[1, "a"]'),
        (_of("table"), '{"a": null, "b": 2}'),
        ('{{$.inputs.parameters["word"]}}', "it's"),
        ("{{$.pipeline_job_uuid}}/{{$.pipeline_job_uuid}}", "run-1/run-1"),
        (["x", _of("word"), [{"k": _of("whole")}]], ["x", "it's", [{"k": "3"}]]),
        (4.0, 4.0),
        (None, None),
    ],
)
def test_a_constant_is_filled_with_parameters_and_names(constant: object, expected: object) -> None:
    assert fill(constant, PARAMETERS, NAMES, "say") == expected


@pytest.mark.parametrize(
    "text", ["{{ $.pipeline_job_uuid }}", "{{$.chart.name}}", "{{name}}", "{$.inputs.parameters['word']}", "{{$"]
)
def test_what_only_looks_like_a_placeholder_stays(text: str) -> None:
    assert fill(text, PARAMETERS, NAMES, "say") == text


def test_what_replaces_a_placeholder_is_not_read_again() -> None:
    assert fill(_of("word"), {"word": _of("other"), "other": "x"}, NAMES, "say") == _of("other")


def test_a_placeholder_without_a_value_names_task_and_parameter() -> None:
    with pytest.raises(RunError, match="needs the parameter `absent`") as caught:
        fill(["x", _of("absent")], PARAMETERS, NAMES, "loop/0/say")
    assert caught.value.where == "loop/0/say"


@pytest.mark.parametrize("placeholder", ["{{$}}", "{{$.outputs.output_file}}", "{{$.outputMetadataUri}}"])
def test_a_placeholder_of_container_components_is_refused(placeholder: str) -> None:
    with pytest.raises(RunError, match="is for container components") as caught:
        fill(f"a {placeholder}", PARAMETERS, NAMES, "say")
    assert placeholder in caught.value.what


def test_text_stays_text_and_the_rest_becomes_json() -> None:
    assert [as_text(value) for value in ("a\n", 2.0, 2, 0.25, False, None, ["é"])] == [
        "a\n", "2", "2", "0.25", "false", "null", '["\\u00e9"]',
    ]  # fmt: skip
