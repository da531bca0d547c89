"""Conditions on text, answers from the cache that hide work, and runs that fail in silence are found."""

import pytest

from tests.pipelines.lint.specs import TASK, TRAIN, hits

VALUE = "inputs.parameter_values['pipelinechannel--judge-Output']"


def condition(text: str, kind: str = "BOOLEAN") -> dict[str, object]:
    parameters = {
        "pipelinechannel--judge-Output": {"parameterType": kind},
        "pipelinechannel--limit": {"parameterType": "NUMBER_INTEGER"},
    }
    return {f"{TASK}/triggerPolicy": {"condition": text}, "components/comp-train/inputDefinitions/parameters": parameters}


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (f"{VALUE} == 'good'", "STRING", "compares the text judge-Output"),
        (f"{VALUE} == 'good'", "BOOLEAN", "compares with a text"),
        (f"{VALUE} == inputs.parameter_values['pipelinechannel--limit']", "STRING", "compares the text judge-Output"),
        (f"!({VALUE} == 'a') && {VALUE} == 'b'", "STRING", "compares the text judge-Output"),
        (f"{VALUE} == ''", "NUMBER_DOUBLE", "compares with a text"),
        (f'{VALUE} == "good"', "LIST", "compares with a text"),
        ("inputs.parameters['judge'].string_value == 'true'", "BOOLEAN", "compares the text judge"),
    ],
)
def test_a_comparison_of_text_is_found(text: str, kind: str, message: str) -> None:
    found = hits(condition(text, kind))
    assert list(found) == ["text-condition"]
    assert [(hit.tasks, hit.message) for hit in found["text-condition"]] == [((TRAIN,), f"its condition {message}")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"{VALUE} == true", "BOOLEAN"),
        (f"!({VALUE} == true)", "BOOLEAN"),
        (f"int({VALUE}) >= int(inputs.parameter_values['pipelinechannel--limit'])", "NUMBER_INTEGER"),
        (f"double( {VALUE} ) > 0.5 || {VALUE} < -1e3", "NUMBER_DOUBLE"),
        (f"int({VALUE}) > 5", "STRING"),
    ],
)
def test_a_comparison_of_numbers_or_booleans_is_none(text: str, kind: str) -> None:
    assert hits(condition(text, kind)) == {}


def test_the_first_spelling_of_types_is_known() -> None:
    changes = condition(f"{VALUE} == {VALUE}") | {
        "components/comp-train/inputDefinitions/parameters": {"pipelinechannel--judge-Output": {"type": "STRING"}}
    }
    assert list(hits(changes)) == ["text-condition"]


def test_the_text_it_compares_with_is_not_printed() -> None:
    (hit,) = hits(condition(f"{VALUE} == 'correct-horse'", "STRING"))["text-condition"]
    assert "horse" not in hit.message


def test_a_pipeline_that_ends_without_anybody_looking_is_found() -> None:
    found = hits({"root/dag/tasks/finish": None})
    assert [(slug, hit.tasks) for slug, told in found.items() for hit in told] == [("no-exit-handler", ("nightly",))]


def test_one_task_alone_needs_no_exit_handler() -> None:
    alone = {"train": {"componentRef": {"name": "comp-train"}, "retryPolicy": {"maxRetryCount": 1}}}
    assert hits({"root/dag/tasks": alone}) == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"components/comp-train/inputDefinitions": None}, {"cached-without-inputs"}),
        ({"components/comp-train/outputDefinitions": None}, {"cached-without-outputs"}),
        ({"components/comp-train/inputDefinitions": {"artifacts": {"rows": {}}}}, set()),
        ({"components/comp-train/outputDefinitions": {"artifacts": {"model": {}}}}, set()),
        ({"components/comp-train/inputDefinitions": None, f"{TASK}/cachingOptions/enableCache": False}, set()),
        ({"components/comp-train/inputDefinitions": None, f"{TASK}/cachingOptions": None}, set()),
        ({"components/comp-train/inputDefinitions": None, f"{TASK}/cachingOptions/cacheKey": "2026-11-24"}, set()),
    ],
)
def test_the_cache_needs_something_to_go_by_and_something_to_give(changes: dict[str, object], expected: set[str]) -> None:
    assert set(hits(changes)) == expected
