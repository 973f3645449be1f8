"""Tables too large to draw point by point."""

from __future__ import annotations

import re

import pytest
from browser_visit import Visit
from explorer_pages import coloured, names, opened, saved, shown, table_of
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_above_twenty_thousand_models_cells_stand_for_points(visit: Visit, cube_hub: str) -> None:
    page = opened(visit, cube_hub + "explore.html")
    everything = shown(page)
    assert 23_000 < everything <= 25_000
    assert coloured(page) > 20_000
    assert re.search(r"grows (3\.[89]|4\.[0-2])× per year", page.inner_text("#trends"))  # made with 4x a year
    page.click("#legend .chip:has-text('Biology')")
    part = shown(page)
    assert 0 < part < everything / 8
    page.select_option("select[name=by]", "access")
    page.select_option("select[name=fit]", "group")
    assert page.locator("#trends-below .trend-line").count() == 4
    rows = table_of(saved(page, "#save-csv"))
    assert sum(int(r["Models"]) for r in rows) == part
    page.select_option("select[name=x]", "parameters")
    expect(page.locator("#view-title")).to_contain_text("against")
    assert 0 < shown(page) < part
    assert page.locator("select[name=country]").is_disabled()
    page.click("#tab-table")
    assert names(page)
    # What counts cannot tell is named rather than answered wrongly.
    page = opened(visit, cube_hub + "explore.html?country=US&q=gpt&by=org")
    for part in ("country=US", "q=gpt", "by=org"):
        assert part in page.inner_text("#unknown")
    assert shown(page) == everything
    assert page.url.endswith("explore.html")
    assert visit.errors == []
    assert visit.outside == []
