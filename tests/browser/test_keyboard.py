"""By keyboard alone: every kind of page in Chromium."""

from __future__ import annotations

import pytest
from helpers.browser_visit import Visit, Visits
from helpers.tiers import tiered

pytestmark = pytest.mark.browser
# The first three have every sort of field that takes the focus, and are of the first tier.
KINDS = (
    "explore.html",
    "models/meta/llama-3.1-405b.html",
    "compare.html",
    "index.html",
    "calculator.html",
    "submit.html",
    "thresholds.html",
    "findings.html",
    "benchmarks.html",
    "organisations.html",
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


@pytest.mark.parametrize("path", tiered(KINDS, KINDS[:3]))
def test_the_tab_key_walks_the_page_and_the_focus_is_always_seen(visits: Visits, hub: str, path: str) -> None:
    visit = visits(reduced_motion="reduce")  # at once where the focus is, not on the way there
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


@pytest.mark.parametrize("path", tiered(["index.html", "explore.html", "models/openai/gpt-4.html"], ["explore.html"]))
def test_the_first_link_skips_to_the_content(visit: Visit, hub: str, path: str) -> None:
    page = visit.page
    page.goto(hub + path)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
