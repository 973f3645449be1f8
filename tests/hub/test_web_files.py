"""The files that hosts and search engines ask for."""

from __future__ import annotations

import dataclasses
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from flopwatch.census import Census
from flopwatch.domain import forget_part
from flopwatch.hub.pages.model import ModelPages
from flopwatch.hub.pages.pictures import picture_path, picture_svg, write_pictures
from flopwatch.hub.pages.web_files import write_web_files
from flopwatch.hub.site import Site
from flopwatch.wording import model_path, speaking


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


@pytest.fixture
def pictured(census: Census, tmp_path: Path) -> Site:
    return Site(census, tmp_path, "https://census.example/hub/", pictures=True)


def test_each_model_has_a_picture_that_its_page_names(census: Census, pictured: Site) -> None:
    with speaking(""):
        write_pictures(pictured, census, forget_part)
        pages = ModelPages(pictured, census)
        for record in census.models()[:3]:
            pages.write(record)
            page = (pictured.folder / model_path(record.id)).read_text(encoding="utf-8")
            assert f'<meta property="og:image" content="https://census.example/hub/{picture_path(record.id)}">' in page
    for record in census.models():
        data = (pictured.folder / picture_path(record.id)).read_bytes()
        assert (data[:4], struct.unpack(">II", data[16:24])) == (b"\x89PNG", (1200, 630))


def test_a_picture_is_drawn_again_only_if_its_words_have_changed(census: Census, pictured: Site) -> None:
    kept: dict[str, bytes] = {}
    drawn: list[str] = []

    def remember(key: str, make: Callable[[], bytes]) -> bytes:
        if key not in kept:
            drawn.append(key)
            kept[key] = make()
        return kept[key]

    with speaking(""):
        write_pictures(pictured, census, remember)
        first = len(drawn)
        write_pictures(pictured, census, remember)
    assert first == len(drawn) == len(census.models())


def test_a_hostile_or_endless_name_stays_text_of_the_picture(census: Census, pictured: Site) -> None:
    record = next(iter(census.models()))
    names = ("</text><script>alert(1)</script>", "long " * 100, "模型 نموذج")
    with speaking(""):
        for name in names:
            drawing = ET.fromstring(picture_svg(pictured, census, dataclasses.replace(record, name=name)))
            shown = drawing.findtext("{http://www.w3.org/2000/svg}text") or ""
            assert name.startswith(shown.removesuffix("…").strip())
            assert len(shown) < 70
