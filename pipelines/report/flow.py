"""Draw the graph of a run's stages, from left to right or from top to bottom."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from pipelines.report.nodes import Child, add, node
from pipelines.report.view import Stage
from pipelines.report.words import seconds, shortened

_WIDE, _HIGH = 106.0, 46.0
_GAP_ALONG, _GAP_ACROSS = 22.0, 12.0
_MOST_BESIDE = 12


def flow(stages: Sequence[Stage], *, across: bool) -> Element:
    """Return the graph; at most twelve stages of one level are drawn, the table below has all of them."""
    levels: dict[int, list[Stage]] = {}
    for stage in stages:
        levels.setdefault(stage.level, []).append(stage)
    shown = {level: _fewer(group) for level, group in sorted(levels.items())}
    widest = max((len(group) for group in shown.values()), default=1)
    places: dict[str, tuple[float, float]] = {}
    for at, group in enumerate(shown.values()):
        for beside, stage in enumerate(group):
            places[stage.name] = _place(at, beside + (widest - len(group)) / 2, across=across)
    long, broad = (_WIDE, _HIGH) if across else (_HIGH, _WIDE)
    length = len(shown) * (long + _GAP_ALONG) - _GAP_ALONG + 4
    breadth = widest * (broad + _GAP_ACROSS) - _GAP_ACROSS + 4
    width, height = (length, breadth) if across else (breadth, length)
    frame = {"viewBox": f"0 0 {width:g} {height:g}", "width": f"{width:g}", "height": f"{height:g}"}
    title = "Graph of the run's stages"
    made = node("svg", {"class": "flow", "role": "img", "aria-label": title, **frame}, node("title", None, title))
    add(made, [node("desc", None, "; ".join(_told(stage) for stage in stages))])
    drawn = [stage for group in shown.values() for stage in group]
    add(made, [_edge(places[need], places[each.name], across=across) for each in drawn for need in each.needs if need in places])
    return add(made, [_box(stage, *places[stage.name]) for stage in drawn])


def _fewer(group: list[Stage]) -> list[Stage]:
    """Keep those that need an eye where not all can be drawn."""
    if len(group) <= _MOST_BESIDE:
        return group
    kept = sorted(group, key=lambda stage: stage.state in ("succeeded", "cached"))[: _MOST_BESIDE - 1]
    first = group[0]
    rest = Stage(f"{len(group) - len(kept)} more", "succeeded", first.level, first.needs)
    return [*sorted(kept, key=lambda stage: stage.name), rest]


def _place(along: float, beside: float, *, across: bool) -> tuple[float, float]:
    if across:
        return 2 + along * (_WIDE + _GAP_ALONG), 2 + beside * (_HIGH + _GAP_ACROSS)
    return 2 + beside * (_WIDE + _GAP_ACROSS), 2 + along * (_HIGH + _GAP_ALONG)


def _edge(start: tuple[float, float], end: tuple[float, float], *, across: bool) -> Element:
    if across:
        x1, y1, x2, y2 = start[0] + _WIDE, start[1] + _HIGH / 2, end[0], end[1] + _HIGH / 2
        middle = (x1 + x2) / 2
        path = f"M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"
    else:
        x1, y1, x2, y2 = start[0] + _WIDE / 2, start[1] + _HIGH, end[0] + _WIDE / 2, end[1]
        middle = (y1 + y2) / 2
        path = f"M{x1:g} {y1:g}C{x1:g} {middle:g} {x2:g} {middle:g} {x2:g} {y2:g}"
    return node("path", {"class": "edge", "d": path})


def _box(stage: Stage, x: float, y: float) -> Element:
    kind = stage.state.replace(" ", "-")
    below = "cached" if stage.state == "cached" else stage.state if not stage.ran else _timed(stage)
    lines: list[Child] = [
        node("title", None, _told(stage)),
        node("rect", {"x": f"{x:g}", "y": f"{y:g}", "width": f"{_WIDE:g}", "height": f"{_HIGH:g}", "rx": "6"}),
        _line(x, y + 19, shortened(stage.name, 15), "name"),
        _line(x, y + 36, below, "time"),
    ]
    return node("g", {"class": f"stage {kind}"}, *lines)


def _line(x: float, y: float, text: str, kind: str) -> Element:
    return node("text", {"class": kind, "x": f"{x + _WIDE / 2:g}", "y": f"{y:g}", "text-anchor": "middle"}, text)


def _timed(stage: Stage) -> str:
    if not stage.attempts:
        return "succeeded"
    return seconds(stage.seconds) if stage.state == "succeeded" else f"{stage.state}, {seconds(stage.seconds)}"


def _told(stage: Stage) -> str:
    after = f", after {', '.join(stage.needs)}" if stage.needs else ""
    return f"{stage.name}: {stage.state}, {seconds(stage.seconds)}{after}" if stage.ran else f"{stage.name}: {stage.state}{after}"
