"""Developers' announcements: feeds as robots.txt allows, GitHub with its limits, model cards."""

from __future__ import annotations

import base64
import datetime as dt
import time

import pytest
from helpers.fake_service import FakeService, serving_service

from flopwatch import sources
from flopwatch.discovery import Basis, HubLimits, search

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
RSS = """<rss version="2.0"><channel><title>Example Lab</title>
<item><title>Introducing Atlas 4</title><link>{url}/atlas</link><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>
<description>&lt;b&gt;405 billion parameters.&lt;/b&gt;&lt;script&gt;9T parameters&lt;/script&gt;</description></item>
<item><title>Our offices in Paris</title><link>{url}/paris</link></item>
<item><title>Introducing Zeus 2</title><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Other Lab</title><entry>
<title>Hera-7B Technical Report</title>
<link rel="self" href="{url}/self"/><link href="{url}/hera"/><updated>2026-11-20T01:02:03Z</updated></entry></feed>"""
JSON_FEED = {"title": "Third Lab", "items": [{"id": "1", "title": "Meet Ares 3", "url": "https://a.example/ares"}]}


@pytest.fixture
def quick(monkeypatch):
    """Loopback allowed; pauses are counted, not waited."""
    paused = []
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
    monkeypatch.setattr("time.sleep", paused.append)
    return paused


def searched(name, folder, places=(), now=NOW):
    return search(sources.channel(name), folder, Basis((), ()), lambda: now, limits=HubLimits(), places=list(places))


def test_feeds_of_three_forms_are_read_and_one_that_fails_leaves_the_others(tmp_path, quick):
    replies = {
        "/rss": lambda _: RSS.format(url="https://a.example"),
        "/atom": lambda _: ATOM.format(url="https://a.example"),
        "/json": lambda _: JSON_FEED,
        "/bad": lambda _: "<rss><channel>",
    }
    with serving_service(FakeService(replies)) as service:
        places = [f"{service.url}/{one}" for one in ("rss", "gone", "atom", "json", "bad")]
        found = searched("feeds", tmp_path, places)
    assert "1 could not be read" in found.incomplete
    assert "/gone: the server answered 404" in found.incomplete
    assert {one.name: (one.developer, one.published) for one in found.candidates} == {
        "Atlas 4": ("Example Lab", "2026-11-23"),
        "Hera-7B": ("Other Lab", "2026-11-20"),
        "Ares 3": ("Third Lab", ""),
    }
    atlas = next(one for one in found.candidates if one.name == "Atlas 4")
    assert atlas.facts["parameters"] == 405e9  # that of the text, not that of the script
    assert {one.field for one in atlas.statements} >= {"announcement", "parameters", "published", "developer"}
    assert [one.reason for one in found.skipped] == ["its title names no model"]
    assert ["no link" in one.reason or "not well-formed" in one.reason for one in found.held] == [True, True]


@pytest.mark.parametrize(
    ("robots", "asked", "words"),
    [
        ((404, {}, b""), ["/robots.txt", "/rss"], ""),
        ("User-agent: *\nDisallow: /rss\n", ["/robots.txt"], "robots.txt of 127.0.0.1"),
        ("User-agent: flopwatch\nDisallow: /\n\nUser-agent: *\nDisallow:\n", ["/robots.txt"], "forbids"),
        ("User-agent: *\nDisallow: /private\nCrawl-delay: 20\n", ["/robots.txt", "/rss"], ""),
        ((403, {}, b""), ["/robots.txt"], "answered 403"),
    ],
)
def test_robots_are_obeyed(tmp_path, quick, robots, asked, words):
    replies = {"/robots.txt": lambda _: robots, "/rss": lambda _: RSS.format(url="https://a.example")}
    with serving_service(FakeService(replies)) as service:
        found = searched("feeds", tmp_path, [f"{service.url}/rss"])
    assert [path for path, _ in service.asked] == asked
    assert words in found.incomplete
    assert bool(found.found) is ("/rss" in asked)
    if not words and "Crawl" in str(robots):
        assert max(quick) > 1  # the delay that the site asks for, not our own


