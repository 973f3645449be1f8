"""EventStore: the interface of every ledger. One conformance suite runs against each implementation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Protocol, Self

from flopwatch.domain import AnyEvent

# Events per batch when one store is copied into another.
_BATCH = 1000


class EventStore(Protocol):
    """A grow-only set of events. Nothing is changed or removed; adding a present event does nothing."""

    def append(self, events: Iterable[AnyEvent], *, as_stored: bool = False) -> int:
        """Add all events or none; return the number of new ones. Refuse nonsense unless `as_stored`."""
        ...

    def append_after(
        self, decide: Callable[[dict[str, AnyEvent]], Iterable[AnyEvent]], known: Mapping[str, AnyEvent] = ...
    ) -> int:
        """Add what `decide` returns for every event but snapshots, in one transaction; return how many are new."""
        ...

    def events(self) -> Iterator[AnyEvent]:
        """Yield every event, in the order of the ids."""
        ...

    def by_id(self, known: Mapping[str, AnyEvent]) -> dict[str, AnyEvent]:
        """Return every event by id; the bytes of those known from an earlier reading are hashed, not decoded."""
        ...

    def ids(self) -> list[str]:
        """Return every id, sorted."""
        ...

    def __len__(self) -> int:
        """Return the number of events."""
        ...

    def verify(self) -> list[str]:
        """Verify the store; return its problems, in words; empty if it has none."""
        ...

    def digest(self) -> str:
        """Return the hash of the whole set: equal if and only if the sets are equal."""
        ...

    def close(self) -> None:
        """Release the file or connection. An uncommitted transaction is rolled back."""
        ...

    def __enter__(self) -> Self:
        """Return the store; leaving the block closes it."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        ...


def digest_of(ids: Iterable[str]) -> str:
    """Return the sha256 over the sorted ids, each followed by a newline, in hex: equal digests mean the same
    events.

    Example:
        >>> digest_of(["b", "a"]) == digest_of(["a", "b"]) != digest_of(["a"])
        True
    """
    return hashlib.sha256("".join(f"{each}\n" for each in sorted(ids)).encode()).hexdigest()


def copy(source: EventStore, target: EventStore) -> int:
    """Add every event of one store to another (set union); return the number of new ones.

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
