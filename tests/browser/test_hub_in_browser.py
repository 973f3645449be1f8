"""The hub as a reader meets it, in Chromium: nothing breaks, nothing leaves, filters and sort work, with and without
scripts.
"""

from __future__ import annotations

import csv
import io
import struct
from pathlib import Path

import pytest
from helpers.browser_visit import Visit, Visits
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
ROWS = "#models tbody tr:not([hidden])"
# On a phone in the first tier: the pages whose layout changes most. The others scroll no further sideways on a narrow
# screen either (test_page_kinds.py); that a phone agrees is of the second tier.
PHONE = (
    "models/meta/llama-3.1-405b.html",
    *(
        pytest.param(path, marks=pytest.mark.matrix)
        for path in (
            "models/nobody/hostile.html",
            "models/openai/sora.html",
            "thresholds.html",
            "audit.html",
            "coverage.html",
            "lists.html",
            "documents.html",
            "data.html",
            "method.html",
        )
    ),
)


def shown(page: Page) -> list[str]:
    """Names in the table's visible rows, in order."""
    names: list[str] = page.eval_on_selector_all(
        "#models tbody tr:not([hidden]) th a", "links => links.map(a => a.textContent)"
    )
    return names


def dots(page: Page) -> int:
    """Coloured pixels of the chart's canvas: grows and shrinks with the points drawn."""
    count: int = page.evaluate(
        """() => {
            const canvas = document.querySelector('#plot canvas');
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let n = 0;
            for (let i = 0; i < data.length; i += 4) {
                const r = data[i], g = data[i + 1], b = data[i + 2];
                if (Math.max(r, g, b) - Math.min(r, g, b) > 40) n++;
            }
            return n;
        }"""
    )
    return count


def test_the_fonts_are_ours_and_the_theme_is_read_before_the_page_is_drawn(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Inter') && document.fonts.check('16px \"Source Serif 4\"')")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))"
    )
    assert set(loaded) == {"Inter", "Source Serif 4"}


def test_chips_filter_chart_and_table_alike_and_the_address_keeps_it(visit: Visit, hub: str) -> None:
    visit.page.goto(hub)
    page = visit.ready()
    everything, all_dots = shown(page), dots(page)
    page.click("#legend [data-id=games]")
    assert shown(page) == ["AlphaGo Zero"]
    assert 0 < dots(page) < all_dots / 3
    assert "domain=games" in page.url
    assert page.get_attribute("#legend [data-id=language]", "aria-pressed") == "false"
    assert "1 of" in page.inner_text("#listed")
    page.reload()
    visit.ready()
    assert shown(page) == ["AlphaGo Zero"]
    page.click("#legend [data-id=games]")  # the last chip off means all
    assert shown(page) == everything
    assert visit.errors == []


def test_fields_filter_by_name_country_class_and_year(visit: Visit, hub: str) -> None:
    visit.page.goto(hub)
    page = visit.ready()
    page.click("#filters summary")
    page.fill("input[name=q]", "openai gpt")
    expect(page.locator(ROWS)).to_have_count(2)
    assert set(shown(page)) == {"GPT-4", "GPT-3 175B (davinci)"}
    page.fill("input[name=q]", "")
    page.select_option("select[name=country]", "GB")
    expect(page.locator(ROWS)).to_have_count(2)
    page.fill("input[name=from]", "2020")
    expect(page.locator(ROWS)).to_have_count(1)
    assert shown(page) == ["Stable Diffusion (LDM-KL-8-G)"]
    page.click("#reset")
    page.select_option("select[name=class]", "cannot-rule-out")
    expect(page.locator(ROWS)).to_have_count(1)
    assert shown(page) == ["PaLM 2"]


def test_columns_sort_both_ways_and_unknown_stays_last(visit: Visit, hub: str) -> None:
    visit.page.goto(hub + "?variants=1")
    page = visit.ready()
    page.click("th[data-key=compute] .sort")
    assert shown(page)[:2] == ["Llama 3.1 405B", "GPT-4"]
    assert page.get_attribute("th[data-key=compute]", "aria-sort") == "descending"
    page.click("th[data-key=compute] .sort")
    assert shown(page)[0] == "BERT-Large"
    assert shown(page)[-1] in ("Sora", "<script>alert(1)</script>=1+1", "Llama 3.1 405B Instruct")
    page.click("th[data-key=name] .sort")
    assert shown(page) == sorted(shown(page), key=str.lower)
    assert "sort=name:asc" in page.url


def test_intervals_can_be_drawn_and_variants_shown(visit: Visit, hub: str) -> None:
    visit.page.goto(hub)
    page = visit.ready()
    before, rows = dots(page), len(shown(page))
    page.click("#filters summary")
    page.check("input[name=bars]")
    page.wait_for_url("**bars=1**")
    assert dots(page) > before * 1.05
    page.check("input[name=variants]")
    page.wait_for_url("**variants=1**")
    assert len(shown(page)) == rows + 1


