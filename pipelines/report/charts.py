"""Draw charts as SVG: pure functions from numbers to a tree.

Horizontal places are in per cent and text has a fixed size, so that a chart is read as well on a phone as on a desk.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from penstock.model.report import CalibrationBin, Residuals
from pipelines.report.nodes import Child, add, drawing, node
from pipelines.report.words import interval, number, shortened

_PLOT = 190.0
_TOP = 18.0
_FOOT = 22.0
_LOG_RATIO = 50.0
# With more choices, an axis has their numbers.
WORDED_CHOICES = 3
# Where marks begin and end, in per cent: left of them stand the labels.
_LEFT, _RIGHT = 21.0, 97.0


@dataclass(frozen=True, slots=True)
class Point:
    """Be one mark: its place in the data's units, how it is drawn, and what a pointer on it tells."""

    x: float
    y: float
    kind: str
    told: str


def bar(
    value: float | None, largest: float, low: float | None = None, high: float | None = None, mark: float | None = None
) -> Element:
    """Return a bar from nothing to `value` for a table's cell, with its interval and a mark; the cell beside it has the words."""
    made = node("svg", {"class": "bar", "width": "100%", "height": "18", "aria-hidden": "true"})
    if value is None or largest <= 0 or not math.isfinite(largest):
        return made
    wide = _percent(value, largest)
    drawn: list[Child] = [node("rect", {"class": "fill", "x": "0", "y": "3", "width": wide, "height": "12", "rx": "2"})]
    if low is not None and high is not None and high > low:
        left, right = _percent(low, largest), _percent(high, largest)
        drawn.append(_line(left, 9, right, 9, "whisker"))
        drawn += [_line(at, 5, at, 13, "whisker") for at in (left, right)]
    if mark is not None and 0 <= mark <= largest:
        drawn.append(_line(_percent(mark, largest), 0, _percent(mark, largest), 18, "mark"))
    return add(made, drawn)


def span(began: float, ended: float, whole: float, kind: str) -> Element:
    """Return where in the time of a run a stage lies, for a table's cell."""
    made = node("svg", {"class": "bar", "width": "100%", "height": "18", "aria-hidden": "true"})
    left = min(100 * began / whole, 99.4) if whole > 0 else 0.0
    wide = max(100 * (ended - began) / whole, 0.6) if whole > 0 else 0.6
    place = {"x": f"{left:.2f}%", "y": "3", "width": f"{min(wide, 100 - left):.2f}%", "height": "12", "rx": "2"}
    return add(
        made,
        [node("line", {"class": "rail", "x1": "0", "x2": "100%", "y1": "9", "y2": "9"}), node("rect", {"class": kind, **place})],
    )


def parts(sizes: Sequence[tuple[str, int]], title: str) -> Element:
    """Return one bar cut into parts, each of a class; parts of nothing are not drawn."""
    whole = sum(count for _, count in sizes) or 1
    made = drawing(22, title, ", ".join(f"{kind}: {count:,}" for kind, count in sizes), "parts")
    left = 0.0
    for kind, count in sizes:
        wide = 100 * count / whole
        if count:
            add(made, [node("rect", {"class": kind, "x": f"{left:.3f}%", "y": "0", "width": f"{wide:.3f}%", "height": "22"})])
        left += wide
    return made


def scatter(points: Sequence[Point], title: str, description: str, choices: Sequence[str] = ()) -> Element:
    """Return marks over two axes; with `choices`, x counts them. A positive x over a wide ratio is logarithmic."""
    xs, ys = [point.x for point in points], [point.y for point in points]
    wide = not choices and min(xs) > 0 and max(xs) / min(xs) >= _LOG_RATIO
    made = drawing(_TOP + 130 + _FOOT, title, description)
    low, high = min(ys), _ceiling(ys)
    for value in sorted({low, high}):
        add(
            made,
            _rule(_TOP + 130 * _down(value, low, high), f"{'≥ ' if value < max(ys) and value == high else ''}{number(value)}"),
        )
    scale = [math.log10(x) if wide else x for x in xs]
    least, most = (-0.5, len(choices) - 0.5) if choices else (min(scale), max(scale))
    for point, x in zip(points, scale, strict=True):
        place = {
            "cx": f"{_LEFT + (_RIGHT - _LEFT) * (1 - _down(x, least, most)):.2f}%",
            "cy": f"{_TOP + 130 * _down(min(point.y, high), low, high):.1f}",
        }
        radius = "6" if point.kind == "best" else "4"
        add(made, [node("circle", {"class": point.kind, "r": radius, **place}, node("title", None, point.told))])
    if choices:
        labels = [shortened(choice, 12) if len(choices) <= WORDED_CHOICES else str(at) for at, choice in enumerate(choices, 1)]
        shares = [1 - _down(at, least, most) for at in range(len(choices))]
        places = [f"{_LEFT + (_RIGHT - _LEFT) * share:.2f}%" for share in shares]
        return add(made, [_text(at, _TOP + 130 + 17, text, "middle") for at, text in zip(places, labels, strict=True)])
    first, last = f"{_LEFT:g}%", f"{_RIGHT:g}%"
    ends = [(first, "start", min(xs)), (last, "end", max(xs))] if min(xs) != max(xs) else [("60%", "middle", xs[0])]
    add(made, [_text(at, _TOP + 130 + 17, number(value), anchor) for at, anchor, value in ends])
    if wide:
        add(made, [_text("60%", _TOP + 130 + 17, "logarithmic", "middle")])
    return made


