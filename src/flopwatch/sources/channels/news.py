"""News in one language: searched through a SearXNG instance, each result's article read for models and their facts.

SearXNG is asked without `time_range`: engines that lack it would be left out without a word. No results with engines
that did not respond are an outage, not an empty answer.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlencode, urlsplit, urlunsplit

from flopwatch.bundled_data import curated_folder
from flopwatch.domain import BadInput, Quarantined, Skip
from flopwatch.extraction import Gazetteer, extract_facts, gazetteer_of
from flopwatch.sources.channels.article_text import article_of
from flopwatch.sources.channels.contract import Channel, Parsed, Plan
from flopwatch.sources.channels.finds_in_texts import finds_in_text
from flopwatch.sources.curated.keywords import NewsLanguage, load_keywords
from flopwatch.sources.curated.known_names import load_names
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.conditional import fetch_if_changed

PREFIX = "news-"
ENDPOINT_VARIABLE = "SEARXNG_URL"
MOST_RESULTS = 100  # of each term, as document 000 has it
MOST_PAGES = 20
_FAILED = "x-flopwatch-failed"


def news_channel(tag: str) -> Channel | None:
    """Return the channel of news in a language, or None if `keywords.toml` does not have it."""
    languages = {one.tag: one for one in load_keywords(curated_folder())}
    if tag not in languages:
        return None
    language = languages[tag]
    return Channel(
        name=f"{PREFIX}{tag}",
        version=1,
        summary=f"News in {language.gdelt.title()} through SearXNG ({ENDPOINT_VARIABLE}).",
        fetch=lambda plan, keep: fetch_news(language, plan, keep),
        parse=lambda answer: parse_news(tag, answer),
        unseen=True,
    )


def fetch_news(language: NewsLanguage, plan: Plan, keep: Callable[[Answer], None]) -> None:
    """Search each term and fetch the article of each result, once; results older than the watermark are left out.

    Raises:
        BadInput: If no instance is named, or its engines do not respond.
    """
    base = next(iter(plan.places), "") or os.environ.get(ENDPOINT_VARIABLE, "")
    if not base.startswith(("http://", "https://")):
        raise BadInput(
            f"news is searched through an own SearXNG instance. Give its address, or set {ENDPOINT_VARIABLE}."
        )
    seen: set[str] = set()
    for term in language.terms:
        for address in _results(base.rstrip("/"), language, term, plan.watermark, keep):
            if address not in seen:
                seen.add(address)
                keep(_page(address))


def _results(
    base: str, language: NewsLanguage, term: str, watermark: str, keep: Callable[[Answer], None]
) -> Iterator[str]:
    """Return the addresses of a term's results, without fragments and trackers, at most `MOST_RESULTS`."""
    listed: set[str] = set()
    for number in range(1, MOST_PAGES + 1):
        asked = {"q": term, "format": "json", "pageno": number, "language": language.tag, "engines": language.engine}
        answer = fetch_if_changed(f"{base}/search?{urlencode(asked)}")
        if answer is None:
            raise BadInput(f"{base}: answered 304 to a question without conditions.")
        keep(answer)
        rows, unresponsive = _rows(answer)
        if not rows and unresponsive:
            raise BadInput(f"{base}: no results for {term!r}, and these engines did not respond: {unresponsive}.")
        new = [address for row in rows if (address := plain_address(str(row.get("url") or ""))) not in ("", *listed)]
        if not new:
            return  # the last page, or an engine that repeats its first one
        listed.update(new)
        old = {plain_address(str(row.get("url") or "")) for row in rows if _is_before(row, watermark)}
        yield from (address for address in dict.fromkeys(new) if address not in old)
        if len(listed) >= MOST_RESULTS:
            return


def _is_before(row: dict[str, object], watermark: str) -> bool:
    published = row.get("publishedDate")
    return isinstance(published, str) and bool(watermark) and published[:10] < watermark[:10]


def _rows(answer: Answer) -> tuple[list[dict[str, object]], str]:
    try:
        whole = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{answer.url[:200]}: no JSON. Is `json` among search.formats of the instance?") from error
    rows = whole.get("results") if isinstance(whole, dict) else None
    if not isinstance(rows, list):
        raise BadInput(f"{answer.url[:200]}: no list of results. Is this a SearXNG instance?")
    engines = whole.get("unresponsive_engines") or []
    return [row for row in rows if isinstance(row, dict)], ", ".join(str(one)[:80] for one in engines[:5])


def plain_address(address: str) -> str:
    """Return an http(s) address without its fragment and its trackers, or "".

    Example:
        >>> plain_address("https://news.example/a?id=7&utm_source=x#top")
        'https://news.example/a?id=7'
    """
    try:
        parts = urlsplit(address[:2_000])
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    query = "&".join(one for one in parts.query.split("&") if one and not one.startswith(("utm_", "fbclid", "gclid")))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _page(address: str) -> Answer:
    """Return a page; one that cannot be fetched as an answer without a body, with the reason."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        answer = fetch_if_changed(address)
    except BadInput as error:
        return Answer(url=address, status=0, headers={_FAILED: str(error)[:300]}, fetched=now, body=b"")
    return answer or Answer(url=address, status=304, headers={_FAILED: "answered 304"}, fetched=now, body=b"")


def parse_news(tag: str, answer: Answer) -> Parsed:
    """Read one answer: a page of results names nothing itself, an article the models that it states facts of."""
    if failed := answer.headers.get(_FAILED):
        return Parsed(1, held=(Quarantined(answer.url[:200], failed),))
    if answer.body[:1] == b"{":
        return Parsed(0)
    try:
        article = article_of(answer.body, answer.url)
    except BadInput as error:
        return Parsed(1, held=(Quarantined(answer.url[:200], str(error)),))
    found = extract_facts(article.text, known=_known())
    finds = tuple(finds_in_text(answer.url, article.text, found, published=article.published))
    if not finds:
        return Parsed(1, skipped=(Skip(answer.url[:200], "names no model with a size, data or compute"),))
    return Parsed(len(finds), finds)


@cache
def _known() -> Gazetteer:
    return gazetteer_of(*load_names(curated_folder()))
