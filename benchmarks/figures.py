"""Quote the benchmarks' files in the README: `python benchmarks/figures.py` writes the table between its two marks."""

import sys
from pathlib import Path
from typing import TypeVar

import msgspec

from benchmarks import branches, california, chain, demo, ingest
from benchmarks.rounds import RESULTS
from penstock.files import write_bytes

ReportT = TypeVar("ReportT", bound=msgspec.Struct)

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- figures: written by benchmarks/figures.py -->", "<!-- end of figures -->"


def table(results: Path) -> str:
    """Return the table of figures in Markdown, each taken from a file in `results`."""
    measured = _read(results / "demo.json", demo.Report)
    parallel = _read(results / "branches.json", branches.Report)
    linked = _read(results / "chain.json", chain.Report)
    theirs = f"KFP's SubprocessRunner {linked.subprocess_runner_ms:,.0f} ms ({linked.ratio:.0f} times)"
    homes = _read(results / "california.json", california.Report)
    small, large = _read(results / "ingest.json", ingest.Report).medians
    rows = [
        (
            "`make demo`, once installed",
            f"{measured.seconds:.1f} s, of which orchestration {measured.orchestration_seconds:.2f} s",
        ),
        ("the same run again: nothing has changed", f"{measured.again_seconds:.2f} s"),
        ("two independent stages of 2 s", f"{parallel.seconds:.2f} s"),
        (
            f"overhead of a stage, in a chain of {linked.stages} that use pandas and scikit-learn",
            f"{linked.penstock_ms:.0f} ms; {theirs}",
        ),
        (
            "the California table, unedited project, 30 trials",
            f"test RMSE {homes.rmse:,.0f} dollars in {homes.seconds:.0f} s (a constant guess: {homes.baseline_rmse:,.0f})",
        ),
        (
            f"ingest, validate and combine {small.rows / 1e6:.0f} million rows x 12 columns of CSV in two sources",
            f"{small.rows_per_second:,.0f} rows/s",
        ),
        (
            f"peak memory of the largest process, for {small.rows / 1e6:.0f} and for {large.rows / 1e6:.0f} million rows",
            f"{_peak(small):,.0f} MiB and {_peak(large):,.0f} MiB",
        ),
    ]
    machine = measured.machine
    foot = f"Medians; {machine.processors} processors, {machine.memory_gib} GiB, Python {machine.python}."
    lines = ["| what | measured |", "| --- | --- |", *(f"| {what} | {figure} |" for what, figure in rows)]
    return "\n".join([*lines, "", f"{foot} Raw rounds: `benchmarks/results`; `make bench` measures again."])


def quoted(readme: str, figures: str) -> str:
    """Return `readme` with `figures` between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{figures}\n{END}{after}"


def _peak(medians: ingest.Round) -> float:
    return max(medians.north_mib, medians.south_mib, medians.combine_mib)


def _read(path: Path, kind: type[ReportT]) -> ReportT:
    return msgspec.json.decode(path.read_bytes(), type=kind)


if __name__ == "__main__":
    write_bytes(README, quoted(README.read_text(encoding="utf-8"), table(RESULTS)).encode())
    sys.stdout.write("README.md quotes the figures\n")
