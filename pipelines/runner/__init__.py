"""Runs a compiled pipeline spec on this machine: forked workers, real parallel branches, enforced timeouts."""

from pipelines.runner.attempt import Place
from pipelines.runner.events import Cause, Event, RunResult, State, TaskEnded, TaskStarted
from pipelines.runner.pool import Pool
from pipelines.runner.schedule import foresee, run_spec

__all__ = ["Cause", "Event", "Place", "Pool", "RunResult", "State", "TaskEnded", "TaskStarted", "foresee", "run_spec"]
