"""arXiv by its two interfaces: the Atom search for papers on large models, and OAI-PMH for everything of a period."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from urllib.parse import quote, urlencode

from flopwatch.domain import BadInput, Quarantined, Skip
from flopwatch.sources.channels.cells import date_in, text_of
from flopwatch.sources.channels.contract import Channel, Parsed, Plan
from flopwatch.sources.channels.papers import (
    Institution,
    Paper,
    Row,
    abstract_in,
    find_of,
    held_whole,
    institution_in,
    parsed_rows,
    status_of_comment,
)
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.polite import Polite
from flopwatch.sources.wire.safe_xml import Element, load_xml

ENDPOINT_VARIABLE, OAI_VARIABLE = "FLOPWATCH_ARXIV_ENDPOINT", "FLOPWATCH_OAI_ENDPOINT"
INTERVAL = 3.0  # seconds, as its terms of use ask
PAGE, MOST_LISTED, MOST_PAGES = 100, 1_000, 60
OVERLAP_DAYS = 7  # between submission and announcement
FIRST_DAYS = 7  # that OAI-PMH lists in a first search
QUERY = '(cat:cs.CL OR cat:cs.LG OR cat:cs.CV OR cat:cs.AI) AND (abs:"billion parameters" OR abs:"trillion parameters" \
OR abs:"trillion tokens" OR ti:"technical report")'
_SITE, _OAI = "https://export.arxiv.org", "https://oaipmh.arxiv.org"
_ID = re.compile(r"arxiv\.org/abs/([a-z.-]{0,20}/?[0-9]{4}\.?[0-9]{3,5})", re.IGNORECASE)


def fetch_papers(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """Search for papers on large models, newest first, until what was searched before or `MOST_LISTED`.

    Raises:
        BadInput: If the service refuses or cannot be reached.
    """
    base = (os.environ.get(ENDPOINT_VARIABLE) or _SITE).rstrip("/")
    ask, since = Polite(keep, interval=INTERVAL), plan.since(OVERLAP_DAYS)
    for start in range(0, MOST_LISTED, PAGE):
        order = {"sortBy": "submittedDate", "sortOrder": "descending", "start": start, "max_results": PAGE}
        answer = ask.get(f"{base}/api/query?{urlencode({'search_query': QUERY, **order})}")
        entries = load_xml(answer.body, answer.url[:200]).every("entry")
        dates = [entry.said("published")[:10] for entry in entries]
        if len(entries) < PAGE or (since and dates[-1] < since):
            return


def parse_papers(answer: Answer) -> Parsed:
    """Read one page of the search.

    Example:
        >>> body = b"<feed><entry><id>http://arxiv.org/abs/2402.00001v1</id><title>Atlas: A Model</title>" \\
        ...     b"<published>2024-02-01</published><summary>Of 70 billion parameters.</summary></entry></feed>"
        >>> page = parse_papers(Answer(url="u", status=200, headers={}, fetched="", body=body))
        >>> page.found[0].name, page.found[0].published, page.found[0].facts["publication_status"]
        ('Atlas', '2024-02-01', 'preprint')
    """
    try:
        root = load_xml(answer.body, answer.url[:200])
    except BadInput as error:
        return held_whole(answer, str(error))
    if root.name != "feed":
        return held_whole(answer, f"no Atom feed but <{root.name[:40]}>; did the service change?")
    return parsed_rows(_entry(at, entry) for at, entry in enumerate(root.every("entry")))


def _entry(at: int, entry: Element) -> Row:
    listed, title = _ID.search(entry.said("id")), entry.said("title")
    if title == "Error":
        return Quarantined(f"entry {at}", f"the service says: {entry.said('summary')[:200]}")
    if not listed or not title:
        return Quarantined(f"entry {at}: {title[:60]}", "no id of the form arxiv.org/abs/… or no title")
    venue, status = text_of(entry.said("journal_ref")), "peer-reviewed"
    if not venue:
        venue, status = status_of_comment(entry.said("comment"))
    affiliations = [one.said("affiliation") for one in entry.every("author")]
    return find_of(
        Paper(
            item=listed[1],
            title=text_of(title),
            url=f"https://arxiv.org/abs/{listed[1]}",
            abstract=abstract_in(entry.said("summary")),
            published=date_in(entry.said("published")[:10]),
            venue=venue,
            status=status or "preprint",
            institutions=tuple(institution_in(one) for one in affiliations if one),
        )
    )


def fetch_records(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """List every paper of computer science since the watermark, by resumption tokens.

    Raises:
        BadInput: If the service refuses, cannot be reached, or answers with an error.
    """
    base = (os.environ.get(OAI_VARIABLE) or _OAI).rstrip("/")
    since = plan.watermark[:10] or (dt.datetime.now(dt.UTC) - dt.timedelta(days=FIRST_DAYS)).date().isoformat()
    query = urlencode({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "cs", "from": since})
    ask = Polite(keep, interval=INTERVAL)
    for _ in range(MOST_PAGES):
        answer = ask.get(f"{base}/oai?{query}")
        root = load_xml(answer.body, answer.url[:200])
        if why := _error(root):
            raise BadInput(f"{answer.url[:200]}: {why} Repeat later; what came is kept.")
        listed = root.first("ListRecords")
        token = listed.said("resumptionToken") if listed else ""
        if not token:
            return
        query = f"verb=ListRecords&resumptionToken={quote(token, safe='')}"
    raise BadInput(f"{base}: more than {MOST_PAGES} pages; what came is kept.")


def _error(root: Element) -> str:
    """Return the error that an answer states, or ""; no record of a period is none."""
    error = root.first("error")
    code = error.attributes.get("code", "") if error else ""
    return f"the service says {code[:40]}: {error.text.strip()[:200]}" if error and code != "noRecordsMatch" else ""


def parse_records(answer: Answer) -> Parsed:
    """Read one page of OAI-PMH; deleted records are skipped."""
    try:
        root = load_xml(answer.body, answer.url[:200])
    except BadInput as error:
        return held_whole(answer, str(error))
    if root.name != "OAI-PMH":
        return held_whole(answer, f"no OAI-PMH but <{root.name[:40]}>; did the service change?")
    if why := _error(root):
        return held_whole(answer, why)
    listed = root.first("ListRecords")
    return parsed_rows(_record(at, one) for at, one in enumerate(listed.every("record") if listed else ()))


def _record(at: int, record: Element) -> Row:
    header, held = record.first("header") or Element(""), record.first("metadata")
    item = header.said("identifier")
    if header.attributes.get("status") == "deleted":
        return Skip(item[:200] or f"record {at}", "deleted")
    fields = held.children[0] if held and held.children else Element("")
    title = fields.said("title")
    if not title:
        return Quarantined(f"record {at}: {item[:60]}", "no metadata with a title")
    links = [one.text.strip() for one in fields.every("identifier")]
    url = next((one for one in links if one.startswith(("https://", "http://"))), "")
    dates = sorted(filter(None, (date_in(one.text.strip()) for one in fields.every("date"))))
    return find_of(
        Paper(
            item=item[:200],
            title=text_of(title),
            url=url.replace("http://arxiv.org", "https://arxiv.org") or item[:200],
            abstract=abstract_in(" ".join(one.text for one in fields.every("description"))),
            published=dates[0] if dates else "",
            status="preprint" if "arxiv" in f"{item} {url}".casefold() else "",
            institutions=tuple(Institution(text_of(one.text)) for one in fields.every("publisher")),
        )
    )


ARXIV = Channel(
    name="arxiv",
    version=1,
    summary="Papers on arXiv that speak of billions of parameters or trillions of tokens, newest first.",
    fetch=fetch_papers,
    parse=parse_papers,
)
ARXIV_RECORDS = Channel(
    name="arxiv-records",
    version=1,
    summary="Every paper of computer science on arXiv since the last search, by OAI-PMH.",
    fetch=fetch_records,
    parse=parse_records,
)
