"""Measure an unedited project on the California table: `penstock init`, then `penstock run` with its search of 30 trials.

The table is looked for where PENSTOCK_CALIFORNIA points.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.rounds import RESULTS, Machine, last_record, this_machine, timed, write_report


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one pass; errors are root mean squares in dollars, on the untouched rows."""

    seconds: float
    tune_seconds: float
    rmse: float
    baseline_rmse: float


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Hold every round and the medians."""

    machine: Machine
    rounds: tuple[Round, ...]
    seconds: float
    rmse: float
    baseline_rmse: float


def main() -> None:
    """Make and run the project for some rounds, each from nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--into", type=Path, default=RESULTS / "california.json")
    asked = parser.parse_args()
    table = os.environ.get("PENSTOCK_CALIFORNIA")
    if not table:
        sys.exit("california: set PENSTOCK_CALIFORNIA to a copy of the table (examples/california says which)")
    rounds = tuple(_measure(Path(table).resolve()) for _ in range(asked.rounds))
    report = Report(
        machine=this_machine(),
        rounds=rounds,
        seconds=statistics.median(taken.seconds for taken in rounds),
        rmse=statistics.median(taken.rmse for taken in rounds),
        baseline_rmse=statistics.median(taken.baseline_rmse for taken in rounds),
    )
    write_report(report, asked.into)
    print(f"california {report.seconds:.1f} s, RMSE {report.rmse:,.0f} dollars; a constant guess {report.baseline_rmse:,.0f}")


def _measure(table: Path) -> Round:
    with tempfile.TemporaryDirectory(prefix="penstock-bench-") as name:
        project = Path(name) / "california"
        timed("penstock", "init", table, "--target", "median_house_value", "--into", project)
        run = timed("penstock", "run", project)
        record = last_record(project)
        (champion,) = json.loads(timed("penstock", "models", project, "--json").printed)
        metrics = json.loads((Path(champion["folder"]) / "metrics.json").read_bytes())
    seconds = {stage.name: stage.ended_seconds - stage.began_seconds for stage in record.stages}
    return Round(
        seconds=round(run.seconds, 2),
        tune_seconds=round(seconds["tune"], 2),
        rmse=round(metrics["values"]["rmse"]["value"], 1),
        baseline_rmse=round(metrics["baseline"]["values"]["rmse"], 1),
    )


if __name__ == "__main__":
    main()
