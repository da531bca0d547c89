"""Measure ingest, validation and combining of two CSV sources: rows a second, and each process's peak memory.

Run it with `python -m benchmarks.ingest`; it writes `benchmarks/results/ingest.json`.
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


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one measured pass; memory is each process's peak resident set in MiB."""

    rows: int
    csv_bytes: int
    kept: int
    ingest_seconds: float
    combine_seconds: float
    rows_per_second: float
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
        peaks = _side_by_side(project, ingests)
        ingested = time.perf_counter()
        ((kept, combine_mib),) = _side_by_side(project, [(combine_parts, (parts, Path(name) / "dataset"))])
        ended = time.perf_counter()
    return Round(
        rows=rows,
        csv_bytes=sum((project / str(source.path)).stat().st_size for source in (NORTH, SOUTH)),
        kept=kept,
        ingest_seconds=round(ingested - began, 3),
        combine_seconds=round(ended - ingested, 3),
        rows_per_second=round(rows / (ended - began)),
        north_mib=peaks[0][1],
        south_mib=peaks[1][1],
        combine_mib=combine_mib,
    )


def _side_by_side(project: Path, calls: Sequence[tuple[Callable[..., int], tuple[object, ...]]]) -> list[tuple[int, float]]:
    # As the local runner does: one fresh process a stage, forked from a server that has imported the libraries.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.ingest"])
    os.environ[PROJECT] = str(project)
    with ProcessPoolExecutor(len(calls), mp_context=context, max_tasks_per_child=1) as pool:
        return [future.result() for future in [pool.submit(_with_peak, project, call, given) for call, given in calls]]


def _with_peak(project: Path, call: Callable[..., int], given: tuple[object, ...]) -> tuple[int, float]:
    os.environ[PROJECT] = str(project)
    answer = call(*given)
    return answer, round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def ingest_source(source: Source, part: Path) -> int:
    """Run the ingest stage on one source."""
    return ingest(CONTRACT.encode().decode(), encode_section(source), part)


def combine_parts(parts: Sequence[Path], dataset: Path) -> int:
    """Run the combine stage."""
    return combine(CONTRACT.encode().decode(), encode_section(Dataset(winner="latest")), parts, dataset)


def _median(rounds: Sequence[Round]) -> Round:
    return Round(**{name: statistics.median(getattr(taken, name) for taken in rounds) for name in Round.__struct_fields__})


def _show(medians: Sequence[Round]) -> None:
    print(f"{'rows':>12}{'ingest s':>10}{'combine s':>11}{'rows/s':>11}{'peak MiB: north':>17}{'south':>8}{'combine':>9}")
    for taken in medians:
        print(
            f"{taken.rows:>12,}{taken.ingest_seconds:>10.2f}{taken.combine_seconds:>11.2f}{taken.rows_per_second:>11,.0f}"
            f"{taken.north_mib:>17.0f}{taken.south_mib:>8.0f}{taken.combine_mib:>9.0f}"
        )


if __name__ == "__main__":
    main()
