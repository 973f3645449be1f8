"""News in 15 languages against a site on this machine: results, articles with navigation and scripts, candidates."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from helpers.fake_site import FakeSite, serving_site

from flopwatch import sources
from flopwatch.discovery import Basis, HubLimits, read_queue, search
from flopwatch.domain import NotFound

pytest.importorskip("trafilatura", reason="the reader of articles is an extra: uv sync --extra news")

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
# A sentence on a made model of 43 billion parameters and 6 trillion tokens, and one of filling.
ARTICLES = json.loads(Path(__file__).with_name("news_articles.json").read_text(encoding="utf-8"))


def page(language, sentence, filling):
    body = "".join(f"<p>{text}</p>" for text in (sentence, *[f"{filling} {filling}"] * 4))
    return (
        f'<html lang="{language}"><head><title>Zephon-4</title><meta property="article:published_time" '
        f'content="2026-11-20T08:00:00Z"><script>var modelX9 = "900B parameters";</script></head><body>'
        f'<nav><ul><li><a href="/">Giga-9 999B parameters</a></li><li><a href="/b">News</a></li></ul></nav>'
        f"<article><h1>Zephon-4</h1>{body}</article>"
        f'<aside class="advertisement">Atlas-8: 888B parameters!</aside><footer>© Site-7 2026</footer></body></html>'
    ).encode()


def results(*addresses, unresponsive=()):
    rows = [{"url": one, "title": "t", "content": "c", "engine": "google"} for one in addresses]
    return json.dumps({"query": "q", "results": rows, "unresponsive_engines": list(unresponsive)}).encode()


def searched(folder, language):
    return search(sources.channel(f"news-{language}"), folder, Basis((), ()), lambda: NOW, limits=HubLimits())


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
    with serving_site(FakeSite()) as served:
        monkeypatch.setenv("SEARXNG_URL", served.url)
        yield served


@pytest.mark.parametrize("language", ARTICLES)
def test_search_article_facts_and_candidate_in_each_language(tmp_path, site, language):
    site.files["/a"] = site.files["/copy"] = page(language, *ARTICLES[language])
    site.files["/search"] = results(f"{site.url}/a?utm_source=x#top", f"{site.url}/copy")
    done = searched(tmp_path, language)
    queue = read_queue(tmp_path)
    assert done.incomplete == ""
    assert [(one.name, one.facts) for one in queue] == [("Zephon-4", {"parameters": 43e9, "tokens": 6e12})]
    # The article and its syndicated copy are two places of one candidate, in the words of the original.
    assert [(one.url, one.lang) for one in queue[0].evidence] == [
        (f"{site.url}/a", language),
        (f"{site.url}/copy", language),
    ]
    assert queue[0].published == "2026-11-20"


def test_engines_that_do_not_respond_are_an_outage_and_leave_the_watermark(tmp_path, site):
    site.files["/search"] = results(unresponsive=[["google", "CAPTCHA"]])
    done = searched(tmp_path, "fr")
    assert "CAPTCHA" in done.incomplete
    assert done.watermark == ""


def test_a_page_that_is_gone_or_no_article_is_held_or_skipped_with_its_reason(tmp_path, site):
    site.files["/empty"] = b"<html><body></body></html>"
    site.files["/other"] = page("de", "Das Museum zeigt im Winter 40 Bilder aus vier Ländern.", ARTICLES["de"][1])
    site.files["/search"] = results(f"{site.url}/gone", f"{site.url}/empty", f"{site.url}/other", "javascript:alert(1)")
    done = searched(tmp_path, "de")
    assert (done.read, done.found) == (3, 0)
    assert [one.reason for one in done.skipped] == ["names no model with a size, data or compute"]
    assert {"404" in one.reason or "no article" in one.reason for one in done.held} == {True}


def test_a_language_without_keywords_is_no_channel():
    with pytest.raises(NotFound, match="'news-xx' is not known"):
        sources.channel("news-xx")
