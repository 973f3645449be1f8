"""Evidence archive: the pages that statements cite, fetched by a command of its own and looked at again.

Pages are kept by hash next to the ledger, each look as a line of a log. The review server shows them, and fetches
nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from flopwatch import ledger, review, sources
from flopwatch.api.review_desk import Desk
from flopwatch.domain import BadInput, NotFound, clean_text
from flopwatch.review import Segment, find_quotation
from flopwatch.sources import Answer

THERE, MOVED, GONE, DEAD, UNREAD, NEVER = "there", "moved", "gone", "dead", "unread", "never"
STATES = (THERE, MOVED, GONE, DEAD, UNREAD, NEVER)
_FOLDER, _LOG = "evidence", "checks.jsonl"
_AROUND = 400  # characters shown before and after the quoted words
Get = Callable[[str], Answer]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One look at one page, a line of the log.

    Args:
        url: The address that statements cite.
        on: ISO time, UTC.
        fault: `dead` if nothing answers there, `unread` if it cannot be read as text, or "".
        words: Why, or "".
        address: The address that answered; another than `url` if the page has moved.
        sha256: Hash of the page's bytes in the archive, or "".
        found: Quoted words that the page says.
        missing: Quoted words that it does not say.
    """

    url: str
    on: str
    fault: str = ""
    words: str = ""
    address: str = ""
    sha256: str = ""
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def state_of(self, quote: str) -> str:
        """Return the state of a statement by its quoted words, one of `STATES`."""
        if self.fault:
            return self.fault
        if quote in self.found:
            return MOVED if _place(self.address) != _place(self.url) else THERE
        return GONE if quote in self.missing else NEVER


class CitedWords(msgspec.Struct, frozen=True, kw_only=True):
    """Quoted words of one item with the state of their page at the last look.

    Args:
        key: Key of the item in the queue.
        url: The address cited.
        quote: The words.
        state: One of `STATES`.
        on: ISO time of the last look, or "".
        address: The address that answered, or "".
        why: Why the page is dead or unread, or "".
    """

    key: str
    url: str
    quote: str
    state: str
    on: str
    address: str
    why: str


