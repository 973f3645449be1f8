"""What changed since the last release, on the start page and in a feed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from flopwatch.releases.manifest import Manifest

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_start_page_names_what_changed_since_the_release_before(second_release: tuple[Path, Manifest]) -> None:
    site = second_release[0] / "site"
    page = (site / "index.html").read_text(encoding="utf-8")
    start = page.index('class="news"')
    news = page[start : page.index("</section>", start)]
    assert 'Changed since <a href="releases/1/index.html">release 1</a>' in news
    assert "GPT-4" in news
    assert "1 re-estimated" in news or "re-estimated" in news
    assert 'href="changes.xml"' in page[: page.index("</head>")]
    feed = ET.parse(site / "changes.xml").getroot()
    titles = [one.findtext(f"{ATOM}title") or "" for one in feed.iter(f"{ATOM}entry")]
    assert any("GPT-4" in title for title in titles)


def test_a_first_release_shows_the_newest_models(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    start = page.index('class="news"')
    news = page[start : page.index("</section>", start)]
    assert "The newest models" in news
    assert "Llama 3.1 405B" in news
