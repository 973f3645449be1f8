"""By keyboard alone, and with motion reduced: every kind of page in Chromium."""

from __future__ import annotations

import pytest
from helpers.browser_visit import Visit
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
KINDS = (
    "index.html",
    "explore.html",
    "models/meta/llama-3.1-405b.html",
    "thresholds.html",
    "findings.html",
    "benchmarks.html",
    "organisations.html",
    "compare.html",
    "calculator.html",
    "submit.html",
    "data.html",
    "audit.html",
)
STEPS = 40  # presses of the Tab key on each page; the longest menus end well before
# Where the focus is: its words, whether it can be seen, and whether a ring or a shadow shows it.
HERE = """
() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    words: (at.getAttribute('aria-label') || at.textContent || at.name || at.id || at.tagName).trim().slice(0, 40),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    shown: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
  };
}
"""
MOVING = """
() => [...document.querySelectorAll('*')].flatMap(one => {
  const style = getComputedStyle(one);
  const lasts = text => Math.max(...text.split(',').map(part => parseFloat(part) * (part.includes('ms') ? 1 : 1000)));
  return Math.max(lasts(style.transitionDuration), lasts(style.animationDuration)) > 10 ? [one.outerHTML.slice(0,
    80)] : [];
})
"""


@pytest.mark.parametrize("path", KINDS)
def test_the_tab_key_walks_the_page_and_the_focus_is_always_seen(browser: Browser, hub: str, path: str) -> None:
    visit = Visit(browser, reduced_motion="reduce")  # at once where the focus is, not on the way there
    page = visit.page
    page.goto(hub + path)
    page.keyboard.press("Tab")
    first = page.evaluate(HERE)
    assert first["words"].startswith("Skip"), first
    walked = [first]
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if (here := page.evaluate(HERE)) is None:
            break  # past the last: back to the browser's own bar
        walked.append(here)
    assert len(walked) > 10
    assert [one for one in walked if not one["seen"] or not one["shown"]] == []
    assert visit.errors == []
    visit.context.close()


@pytest.mark.parametrize("path", ["index.html", "explore.html", "models/openai/gpt-4.html"])
def test_the_first_link_skips_to_the_content(visit: Visit, hub: str, path: str) -> None:
    page = visit.page
    page.goto(hub + path)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_nothing_moves_where_motion_is_to_be_reduced(browser: Browser, hub: str) -> None:
    visit = Visit(browser, reduced_motion="reduce")
    moving = {}
    for path in KINDS:
        visit.page.goto(hub + path)
        if found := visit.page.evaluate(MOVING):
            moving[path] = found[:3]
        assert visit.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    visit.context.close()
    assert moving == {}
