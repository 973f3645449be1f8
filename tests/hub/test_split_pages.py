"""Pages that would be heavy with every model: parts on pages of their own, each model on one of them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from helpers.sample_census import build_census

from flopwatch.census import newest_first
from flopwatch.hub.pages import compare, lists
from flopwatch.hub.site import Site
from flopwatch.hub.views import row_of
from flopwatch.wording import model_path


def test_every_base_model_is_on_one_page_of_its_group_and_of_its_year_and_every_link_leads_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "MOST_ROWS", 2)
    monkeypatch.setattr(compare, "OWN_YEAR", 2024)
    monkeypatch.setattr(lists, "MOST_ENTRIES", 1)
    census = build_census()
    site = Site(census, tmp_path, "")
    compare.write_compare(site, census, [row_of(census, one) for one in sorted(census.models(), key=newest_first)])
    lists.write_lists(site, census)
    bases = {model_path(one.id) for one in census.models() if not one.is_variant}
    assert len(bases) > 3
    text = {
        path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")
    }
    assert len(re.findall(r'<tr><th scope="row">', text["comparison.html"])) == 2
    for folder, row in (
        ("comparison/", r'<th scope="row"><a href="\.\./([^"]*)"'),
        ("lists/", r'<a class="entry" href="\.\./([^"]*)"'),
    ):
        parts = [page for path, page in text.items() if path.startswith(folder)]
        assert len(parts) > 1
        shown = Counter(found for page in parts for found in re.findall(row, page))
        assert set(shown) <= bases
        assert set(shown.values()) == {1}
        if folder == "comparison/":
            assert set(shown) == bases
    assert "comparison/before-2024.html" in text
    pages = {path for path in text if "/" in path}
    linked = {
        found
        for page in ("comparison.html", "lists.html")
        for found in re.findall(r'href="((?:comparison|lists)/[^"#]*)"', text[page])
    }
    assert linked == pages
