"""Releases behind citations, in Chromium: an old address opens the value then and says what holds today, with and
without scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.browser_visit import Visit, Visits, violations

from flopwatch.releases.manifest import Manifest
from flopwatch.server.static import served

pytestmark = pytest.mark.browser
KINDS = (
    "releases.html",
    "releases/2/index.html",
    "releases/1/models/openai/gpt-4.html",
    "releases/2/models/openai/gpt-4.html",
    "releases/2/models/meta/llama-3.1-405b.html",
    "releases/1/models/openai/sora.html",
    "releases/1/models/nobody/hostile.html",
)


@pytest.fixture(scope="module")
def later_hub(second_release: tuple[Path, Manifest]) -> Iterator[str]:
    """The hub of the second release, which keeps the first."""
    with served(second_release[0] / "site") as address:
        yield address


def test_a_citation_of_one_release_opens_the_same_value_after_the_next(visit: Visit, hub: str, later_hub: str) -> None:
    page = visit.page
    page.goto(hub + "models/openai/gpt-4.html")
    cited = page.inner_text("#cite-text .cite-link")
    assert cited == f"{hub}releases/1/models/openai/gpt-4.html#compute"
    assert "1.9 × 1025 FLOP" in page.inner_text("#cite-text")
    assert "release 1, census as of 30 January 2025" in page.inner_text("#cite-text")
    bibtex = page.inner_text("#cite-bibtex")
    assert cited in bibtex
    assert "version      = {release 1}" in bibtex
    # The host now serves the next release: the address quoted still answers, with the figure of then.
    page.goto(cited.replace(hub, later_hub))
    assert page.inner_text(".figure") == "1.9 × 1025 FLOP"
    assert "it has changed:" in page.inner_text("#today")
    assert "3.8 × 1025 FLOP" in page.inner_text("#today")
    assert page.inner_text("#cite-text .cite-link") == page.url
    page.click("#today a")
    assert page.url == later_hub + "models/openai/gpt-4.html"
    assert page.inner_text(".figure") == "3.8 × 1025 FLOP"
    history = page.locator("ol.history")
    assert "Release 1: 1.9 × 1025 FLOP" in history.inner_text()
    history.get_by_text("Release 1").click()
    assert page.url.endswith("releases/1/models/openai/gpt-4.html")
    assert visit.errors == []
    assert visit.outside == []


def test_releases_are_read_without_scripts(visits: Visits, later_hub: str) -> None:
    visit = visits(java_script_enabled=False)
    page = visit.page
    page.goto(later_hub + "data.html")
    page.click("#versions ~ p a >> text=2 releases")
    page.click("text=Release 1 >> nth=0")
    page.click("main table >> text=GPT-4")
    assert page.inner_text(".figure") == "1.9 × 1025 FLOP"
    assert "it has changed:" in page.inner_text("#today")
    assert page.locator("pre.receipt").is_visible()
    assert "releases/1/models/openai/gpt-4.html" in page.inner_text("#cite-text")
    assert visit.errors == []


@pytest.mark.matrix
def test_axe_finds_nothing_on_pages_of_releases_light_or_dark(visits: Visits, later_hub: str) -> None:
    visit = visits()
    bad: dict[str, list[Any]] = {}
    for path in KINDS:
        visit.page.emulate_media(color_scheme="light")
        visit.page.goto(later_hub + path)
        bad[path] = violations(visit.page)
        visit.page.emulate_media(color_scheme="dark")
        bad[path] += violations(visit.page, only=["color-contrast"])
    assert {path: found for path, found in bad.items() if found} == {}


def test_no_page_of_a_release_scrolls_sideways_on_a_phone(visits: Visits, later_hub: str) -> None:
    visit = visits(viewport={"width": 360, "height": 740})
    wide = []
    for path in KINDS:
        visit.page.goto(later_hub + path)
        if visit.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    assert wide == []
    assert visit.errors == []
