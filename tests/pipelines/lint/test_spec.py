"""Every valid form of a compiled pipeline is read, and what is no such pipeline is told with its line."""

import msgspec
import pytest

from pipelines.lint.spec import Pipeline, find_pipelines
from pipelines.lint.tree import ShapeError, read_documents
from tests.pipelines.lint.specs import CLEAN, CONTAINER, PLATFORM, TASK, TRAIN, changed, pipeline_of, text_of


def pipelines(*documents: object) -> list[Pipeline]:
    return find_pipelines(read_documents(b"\n---\n".join(msgspec.json.encode(document) for document in documents)))


SPEC = {key: value for key, value in CLEAN.items() if key != "platforms"}
PLATFORMS = {"platforms": CLEAN["platforms"]}


def test_tasks_are_named_by_their_path() -> None:
    pipeline = pipeline_of({})
    assert pipeline.name == "nightly"
    assert [task.path for task in pipeline.tasks] == ["exit-handler-1", "finish", TRAIN]
    assert pipeline.executors["exec-train"].users == (TRAIN,)
    assert [task.path for task in pipeline.tasks if task.ends_run] == ["finish"]
    assert [task.path for task in pipeline.tasks if task.starts_pod] == ["finish", TRAIN]


@pytest.mark.parametrize(
    "documents",
    [
        [SPEC, PLATFORMS],
        [{"pipelineSpec": SPEC, "platformSpec": PLATFORMS}],
        [{"pipeline_spec": SPEC, "platformSpec": PLATFORMS}],
        [
            {"kind": "Pipeline", "metadata": {"name": "nightly"}},
            {"kind": "PipelineVersion", "spec": {"pipelineSpec": SPEC, "platformSpec": PLATFORMS}},
        ],
    ],
    ids=["two documents", "job", "interface", "manifest"],
)
def test_a_pipeline_is_found_however_it_is_wrapped(documents: list[object]) -> None:
    (pipeline,) = pipelines(*documents)
    assert [task.path for task in pipeline.tasks] == ["exit-handler-1", "finish", TRAIN]
    assert pipeline.executors["exec-train"].platform.number_at("activeDeadlineSeconds") == 3600


def test_a_file_may_hold_several_pipelines_each_with_its_platform() -> None:
    manifest = {"kind": "PipelineVersion", "spec": {"pipelineSpec": SPEC}}
    plain, full = pipelines(manifest, {"kind": "PipelineVersion", "spec": {"pipelineSpec": SPEC, "platformSpec": PLATFORMS}})
    limits = [each.executors["exec-train"].platform.number_at("activeDeadlineSeconds") for each in (plain, full)]
    assert limits == [0, 3600]


def test_a_component_compiled_alone_is_a_pipeline_whose_root_is_executed() -> None:
    root = {"executorLabel": "exec-train"}
    pipeline = pipeline_of({"root": root, "components": None})
    assert [(task.path, task.starts_pod) for task in pipeline.tasks] == [("nightly", True)]
    assert pipeline.executors["exec-train"].users == ("nightly",)


def test_importers_resolvers_and_volume_requests_start_no_pod() -> None:
    others = [
        {"importer": {"artifactUri": {"constant": "s3://x"}}},
        {"resolver": {}},
        {"container": {"image": "argostub/createpvc"}},
    ]
    for other in others:
        pipeline = pipeline_of({"deploymentSpec/executors/exec-train": other})
        assert [task.path for task in pipeline.tasks if task.starts_pod] == ["finish"]


def test_init_containers_and_hooks_are_containers_and_words_too() -> None:
    initial = [{"name": "wait", "image": "busybox", "command": ["sleep"], "env": [{"name": "A", "value": "1"}, {"name": "B"}]}]
    hook = {"preCacheCheck": {"command": ["echo"], "args": ["hello"]}}
    pipeline = pipeline_of({f"{PLATFORM}/initContainers": initial, f"{CONTAINER}/lifecycle": hook})
    main, wait = pipeline.executors["exec-train"].containers
    assert [word.text for word in main.words][-2:] == ["echo", "hello"]
    assert [(name, value.text) for name, value in wait.environment] == [("A", "1")]


