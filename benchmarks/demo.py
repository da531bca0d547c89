"""Measure the commands of `make demo` in a project where nothing was ever run: all of it, and what orchestration takes.

Orchestration is the time of `penstock run` in which no stage runs: start, compilation, scheduling, records and the end.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

import msgspec

from benchmarks.rounds import (
    EXAMPLES,
    RESULTS,
    Machine,
    busy_seconds,
    copy_project,
    last_record,
    this_machine,
    timed,
    write_report,
)


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one pass; `seconds` is the whole demo, `again_seconds` a second run of the same project."""

    seconds: float
    run_seconds: float
    orchestration_seconds: float
    again_seconds: float
    stages: dict[str, float]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Hold every round and the medians."""

    machine: Machine
    rounds: tuple[Round, ...]
    seconds: float
    orchestration_seconds: float
    again_seconds: float


def main() -> None:
    """Run the demo for some rounds, each in a fresh project."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--into", type=Path, default=RESULTS / "demo.json")
    asked = parser.parse_args()
    rounds = tuple(_measure() for _ in range(asked.rounds))
    report = Report(
        machine=this_machine(),
        rounds=rounds,
        seconds=statistics.median(taken.seconds for taken in rounds),
        orchestration_seconds=statistics.median(taken.orchestration_seconds for taken in rounds),
        again_seconds=statistics.median(taken.again_seconds for taken in rounds),
    )
    write_report(report, asked.into)
    print(f"demo {report.seconds:.1f} s, of which orchestration {report.orchestration_seconds:.2f} s")
    print(f"a second run {report.again_seconds:.1f} s")


def _measure() -> Round:
    with tempfile.TemporaryDirectory(prefix="penstock-bench-") as name:
        project = copy_project(EXAMPLES / "house_prices", Path(name) / "houses")
        made = timed("python", project / "market.py")
        run = timed("penstock", "run", project)
        record = last_record(project)
        listed = timed("penstock", "models", project)
        again = timed("penstock", "run", project)
    spans = [(stage.began_seconds, stage.ended_seconds) for stage in record.stages]
    return Round(
        seconds=round(made.seconds + run.seconds + listed.seconds, 3),
        run_seconds=round(run.seconds, 3),
        orchestration_seconds=round(run.seconds - busy_seconds(spans), 3),
        again_seconds=round(again.seconds, 3),
        stages={stage.name: round(stage.ended_seconds - stage.began_seconds, 3) for stage in record.stages},
    )


if __name__ == "__main__":
    main()