def test_github_lists_repositories_releases_and_readmes_until_its_limit(tmp_path, monkeypatch, quick):
    url = "https://github.com/deepseek-ai/Atlas"
    repositories = [
        {"name": "Atlas-V4", "description": "A 671B MoE model", "html_url": url, "created_at": "2026-11-01T00:00:00Z"},
        {"name": "tools", "description": "Scripts", "html_url": url},
        {"name": "fork", "description": "A model", "html_url": url, "fork": True},
        {"name": "odd"},
    ]
    releases = [
        {"tag_name": "v2.0", "name": "v2.0", "body": "Weights of 70B parameters.", "html_url": f"{url}/2"},
        {"tag_name": "v2.1", "name": "v2.1", "body": "Fixes.", "html_url": f"{url}/3"},
        {"tag_name": "v3", "draft": True, "html_url": f"{url}/4"},
    ]
    readme = base64.encodebytes(
        b"# Hera-2 Model\n\nOf **3550** billion parameters? No: 355 billion parameters."
    ).decode()
    replies = {
        "/orgs/deepseek-ai/repos": lambda _: repositories,
        "/repos/lab/Zeus/releases": lambda _: releases,
        "/repos/lab/Zeus/readme": lambda _: {"content": readme, "html_url": "https://github.com/lab/Zeus#readme"},
    }
    with serving_service(FakeService(replies)) as service:
        monkeypatch.setenv("FLOPWATCH_GITHUB_ENDPOINT", service.url)
        found = searched("github", tmp_path, ["deepseek-ai", "lab/Zeus"])
        spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 1800)}
        replies["/orgs/deepseek-ai/repos"] = lambda _: (200, spent, b"[]")
        first = searched("github", tmp_path, ["deepseek-ai", "lab/Zeus"])
        asked = len(service.asked)
        again = searched("github", tmp_path, ["lab/Zeus"])
        assert len(service.asked) == asked
    assert {(one.name, one.developer) for one in found.candidates} == {
        ("Atlas-V4", "DeepSeek"),
        ("Zeus v2.0", "lab"),
        ("Hera-2 Model", "lab"),
    }
    assert (found.read, len(found.skipped), len(found.held)) == (8, 4, 1)
    assert "asks for a pause" in first.incomplete
    assert "nothing was asked" in again.incomplete


def test_a_model_card_is_named_by_its_heading_or_its_repository():
    def card(text, url):
        page = sources.channel("model-cards").parse(
            sources.Answer(url=url, status=200, headers={}, fetched="", body=text.encode())
        )
        assert page.read == 1
        return page

    front = "---\nlicense: mit\n---\n# [Atlas 2](https://a.example) `card`\n\n72B parameters, 3T tokens.\n"
    (atlas,) = card(front, "https://huggingface.co/lab/atlas/raw/main/README.md").found
    assert (atlas.name, atlas.developer, atlas.facts["tokens"]) == ("Atlas 2 card", "lab", 3e12)
    (zeus,) = card(
        "# Introduction\n\nIt has 9 billion parameters.\n", "https://github.com/lab/Zeus-9/blob/main/a.md"
    ).found
    assert (zeus.name, zeus.developer) == ("Zeus-9", "lab")
    assert card("# Scripts 2\n\nNothing here.", "a/b/README.md").skipped[0].reason == "states no large figure"


def test_texts_that_are_made_to_be_slow_take_a_bounded_number_of_characters():
    from flopwatch.sources.channels.feeds import plain

    for hostile in ("<script>" * 20_000, "<" * 200_000, "<style" * 20_000, "İ<script>x</script>" * 9_000):
        assert len(plain(hostile)) <= 20_000


def test_recorded_feeds_and_releases_are_read(shared):
    folder = shared / "data" / "channels"

    def parsed(name, file, url="https://a.example/feed", cut=""):
        body = (folder / file).read_bytes()
        body = body[body.index(b'{"url"') :].strip() if cut else body
        answer = sources.Answer(url=url, status=200, headers={}, fetched="", body=b"[" + body + b"]" if cut else body)
        return sources.channel(name).parse(answer)

    nokia = parsed("feeds", "feeds/large_atom_feed_that_needs_css_sanitisation.xml")
    assert (nokia.read, len(nokia.skipped)) == (15, 15)
    assert parsed("feeds", "feeds/example.json").read == 2
    assert "not well-formed" in parsed("feeds", "feeds/aaa_illformed.xml").held[0].reason
    release = parsed(
        "github", "github-releases/GitRelease.testGetLatestRelease.txt", "https://a/repos/a/b/releases", "x"
    )
    assert (release.read, len(release.held)) == (1, 0)
