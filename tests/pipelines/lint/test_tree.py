"""YAML and JSON become a tree with lines; what is broken, endless or multiplies itself is refused at once."""

import itertools
import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lint.tree import Node, ShapeError, read_documents


def read(text: str) -> Node:
    (node,) = read_documents(text.encode())
    return node


def plain(node: Node) -> object:
    """Return the node as lists, dicts and text."""
    if isinstance(node.content, str):
        return node.content
    if isinstance(node.content, tuple):
        return [plain(each) for each in node.content]
    return {key: plain(each) for key, each in node.content.items()}


def test_a_value_stands_where_its_key_does() -> None:
    tree = read("a:\n  b:\n    c: 1\n  d:\n  - x\n  - y: z\n")
    places = {"a": tree.find("a"), "b": tree.find("a", "b"), "c": tree.find("a", "b", "c"), "d": tree.find("a", "d")}
    assert {name: (node.line, node.column) for name, node in places.items() if node is not None} == {
        "a": (1, 1),
        "b": (2, 3),
        "c": (3, 5),
        "d": (4, 3),
    }
    assert [(node.line, node.column) for node in tree.list_at("a", "d")] == [(5, 5), (6, 5)]


def test_a_folded_text_stands_where_it_begins_and_is_whole() -> None:
    node = read('command:\n- "first\\n\\\n  second"\n- |\n  third\n').list_at("command")
    assert [(each.line, each.text) for each in node] == [(2, "first\nsecond"), (4, "third\n")]


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_like_yaml(indent: int | str | None) -> None:
    whole = {"a": {"b": [1, "x\ny", {"c": 'q"\\/'}]}, "é": "\U0001f600", "n": None, "t": True, "long": "k" * 3000}
    for ascii_only in (True, False):
        tree = read(json.dumps(whole, indent=indent, ensure_ascii=ascii_only))
        assert plain(tree) == {
            "a": {"b": ["1", "x\ny", {"c": 'q"\\/'}]},
            "é": "\U0001f600",
            "n": "null",
            "t": "true",
            "long": "k" * 3000,
        }
    assert tree.find("n") is None


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=50), inner), max_leaves=20))
def test_whatever_json_holds_comes_back(value: object) -> None:
    assert plain(read(json.dumps([value]))) == [value]


def test_half_of_a_pair_is_replaced_and_an_escaped_backslash_is_left_alone() -> None:
    assert read(r'"a\ud83d"').text == "a\ufffd"
    assert read(r'"a\\ud83d\\ude00"').text == r"a\ud83d\ude00"
    assert read(r'"a\\\ud83d\ude00"').text == "a\\\U0001f600"


def test_documents_come_in_order_and_empty_ones_are_left_out() -> None:
    assert [plain(node) for node in read_documents(b"\xef\xbb\xbf---\na: 1\n---\n---\nb: 2\n...\n")] == [{"a": "1"}, {"b": "2"}]
    assert read_documents(b"") == read_documents(b"# nothing\n") == []


def test_quotes_tell_a_text_from_a_null() -> None:
    tree = read("a: ~\nb: null\nc: ''\nd: 'null'\ne:\n")
    assert {key: node.absent for key, node in tree.fields.items()} == {"a": True, "b": True, "c": False, "d": False, "e": True}


def test_aliases_and_merge_keys_stand_for_what_they_name() -> None:
    text = "base: &b {x: 1, y: 2}\nmore: &m {z: 3, x: 4}\none:\n  <<: *b\n  y: 5\nall:\n  <<: [*b, *m]\nlist: [*b]\n"
    tree = read(text)
    assert plain(tree.fields["one"]) == {"x": "1", "y": "5"}
    assert plain(tree.fields["all"]) == yaml.safe_load("{x: '1', y: '2', z: '3'}")
    assert plain(tree.fields["list"]) == [{"x": "1", "y": "2"}]


