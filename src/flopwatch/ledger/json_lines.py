"""A ledger as text: JSON Lines, one canonical event per line, sorted by id. The same events are the same
bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flopwatch.domain import AnyEvent, BadClaim, BadInput, check_event, irregular_kind
from flopwatch.ledger.canonical import MAX_EVENT_BYTES, seal_as_stored, unseal
from flopwatch.ledger.files import write_whole


def write_text(events: Iterable[AnyEvent], path: Path) -> int:
    """Write events as text, atomically and without duplicates; return the number written.

    Raises:
        BadClaim: If an event breaks the schema.
        BadLedger: If the disk refuses; the old file is untouched.
    """
    bodies = canonical_lines(events)
    write_lines(bodies, path)
    return len(bodies)


def canonical_lines(events: Iterable[AnyEvent]) -> dict[str, bytes]:
    """Return the canonical JSON of each event, by its id."""
    return {sealed.id: sealed.body for sealed in map(seal_as_stored, events)}


def write_lines(bodies: Mapping[str, bytes], path: Path) -> None:
    """Write canonical JSON as lines sorted by id, whole or not at all."""
    write_whole(path, (bodies[each] + b"\n" for each in sorted(bodies)))


def read_text(path: Path, *, ordered: bool = True) -> Iterator[AnyEvent]:
    """Yield the events of a text ledger, in the order of its lines. An empty file is an empty ledger.

    Args:
        path: The JSON Lines file.
        ordered: Ask for the order that `write_text` writes, so that text → ledger → text gives the same
            bytes. Switch it off for texts that people append to.

    Raises:
        BadInput: Naming file, line and why, at the first line that is not canonical, no event of ours, nonsense, there
            twice, out of order, or cut short.
    """
    lines: dict[str, int] = {}
    last = ""
    try:
        if kind := irregular_kind(path.stat().st_mode):
            raise BadInput(f"{path}: cannot be read: it is {kind}. Give a path to a regular file.")
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_EVENT_BYTES + 2):
                number += 1
                event, event_id = _read_line(line, f"{path}:{number}")
                if event_id in lines:
                    raise BadInput(
                        f"{path}:{number}: the same event as line {lines[event_id]} ({event_id}). "
                        "Remove one of the two."
                    )
                if ordered and event_id < last:
                    raise BadInput(
                        f"{path}:{number}: event {event_id} comes after {last}, out of order. "
                        "Lines are sorted by event id; `flopwatch ledger export` writes them so."
                    )
                lines[event_id] = number
                last = event_id
                yield event
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror or error}. Check the path.") from error


def _read_line(line: bytes, place: str) -> tuple[AnyEvent, str]:
    if not line.endswith(b"\n"):
        if len(line) > MAX_EVENT_BYTES:
            raise BadInput(f"{place}: longer than the {MAX_EVENT_BYTES} bytes one event may have")
        raise BadInput(f"{place}: the last line has no end: the file was cut short. Export or copy it again.")
    body = line[:-1]
    if not body:
        raise BadInput(f"{place}: empty. Each line holds one event; remove the line.")
    if body.endswith(b"\r"):
        raise BadInput(f"{place}: ends as on Windows (CR LF). Lines end in LF alone; check git's autocrlf.")
    try:
        return check_event(unseal(body)), hashlib.sha256(body).hexdigest()
    except BadClaim as error:
        raise BadInput(f"{place}: {error}") from error
