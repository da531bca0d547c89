"""The bounds that every task carries: processors, memory, wall time and retries."""

from kfp.dsl import PipelineTask

from penstock.settings import Resources, Settings


def bound(task: PipelineTask, name: str, settings: Settings, *, cached: bool = True) -> PipelineTask:
    """Give `task` its name and the resources the project declares for it.

    Settings for one task (`ingest-north`) win over those of its stage (`ingest`), and those over the defaults.
    """
    stage = name.partition("-")[0]
    limits = settings.resources.get(name) or settings.resources.get(stage) or Resources()
    task.set_display_name(name)
    task.set_cpu_request(limits.cpu).set_cpu_limit(limits.cpu)
    task.set_memory_request(limits.memory).set_memory_limit(limits.memory)
    task.set_caching_options(cached)
    # What `kfp.kubernetes.set_timeout` writes; importing that package takes longer than all compiling.
    task.platform_config["kubernetes"] = {"activeDeadlineSeconds": str(limits.timeout_seconds)}
    # An exit task gets no retry: Kubeflow Pipelines refuses one, and it must end whatever happens.
    if limits.retries and name != "finish":
        task.set_retry(
            limits.retries, backoff_duration=f"{limits.backoff_seconds}s", backoff_factor=2.0, backoff_max_duration="60s"
        )
    return task
