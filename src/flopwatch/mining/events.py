"""Events: reports of one event about one model, rewritten, shortened or in another language, by what they state.

Copies share a passage (`copies`); these share facts. Two reports are of one event if they name the same model, state
no size or data that contradict each other and no dates far apart, and share two facts, or one fact and most of the
words of the shorter one. A report joins the first event it fits, so time grows with the reports.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from flopwatch.identity import fold_name
from flopwatch.mining.copies import tokens_of

KINDS = frozenset(
    ("params", "active_params", "tokens", "chip_count", "chip_hours", "flop", "cost", "days", "mfu", "date")
)
_OF_A_MODEL = frozenset(("params", "active_params", "tokens", "flop"))  # a model has one of each
_WINDOW = datetime.timedelta(days=30)  # between the dates of two reports of one event
_MOST_EVENTS = 50  # of one model and fact that a report is compared with
_ALIKE = 0.5  # of the shorter report's words, where one fact alone is shared
_FEWEST = 3  # words of a report that can be compared
_LETTERS = 4  # of a word that tells reports apart
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Report(msgspec.Struct, frozen=True):
    """Facts and words of one document about one model.

    Args:
        name: The model as named.
        language: Tag of the document's language.
        facts: (kind, value) of what it states of the model, dates among them.
        words: Its words around them.
    """

    name: str
    language: str
    facts: frozenset[tuple[str, str]]
    words: str


class _Event:
    """Facts and words of the reports of one event."""

    def __init__(self) -> None:
        self.facts: set[tuple[str, str]] = set()
        self.words: dict[str, list[frozenset[str]]] = defaultdict(list)

    def add(self, report: Report, words: frozenset[str]) -> None:
        self.facts |= report.facts
        if len(self.words[report.language]) < _MOST_EVENTS:
            self.words[report.language].append(words)

    def has(self, report: Report, words: frozenset[str]) -> bool:
        """Return whether a report is of this event."""
        shared = report.facts & self.facts
        if not shared or _contradict(report.facts, self.facts):
            return False
        if len(shared) >= 2:
            return True
        return any(_is_alike(words, other) for other in self.words.get(report.language, ()))


def events_of(reports: Sequence[Report]) -> list[int]:
    """Return the event of each report: the first report of it."""
    events: list[_Event] = []
    first: list[int] = []
    where: dict[tuple[str, tuple[str, str]], list[int]] = defaultdict(list)
    out: list[int] = []
    for at, report in enumerate(reports):
        folded, words = fold_name(report.name), content_words(report)
        near = dict.fromkeys(number for fact in sorted(report.facts) for number in where[folded, fact])
        found = next((number for number in near if events[number].has(report, words)), None)
        if found is None:
            found = len(events)
            events.append(_Event())
            first.append(at)
        events[found].add(report, words)
        for fact in report.facts:
            some = where[folded, fact]
            if found not in some and len(some) < _MOST_EVENTS:
                some.append(found)
        out.append(first[found])
    return out


def content_words(report: Report) -> frozenset[str]:
    """Return the words that tell a report from others: no numbers, short words or parts of the model's name.

    Characters of scripts without blanks go in pairs.
    """
    name = set(tokens_of(report.name))
    tokens = [one for one in tokens_of(report.words) if one not in name and not any(c.isdigit() for c in one)]
    pairs = {one + two for one, two in zip(tokens, tokens[1:], strict=False) if _UNSPACED.match(one + two[:1])}
    return frozenset({one for one in tokens if len(one) >= _LETTERS} | {p for p in pairs if len(p) == 2})


def _is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter >= _FEWEST and len(one & other) >= _ALIKE * shorter


def _contradict(one: Iterable[tuple[str, str]], other: Iterable[tuple[str, str]]) -> bool:
    """Return whether two reports state different sizes or data, or dates far apart."""
    here, there = _by_kind(one), _by_kind(other)
    for kind in here.keys() & there.keys() & _OF_A_MODEL:
        if here[kind].isdisjoint(there[kind]):
            return True
    dates = [[_day(value) for value in some.get("date", ())] for some in (here, there)]
    return bool(dates[0] and dates[1]) and all(abs(a - b) > _WINDOW for a in dates[0] for b in dates[1])


def _by_kind(facts: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for kind, value in facts:
        found[kind].add(value)
    return found


def _day(iso: str) -> datetime.date:
    """Return the day of a date, the middle of a month for one without a day."""
    return datetime.date.fromisoformat(iso if len(iso) > 7 else f"{iso}-15")
