"""Build HTML as a tree, so that no text can become markup: the one place where text enters a page.

The tree is the standard library's, and so is the escaping when it is written.
"""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

Child = Element | str | None
# Characters that HTML does not allow, and lone surrogates, which no file can hold.
_UNFIT = dict.fromkeys((*range(9), 11, *range(14, 32), 127, *range(55296, 57344)), "�")


def node(tag: str, attributes: Mapping[str, str] | None = None, *children: Child) -> Element:
    """Return an element; a text among the children stays text, None is left out."""
    made = Element(tag, {name: value.translate(_UNFIT) for name, value in (attributes or {}).items()})
    return add(made, children)


def add(parent: Element, children: Iterable[Child]) -> Element:
    """Put children at the end of an element and return it."""
    for child in children:
        if isinstance(child, Element):
            parent.append(child)
        elif child is not None:
            _put(parent, child.translate(_UNFIT))
    return parent


def _put(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def name(text: str) -> Element:
    """Return a name that comes from a table: whatever its direction, what stands beside it keeps its own."""
    return node("bdi", None, text or "(empty)")


def drawing(height: float, title: str, description: str, kind: str = "chart") -> Element:
    """Return an SVG as wide as its place and `height` pixels high; horizontal places in it are in per cent."""
    made = node("svg", {"class": kind, "role": "img", "width": "100%", "height": f"{height:g}", "aria-label": title})
    SubElement(made, "title").text = title.translate(_UNFIT)
    SubElement(made, "desc").text = description.translate(_UNFIT)
    return made


def table(head: Iterable[Child], rows: Iterable[Iterable[Child]], kind: str = "", caption: str = "") -> Element:
    """Return a table that scrolls in its own frame where the screen is narrow; its first column names the row."""
    columns = list(head)
    body = [
        node("tr", None, *(node("td" if at else "th", {} if at else {"scope": "row"}, cell) for at, cell in enumerate(row)))
        for row in rows
    ]
    inner = node(
        "table",
        {"class": kind} if kind else {},
        node("caption", None, caption) if caption else None,
        node("thead", None, node("tr", None, *(node("th", {"scope": "col"}, cell) for cell in columns))),
        node("tbody", None, *body),
    )
    label = caption or "table"
    return node("div", {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": label}, inner)


def written(root: Element) -> bytes:
    """Return the document as UTF-8; equal trees give equal bytes."""
    return b"<!DOCTYPE html>\n" + tostring(root, encoding="unicode", method="html").encode() + b"\n"
