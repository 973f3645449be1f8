"""The order of a source's states: by their own dates, and a check whether the source has shrunk, before anything is
stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from flopwatch.domain import AnyEvent, Shrunken, Snapshot, event_id
from flopwatch.identity import fold_name
from flopwatch.records.current import current_snapshots
from flopwatch.records.folding import standing_events

MOST_GONE = 0.10  # share of a source's models or rows that may go with one import
_NAMED = 20  # names of missing models that a message lists


def succeed(
    new: Snapshot, events: Iterable[AnyEvent], *, accept_shrink: bool = False, option: str = "--accept-shrink"
) -> tuple[Snapshot, str]:
    """Return an import as the ledger should keep it, and a note on what that means.

    A source's states are ordered by their own dates, so the order of imports does not matter: one dated earlier than
    the current state is history, whenever it is imported, and nothing else changes. Of two states of one date the later
    import counts; it then names those that it supersedes.

    Args:
        new: The snapshot as its reader made it.
        events: What the ledger holds.
        accept_shrink: Whether the source may have become much smaller.
        option: Option of the command that accepts it, named where it is refused.

    Returns:
        The snapshot, or the current one where it says just the same; and the note, or "".

    Raises:
        Shrunken: If more than `MOST_GONE` of the source's models or rows would disappear, and that was not accepted.
    """
    current = current_snapshots(standing_events(events)).get(new.source, ())
    if not current:
        return new, ""
    known = {_content(one): one for one in current}
    if len(current) == 1 and _content(new) in known:
        return known[_content(new)], "the ledger has just this already; nothing was added"
    newest = max(one.date for one in current)
    if new.date < newest:
        shown = new.date or "without a date"
        heads = ", ".join(sorted(event_id(one)[:12] for one in current))
        note = (
            f"this file is earlier ({shown}) than the current one ({newest}): kept as history, the newer statements "
            f"hold. To return to it, retract the newer one: flopwatch ledger retract {heads}"
        )
        return new, note
    if not accept_shrink:
        _refuse_shrunken(new, current, option)
    if all((new.date, new.version) > (one.date, one.version) for one in current):
        return new, ""
    return msgspec.structs.replace(new, follows=tuple(sorted(event_id(one) for one in current))), ""


def _content(snapshot: Snapshot) -> bytes:
    """Return a snapshot's content without who took it when, and what it supersedes."""
    return msgspec.json.encode(msgspec.structs.replace(snapshot, follows=(), by="", on="", reason=""), order="sorted")


def _refuse_shrunken(new: Snapshot, current: Sequence[Snapshot], option: str) -> None:
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
        f"really became smaller, repeat with {option}.",
        gone=gone,
    )
