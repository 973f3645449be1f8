"""The explorer's presets, filters, axes and legend, and the address that keeps them."""

from __future__ import annotations

import re

import pytest
from helpers.browser_visit import Visit
from helpers.explorer_pages import READY, coloured, names, opened, shown
from helpers.tiers import MATRIX
from playwright.sync_api import Browser, expect

from flopwatch.products.explorer_views import PRESETS, QUANTITIES

pytestmark = pytest.mark.browser


@pytest.mark.matrix
def test_each_preset_shows_its_view_and_its_address_brings_it_back(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?q=zzz&fit=none")
    assert shown(page) == 0

    def view() -> list[str]:
        return [page.inner_text(f"#{i}") for i in ("view-title", "count", "trends", "trends-below", "notes")]

    seen = set()
    for preset in PRESETS:
        page.click(f".presets a >> text='{preset.name}'")
        assert page.url.partition("?")[2] == preset.query
        expect(page.locator(".presets [aria-current]")).to_have_text(preset.name)
        assert shown(page) > 3, preset.name
        first = view()
        seen.add(tuple(first))
        if MATRIX or preset in PRESETS[:1]:  # the address alone brings it back
            page.reload()
            page.wait_for_selector(READY, state="attached")
            assert view() == first, preset.name
    # The made table has no frontier that a census quotes: its first view is that of all models.
    assert len(seen) == len(PRESETS) - 1
    page.go_back()  # what was chosen before is one step back
    expect(page.locator(".presets [aria-current]")).to_have_text(PRESETS[-2].name)


def test_three_eras_have_three_trends_and_two_marks(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?from=1950&eras=2020,2023-09")
    lines = page.locator("#trends-below .trend-line").all_inner_texts()
    assert [line.split(":")[0] for line in lines] == [
        "Before 2020",
        "2020 to September 2023",
        "From September 2023",
    ]
    assert all("× per year" in line for line in lines)
    counts = [int(re.sub(r"\D", "", re.findall(r"n = ([\d,]+)", line)[0])) for line in lines]
    assert sum(counts) == shown(page) - 3  # each model lies in one era; the doubted three in none


def test_record_setters_can_be_ignored_named_alone_or_joined(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?fit=none")
    everything, all_pixels = shown(page), coloured(page)
    setters = page.locator("#frontier li").count()
    assert 3 < setters < everything
    page.select_option("select[name=records]", "only")
    assert shown(page) == setters
    page.select_option("select[name=records]", "connect")
    assert shown(page) == everything
    assert coloured(page) < all_pixels  # the others are faint
    page.select_option("select[name=records]", "ignore")
    assert "records=ignore" in page.url
    # Per colour where a trend is asked for per colour: every group has its own first.
    page.goto(made_hub + "explore.html?records=only&fit=group")
    page.wait_for_selector(READY, state="attached")
    assert shown(page) > setters


def test_every_axis_draws_and_no_quantity_stands_against_itself(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html")
    for y in ("parameters", "data", "cost", "compute"):
        page.select_option("select[name=y]", y)
        title = next(q.title for q in QUANTITIES if q.id == y)
        assert title in page.inner_text("#view-title")
        assert coloured(page) > 500
        assert page.locator(f"select[name=x] option[value={y}]").is_disabled()
    page.select_option("select[name=x]", "parameters")
    assert page.inner_text("#view-title") == "Training compute against parameters"
    assert re.search(r"grows with parameters to the power \d\.\d\d", page.inner_text("#trends"))
    page.select_option("select[name=y]", "parameters")  # now the same as x: x falls back
    assert "Parameters of AI models" in page.inner_text("#view-title")


def test_each_filter_narrows_the_view_and_stands_in_the_address(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?fit=none")
    everything = shown(page)
    page.click("#filters summary")
    for name, value in (
        ("domain", "biology"),
        ("country", "china"),
        ("org", "openai"),
        ("access", "open"),
        ("category", "academia"),
    ):
        page.select_option(f"select[name={name}]", value)
        assert f"{name}={value}" in page.url
        assert 0 < shown(page) < everything, name
        page.select_option(f"select[name={name}]", "")
        assert shown(page) == everything
    page.fill("input[name=from]", "2024")
    page.wait_for_url("**from=2024**")
    later = shown(page)
    assert later < everything
    page.fill("input[name=to]", "2024")
    page.wait_for_url("**to=2024**")
    assert shown(page) < later
    page.click("#reset")
    page.fill("input[name=min]", "1e26")
    page.wait_for_url("**min=1e26**")
    assert 0 < shown(page) < everything
    page.click("#reset")
    page.fill("input[name=q]", "gpt-4")
    page.wait_for_url("**q=gpt-4**")
    assert 0 < shown(page) < everything
    page.click("#reset")
    assert page.url.endswith("explore.html")
    page.check("input[name=moe]")
    assert "moe=0" in page.url
    assert shown(page) < everything
    page.uncheck("input[name=moe]")
    few = coloured(page)
    page.check("input[name=bars]")
    assert coloured(page) > few * 1.1
    page.uncheck("input[name=thresholds]")
    assert "thresholds=0" in page.url


def test_variants_fold_and_unfold_and_the_doubted_are_drawn_but_not_fitted(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html")
    before = shown(page)
    assert "hollow: 3 models whose figure is doubted" in page.inner_text("#notes")
    assert f"n = {before - 3}" in page.inner_text("#trends").replace(",", "")
    page.click("#filters summary")
    page.check("input[name=variants]")
    assert shown(page) == before + 5
    assert "variants=1" in page.url


def test_chips_are_the_legend_and_the_filter(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?fit=none")
    everything = shown(page)
    page.click("#filters summary")
    page.click("#legend .chip:has-text('Biology')")
    one = shown(page)
    assert 0 < one < everything
    assert page.get_attribute("#legend .chip:has-text('Language')", "aria-pressed") == "false"
    page.click("#legend .chip:has-text('Games')")
    assert shown(page) > one
    assert "domain=biology,games" in page.url
    for name in ("Biology", "Games"):
        page.click(f"#legend .chip:has-text('{name}')")
    assert shown(page) == everything  # the last one off means all
    for by, chip in (
        ("access", "Open weights"),
        ("country", "United States"),
        ("category", "Industry"),
        ("org", "OpenAI"),
    ):
        page.select_option("select[name=by]", by)
        page.click(f"#legend .chip:has-text('{chip}')")
        assert 0 < shown(page) < everything, by
        # Shape and colour never part: each chip carries its own path.
        paths = page.eval_on_selector_all("#legend path", "all => all.map(p => p.getAttribute('d'))")
        assert len(set(paths)) == len(paths), by
        page.click("#reset")


def test_a_trend_for_each_colour_names_its_colour(desk: Visit, made_hub: str) -> None:
    page = opened(desk, made_hub + "explore.html?by=access&fit=group")
    lines = page.locator("#trends-below .trend-line").all_inner_texts()
    assert {line.split(":")[0] for line in lines} == {
        "Open weights",
        "API or hosted",
        "Unreleased or closed",
        "Not stated",
    }
    assert page.locator("#trends-below .symbol").count() == 4
    # What the table was made with: 4x a year.
    for line in lines:
        low, high = map(float, re.findall(r"90%: ([\d.]+) to ([\d.]+)", line)[0])
        assert low < 4.6
        assert high > 3.4


def test_an_address_that_asks_for_what_is_not_there_is_read_as_far_as_it_goes(desk: Visit, made_hub: str) -> None:
    page = opened(
        desk,
        made_hub
        + "explore.html?y=compute&colour=red&domain=biology,cooking&from=soon&min=-3&eras=never"
        + "&page=0&sort=x&x=<img onerror=alert(1)>&fit=none",
    )
    note = page.inner_text("#unknown")
    for part in ("colour=red", "domain=cooking", "from=soon", "min=-3", "eras=never"):
        assert part in note
    assert "and 3 more" in note
    assert page.locator("#unknown img").count() == 0
    assert page.get_attribute("#legend .chip:has-text('Biology')", "aria-pressed") == "true"
    assert page.get_attribute("#legend .chip:has-text('Games')", "aria-pressed") == "false"
    page.click("#legend .chip:has-text('Games')")
    assert not page.is_visible("#unknown")
    assert page.url.endswith("?domain=biology,games&fit=none")


def test_any_state_survives_the_address_in_a_fresh_browser(desk: Visit, browser: Browser, made_hub: str) -> None:
    """The round trip of every key at once, and of a thousand states drawn by chance."""
    page = opened(desk, made_hub + "explore.html")
    bad = page.evaluate(
        """() => {
            const M = {...flopwatch.state, ...flopwatch.model}, dims = M.dimensions(flopwatchData),
              ids = flopwatchData.quantities.map((q) => q[0]);
            let seed = 7;
            const next = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
            const pick = (list) => list[next(list.length)];
            const bad = [];
            for (let i = 0; i < 1000; i++) {
                const s = M.initial();
                s.y = pick(ids);
                s.x = pick(['date', ...ids.filter((q) => q !== s.y)]);
                for (const d of M.DIMS) for (let k = next(3); k > 0; k--) {
                    const v = pick(dims[d].values).id;
                    if (!s[d].includes(v)) s[d].push(v);
                }
                for (const [name, list] of Object.entries(M.CHOICES)) s[name] = pick(list);
                for (const name of Object.keys(M.SWITCHES)) s[name] = next(2) === 1;
                s.from = 1950 + next(70);
                s.to = next(2) ? 2020 + next(6) : null;
                s.min = next(2) ? 10 ** next(30) * (1 + next(9)) : null;
                s.q = pick(['', 'gpt 4', '百度 & co=1', '<b>"x"</b>', '100%']);
                s.eras = pick([[], ['2012'], ['2010', '2015-09']]);
                s.sort = pick(['published:desc', 'name:asc', 'y:desc']);
                s.page = 1 + next(3);
                s.model = pick(['', 'meta/llama-3.1-405b']);
                M.settled(s);
                const {state, unknown} = M.readState(M.writeState(s), dims, flopwatchData.quantities);
                if (unknown.length || JSON.stringify(state) !== JSON.stringify(s)) bad.push([s, state, unknown]);
            }
            return bad;
        }"""
    )
    assert bad == []
    query = "y=data&x=compute&by=access&country=china,US&from=2016&fit=group"
    query += "&records=connect&bars=1&moe=0&tab=table&sort=name:asc"
    page = opened(desk, made_hub + "explore.html?" + query)
    fresh = Visit(browser, viewport={"width": 1280, "height": 1000})
    other = opened(fresh, page.url)
    assert other.url == page.url
    assert names(other) == names(page) != []
    assert other.inner_text("#trends-below") == page.inner_text("#trends-below") != ""
    assert other.input_value("select[name=country]") == "china,US"
    assert fresh.errors == []
    fresh.context.close()
