"""Carries a compiled pipeline through: starts ready tasks, retries, enforces timeouts, and stops in order."""

import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from penstock.errors import PenstockError
from pipelines.runner.attempt import (
    LASTING,
    Place,
    call_of,
    cause_of_failure,
    collect,
    executor_of,
    prepare,
    written_digests,
)
from pipelines.runner.checks import check_runnable
from pipelines.runner.condition import evaluate
from pipelines.runner.entry import given_inputs, inner_graphs, turn_may_run
from pipelines.runner.events import Cause, Event, RunResult, State, TaskEnded, TaskStarted
from pipelines.runner.graph import GraphRun, Node, joint_state, node_outputs, open_graph, walk
from pipelines.runner.importer import import_artifact
from pipelines.runner.interrupts import on_interrupt
from pipelines.runner.memory import Forgetful, Memory
from pipelines.runner.messages import Ended, Forked
from pipelines.runner.pool import Pool
from pipelines.runner.spec import Spec, read_spec
from pipelines.runner.values import Values, complete, pipeline_arguments

GRACE_SECONDS = 3.0
FORGETFUL = Forgetful()


def run_spec(
    spec_path: Path,
    arguments: Mapping[str, object],
    place: Place,
    pool: Pool,
    on_event: Callable[[Event], None],
    max_parallel: int,
    memory: Memory = FORGETFUL,
) -> RunResult:
    """Run a compiled pipeline and tell `on_event` of each start and end, in the caller's thread.

    At the first request to stop what runs is asked to end and exit handlers have their turn; at the second all is killed.

    Args:
        spec_path: the compiled pipeline, in YAML.
        arguments: values for the pipeline's inputs.
        place: the run's folder, the project, and what stages find in their environment.
        pool: the fork server; a stage starts once the modules that its source names are imported there.
        max_parallel: how many tasks may run at once.
        memory: what may stand for a task instead of running it, and takes what tasks gave.

    Raises:
        RunError: the spec, the arguments or the fork server cannot be used. A failing task is no error but a result.
    """
    schedule = _prepared(spec_path, arguments, place, pool, on_event, max_parallel, memory)
    with on_interrupt(schedule.interrupt):
        return schedule.run()


def foresee(spec_path: Path, arguments: Mapping[str, object], place: Place, memory: Memory) -> RunResult:
    """Go through a compiled pipeline as `run_spec` does, but start nothing: a task that would run ends as skipped.

    What comes after it is skipped too, as its inputs are not known. Raises `RunError` as `run_spec` does.
    """
    return _prepared(spec_path, arguments, place, None, lambda event: None, 1, memory).run()


def _prepared(
    spec_path: Path,
    arguments: Mapping[str, object],
    place: Place,
    pool: Pool | None,
    on_event: Callable[[Event], None],
    max_parallel: int,
    memory: Memory,
) -> "_Schedule":
    spec = read_spec(spec_path)
    check_runnable(spec)
    inputs = pipeline_arguments(spec.root, arguments)
    resolved = replace(place, workspace=place.workspace.resolve(), project=place.project.resolve())
    return _Schedule(spec, inputs, resolved, pool, on_event, max_parallel, memory)


