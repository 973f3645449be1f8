"""Coverage log: what was searched, when, how far, and how much of it was new. Lines are only appended."""

from __future__ import annotations

from pathlib import Path

import msgspec

from flopwatch.ledger import append_line, read_lines

FILE = "coverage.jsonl"


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """One finished search of a channel.

    Args:
        channel: Name of the channel or recipe.
        version: Version of its parser.
        started: ISO time, UTC.
        ended: ISO time, UTC.
        since: The watermark before, or "".
        watermark: ISO time up to which the channel is now searched.
        swept: Whether everything above the limits was listed, not only what was new.
        complete: Whether the search reached its end; the watermark of an incomplete one is that before it.
        requests: Answers received.
        read: Items read; read = found + skipped + held.
        found: Items that may be models.
        skipped: Items left out on purpose.
        held: Items that could not be read.
        new: Candidates that were not in the queue before.
        blocked_until: ISO time before which the service does not want to be asked, or "".
        words: What else should be known of the search, such as why it is incomplete.
    """

    channel: str
    version: int
    started: str
    ended: str
    since: str
    watermark: str
    swept: bool
    complete: bool
    requests: int
    read: int
    found: int
    skipped: int
    held: int
    new: int
    words: str = ""
    blocked_until: str = ""


def read_searches(folder: Path) -> list[Search]:
    """Return every search, oldest first. A last line that a killed process left half-written is not a search.

    Raises:
        BadLedger: Naming the line that is damaged.
    """
    return read_lines(folder / FILE, Search)


def last_complete(searches: list[Search], channel: str, *, swept: bool = False) -> Search | None:
    """Return a channel's last complete search; with `swept` the last that listed everything. None if there is none."""
    found = [one for one in searches if one.channel == channel and one.complete and (one.swept or not swept)]
    return found[-1] if found else None


def log_search(folder: Path, search: Search) -> None:
    """Append a search to the log."""
    append_line(folder / FILE, msgspec.json.encode(search))