def test_an_anchor_ends_with_its_document() -> None:
    with pytest.raises(ShapeError, match="stands for nothing"):
        read_documents(b"a: &x 1\n---\nb: *x\n")


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        (b"a: [1", "neither YAML nor JSON", 1),
        (b"a: 1\n  b: 2\n", "neither YAML nor JSON", 2),
        (b'{"a": 1,\n "b" 2}', "neither YAML nor JSON", 2),
        (b"a: 1\nb: \x00\n", "neither YAML nor JSON: control characters", 2),
        (b"a: 1\nb: \xe9\n", "not UTF-8", 2),
        (b"\x89PNG\r\n\x1a\n", "not UTF-8", 1),
        (b"a: 1\n? [x, y]\n: 2\n", "a key is a list", 2),
        (b"a: 1\nb: &b [*b]\n", "contains it", 2),
        (b"a: *b\n", "stands for nothing", 1),
        (b"[" * 100_000, "more than 100 levels", 1),
        (b"\n".join(b" " * level + b"a:" for level in range(3000)), "more than 100 levels", 101),
        (b"".join(b"- " for _ in range(5000)), "more than 100 levels", 1),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: bytes, what: str, line: int) -> None:
    with pytest.raises(ShapeError, match=what) as refused:
        read_documents(text)
    assert refused.value.line == line


def bomb(width: int, levels: int, leaf: str) -> bytes:
    """Return a document in which each level names the one before it `width` times."""
    lines = [f"a0: &a0 {leaf}"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]" for level in range(1, levels)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("width", "levels", "leaf"), [(10, 12, "x"), (2, 64, "x"), (9, 6, "y" * 1000), (1, 200, "[x]")])
def test_aliases_that_multiply_are_refused(width: int, levels: int, leaf: str) -> None:
    with pytest.raises(ShapeError, match="aliases repeat so much"):
        read_documents(bomb(width, levels, leaf))


def test_a_large_document_without_aliases_is_no_bomb() -> None:
    text = "\n".join(f"k{number}: {'v' * 2000}" for number in range(6000))
    assert len(read(text).fields) == 6000


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda tree: tree.find("text", "x"), "a map"),
        (lambda tree: tree.find("list", "x"), "a map"),
        (lambda tree: tree.list_at("map"), "a list"),
        (lambda tree: tree.text_at("list"), "a text"),
        (lambda tree: tree.number_at("text"), "a number"),
        (lambda tree: tree.map_at("text"), "a map"),
    ],
)
def test_a_value_of_another_shape_is_told_with_its_line(ask: object, what: str) -> None:
    tree = read("text: word\nlist: [1]\nmap: {a: 1}\n")
    assert callable(ask)
    with pytest.raises(ShapeError, match=f"{what}.*belongs here") as refused:
        ask(tree)
    assert refused.value.line in (1, 2, 3)


def test_what_is_absent_is_empty() -> None:
    tree = read("none:\nmap: {a: , b: 1}\n")
    assert (tree.find("none", "x", "y"), tree.text_at("x"), tree.number_at("none"), tree.list_at("none")) == (None, "", 0, ())
    assert list(tree.map_at("map")) == ["b"]


def test_numbers_and_truths_are_read_with_and_without_quotes() -> None:
    tree = read("n: '3600'\nf: 2.5\nt: true\ns: 'true'\nu: no\n")
    assert (tree.number_at("n"), tree.number_at("f")) == (3600, 2.5)
    assert [tree.fields[key].truth for key in "tsu"] == [True, True, False]


def test_every_text_comes_with_the_nearest_key() -> None:
    tree = read("a: [1, {b: 2}]\nc: {d: [3]}\n")
    assert [(name, node.text) for name, node in tree.texts("top")] == [("a", "1"), ("b", "2"), ("d", "3")]
    assert [node.line for _, node in itertools.islice(tree.texts(), 2)] == [1, 1]
