"""The gate passes a candidate only when every rule holds, and says what spoke against it."""

import msgspec
import numpy as np
import pandas as pd
import pytest

from penstock import settings
from penstock.errors import ProjectError
from penstock.model.baseline import fit_baseline
from penstock.model.evaluate import evaluate
from penstock.model.gate import decide
from penstock.model.report import Evaluation, GateResult

GENERATOR = np.random.default_rng(4)
TARGET = GENERATOR.normal(100.0, 10.0, 400)
NOISE = GENERATOR.choice([-1.0, 1.0], 400)
FRAME = pd.DataFrame({"district": ["hill"] * 300 + ["shore"] * 100}, dtype=object)


def measured(
    error: float = 2.0, champion_error: float | None = None, shore_error: float | None = None, metric: str = "rmse"
) -> Evaluation:
    """Return an evaluation whose candidate and champion have exactly these root mean squared errors."""
    errors = np.full(400, error)
    errors[300:] = error if shore_error is None else shore_error
    champion = None if champion_error is None else TARGET + champion_error * NOISE
    chosen = settings.Evaluation(metric=metric, segments=("district",), bootstrap=50)
    baseline = fit_baseline(TARGET, "regression", 0, metric)
    predicted = TARGET + errors * NOISE
    return evaluate(lambda _: predicted, np.zeros((400, 1)), TARGET, FRAME, chosen, "regression", baseline, champion, 1)


def rules(result: GateResult) -> list[tuple[str, bool]]:
    return [(check.rule, check.passed) for check in result.checks]


def test_a_first_candidate_only_has_to_beat_the_baseline() -> None:
    result = decide(settings.Gate(), measured())
    assert (result.passed, result.reasons, rules(result)) == (True, (), [("baseline", True)])


def test_a_candidate_worse_than_the_baseline_is_refused_with_both_figures() -> None:
    result = decide(settings.Gate(), measured(error=50.0))
    assert not result.passed
    assert len(result.reasons) == 1
    assert "rmse is 50 against the baseline's" in result.reasons[0]


@pytest.mark.parametrize(
    ("candidate", "champion", "margin", "passed"),
    [
        (2.0, 2.0, 0.0, True),
        (2.001, 2.0, 0.0, False),
        (2.04, 2.0, 0.05, True),
        (2.11, 2.0, 0.05, False),
        (1.99, 2.0, -0.01, False),
        (1.97, 2.0, -0.01, True),
        (9.0, 2.0, None, True),
    ],
)
def test_the_champion_margin_is_a_share_of_the_champions_loss(
    candidate: float, champion: float, margin: float | None, passed: bool
) -> None:
    gate = settings.Gate(baseline_margin=None, champion_margin=margin)
    assert decide(gate, measured(candidate, champion)).passed is passed


def test_the_champion_rule_holds_also_where_higher_is_better() -> None:
    gate = settings.Gate(baseline_margin=None)
    assert decide(gate, measured(1.0, 2.0, metric="r2")).passed
    assert not decide(gate, measured(3.0, 2.0, metric="r2")).passed


@pytest.mark.parametrize(
    ("limits", "passed"),
    [
        ({"rmse": 2.1}, True),
        ({"rmse": 1.9}, False),
        ({"r2": 0.9}, True),
        ({"r2": 0.99}, False),
        ({"rmse": 2.1, "mae": 1.0}, False),
    ],
)
def test_limits_are_the_worst_value_allowed_in_the_metrics_own_direction(limits: dict[str, float], passed: bool) -> None:
    assert decide(settings.Gate(limits=limits), measured()).passed is passed


def test_a_limit_on_no_metric_of_the_task_is_a_project_error() -> None:
    with pytest.raises(ProjectError, match="no metric for a regression task"):
        decide(settings.Gate(limits={"auc": 0.8}), measured())


@pytest.mark.parametrize(("shore_error", "passed"), [(2.5, True), (8.0, False)])
def test_the_worst_segment_may_lose_only_so_many_times_the_whole(shore_error: float, passed: bool) -> None:
    result = decide(settings.Gate(worst_segment=1.5), measured(shore_error=shore_error))
    assert result.passed is passed
    assert "district = shore" in result.checks[-1].detail


def test_a_segment_with_too_few_rows_does_not_decide() -> None:
    assert decide(settings.Gate(worst_segment=1.5, min_segment_rows=101), measured(shore_error=8.0)).passed


def test_a_segment_rule_that_nothing_can_be_measured_on_refuses() -> None:
    result = decide(settings.Gate(worst_segment=1.5, min_segment_rows=1_000), measured())
    assert result.reasons == ("no segment with 1000 rows or more can be measured",)


def test_a_segment_rule_without_segments_is_a_project_error() -> None:
    with pytest.raises(ProjectError, match="no segment is declared"):
        decide(settings.Gate(worst_segment=1.5), msgspec.structs.replace(measured(), segments=()))


def test_a_metric_that_is_undefined_refuses_and_says_so() -> None:
    shares = np.full((400, 2), 0.5)
    baseline = fit_baseline(np.array([0.0, 1.0]), "binary", 2, "auc")
    chosen = settings.Evaluation(metric="auc", bootstrap=50)
    found = evaluate(lambda _: shares, np.zeros((400, 1)), np.zeros(400), FRAME, chosen, "binary", baseline, None, 1)
    result = decide(settings.Gate(limits={"auc": 0.5}), found)
    assert rules(result) == [("limit auc", False), ("baseline", False)]
    assert all("undefined on the test split" in reason for reason in result.reasons)


def test_every_rule_is_checked_even_after_one_fails_and_the_result_survives_its_json() -> None:
    gate = settings.Gate(limits={"rmse": 1.0, "mae": 1.0}, worst_segment=1.1)
    result = decide(gate, measured(champion_error=1.0))
    assert rules(result) == [
        ("limit mae", False),
        ("limit rmse", False),
        ("baseline", True),
        ("champion", False),
        ("worst segment", True),
    ]
    assert len(result.reasons) == 3
    assert msgspec.json.decode(msgspec.json.encode(result), type=GateResult) == result
