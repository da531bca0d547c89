"""A small compiled pipeline in which no rule finds anything, and the same with something changed."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from pipelines.lint.catalog import RULES
from pipelines.lint.rule import Hit
from pipelines.lint.spec import Pipeline, find_pipelines
from pipelines.lint.tree import read_documents

DIGEST = "@sha256:" + "3f8a" * 16
IMAGE = f"registry.example.com/train:1.4.2{DIGEST}"
_RESOURCES = {
    "resourceCpuRequest": "1",
    "resourceCpuLimit": "1",
    "resourceMemoryRequest": "2Gi",
    "resourceMemoryLimit": "2Gi",
}
_SOURCE = "\nimport kfp\nfrom kfp import dsl\n\ndef train() -> float:\n    return 0.5\n"
_WORDS = {"command": ["sh", "-ec", 'python3 -m kfp.dsl.executor_main "$@"\n', _SOURCE], "args": ["--executor_input", "{{$}}"]}
_CONTAINER = {"image": IMAGE, "resources": _RESOURCES, **_WORDS}
_CACHED = {"enableCache": True}
CLEAN: Mapping[str, object] = {
    "pipelineInfo": {"name": "nightly"},
    "schemaVersion": "2.1.0",
    "components": {
        "comp-exit-handler-1": {"dag": {"tasks": {"train": {
            "componentRef": {"name": "comp-train"},
            "cachingOptions": _CACHED,
            "retryPolicy": {"maxRetryCount": 2},
            "inputs": {"parameters": {"rounds": {"runtimeValue": {"constant": 8}}}},
        }}}},
        "comp-train": {
            "executorLabel": "exec-train",
            "inputDefinitions": {"parameters": {"rounds": {"parameterType": "NUMBER_INTEGER", "defaultValue": 4}}},
            "outputDefinitions": {"parameters": {"Output": {"parameterType": "NUMBER_DOUBLE"}}},
        },
        "comp-finish": {"executorLabel": "exec-finish"},
    },
    "deploymentSpec": {"executors": {"exec-train": {"container": _CONTAINER}, "exec-finish": {"container": _CONTAINER}}},
    "root": {"dag": {"tasks": {
        "exit-handler-1": {"componentRef": {"name": "comp-exit-handler-1"}},
        "finish": {
            "componentRef": {"name": "comp-finish"},
            "dependentTasks": ["exit-handler-1"],
            "triggerPolicy": {"strategy": "ALL_UPSTREAM_TASKS_COMPLETED"},
        },
    }}},
    "platforms": {"kubernetes": {"deploymentSpec": {"executors": {
        "exec-train": {"activeDeadlineSeconds": "3600"},
        "exec-finish": {"activeDeadlineSeconds": "60"},
    }}}},
}  # fmt: skip
TRAIN = "exit-handler-1/train"
TASK = "components/comp-exit-handler-1/dag/tasks/train"
CONTAINER = "deploymentSpec/executors/exec-train/container"
PLATFORM = "platforms/kubernetes/deploymentSpec/executors/exec-train"


def changed(changes: Mapping[str, object]) -> dict[str, object]:
    """Return the clean pipeline with the value at each path (keys with slashes between) replaced, or with None taken out."""
    whole: dict[str, object] = msgspec.json.decode(msgspec.json.encode(CLEAN))
    for path, value in changes.items():
        *above, last = path.split("/")
        here = whole
        for key in above:
            inner = here.setdefault(key, {})
            assert isinstance(inner, dict)
            here = inner
        if value is None:
            del here[last]
        else:
            here[last] = value
    return whole


def text_of(changes: Mapping[str, object]) -> bytes:
    """Return the changed pipeline as a compiler writes it, but as JSON: the spec, then what the platform adds."""
    whole = changed(changes)
    platform = {"platforms": whole.pop("platforms")} if "platforms" in whole else None
    documents = [whole] if platform is None else [whole, platform]
    return b"\n---\n".join(msgspec.json.format(msgspec.json.encode(document)) for document in documents)


def pipeline_of(changes: Mapping[str, object]) -> Pipeline:
    """Return the linter's reading of the changed pipeline."""
    (pipeline,) = find_pipelines(read_documents(text_of(changes)))
    return pipeline


def hits(changes: Mapping[str, object]) -> dict[str, list[Hit]]:
    """Return what the rules find in the changed pipeline, by slug."""
    pipeline = pipeline_of(changes)
    found = {rule.slug: list(rule.check(pipeline)) for rule in RULES}
    return {slug: told for slug, told in found.items() if told}


def write(folder: Path, changes: Mapping[str, object], name: str = "pipeline.yaml") -> Path:
    """Write the changed pipeline into `folder`."""
    place = folder / name
    place.write_bytes(text_of(changes))
    return place
