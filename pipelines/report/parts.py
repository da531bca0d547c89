"""The pieces that several sections of a report are made of."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from pipelines.report.nodes import Child, node, table


def section(mark: str, title: str, *children: Child) -> Element:
    """Return a section with a heading and the mark that links lead to."""
    return node(
        "section", {"id": mark, "aria-labelledby": f"{mark}-title"}, node("h2", {"id": f"{mark}-title"}, title), *children
    )


def numeric(text: str) -> Element:
    """Return a figure that is not broken over lines."""
    return node("span", {"class": "n"}, text)


def folded(head: Sequence[Child], rows: Sequence[Sequence[Child]], shown: int, caption: str) -> Element:
    """Return a table whose rows past `shown` open on demand."""
    first = table(head, rows[:shown], caption=caption)
    if len(rows) <= shown:
        return first
    rest = table([node("span", None, _text(each)) for each in head], rows[shown:], caption=f"{caption}, the rest")
    return node("div", None, first, node("details", None, node("summary", None, f"{len(rows) - shown:,} more"), rest))


def facts(pairs: Sequence[tuple[str, Child]]) -> Element:
    """Return a list of names and values."""
    flat = [node(tag, None, child) for label, value in pairs for tag, child in (("dt", label), ("dd", value))]
    return node("dl", {"class": "facts"}, *flat)


def legend(entries: Sequence[tuple[str, str]]) -> Element:
    """Return what the colours of a bar's parts stand for."""
    frame = {"width": "12", "height": "12", "aria-hidden": "true"}
    drawn = [(node("rect", {"class": kind, "width": "12", "height": "12", "rx": "2"}), word) for kind, word in entries]
    return node("ul", {"class": "legend"}, *(node("li", None, node("svg", frame, rect), word) for rect, word in drawn))


def _text(child: Child) -> str:
    return child if isinstance(child, str) else "" if child is None else "".join(child.itertext())
