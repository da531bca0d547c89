"""What a report shows of one run, as data: nothing here knows of files or of HTML."""

from dataclasses import dataclass
from datetime import datetime

from penstock.contract.columns import Contract
from penstock.dataset.manifests import DatasetManifest, PartManifest, Problem, SplitManifest
from penstock.model.report import Report
from penstock.model.trials import TuneResult
from pipelines.origin import Origin

GOOD = ("succeeded", "cached")
BROKEN = ("failed", "timed out")
STOPPED = ("cancelled", "crashed")


@dataclass(frozen=True, slots=True)
class Stage:
    """Be one stage of the graph. `needs` are the stages it directly follows, `level` is its distance from the first ones.

    `state` is that of the record, or `cached`, `not taken` or `not reached`. Times count from the run's beginning.
    """

    name: str
    state: str
    level: int
    needs: tuple[str, ...]
    began_seconds: float = 0.0
    ended_seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_bytes: int = 0
    attempts: int = 0
    cause: str = ""
    log: str = ""

    @property
    def seconds(self) -> float:
        """Return how long it took."""
        return self.ended_seconds - self.began_seconds

    @property
    def ran(self) -> bool:
        """Tell whether the run has anything to say of it."""
        return not self.state.startswith("not ")


@dataclass(frozen=True, slots=True)
class View:
    """Be everything that a report shows; what the run did not come to, or what is gone since, is None or empty.

    `bundle` is the digest of the candidate, and `registered` tells whether the gate let it through.
    """

    run: str
    project: str
    state: str
    began_at: datetime
    seconds: float
    resumed: int
    stages: tuple[Stage, ...]
    parts: tuple[PartManifest, ...] = ()
    dataset: DatasetManifest | None = None
    split: SplitManifest | None = None
    search: TuneResult | None = None
    report: Report | None = None
    contract: Contract | None = None
    bundle: str = ""
    registered: bool | None = None
    origin: Origin | None = None
    image: str = ""
    spec: str = ""

    @property
    def rows_read(self) -> int:
        """Count the rows of all sources, the refused ones among them."""
        return sum(part.rows + part.quarantined for part in self.parts)

    @property
    def quarantined(self) -> int:
        """Count the rows that broke the contract."""
        return self.dataset.quarantined if self.dataset else sum(part.quarantined for part in self.parts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return why cells were refused, most frequent first; one entry a column and reason."""
        if self.dataset:
            found = list(self.dataset.problems)
        else:
            counts: dict[tuple[str, str], int] = {}
            for problem in (problem for part in self.parts for problem in part.problems):
                place = (problem.column, problem.reason)
                counts[place] = counts.get(place, 0) + problem.cells
            found = [Problem(column=column, reason=reason, cells=cells) for (column, reason), cells in counts.items()]
        return tuple(sorted(found, key=lambda each: (-each.cells, each.column, each.reason)))

    @property
    def broken(self) -> Stage | None:
        """Return the first stage that failed."""
        return next((stage for stage in self.stages if stage.state in BROKEN), None)
