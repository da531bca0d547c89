"""In a real browser a report is calm: nothing fetched, nothing said, nothing cut off, and every word has contrast."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.report.page import render
from tests.pipelines.report.browser import Browser, chromium
from tests.pipelines.report.samples import VIEWS

# Every text that is seen, with its contrast by WCAG 2.2, 1.4.3 and whether that asks for 3:1 only.
CONTRASTS = r"""
(() => {
  const parse = c => { const m = c.match(/[\d.]+/g); return m ? m.map(Number) : [0, 0, 0, 0]; };
  const clear = c => c === 'none' || (parse(c).length > 3 && parse(c)[3] === 0);
  const light = c => {
    const [r, g, b] = parse(c).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = node => {
    const box = node.closest('g.stage');
    const rect = box && box.querySelector('rect');
    if (rect && !clear(getComputedStyle(rect).fill)) return getComputedStyle(rect).fill;
    for (let at = node; at; at = at.parentElement) {
      const found = getComputedStyle(at).backgroundColor;
      if (!clear(found)) return found;
    }
    return 'rgb(255, 255, 255)';
  };
  document.querySelectorAll('details').forEach(each => each.open = true);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || ['title', 'desc'].includes(node.tagName) || !node.getClientRects().length) continue;
    const style = getComputedStyle(node);
    const ink = node instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [light(ink), light(behind(node))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    found.push({text, ratio: (a + 0.05) / (b + 0.05), least: size >= 24 || (bold && size >= 18.66) ? 3 : 4.5});
  }
  return found;
})()
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser") / "profile") as opened:
        yield opened


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    for name, view in VIEWS.items():
        (folder / f"{name}.html").write_bytes(render(view()))
    return {name: folder / f"{name}.html" for name in VIEWS}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", VIEWS)
def test_a_report_is_read_on_a_phone_and_a_desk_by_day_and_by_night(
    browser: Browser, reports: dict[str, Path], tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    browser.open(reports[name], width, scheme)
    texts = browser.ask(CONTRASTS)
    assert len(texts) > 50
    assert [each for each in texts if each["ratio"] < each["least"]] == []
    assert browser.ask("document.documentElement.scrollWidth") <= width
    picture = browser.picture(tmp_path / f"{name}-{width}-{scheme}.png")
    assert picture.startswith(b"\x89PNG")
    assert browser.complaints() == []
    assert browser.requests() == [reports[name].as_uri()]


def test_the_scheme_changes_the_page(browser: Browser, reports: dict[str, Path]) -> None:
    colours = []
    for scheme in ("light", "dark"):
        browser.open(reports["regression"], 1280, scheme)
        colours.append(browser.ask("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(set(colours)) == 2


def test_hostile_names_make_no_element_and_run_no_script(browser: Browser, reports: dict[str, Path]) -> None:
    browser.open(reports["hostile"], 1280, "light")
    assert browser.ask("document.querySelectorAll('script, img, iframe, object, link, form, [onerror], [onclick]').length") == 0
    assert browser.ask("document.querySelectorAll('h1').length") == 1
    assert browser.ask("document.querySelector('h1').textContent") == "<script>alert(1)</script>"


def test_the_graph_lies_on_a_desk_and_stands_on_a_phone(browser: Browser, reports: dict[str, Path]) -> None:
    shown = "[...document.querySelectorAll('svg.flow')].map(each => each.getClientRects().length > 0)"
    browser.open(reports["regression"], 1280, "light")
    assert browser.ask(shown) == [True, False]
    browser.open(reports["regression"], 360, "light")
    assert browser.ask(shown) == [False, True]


def test_every_scrolling_frame_and_fold_is_reached_with_the_keyboard(browser: Browser, reports: dict[str, Path]) -> None:
    browser.open(reports["hostile"], 360, "light")
    frames = "[...document.querySelectorAll('.scroll')].filter(each => each.tabIndex !== 0 || !each.getAttribute('aria-label'))"
    assert browser.ask(f"{frames}.length") == 0
    assert (
        browser.ask("[...document.querySelectorAll('details')].filter(each => !each.querySelector(':scope > summary')).length")
        == 0
    )


def test_a_report_prints(browser: Browser, reports: dict[str, Path]) -> None:
    browser.open(reports["regression"], 1280, "dark")
    assert browser.pages().startswith(b"%PDF")
