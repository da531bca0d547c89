"""Views of runs that went well, were refused, failed, or are of tables whose names mean harm."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from penstock.contract.columns import Column, Contract
from penstock.dataset.manifests import DatasetManifest, PartManifest, Problem, SplitManifest
from penstock.model.diagnostics import calibration_of, residuals_of
from penstock.model.report import Check, Comparison, Evaluation, GateResult, Importance, Measured, Report, Segment
from penstock.model.trials import Trial, TuneResult
from penstock.tracking.checkout import Commit
from penstock.tracking.environment import Environment
from penstock.tracking.flat import Setting
from pipelines.origin import Origin
from pipelines.report.view import Stage, View

DIGEST = "sha256:" + "0123456789abcdef" * 4
NAMES = ("area", "built", "district", "energy", "rooms")
GENERATOR = np.random.default_rng(11)

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert('x')>",
    "</style></title><h1>owned",
    "{{7*7}}${7*7}&amp;&#60;",
    "\N{RIGHT-TO-LEFT OVERRIDE}desrever\N{ARABIC LETTER BEH} שלום",
    "x" * 400,
    "tab\there\nand a \x00 \x1b[31m \ud800",
    "",
)


def stages() -> tuple[Stage, ...]:
    """Return a run of two sources, its tuning from the cache."""
    rows = [
        Stage("ingest-north", "succeeded", 0, (), 0.1, 1.4, 0.5, 120 << 20, 1),
        Stage("ingest-south", "succeeded", 0, (), 0.1, 1.9, 0.6, 130 << 20, 2),
        Stage("combine", "succeeded", 1, ("ingest-north", "ingest-south"), 1.9, 2.5, 0.4, 150 << 20, 1),
        Stage("split", "succeeded", 2, ("combine",), 2.5, 3.0, 0.3, 150 << 20, 1),
        Stage("tune", "cached", 3, ("split",), 3.0, 3.0),
        Stage("train", "succeeded", 4, ("tune",), 3.1, 6.0, 5.0, 300 << 20, 1),
        Stage("evaluate", "succeeded", 5, ("train",), 6.0, 9.0, 3.0, 310 << 20, 1),
        Stage("refuse", "not taken", 6, ("evaluate",)),
        Stage("register", "succeeded", 6, ("evaluate",), 9.0, 9.2, 0.1, 90 << 20, 1),
        Stage("finish", "succeeded", 7, ("refuse", "register"), 9.2, 9.3, 0.1, 80 << 20, 1),
    ]
    return tuple(rows)


def part(source: str, names: tuple[str, ...] = NAMES) -> PartManifest:
    """Return a source's part with missing cells in each of `names`."""
    problems = (
        Problem(column="area", reason="below the minimum", cells=30),
        Problem(column="", reason="too few fields", cells=2),
    )
    return PartManifest(
        source=source,
        contract=DIGEST,
        rows=5000,
        quarantined=31,
        bytes=234_567,
        digest=DIGEST,
        files=(),
        problems=problems,
        missing={name: 10 * (at + 1) for at, name in enumerate(names)},
        clamped={names[0]: 3},
        first_time="2024-01-01T00:00:00+00:00",
        last_time="2024-12-30T00:00:00+00:00",
    )


def dataset(names: tuple[str, ...] = NAMES) -> DatasetManifest:
    """Return a dataset whose rows were refused for the sake of each of `names`."""
    return DatasetManifest(
        version=DIGEST,
        contract=DIGEST,
        rows=9900,
        stored=10_000,
        duplicates=60,
        superseded=40,
        quarantined=62,
        sources={"north": DIGEST, "south": DIGEST},
        files=(),
        problems=tuple(Problem(column=name, reason="not a number", cells=9 - at) for at, name in enumerate(names)),
    )


def split() -> SplitManifest:
    """Return a split by time with some rows left out."""
    sides = {"train": 5940, "validation": 1980, "test": 1980, "without_target": 4, "thinned": 0, "moved": 1}
    return SplitManifest(dataset=DIGEST, method="time", seed=7, files=(), **sides)


def search(names: tuple[str, ...] = ("depth", "loss", "rate"), count: int = 40) -> TuneResult:
    """Return a search over a whole number, a choice and a rate that spans three decades."""
    trials = []
    for number in range(count):
        value = None if number == 7 else float(0.3 + GENERATOR.random())
        settings = (int(GENERATOR.integers(2, 64)), ("huber", "squared")[number % 2], float(10 ** GENERATOR.uniform(-3, 0)))
        state = "fail" if value is None else "pruned" if number % 5 == 4 else "complete"
        trials.append(Trial(number, state, value, dict(zip(names, settings, strict=True)), ((50, 1.0),), 120, ""))
    complete = [trial for trial in trials if trial.state == "complete" and trial.value is not None]
    best = min(complete, key=lambda trial: trial.value or 0.0)
    return TuneResult(best.parameters, best.value, "tpe", 7, tuple(trials))


