"""The section on the data: what was read, what was refused and why, what is missing, and how the rows were split."""

from xml.etree.ElementTree import Element

from pipelines.report.charts import parts
from pipelines.report.nodes import Child, name, node
from pipelines.report.parts import folded, legend, numeric, section
from pipelines.report.view import View
from pipelines.report.words import share, size

_SHOWN_ROWS = 12


def data_section(view: View) -> Element | None:
    """Return what was read, what was refused and why, what is missing, and how the rows were split."""
    if not view.parts:
        return None
    return section("data", "Data", *_rows_kept(view), *_reasons(view), _sources(view), *_missing(view), *_split(view))


def _rows_kept(view: View) -> list[Child]:
    made = view.dataset
    if made is None:
        told = f"{view.rows_read:,} rows were read and {view.quarantined:,} of them refused; no dataset was made of them."
        return [node("p", None, told)]
    repeated = made.duplicates + made.superseded
    told = f"Of {view.rows_read:,} rows that were read, {made.rows:,} make the dataset."
    drawn = parts([("kept", made.rows), ("repeated", repeated), ("refused", made.quarantined)], "Rows kept, repeated and refused")
    entries = [
        ("kept", f"kept: {made.rows:,}"),
        ("repeated", f"repeated: {made.duplicates:,} the same, {made.superseded:,} replaced by a later row"),
        ("refused", f"quarantined: {made.quarantined:,} ({share(made.quarantined, view.rows_read)})"),
    ]
    return [node("p", None, told), drawn, legend(entries)]


def _reasons(view: View) -> list[Child]:
    if not view.problems:
        return [node("p", {"class": "soft"}, "No row broke the contract.")]
    most = view.problems[0].cells
    rows: list[list[Child]] = [
        [
            name(each.column) if each.column else node("em", None, "whole line"),
            each.reason,
            _reason_bar(each.cells, most),
            numeric(f"{each.cells:,}"),
        ]
        for each in view.problems
    ]
    return [
        node("h3", None, "Why rows were quarantined"),
        folded(["column", "reason", "cells", ""], rows, _SHOWN_ROWS, "Quarantine by reason"),
    ]


def _reason_bar(cells: int, most: int) -> Element:
    made = node("svg", {"class": "bar", "width": "100%", "height": "18", "aria-hidden": "true"})
    made.append(node("rect", {"class": "refused", "y": "3", "width": f"{100 * cells / most:.2f}%", "height": "12", "rx": "2"}))
    return made


def _sources(view: View) -> Element:
    rows: list[list[Child]] = [
        [
            name(part.source),
            numeric(f"{part.rows:,}"),
            numeric(f"{part.quarantined:,}"),
            numeric(size(part.bytes)),
            numeric(f"{part.first_time[:10]} to {part.last_time[:10]}" if part.first_time and part.last_time else "no time"),
            node("code", None, part.digest.removeprefix("sha256:")[:12]),
        ]
        for part in view.parts
    ]
    head = ["source", "rows", "quarantined", "read", "from, to", "digest"]
    return node("div", None, node("h3", None, "Sources"), folded(head, rows, _SHOWN_ROWS, "Sources"))


def _missing(view: View) -> list[Child]:
    counts: dict[str, list[int]] = {}
    for part in view.parts:
        for at, found in enumerate((part.missing, part.clamped)):
            for column, count in found.items():
                counts.setdefault(column, [0, 0])[at] += count
    kept = sum(part.rows for part in view.parts)
    ranked = sorted(
        ((column, missing, clamped) for column, (missing, clamped) in counts.items() if missing or clamped), key=_by_missing
    )
    if not ranked:
        return []
    rows: list[list[Child]] = [
        [name(column), numeric(f"{missing:,}"), numeric(share(missing, kept)), numeric(f"{clamped:,}")]
        for column, missing, clamped in ranked
    ]
    head = ["column", "missing", "of the rows", "set to a bound"]
    return [node("h3", None, "Missing values"), folded(head, rows, _SHOWN_ROWS, "Missing values by column")]


def _by_missing(entry: tuple[str, int, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _split(view: View) -> list[Child]:
    made = view.split
    if made is None:
        return []
    sides = [("train", made.train), ("validation", made.validation), ("test", made.test)]
    left_out = [
        (made.without_target, "have no target"),
        (made.thinned, "are above the limit for training"),
        (made.moved, "were taken into training for their class"),
    ]
    also = [node("li", None, f"{count:,} rows {why}") for count, why in left_out if count]
    how = "by time: the latest rows are the test" if made.method == "time" else f"by {made.method}"
    return [
        node("h3", None, "Split"),
        node("p", None, f"{how[0].upper()}{how[1:]}."),
        parts(sides, "Rows of each side of the split"),
        legend([(side, f"{side}: {count:,}") for side, count in sides]),
        node("ul", {"class": "plain"}, *also) if also else None,
    ]
