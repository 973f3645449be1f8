"""One page of each kind in Chromium, opened once for all that must hold on every page: nothing fails to load, nothing
is asked elsewhere, axe finds no fault, nothing scrolls sideways, nothing moves against the reader's wish.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from helpers.browser_visit import Visit, Visits, violations
from helpers.page_kinds import CALCULATOR, FIRST, KINDS
from helpers.tiers import tiered
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WIDTHS = (768, 360)  # a tablet and a small phone
# Elements with a transition or an animation longer than 10 ms.
MOVING = """
() => [...document.querySelectorAll('*')].flatMap(one => {
  const style = getComputedStyle(one);
  const lasts = text => Math.max(...text.split(',').map(part => parseFloat(part) * (part.includes('ms') ? 1 : 1000)));
  return Math.max(lasts(style.transitionDuration), lasts(style.animationDuration)) > 10 ? [one.outerHTML.slice(0,
    80)] : [];
})
"""
# From right to left in the first tier: the layouts that differ.
MIRRORED = (
    "index.html",
    "explore.html",
    "models/meta/llama-3.1-405b.html",
    CALCULATOR,
)


def opened(visit: Visit, address: str) -> Page:
    """Return the page at the address, with what starts closed opened."""
    page = visit.page
    page.goto(address)
    name = address.rpartition("/")[2]
    if name.startswith(("explore", "index", "embed")):
        page.wait_for_selector("html[data-explorer=ready]")
    if name == "index.html":
        page.click("#filters summary")
    if name == "methods.html":
        page.click(".all-pages summary")
    page.evaluate("document.fonts.ready")
    return page


def too_wide(page: Page) -> list[int]:
    """Return the widths at which the page scrolls sideways."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(width)
    return found


def moving(page: Page) -> list[str]:
    """Return what moves although the reader asked for reduced motion."""
    page.emulate_media(reduced_motion="reduce")
    found: list[str] = page.evaluate(MOVING)
    if page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") != "auto":
        found.append("scrolling")
    return found[:3]


@pytest.mark.parametrize("path", tiered(KINDS, FIRST))
def test_a_kind_of_page_is_sound(visit: Visit, hub: str, path: str) -> None:
    page = opened(visit, hub + path)
    faults: dict[str, Any] = {
        "axe": violations(page),
        "menus": page.locator("header.top nav").count() - (0 if path.startswith(("embed", "card", "charts/")) else 1),
        "scrolls sideways at": too_wide(page),
        "moves": moving(page),
        "complaints": visit.errors,
        "asked elsewhere": visit.outside,
    }
    assert not any(faults.values()), json.dumps(faults, indent=1)


@pytest.mark.parametrize("path", tiered(KINDS, MIRRORED))
def test_a_kind_of_page_scrolls_not_sideways_from_right_to_left(visit: Visit, mirrored_hub: str, path: str) -> None:
    page = opened(visit, mirrored_hub + path)
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    assert (too_wide(page), visit.errors) == ([], [])


@pytest.mark.matrix
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_in_the_dark_or_from_right_to_left(
    visits: Visits, hub: str, mirrored_hub: str, path: str
) -> None:
    visit = visits()
    page = opened(visit, mirrored_hub + path)
    # What the rows of a table repeat is looked at from left to right.
    bad = {"right to left": violations(page, every_row=False)}
    page.emulate_media(color_scheme="dark")  # what is dark changes colours alone
    bad["right to left, dark"] = violations(page, only=["color-contrast"], every_row=False)
    opened(visit, hub + path)
    bad["dark"] = violations(page, only=["color-contrast"])
    assert not any(bad.values()), json.dumps(bad, indent=1)


def test_a_fault_of_each_sort_is_found(visit: Visit, hub: str) -> None:
    """The checks above on a page with one fault of each sort."""
    page = opened(visit, hub + "method.html")
    page.evaluate(
        """() => {
            const add = (name, more) => document.querySelector('main').append(
                Object.assign(document.createElement(name), more));
            add('img', {src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=', alt: ''});
            document.querySelector('main img').removeAttribute('alt');
            const wide = document.createElement('div');
            add('p', {textContent: 'wide'});
            document.querySelector('main p:last-child').style.width = '2000px';
            document.querySelector('main p:last-child').style.transition = 'width 1s';
            console.error('a complaint');
        }"""
    )
    assert "image-alt" in [one[0] for one in violations(page)]
    assert too_wide(page) == list(WIDTHS)
    assert moving(page) != []
    assert visit.errors != []
