"""Drift: signs that a table has changed its form, not its facts, so that its new state should wait for a person."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from flopwatch.history.changes import Compared
from flopwatch.history.states import State

# A field counts as lost if half of its values are gone, as slipped if a twentieth of them moved by a hundred times.
# Among ten states of July and August 2026 at most 0.5% of the values of a field were withdrawn from one to the next.
LOST_SHARE = 0.5
SLIPPED_SHARE = 0.05
_FAR = 100.0
_FEWEST = 10  # values of a field, below which nothing is concluded


def signs_of_drift(then: State, now: State, compared: Compared) -> str:
    """Return why the later state looks like another form of the table, or "".

    Args:
        then: The earlier state.
        now: The later state.
        compared: Their changes.
    """
    before, after = _stated(then), _stated(now)
    rows = len(now.entries) / max(len(then.entries), 1)
    for field, many in sorted(before.items()):
        if many >= _FEWEST and after[field] < many * min(rows, 1.0) * (1 - LOST_SHARE):
            gone = (
                f"; its headers {', '.join(compared.columns_removed[:5])} are gone" if compared.columns_removed else ""
            )
            return (
                f"{field}: {many} rows stated it, now {after[field]} do{gone}. Was a column renamed, dropped or moved?"
            )
    far = Counter(one.field for one in compared.changes if one.factor and _is_far(one.factor))
    for field, many in sorted(far.items()):
        known = before[field.partition(" (")[0]]
        if many > max(_FEWEST / 2, SLIPPED_SHARE * known):
            return f"{field}: {many} of {known} values moved by more than {_FAR:.0f} times. Is it in another unit now?"
    return ""


def _stated(state: State) -> Counter[str]:
    fields: Iterable[str] = (name for one in state.entries for name in set(one.fields.values()))
    return Counter(fields)


def _is_far(factor: float) -> bool:
    return factor > 0 and abs(math.log(factor)) >= math.log(_FAR)