class Rot(msgspec.Struct, frozen=True, kw_only=True):
    """The statements of one site by state; rot rate = (gone + dead) ÷ (there + moved + gone + dead), or None."""

    site: str
    there: int
    moved: int
    gone: int
    dead: int
    unread: int
    never: int
    rot_rate: float | None


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one run: the words looked for, and how many pages are left for later runs or are busy now."""

    looked: tuple[CitedWords, ...]
    left: int
    busy: tuple[str, ...]


class Archived(msgspec.Struct, frozen=True, kw_only=True):
    """One statement in the archive: state, day of the last look, and the archived text around the words."""

    state: str
    on: str
    why: str
    kept_on: str
    sha256: str
    segments: tuple[Segment, ...]


def cited_words(desk: Desk) -> list[CitedWords]:
    """Return the quoted words of every item that waits or was accepted, with the state of their pages."""
    last = {one.url: one for one in checks(desk)}
    return [_row(key, url, quote, last.get(url)) for key, url, quote in _cited(desk)]


def checks(desk: Desk) -> list[Check]:
    """Return every look at a page, oldest first."""
    return ledger.read_lines(_folder(desk) / _LOG, Check)


def look_at_pages(
    desk: Desk, *, again: bool, limit: int, get: Get | None = None, now: Callable[[], str] | None = None
) -> Looked:
    """Fetch pages and look for the words quoted from them; each look is kept at once.

    Args:
        desk: The desk.
        again: Look again at pages seen before, those seen longest ago first; else at those never seen.
        limit: Most pages.
        get: Fetches an address; politely, obeying robots.txt, if it is None.
        now: Returns the ISO time of a look; the machine's if it is None.
    """
    get, now = get or sources.Polite(lambda _: None, robots=True).get, now or _now
    quotes: dict[str, list[str]] = {}
    for _, url, quote in _cited(desk):
        quotes.setdefault(url, []).append(quote)
    seen = {one.url: one.on for one in checks(desk)}
    due = sorted((url for url in quotes if (url in seen) == again), key=lambda url: (seen.get(url, ""), url))
    busy: list[str] = []
    done: dict[str, Check] = {}
    for url in due[:limit]:
        try:
            done[url] = _look(desk, url, tuple(dict.fromkeys(quotes[url])), get, now())
        except sources.Busy as error:
            busy.append(clean_text(str(error))[:300])
            continue
        ledger.append_line(_folder(desk) / _LOG, msgspec.json.encode(done[url]))
    rows = [_row(key, url, quote, done[url]) for key, url, quote in _cited(desk) if url in done]
    return Looked(looked=tuple(rows), left=len(due) - len(done), busy=tuple(busy))


def _look(desk: Desk, url: str, quotes: tuple[str, ...], get: Get, on: str) -> Check:
    """Fetch one page, keep it, and look for the words.

    Raises:
        Busy: If the site asks to come back later.
    """
    try:
        answer = get(url)
    except sources.Busy:
        raise
    except (sources.Missing, sources.Unreachable) as error:
        return Check(url=url, on=on, fault=DEAD, words=clean_text(str(error))[:300])
    except BadInput as error:  # robots.txt forbids it, or the site refuses
        return Check(url=url, on=on, fault=UNREAD, words=clean_text(str(error))[:300])
    sha256 = _cache(desk).put(answer.body, source=_site(url), url=answer.url, date=on[:10])
    try:
        text = sources.page_text(answer)
    except BadInput as error:
        words = clean_text(str(error))[:300]
        return Check(url=url, on=on, fault=UNREAD, words=words, address=answer.url, sha256=sha256)
    found = tuple(one for one in quotes if find_quotation(text, one))
    missing = tuple(one for one in quotes if one not in found)
    kept = _cache(desk).put(text.encode(), source=_site(url), url=answer.url, date=on[:10]) if found else sha256
    return Check(url=url, on=on, address=answer.url, sha256=kept, found=found, missing=missing)


def rot_rates(rows: Iterable[CitedWords]) -> list[Rot]:
    """Return the statements by state of each site, and of all sites under "" first."""
    counts: dict[str, Counter[str]] = {"": Counter()}
    for one in rows:
        counts[""][one.state] += 1
        counts.setdefault(_site(one.url), Counter())[one.state] += 1
    return [_rot(site, counts[site]) for site in sorted(counts, key=lambda one: (one != "", one))]


def _rot(site: str, count: Counter[str]) -> Rot:
    read = sum(count[state] for state in (THERE, MOVED, GONE, DEAD))
    rate = (count[GONE] + count[DEAD]) / read if read else None
    return Rot(site=site, **{state: count[state] for state in STATES}, rot_rate=rate)


def archived(desk: Desk, url: str, quote: str) -> Archived | None:
    """Return a statement as the archive has it; None if nobody has looked at its page."""
    looks = [one for one in checks(desk) if one.url == url and one.state_of(quote) != NEVER]
    if not looks:
        return None
    last, kept = looks[-1], next((one for one in reversed(looks) if quote in one.found), None)
    segments: tuple[Segment, ...] = ()
    if kept is not None:
        try:
            segments = tuple(_segments(_cache(desk).get(kept.sha256).decode("utf-8", "replace"), quote))
        except NotFound:
            kept = None
    return Archived(
        state=last.state_of(quote),
        on=last.on[:10],
        why=last.words,
        kept_on=kept.on[:10] if kept else "",
        sha256=kept.sha256 if kept else "",
        segments=segments,
    )


def _segments(text: str, quote: str) -> Iterator[Segment]:
    """Yield the text around the quoted words, as text that is safe to show."""
    place = find_quotation(text, quote)
    if place is None:
        return
    start, end = place
    parts = (
        (text[max(0, start - _AROUND) : start], False),
        (text[start:end], True),
        (text[end : end + _AROUND], False),
    )
    for part, marked in parts:
        lines = "\n".join(clean_text(line) for line in part.split("\n"))
        if lines:
            yield Segment(lines if marked else _spaced(part, lines), marked)


def _spaced(part: str, lines: str) -> str:
    """Return a cleaned stretch with the blanks at its ends, so that words do not run together."""
    return f"{' ' if part[0] == ' ' else ''}{lines}{' ' if part[-1] == ' ' else ''}"


def _cited(desk: Desk) -> list[tuple[str, str, str]]:
    """Return key, address and quoted words of each statement of the proposals that are not rejected, sorted."""
    found = [
        (key, one.event.about.url, claim.as_written)
        for key, one in desk.proposals().items()
        if one.event.about and one.state != review.REJECTED
        for claim in one.event.claims
        if claim.field != "developer"  # of a new model: the sender's word, which need not be the page's
    ]
    return sorted({one for one in found if one[1].startswith(("http://", "https://")) and one[2].strip()})


def _row(key: str, url: str, quote: str, check: Check | None) -> CitedWords:
    return CitedWords(
        key=key,
        url=url,
        quote=quote,
        state=check.state_of(quote) if check else NEVER,
        on=check.on if check else "",
        address=check.address if check else "",
        why=check.words if check else "",
    )


def _place(url: str) -> tuple[str, str, str]:
    """Return the parts of an address that tell pages apart: not its scheme, its fragment or a slash at its end."""
    parts = urlsplit(url)
    return parts.netloc.casefold(), parts.path.rstrip("/"), parts.query


def _site(url: str) -> str:
    return (urlsplit(url).hostname or url[:100]).removeprefix("www.")


def _folder(desk: Desk) -> Path:
    return ledger.beside(desk.store, _FOLDER)


def _cache(desk: Desk) -> ledger.Cache:
    return ledger.Cache(_folder(desk) / "pages")


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
