"""Choose: which value of a field wins, and why.

Two sources that disagree stay two claims; here one is put first, with a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from flopwatch.domain import SIZE_FROM_NAME as FROM_NAME
from flopwatch.domain import WITHDRAWN, Claim, Correct, Field, PartialDate, Source, canonical, exact, field, to_base
from flopwatch.records.headings import restated_headings
from flopwatch.records.precision import most_digits
from flopwatch.records.provenance import group_of
from flopwatch.records.results import FieldKey, FieldValue
from flopwatch.records.shares import with_shares
from flopwatch.records.withdrawals import in_force, unit_of_withdrawn

# Marks a reader left that make a claim weaker than an unmarked one of the same standing.
WEAK_FLAGS = frozenset(
    {"lenient", "lost-superscript", "ambiguous-date", "unit-missing", "ambiguous-scale", "unknown-term"}
)
UNRANKED = 99
# How firmly a claim states its value.
_FIRMNESS = {"=": 0, "≈": 1, "range": 2, "≤": 3, "≥": 3, "unknown": 9}
# Where a dataset is counted, or money stated, in several units, the first of these that is stated leads.
UNIT_ORDER = (
    "tokens",
    "words",
    "image-text pairs",
    "images",
    "hours",
    "datapoints",
    "samples",
    "bytes",
    "USD",
    "USD/chip-hour",
)


@dataclass(frozen=True)
class ChoiceContext:
    """Context for choosing a value: sources, reviewers' decisions, and corrections in force."""

    sources: Mapping[str, Source]
    accepted: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()

    def group(self, claim: Claim) -> str:
        """Return the independence group of a claim's source; a source without a group is its own."""
        return group_of(claim, self.sources)

    def rank(self, claim: Claim) -> int:
        """Return the rank of a claim's publisher: the best rank of its sources in `sources.toml`; 99 if none is.

        An imported export then counts like a bundled one of the same publisher. A size read from a model's name has no
        rank, whoever wrote the name.
        """
        return UNRANKED if FROM_NAME in claim.flags else self._ranks.get(self.group(claim), UNRANKED)

    @cached_property
    def _ranks(self) -> dict[str, int]:
        ranks: dict[str, int] = {}
        for one in self.sources.values():
            if one.rank:
                group = one.group or one.id
                ranks[group] = min(one.rank, ranks.get(group, UNRANKED))
        return ranks

    def date(self, claim: Claim) -> str:
        """Return the date of a claim's source, or ""."""
        source = self.sources.get(claim.source)
        return source.date if source else ""


def base_value(claim: Claim) -> tuple[Decimal, str]:
    """Return a quantity claim's value in the base unit of its dimension."""
    return _in_base_unit(claim.value, claim.unit)


@lru_cache(maxsize=1 << 16)  # several views of a record choose among the same claims
def _in_base_unit(value: str, unit: str) -> tuple[Decimal, str]:
    return to_base(exact(value), unit)


def times_apart(claims: Iterable[Claim]) -> float:
    """Return the largest stated quantity over the smallest, in their base unit; 0 if one is not positive.

    Every page and rule prints this factor.
    """
    sized = [base_value(claim)[0] for claim in claims]
    return float(max(sized) / min(sized)) if min(sized) > 0 else 0.0


def split_field(name: str, claims: Mapping[str, Claim]) -> dict[FieldKey, dict[str, Claim]]:
    """Group the claims of a field by comparable part: data in different units are not comparable, nor pre-training
    with fine-tuning.

    The leading group of a field without parts has the key of the field alone; the others name their part and unit. A
    field that only locates the entry in its source has no group: no value of it is chosen.
    """
    if field(name).locates:
        return {}
    if field(name).kind != "quantity":
        return {FieldKey(name): dict(claims)}
    groups: dict[tuple[str, str], dict[str, Claim]] = {}
    for key, claim in claims.items():
        unit = unit_of_withdrawn(claim) if claim.relation == "unknown" else base_value(claim)[1]
        part = claim.qualifiers.get("component") or claim.qualifiers.get("part", "") or score_part(claim)
        groups.setdefault((unit, part), {})[key] = claim
    nameless = groups.pop(("", ""), {})

    def order(item: tuple[str, str]) -> tuple[bool, int, str, str]:
        unit, part = item
        return (bool(part), UNIT_ORDER.index(unit) if unit in UNIT_ORDER else len(UNIT_ORDER), unit, part)

    out: dict[FieldKey, dict[str, Claim]] = {}
    several = len({unit for unit, _ in groups}) > 1
    for number, (unit, part) in enumerate(sorted(groups, key=order)):
        leads = number == 0 and not part
        out[FieldKey(name, part, unit if several and not leads else "")] = groups[unit, part]
    if nameless:
        out[FieldKey(name)] = {**out.get(FieldKey(name), {}), **nameless}
    return out


