"""The sections on the candidate: the gate, the champion beside it, what matters, where it errs, and how it was searched for."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from penstock.model.report import Comparison, Evaluation, Measured, Report, Segment
from penstock.model.trials import Parameter, Trial, TuneResult
from pipelines.report.charts import WORDED_CHOICES, Point, bar, calibration, histogram, residual_bins, scatter
from pipelines.report.nodes import Child, name, node, table
from pipelines.report.parts import folded, numeric, section
from pipelines.report.view import View
from pipelines.report.words import interval, number

_SHOWN_ROWS = 15
_MOST_POINTS = 300
_MOST_CHOICES = 12


def gate_section(view: View) -> Element | None:
    """Return every check of the gate and what was decided."""
    if view.report is None:
        return None
    gate = view.report.gate
    rows: list[list[Child]] = [
        [check.rule, _verdict(check.passed), numeric(number(check.measured)), numeric(number(check.allowed))]
        for check in gate.checks
    ]
    words = node("ul", {"class": "plain soft"}, *(node("li", None, check.detail) for check in gate.checks if check.passed))
    told = "Every rule of the gate holds." if gate.passed else "The gate refused the candidate:"
    why = None if gate.passed else node("ul", {"class": "plain"}, *(node("li", None, reason) for reason in gate.reasons))
    checks = table(["rule", "verdict", "measured", "allowed"], rows, caption="Checks of the gate")
    return section("gate", "Gate", node("p", None, told), why, *((checks, words) if rows else ()))


def metrics_section(view: View) -> Element | None:
    """Return the candidate's metrics beside the champion's and the baseline's, on the same rows."""
    if view.report is None:
        return None
    found = view.report.evaluation
    sides = [("champion", found.champion)] if found.champion else []
    sides.append(("baseline", found.baseline))
    rows: list[list[Child]] = [
        [
            metric,
            numeric(number(own.value)),
            numeric(interval(own.low, own.high)),
            *(numeric(number(each.values.get(metric))) for _, each in sides),
        ]
        for metric, own in sorted(found.values.items(), key=lambda each: (each[0] != found.metric, each[0]))
    ]
    head = ["metric", "candidate", f"{found.confidence:.0%} interval", *(side for side, _ in sides)]
    intro = f"Measured on {found.rows:,} rows that neither training nor tuning saw. The gate decides on {found.metric}."
    beside = [node("li", None, f"Beside the {side}: {_compared(each, found)}") for side, each in sides]
    first = None if found.champion else node("p", {"class": "soft"}, "There was no champion before this run.")
    caption = "Candidate, champion and baseline on the same rows"
    return section(
        "champion",
        "Candidate beside champion",
        node("p", None, intro),
        _sides(found, view.report, sides),
        table(head, rows, caption=caption),
        node("ul", {"class": "plain"}, *beside),
        first,
    )


def _sides(found: Evaluation, report: Report, sides: Sequence[tuple[str, Comparison]]) -> Element:
    own = found.values[found.metric]
    values: list[tuple[str, Measured]] = [("candidate", own)]
    values += [(side, Measured(each.values.get(found.metric), None, None)) for side, each in sides]
    largest = max((value for _, each in values for value in (each.value, each.high) if value is not None), default=0.0)
    rows: list[list[Child]] = [
        [side, bar(each.value, largest, each.low, each.high), numeric(number(each.value))] for side, each in values
    ]
    note = f" The champion is {report.champion.removeprefix('sha256:')[:12]}." if report.champion else ""
    told = f"{found.metric}, the candidate's with its interval.{note}"
    return node("div", None, node("p", {"class": "soft"}, told), table(["", found.metric, ""], rows, caption=told))


def _compared(side: Comparison, found: Evaluation) -> str:
    gap = side.difference
    if gap.value is None or gap.low is None or gap.high is None:
        return "the difference is undefined."
    word = "better" if gap.high < 0 else "worse" if gap.low > 0 else "no clear difference" if gap.value else "the same"
    return f"{word}; the loss of {found.metric} differs by {number(gap.value)} ({interval(gap.low, gap.high)}), less is better."


