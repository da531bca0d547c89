"""An image is judged by what its name promises."""

import pytest

from tests.pipelines.lint.specs import CONTAINER, DIGEST, PLATFORM, TRAIN, hits

RULES = {"moving-tag", "unpinned-image", "image-by-parameter", "invalid-image"}


def found(image: str | None) -> set[str]:
    return set(hits({f"{CONTAINER}/image": image})) & RULES


@pytest.mark.parametrize(
    "image",
    [
        "python",
        "library/python:latest",
        "registry.example.com:5000/team/train",
        "penstock-stage:dev",
        "python:slim",
        "app:stable",
        "app:latest-gpu",
        "app:v2-nightly",
        "app:MAIN",
        "[2001:db8::1]:5000/app:edge",
    ],
)
def test_a_tag_that_is_meant_to_move_is_found(image: str) -> None:
    assert found(image) == {"moving-tag"}


@pytest.mark.parametrize("image", ["python:3.12", "python:3.12-slim", "app:v1.4.2", "app:main-3f2a1bc", "app:nightly-20261124"])
def test_a_tag_that_is_made_once_is_only_not_pinned(image: str) -> None:
    assert found(image) == {"unpinned-image"}


@pytest.mark.parametrize("image", [f"python{DIGEST}", f"python:latest{DIGEST}", f"registry.example.com:5000/a/b__c:1{DIGEST}"])
def test_a_digest_pins_whatever_the_tag(image: str) -> None:
    assert found(image) == set()


@pytest.mark.parametrize("image", ["{{$.inputs.parameters['pipelinechannel--image']}}", "registry/app:{{tag}}"])
def test_a_placeholder_is_a_decision_at_run_time(image: str) -> None:
    assert found(image) == {"image-by-parameter"}


@pytest.mark.parametrize(
    "image",
    ["", " ", "http://registry.example.com/app:1", "Train:1", "app name:1", "app:", "app@sha256:3f8a", "-app", "a" * 5000, None],
)
def test_what_no_node_can_pull_is_found(image: str | None) -> None:
    assert found(image) == {"invalid-image"}


def test_an_address_with_a_password_is_not_printed() -> None:
    (hit,) = hits({f"{CONTAINER}/image": "http://me:correct-horse@registry.example.com/app:1"})["invalid-image"]
    assert "correct-horse" not in hit.message


def test_a_hit_names_the_task_and_stands_at_the_image() -> None:
    (hit,) = hits({f"{CONTAINER}/image": "python:latest"})["moving-tag"]
    assert hit.tasks == (TRAIN,)
    assert hit.node.text == "python:latest"
    assert hit.message == "the tag of the image python:latest moves"


def test_an_image_shared_by_tasks_is_reported_once_with_all_of_them() -> None:
    again = {"componentRef": {"name": "comp-train"}, "retryPolicy": {"maxRetryCount": 1}}
    found = hits({f"{CONTAINER}/image": "python", "components/comp-exit-handler-1/dag/tasks/again": again})
    (hit,) = found["moving-tag"]
    assert hit.tasks == (TRAIN, "exit-handler-1/again")


def test_the_image_of_an_init_container_counts_and_that_of_an_unused_executor_does_not() -> None:
    initial = {f"{PLATFORM}/initContainers": [{"name": "wait", "image": "busybox"}]}
    unused = {"deploymentSpec/executors/exec-unused": {"container": {"image": "busybox"}}}
    assert [hit.tasks for hit in hits(initial)["moving-tag"]] == [(TRAIN,)]
    assert hits(unused) == {}