def score_part(claim: Claim) -> str:
    """Return the comparable part of a score, benchmark and harness; "" for a claim that is not a score."""
    if claim.field != "benchmark_score":
        return ""
    return f"{claim.qualifiers.get('benchmark', '')}, {claim.qualifiers.get('harness', '')}"


def choose(
    name: FieldKey, claims: Mapping[str, Claim], standing: ChoiceContext, correction: Correct | None = None
) -> FieldValue | None:
    """Choose the value of one field; None if every claim of it is `unknown`, was rejected or was withdrawn.

    Of one publisher's statements only the newest count: the older ones are history, whatever their rank or relation.
    A value that its publisher has withdrawn since counts for nothing.

    Order of precedence: a correction in force; the claim people accepted; then `=` before `≈`, ranges and bounds; the
    source's rank; more independent groups saying the same; unmarked before marked claims; for dates the earliest, then
    the most precise; for numbers the smaller of two otherwise equal (a slip of scale must not raise a model above a
    threshold); then the claim's id.
    """
    if len(claims) == 1 and correction is None and (sole := _sole(claims, standing)):
        return _only(name, *sole, replaced=False)
    stating = {key: one for key, one in claims.items() if one.relation != "unknown" or WITHDRAWN in one.flags}
    usable = {
        key: one
        for key, one in in_force(stating, standing.sources, standing.accepted, standing.rejected).items()
        if key not in standing.rejected and one.relation != "unknown"
    }
    about = field(name.name)
    if correction is not None:
        return overruled(name, correction, claims)
    if not usable:
        return None
    stated = len(usable)
    if not about.many:
        usable = _newest_of_each_publisher(usable, standing)
    if len(usable) == 1 and standing.accepted.isdisjoint(usable):
        return _only(name, *next(iter(usable.items())), replaced=stated > 1)  # most fields: nothing to weigh
    accepted = sorted(key for key in usable if key in standing.accepted)
    values = {key: _comparable(about.kind, one) for key, one in usable.items()}
    contested = len({values[key] for key in accepted}) > 1
    headings = restated_headings(usable) if about.name == "domain" and not accepted else frozenset[str]()
    pool = accepted if accepted and not contested else sorted(set(usable) - headings)
    ordered = _ordered(about.kind, pool, usable, values, standing)
    first = ordered[0]
    winner = _most_precise(about, first, ordered, usable)
    agreeing = {values[winner], values[first]}
    same = [key for key in [*ordered, *sorted(set(usable) - set(pool))] if values[key] in agreeing]
    rivals = tuple(key for key in sorted(usable) if values[key] not in agreeing)
    same.sort(key=lambda key: key != winner)  # the winner first; the sort is stable
    best, unit = usable[winner], _unit(about.kind, usable[winner])
    if about.many or about.name in ("variant_parameters",):
        return _all_values(name, about, [(key, usable[key]) for key in ordered], headings)
    value, high = _shown(about.kind, best)
    rule = _rule(first, ordered, usable, values, standing, accepted, contested)
    if about.kind == "quantity" and winner != first:
        rule += f"; {best.source} states the digits that {usable[first].source} rounds"
    return FieldValue(name, (value,), unit, best.relation, high, rule, tuple(same), rivals, contested)