def evaluation(names: tuple[str, ...] = NAMES) -> Evaluation:
    """Return a regression's evaluation beside a champion, its segments and features called by `names`."""
    predicted = GENERATOR.gamma(9.0, 30_000.0, 2000)
    measured = {"mae": Measured(21_915.2, 21_148.0, 22_760.0), "r2": Measured(0.938, 0.93, None)}
    return Evaluation(
        task="regression",
        metric="mae",
        rows=2000,
        confidence=0.95,
        values=measured,
        baseline=Comparison({"mae": 92_498.0, "r2": -0.01}, Measured(-70_583.0, -73_119.0, -67_767.0)),
        champion=Comparison({"mae": 22_500.0, "r2": None}, Measured(-585.0, -900.0, -20.0)),
        segments=tuple(Segment("district", name, 400, {"mae": 15_000.0 + 4000 * at}) for at, name in enumerate(names)),
        importance=tuple(Importance(name, 60_000.0 / (at + 1) ** 3, 700.0) for at, name in enumerate(names)),
        residuals=residuals_of(predicted + GENERATOR.normal(0, 20_000, 2000), predicted),
    )


def origin(settings: dict[str, Setting]) -> Origin:
    """Return what a run was started with."""
    ran_on = Environment(
        penstock="0.1.0",
        python="3.11.7",
        system="Linux 6.1",
        machine="x86_64",
        processors=2,
        memory_bytes=24 << 30,
        libraries={"scikit-learn": "1.9.1", "pandas": "3.1.1"},
    )
    return Origin(
        settings=settings, contract=DIGEST, project_commit=None, penstock_commit=Commit("a" * 40, True), environment=ran_on
    )


def regression() -> View:
    """Return a run that registered a better model."""
    checks = (Check("champion", True, 21_915.2, 22_500.0, "mae is 21915.2 against the champion's 22500"),)
    contract = Contract(
        task="regression",
        columns=(Column(name="price", kind="number", role="target", unit="EUR"), Column(name="area", kind="number")),
    )
    return View(
        run="20260102-030405-abcdef",
        project="houses",
        state="succeeded",
        began_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        seconds=9.4,
        resumed=1,
        stages=stages(),
        parts=(part("north"), part("south")),
        dataset=dataset(),
        split=split(),
        search=search(),
        report=Report(evaluation=evaluation(), gate=GateResult(True, (), checks), champion=DIGEST),
        contract=contract,
        bundle=DIGEST,
        registered=True,
        origin=origin(
            {
                "tuning.trials": Setting(40, False),
                "features.drop": Setting(["a", "b"], False),
                "source.sha256": Setting(None, True),
            }
        ),
        image="penstock-stage:dev",
        spec="0123456789abcdef" * 4,
    )


def refused() -> View:
    """Return a run of a classification whose candidate the gate refused."""
    predicted = GENERATOR.dirichlet((2.0, 1.0), size=1500)
    target = (GENERATOR.random(1500) < predicted[:, 1]).astype(np.float64)
    found = Evaluation(
        task="binary",
        metric="log_loss",
        rows=1500,
        confidence=0.9,
        values={"log_loss": Measured(0.41, 0.39, 0.44), "auc": Measured(None, None, None)},
        baseline=Comparison({"log_loss": 0.4, "auc": 0.5}, Measured(0.01, -0.01, 0.03)),
        champion=None,
        segments=(),
        importance=(),
        calibration=calibration_of(target, predicted),
    )
    reason = "log_loss is 0.41 against the baseline's 0.4"
    gate = GateResult(False, (reason,), (Check("baseline", False, 0.41, 0.4, reason),))
    contract = Contract(task="binary", columns=(Column(name="state", kind="category", role="target", categories=("no", "yes")),))
    report = Report(evaluation=found, gate=gate, champion=None)
    return replace(regression(), report=report, contract=contract, registered=False, search=None)


def failed() -> View:
    """Return a run whose second stage refused all rows."""
    broken = Stage(
        "combine",
        "failed",
        1,
        ("ingest-north", "ingest-south"),
        1.9,
        2.5,
        cause="every row breaks the contract",
        log="logs/c.log",
    )
    rest = tuple(replace(stage, state="not reached") for stage in stages()[3:])
    gone = replace(regression(), dataset=None, split=None, search=None, report=None, bundle="", registered=None)
    return replace(gone, state="failed", stages=(*stages()[:2], broken, *rest))


def hostile() -> View:
    """Return a run in which every name that a table or a file can bring means harm."""
    plain = regression()
    named = tuple(replace(stage, name=HOSTILE[at % len(HOSTILE)] + str(at), needs=()) for at, stage in enumerate(stages()))
    contract = Contract(task="regression", columns=(Column(name="price", kind="number", role="target", unit=HOSTILE[0]),))
    gate = GateResult(False, HOSTILE, tuple(Check(name, True, 1.0, 2.0, name) for name in HOSTILE))
    chosen = (HOSTILE[0], HOSTILE[1], HOSTILE[4])
    return replace(
        plain,
        project=HOSTILE[0],
        stages=(*named, Stage("combine", "failed", 9, (), cause=HOSTILE[1], log=HOSTILE[2])),
        parts=tuple(part(name, HOSTILE) for name in HOSTILE),
        dataset=dataset(HOSTILE),
        search=search(chosen),
        report=Report(evaluation=evaluation(HOSTILE), gate=gate, champion=HOSTILE[3]),
        contract=contract,
        bundle=HOSTILE[5],
        origin=origin({text: Setting(HOSTILE[at - 1], False) for at, text in enumerate(HOSTILE)}),
        image=HOSTILE[2],
    )


VIEWS = {"regression": regression, "refused": refused, "failed": failed, "hostile": hostile}