def segments_section(view: View) -> Element | None:
    """Return the deciding metric of each declared segment; the line is the whole's."""
    if view.report is None or not view.report.evaluation.segments:
        return None
    found = view.report.evaluation
    whole = found.values[found.metric].value
    blocks: list[Child] = []
    for column, group in groupby(found.segments, key=lambda each: each.column):
        rows = _segment_rows(list(group), found.metric, whole)
        blocks.append(node("h3", None, "By ", name(column)))
        blocks.append(folded(["segment", found.metric, "", "rows"], rows, _SHOWN_ROWS, f"{found.metric} by {column}"))
    intro = f"The dashed line is the {found.metric} of all rows, {number(whole)}."
    return section("segments", "Errors by segment", node("p", None, intro), *blocks)


def _segment_rows(group: list[Segment], metric: str, whole: float | None) -> list[list[Child]]:
    values = [each.values.get(metric) for each in group]
    largest = max((value for value in (*values, whole) if value is not None), default=0.0)
    return [
        [name(each.label), bar(value, largest, mark=whole), numeric(number(value)), numeric(f"{each.rows:,}")]
        for each, value in zip(group, values, strict=True)
    ]


def importance_section(view: View) -> Element | None:
    """Return how much worse the candidate is when one feature is shuffled."""
    if view.report is None or not view.report.evaluation.importance:
        return None
    found = view.report.evaluation
    largest = max(each.mean + each.deviation for each in found.importance)
    rows: list[list[Child]] = [
        [
            name(each.feature),
            bar(each.mean, largest, each.mean - each.deviation, each.mean + each.deviation),
            numeric(number(each.mean)),
            numeric(f"± {number(each.deviation)}"),
        ]
        for each in found.importance
    ]
    intro = f"How much the loss of {found.metric} grows when the values of one feature are shuffled among the rows."
    shown = folded(["feature", "added loss", "", "spread"], rows, _SHOWN_ROWS, "Importance of the features")
    return section("importance", "What matters", node("p", None, intro), shown)


def errors_section(view: View) -> Element | None:
    """Return the residuals of a regression, or the calibration of a classification."""
    if view.report is None:
        return None
    found = view.report.evaluation
    if found.residuals is not None:
        unit = (view.contract.target.unit if view.contract else None) or "the target's unit"
        by_size = node("figcaption", None, "By size of the prediction: median and middle four fifths of each tenth of the rows.")
        spread = node("figcaption", None, f"How often an error of each size is, in {unit}.")
        return section(
            "residuals",
            "Residuals",
            node(
                "p",
                None,
                f"The residual is what happened minus what was predicted, in {unit}: above zero, the model was too low.",
            ),
            node(
                "div",
                {"class": "pair"},
                node("figure", None, by_size, residual_bins(found.residuals, unit)),
                node("figure", None, spread, histogram(found.residuals, unit)),
            ),
        )
    if not found.calibration:
        return None
    classes = view.contract.target.categories if view.contract else ()
    what = ["of the likeliest class"] if len(classes) != 2 else ["of ", node("strong", None, name(classes[1]))]
    rows: list[list[Child]] = [
        [f"{each.stated:.1%}", numeric(f"{each.happened:.1%}"), numeric(f"{each.rows:,}")] for each in found.calibration
    ]
    cells = node("details", None, node("summary", None, "The cells as a table"), table(["stated", "happened", "rows"], rows))
    caption = node("figcaption", None, "On the dashed line, what is stated is what happens. Larger dots have more rows.")
    intro = node("p", None, "The stated probability ", *what, " beside how often it came true.")
    return section("calibration", "Calibration", intro, node("figure", None, caption, calibration(found.calibration)), cells)


