"""Refuses, before anything runs, a compiled pipeline that cannot run on this machine, by the task that is in the way."""

from collections.abc import Iterator
from pathlib import Path

from penstock.errors import RunError
from pipelines.runner.condition import check_condition
from pipelines.runner.executors import KubernetesExecutor
from pipelines.runner.spec import Component, Spec, Task


def check_runnable(spec: Spec) -> None:
    """Check every task. Raises `RunError` with the task's path and what to write instead."""
    for path, task, component in _tasks(spec, spec.root, ""):
        if task.trigger_policy.condition is not None:
            check_condition(task.trigger_policy.condition, path)
        executor = spec.deployment_spec.executors.get(component.executor_label or "")
        if executor is None:
            continue
        if executor.importer is None:
            executor.program(path)
        _check_surroundings(spec.kubernetes.executors.get(component.executor_label or "", KubernetesExecutor()), path)


def _tasks(spec: Spec, component: Component, prefix: str) -> Iterator[tuple[str, Task, Component]]:
    for name, task in component.dag.tasks.items() if component.dag else ():
        inner = spec.components.get(task.component_ref.name)
        if inner is None:
            raise RunError("the pipeline names a component that it does not hold", where=prefix + name, fix="compile it anew")
        yield prefix + name, task, inner
        yield from _tasks(spec, inner, f"{prefix}{name}/")


def _check_surroundings(wanted: KubernetesExecutor, path: str) -> None:
    for mount in wanted.mounts:
        # A person may have laid out by hand what a cluster would mount.
        if not Path(mount.mount_path).is_dir():
            fix = "create that folder, or use a secret as a variable, an artifact or the workspace"
            raise RunError(f"there is no volume for {mount.mount_path} here", where=path, fix=fix)
    if any(not value.optional for value in wanted.config_map_as_env):
        raise RunError("there are no config maps here", where=path, fix="use `set_env_variable`, or make it optional")
    if wanted.field_path_as_env:
        raise RunError("there is no pod here to read a field of", where=path, fix="use a placeholder such as the job's name")
    if any(not secret.secret_name and not secret.optional for secret in wanted.secret_as_env):
        raise RunError("a parameter names a secret, which is not known here", where=path, fix="write the secret's name itself")
