"""A pipeline that cannot run here is refused before anything runs, by the task that is in the way."""

from pathlib import Path

import msgspec
import pytest

from penstock.errors import RunError
from pipelines.runner.checks import check_runnable
from pipelines.runner.executors import Container, Executor, Executors, KubernetesExecutor, KubernetesExecutors
from pipelines.runner.spec import Component, ComponentReference, Graph, PipelineInfo, Spec, Task, TriggerPolicy

PYTHON = Container(
    command=["sh", "-ec", "start", "def say(): ..."], args=["--executor_input", "{{$}}", "--function_to_execute", "say"]
)


def spec(container: Container = PYTHON, condition: str | None = None, **platform: object) -> Spec:
    """Give a pipeline whose task `say` is in the group `group`."""
    task = Task(ComponentReference("comp-say"), trigger_policy=TriggerPolicy(condition))
    group = Component(dag=Graph({"say": task}))
    return Spec(
        PipelineInfo("sample"),
        root=Component(dag=Graph({"group": Task(ComponentReference("comp-group"))})),
        components={"comp-group": group, "comp-say": Component("exec-say")},
        deployment_spec=Executors({"exec-say": Executor(container)}),
        kubernetes=KubernetesExecutors({"exec-say": msgspec.convert(platform, KubernetesExecutor)}),
    )


def test_what_can_run_here_passes() -> None:
    check_runnable(spec(condition="inputs.parameter_values['yes'] == true", activeDeadlineSeconds="3"))


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (spec(Container(command=["echo"], args=["a"])), "a container component"),
        (spec(Container(command=["python3", "-m", "kfp.dsl.executor_main"], args=PYTHON.args)), "whose source is in an image"),
        (spec(secretAsVolume=[{"mountPath": "/absent"}]), "no volume for /absent"),
        (spec(configMapAsVolume=[{"mountPath": "/absent"}]), "no volume for /absent"),
        (spec(pvcMount=[{"mountPath": "/absent"}]), "no volume for /absent"),
        (spec(genericEphemeralVolume=[{"mountPath": "/absent"}]), "no volume for /absent"),
        (spec(emptyDirMounts=[{"mountPath": "/absent"}]), "no volume for /absent"),
        (spec(configMapAsEnv=[{"configMapName": "settings"}]), "no config maps"),
        (spec(fieldPathAsEnv=[{"fieldPath": "metadata.name"}]), "no pod"),
        (spec(secretAsEnv=[{"keyToEnv": []}]), "a parameter names a secret"),
    ],
)
def test_what_only_a_cluster_can_do_is_refused_with_task_and_remedy(made: Spec, problem: str) -> None:
    with pytest.raises(RunError, match=problem) as caught:
        check_runnable(made)
    assert caught.value.where == "group/say"
    assert caught.value.fix


@pytest.mark.parametrize("condition", ["inputs.parameter_values['word'] == 'go'", "inputs.parameter_values['a'] ; 1"])
def test_a_condition_that_cannot_be_judged_is_refused(condition: str) -> None:
    with pytest.raises(RunError, match=r"compares text|cannot be read") as caught:
        check_runnable(spec(condition=condition))
    assert caught.value.where == f"group/say: {condition}"


def test_a_component_that_is_not_there_is_told_by_its_task() -> None:
    made = spec()
    del made.components["comp-say"]
    with pytest.raises(RunError, match="a component that it does not hold") as caught:
        check_runnable(made)
    assert caught.value.where == "group/say"


def test_what_is_optional_may_be_missing() -> None:
    check_runnable(
        spec(
            secretAsVolume=[{"mountPath": "/absent", "optional": True}],
            configMapAsEnv=[{"configMapName": "settings", "optional": True}],
            secretAsEnv=[{"keyToEnv": [], "optional": True}],
        )
    )


def test_a_volume_that_was_laid_out_by_hand_is_used(tmp_path: Path) -> None:
    check_runnable(spec(secretAsVolume=[{"mountPath": str(tmp_path)}]))