def trials_section(view: View) -> Element | None:
    """Return the search: the loss of each trial over each parameter, and all trials as a table."""
    search = view.search
    if search is None or not search.trials:
        return None
    metric = view.report.evaluation.metric if view.report else "the metric"
    states = [
        f"{sum(trial.state == state for trial in search.trials)} {state}" for state in sorted({t.state for t in search.trials})
    ]
    best = (
        "" if search.best_value is None else f" The best loss of {metric} on the validation rows is {number(search.best_value)}."
    )
    intro = f"{len(search.trials)} trials ({', '.join(states)}), sampler {search.sampler}, seed {search.seed}.{best}"
    measured = [trial for trial in search.trials if trial.value is not None]
    names = sorted({parameter for trial in search.trials for parameter in trial.parameters})
    slices = [made for each in names if (made := _slice(each, _thinned(measured, search), search)) is not None]
    head: list[Child] = ["trial", "state", "loss", "rounds", *(name(each) for each in names)]
    rows: list[list[Child]] = [
        [
            f"{t.number}",
            t.state,
            numeric(number(t.value)),
            numeric(f"{t.rounds}"),
            *(_setting(t.parameters.get(each)) for each in names),
        ]
        for t in sorted(search.trials, key=lambda t: (t.value is None, t.value or 0.0, t.number))
    ]
    every = node(
        "details", None, node("summary", None, f"All {len(rows)} trials, best first"), table(head, rows, caption="Trials")
    )
    best_rows: list[list[Child]] = [[name(each), _setting(value)] for each, value in sorted(search.best_parameters.items())]
    return section(
        "trials",
        "Trials",
        node("p", None, intro),
        _legend() if slices else None,
        node("div", {"class": "slices"}, *slices),
        node("h3", None, "Chosen parameters"),
        table(["parameter", "value"], best_rows),
        every,
    )


def _thinned(trials: list[Trial], search: TuneResult) -> list[Trial]:
    """Keep the best ones and every so-manieth of the others, in the order of the search."""
    ranked = sorted(trials, key=lambda trial: (trial.value, trial.number))
    if len(ranked) <= _MOST_POINTS:
        kept = ranked
    else:
        half = _MOST_POINTS // 2
        kept = ranked[:half] + ranked[half :: -(-(len(ranked) - half) // half)]
    return sorted(kept, key=lambda trial: (trial.value == search.best_value, trial.number))


def _slice(parameter: str, trials: list[Trial], search: TuneResult) -> Element | None:
    """Return loss over one parameter; what is no number is counted in the order of its name."""
    held = [(trial, trial.parameters[parameter]) for trial in trials if parameter in trial.parameters]
    plain = [(trial, float(value)) for trial, value in held if isinstance(value, int | float) and not isinstance(value, bool)]
    choices: list[str] = [] if len(plain) == len(held) else sorted({str(value) for _, value in held})
    if not held or len(choices) > _MOST_CHOICES:
        return None
    placed = [(trial, float(choices.index(str(value)))) for trial, value in held] if choices else plain
    points = [
        Point(
            x,
            trial.value,
            _kind(trial, search),
            f"trial {trial.number}: {parameter} {_plain(trial.parameters[parameter])}, loss {number(trial.value)}",
        )
        for trial, x in placed
        if trial.value is not None
    ]
    said = f"{len(points)} trials; the chosen value is {_plain(search.best_parameters.get(parameter))}"
    drawn = scatter(points, f"Loss over {parameter}", said, choices)
    told = [node("li", None, name(choice)) for choice in choices]
    below = node("ol", {"class": "choices"}, *told) if len(choices) > WORDED_CHOICES else None
    return node("figure", None, node("figcaption", None, name(parameter)), drawn, below)


def _kind(trial: Trial, search: TuneResult) -> str:
    if trial.state == "complete" and trial.value == search.best_value:
        return "best"
    return "complete" if trial.state == "complete" else "pruned"


def _legend() -> Element:
    entries = [("best", "chosen"), ("complete", "complete"), ("pruned", "stopped early")]
    frame = {"width": "12", "height": "12", "aria-hidden": "true"}
    return node(
        "ul",
        {"class": "legend"},
        *(
            node("li", None, node("svg", frame, node("circle", {"class": kind, "cx": "6", "cy": "6", "r": "5"})), word)
            for kind, word in entries
        ),
    )


def _setting(value: Parameter) -> Element:
    return numeric(_plain(value))


def _plain(value: Parameter) -> str:
    if isinstance(value, float):
        return number(value)
    return "" if value is None else str(value)


def _verdict(passed: bool) -> Element:
    return node("span", {"class": "badge good" if passed else "badge bad"}, "pass" if passed else "fail")
