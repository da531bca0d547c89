"""Measure ingest, validation and combining of two CSV sources: rows a second, and each process's peak memory.

`python benchmarks/ingest.py` writes `benchmarks/results/ingest.json`. The fork server has imported the libraries before
the first round, as it has in a run of more than one stage.
"""

import argparse
import multiprocessing
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow

from benchmarks.listings import CONTRACT, NORTH, SOUTH, write_listings
from penstock.settings import Dataset, Source, encode_section
from penstock.stages.combine import combine
from penstock.stages.ingest import ingest
from penstock.stages.places import PROJECT

RESULTS = Path(__file__).parent / "results" / "ingest.json"
SIZES = (5_000_000, 10_000_000)
_PRELOADED = ["penstock.stages.ingest", "penstock.stages.combine", "pandera.backends.pandas.container"]


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one measured pass.

    Memory is each process's peak resident set in MiB; `processor_seconds` are those of all three together, which hardly
    depend on what else the machine does.
    """

    rows: int
    csv_bytes: int
    kept: int
    ingest_seconds: float
    combine_seconds: float
    rows_per_second: float
    processor_seconds: float
    north_mib: float
    south_mib: float
    combine_mib: float


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Hold every round and the median of each figure at each size."""

    python: str
    pyarrow: str
    processors: int
    rounds: tuple[Round, ...]
    medians: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class _Call:
    """What a process answered, and what it used."""

    answer: int
    peak_mib: float
    processor_seconds: float


def main() -> None:
    """Measure each size for some rounds, in turn, so that a slow spell of the machine falls on all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES)
    parser.add_argument("--into", type=Path, default=RESULTS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="penstock-bench-") as name:
        folders = [Path(name) / str(rows) for rows in asked.rows]
        for folder, rows in zip(folders, asked.rows, strict=True):
            _prepare(folder, rows)
        _side_by_side(folders[0], [(_nothing, ())])
        rounds = [_measure(folder, rows) for _ in range(asked.rounds) for folder, rows in zip(folders, asked.rows, strict=True)]
    medians = tuple(_median([taken for taken in rounds if taken.rows == rows]) for rows in asked.rows)
    report = Report(
        python=platform.python_version(),
        pyarrow=pyarrow.__version__,
        processors=len(os.sched_getaffinity(0)),
        rounds=tuple(rounds),
        medians=medians,
    )
    asked.into.parent.mkdir(parents=True, exist_ok=True)
    asked.into.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    _show(medians)


def _prepare(folder: Path, rows: int) -> None:
    folder.mkdir()
    context = multiprocessing.get_context("spawn")
    made = [context.Process(target=write_listings, args=(folder, source, rows // 2)) for source in (NORTH, SOUTH)]
    for process in made:
        process.start()
    for process in made:
        process.join()
        assert process.exitcode == 0


def _measure(project: Path, rows: int) -> Round:
    with tempfile.TemporaryDirectory(dir=project) as name:
        parts = [Path(name) / source.name for source in (NORTH, SOUTH)]
        began = time.perf_counter()
        ingests = [(ingest_source, (source, part)) for source, part in zip((NORTH, SOUTH), parts, strict=True)]
        north, south = _side_by_side(project, ingests)
        ingested = time.perf_counter()
        (combined,) = _side_by_side(project, [(combine_parts, (parts, Path(name) / "dataset"))])
        ended = time.perf_counter()
    return Round(
        rows=rows,
        csv_bytes=sum((project / str(source.path)).stat().st_size for source in (NORTH, SOUTH)),
        kept=combined.answer,
        ingest_seconds=round(ingested - began, 3),
        combine_seconds=round(ended - ingested, 3),
        rows_per_second=round(rows / (ended - began)),
        processor_seconds=round(sum(call.processor_seconds for call in (north, south, combined)), 3),
        north_mib=north.peak_mib,
        south_mib=south.peak_mib,
        combine_mib=combined.peak_mib,
    )


def _side_by_side(project: Path, calls: Sequence[tuple[Callable[..., int], tuple[object, ...]]]) -> list[_Call]:
    # As the local runner does: one fresh process a stage, forked from a server that has imported the libraries.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    os.environ[PROJECT] = str(project)
    with ProcessPoolExecutor(len(calls), mp_context=context, max_tasks_per_child=1) as pool:
        return [future.result() for future in [pool.submit(_observe, project, call, given) for call, given in calls]]


def _observe(project: Path, call: Callable[..., int], given: tuple[object, ...]) -> _Call:
    os.environ[PROJECT] = str(project)
    answer = call(*given)
    return _Call(answer, round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1), time.process_time())


def _nothing() -> int:
    return 0


def ingest_source(source: Source, part: Path) -> int:
    """Run the ingest stage on one source."""
    return ingest(CONTRACT.encode().decode(), encode_section(source), part)


def combine_parts(parts: Sequence[Path], dataset: Path) -> int:
    """Run the combine stage."""
    return combine(CONTRACT.encode().decode(), encode_section(Dataset(winner="latest")), parts, dataset)


def _median(rounds: Sequence[Round]) -> Round:
    return Round(**{name: statistics.median(getattr(taken, name) for taken in rounds) for name in Round.__struct_fields__})


def _show(medians: Sequence[Round]) -> None:
    print(f"{'rows':>12}{'ingest s':>10}{'combine s':>11}{'rows/s':>11}{'cpu s':>8}{'peak MiB':>10}")
    for taken in medians:
        print(
            f"{taken.rows:>12,}{taken.ingest_seconds:>10.2f}{taken.combine_seconds:>11.2f}{taken.rows_per_second:>11,.0f}"
            f"{taken.processor_seconds:>8.2f}{max(taken.north_mib, taken.south_mib, taken.combine_mib):>10.0f}"
        )


if __name__ == "__main__":
    main()
