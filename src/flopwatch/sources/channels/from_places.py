"""Channels of files: each place is a path or an address, its bytes are the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from flopwatch.domain import BadInput, Quarantined
from flopwatch.sources.channels.contract import Channel, Parsed, Plan
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.decode import GZIP, unpacked
from flopwatch.sources.wire.fetch import MAX_BYTES, fetch

MOST_FILES = 5_000  # of one folder
_LONGEST = 200


def channel_of_files(
    name: str,
    summary: str,
    read: Callable[[bytes, str], Parsed],
    *,
    endings: tuple[str, ...],
    unseen: bool = False,
    frozen_since: str = "",
    group: str = "",
) -> Channel:
    """Return a channel whose answers are the bytes of the plan's places.

    Args:
        name: The word for it on the command line.
        summary: One line of help.
        read: Bytes and their place in, finds out. Raises BadInput where the bytes are not the format at all.
        endings: How the names of its files end, for places that are folders.
        unseen: As in `Channel`.
        frozen_since: As in `Channel`.
        group: As in `Channel`.
    """

    def ask(plan: Plan, keep: Callable[[Answer], None]) -> None:
        for place in plan.places:
            for one in _files(place, endings):
                now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
                keep(Answer(url=one, status=200, headers={}, fetched=now, body=fetch(one)))

    def parse(answer: Answer) -> Parsed:
        try:
            body = unpacked(answer.body, answer.url, MAX_BYTES) if answer.body.startswith(GZIP) else answer.body
            return read(body, answer.url)
        except BadInput as error:
            return Parsed(1, held=(Quarantined(answer.url[:_LONGEST], str(error)),))

    return Channel(
        name=name,
        version=1,
        summary=summary,
        fetch=ask,
        parse=parse,
        unseen=unseen,
        frozen_since=frozen_since,
        group=group,
        places="paths, folders or addresses of its files",
    )


def _files(place: str, endings: tuple[str, ...]) -> Iterable[str]:
    if "://" in place or not Path(place).is_dir():
        return [place]
    found = sorted(str(one) for one in Path(place).rglob("*") if one.is_file() and one.name.endswith(endings))
    if not found or len(found) > MOST_FILES:
        raise BadInput(f"{place}: {len(found)} files end in {', '.join(endings)}; 1 to {MOST_FILES} are read.")
    return found
