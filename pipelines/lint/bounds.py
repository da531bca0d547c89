"""Rules about what bounds a task: its time, its share of a node, its second try."""

from collections.abc import Callable, Iterator

import msgspec

from pipelines.lint.rule import Hit, Rule
from pipelines.lint.snippets import KUBERNETES, TIDY, example, train
from pipelines.lint.spec import Container, Pipeline, Task

_TIMEOUT = "activeDeadlineSeconds"
# Of a list that is written down, more turns than these at once are many.
_MANY_TURNS = 10


def _no_timeout(pipeline: Pipeline) -> Iterator[Hit]:
    if pipeline.platform.number_at("pipelineConfig", _TIMEOUT) > 0:
        return
    for executor in pipeline.used_executors:
        if executor.container is not None and executor.platform.number_at(_TIMEOUT) <= 0:
            yield Hit(executor.node, executor.users, "nothing limits its time")


def _has(container: Container, kind: str, bound: str) -> bool:
    """Tell whether `container` has a `bound` (`Request` or `Limit`) of a `kind`, in the current spelling or the one before."""
    values = (container.node.text_at("resources", key) for key in (f"resource{kind}{bound}", f"{kind.lower()}{bound}"))
    return any(value not in ("", "0", "0.0") for value in values)


def _no_request(container: Container) -> str:
    # Where there is a limit and no request, Kubernetes requests the limit.
    lacking = [kind for kind in ("Cpu", "Memory") if not _has(container, kind, "Request") and not _has(container, kind, "Limit")]
    return f"it requests no {' and no '.join(kind.lower() for kind in lacking)}" if lacking else ""


def _no_memory_limit(container: Container) -> str:
    return "" if _has(container, "Memory", "Limit") else "nothing limits its memory"


def _no_cpu_limit(container: Container) -> str:
    return "" if _has(container, "Cpu", "Limit") else "nothing limits its processors"


def _resources(says: Callable[[Container], str]) -> Callable[[Pipeline], Iterator[Hit]]:
    """Return the check that reports every container of which `says` has something to say."""

    def check(pipeline: Pipeline) -> Iterator[Hit]:
        for executor in pipeline.used_executors:
            if executor.container is not None and (message := says(executor.container)):
                yield Hit(executor.container.node, executor.users, message)

    return check


def _no_retry(pipeline: Pipeline) -> Iterator[Hit]:
    for task in pipeline.tasks:
        if task.starts_pod and task.retries <= 0 and not task.ends_run:
            yield Hit(task.node, (task.path,), "it is not tried again")


def _retry_on_exit(pipeline: Pipeline) -> Iterator[Hit]:
    for task in pipeline.tasks:
        if task.ends_run and task.retries > 0:
            node = task.node.find("retryPolicy") or task.node
            yield Hit(node, (task.path,), "it ends the run, and is tried again")


def _unlimited_loop(pipeline: Pipeline) -> Iterator[Hit]:
    for task in pipeline.tasks:
        iterator = task.node.find("parameterIterator") or task.node.find("artifactIterator")
        if iterator is None or task.node.number_at("iteratorPolicy", "parallelismLimit") > 0:
            continue
        turns = _turns(task)
        if turns is None:
            yield Hit(task.node, (task.path,), "it starts as many tasks at once as its list is long")
        elif turns > _MANY_TURNS:
            yield Hit(task.node, (task.path,), f"it starts {turns} tasks at once")


def _turns(task: Task) -> int | None:
    """Return how long the loop's list is, if the spec holds it."""
    try:
        items = msgspec.json.decode(task.node.text_at("parameterIterator", "items", "raw"))
    except (msgspec.DecodeError, RecursionError):
        return None
    return len(items) if isinstance(items, list) else None


_PLAIN = example(train(), body="task = train()")
_SCORE = "@dsl.component\ndef score(day: str) -> float:\n    return 0.5"


def _with(line: str, *imports: str) -> str:
    """Return the plain example with one line more."""
    return example(*imports, train(), body=f"task = train()\n{line}")


def _loop(limit: str) -> str:
    return example(_SCORE, body=f"with dsl.ParallelFor(days{limit}) as day:\n    score(day=day)", takes="days: list")


def _exit(retry: str) -> str:
    return example(train(), TIDY, body=f"with dsl.ExitHandler(tidy(){retry}):\n    train()")


RULES = (
    Rule(
        "PS201",
        "no-timeout",
        "warning",
        "Nothing limits a task's time.",
        "A task that waits for ever (a lost connection, a lock) holds its node, and whatever waits for it, until somebody "
        "looks. Neither Kubeflow Pipelines nor Kubernetes sets a limit of its own.",
        "Give the task a limit, or the whole pipeline one with `PipelineConfig`.",
        _PLAIN,
        _with("kubernetes.set_timeout(task, 3600)", KUBERNETES),
        _no_timeout,
    ),
    Rule(
        "PS202",
        "no-request",
        "warning",
        "A task requests no processor or no memory.",
        "The scheduler puts it on any node, however full, and it is the first to be evicted there. In a namespace with a "
        "quota the pod is refused. A limit counts as a request: Kubernetes requests what is not requested but limited.",
        "Request what the task needs on a usual day.",
        _PLAIN,
        _with('task.set_cpu_request("1").set_memory_request("2Gi")'),
        _resources(_no_request),
    ),
    Rule(
        "PS203",
        "no-memory-limit",
        "warning",
        "Nothing limits a task's memory.",
        "A larger table than usual and the node runs out of memory, and the kernel ends whatever it likes, other people's "
        "pods included. With a limit only this task ends, and its pod says `OOMKilled`.",
        "Limit it; the same number as the request makes the task predictable.",
        _PLAIN,
        _with('task.set_memory_limit("2Gi")'),
        _resources(_no_memory_limit),
    ),
    Rule(
        "PS204",
        "no-cpu-limit",
        "info",
        "Nothing limits a task's processors.",
        "Without one it takes what is free, which is often what you want, but times differ from run to run, and libraries "
        "that start a thread a processor start one for each of the node's.",
        "Limit it where times should be the same on every node.",
        _PLAIN,
        _with('task.set_cpu_limit("1")'),
        _resources(_no_cpu_limit),
    ),
    Rule(
        "PS211",
        "no-retry",
        "warning",
        "A task has one try.",
        "Nodes are drained, spot machines are taken away, registries and object stores have bad minutes. Without a retry one "
        "of these ends a run of hours. The default is no retry.",
        "Allow a few, with a growing pause. For a task that must not run twice: `--ignore no-retry:TASK`.",
        _PLAIN,
        _with('task.set_retry(2, backoff_duration="30s", backoff_factor=2.0)'),
        _no_retry,
    ),
    Rule(
        "PS212",
        "retry-on-exit",
        "warning",
        "The task of an exit handler is tried again.",
        "It runs when all else is over, as a lifecycle hook of the workflow engine, where retries have been unreliable. Each "
        "one keeps a failed run looking alive, and repeats what it does: the second message, the second clean-up.",
        "Let it be small, let it swallow what may fail, and give it one try.",
        _exit(".set_retry(3)"),
        _exit(""),
        _retry_on_exit,
    ),
    Rule(
        "PS213",
        "unlimited-loop",
        "warning",
        "A loop over a list of unknown length, or of more than ten items, has no limit on turns at once.",
        "Each turn is two pods or more. A list of a thousand items asks for all of them at once: it fills the cluster, the "
        "quota, and the connections of whatever database they read.",
        "Set `parallelism`.",
        _loop(""),
        _loop(", parallelism=4"),
        _unlimited_loop,
    ),
)
