"""Snapshots that an import supersedes, and a check whether its source has shrunk, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from flopwatch.domain import AnyEvent, Shrunken, Snapshot, event_id
from flopwatch.identity import fold_name
from flopwatch.records.current import current_snapshots
from flopwatch.records.folding import standing_events

MOST_GONE = 0.10  # share of a source's models or rows that may go with one import
_NAMED = 20  # names of missing models that a message lists


def succeed(new: Snapshot, events: Iterable[AnyEvent], *, accept_shrink: bool = False) -> tuple[Snapshot, str]:
    """Return an import as the ledger should keep it, and a note on what that means.

    It supersedes the current snapshots of its source, unless its own date is earlier and the ledger has never held
    these bytes: then it is history. Importing an earlier file again makes it current again.

    Args:
        new: The snapshot as its reader made it.
        events: What the ledger holds.
        accept_shrink: Whether the source may have become much smaller; it then becomes current whatever its date.

    Returns:
        The snapshot with `follows`, or the current one where it says just the same; and the note, or "".

    Raises:
        Shrunken: If more than `MOST_GONE` of the source's models or rows would disappear, and that was not accepted.
    """
    standing = standing_events(events)
    current = current_snapshots(standing).get(new.source, ())
    if not current:
        return new, ""
    known = {_content(one): one for one in current}
    if len(current) == 1 and _content(new) in known:
        return known[_content(new)], "the ledger has just this already; nothing was added"
    again = any(isinstance(one, Snapshot) and (one.source, one.sha256) == (new.source, new.sha256) for one in standing)
    newest = max(one.date for one in current)
    if new.date < newest and not again and not accept_shrink:
        shown = new.date or "without a date"
        note = f"this file is earlier ({shown}) than the current one ({newest}): kept as history, nothing else changes"
        return new, note
    if not accept_shrink:
        _refuse_shrunken(new, current)
    return msgspec.structs.replace(new, follows=tuple(sorted(event_id(one) for one in current))), ""


def _content(snapshot: Snapshot) -> bytes:
    """Return a snapshot's content without who took it when, and what it supersedes."""
    return msgspec.json.encode(msgspec.structs.replace(snapshot, follows=(), by="", on="", reason=""), order="sorted")


def _refuse_shrunken(new: Snapshot, current: Sequence[Snapshot]) -> None:
    there = {fold_name(claim.subject): claim.subject for one in current for claim in one.claims}
    kept = {fold_name(claim.subject) for claim in new.claims}
    gone = tuple(sorted(name for key, name in there.items() if key not in kept))
    rows = max(one.claimed for one in current)
    if len(gone) <= MOST_GONE * len(there) and rows - new.claimed <= MOST_GONE * rows:
        return
    named = ", ".join(name[:80] for name in gone[:_NAMED]) + (f" and {len(gone) - _NAMED} more" * (len(gone) > _NAMED))
    raise Shrunken(
        f"{new.source}: {new.claimed} entries where the current snapshot has {rows}; {len(gone)} of {len(there)} names "
        f"would disappear{': ' if named else ''}{named}. Nothing was written. Was the file cut off? If the source "
        "really became smaller, repeat with --accept-shrink.",
        gone=gone,
    )
