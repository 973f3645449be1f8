"""Retractions: which events count as never made. A retraction that is itself retracted does not count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def retracted_ids(retractions: Iterable[tuple[str, str]]) -> set[str]:
    """Return the ids of the events that are retracted.

    An event's id is the hash of its content, so retractions cannot form a cycle; one that did would be without effect.

    Args:
        retractions: Id of the event that each retraction takes back, and the id of the retraction itself; those that
            make no sense left out.

    Example:
        >>> sorted(retracted_ids([("a", "b"), ("b", "c"), ("x", "y")]))
        ['b', 'x']
    """
    by_target: dict[str, set[str]] = {}
    for target, retraction in retractions:
        by_target.setdefault(target, set()).add(retraction)
    decided: dict[str, bool] = {}
    for start in sorted(by_target):
        _decide(start, by_target, decided)
    return {key for key, gone in decided.items() if gone}


def _decide(start: str, retractions: Mapping[str, set[str]], decided: dict[str, bool]) -> None:
    """Decide whether an event is retracted, after the retractions it depends on; a chain may be of any length."""
    waiting = [(start, iter(sorted(retractions.get(start, ()))))]
    on_path = {start}
    while waiting:
        key, rest = waiting[-1]
        undecided = next((by for by in rest if by not in decided and by not in on_path), None)
        if undecided is not None:
            waiting.append((undecided, iter(sorted(retractions.get(undecided, ())))))
            on_path.add(undecided)
            continue
        decided[key] = any(not decided.get(by, True) for by in retractions.get(key, ()))
        on_path.discard(key)
        waiting.pop()