class _Schedule:
    def __init__(
        self,
        spec: Spec,
        inputs: Values,
        place: Place,
        pool: Pool | None,
        on_event: Callable[[Event], None],
        max_parallel: int,
        memory: Memory,
    ) -> None:
        # Without a pool nothing is started.
        self.spec, self.place, self.pool, self.on_event, self.memory = spec, place, pool, on_event, memory
        self.max_parallel = max(1, max_parallel)
        self.root = open_graph(spec.root, spec.components, inputs, "", False)
        self.told: list[TaskEnded] = []
        self.interrupts = 0
        self.obeyed = 0

    def interrupt(self) -> None:
        self.interrupts += 1
        if self.pool is not None:
            self.pool.wake()

    def run(self) -> RunResult:
        began = time.monotonic()
        self._advance()
        while self.pool is not None and not self.root.ended:
            for reply in self.pool.heard(self._pause()):
                node = next(node for node in self._running() if node.path == reply.task)
                if isinstance(reply, Forked):
                    self._limit(node)
                else:
                    self._finish(node, reply)
            self._obey_interrupts()
            self._enforce_deadlines()
            self._advance()
        state = joint_state(list(self.root.nodes.values()))
        if state == "succeeded" and self.interrupts:
            state = "cancelled"
        return RunResult(state, time.monotonic() - began, tuple(self.told))

    def _advance(self) -> None:
        changed = True
        while changed:
            changed = sum(self._step(graph, node) for graph, node in list(walk(self.root))) > 0

    def _step(self, graph: GraphRun, node: Node) -> bool:
        if node.phase == "waiting":
            return self._consider(graph, node)
        if node.phase == "pausing" and time.monotonic() >= node.resume_at:
            node.phase = "queued"
        if node.phase == "queued":
            return self._start(node)
        if node.phase == "open":
            return self._close(node)
        return False

    def _consider(self, graph: GraphRun, node: Node) -> bool:
        upstream = [graph.nodes[name] for name in node.task.dependent_tasks]
        if self.interrupts and not node.handler:
            self._end(node, "cancelled", _INTERRUPTED)
            return True
        if any(other.phase != "ended" for other in upstream):
            return False
        hindrance = next((other for other in upstream if other.state != "succeeded"), None)
        if hindrance is not None and not node.task.always:
            state: State = "skipped" if hindrance.state == "skipped" else "cancelled"
            self._end(node, state, Cause("upstream", f"{hindrance.name} {_ENDINGS[hindrance.state]}"))
            return True
        self._guarded(node, lambda: self._enter(graph, node))
        return True

    def _guarded(self, node: Node, action: Callable[[], None]) -> None:
        try:
            action()
        except PenstockError as error:
            self._end(node, "failed", Cause(type(error).__name__, error.what, error.where, error.fix))

    def _enter(self, graph: GraphRun, node: Node) -> None:
        failed = [item for item in self.told if item.state in ("failed", "timed out")]
        given = given_inputs(self.spec, self.place, graph, node, failed)
        condition = node.task.trigger_policy.condition
        if condition is not None and not evaluate(condition, given.parameters):
            self._end(node, "skipped", Cause("condition", "its condition is false"))
            return
        if node.component.dag is None:
            node.inputs = complete(node.component, given, node.path)
            node.phase = "queued"
            executor, _ = executor_of(self.spec, node.component, node.path)
            if executor.importer is not None:
                node.outputs = import_artifact(executor.importer, node.component, node.inputs, self.place.project, node.path)
                self._end(node, "succeeded", None)
        else:
            node.graphs = inner_graphs(self.spec, node, given)
            node.phase = "open"

    def _running(self) -> list[Node]:
        return [node for _, node in walk(self.root) if node.phase == "running"]

    def _start(self, node: Node) -> bool:
        if node.call is None:
            self._guarded(node, lambda: self._recall(node))
            return True
        if len(self._running()) >= self.max_parallel or not turn_may_run(self.root, node):
            return False
        self._guarded(node, lambda: self._launch(node))
        return True

    def _recall(self, node: Node) -> None:
        node.call = call_of(self.spec, node)
        recalled = self.memory.recall(node.call)
        if recalled is not None:
            node.outputs, node.cached = recalled, True
            self._end(node, "succeeded", None)

    def _launch(self, node: Node) -> None:
        if self.pool is None:
            self._end(node, "skipped", Cause("foreseen", "it has to run"))
            return
        job = prepare(self.spec, node.component, node.path, node.inputs, self.place)
        node.attempts += 1
        node.phase, node.stopped, node.stop_at, node.kill_at = "running", "", None, None
        node.began = time.monotonic() if node.began is None else node.began
        self.pool.start(job)
        self.on_event(TaskStarted(node.path, node.name, node.attempts, self.place.log(node.path)))

    def _limit(self, node: Node) -> None:
        """Count a timeout from the fork: a stage is not to blame for the wait for its libraries."""
        _, kubernetes = executor_of(self.spec, node.component, node.path)
        if not node.stopped and kubernetes.timeout_seconds is not None:
            node.stop_at = time.monotonic() + kubernetes.timeout_seconds

    def _finish(self, node: Node, ended: Ended) -> None:
        code = ended.code
        node.cpu_seconds += ended.cpu_seconds
        node.memory_bytes = max(node.memory_bytes, ended.memory_bytes)
        if node.stopped == "cancelled":
            self._end(node, "cancelled", _INTERRUPTED)
        elif code == 0 and not node.stopped:
            self._guarded(node, lambda: self._succeed(node))
        elif self._worth_another_try(node, code):
            node.phase = "pausing"
            node.resume_at = time.monotonic() + node.task.retry_policy.delay_seconds(node.attempts)
        elif node.stopped == "timed out":
            _, kubernetes = executor_of(self.spec, node.component, node.path)
            what = f"the stage took longer than {kubernetes.timeout_seconds:g} s"
            self._end(node, "timed out", Cause("timeout", what, "", "allow it more time, or give it less to do"))
        else:
            self._end(node, "failed", cause_of_failure(self.place.folder(node.path), code))

    def _worth_another_try(self, node: Node, code: int) -> bool:
        if node.attempts > node.task.retry_policy.max_retry_count or (self.interrupts and not node.handler):
            return False
        return node.stopped == "timed out" or cause_of_failure(self.place.folder(node.path), code).kind not in LASTING

    def _succeed(self, node: Node) -> None:
        outputs = collect(node.component, node.path, self.place)
        if node.call is not None:
            digests = written_digests(self.place.folder(node.path))
            outputs = self.memory.keep(node.call, outputs, digests, self._seconds(node))
        node.outputs = outputs
        self._end(node, "succeeded", None)

    def _close(self, node: Node) -> bool:
        if not all(graph.ended for graph in node.graphs):
            return False
        node.state = joint_state([inner for graph in node.graphs for inner in graph.nodes.values()])
        node.outputs = node_outputs(node)
        node.phase = "ended"
        return True

    def _end(self, node: Node, state: State, cause: Cause | None) -> None:
        node.phase, node.state = "ended", state
        artifacts = {name: tuple(item.uri for item in items) for name, items in node.outputs.artifacts.items()}
        log = self.place.log(node.path) if node.attempts else None
        event = TaskEnded(
            node.path,
            node.name,
            state,
            self._seconds(node),
            node.attempts,
            node.cpu_seconds,
            node.memory_bytes,
            log,
            cause,
            node.cached,
            dict(node.outputs.parameters),
            artifacts,
        )
        self.told.append(event)
        self.on_event(event)

    def _seconds(self, node: Node) -> float:
        return 0.0 if node.began is None else time.monotonic() - node.began

    def _obey_interrupts(self) -> None:
        if self.interrupts == self.obeyed:
            return
        self.obeyed = self.interrupts
        at_once = self.interrupts > 1
        for _, node in walk(self.root):
            if node.handler and not at_once:
                continue
            if node.phase in ("waiting", "queued", "pausing"):
                self._end(node, "cancelled", _INTERRUPTED)
            elif node.phase == "running":
                self._stop(node, "cancelled", GRACE_SECONDS if not at_once else 0.0)

    def _stop(self, node: Node, why: Literal["timed out", "cancelled"], grace_seconds: float) -> None:
        if node.stopped != why:
            self._signal(node, signal.SIGTERM)
        node.stopped, node.stop_at, node.kill_at = why, None, time.monotonic() + grace_seconds

    def _signal(self, node: Node, number: signal.Signals) -> None:
        if self.pool is not None:
            self.pool.stop(node.path, number)

    def _enforce_deadlines(self) -> None:
        now = time.monotonic()
        for node in self._running():
            if node.stop_at is not None and now >= node.stop_at:
                self._stop(node, "timed out", GRACE_SECONDS)
            elif node.kill_at is not None and now >= node.kill_at:
                node.kill_at = None
                self._signal(node, signal.SIGKILL)

    def _pause(self) -> float | None:
        moments = [moment for node in self._running() for moment in (node.stop_at, node.kill_at) if moment is not None]
        moments += [node.resume_at for _, node in walk(self.root) if node.phase == "pausing"]
        return max(0.0, min(moments) - time.monotonic()) if moments else None


_INTERRUPTED = Cause("interrupted", "the run was interrupted")
_ENDINGS: Mapping[State, str] = {
    "succeeded": "succeeded",
    "failed": "failed",
    "timed out": "timed out",
    "skipped": "was skipped",
    "cancelled": "was cancelled",
}