def test_a_point_tells_its_name_and_figure_and_opens_its_page(visit: Visit, hub: str) -> None:
    visit.page.goto(hub + "?domain=games")
    page = visit.ready()
    spot = page.evaluate(
        """() => {
            const canvas = document.querySelector('#plot canvas'), box = canvas.getBoundingClientRect();
            const {data, width} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let n = 0, x = 0, y = 0;
            for (let i = 0; i < data.length; i += 4) {
                const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
                if (b > 200 && b - g > 90) { n++; x += (i / 4) % width; y += Math.floor(i / 4 / width); }
            }
            return [box.x + x / n * box.width / canvas.width, box.y + y / n * box.height / canvas.height];
        }"""
    )
    page.mouse.move(*spot)
    tip = page.inner_text(".tip")
    assert "AlphaGo Zero" in tip
    assert "3.5 × 10" in tip
    assert "90%: 1.1 × 10" in tip
    page.mouse.click(*spot)
    page.wait_for_url("**/models/deepmind/alphago-zero.html")
    assert page.inner_text("h1") == "AlphaGo Zero"


def test_a_model_page_opens_from_the_table_and_back_keeps_the_view(visit: Visit, hub: str) -> None:
    visit.page.goto(hub + "?domain=language")
    page = visit.ready()
    page.click("#models tbody a >> text=Llama 3.1 405B")
    page.wait_for_url("**/models/meta/llama-3.1-405b.html")
    cited = page.inner_text(".cite pre")
    assert hub in cited
    assert page.url.removeprefix(hub) in cited
    page.go_back()
    visit.ready()
    assert "PaLM 2" in shown(page)
    assert "AlphaGo Zero" not in shown(page)


def test_a_link_to_a_claim_opens_what_hides_it(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "models/meta/llama-3.1-405b.html")
    hidden = page.get_attribute("details .claim.rival", "id")
    page.goto(hub + f"models/meta/llama-3.1-405b.html#{hidden}")
    assert page.is_visible(f"#{hidden}")


def test_what_is_saved_is_what_is_shown(visit: Visit, hub: str) -> None:
    visit.page.goto(hub + "?domain=other,language")
    page = visit.ready()
    with page.expect_download() as got:
        page.click("#save-csv")
    text = Path(str(got.value.path())).read_bytes().decode()
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    drawn = page.eval_on_selector_all(
        "#models tbody tr:not([hidden])",
        "all => all.filter(tr => !tr.querySelector('.unknown')).map(tr => tr.querySelector('a').textContent)",
    )
    assert sorted(r[0] for r in rows[1:]) == sorted(drawn)  # the table also lists models without a figure
    assert not [c for r in rows for c in r if c.startswith(("=", "+", "@"))]
    with page.expect_download() as got:
        page.click("#save-png")
    data = Path(str(got.value.path())).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width > 2000
    assert height > 1000


def test_it_reads_without_scripts(visits: Visits, hub: str) -> None:
    visit = visits(java_script_enabled=False)
    page = visit.page
    page.goto(hub)
    assert "above 10" in page.inner_text("h1")
    assert page.locator("#plot svg use").count() == 8
    assert page.locator("#plot svg use").first.is_visible()
    assert page.locator("#models tbody tr").count() == 12
    assert not page.locator("#filters").is_visible()
    page.click("#models tbody a >> text=GPT-4")
    assert "90% interval 8.2 × 10" in page.inner_text("#compute")


def lines(page: Page) -> list[str]:
    """Text of the table's rows, white space collapsed."""
    return [" ".join(one.split()) for one in page.locator("#models tbody tr").all_inner_texts()]


def test_rows_that_the_page_leaves_out_are_drawn_alike_by_its_script(visit: Visit, hub: str) -> None:
    visit.page.goto(hub)
    whole = lines(visit.page)
    visit.page.add_init_script(
        "document.addEventListener('readystatechange', () => document.readyState === 'interactive' &&"
        "document.querySelectorAll('#models tbody tr').forEach((tr, i) => i % 2 && tr.remove()))"
    )
    visit.page.reload()
    assert lines(visit.page) == whole
    assert len(whole) > 8


def test_it_works_from_disk(visit: Visit, site: Path) -> None:
    visit.page.goto((site / "index.html").as_uri())
    page = visit.ready()
    page.click("#legend [data-id=games]")
    assert shown(page) == ["AlphaGo Zero"]
    page.click("#models tbody tr:not([hidden]) th a")
    page.wait_for_url("**/alphago-zero.html")
    assert page.inner_text("h1") == "AlphaGo Zero"
    assert visit.errors == []


def test_the_theme_follows_the_system_then_the_reader(visits: Visits, hub: str) -> None:
    visit = visits(color_scheme="dark")
    visit.page.goto(hub)
    page = visit.ready()
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(colour)
    page.click("#theme")
    light = page.evaluate(colour)
    assert dark != light
    page.reload()
    assert page.evaluate(colour) == light
    assert visit.errors == []


@pytest.mark.parametrize("path", PHONE)
def test_on_a_phone_nothing_overflows(visits: Visits, hub: str, path: str) -> None:
    visit = visits(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit.page.goto(hub + path)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.errors == []


def test_on_a_phone_the_chart_comes_before_the_filters(visits: Visits, hub: str) -> None:
    visit = visits(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = visit.page
    page.goto(hub)
    visit.ready()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chart, controls = page.locator("#chart").bounding_box(), page.locator("#controls").bounding_box()
    assert chart is not None
    assert controls is not None
    assert chart["y"] < controls["y"]
    assert page.locator("#filters").get_attribute("open") is None
    assert visit.errors == []
