"""Gather what a run left in the store into the view of its report; what is absent or damaged is left out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from penstock.contract.columns import Contract, decode_contract
from penstock.dataset.manifests import DatasetManifest, PartManifest, SplitManifest, load
from penstock.errors import PenstockError, StoreError
from penstock.files import reading
from penstock.model.report import read_report
from penstock.model.trials import TuneResult
from pipelines.cache.artifacts import ArtifactStore
from pipelines.cache.outcomes import Outcome, outcomes_of
from pipelines.origin import read_origin
from pipelines.record import RunRecord, StageRecord, read_record
from pipelines.report.graph import Placed, lay_out
from pipelines.report.view import Stage, View
from pipelines.runner.spec import read_spec
from pipelines.runs import state_of

FoundT = TypeVar("FoundT")


def gather(store: Path, run: Path) -> View:
    """Return the view of the run in the folder `run` of `store`. Raises `StoreError` when it has no readable record."""
    record = read_record(run)
    if record is None:
        raise StoreError("the run has no readable record", where=str(run), fix="choose another run, or run again")
    outcomes = outcomes_of(run)
    last = next((each for each in outcomes if each.name in ("register", "refuse")), None)
    made = next((each.ingredients for each in outcomes if each.ingredients is not None), None)
    return View(
        run=record.run,
        project=record.project,
        state=state_of(run, record),
        began_at=record.began_at,
        seconds=record.seconds,
        resumed=record.resumed,
        stages=_stages(store, record),
        parts=tuple(sorted(_all(store, outcomes, "part", _part), key=lambda part: part.source)),
        dataset=_first(store, outcomes, "dataset", lambda place: load(place, DatasetManifest)),
        split=_first(store, outcomes, "splits", lambda place: load(place, SplitManifest)),
        search=_first(store, outcomes, "trials", _search),
        report=_first(store, outcomes, "report", read_report),
        contract=contract_of(outcomes),
        bundle=str(last.parameters.get("Output", "")) if last else "",
        registered=last.name == "register" if last else None,
        origin=read_origin(run),
        image=made.image if made else "",
        spec=record.spec.removesuffix(".yaml"),
    )


def _part(place: Path) -> PartManifest:
    return load(place, PartManifest)


def _search(place: Path) -> TuneResult:
    with reading(place, msgspec.DecodeError):
        return msgspec.json.decode(place.read_bytes(), type=TuneResult)


def _all(store: Path, outcomes: list[Outcome], name: str, read: Callable[[Path], FoundT]) -> Iterator[FoundT]:
    """Read every artifact called `name`, leaving out what is gone since."""
    artifacts = ArtifactStore(store / "artifacts")
    for item in (item for outcome in outcomes for item in outcome.artifacts.get(name, ())):
        with suppress(PenstockError):
            yield read(artifacts.place(item.digest) if item.digest else Path(item.uri))


def _first(store: Path, outcomes: list[Outcome], name: str, read: Callable[[Path], FoundT]) -> FoundT | None:
    return next(_all(store, outcomes, name, read), None)


def contract_of(outcomes: Sequence[Outcome]) -> Contract | None:
    """Return the contract that the stages of a run were given, or None where none of them came so far."""
    for outcome in outcomes:
        text = outcome.ingredients.parameters.get("contract") if outcome.ingredients else None
        if isinstance(text, str):
            with suppress(PenstockError):
                return decode_contract(text)
    return None


def _stages(store: Path, record: RunRecord) -> tuple[Stage, ...]:
    """Put what the record says of each stage to its place in the graph, or in a row where the pipeline is gone."""
    told = {each.name: each for each in record.stages}
    try:
        placed = lay_out(read_spec(store / "specs" / record.spec))
    except PenstockError:
        placed = {each.name: Placed(each.name, (), level) for level, each in enumerate(record.stages)}
    names = {path: each.name for path, each in placed.items()}
    found = [
        _stage(each, tuple(names[need] for need in each.needs), told.get(each.name), record.state) for each in placed.values()
    ]
    return tuple(sorted(found, key=lambda each: (each.level, each.name)))


def _stage(placed: Placed, needs: tuple[str, ...], told: StageRecord | None, state: str) -> Stage:
    if told is None:
        return Stage(placed.name, "not taken" if state == "succeeded" else "not reached", placed.level, needs)
    return Stage(
        name=placed.name,
        state="cached" if told.cached else told.state,
        level=placed.level,
        needs=needs,
        began_seconds=told.began_seconds,
        ended_seconds=told.ended_seconds,
        cpu_seconds=told.cpu_seconds,
        memory_bytes=told.memory_bytes,
        attempts=told.attempts,
        cause=told.cause,
        log=told.log,
    )
