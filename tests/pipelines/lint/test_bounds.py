"""A task without bounds is found, however the bound is written; a bounded one is not."""

import pytest

from tests.pipelines.lint.specs import CONTAINER, PLATFORM, TASK, TRAIN, hits

RESOURCES = f"{CONTAINER}/resources"
LOOP = "root/dag/tasks/exit-handler-1"


def test_the_clean_pipeline_is_clean() -> None:
    assert hits({}) == {}


@pytest.mark.parametrize("changes", [{PLATFORM: None}, {f"{PLATFORM}/activeDeadlineSeconds": 0}])
def test_a_task_without_a_timeout_is_found(changes: dict[str, object]) -> None:
    found = hits(changes)
    assert list(found) == ["no-timeout"]
    assert [hit.tasks for hit in found["no-timeout"]] == [(TRAIN,)]


def test_a_timeout_of_the_whole_pipeline_is_one_for_each_task() -> None:
    assert hits({PLATFORM: None, "platforms/kubernetes/pipelineConfig": {"activeDeadlineSeconds": 7200}}) == {}


def test_without_the_second_document_no_task_has_a_timeout() -> None:
    assert [hit.tasks for hit in hits({"platforms": None})["no-timeout"]] == [(TRAIN,), ("finish",)]


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        (None, {"no-request": "it requests no cpu and no memory", "no-memory-limit": "", "no-cpu-limit": ""}),
        ({}, {"no-request": "it requests no cpu and no memory", "no-memory-limit": "", "no-cpu-limit": ""}),
        ({"resourceCpuRequest": "1", "resourceMemoryRequest": "1Gi"}, {"no-memory-limit": "", "no-cpu-limit": ""}),
        ({"resourceCpuLimit": "1", "resourceMemoryLimit": "1Gi"}, {}),
        ({"cpuLimit": 1.0, "memoryLimit": 2.0}, {}),
        ({"cpuRequest": 1.0, "memoryLimit": 2.0}, {"no-cpu-limit": ""}),
        ({"resourceMemoryLimit": "{{$.inputs.parameters['memory']}}"}, {"no-request": "it requests no cpu", "no-cpu-limit": ""}),
        ({"resourceCpuLimit": "0", "resourceMemoryLimit": ""}, {"no-request": "", "no-memory-limit": "", "no-cpu-limit": ""}),
    ],
)
def test_requests_and_limits_are_read_in_both_spellings(resources: object, expected: dict[str, str]) -> None:
    found = hits({RESOURCES: resources})
    assert set(found) == set(expected)
    assert all(message in found[slug][0].message for slug, message in expected.items())


def test_a_task_with_one_try_is_found_and_the_one_that_ends_the_run_is_not() -> None:
    found = hits({f"{TASK}/retryPolicy": None})
    assert [(slug, hit.tasks) for slug, told in found.items() for hit in told] == [("no-retry", (TRAIN,))]


def test_a_retry_count_of_zero_is_no_retry() -> None:
    assert list(hits({f"{TASK}/retryPolicy": {"maxRetryCount": 0, "backoffDuration": "60s"}})) == ["no-retry"]


def test_a_retry_of_the_group_is_one_of_its_tasks() -> None:
    assert hits({f"{TASK}/retryPolicy": None, f"{LOOP}/retryPolicy": {"maxRetryCount": 1}}) == {}


def test_a_retry_of_the_task_that_ends_the_run_is_found() -> None:
    found = hits({"root/dag/tasks/finish/retryPolicy": {"maxRetryCount": 3}})
    assert [(slug, hit.tasks) for slug, told in found.items() for hit in told] == [("retry-on-exit", ("finish",))]


@pytest.mark.parametrize(
    ("iterator", "message"),
    [
        ({"parameterIterator": {"items": {"inputParameter": "days"}}}, "its list is long"),
        ({"artifactIterator": {"items": {"inputArtifact": "parts"}}}, "its list is long"),
        ({"parameterIterator": {"items": {"raw": str(list(range(11)))}}}, "11 tasks at once"),
        ({"parameterIterator": {"items": {"raw": "not json"}}}, "its list is long"),
        ({"parameterIterator": {"items": {"raw": "[" * 100_000}}}, "its list is long"),
        ({"parameterIterator": {"items": {"raw": '{"a": 1}'}}}, "its list is long"),
        ({"parameterIterator": {"items": {"raw": str(list(range(10)))}}}, ""),
        ({"parameterIterator": {"items": {"inputParameter": "days"}}, "iteratorPolicy": {"parallelismLimit": 4}}, ""),
        (
            {"parameterIterator": {"items": {"inputParameter": "days"}}, "iteratorPolicy": {"parallelismLimit": 0}},
            "its list is long",
        ),
    ],
)
def test_a_loop_needs_a_limit_unless_its_list_is_short(iterator: dict[str, object], message: str) -> None:
    found = hits({f"{LOOP}/{key}": value for key, value in iterator.items()})
    assert set(found) == ({"unlimited-loop"} if message else set())
    assert all(message in hit.message and hit.tasks == ("exit-handler-1",) for hit in found.get("unlimited-loop", []))


def test_importers_and_volume_requests_need_no_bounds() -> None:
    for other in ({"importer": {"artifactUri": {"constant": "s3://x"}}}, {"container": {"image": "argostub/deletepvc"}}):
        changes = {"deploymentSpec/executors/exec-train": other, f"{TASK}/retryPolicy": None, PLATFORM: None}
        assert hits(changes) == {}
