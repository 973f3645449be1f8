"""The search box: any page, any script, by keys alone, from disk; its order is that of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.browser_visit import Visit
from playwright.sync_api import Page

from flopwatch.census import Census
from flopwatch.hub.search_items import items_to_find
from flopwatch.hub.search_ranking import near_names, ranked

pytestmark = pytest.mark.browser
QUERIES = (
    "gpt",
    "gpt4",
    "llama 405",
    "Llama 3.1 405B instruct",
    "openai",
    "h100",
    "a100 80gb",
    "eu ai act",
    "1e25",
    "10^25",
    "training compute",
    "receipt",
    "calculator",
    "germany",
    "stable diffusion",
    "script",
    "悟道",
    "Ελληνικά",
    "gtp-44",
    "lama",
    "zzzz",
    "4",
    "!",
)


def found(page: Page) -> list[str]:
    page.wait_for_selector("#find-list:not([hidden]) li")
    return page.locator("#find-list .find-name").all_inner_texts()


def test_keys_alone_lead_from_any_page_to_a_model(visit: Visit, hub: str) -> None:
    visit.page.goto(hub + "organisations/openai.html")
    page = visit.page
    page.keyboard.press("/")
    page.keyboard.type("gpt4")
    assert found(page)[0] == "GPT-4"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#find-words", "aria-activedescendant") == "find-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/models/openai/gpt-4.html")
    assert (visit.errors, visit.outside) == ([], [])


def test_the_page_of_the_search_finds_from_disk_and_offers_like_names(visit: Visit, site: Path) -> None:
    visit.page.goto((site / "method.html").as_uri())
    page = visit.page
    page.fill("#find-words", "GTP-4")
    page.wait_for_selector("#find-list:not([hidden]) li")
    page.press("#find-words", "Enter")
    page.wait_for_url("**/search.html?q=GTP-4")
    page.wait_for_selector("#search-found a")
    assert "Nothing is called" in page.inner_text("#search-said")
    assert "GPT-4" in page.locator("#search-found a").all_inner_texts()
    assert "GPT-4 Model · OpenAI" in page.inner_text("#search-found")
    assert visit.errors == []


def test_the_page_orders_as_the_command_does(visit: Visit, hub: str, census: Census) -> None:
    page = visit.page
    page.goto(hub + "search.html?q=gpt")
    page.wait_for_selector("#search-found a")
    items = items_to_find(census)
    theirs = page.evaluate(
        """queries => {
            const {items} = flopwatchSearch, {ranked, nearNames} = flopwatchRanking;
            return queries.map(one => [ranked(items, one), nearNames(items, one)]);
        }""",
        list(QUERIES),
    )
    assert theirs == [[ranked(items, one), near_names(items, one)] for one in QUERIES]
