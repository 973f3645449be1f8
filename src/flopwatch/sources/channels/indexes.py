"""Indexes of papers: OpenAlex, Semantic Scholar, Crossref and DBLP, each by its JSON interface, without a key.

Their own clients open connections of their own, so the few addresses that are needed are asked here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flopwatch.sources.channels.cells import date_in, text_of
from flopwatch.sources.channels.contract import Channel, Parsed, Plan
from flopwatch.sources.channels.papers import (
    MOST_AUTHORS,
    NOTABLE_CITATIONS,
    Institution,
    Paper,
    abstract_in,
    count_in,
    date_of_parts,
    institution_in,
    parsed_papers,
)
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.polite import Polite

OPENALEX_VARIABLE, SCHOLAR_VARIABLE = "FLOPWATCH_OPENALEX_ENDPOINT", "FLOPWATCH_SEMANTIC_SCHOLAR_ENDPOINT"
CROSSREF_VARIABLE, DBLP_VARIABLE = "FLOPWATCH_CROSSREF_ENDPOINT", "FLOPWATCH_DBLP_ENDPOINT"
PAGE, MOST_PAGES = 100, 20
OVERLAP_DAYS = 30  # between publication and listing
FIRST_DAY = "2020-01-01"  # from which a first search looks
_WORDS = "large language model billion parameters"
_ABOUT = "title,abstract,year,publicationDate,venue,publicationVenue,publicationTypes,citationCount,externalIds,authors"
_CATEGORIES = {
    "company": "industry",
    "education": "academia",
    "government": "government",
    "nonprofit": "research-collective",
}
_STATUS = {
    "journal-article": "peer-reviewed",
    "proceedings-article": "peer-reviewed",
    "posted-content": "preprint",
    "preprint": "preprint",
    "report": "report",
    "Conference and Workshop Papers": "peer-reviewed",
    "Journal Articles": "peer-reviewed",
    "Informal and Other Publications": "preprint",
}


def _base(variable: str, site: str) -> str:
    return (os.environ.get(variable) or site).rstrip("/")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _json(answer: Answer) -> Mapping[str, Any]:
    """Return an answer's object, empty where it is none: parse says what is wrong with it."""
    import json

    try:
        return _mapping(json.loads(answer.body))
    except (ValueError, RecursionError):
        return {}


# OpenAlex: papers on artificial intelligence with more citations than document 000's threshold.


