"""The files that hosts and search engines ask for."""

from __future__ import annotations

from pathlib import Path

from flopwatch.census import Census
from flopwatch.hub.pages.web_files import write_web_files
from flopwatch.hub.site import Site
from flopwatch.wording import speaking


def test_a_site_with_an_address_lists_its_pages_and_its_absent_page_links_from_there(
    census: Census, tmp_path: Path
) -> None:
    with speaking(""):
        site = Site(census, tmp_path, "https://census.example/hub/")
        site.page("method.html", "method.html", example=None, receipt="")
        write_web_files(site)
    places = (tmp_path / "sitemap.xml").read_text(encoding="utf-8")
    assert places.count("<loc>") == 1
    assert "<loc>https://census.example/hub/method.html</loc>" in places
    assert "Sitemap: https://census.example/hub/sitemap.xml" in (tmp_path / "robots.txt").read_text(encoding="utf-8")
    absent = (tmp_path / "404.html").read_text(encoding="utf-8")
    assert 'href="https://census.example/hub/assets/hub.css"' in absent
    page = (tmp_path / "method.html").read_text(encoding="utf-8")
    assert '<meta property="og:image" content="https://census.example/hub/assets/card.png">' in page
    assert '<link rel="canonical" href="https://census.example/hub/method.html">' in page


def test_a_site_without_an_address_has_no_sitemap(census: Census, tmp_path: Path) -> None:
    with speaking(""):
        site = Site(census, tmp_path, "")
        write_web_files(site)
    assert not (tmp_path / "sitemap.xml").exists()
    assert (tmp_path / "robots.txt").read_text(encoding="utf-8") == "User-agent: *\nAllow: /\n"
    assert 'href="/assets/hub.css"' in (tmp_path / "404.html").read_text(encoding="utf-8")
