"""Put a report together: what came of the run first, then stages, data, candidate and environment."""

from xml.etree.ElementTree import Element

from pipelines.report.charts import span
from pipelines.report.data import data_section
from pipelines.report.environment import environment_section
from pipelines.report.flow import flow
from pipelines.report.nodes import Child, name, node, written
from pipelines.report.parts import facts, folded, numeric, section
from pipelines.report.quality import (
    errors_section,
    gate_section,
    importance_section,
    metrics_section,
    segments_section,
)
from pipelines.report.style import CSS
from pipelines.report.trials import trials_section
from pipelines.report.view import GOOD, STOPPED, Stage, View
from pipelines.report.words import interval, number, seconds, share, size

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render(view: View) -> bytes:
    """Return the report as one HTML document that needs nothing else; equal views give equal bytes."""
    sections = [
        section
        for section in (
            gate_section(view),
            metrics_section(view),
            segments_section(view),
            errors_section(view),
            importance_section(view),
            trials_section(view),
            stages_section(view),
            data_section(view),
            environment_section(view),
        )
        if section is not None
    ]
    head = node(
        "head",
        None,
        node("meta", {"charset": "utf-8"}),
        node("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        node("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        node("meta", {"name": "color-scheme", "content": "light dark"}),
        node("title", None, f"{view.project}: run {view.run}"),
        node("style", None, CSS),
    )
    foot = node("footer", None, node("p", None, "Times are in UTC. The page holds figures and names, no row of the data."))
    body = node("body", None, _header(view, sections), node("main", None, _alert(view), _tiles(view), *sections), foot)
    return written(node("html", {"lang": "en"}, head, body))


def _header(view: View, sections: list[Element]) -> Element:
    kind, word = _verdict(view)
    links = [node("li", None, node("a", {"href": f"#{each.get('id')}"}, each[0].text or "")) for each in sections]
    again = f", resumed {view.resumed} times" if view.resumed > 1 else ", resumed once" if view.resumed else ""
    told = f"Run {view.run}, begun {view.began_at:%Y-%m-%d %H:%M:%S} UTC, {seconds(view.seconds)}{again}"
    return node(
        "header",
        None,
        node("h1", None, name(view.project)),
        node("p", {"class": "eyebrow"}, told),
        node("span", {"class": f"badge {kind}"}, word),
        node("nav", {"aria-label": "Sections"}, node("ul", None, *links)),
    )


def _verdict(view: View) -> tuple[str, str]:
    if view.state == "succeeded" and view.registered is not None:
        return ("good", "registered") if view.registered else ("warn", "refused by the gate")
    if view.state == "succeeded":
        return "good", "succeeded"
    words = {"running": "still going on", **dict.fromkeys(STOPPED, "stopped before its end")}
    return ("warn", words[view.state]) if view.state in words else ("bad", view.state)


def _alert(view: View) -> Element | None:
    stage = view.broken
    if stage is None and view.state in STOPPED:
        made = section("failure", "Stopped", node("p", None, "Go on with ", node("code", None, "penstock run --resume"), "."))
        made.set("class", "alert")
        return made
    if stage is None:
        return None
    log = facts([("log", node("code", None, stage.log))]) if stage.log else None
    made = section("failure", f"{stage.name} {stage.state}", node("p", None, stage.cause or "no cause was told"), log)
    made.set("class", "alert")
    return made


def _tiles(view: View) -> Element:
    tiles: list[tuple[str, str, str]] = []
    if view.report:
        found = view.report.evaluation
        own, others = found.values[found.metric], found.baseline.values.get(found.metric)
        tiles.append((found.metric, number(own.value), interval(own.low, own.high)))
        if found.champion:
            tiles.append(("champion", number(found.champion.values.get(found.metric)), found.metric))
        tiles.append(("baseline", number(others), f"{found.metric} of a constant guess"))
        tiles.append(("test rows", f"{found.rows:,}", "untouched by training"))
    if view.parts:
        refused = f"{share(view.quarantined, view.rows_read)} of {view.rows_read:,} rows"
        tiles.append(("quarantined", f"{view.quarantined:,}", refused))
    ran = [stage for stage in view.stages if stage.ran]
    cached = sum(stage.state == "cached" for stage in ran)
    tiles.append(("stages", f"{len(ran)}", f"{cached} from the cache" if cached else "none from the cache"))
    made = [node("div", None, node("dt", None, a), node("dd", None, b), node("dd", None, c)) for a, b, c in tiles]
    return node("dl", {"class": "tiles"}, *made)


def stages_section(view: View) -> Element:
    """Return the graph of the stages, and their times, processors and memory."""
    frame = {"class": "scroll wide", "tabindex": "0", "role": "region", "aria-label": "graph"}
    whole = max([view.seconds, *(stage.ended_seconds for stage in view.stages)])
    ran = sorted((stage for stage in view.stages if stage.ran), key=lambda stage: (stage.began_seconds, stage.level, stage.name))
    rows = [_stage_row(stage, whole) for stage in ran]
    head = ["stage", "state", f"when, of {seconds(view.seconds)}", "took", "processor", "peak memory"]
    return section(
        "stages",
        "Stages",
        node("div", frame, flow(view.stages, across=True)),
        node("div", {**frame, "class": "scroll tall"}, flow(view.stages, across=False)),
        folded(head, rows, 30, "Stages in the order of their beginning"),
    )


def _stage_row(stage: Stage, whole: float) -> list[Child]:
    kind = stage.state.replace(" ", "-")
    tries = f", {stage.attempts} tries" if stage.attempts > 1 else ""
    badge = node("span", {"class": f"badge {'good' if stage.state in GOOD else 'bad'}"}, f"{stage.state}{tries}")
    used = (
        [seconds(stage.seconds), seconds(stage.cpu_seconds), size(stage.memory_bytes)]
        if stage.state != "cached"
        else ["", "", ""]
    )
    drawn = span(stage.began_seconds, stage.ended_seconds, whole, kind)
    return [name(stage.name), badge, drawn, *(numeric(each) for each in used)]
