"""The one writer of Atom feeds (RFC 4287)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec

from flopwatch.domain import shown_safely
from flopwatch.exports.change_formats import change_words
from flopwatch.exports.citations import public_address
from flopwatch.history import Change
from flopwatch.wording import model_path

MOST_ENTRIES = 100  # of one feed: readers fetch it often
_NAMESPACE = uuid.UUID("6d9d3f0e-4f7b-5c1b-9a3c-2b1f0a7f0d11")  # of the ids of changes; never to be altered
_EPOCH = "2021-06-19"  # the date of a feed whose entries have none
_NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@dataclass(frozen=True)
class FeedEntry:
    """One entry of a feed.

    Args:
        key: What the entry's id follows from: the same event has the same key in every feed and build.
        title: Its title.
        date: ISO date of the event; a month or a year counts from its first day; "" if unknown.
        content: Its text, or HTML.
        kind: Its category.
        page: Path of its page on the site, or "".
        is_html: Whether `content` is HTML.
    """

    key: str
    title: str
    date: str
    content: str
    kind: str
    page: str = ""
    is_html: bool = False


@lru_cache(maxsize=20_000)  # several feeds hold the same change
def change_entry(change: Change) -> FeedEntry:
    """Return a change as an entry of a feed; its id depends on the change alone, so that readers meet it once."""
    # Not the reason: the words on a model's estimate change while the event is the same.
    same = msgspec.structs.replace(change, reason="", crossed=(), laws=())
    return FeedEntry(
        key=msgspec.json.encode(same, order="sorted").decode(),
        title=f"{change.kind}: {change.name}",
        date=change.date,
        content=". ".join(filter(None, (change_words(change), change.reason))) or change.name,
        kind=change.kind,
        page=model_path(change.model) if change.model else "",
    )


def changes_atom(changes: Iterable[Change], title: str) -> str:
    """Return changes as an Atom feed without addresses, for a reader that is given the file."""
    return feed_text([change_entry(one) for one in _newest_first(changes)], title)


def write_feed(site: Path, path: str, title: str, entries: Sequence[FeedEntry], base_url: str = "") -> None:
    """Write the first `MOST_ENTRIES` entries as a feed of a site.

    Args:
        site: The folder of the site.
        path: The feed's path in it.
        title: The feed's title.
        entries: Its entries, the newest first.
        base_url: Address of the site; without it the feed has no links.
    """
    place = site / path
    place.parent.mkdir(parents=True, exist_ok=True)
    root = f"{address}/" if (address := public_address(base_url)) else ""
    place.write_text(feed_text(entries[:MOST_ENTRIES], title, root, path), encoding="utf-8")


def write_changes_feed(site: Path, path: str, title: str, changes: Iterable[Change], base_url: str = "") -> None:
    """Write the newest changes as a feed of a site. Arguments as for `write_feed`."""
    write_feed(site, path, title, [change_entry(one) for one in _newest_first(changes)], base_url)


def _newest_first(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=lambda one: (one.date, one.name, one.field), reverse=True)


def feed_text(entries: Sequence[FeedEntry], title: str, root: str = "", path: str = "") -> str:
    """Return an Atom 1.0 feed.

    Args:
        entries: Its entries, in order; of two with one key the first is kept.
        title: Its title, which its id follows from.
        root: Address of the site with a final slash; "" leaves links out.
        path: The feed's path on the site.
    """
    kept = {one.key: one for one in reversed(entries)}
    newest = max((one.date for one in entries if one.date), default=_EPOCH)
    links = ""
    if root:
        links = f'  <link rel="self" type="application/atom+xml" href={quoteattr(root + path)}/>\n'
        links += f'  <link rel="alternate" type="text/html" href={quoteattr(root)}/>\n'
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"  <title>{_xml(title)}</title>\n  <id>{_id(title)}</id>\n{links}"
        f"  <updated>{_instant(newest)}</updated>\n  <author><name>flopwatch</name></author>\n"
        + "".join(_entry_text(one, root) for one in reversed(kept.values()))
        + "</feed>\n"
    )


@lru_cache(maxsize=20_000)
def _entry_text(one: FeedEntry, root: str) -> str:
    page = root + one.page if root and one.page else ""
    link = f'    <link rel="alternate" type="text/html" href={quoteattr(page)}/>\n' if page else ""
    return (
        f"  <entry>\n    <title>{_xml(one.title)}</title>\n    <id>{_id(one.key)}</id>\n{link}"
        f"    <updated>{_instant(one.date or _EPOCH)}</updated>\n    <category term={quoteattr(one.kind)}/>\n"
        f'    <content type="{"html" if one.is_html else "text"}">{_xml(one.content)}</content>\n  </entry>\n'
    )


def _id(key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, key)}"


def _instant(date: str) -> str:
    """Return a date as the RFC 3339 time that Atom requires; a month or a year begins with its first day."""
    return f"{date}{'-01' * (2 - date.count('-'))}T00:00:00Z"


def _xml(text: str) -> str:
    return escape(shown_safely(text).translate(_NO_XML))
