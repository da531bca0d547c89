"""Hold a project's settings against each other and against its contract, before anything is read or run."""

from collections.abc import Iterator
from contextlib import contextmanager

from penstock.contract.columns import Contract
from penstock.dataset.options import check_shares, check_winner
from penstock.errors import PenstockError, ProjectError
from penstock.features.declared import check_features
from penstock.ingest.mapping import check_mapping
from penstock.ingest.secrets import check_reference
from penstock.model.catalogue import KINDS, check_name
from penstock.model.objectives import choose_objective
from penstock.model.ranges import check_space
from penstock.names import suggest
from penstock.settings import Settings, Source
from penstock.stages import STAGES


def check_settings(settings: Settings, contract: Contract, where: str) -> None:
    """Raise a `PenstockError` that names a setting of the file `where` when no run with these settings can succeed."""
    seen: set[str] = set()
    for number, source in enumerate(settings.sources):
        place = f"sources[{number}]"
        if source.name in seen:
            raise ProjectError(f"{place}.name: two sources are called {source.name!r}", where=where, fix="rename one of them")
        seen.add(source.name)
        _check_place(source, place, where)
        with _naming(where):
            check_mapping(source, contract)
            check_reference(source)
    with _naming(where):
        check_shares(settings.dataset)
        check_winner(settings.dataset, contract)
        check_features(settings.features, contract)
        check_space(settings.tuning.space)
        check_name(settings.training.estimator)
    _check_evaluation(settings, contract, where)
    _check_resources(settings, where)


def check_estimator(settings: Settings, contract: Contract, where: str) -> None:
    """Raise `ProjectError` that names a setting of the file `where` when the declared estimator cannot be made.

    Apart from the other checks, because it imports the estimator's library, and only where the project declares one.
    """
    training, space = settings.training, settings.tuning.space
    if training.parameters or space or training.estimator not in KINDS:
        from penstock.model.estimators import rehearse

        with _naming(where):
            rehearse(training, space, contract.task)


@contextmanager
def _naming(where: str, place: str = "") -> Iterator[None]:
    """Turn an error about a setting into one that names the file too; its own `where` is the setting, else `place` is."""
    try:
        yield
    except PenstockError as error:
        raise type(error)(f"{place or error.where}: {error.what}", where=where, fix=error.fix) from None


def _check_place(source: Source, place: str, where: str) -> None:
    if source.kind == "sql" and (source.database is None or source.query is None):
        raise ProjectError(f"{place}: an sql source needs `database` and `query`", where=where, fix="add the missing one")
    if source.kind == "sql" and source.local is not None:
        raise ProjectError(f"{place}.local: a database has no local copy", where=where, fix="remove it")
    if source.kind != "sql" and (source.path is None) == (source.url is None):
        raise ProjectError(f"{place}: a file source needs `path` or `url`", where=where, fix="give exactly one of them")


def _check_evaluation(settings: Settings, contract: Contract, where: str) -> None:
    known = [column.name for column in contract.columns]
    for name in settings.evaluation.segments:
        if name not in known:
            what = f"evaluation.segments: the contract has no column {name!r}"
            raise ProjectError(what, where=where, fix=suggest(name, known))
    with _naming(where, "evaluation.metric"):
        choose_objective(settings.evaluation.metric, contract.task)
    for name in settings.gate.limits:
        with _naming(where, "gate.limits"):
            choose_objective(name, contract.task)
    if settings.gate.worst_segment is not None and not settings.evaluation.segments:
        what = "gate.worst_segment: no segment is declared"
        fix = "declare columns in evaluation.segments, or remove worst_segment"
        raise ProjectError(what, where=where, fix=fix)


def _check_resources(settings: Settings, where: str) -> None:
    known = [*STAGES, *(f"ingest-{source.name}" for source in settings.sources)]
    for name in settings.resources:
        if name not in known:
            raise ProjectError(f"resources: there is no stage {name!r}", where=where, fix=suggest(name, known))
