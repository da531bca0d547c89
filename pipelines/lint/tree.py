"""Reads YAML or JSON into a tree that knows its lines, and refuses what would grow out of hand."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec
import yaml

Content: TypeAlias = "str | tuple[Node, ...] | dict[str, Node]"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100
# How many characters aliases may add to those that are written down.
_MOST_REPEATED = 10_000_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = frozenset({"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
# JSON writes characters outside the basic plane as two escapes, which YAML does not know.
_SURROGATES = re.compile(r"(\\+)u(?:(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})|d[89a-f][\da-f]{2})", re.IGNORECASE)


class ShapeError(Exception):
    """Report what is wrong with a document and the line; whoever knows the file turns it into a `ProjectError`."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


class Node(msgspec.Struct, frozen=True, gc=False):
    """Hold one value and where it stands: text, a list, or a map; a value in a map stands where its key does.

    `size` counts characters and nodes of all below, with repeats; `height` the levels; `plain` is text without quotes.
    """

    line: int
    column: int
    content: Content
    plain: bool = False
    size: int = 1
    height: int = 0

    @property
    def absent(self) -> bool:
        """Tell whether this is a null."""
        return self.plain and isinstance(self.content, str) and self.content in _NULLS

    @property
    def text(self) -> str:
        """Return the text. Raises `ShapeError` for a list or a map."""
        if not isinstance(self.content, str):
            raise ShapeError("a text or a number belongs here", self.line)
        return self.content

    @property
    def truth(self) -> bool:
        """Tell whether this is a `true`."""
        return isinstance(self.content, str) and self.content in _TRUTHS

    @property
    def number(self) -> float:
        """Return the number, also one in quotes. Raises `ShapeError` for anything else."""
        try:
            number = float(self.text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise ShapeError("a number belongs here", self.line)
        return number

    @property
    def fields(self) -> Mapping[str, "Node"]:
        """Return the entries of a map. Raises `ShapeError` for text and lists."""
        if self.absent:
            return {}
        if not isinstance(self.content, dict):
            raise ShapeError("a map (`name: value`) belongs here", self.line)
        return self.content

    @property
    def items(self) -> Sequence["Node"]:
        """Return the members of a list. Raises `ShapeError` for text and maps."""
        if self.absent:
            return ()
        if not isinstance(self.content, tuple):
            raise ShapeError("a list belongs here", self.line)
        return self.content

    def find(self, *keys: str) -> "Node | None":
        """Follow `keys` down through maps; None if one is absent or null. Raises `ShapeError` where no map is."""
        node: Node | None = self
        for key in keys:
            node = node.fields.get(key) if node is not None else None
        return None if node is None or node.absent else node

    def map_at(self, *keys: str) -> Mapping[str, "Node"]:
        """Return the entries of the map at `keys`, without nulls; none if it is absent."""
        found = self.find(*keys)
        return {key: node for key, node in found.fields.items() if not node.absent} if found is not None else {}

    def list_at(self, *keys: str) -> Sequence["Node"]:
        """Return the members of the list at `keys`; none if it is absent."""
        found = self.find(*keys)
        return found.items if found is not None else ()

    def text_at(self, *keys: str) -> str:
        """Return the text at `keys`, or an empty one."""
        found = self.find(*keys)
        return found.text if found is not None else ""

    def number_at(self, *keys: str) -> float:
        """Return the number at `keys`, or 0."""
        found = self.find(*keys)
        return found.number if found is not None else 0.0

    def texts(self, name: str = "") -> Iterator[tuple[str, "Node"]]:
        """Give every text below with the key nearest above it."""
        if isinstance(self.content, str):
            yield name, self
        elif isinstance(self.content, dict):
            for key, node in self.content.items():
                yield from node.texts(key)
        else:
            for node in self.content:
                yield from node.texts(name)


@dataclass(slots=True)
class _Open:
    """Collect what belongs to a list or a map that has not ended yet."""

    start: yaml.CollectionStartEvent
    members: list[Node] = field(default_factory=list)


def read_documents(content: bytes) -> list[Node]:
    """Read every document of a YAML or JSON text, leaving out empty ones.

    Raises `ShapeError`: not UTF-8, no YAML, nested too deeply, or aliases that contain themselves or multiply.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ShapeError("this is not UTF-8 text", content.count(b"\n", 0, error.start) + 1) from None
    try:
        return [node for node in _build(_SURROGATES.sub(_paired, text)) if not node.absent]
    except yaml.YAMLError as error:
        raise _told(error, text) from None


def _paired(match: re.Match[str]) -> str:
    backslashes, high, low = match.groups()
    if len(backslashes) % 2 == 0:
        return match[0]
    if high is None:
        return f"{backslashes}uFFFD"
    point = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
    return f"{backslashes}U{point:08X}"


def _told(error: yaml.YAMLError, text: str) -> ShapeError:
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
    read = text.encode()[:position].count(b"\n") if isinstance(position, int) else 0
    # Where something is missing at the end, the mark is on a line after the last.
    line = min(mark.line, text.rstrip().count("\n")) if mark is not None else read
    return ShapeError(f"this is neither YAML nor JSON: {said}", line + 1)


def _build(text: str) -> Iterator[Node]:
    # Events, and not `yaml.compose`, which recurses in C and ends the process on deep nesting.
    anchors: dict[str, Node] = {}
    stack: list[_Open] = []
    written = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            anchors = {}
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) == _DEEPEST:
                raise ShapeError(f"more than {_DEEPEST} levels of nesting", _place(event)[0])
            stack.append(_Open(event))
        elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            node = _finished(event, stack, anchors)
            if not isinstance(event, yaml.AliasEvent):
                written += node.size if isinstance(event, yaml.ScalarEvent) else 1
            if node.size - written > _MOST_REPEATED or node.height > _DEEPEST:
                raise ShapeError("aliases repeat so much that the document cannot be read", node.line)
            if not stack:
                yield node
            else:
                stack[-1].members.append(node)


def _finished(event: yaml.Event, stack: list[_Open], anchors: dict[str, Node]) -> Node:
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise ShapeError("an alias (`*name`) stands for nothing, or for something that contains it", _place(event)[0])
        return anchors[event.anchor]
    if isinstance(event, yaml.ScalarEvent):
        anchor, node = event.anchor, Node(*_place(event), event.value, not event.style, 1 + len(event.value))
    else:
        ended = stack.pop()
        anchor, node = ended.start.anchor, _collection(ended.start, ended.members)
    if anchor is not None:
        anchors[anchor] = node
    return node


def _collection(start: yaml.CollectionStartEvent, members: Sequence[Node]) -> Node:
    size = 1 + sum(node.size for node in members)
    height = 1 + max((node.height for node in members), default=0)
    content: Content = _entries(members) if isinstance(start, yaml.MappingStartEvent) else tuple(members)
    return Node(*_place(start), content, size=size, height=height)


def _entries(members: Sequence[Node]) -> dict[str, Node]:
    merged: dict[str, Node] = {}
    entries: dict[str, Node] = {}
    for key, value in zip(members[::2], members[1::2], strict=True):
        if not isinstance(key.content, str):
            raise ShapeError("a key is a list or a map", key.line)
        if key.plain and key.content == "<<":
            for source in value.content if isinstance(value.content, tuple) else (value,):
                merged = {**source.fields, **merged}
        else:
            entries[key.content] = msgspec.structs.replace(value, line=key.line, column=key.column)
    return {**merged, **entries} if merged else entries


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
