"""Hand a run on to an MLflow tracking server: parameters, metrics, tags and times, once however often it is done."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from penstock.errors import PenstockError, ProjectError, StoreError
from penstock.tracking.flat import safe_address
from pipelines.history.details import Details
from pipelines.history.output import commit_words, shown
from pipelines.report.words import shortened
from pipelines.runner.redact import mask, spellings

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

ItemT = TypeVar("ItemT")

_STATES = {"succeeded": "FINISHED", "failed": "FAILED", "running": "RUNNING"}
# What a server takes at once, and what it takes of one text.
_METRICS, _TEXTS = 1000, 100
_LONGEST_PARAMETER, _LONGEST_TAG, _LONGEST_KEY = 6000, 5000, 250
_LONGEST_REASON = 200
_FORBIDDEN = re.compile(r"[^\w\-./: ]")
_RUN = "penstock.run"
_SETTINGS = {
    # Nobody asked for anything to be told to anybody else.
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "GIT_PYTHON_REFRESH": "quiet",
    # Its own seven tries take minutes before a wrong address is told.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """Hold what MLflow is told of one run; `ended_at` is None while it goes on, or where nobody knows."""

    run: str
    experiment: str
    state: str
    began_at: datetime | None
    ended_at: datetime | None
    parameters: dict[str, str]
    metrics: dict[str, float]
    tags: dict[str, str]


def exported(found: Details) -> Exported:
    """Return what MLflow is told of a run: settings that are not the default, what was measured, and what the stages took."""
    summary = found.summary
    known = summary.began_at is not None and summary.seconds is not None and summary.state != "running"
    settings = {name: shown(value) for name, value in (found.settings or {}).items()}
    chosen = {f"chosen.{name}": shown(value) for name, value in found.parameters.items()}
    return Exported(
        run=summary.run,
        experiment=found.project or "penstock",
        state=_STATES.get(summary.state, "KILLED"),
        began_at=summary.began_at,
        ended_at=summary.began_at + timedelta(seconds=summary.seconds or 0.0) if known and summary.began_at else None,
        parameters={_key(name): value[:_LONGEST_PARAMETER] for name, value in (settings | chosen).items()},
        metrics={_key(name): value for name, value in _metrics(found)},
        tags={_key(name): value[:_LONGEST_TAG] for name, value in _tags(found) if value},
    )


def _metrics(found: Details) -> Iterator[tuple[str, float]]:
    for metric in found.metrics:
        sides = {"": metric.value, ".low": metric.low, ".high": metric.high, ".baseline": metric.baseline}
        for side, value in (sides | {".champion": metric.champion}).items():
            if value is not None:
                yield f"{metric.name}{side}", value
    for stage in (stage for stage in found.stages if not stage.cached):
        for name, taken in (("seconds", stage.seconds), ("cpu_seconds", stage.cpu_seconds), ("memory_bytes", stage.memory_bytes)):
            if taken is not None:
                yield f"stage.{stage.name}.{name}", float(taken)


def _tags(found: Details) -> Iterator[tuple[str, str]]:
    summary = found.summary
    yield _RUN, summary.run
    yield "penstock.state", summary.state
    yield "penstock.outcome", summary.outcome
    yield "penstock.bundle", summary.bundle
    yield "penstock.contract", found.contract or ""
    yield "penstock.code", found.code.digest
    if found.code.project is not None:
        yield "mlflow.source.git.commit", found.code.project.name
    if found.code.penstock is not None:
        yield "penstock.commit", commit_words(found.code.penstock)
    for artifact in found.artifacts:
        yield f"artifact.{artifact.stage}.{artifact.name}", artifact.digest
    if found.environment is not None:
        yield "python", found.environment.python
        yield "system", f"{found.environment.system}, {found.environment.machine}"
        yield from ((f"library.{name}", version) for name, version in found.environment.libraries.items())


def _key(name: str) -> str:
    return _FORBIDDEN.sub("_", name)[:_LONGEST_KEY]


def tracking_address(given: str, environment: Mapping[str, str]) -> str:
    """Return the address of a tracking server, which `env:NAME` refers to; raises `ProjectError` for one that holds a secret."""
    if given.startswith("env:"):
        name = given.removeprefix("env:")
        if not environment.get(name):
            raise ProjectError(f"the variable {name} is not set", where="--mlflow", fix=f"set {name} to the server's address")
        return environment[name]
    try:
        password = urlsplit(given).password
    except ValueError:
        raise ProjectError("the address cannot be read", where="--mlflow", fix="correct it") from None
    if password:
        fix = "put the address into a variable and give env:NAME, or leave the password to MLFLOW_TRACKING_PASSWORD"
        raise ProjectError("the address holds a secret that others could read", where="--mlflow", fix=fix)
    return given


def send_run(told: Exported, address: str) -> str:
    """Give a run to the tracking server at `address`, in the place of what it was told of it before; return the run's id there.

    Raises:
        ProjectError: MLflow is not installed.
        StoreError: the server cannot be reached, or refuses.
    """
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        from mlflow.exceptions import MlflowException
        from mlflow.tracking import MlflowClient
    except ModuleNotFoundError:
        fix = "pip install 'penstock[mlflow]'"
        raise ProjectError("this needs mlflow-skinny, which is not installed", where="--mlflow", fix=fix) from None
    try:
        return _send(told, MlflowClient(tracking_uri=address))
    except (MlflowException, OSError) as error:
        raise _refusal(error, address) from None


def _send(told: Exported, client: "MlflowClient") -> str:
    from mlflow.entities import Metric, Param, RunTag

    held = client.get_experiment_by_name(told.experiment)
    experiment = held.experiment_id if held else client.create_experiment(told.experiment)
    run = _run(told, client, experiment)
    moment = _milliseconds(told.ended_at or told.began_at) or 0
    for metrics in _batches([Metric(name, value, moment, 0) for name, value in told.metrics.items()], _METRICS):
        client.log_batch(run, metrics=metrics)
    for parameters in _batches([Param(name, value) for name, value in told.parameters.items()], _TEXTS):
        client.log_batch(run, params=parameters)
    for tags in _batches([RunTag(name, value) for name, value in told.tags.items()], _TEXTS):
        client.log_batch(run, tags=tags)
    if told.state == "RUNNING":
        client.update_run(run, status=told.state)
    else:
        client.set_terminated(run, told.state, _milliseconds(told.ended_at))
    return run


def _run(told: Exported, client: "MlflowClient", experiment: str) -> str:
    name = told.run.replace("'", "")
    before = client.search_runs([experiment], f"tags.`{_RUN}` = '{name}'", max_results=1)
    if before:
        return str(before[0].info.run_id)
    made = client.create_run(experiment, start_time=_milliseconds(told.began_at), tags={_RUN: name}, run_name=name)
    return str(made.info.run_id)


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)


def _batches(items: Sequence[ItemT], size: int) -> Iterator[list[ItemT]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _refusal(error: Exception, address: str) -> PenstockError:
    told = mask(str(error), spellings([address])).splitlines()
    what = f"MLflow refused: {shortened(told[0].strip(), _LONGEST_REASON) if told else type(error).__name__}"
    return StoreError(what, where=safe_address(address), fix="check the address and that the server runs, then export again")
