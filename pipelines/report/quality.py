"""The sections on the candidate: the gate, the champion beside it, what matters, where it errs."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from penstock.model.report import Comparison, Evaluation, Measured, Report, Segment
from pipelines.report.charts import bar, calibration, histogram, residual_bins
from pipelines.report.nodes import Child, name, node, table
from pipelines.report.parts import folded, numeric, section
from pipelines.report.view import View
from pipelines.report.words import interval, number

_SHOWN_ROWS = 15


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


def _verdict(passed: bool) -> Element:
    return node("span", {"class": "badge good" if passed else "badge bad"}, "pass" if passed else "fail")
