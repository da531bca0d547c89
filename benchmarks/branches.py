"""Measure two independent stages of two seconds each under the local runner, from the start of its fork server to the end."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from benchmarks.rounds import RESULTS, Machine, this_machine, write_report
from pipelines.runner import Place, Pool, run_spec

_PIPELINE = """
import sys
from kfp import compiler, dsl

@dsl.component(base_image="stage:1", install_kfp_package=False)
def rest() -> None:
    import time
    time.sleep(2.0)

@dsl.pipeline(name="branches")
def branches() -> None:
    rest()
    rest()

compiler.Compiler().compile(branches, sys.argv[1])
"""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Hold the wall-clock seconds of every round and their median."""

    machine: Machine
    rounds: tuple[float, ...]
    seconds: float


def main() -> None:
    """Compile the two stages once and run them for some rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--into", type=Path, default=RESULTS / "branches.json")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="penstock-bench-") as name:
        spec = Path(name) / "branches.yaml"
        # From a file: the compiler reads a component's source where it stands.
        script = Path(name) / "branches.py"
        script.write_text(_PIPELINE)
        subprocess.run([sys.executable, str(script), str(spec)], check=True, capture_output=True)
        rounds = tuple(round(_measure(spec, Path(name) / f"run-{number}"), 3) for number in range(asked.rounds))
    report = Report(machine=this_machine(), rounds=rounds, seconds=statistics.median(rounds))
    write_report(report, asked.into)
    print(f"two stages of 2 s: {report.seconds:.2f} s")


def _measure(spec: Path, workspace: Path) -> float:
    began = time.perf_counter()
    with Pool(()) as pool:
        result = run_spec(spec, {}, Place(workspace, workspace.parent), pool, lambda event: None, 2)
    if result.state != "succeeded":
        raise SystemExit(f"the stages {result.state}")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
