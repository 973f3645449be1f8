"""Tables too large to draw point by point: cells count them, and every filter counts as Python does."""

from __future__ import annotations

import re
from urllib.parse import quote

import polars as pl
import pytest
from helpers.browser_visit import Visit
from helpers.explorer_pages import coloured, names, opened, saved, shown, table_of
from helpers.tiers import tiered
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.matrix]
YEAR = pl.col("published").str.slice(0, 4).cast(pl.Int32)
ORGANISATIONS, COUNTRIES = pl.col("organisations"), pl.col("countries")


def said(word: str) -> pl.Expr:
    """Search for the word; return whether it finds a model by name, developers, or another name."""
    text = pl.concat_str("name", ORGANISATIONS.list.join(" "), "search", separator=" ").str.to_lowercase()
    return text.str.contains(word, literal=True)


@pytest.mark.matrix
def test_above_twenty_thousand_models_cells_stand_for_points(visit: Visit, large_hub: str) -> None:
    page = opened(visit, large_hub + "explore.html")
    everything = shown(page)
    assert 20_000 < everything <= 22_000
    assert coloured(page) > 20_000
    assert re.search(r"grows (3\.[89]|4\.[0-2])× per year", page.inner_text("#trends"))  # made with 4x a year
    page.click("#legend .chip:has-text('Biology')")
    part = shown(page)
    assert 0 < part < everything / 8
    page.select_option("select[name=by]", "access")
    page.select_option("select[name=fit]", "group")
    expect(page.locator("#trends-below .trend-line")).to_have_count(4)
    rows = table_of(saved(page, "#save-csv"))
    assert sum(int(r["Models"]) for r in rows) == part
    page.select_option("select[name=x]", "parameters")
    expect(page.locator("#view-title")).to_contain_text("against")
    assert 0 < shown(page) < part
    page.click("#tab-table")
    assert names(page)
    assert visit.errors == []
    assert visit.outside == []


# A view's address, and which models it counts.
VIEWS: dict[str, pl.Expr] = {
    "": pl.lit(value=True),
    "country=china": COUNTRIES.list.contains("China"),
    "country=china,japan&domain=language": (COUNTRIES.list.contains("China") | COUNTRIES.list.contains("Japan"))
    & (pl.col("domain") == "language"),
    "org=meta-ai": ORGANISATIONS.list.contains("Meta AI"),
    "org=meta-ai,openai&access=open&from=2020": (
        ORGANISATIONS.list.contains("Meta AI") | ORGANISATIONS.list.contains("OpenAI")
    )
    & (pl.col("access") == "open")
    & (YEAR >= 2020),
    "category=academia": pl.col("categories").list.contains("academia"),
    "class=below": pl.col("class") == "below",
    "moe=0": ~pl.col("sparse"),
    "from=2018&to=2021": (YEAR >= 2018) & (YEAR <= 2021),
    "min=1e25": pl.col("compute") >= 1e25,
    "q=gpt-4": said("gpt-4"),
    "q=GPT meta": said("gpt") & said("meta"),
    "q=zyxel": said("zyxel"),
    "q=<script>": said("<script>"),
    "q=no such model": pl.lit(value=False),
}


# In the first tier: several filters of each kind at once, and words. Names that attack are searched for and drawn in
# test_explorer_devices.py.
FIRST = ("org=meta-ai,openai&access=open&from=2020", "q=GPT meta")


@pytest.mark.parametrize("query", tiered(VIEWS, FIRST))
def test_a_filter_counts_what_python_counts(desk: Visit, large_hub: str, large_table: pl.DataFrame, query: str) -> None:
    """In a real browser, over 22 000 models, doubted and folded ones among them."""
    base = (pl.col("published") != "") & pl.col("compute").is_not_null() & (YEAR >= 2010)
    wanted = large_table.filter(base & ~pl.col("variant") & ~pl.col("doubted") & VIEWS[query]).height
    address = "&".join(f"{k}={quote(v, safe=',')}" for k, v in (p.split("=") for p in query.split("&") if p))
    page = opened(desk, f"{large_hub}explore.html?fit=none&{address}")
    assert shown(page) == wanted
    rows = table_of(saved(page, "#save-csv"))
    assert sum(int(r["Models"]) for r in rows) == wanted
    assert not page.is_visible("#unknown")


