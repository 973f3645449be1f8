"""Rows of two states of one table that are one model, though its name may have changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from flopwatch.domain import PartialDate, exact
from flopwatch.history.states import Entry
from flopwatch.identity import NameIndex, fold_vintage

Pair: TypeAlias = tuple[Entry, Entry, str]
MOST_DAYS_MOVED = 31  # of a row whose name changed at the same time


@dataclass(frozen=True)
class Matched:
    """Pairs of entries of two states, and the entries that only one of them has.

    `pairs` holds the earlier entry, the later one, and by which the name was recognised: `""` (unchanged), `blanks`,
    `marks`, `name` (another name that denotes the same model), or the row's other cells: `facts`, `run`, `paper`,
    `page`.
    """

    pairs: tuple[Pair, ...]
    gone: tuple[Entry, ...]
    new: tuple[Entry, ...]


def match_rows(then: Sequence[Entry], now: Sequence[Entry]) -> Matched:
    """Match the entries of two states: by id, by name as written, then by what may change in a name.

    Example:
        >>> old = Entry("VAETKI\\\\n", "VAETKI", {}, {}); new = Entry("VAETKI", "VAETKI", {}, {})
        >>> [how for _, _, how in match_rows([old], [new]).pairs]
        ['blanks']
    """
    pairs: list[Pair] = []
    left, right = list(then), list(now)
    for how, key in _STAGES:
        left, right = _pair(left, right, key, how, pairs)
    left, right = _by_name(left, right, pairs)
    left, right = _by_facts(left, right, pairs)
    return Matched(tuple(pairs), tuple(left), tuple(right))


_STAGES: tuple[tuple[str, Callable[[Entry], Hashable]], ...] = (
    ("", lambda one: one.model or ("name", one.name)),
    ("blanks", lambda one: ("subject", "".join(one.subject.split()))),
    ("marks", lambda one: ("folded", fold_vintage(one.subject))),
)


def _pair(
    left: list[Entry],
    right: list[Entry],
    key: Callable[[Entry], Hashable],
    how: str,
    pairs: list[Pair],
) -> tuple[list[Entry], list[Entry]]:
    """Pair entries of one key; where a table lists a name twice, those that agree in more values."""
    waiting: dict[Hashable, list[Entry]] = defaultdict(list)
    for one in right:
        waiting[key(one)].append(one)
    rest = []
    taken: set[int] = set()
    for one in left:
        options = [other for other in waiting.get(key(one), ()) if id(other) not in taken]
        if not options:
            rest.append(one)
            continue
        best = max(options, key=lambda other: _agreements(one, other)) if len(options) > 1 else options[0]
        taken.add(id(best))
        pairs.append((one, best, how))
    return rest, [one for one in right if id(one) not in taken]


def _agreements(one: Entry, other: Entry) -> int:
    return sum(other.stated.get(name) == value for name, value in one.stated.items())


def _by_name(left: list[Entry], right: list[Entry], pairs: list[Pair]) -> tuple[list[Entry], list[Entry]]:
    """Pair entries whose names denote one model, each the other's only one."""
    index = NameIndex()
    for at, one in enumerate(right):
        index.add(str(at), one.subject, one.about)
    found: dict[int, int] = {}
    for at, one in enumerate(left):
        sure = [
            other
            for other in index.candidates(one.subject, one.about)
            if other.answer.same and _near_in_time(one, right[int(other.model)])
        ]
        if len(sure) == 1:
            found[at] = int(sure[0].model)
    once = Counter(found.values())
    kept = {at: other for at, other in found.items() if once[other] == 1}
    for at, other in kept.items():
        facts = _row_facts(left[at])
        how = "facts" if facts is not None and facts == _row_facts(right[other]) else "name"
        pairs.append((left[at], right[other], how))
    taken = set(kept.values())
    return [one for at, one in enumerate(left) if at not in kept], [
        one for at, one in enumerate(right) if at not in taken
    ]


def _near_in_time(one: Entry, other: Entry) -> bool:
    """Return whether two rows can be one model by their dates: versions of one paper or name are months apart."""
    dates = [PartialDate.from_iso(side.about.published) for side in (one, other) if side.about.published]
    return len(dates) < 2 or (max(dates).earliest - min(dates).latest).days <= MOST_DAYS_MOVED


def _by_facts(left: list[Entry], right: list[Entry], pairs: list[Pair]) -> tuple[list[Entry], list[Entry]]:
    """Pair entries of which alone, on either side, the facts of one signature agree."""
    for how, signature in _SIGNATURES:
        many = [Counter(map(signature, side)) for side in (left, right)]
        keep = [one for one in left if (key := signature(one)) is None or many[0][key] > 1 or many[1][key] != 1]
        kept = set(map(id, keep))
        lone = [one for one in left if id(one) not in kept]
        rest, right = _pair(lone, right, signature, how, pairs)
        left = [*keep, *rest]
    return left, right


def _links(entry: Entry) -> tuple[str, ...]:
    return tuple(entry.stated[name].value for name in ("paper", "announcement", "weights") if name in entry.stated)


def _amount(entry: Entry, name: str) -> str:
    """Return a quantity in four digits; "" if it is not stated."""
    value = entry.stated.get(name)
    return f"{exact(value.value.split(', ')[0]):.3E}" if value and value.value else ""


def _row_facts(entry: Entry) -> Hashable | None:
    """Return date, developers, links and size (which may be missing); None if one of the first three is."""
    facts = entry.about.published, entry.about.developers, _links(entry)
    return (*facts, _amount(entry, "parameters")) if all(facts) else None


def _run_facts(entry: Entry) -> Hashable | None:
    """Return date, developers, size and training compute; None if one is missing."""
    facts = entry.about.published, entry.about.developers, _amount(entry, "parameters"), _amount(entry, _COMPUTE)
    return facts if all(facts) else None


def _paper_facts(entry: Entry) -> Hashable | None:
    """Return developers, links and training compute; None if one is missing."""
    facts = entry.about.developers, _links(entry), _amount(entry, _COMPUTE)
    return facts if all(facts) else None


def _page_facts(entry: Entry) -> Hashable | None:
    """Return day, first link, and size or, where none is stated, the name's beginning; None if one is missing."""
    date, links = entry.about.published, [one for value in _links(entry) for one in value.split(", ")]
    size = _amount(entry, "parameters") or fold_vintage(entry.subject)[:_BEGINNING]
    facts = date if len(date) == _DAY_LENGTH else "", size, links[0] if links else ""
    return facts if all(facts) else None


_COMPUTE = "training_compute"
_DAY_LENGTH = len("2026-07-19")
_BEGINNING = 5  # letters and digits: of the models of one paper few names begin alike
_SIGNATURES: tuple[tuple[str, Callable[[Entry], Hashable | None]], ...] = (
    ("facts", _row_facts),
    ("run", _run_facts),
    ("paper", _paper_facts),
    ("page", _page_facts),
)
