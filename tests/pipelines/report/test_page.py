"""The page says what came of a run, needs nothing from elsewhere, and is the same each time."""

import re
from dataclasses import replace

import pytest

from pipelines.report.page import render
from tests.pipelines.report.samples import VIEWS, failed, refused, regression, stages
from tests.pipelines.report.test_nodes import read


def sections(page: bytes) -> list[str]:
    return re.findall(r'<section id="([a-z]+)"', page.decode())


def test_a_whole_run_has_every_section_and_each_is_linked() -> None:
    page = render(regression())
    assert sections(page) == [
        "gate",
        "champion",
        "segments",
        "residuals",
        "importance",
        "trials",
        "stages",
        "data",
        "environment",
    ]
    assert re.findall(r'href="#([a-z]+)"', page.decode()) == sections(page)


def test_a_classification_shows_its_calibration_instead_of_residuals() -> None:
    assert "calibration" in sections(render(refused()))
    assert "residuals" not in sections(render(refused()))


def test_a_run_that_failed_says_where_and_why_before_all_else() -> None:
    page = render(failed())
    assert sections(page)[0] == "failure"
    assert "combine failed" in read(page).text
    assert "every row breaks the contract" in read(page).text
    assert "logs/c.log" in read(page).text
    assert "gate" not in sections(page)


def test_a_run_that_was_stopped_says_how_to_go_on() -> None:
    assert "penstock run --resume" in read(render(replace(regression(), state="cancelled"))).text
    assert "penstock run --resume" not in read(render(regression())).text


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "registered"),
        ({"registered": False}, "refused by the gate"),
        ({"state": "failed"}, "failed"),
        ({"state": "cancelled"}, "stopped before its end"),
        ({"state": "crashed"}, "stopped before its end"),
        ({"state": "running"}, "still going on"),
        ({"registered": None}, "succeeded"),
    ],
)
def test_what_came_of_the_run_stands_at_the_top(changes: dict[str, object], word: str) -> None:
    page = render(replace(regression(), **changes)).decode()  # type: ignore[arg-type]
    found = re.search(r'<header>.*?<span class="badge [a-z]+">([^<]+)</span>', page, re.DOTALL)
    assert found is not None
    assert found[1] == word


def test_reasons_against_a_candidate_and_the_checks_are_told() -> None:
    text = read(render(refused())).text
    assert "The gate refused the candidate:" in text
    assert "log_loss is 0.41 against the baseline's 0.4" in text


def test_stages_from_the_cache_are_told_and_counted() -> None:
    page = render(regression())
    assert "1 from the cache" in read(page).text
    assert b'<span class="badge good">cached</span>' in page
    cached = tuple(replace(stage, state="cached") for stage in stages() if stage.ran)
    assert "9 from the cache" in read(render(replace(regression(), stages=cached))).text


def test_quarantine_is_told_by_column_and_reason() -> None:
    text = read(render(failed())).text
    assert "below the minimum" in text
    assert "whole line" in text
    assert "no dataset was made" in text


def test_what_the_run_was_started_with_is_told() -> None:
    text = read(render(regression())).text
    for words in ("commit aaaaaaaaaaaa, changed since", "2 processors, 24 GiB", "scikit-learn", "tuning.trials", "a, b"):
        assert words in text, words
    assert "tuning.trials" not in read(render(replace(regression(), origin=None))).text


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_refers_to_nothing_but_itself(name: str) -> None:
    page = render(VIEWS[name]())
    found = read(page)
    assert {"script", "link", "img", "iframe", "object", "embed", "base", "form"}.isdisjoint(found.tags)
    for key, value in found.attributes:
        assert not key.startswith("on"), key
        if key in ("href", "src", "xlink:href", "action", "data"):
            assert (value or "").startswith("#"), value
    style = page.decode().partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert b"content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"" in page


@pytest.mark.parametrize("name", VIEWS)
def test_marks_are_unique_and_drawings_have_words(name: str) -> None:
    page = render(VIEWS[name]()).decode()
    marks = re.findall(r'\bid="([^"]*)"', page)
    assert len(marks) == len(set(marks))
    assert re.findall(r'<svg[^>]*role="img"[^>]*>(?!<title>)', page) == []
    assert re.findall(r"<svg(?![^>]*(?:aria-hidden|role))[^>]*>", page) == []


def test_equal_views_give_equal_bytes() -> None:
    view = regression()
    assert render(view) == render(view)