def test_variants_count_when_asked_and_doubted_figures_of_compute_only_there(
    desk: Visit, large_hub: str, large_table: pl.DataFrame
) -> None:
    dated = large_table.filter((pl.col("published") != "") & (YEAR >= 2010))
    page = opened(desk, large_hub + "explore.html?variants=1&fit=none")
    assert shown(page) == dated.filter(~pl.col("doubted") & pl.col("compute").is_not_null()).height
    page = opened(desk, large_hub + "explore.html?y=parameters&fit=none")
    assert shown(page) == dated.filter(~pl.col("variant") & pl.col("parameters").is_not_null()).height


def test_a_search_loads_the_names_when_it_is_first_made(visit: Visit, large_hub: str) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda r: asked.append(r.url.rsplit("/", 1)[-1]))
    page = opened(visit, large_hub + "explore.html")
    assert {a for a in asked if "column" in a} == {
        f"explore-column-{name}.js" for name in ("date", "compute", "flags", "domain")
    }
    everything = shown(page)
    page.click("#filters summary")
    page.select_option("select[name=country]", "china")
    expect(page.locator("#count")).not_to_contain_text(f"{everything:,}")
    assert "explore-column-country.js" in asked
    assert "explore-column-names.js" not in asked
    page.fill("input[name=q]", "openai")
    page.wait_for_url("**q=openai**")
    expect(page.locator("#count")).to_contain_text("shown")
    assert "explore-column-names.js" in asked
    assert 0 < shown(page) < everything
    # A part that does not come is named.
    page.route("**/explore-column-org.js", lambda route: route.abort())
    page.goto(large_hub + "explore.html?by=org")
    expect(page.locator("#unknown")).to_contain_text("explore-column-org.js")


def test_record_setters_of_a_filtered_view_are_right_and_what_is_missing_is_said(
    desk: Visit, large_hub: str, large_table: pl.DataFrame
) -> None:
    sound = ~pl.col("variant") & ~pl.col("doubted") & (pl.col("published") != "") & (YEAR >= 2010)

    def setters(of: pl.Expr) -> set[str]:
        rows = large_table.filter(sound & of).sort("published", "compute", descending=[False, True])
        return set(rows.filter(pl.col("compute") > pl.col("compute").cum_max().shift(1).fill_null(0.0))["id"])

    def listed(query: str) -> set[str]:
        page = opened(desk, f"{large_hub}explore.html?{query}&fit=none")
        found: list[str] = page.eval_on_selector_all(
            "#frontier a", "all => all.map(a => a.getAttribute('href').slice(7, -5))"
        )
        return set(found)

    # One filter: all of them by name. Cells of a month are not closer than that: within a month one more may be named.
    for query, of in (
        ("country=japan", COUNTRIES.list.contains("Japan")),
        ("category=academia", VIEWS["category=academia"]),
    ):
        assert setters(of) <= listed(query), query
        assert "without a name" not in desk.page.inner_text("#frontier-note")
    # Several: none that an unnamed model beats, and a word on those that are not named.
    narrow = COUNTRIES.list.contains("Japan") & said("gpt")
    found, true = listed("country=japan&q=gpt"), setters(narrow)
    assert found
    for one in large_table.filter(pl.col("id").is_in(list(found))).iter_rows(named=True):
        before = large_table.filter(sound & narrow & (pl.col("published").str.slice(0, 7) < one["published"][:7]))[
            "compute"
        ].max()
        assert before is None or one["compute"] > float(str(before)) / 10 ** (1 / 8)
    if true - found:
        assert re.search(r"\d+ more (is|are) in cells, without a name", desk.page.inner_text("#frontier-note"))