def test_a_task_takes_the_retries_of_the_group_around_it_unless_it_has_its_own() -> None:
    group = "root/dag/tasks/exit-handler-1/retryPolicy"
    inherited = pipeline_of({group: {"maxRetryCount": 5}, f"{TASK}/retryPolicy": None})
    own = pipeline_of({group: {"maxRetryCount": 5}})
    none = pipeline_of({f"{TASK}/retryPolicy": None})
    assert [pipeline.tasks[-1].retries for pipeline in (inherited, own, none)] == [5, 2, 0]


def test_nested_pipelines_that_multiply_are_each_walked_once() -> None:
    levels = 60
    components: dict[str, object] = {
        f"comp-{level}": {"dag": {"tasks": {f"t{n}": {"componentRef": {"name": f"comp-{level + 1}"}} for n in range(10)}}}
        for level in range(levels)
    }
    components[f"comp-{levels}"] = {"dag": {"tasks": {"train": {"componentRef": {"name": "comp-train"}}}}}
    components["comp-train"] = {"executorLabel": "exec-train"}
    root = {"dag": {"tasks": {"start": {"componentRef": {"name": "comp-0"}}}}}
    (pipeline,) = pipelines({**SPEC, "components": components, "root": root})
    assert len(pipeline.tasks) == 1 + 10 * levels + 1
    assert pipeline.tasks[-1].path == "start/" + "t0/" * levels + "train"
    assert len(pipeline.components["comp-7"].users) == 10


def test_a_graph_that_contains_itself_is_walked_once() -> None:
    inner = {"dag": {"tasks": {"again": {"componentRef": {"name": "comp-exit-handler-1"}}}}}
    pipeline = pipeline_of({"components/comp-exit-handler-1": inner})
    assert [task.path for task in pipeline.tasks] == ["exit-handler-1", "finish", "exit-handler-1/again"]


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({"kind": "Workflow", "apiVersion": "argoproj.io/v1alpha1"}, "an Argo workflow"),
        ({"name": "x", "implementation": {"container": {}}}, "a component, not a pipeline"),
        ({"pipelineInfo": {"name": "x"}}, "no compiled pipeline"),
        (PLATFORMS, "no compiled pipeline"),
        ({"pipelineSpec": {"root": {}}}, "no compiled pipeline"),
        ({"kind": "Pipeline"}, "no pipeline in it"),
        ([1, 2], "a map"),
        ("words", "a map"),
        (changed({f"{TASK}/componentRef/name": "comp-gone"}), "a component that is not there"),
        (changed({f"{TASK}/componentRef": None}), "a component that is not there"),
        (changed({"components/comp-train/executorLabel": "exec-gone"}), "an executor that is not there"),
        (changed({"components": ["comp-train"]}), "a map"),
        (changed({"root/dag/tasks": "train"}), "a map"),
        (changed({f"{TASK}/retryPolicy/maxRetryCount": "often"}), "a number"),
        (changed({f"{TASK}/retryPolicy/maxRetryCount": ".inf"}), "a number"),
        (changed({f"{TASK}/retryPolicy/maxRetryCount": "1e999"}), "a number"),
        (changed({f"{TASK}/retryPolicy/maxRetryCount": "nan"}), "a number"),
        (changed({f"{CONTAINER}/command": "echo"}), "a list"),
        (changed({f"{CONTAINER}/env": [1]}), "a map"),
    ],
)
def test_what_is_no_pipeline_is_told(document: object, what: str) -> None:
    with pytest.raises(ShapeError, match=what):
        pipelines(document)


def test_an_empty_file_holds_no_pipeline() -> None:
    with pytest.raises(ShapeError, match="no pipeline"):
        find_pipelines([])


def test_the_line_told_is_that_of_the_fault() -> None:
    text = text_of({f"{TASK}/componentRef/name": "comp-gone"})
    with pytest.raises(ShapeError) as refused:
        find_pipelines(read_documents(text))
    assert text.splitlines()[refused.value.line - 1].strip().startswith(b'"train"')
