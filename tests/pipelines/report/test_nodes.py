"""Text stays text, whatever it holds, and the document can always be written."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from pipelines.report.nodes import drawing, name, node, table, written


class Reader(HTMLParser):
    """Note each element and all text, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: bytes) -> Reader:
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    return reader


@given(st.text(), st.text())
def test_no_text_makes_an_element_or_an_attribute(text: str, attribute: str) -> None:
    found = read(written(node("p", {"title": attribute}, text, node("b", None, text), text)))
    assert found.tags == ["p", "b"]
    assert [key for key, _ in found.attributes] == ["title"]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_what_can_be_written_is_read_back_as_it_was(text: str) -> None:
    found = read(written(node("p", {"title": text}, text)))
    assert found.text == f"\n{text}\n"
    assert found.attributes == [("title", text)]


def test_lone_surrogates_and_control_characters_are_replaced() -> None:
    assert "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c" in written(node("p", None, "a\ud800b\x1bc")).decode()


def test_children_that_are_none_are_left_out_and_text_keeps_its_place() -> None:
    assert written(node("p", None, "a", None, node("i", None, "b"), "c", "d")) == b"<!DOCTYPE html>\n<p>a<i>b</i>cd</p>\n"


def test_a_name_is_set_apart_from_the_direction_around_it_and_an_empty_one_is_said() -> None:
    assert b"<bdi>a</bdi>" in written(name("a"))
    assert b"<bdi>(empty)</bdi>" in written(name(""))


def test_a_table_names_its_columns_and_rows_and_scrolls_by_keyboard() -> None:
    found = written(table(["metric", "value"], [["mae", "1"], ["r2", None]], caption="Metrics")).decode()
    assert found.count('<th scope="col">') == found.count('<th scope="row">') == 2
    assert '<div class="scroll" tabindex="0" role="region" aria-label="Metrics">' in found
    assert "<caption>Metrics</caption>" in found


def test_a_drawing_has_words_for_who_cannot_see_it() -> None:
    found = written(drawing(100, "Residuals", "from 1 to 2")).decode()
    assert "<title>Residuals</title><desc>from 1 to 2</desc>" in found
    assert 'role="img"' in found