def _sole(claims: Mapping[str, Claim], standing: ChoiceContext) -> tuple[str, Claim] | None:
    """Return a field's one claim if it needs no weighing; None if it states nothing, or a person decided on it."""
    ((key, claim),) = claims.items()
    decided = key in standing.accepted or key in standing.rejected
    return None if decided or claim.relation == "unknown" or WITHDRAWN in claim.flags else (key, claim)


def _newest_of_each_publisher(usable: dict[str, Claim], standing: ChoiceContext) -> dict[str, Claim]:
    """Return the claims that no later source of the same publisher replaces; accepted and undated claims stay.

    A part of a date (`2023-04`) counts as its last day: it is not replaced by what may be older.
    """
    newest: dict[str, str] = {}
    for claim in usable.values():
        if date := standing.date(claim):
            group = standing.group(claim)
            newest[group] = max(newest.get(group, ""), date)
    if not newest:
        return usable
    return {
        key: one
        for key, one in usable.items()
        if key in standing.accepted
        or not (date := standing.date(one))
        or _last_day(date) >= _first_day(newest[standing.group(one)])
    }


@lru_cache(maxsize=10_000)
def _first_day(date: str) -> dt.date:
    return PartialDate.from_iso(date).earliest


@lru_cache(maxsize=10_000)
def _last_day(date: str) -> dt.date:
    return PartialDate.from_iso(date).latest


def _ordered(
    kind: str,
    pool: Sequence[str],
    usable: Mapping[str, Claim],
    values: Mapping[str, object],
    standing: ChoiceContext,
) -> list[str]:
    """Sort the claims of `pool` by the precedence that `choose` states, the winner first."""
    groups = _groups_by_value(usable, values, standing)

    def precedence(key: str) -> tuple[object, ...]:
        claim = usable[key]
        return (
            _FIRMNESS[claim.relation],
            standing.rank(claim),
            -len(groups[values[key]]),
            bool(WEAK_FLAGS & set(claim.flags)),
            _tie(kind, claim, values[key]),
            _later(standing.date(claim)),
            key,
        )

    return sorted(pool, key=precedence)


def _groups_by_value(
    usable: Mapping[str, Claim], values: Mapping[str, object], standing: ChoiceContext
) -> dict[object, set[str]]:
    """Return the independence groups that state each value, in one pass: a field may hold thousands of claims."""
    groups: dict[object, set[str]] = {}
    for key, claim in usable.items():
        groups.setdefault(values[key], set()).add(standing.group(claim))
    return groups


def _only(name: FieldKey, key: str, claim: Claim, *, replaced: bool) -> FieldValue:
    """Return the value of a field with a single claim."""
    about = field(claim.field)
    value, high = _shown(about.kind, claim)
    many = about.many or about.name == "variant_parameters"
    once = f"the publisher's newest statement, in {claim.source}" if replaced else f"stated once, by {claim.source}"
    rule = rule_of_many(1) if many else once
    _, shares = with_shares((value,), [claim])
    return FieldValue(
        name, (value,), _unit(about.kind, claim), claim.relation, "" if many else high, rule, (key,), shares=shares
    )


def _all_values(name: FieldKey, about: Field, ordered: list[tuple[str, Claim]], aside: frozenset[str]) -> FieldValue:
    """Return every value stated of a field that may have several."""
    shown = tuple(dict.fromkeys(_shown(about.kind, claim)[0] for _, claim in ordered))
    shown, shares = with_shares(shown, [claim for _, claim in ordered])
    best, keys, rule = ordered[0][1], tuple(key for key, _ in ordered), rule_of_many(len(shown))
    unit, rivals = _unit(about.kind, best), tuple(sorted(aside))
    return FieldValue(name, shown, unit, best.relation, "", rule, keys, rivals, shares=shares)


def _most_precise(about: Field, first: str, ordered: Sequence[str], usable: Mapping[str, Claim]) -> str:
    """Return the claim that states the chosen date or count more precisely (2020-05-28 for 2020), or the chosen one."""
    if about.kind == "date":
        date = PartialDate.from_iso(usable[first].value)
        inside = [key for key in ordered if date.contains(PartialDate.from_iso(usable[key].value))]
        return max(inside, key=lambda key: len(usable[key].value))  # of equally precise ones the first
    if about.kind == "quantity":
        return most_digits(first, ordered, usable, WEAK_FLAGS)
    return first


