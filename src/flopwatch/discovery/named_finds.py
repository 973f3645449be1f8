"""Candidates from finds that are names: of boards, papers and articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from flopwatch.discovery.basis import KnownModels
from flopwatch.discovery.queue import Candidate
from flopwatch.discovery.ranking import Priors, cheapest_fact, p_above, stated, value_of
from flopwatch.discovery.statements import joined_statements, statements_of
from flopwatch.domain import PartialDate
from flopwatch.identity import stated_parameters, weights_key
from flopwatch.sources import Find


def candidates_named(
    channel: str, finds: Iterable[Find], known: KnownModels, priors: Priors, today: str
) -> tuple[tuple[Candidate, ...], int]:
    """Return the finds that the census lacks, one candidate for each name, and how many names it has."""
    groups: dict[str, list[Find]] = {}
    for one in finds:
        groups.setdefault(weights_key(one.name) or one.name.casefold(), []).append(one)
    out, already = [], 0
    for key, some in groups.items():
        first = max(some, key=lambda one: (one.popularity, one.item))
        match, parameters = None, _number(first, "parameters") or stated_parameters(first.name)
        if known.exactly(first.name) or (
            (match := known.likely(first.name, parameters, first.published)) and match.certain
        ):
            already += 1
            continue
        candidate = _candidate(channel, f"name:{key}", first, some, priors, today)
        out.append(msgspec.structs.replace(candidate, same_as=match.model) if match else candidate)
    return tuple(sorted(out, key=lambda one: (-one.value, one.key))), already


def _candidate(channel: str, key: str, first: Find, some: Sequence[Find], priors: Priors, today: str) -> Candidate:
    parameters, compute = _number(first, "parameters"), _number(first, "training_compute_flop")
    facts = dict(first.facts)
    if parameters is None and (parameters := stated_parameters(first.name)):
        facts |= {"parameters": parameters, "parameters_basis": "name"}
    above = p_above(stated(compute) if compute else priors.of(day_of(first.published), parameters))
    return Candidate(
        key=key,
        name=first.name,
        developer=first.developer,
        published=first.published,
        facts=facts,
        p_above=above,
        value=value_of(above, first.popularity),
        reason=f"named {_times(len(some))} by {channel}",
        settle="the model card, to enter it"
        if compute
        else cheapest_fact(above, parameters, str(facts.get("parameters_basis", ""))),
        channels=(channel,),
        first_seen=today,
        last_seen=today,
        evidence=tuple(dict.fromkeys(one.evidence for one in some)),
        statements=joined_statements(*(statements_of(one, channel, today) for one in some)),
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _number(find: Find, fact: str) -> float | None:
    value = find.facts.get(fact)
    return value if isinstance(value, float) else None


def day_of(published: str) -> int | None:
    """Return the ordinal of a date's first day; None for "" or what is not a date."""
    try:
        return PartialDate.from_iso(published).earliest.toordinal() if published else None
    except ValueError:
        return None