def histogram(found: Residuals, unit: str) -> Element:
    """Return how often each residual is; the line stands at no error."""
    most, cells = max(found.counts) or 1, len(found.counts)
    first, last = found.edges[0], found.edges[-1]
    title = "Histogram of residuals"
    said = f"{sum(found.counts):,} rows from {number(first)} to {number(last)} {unit}; the outer bars also count what lies beyond"
    made = drawing(_TOP + _PLOT + _FOOT, title, said)
    add(made, _rule(_TOP, f"{most:,} rows"))
    for at, count in enumerate(found.counts):
        high = _PLOT * count / most
        place = {
            "x": f"{100 * at / cells:.3f}%",
            "width": f"{94 / cells:.3f}%",
            "y": f"{_TOP + _PLOT - high:.1f}",
            "height": f"{high:.1f}",
        }
        told = f"{number(found.edges[at])} to {number(found.edges[at + 1])}: {count:,} rows"
        add(made, [node("rect", {"class": "fill", **place}, node("title", None, told))])
    if first < 0 < last:
        zero = f"{100 * -first / (last - first):.2f}%"
        add(made, [_line(zero, _TOP, zero, _TOP + _PLOT, "mark"), _text(zero, _TOP + _PLOT + 17, "0", "middle")])
    base = _TOP + _PLOT + 17
    add(made, [_text("0", base, number(first), "start"), _text("100%", base, number(last), "end")])
    return add(made, [_line("0", _TOP + _PLOT, "100%", _TOP + _PLOT, "axis")])


def residual_bins(found: Residuals, unit: str) -> Element:
    """Return median and spread of the residuals over the predictions, from the lowest tenth to the highest."""
    bins = found.bins
    low, high = min(0.0, *(each.low for each in bins)), max(0.0, *(each.high for each in bins))
    made = drawing(_TOP + _PLOT + _FOOT, "Residuals by size of the prediction", _bins_told(found, unit))
    for value in sorted({low, 0.0, high}):
        at = _TOP + _PLOT * _down(value, low, high)
        add(made, _rule(at, number(value), "mark" if value == 0 else "grid"))
    for at, each in enumerate(bins):
        x = f"{_LEFT + (_RIGHT - _LEFT) * (at + 0.5) / len(bins):.2f}%"
        top, middle, foot = (_TOP + _PLOT * _down(value, low, high) for value in (each.high, each.median, each.low))
        around = f"median {number(each.median)}, {interval(each.low, each.high)}, {each.rows:,} rows"
        told = f"predicted about {number(each.predicted)}: {around}"
        title = node("title", None, told)
        dot = node("circle", {"class": "dot", "cx": x, "cy": f"{middle:.1f}", "r": "5"}, title)
        add(made, [_line(x, top, x, foot, "spread"), dot])
    base = _TOP + _PLOT + 17
    if bins:
        ends = [(f"{_LEFT:g}%", "start", bins[0]), (f"{_RIGHT:g}%", "end", bins[-1])]
        add(made, [_text(at, base, number(each.predicted), anchor) for at, anchor, each in ends])
    return add(made, [_text("60%", base, "predicted", "middle")])


def calibration(cells: Sequence[CalibrationBin]) -> Element:
    """Return how often what was stated happened; on the line from corner to corner, stated is what happens."""
    said = "; ".join(f"stated {number(each.stated)}, happened {number(each.happened)}, {each.rows:,} rows" for each in cells)
    made = drawing(_TOP + _PLOT + _FOOT, "Calibration", said)
    for value in (0.0, 0.5, 1.0):
        add(made, _rule(_TOP + _PLOT * (1 - value), f"{value:.0%} happened" if value else ""))
    add(made, [_line("4%", _TOP + _PLOT, "96%", _TOP, "mark")])
    most = max((each.rows for each in cells), default=1)
    for each in cells:
        place = {"cx": f"{4 + 92 * each.stated:.2f}%", "cy": f"{_TOP + _PLOT * (1 - each.happened):.1f}"}
        told = f"stated {each.stated:.1%}, happened {each.happened:.1%}, {each.rows:,} rows"
        radius = f"{4 + 6 * math.sqrt(each.rows / most):.1f}"
        add(made, [node("circle", {"class": "dot", "r": radius, **place}, node("title", None, told))])
    base = _TOP + _PLOT + 17
    ends = [("4%", "0 %", "start"), ("50%", "stated probability", "middle"), ("96%", "100 %", "end")]
    return add(made, [_text(at, base, text, anchor) for at, text, anchor in ends])


def _bins_told(found: Residuals, unit: str) -> str:
    each = [f"{number(bin.predicted)}: {number(bin.median)} ({number(bin.low)} to {number(bin.high)})" for bin in found.bins]
    return f"Median and middle four fifths in {unit}, by prediction: " + "; ".join(each)


def _ceiling(ys: Sequence[float]) -> float:
    """Return the highest value, or one past most of them where the highest would flatten all the others."""
    least, most = min(ys), max(ys)
    bulk = sorted(ys)[int(0.8 * (len(ys) - 1))] - least
    return least + 1.5 * bulk if 0 < 3 * bulk < most - least else most


def _down(value: float, low: float, high: float) -> float:
    """Return the distance from the top as a share, for an axis that grows upwards."""
    return 0.5 if high <= low else (high - value) / (high - low)


def _percent(value: float, largest: float) -> str:
    return f"{100 * min(max(value / largest, 0.0), 1.0):.2f}%"


def _line(x1: str, y1: float, x2: str, y2: float, kind: str) -> Element:
    return node("line", {"class": kind, "x1": x1, "x2": x2, "y1": f"{y1:.1f}", "y2": f"{y2:.1f}"})


def _text(x: str, y: float, text: str, anchor: str) -> Element:
    return node("text", {"x": x, "y": f"{y:.1f}", "text-anchor": anchor}, text)


def _rule(y: float, text: str, kind: str = "grid") -> list[Child]:
    return [_line("0", y, "100%", y, kind), _text("0", y - 4, text, "start")]
