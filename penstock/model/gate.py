"""Decide whether a candidate may become champion, from its evaluation and the project's gate."""

import numpy as np

from penstock.errors import ProjectError
from penstock.model.metrics import METRICS, Metric, choose_metric
from penstock.model.report import Check, Comparison, Evaluation, GateResult, Measured
from penstock.settings import Gate


def decide(gate: Gate, evaluation: Evaluation) -> GateResult:
    """Pass the candidate when every rule of `gate` holds; a rule that cannot be measured does not hold.

    Without a champion the champion's rule is left out.

    Raises:
        ProjectError: a limit names no metric of the task, or a worst segment is asked for without segments.
    """
    metric = METRICS[evaluation.metric]
    checks = [_limit(evaluation, name, gate.limits[name]) for name in sorted(gate.limits)]
    if gate.baseline_margin is not None:
        checks.append(_beside(evaluation, metric, "baseline", evaluation.baseline, gate.baseline_margin))
    if gate.champion_margin is not None and evaluation.champion is not None:
        checks.append(_beside(evaluation, metric, "champion", evaluation.champion, gate.champion_margin))
    if gate.worst_segment is not None:
        checks.append(_worst_segment(evaluation, metric, gate.worst_segment, gate.min_segment_rows))
    reasons = tuple(check.detail for check in checks if not check.passed)
    return GateResult(not reasons, reasons, tuple(checks))


def _loss(metric: Metric, value: float | None) -> float | None:
    return None if value is None else float(metric.loss(np.array([value]))[0])


def _limit(evaluation: Evaluation, name: str, limit: float) -> Check:
    metric = choose_metric(name, evaluation.task)
    value = evaluation.values[name].value
    if value is None:
        return Check(f"limit {name}", False, None, limit, f"{name} is undefined on the test split")
    passed = value >= limit if metric.higher_is_better else value <= limit
    side = "at least" if metric.higher_is_better else "at most"
    return Check(f"limit {name}", passed, value, limit, f"{name} is {value:.6g}; the gate allows {side} {limit:.6g}")


def _beside(evaluation: Evaluation, metric: Metric, rule: str, other: Comparison, margin: float) -> Check:
    own = _loss(metric, evaluation.values[metric.name].value)
    theirs = _loss(metric, other.values[metric.name])
    if own is None or theirs is None:
        return Check(rule, False, own, None, f"{metric.name} is undefined on the test split, so the {rule} cannot be compared")
    allowed = (1.0 + margin) * theirs
    ours, name = evaluation.values[metric.name].value, metric.name
    detail = f"{name} is {ours:.6g} against the {rule}'s {other.values[name]:.6g}; loss differs by {_spread(other.difference)}"
    return Check(rule, own <= allowed, own, allowed, f"{detail}, margin {margin:+.2%}")


def _spread(difference: Measured) -> str:
    if difference.low is None or difference.high is None:
        return f"{difference.value:+.6g}"
    return f"{difference.value:+.6g} ({difference.low:+.6g} to {difference.high:+.6g})"


def _worst_segment(evaluation: Evaluation, metric: Metric, times: float, least_rows: int) -> Check:
    if not evaluation.segments:
        raise ProjectError(
            "the gate asks for a worst segment, but no segment is declared",
            where="[gate] worst_segment",
            fix="declare columns in [evaluation] segments, or remove worst_segment",
        )
    overall = _loss(metric, evaluation.values[metric.name].value)
    losses = [
        (loss, f"{segment.column} = {segment.label}")
        for segment in evaluation.segments
        if segment.rows >= least_rows and (loss := _loss(metric, segment.values[metric.name])) is not None
    ]
    if overall is None or not losses:
        return Check("worst segment", False, None, None, f"no segment with {least_rows} rows or more can be measured")
    worst, name = max(losses)
    allowed = times * overall
    detail = f"segment {name} has a {metric.name} loss of {worst:.6g}; {times:g} times the overall loss is {allowed:.6g}"
    return Check("worst segment", worst <= allowed, worst, allowed, detail)
