"""Measure what a stage costs beside its own work: a chain of twelve stages that use pandas and scikit-learn.

Our runner, with cache and records as `penstock run` has them, and the SubprocessRunner of Kubeflow Pipelines take turns.
The same functions called one after the other in one process are the work; what a runner takes more is its overhead.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.rounds import RESULTS, Machine, this_machine, write_report

STAGES = 12
_WORK = """
def first(path):
    import pandas as pd
    pd.DataFrame({"x": range(200), "y": range(200)}).to_csv(path, index=False)

def following(before, path):
    import pandas as pd
    from sklearn.linear_model import LinearRegression
    frame = pd.read_csv(before)
    frame["y"] = LinearRegression().fit(frame[["x"]], frame["y"]).predict(frame[["x"]]).round(6) + 1
    frame.to_csv(path, index=False)
"""
_PIPELINE = """
import sys
from kfp import compiler, dsl, local
from kfp.dsl import Dataset, Input, Output

@dsl.component(base_image="stage:1", install_kfp_package=False)
def first(table: Output[Dataset]) -> None:
    from work import first
    first(table.path)

@dsl.component(base_image="stage:1", install_kfp_package=False)
def following(before: Input[Dataset], table: Output[Dataset]) -> None:
    from work import following
    following(before.path, table.path)

@dsl.pipeline(name="chain")
def chain() -> None:
    done = first()
    for _ in range({following}):
        done = following(before=done.outputs["table"])
"""
_COMPILE = "import sys; from kfp import compiler; from chain import chain; compiler.Compiler().compile(chain, sys.argv[1])"
_OURS = """
import sys, time
from pathlib import Path
from penstock.tracking.modules import ModuleFinder, project_roots
from pipelines.cache.durable import Durability
from pipelines.cache.ingredients import Kitchen
from pipelines.cache.memory import RunMemory
from pipelines.runner import Place, Pool, run_spec

class Sealed:
    def outside(self, call): return ""
    def holds(self, call, outputs): return True

spec, project, store = map(Path, sys.argv[1:])
place = Place(store / "runs" / "r1", project, {"PYTHONPATH": str(project)})
kitchen = Kitchen(ModuleFinder(project_roots(project), store / "memo.json"), {}, {})
with Pool(["pandas", "sklearn.linear_model"]) as pool, Durability() as durability:
    # The libraries are imported once, before the chain: that is not a cost of each stage.
    run_spec(spec, {}, Place(store / "runs" / "r0", project), pool, lambda event: None, 2)
    memory = RunMemory(store, place.workspace, Sealed(), kitchen, durability)
    began = time.perf_counter()
    result = run_spec(spec, {}, place, pool, lambda event: None, 2, memory)
    print(time.perf_counter() - began if result.state == "succeeded" else result)
"""
_THEIRS = """
import sys, time
from kfp import local
from chain import chain
local.init(local.SubprocessRunner(use_venv=False), pipeline_root=sys.argv[1])
began = time.perf_counter()
chain()
print(time.perf_counter() - began)
"""
_INLINE = """
import sys, time
from pathlib import Path
import pandas, sklearn.linear_model
from work import first, following
folder = Path(sys.argv[1])
began = time.perf_counter()
first(folder / "0.csv")
for number in range(1, {stages}):
    following(folder / f"{{number - 1}}.csv", folder / f"{{number}}.csv")
print(time.perf_counter() - began)
"""


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Hold the seconds of the whole chain: called directly, under our runner, and under the SubprocessRunner."""

    inline: float
    penstock: float
    subprocess_runner: float


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Hold every round and the median overhead of one stage, in milliseconds; `ratio` is theirs over ours."""

    machine: Machine
    stages: int
    rounds: tuple[Round, ...]
    penstock_ms: float
    subprocess_runner_ms: float
    ratio: float


def main() -> None:
    """Run the chain for some rounds, each way in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--into", type=Path, default=RESULTS / "chain.json")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="penstock-bench-") as name:
        folder = Path(name)
        (folder / "work.py").write_text(_WORK)
        (folder / "chain.py").write_text(_PIPELINE.replace("{following}", str(STAGES - 1)))
        _python(folder, _COMPILE, "chain.yaml")
        rounds = tuple(_measure(folder, number) for number in range(asked.rounds))
    ours, theirs = (
        statistics.median((getattr(taken, way) - taken.inline) / STAGES * 1000 for taken in rounds)
        for way in ("penstock", "subprocess_runner")
    )
    report = Report(
        machine=this_machine(),
        stages=STAGES,
        rounds=rounds,
        penstock_ms=round(ours, 1),
        subprocess_runner_ms=round(theirs, 1),
        ratio=round(theirs / ours, 1),
    )
    write_report(report, asked.into)
    print(f"overhead of a stage: {ours:.1f} ms; SubprocessRunner {theirs:.0f} ms, {theirs / ours:.0f} times as much")


def _measure(folder: Path, number: int) -> Round:
    (folder / f"inline-{number}").mkdir()
    inline = float(_python(folder, _INLINE.format(stages=STAGES), f"inline-{number}"))
    ours = float(_python(folder, _OURS, folder / "chain.yaml", folder, folder / f"store-{number}"))
    theirs = float(_python(folder, _THEIRS, f"theirs-{number}").splitlines()[-1])
    return Round(inline=round(inline, 4), penstock=round(ours, 4), subprocess_runner=round(theirs, 4))


def _python(folder: Path, code: str, *arguments: str | Path) -> str:
    command = [sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