def overruled(name: FieldKey, correction: Correct, claims: Mapping[str, Claim]) -> FieldValue:
    """Return the value that a correction sets, in its base unit; claims that agree with it come first."""
    value, unit = correction.value, ""
    if correction.unit:
        number, unit = to_base(exact(correction.value), correction.unit)
        value = canonical(number)
    kind = field(name.name).kind
    agree = {key for key, one in claims.items() if one.relation != "unknown" and _shown(kind, one)[0] == value}
    ordered = (*sorted(agree), *sorted(set(claims) - agree))
    rule = f"corrected: {correction.reason}"
    return FieldValue(name, (value,), unit, "=", "", rule, ordered, corrected=correction.reason)


def _unit(kind: str, claim: Claim) -> str:
    return base_value(claim)[1] if kind == "quantity" else ""


def _shown(kind: str, claim: Claim) -> tuple[str, str]:
    if kind != "quantity":
        return claim.value, ""
    high = canonical(to_base(exact(claim.high), claim.unit)[0]) if claim.high else ""
    return canonical(base_value(claim)[0]), high


def _comparable(kind: str, claim: Claim) -> object:
    """Return a key equal for claims of equal value: numbers to four significant digits, text without case."""
    if kind == "quantity":
        value, unit = base_value(claim)
        return (
            f"{value:.3E}",
            unit,
            claim.relation if claim.relation in ("≥", "≤", "range") else "",
            claim.high,
        )
    return claim.value.casefold()


def _tie(kind: str, claim: Claim, comparable: object) -> tuple[object, ...]:
    if kind == "quantity":
        return (base_value(claim)[0],)
    if kind == "date":
        date = PartialDate.from_iso(claim.value)
        return (date.year, date.month or 13, -len(str(date)), date.day)
    return (str(comparable),)


@lru_cache(maxsize=10_000)
def _later(date: str) -> tuple[int, ...]:
    """Return a sort key that puts a later source date first."""
    return tuple(-ord(c) for c in date) if date else (1,)


def rule_of_many(count: int) -> str:
    """Return the rule of a field with several values, in words, from how many it has."""
    return "the only value stated" if count == 1 else f"all {count} values that sources state"


def _rule(
    winner: str,
    ordered: Sequence[str],
    usable: Mapping[str, Claim],
    values: Mapping[str, object],
    standing: ChoiceContext,
    accepted: Sequence[str],
    contested: bool,
) -> str:
    """Return the reason in words: the first criterion that separates the winner from the best of the others."""
    best = usable[winner]
    if contested:
        return "contested: people accepted rival claims, so the usual order decides until they agree"
    if accepted:
        return "accepted by a person"
    other = next((key for key in ordered if values[key] != values[winner]), None)
    groups = {standing.group(usable[key]) for key in usable if values[key] == values[winner]}
    if other is None:
        if len(usable) == 1:
            return f"stated once, by {best.source}"
        return f"all {len(usable)} claims agree" + (
            "" if len(groups) > 1 else " (sources that copy each other count once)"
        )
    rival = usable[other]
    if _FIRMNESS[best.relation] != _FIRMNESS[rival.relation]:
        return f"a plain statement goes before one with {rival.relation!r}"
    if standing.rank(best) != standing.rank(rival):
        return f"{best.source} ranks before {rival.source}"
    if len(groups) > len({standing.group(usable[key]) for key in usable if values[key] == values[other]}):
        return f"{len(groups)} independent sources say so"
    if WEAK_FLAGS & set(rival.flags) and not WEAK_FLAGS & set(best.flags):
        return f"the rival claim is marked {', '.join(sorted(WEAK_FLAGS & set(rival.flags)))}"
    kind = field(best.field).kind
    if kind == "date":
        return "the earlier or more precise of rival dates"
    if kind == "quantity":
        return "the smaller of rival values of equal standing: a slip of scale must not raise a model above a threshold"
    return "first of rival values of equal standing"
