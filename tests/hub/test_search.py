"""Search: the order of what is found, near names, and the pages that it leads to."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.some_pages import some_pages

from flopwatch.census import Census
from flopwatch.hub.pages.search import write_search
from flopwatch.hub.search_items import SearchItem, items_to_find
from flopwatch.hub.search_ranking import near_names, ranked
from flopwatch.wording import speaking

ITEMS = [
    SearchItem("model", name, "", also, about)
    for name, also, about in (
        ("GPT-4o", (), "OpenAI"),
        ("GPT-4", ("gpt-4-0314",), "OpenAI"),
        ("ProtGPT-4", (), "Elsewhere"),
        ("DeepSeek-V3", (), "深度求索"),
        ("悟道2.0", ("Wu Dao 2.0",), "北京智源人工智能研究院"),
        ("ЯндексGPT", ("YandexGPT",), ""),
        ("Ernié 4.5", (), "Baidu"),
        ("كلمة الأولى", (), ""),
    )
]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("gpt4", ["GPT-4", "GPT-4o", "ProtGPT-4"]),
        ("GPT 4", ["GPT-4", "GPT-4o", "ProtGPT-4"]),
        ("deepseekv3", ["DeepSeek-V3"]),
        ("wu dao", ["悟道2.0"]),
        ("悟", ["悟道2.0"]),
        ("智源", ["悟道2.0"]),
        ("人工智能研究", ["悟道2.0"]),
        ("яндекс", ["ЯндексGPT"]),
        ("ernie", ["Ernié 4.5"]),
        ("كلمة", ["كلمة الأولى"]),
        ("openai", ["GPT-4o", "GPT-4"]),
        ("openai gpt 4o", ["GPT-4o", "GPT-4"]),
        ("!", []),
        ("", []),
    ],
)
def test_the_best_is_first_in_any_script(query: str, names: list[str]) -> None:
    assert [ITEMS[at].name for at in ranked(ITEMS, query)] == names


def test_a_mistyped_name_offers_its_like_and_nonsense_nothing() -> None:
    assert ranked(ITEMS, "deapseek-v3") == []
    assert [ITEMS[at].name for at in near_names(ITEMS, "deapseek-v3")] == ["DeepSeek-V3"]
    assert near_names(ITEMS, "zzzz") == []


def test_everything_found_leads_to_a_place_that_exists(site: Path, census: Census) -> None:
    items = items_to_find(census)
    assert {one.kind for one in items} >= {"page", "model", "organisation", "chip", "threshold", "rule", "term"}
    absent = []
    for one in items:
        path, _, place = one.path.partition("#")
        if not (site / path).is_file() or (place and f'id="{place}"' not in (site / path).read_text(encoding="utf-8")):
            absent.append(one)
    assert absent == []


def test_a_page_in_another_language_is_found_by_both_names(census: Census, tmp_path: Path) -> None:
    with speaking("en-XA"):
        items = items_to_find(census)
    page = next(one for one in items if one.path == "calculator.html")
    assert page.name != "Calculator"
    assert items[ranked(items, "calculator")[0]].path == "calculator.html"
    assert items[ranked(items, page.name)[0]].path == "calculator.html"


def test_the_list_is_data_whatever_a_name_holds(census: Census, tmp_path: Path) -> None:
    with some_pages(census, tmp_path) as site:
        write_search(site, census)
    text = (tmp_path / "search-data.js").read_text(encoding="utf-8")
    assert text.startswith("globalThis.flopwatchSearch = {")
    assert "<script>alert(1)</script>" in text  # a name of the sample: a file of its own, never inside a page
