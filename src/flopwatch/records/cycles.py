"""Cycles among models that lead to one another: by base models, by comparisons of compute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def cycles_of(after: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the cycles of a directed graph that a depth-first walk meets, each from its first id in order.

    Every node and edge is met once; a chain of any length is walked without recursion.

    Args:
        after: For each id, those that it leads to.

    Example:
        >>> cycles_of({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["d"], "e": ["a"]})
        [('b', 'c'), ('d',)]
    """
    found: dict[tuple[str, ...], None] = {}
    done: set[str] = set()
    for first in after:
        path: list[str] = []
        places: dict[str, int] = {}
        todo = [] if first in done else [iter((first,))]
        while todo:
            one = next(todo[-1], None)
            if one is None:
                todo.pop()
                if path:
                    done.add(last := path.pop())
                    del places[last]
            elif one in places:
                cycle = path[places[one] :]
                start = cycle.index(min(cycle))
                found.setdefault((*cycle[start:], *cycle[:start]))
            elif one not in done:
                places[one] = len(path)
                path.append(one)
                todo.append(iter(after.get(one, ())))
    return list(found)
