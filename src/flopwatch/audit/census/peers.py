"""Rules on amounts compared with other entries: of one benchmark, or earlier ones of the domain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from flopwatch.audit.census.against_notes import number_of
from flopwatch.audit.census.context import AuditContext, Entry
from flopwatch.audit.census.entry_findings import on_facts
from flopwatch.audit.findings import Finding
from flopwatch.domain import digits, short
from flopwatch.estimation import Fact
from flopwatch.identity import fold_listed
from flopwatch.records import Record

_IN_PARENTHESES = re.compile(r"\(([^()]{2,60})\)")
_SIZE = re.compile(r"[0-9.]+ ?[kmbt]", re.IGNORECASE)
AGREEING_PEERS = 3  # entries that state the same size
SAME = 1.01  # peers repeat a corpus's size to three digits
_SLIPS = ((1000.0, "a slip of three decimal places"), (0.001, "a slip of three decimal places"))
OF_DOMAIN = ("dataset_size", "parameters")
FAR_BEYOND = 30.0  # times the second largest of earlier entries; 6 of 3,400 entries of Epoch's tables are beyond
EARLIER = 20  # entries of a domain that tell its largest
SINCE = "2017"  # before, domains grew by leaps
_WORDS_AS_TOKENS = (4 / 3, "multiplied by 4/3 as if it were words")


def data_against_peers(evidence: AuditContext) -> Iterator[Finding]:
    """Find data that differ by the factor of a slip from those of other entries on the same benchmark.

    Names such as "AWD-LSTM (WT2)" name the corpus in parentheses. A size that peers state is not doubted.
    """
    groups: dict[tuple[str, str], list[tuple[Record, Entry, Fact]]] = defaultdict(list)
    for record, entry in evidence.entries():
        data = number_of(entry, "dataset_size")
        if data is not None:
            for word in _benchmarks(entry.record.name):
                groups[entry.source, word].append((record, entry, data))
    for (_, word), some in sorted(groups.items()):
        for record, entry, data in some:
            others = [one.value for _, other, one in some if other is not entry]
            slip = _slip(data.value, others)
            if slip is None:
                continue
            usual, how = slip
            peers = sum(_is_same(one, usual) for one in others)
            message = (
                f"{data.as_written} is {digits(data.value / usual, 3)} times the {short(usual)} that {peers} other "
                f"entries on {word} state: {how}."
            )
            proposal = f"{short(usual)}, as the others say."
            yield on_facts("data-against-peers", record, entry, "dataset_size", (data,), message, proposal)


def beyond_domain(evidence: AuditContext) -> Iterator[Finding]:
    """Find data and parameters far beyond those of every earlier entry of the domain. The largest may itself be a slip:
    the second largest is compared.
    """
    for name in OF_DOMAIN:
        dated: dict[str, list[tuple[str, float, str]]] = defaultdict(list)
        stated: list[tuple[str, Record, Entry, Fact]] = []
        for record, entry in evidence.entries():
            fact, date = number_of(entry, name), entry.record.value("published")
            if fact is None or not date:
                continue
            stated.append((date, record, entry, fact))
            for domain in entry.facts.domains:
                dated[domain].append((date, fact.value, record.id))
        for date, record, entry, fact in stated:
            limits = [_second_largest(dated[one], date, record.id) for one in sorted(entry.facts.domains)]
            known = [one for one in limits if one is not None]
            if date < SINCE or not known or fact.value <= FAR_BEYOND * max(known):
                continue
            message = (
                f"{fact.as_written} is {digits(fact.value / max(known), 3)} times the second largest of earlier "
                f"entries in {', '.join(sorted(entry.facts.domains))} ({short(max(known))})."
            )
            proposal = f"A slip of three decimal places: {short(fact.value / 1000)}?"
            yield on_facts("beyond-domain", record, entry, name, (fact,), message, proposal)


def _second_largest(dated: Sequence[tuple[str, float, str]], date: str, model: str) -> float | None:
    """Return the second largest value of other models dated earlier; None if too few are known."""
    largest: dict[str, float] = {}
    for when, value, other in dated:
        if when < date and other != model:
            largest[other] = max(value, largest.get(other, 0.0))
    return sorted(largest.values())[-2] if len(largest) >= EARLIER else None


def _benchmarks(name: str) -> frozenset[str]:
    """Return the folded words in parentheses of a name, without sizes.

    Example:
        >>> sorted(_benchmarks("AWD-LSTM (WT2, 7B) (PTB)"))
        ['ptb', 'wt2']
    """
    parts = (part.strip() for inner in _IN_PARENTHESES.findall(name[:200]) for part in re.split("[,;+/]", inner))
    return frozenset(fold_listed(part) for part in parts if len(part) > 1 and not _SIZE.fullmatch(part))


def _is_same(one: float, other: float) -> bool:
    return 1 / SAME <= one / other <= SAME


def _slip(value: float, others: list[float]) -> tuple[float, str] | None:
    """Return the size that enough peers state and that a slip turns into the value, with the slip's name. None if a
    peer agrees or no slip explains it.
    """
    if any(_is_same(one, value) for one in others):
        return None
    for usual in sorted(set(others)):
        if sum(_is_same(one, usual) for one in others) < AGREEING_PEERS:
            continue
        for factor, how in (*_SLIPS, _WORDS_AS_TOKENS):
            if _is_same(value, usual * factor):
                return usual, how
    return None
