"""EventStore: what every ledger can do, wherever it keeps its events. One conformance suite runs against each
kind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from flopwatch.domain import AnyEvent

# How many events are carried over at a time when one store is copied into another.
_BATCH = 1000


class EventStore(Protocol):
    """A grow-only set of events. Nothing is ever changed or removed; putting in what is there already does
    nothing."""

    def append(self, events: Iterable[AnyEvent], *, as_stored: bool = False) -> int:
        """Add all events or none; how many of them were new. Nonsense is refused unless `as_stored`."""
        ...

    def events(self) -> Iterator[AnyEvent]:
        """Every event, in the order of the ids."""
        ...

    def ids(self) -> list[str]:
        """Every id, sorted."""
        ...

    def __len__(self) -> int:
        """How many events there are."""
        ...

    def verify(self) -> list[str]:
        """What is wrong with the store, in words; empty when all is well."""
        ...

    def digest(self) -> str:
        """The whole set in one hash: equal exactly where the sets are equal."""
        ...


def digest_of(ids: Iterable[str]) -> str:
    """sha256 over the sorted ids, each followed by a newline, in hex: two stores hold the same events if it
    is equal.

    Example:
        >>> digest_of(["b", "a"]) == digest_of(["a", "b"]) != digest_of(["a"])
        True
    """
    return hashlib.sha256("".join(f"{each}\n" for each in sorted(ids)).encode()).hexdigest()


def copy(source: EventStore, target: EventStore) -> int:
    """Add every event of one store to another (set union); how many were new there.

    A copy that is cut short has added whole batches; repeating it adds the rest.
    """
    new = 0
    batch: list[AnyEvent] = []
    for event in source.events():
        batch.append(event)
        if len(batch) == _BATCH:
            new += target.append(batch, as_stored=True)
            batch = []
    return new + target.append(batch, as_stored=True)
