"""Papers as finds: a paper counts if its title names a model and it is large or highly cited."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from flopwatch.domain import BadInput, Quarantined, Skip, term_for
from flopwatch.sources.channels.announced import figures_in, is_large, model_named, snippet
from flopwatch.sources.channels.cells import date_in, text_of
from flopwatch.sources.channels.contract import Evidence, Find, Parsed
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.decode import decoded

NOTABLE_CITATIONS = 1_000  # document 000 and Epoch AI's first criterion of notability
MAX_BYTES = 64 * 2**20
MOST_AUTHORS = 5_000
_LONGEST_ABSTRACT = 20_000
_SEPARATOR = "; "
_MODEL_WORDS = re.compile(
    r"\b(?:(?:language|foundation|multimodal|generative) models?|LLMs?\b(?!-)|technical report|system card)|大模型",
    re.IGNORECASE,
)
_ACCEPTED = re.compile(
    r"\b(?:accepted|published|to appear|camera[- ]ready|presented|oral|spotlight)\b[^.;]{0,40}?\b(?:at|in|to|by|for)\s+"
    r"([^.;,()]{2,80})",
    re.IGNORECASE,
)


class Institution(msgspec.Struct, frozen=True):
    """One affiliation of an author: its name, ISO code of its country, and category of the vocabulary, as stated."""

    name: str
    country: str = ""
    category: str = ""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One paper as a service describes it.

    Args:
        item: The service's id of it.
        title: Title.
        url: Address that a person can open.
        abstract: Abstract, or "".
        published: ISO date or part of one, or "".
        citations: Count of the service; None where it counts none.
        venue: Journal or conference, or "".
        status: Term of the vocabulary `publication_status`, or "".
        institutions: Affiliations, one for each author and institution.
    """

    item: str
    title: str
    url: str
    abstract: str = ""
    published: str = ""
    citations: float | None = None
    venue: str = ""
    status: str = ""
    institutions: tuple[Institution, ...] = ()


Row = Find | Skip | Quarantined


def find_of(paper: Paper) -> Find | Skip:
    """Return the model that a paper announces, with what its service states; or why it is left out.

    Example:
        >>> paper = Paper(item="1", title="Atlas: A Model", url="u", abstract="70B parameters.", citations=5.0)
        >>> found = find_of(paper)
        >>> found.name, found.facts["parameters"], found.facts["citations"]
        ('Atlas', 70000000000.0, 5.0)
    """
    name = model_named(paper.title)
    if not name:
        return Skip(paper.title[:200] or paper.item, "its title names no model")
    facts = figures_in(f"{paper.title}. {paper.abstract}")
    notable = (paper.citations or 0) > NOTABLE_CITATIONS
    unread = not paper.abstract and bool(_MODEL_WORDS.search(paper.title))
    if not (is_large(facts) or notable or unread):
        return Skip(paper.title[:200], f"no large figure in it, and not cited more than {NOTABLE_CITATIONS} times")
    facts |= {"title": paper.title, "paper": paper.url}
    if paper.citations is not None:
        facts["citations"] = paper.citations
    if paper.venue:
        facts["venue"] = paper.venue
    if paper.status:
        facts["publication_status"] = paper.status
    for fact, values in (
        ("country", [one.country for one in paper.institutions]),
        ("organization_category", [one.category for one in paper.institutions]),
    ):
        if kept := list(dict.fromkeys(filter(None, values))):
            facts[fact] = _SEPARATOR.join(kept)
    owners = Counter(one.name for one in paper.institutions if one.name)
    return Find(
        item=paper.item,
        name=name,
        developer=owners.most_common(1)[0][0] if owners else "",
        published=paper.published,
        popularity=paper.citations or 0.0,
        facts=facts,
        evidence=Evidence(url=paper.url, words=snippet(f"{paper.title}. {paper.abstract}")),
    )


def status_of_comment(comment: str) -> tuple[str, str]:
    """Return venue and status that an author's comment states: `("", "")` where it states none.

    Example:
        >>> status_of_comment("18 pages. Accepted at NeurIPS 2023"), status_of_comment("work in progress")
        (('NeurIPS 2023', 'peer-reviewed'), ('', ''))
    """
    found = _ACCEPTED.search(comment[:1000])
    return (text_of(found[1]), "peer-reviewed") if found else ("", "")


def institution_in(words: str) -> Institution:
    """Return an affiliation out of one text: its first part names it, its last part may be a country.

    Example:
        >>> institution_in("Google DeepMind, London, United Kingdom")
        Institution(name='Google DeepMind', country='GB', category='')
    """
    parts = [part.strip() for part in text_of(words).split(",")]
    return Institution(parts[0], term_for("country", parts[-1].rstrip(".")) if len(parts) > 1 else "")


def parsed_papers(
    answer: Answer, rows_of: Callable[[Any], Iterable[Any] | None], read: Callable[[Any], Paper | str], what: str
) -> Parsed:
    """Read a JSON answer that lists papers; each is found, skipped or held with its reason.

    Args:
        answer: The answer.
        rows_of: The list of papers in the JSON; None where there is none.
        read: One row as a paper, or why it is none.
        what: Where the list should be, for the message.
    """
    try:
        whole = json.loads(decoded(answer.body, answer.url[:200], what="a JSON answer", max_bytes=MAX_BYTES))
        rows = rows_of(whole)
    except BadInput as error:
        return held_whole(answer, str(error))
    except (ValueError, RecursionError) as error:
        return held_whole(answer, f"not JSON: {str(error)[:100]}")
    if rows is None:
        return held_whole(answer, f"no list of papers under {what}; did the service change?")
    return parsed_rows(_row(at, row, read) for at, row in enumerate(rows))


def _row(at: int, row: Any, read: Callable[[Any], Paper | str]) -> Row:
    paper = read(row)
    return Quarantined(f"paper {at}: {str(row)[:60]}", paper) if isinstance(paper, str) else find_of(paper)


def parsed_rows(rows: Iterator[Row]) -> Parsed:
    """Return rows with their count."""
    every = list(rows)
    return Parsed(
        len(every),
        tuple(one for one in every if isinstance(one, Find)),
        tuple(one for one in every if isinstance(one, Skip)),
        tuple(one for one in every if isinstance(one, Quarantined)),
    )


def held_whole(answer: Answer, why: str) -> Parsed:
    """Return an answer that could not be read, as one held item."""
    return Parsed(1, held=(Quarantined(answer.url[:200], why),))


def count_in(value: object) -> float | None:
    """Return a count of citations, or None where it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1e7:
        return None
    return float(value)


def abstract_in(value: object) -> str:
    """Return an abstract, capped; "" where it is no text."""
    return re.sub(r"<[^<>]{0,200}>", " ", value[:_LONGEST_ABSTRACT]) if isinstance(value, str) else ""


def date_of_parts(value: object) -> str:
    """Return the ISO date of `{"date-parts": [[2024, 5, 1]]}`, as precise as it is; "" where there is none."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [one for one in first[:3] if isinstance(one, int) and not isinstance(one, bool)]
    return date_in("-".join(f"{one:02}" for one in numbers)) if numbers else ""
