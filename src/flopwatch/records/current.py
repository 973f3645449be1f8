"""Current snapshots of a source: the latest-dated, read by the newest reader, and not superseded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flopwatch.domain import AnyEvent, Snapshot, event_id


def current_snapshots(events: Iterable[AnyEvent]) -> dict[str, tuple[Snapshot, ...]]:
    """Return the current snapshots of each source.

    Of two states of one date the later import names the one that it supersedes (`Snapshot.follows`). Of the others the
    latest date counts, then the newest reader. Where two are left, as after two ledgers were merged, both are current,
    and where they differ the claims of both count: which hash is greater says nothing about which is right.

    Returns:
        Snapshots by source, each tuple sorted by event id; not empty.
    """
    by_source: dict[str, dict[str, Snapshot]] = {}
    for event in events:
        if isinstance(event, Snapshot):
            by_source.setdefault(event.source, {})[event_id(event)] = event
    return {source: _current(by_source[source]) for source in sorted(by_source)}


def _current(snapshots: Mapping[str, Snapshot]) -> tuple[Snapshot, ...]:
    superseded = {one for event in snapshots.values() for one in event.follows}
    # An event's id is the hash of what it names, so no cycle can supersede all of them.
    heads = {key: event for key, event in snapshots.items() if key not in superseded} or dict(snapshots)
    best = max((event.date, event.version) for event in heads.values())
    return tuple(heads[key] for key in sorted(heads) if (heads[key].date, heads[key].version) == best)