def fetch_openalex(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """List notable papers, the most cited first: in a sweep of all years, else of those since the watermark.

    Raises:
        BadInput: If the service refuses or cannot be reached.
    """
    ask = Polite(keep, interval=0.2)
    since = FIRST_DAY if plan.sweep else plan.since(OVERLAP_DAYS)
    wanted = f"cited_by_count:>{NOTABLE_CITATIONS},primary_topic.subfield.id:1702,from_publication_date:{since}"
    for page in range(1, MOST_PAGES + 1):  # pages of a cursor need a key
        asked = urlencode({"filter": wanted, "sort": "cited_by_count:desc", "per_page": PAGE, "page": page})
        answer = ask.get(f"{_base(OPENALEX_VARIABLE, 'https://api.openalex.org')}/works?{asked}")
        if len(_list(_json(answer).get("results"))) < PAGE:
            return


def parse_openalex(answer: Answer) -> Parsed:
    """Read one page of works."""
    return parsed_papers(answer, lambda whole: _rows(whole, "results"), _openalex, "results")


def _rows(whole: object, *path: str) -> list[Any] | None:
    for key in path:
        whole = _mapping(whole).get(key)
    return whole if isinstance(whole, list) else None


def _openalex(row: object) -> Paper | str:
    row = _mapping(row)
    title = text_of(row.get("display_name")) or text_of(row.get("title"))
    if not title or not text_of(row.get("id")):
        return "no object with an id and a title"
    place = _mapping(_mapping(row.get("primary_location")).get("source"))
    is_repository = place.get("type") == "repository"
    institutions = [
        _mapping(one)
        for author in _list(row.get("authorships"))[:MOST_AUTHORS]
        for one in _list(_mapping(author).get("institutions"))
    ]
    kind = text_of(row.get("type"))
    return Paper(
        item=text_of(row.get("id")),
        title=title,
        url=text_of(row.get("doi")) or text_of(row.get("id")),
        abstract=_uninverted(row.get("abstract_inverted_index")),
        published=date_in(text_of(row.get("publication_date"))),
        citations=count_in(row.get("cited_by_count")),
        venue=text_of(place.get("display_name")),
        status="preprint" if is_repository or kind == "preprint" else _STATUS.get(kind, _venue_status(place)),
        institutions=tuple(
            Institution(
                text_of(one.get("display_name")),
                text_of(one.get("country_code")),
                _CATEGORIES.get(text_of(one.get("type")), ""),
            )
            for one in institutions
        ),
    )


def _venue_status(place: Mapping[str, Any]) -> str:
    return "peer-reviewed" if place.get("type") in ("journal", "conference") else ""


def _uninverted(index: object, most: int = 5_000) -> str:
    """Return the abstract whose words are listed with their places.

    Example:
        >>> _uninverted({"of": [1], "A": [0], "tree": [2, "x"]})
        'A of tree'
    """
    placed = [
        (at, word)
        for word, places in list(_mapping(index).items())[:most]
        for at in _list(places)[:most]
        if isinstance(at, int) and 0 <= at < most
    ]
    return " ".join(word[:100] for _, word in sorted(placed)[:most])


# Semantic Scholar: a search in bulk, and the references and citers of papers.


def fetch_scholar(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """Search for papers on large models since the watermark, by tokens.

    Raises:
        BadInput: If the service refuses or cannot be reached.
    """
    ask, token = Polite(keep, interval=1.0), ""
    base = _base(SCHOLAR_VARIABLE, "https://api.semanticscholar.org")
    query = {"query": '"billion parameters" | "trillion parameters"', "fields": _ABOUT.replace(",authors", "")}
    query["publicationDateOrYear"] = f"{plan.since(OVERLAP_DAYS) or FIRST_DAY}:"
    for _ in range(MOST_PAGES):
        more = {"token": token} if token else {}
        token = text_of(
            _json(ask.get(f"{base}/graph/v1/paper/search/bulk?{urlencode({**query, **more})}")).get("token")
        )
        if not token:
            return


def fetch_cited(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """List what the papers of the plan cite, and what cites them.

    Raises:
        BadInput: If the service refuses or cannot be reached.
    """
    ask, base = Polite(keep, interval=1.0), _base(SCHOLAR_VARIABLE, "https://api.semanticscholar.org")
    for paper in plan.places:
        for side in ("references", "citations"):
            offset = 0
            for _ in range(MOST_PAGES):
                asked = urlencode({"fields": _ABOUT, "limit": PAGE, "offset": offset})
                answer = ask.get(f"{base}/graph/v1/paper/{quote(paper[:200], safe=':')}/{side}?{asked}")
                following = _json(answer).get("next")
                if not isinstance(following, int) or following <= offset:
                    break
                offset = following


def parse_scholar(answer: Answer) -> Parsed:
    """Read one page of a search, of references or of citers."""
    return parsed_papers(answer, lambda whole: _rows(whole, "data"), _scholar, "data")


def _scholar(row: object) -> Paper | str:
    row = _mapping(row)
    row = _mapping(row.get("citedPaper") or row.get("citingPaper") or row)
    listed, title = text_of(row.get("paperId")), text_of(row.get("title"))
    if not title:
        return "no object with a title"
    ids, place = _mapping(row.get("externalIds")), _mapping(row.get("publicationVenue"))
    venue = text_of(place.get("name")) or text_of(row.get("venue"))
    is_preprint = "arxiv" in venue.casefold() or (not venue and bool(ids.get("ArXiv")))
    affiliations = [
        text_of(one)
        for author in _list(row.get("authors"))[:MOST_AUTHORS]
        for one in _list(_mapping(author).get("affiliations"))
    ]
    arxiv, doi = text_of(ids.get("ArXiv")), text_of(ids.get("DOI"))
    year = row.get("year")
    return Paper(
        item=listed or title,
        title=title,
        url=f"https://arxiv.org/abs/{arxiv}" if arxiv else f"https://doi.org/{doi}" if doi else _scholar_page(listed),
        abstract=abstract_in(row.get("abstract")),
        published=date_in(text_of(row.get("publicationDate")) or (str(year) if isinstance(year, int) else "")),
        citations=count_in(row.get("citationCount")),
        venue=venue,
        status="preprint" if is_preprint else _venue_status(place),
        institutions=tuple(institution_in(one) for one in affiliations if one),
    )


def _scholar_page(listed: str) -> str:
    return f"https://www.semanticscholar.org/paper/{listed}"


# Crossref: papers with a DOI since the watermark.


def fetch_crossref(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """Search for papers on large models that were added since the watermark, by cursors.

    Raises:
        BadInput: If the service refuses or cannot be reached.
    """
    ask, cursor = Polite(keep, interval=1.0), "*"
    base = _base(CROSSREF_VARIABLE, "https://api.crossref.org")
    chosen = "DOI,title,abstract,author,published,container-title,type,is-referenced-by-count,URL"
    query = {"query.bibliographic": _WORDS, "select": chosen, "rows": PAGE}
    query["filter"] = f"from-created-date:{(plan.watermark or FIRST_DAY)[:10]}"
    for _ in range(MOST_PAGES):
        found = _mapping(_json(ask.get(f"{base}/works?{urlencode({**query, 'cursor': cursor})}")).get("message"))
        following = found.get("next-cursor")
        if len(_list(found.get("items"))) < PAGE or not isinstance(following, str):
            return
        cursor = following[:2_000]


def parse_crossref(answer: Answer) -> Parsed:
    """Read one page of works."""
    return parsed_papers(answer, lambda whole: _rows(whole, "message", "items"), _crossref, "message.items")


def _crossref(row: object) -> Paper | str:
    row = _mapping(row)
    titles, places = _list(row.get("title")), _list(row.get("container-title"))
    title, doi = text_of(titles[0]) if titles else "", text_of(row.get("DOI"))
    if not title or not doi:
        return "no object with a DOI and a title"
    affiliations = [
        text_of(_mapping(one).get("name"))
        for author in _list(row.get("author"))[:MOST_AUTHORS]
        for one in _list(_mapping(author).get("affiliation"))
    ]
    return Paper(
        item=doi,
        title=title,
        url=text_of(row.get("URL")) or f"https://doi.org/{doi}",
        abstract=abstract_in(row.get("abstract")),
        published=date_of_parts(row.get("published")),
        citations=count_in(row.get("is-referenced-by-count")),
        venue=text_of(places[0]) if places else "",
        status=_STATUS.get(text_of(row.get("type")), ""),
        institutions=tuple(institution_in(one) for one in affiliations if one),
    )


# DBLP: titles and venues.


def fetch_dblp(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """Search titles for language models, until a page is not full.

    Raises:
        BadInput: If the service refuses or cannot be reached.
    """
    ask, base = Polite(keep, interval=2.0), _base(DBLP_VARIABLE, "https://dblp.org")
    for first in range(0, MOST_PAGES * PAGE, PAGE):
        asked = urlencode({"q": "large language model", "format": "json", "h": PAGE, "f": first})
        if len(_rows(_json(ask.get(f"{base}/search/publ/api?{asked}")), "result", "hits", "hit") or ()) < PAGE:
            return


def parse_dblp(answer: Answer) -> Parsed:
    """Read one page of hits; a search without one has no list of them."""

    def hits(whole: object) -> list[Any] | None:
        found = _mapping(_mapping(_mapping(whole).get("result")).get("hits"))
        return _list(found.get("hit")) if "@total" in found else _rows(found, "hit")

    return parsed_papers(answer, hits, _dblp, "result.hits.hit")


def _dblp(row: object) -> Paper | str:
    row = _mapping(_mapping(row).get("info"))
    title = text_of(row.get("title")).removesuffix(".")
    links, venues = row.get("ee"), row.get("venue")
    if not title:
        return "no info with a title"
    kind, venue = text_of(row.get("type")), text_of(venues[0] if isinstance(venues, list) and venues else venues)
    return Paper(
        item=text_of(row.get("key")) or title,
        title=title,
        url=text_of(links[0] if isinstance(links, list) and links else links) or text_of(row.get("url")),
        published=date_in(text_of(row.get("year"))),
        venue=venue,
        status="preprint" if venue == "CoRR" else _STATUS.get(kind, ""),
    )


def _channel(
    name: str, summary: str, fetch: Callable[[Plan, Callable[[Answer], None]], None], parse: Callable[[Answer], Parsed]
) -> Channel:
    return Channel(name=name, version=1, summary=summary, fetch=fetch, parse=parse)


OPENALEX = Channel(
    name="openalex",
    version=1,
    summary=f"Papers on AI cited more than {NOTABLE_CITATIONS} times, with institutions and countries.",
    fetch=fetch_openalex,
    parse=parse_openalex,
    unseen=True,
)
SCHOLAR = _channel("semantic-scholar", "Papers that speak of billions of parameters.", fetch_scholar, parse_scholar)
CITATIONS = Channel(
    name="citations",
    version=1,
    summary="What papers cite, and what cites them.",
    fetch=fetch_cited,
    parse=parse_scholar,
    places="ids of papers, such as arXiv:2302.13971 or DOI:10.1000/1",
    example="arXiv:2302.13971",
)
CROSSREF = _channel("crossref", "Papers on large language models with a DOI.", fetch_crossref, parse_crossref)
DBLP = _channel("dblp", "Titles and venues of papers on language models.", fetch_dblp, parse_dblp)
