"""Rules on numbers: compared with each other, with plausible limits, and with their written form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set

import msgspec

from flopwatch.audit.census.context import AuditContext, is_table_of_counts
from flopwatch.audit.census.entry_findings import on_facts
from flopwatch.audit.findings import Finding
from flopwatch.domain import Claim, PartialDate, Source, apart_words, field, short
from flopwatch.estimation import (
    AGAINST_FRONTIER,
    Doubt,
    Relatives,
    RunFacts,
    comparisons_of,
    doubts_about,
    facts_of,
    is_disqualifying,
    questions_of_size,
    slip,
)
from flopwatch.records import ROUNDED_APART, Record, base_value, language_of, times_apart

FAR_APART = 3.0

FRONTIER_SINCE = "2010"  # before, the frontier has too few points to say what could not be
LARGE_SINCE = "2017"  # the last sound models of fewer than 1e4 parameters, or 1e6 tokens, are older
FAR_BEYOND = 1e4  # times the frontier; even few points say that this could not be
BYTES_PER_TOKEN = (1.0, 12.0)


def implausible_numbers(evidence: AuditContext) -> Iterator[Finding]:
    """Find implausible numbers: beyond the frontier, or contradicting 6 × N × D or the parameters (see
    `estimation.plausibility`).
    """
    for record in evidence.records.values():
        whole = facts_of(record)
        for source, picture, entries in evidence.pictures(record):
            if is_table_of_counts(picture):
                continue
            for facts in entries:
                for doubt in doubts_about(_in_context(facts, record, whole), evidence.frontier):
                    if (
                        doubt.rule in AGAINST_FRONTIER
                        and _is_older(record, FRONTIER_SINCE)
                        and doubt.factor < FAR_BEYOND
                    ):
                        continue
                    yield Finding(
                        rule=doubt.rule,
                        severity=_severity(doubt),
                        model=record.id,
                        field=doubt.fields[0],
                        source=source,
                        as_written=doubt.as_written,
                        message=doubt.message,
                        proposal=doubt.proposal,
                        claims=doubt.claims,
                    )


_SLOT_FIELDS = {
    "parameters": "parameters",
    "active_parameters": "active_parameters",
    "tokens": "tokens_seen",
    "data_tokens": "dataset_size",
    "compute": "training_compute",
}


def slips_of_size(evidence: AuditContext) -> Iterator[Finding]:
    """Find amounts so small that the calculator would ask about them, of models since 2017."""
    for record, entry in evidence.entries():
        facts = entry.facts
        if _is_older(record, LARGE_SINCE) or is_table_of_counts(entry.record):
            continue
        amounts = {
            "parameters": facts.parameters,
            "active_parameters": facts.active,
            "tokens": facts.tokens_seen,
            "data_tokens": facts.data.get("tokens"),
            "compute": facts.compute,
        }
        stated = {slot: fact for slot, fact in amounts.items() if fact is not None}
        for question in questions_of_size(stated):
            fact = stated[question.slot]
            message = f"{fact.as_written} is {short(fact.value)} {fact.unit}."
            name = _SLOT_FIELDS[question.slot]
            yield on_facts("small-amount", record, entry, name, (fact,), message, question.words, severity="low")


def _severity(doubt: Doubt) -> str:
    """Return the severity: low if a sound record-setter could be as far beyond what is known."""
    if not is_disqualifying(doubt):
        return "low"
    return "medium" if doubt.rule == "tokens-per-parameter" else "high"


def _is_older(record: Record, year: str) -> bool:
    return bool(record.value("published")) and record.value("published") < year


def _in_context(facts: RunFacts, record: Record, whole: RunFacts) -> RunFacts:
    """Return one source's facts, completed with the model's date and the kinds that exempt it from a rule, which other
    sources may state.
    """
    if not facts.date and record.value("published"):
        facts = msgspec.structs.replace(facts, date=PartialDate.from_iso(record.value("published")))
    return msgspec.structs.replace(
        facts,
        is_recommender=whole.is_recommender,
        is_sparse=facts.is_sparse or whole.is_sparse,
        is_convolutional=facts.is_convolutional or whole.is_convolutional,
    )


def far_apart(evidence: AuditContext) -> Iterator[Finding]:
    """Find fields whose stated values differ by more than a factor of 3, from any sources; and any numeric difference
    between independent sources.
    """
    standing = evidence.standing
    for record in evidence.records.values():
        for name, claims in _comparable_groups(record):
            low, high = claims[0], claims[-1]
            ratio = times_apart((low[1], high[1]))
            languages = {language_of(claim, evidence.sources.get(claim.source)) for _, claim in (low, high)}
            independent = standing.group(low[1]) != standing.group(high[1]) or len(languages) > 1
            if ratio <= FAR_APART and (not independent or ratio <= ROUNDED_APART):
                continue
            restated = not independent and _is_later(low[1], high[1], evidence.sources)
            severity = "low" if ratio <= FAR_APART or restated else "high" if ratio > 30 else "medium"
            odd = high if _is_odd(high, claims) else low
            yield Finding(
                rule="far-apart" if ratio > FAR_APART else "sources-differ",
                severity=severity,
                model=record.id,
                field=name,
                source=odd[1].source,
                as_written=odd[1].as_written,
                message=(
                    f"{high[1].as_written} ({high[1].source}) against {low[1].as_written} ({low[1].source}): "
                    f"{apart_words(ratio)}."
                ),
                proposal="The publisher's newer statement is in force."
                if restated
                else _slip_proposed(ratio, languages),
                claims=(low[0], high[0]),
            )


def _is_later(one: Claim, other: Claim, sources: Mapping[str, Source]) -> bool:
    """Return whether two claims are of dated sources of one publisher, of which one is newer: a figure restated."""
    dates = {sources[claim.source].date for claim in (one, other) if claim.source in sources}
    return one.source != other.source and len(dates) == 2 and "" not in dates


def _slip_proposed(ratio: float, languages: Set[str] = frozenset()) -> str:
    """Return the slip that a ratio suggests, or "".

    Example:
        >>> _slip_proposed(998.0), _slip_proposed(427.0)
        ('The ratio is close to 1,000: a slip of the unit?', 'The ratio is within a factor of 2.3 of 1,000: a slip of \
the unit?')
        >>> _slip_proposed(102.0), _slip_proposed(30.0)
        ('The ratio is close to 100: misplaced decimals?', '')
        >>> _slip_proposed(10.0, {"ja", "zh"})
        'The ratio is close to 10: a slip between the scale words of ja and zh?'
    """
    if k := slip(ratio):
        away = max(ratio / 1000**k, 1000**k / ratio)
        near = "close to" if away <= ROUNDED_APART else f"within a factor of {away:.1f} of"
        return f"The ratio is {near} {1000**k:,}: a slip of the unit?"
    if abs(ratio - 10) < 0.5:
        scales = (
            f"between the scale words of {' and '.join(sorted(languages))}" if languages - {"en"} else "of a decimal"
        )
        return f"The ratio is close to 10: a slip {scales}?"
    return "The ratio is close to 100: misplaced decimals?" if abs(ratio - 100) < 5 else ""


def _comparable_groups(record: Record) -> Iterator[tuple[str, list[tuple[str, Claim]]]]:
    groups: dict[tuple[str, str, str], list[tuple[str, Claim]]] = defaultdict(list)
    for key, claim in record.claims.items():
        about = field(claim.field)
        if about.kind != "quantity" or about.name in (
            "variant_parameters",
            "price",
            "figure",
            "citations",
            "training_compute_rank",
        ):
            continue
        if claim.relation not in ("=", "≈"):
            continue
        part = ", ".join(
            f"{k}={v}"
            for k, v in sorted(claim.qualifiers.items())
            if k not in ("confidence", "method", "held_out", "usd_year")
        )
        groups[claim.field, base_value(claim)[1], part].append((key, claim))
    for (name, _, _), claims in sorted(groups.items()):
        if len(claims) > 1:
            ordered = sorted(claims, key=lambda one: (base_value(one[1])[0], "in-millions" in one[1].flags, one[0]))
            # Of equal largest values the plainest words come last, because those are shown.
            top = [one for one in ordered if base_value(one[1])[0] == base_value(ordered[-1][1])[0]]
            yield name, [*ordered[: len(ordered) - len(top)], *reversed(top)]


def _is_odd(one: tuple[str, Claim], claims: list[tuple[str, Claim]]) -> bool:
    """Return whether a claim is the outlier: fewer claims are near it than near the other end."""
    value = base_value(one[1])[0]
    near = sum(1 for _, other in claims if value / 2 <= base_value(other)[0] <= value * 2)
    return near * 2 <= len(claims)


def lost_superscripts(evidence: AuditContext) -> Iterator[Finding]:
    """Find powers of ten that lost their superscript: `1023 FLOP` for 10^23."""
    for key, record, claim in _flagged(evidence, "lost-superscript"):
        yield Finding(
            rule="lost-superscript",
            severity="low",
            model=record.id,
            field=claim.field,
            source=claim.source,
            as_written=claim.as_written,
            message=f"{claim.as_written!r} reads as a plain number but means {claim.value} {claim.unit}.".replace(
                " .", "."
            ),
            proposal=f"{claim.value} {claim.unit}".strip(),
            claims=(key,),
        )


def missing_units(evidence: AuditContext) -> Iterator[Finding]:
    """Find numbers whose unit the source left out; the unit was inferred from the context."""
    for key, record, claim in _flagged(evidence, "unit-missing"):
        yield Finding(
            rule="unit-missing",
            severity="low",
            model=record.id,
            field=claim.field,
            source=claim.source,
            as_written=claim.as_written,
            message=f"{claim.as_written!r} has no unit; read as {claim.unit}.",
            proposal=f"{claim.as_written} {claim.unit}",
            claims=(key,),
        )


def _flagged(evidence: AuditContext, flag: str) -> Iterator[tuple[str, Record, Claim]]:
    for record in evidence.records.values():
        for key, claim in record.claims.items():
            if flag in claim.flags:
                yield key, record, claim


def bytes_per_token(evidence: AuditContext) -> Iterator[Finding]:
    """Find bytes and tokens of one corpus that contradict each other: a token of text is 1 to 12 bytes."""
    low, high = BYTES_PER_TOKEN
    for record in evidence.records.values():
        for source, _, entries in evidence.pictures(record):
            for entry in entries:
                data = entry.data
                if "bytes" not in data or "tokens" not in data:
                    continue
                ratio = data["bytes"].value / data["tokens"].value
                if low <= ratio <= high:
                    continue
                which = "a raw crawl before filtering?" if ratio > high else "only part of the corpus, or another unit?"
                yield Finding(
                    rule="bytes-per-token",
                    severity="low",
                    model=record.id,
                    field="dataset_size",
                    source=source,
                    as_written=f"{data['bytes'].as_written}, {data['tokens'].as_written}",
                    message=(
                        f"{data['bytes'].as_written} for {data['tokens'].as_written} is {ratio:.2g} bytes a token; "
                        f"{low:g} to {high:g} is usual."
                    ),
                    proposal=which,
                    claims=(*data["bytes"].claims, *data["tokens"].claims),
                )


def hours_against_chips(evidence: AuditContext) -> Iterator[Finding]:
    """Compare chips × time with the chip-hours that the same source states."""
    for record in evidence.records.values():
        for source, _, entries in evidence.pictures(record):
            for facts in entries:
                if facts.chips is None or facts.hours is None or facts.chip_hours is None:
                    continue
                product = facts.chips.value * facts.hours.value
                ratio = product / facts.chip_hours.value
                if 1 / 1.1 <= ratio <= 1.1:
                    continue
                far = max(ratio, 1 / ratio)
                yield Finding(
                    rule="hours-against-chips",
                    severity="medium" if far > 1.5 else "low",
                    model=record.id,
                    field="chip_hours",
                    source=source,
                    as_written=facts.chip_hours.as_written,
                    message=f"{facts.chips.value:,.0f} chips × {facts.hours.value:,.0f} h = {product:,.0f} chip-hours, "
                    f"{ratio:.3g} times the {facts.chip_hours.value:,.0f} stated.",
                    proposal="",
                    claims=(*facts.chip_hours.claims, *facts.chips.claims, *facts.hours.claims),
                )


def comparisons(evidence: AuditContext) -> Iterator[Finding]:
    """Find comparisons of compute that form a cycle, and those that cannot be parsed or name no model of the census."""
    relatives = Relatives(evidence.records)
    for cycle in relatives.cycles:
        names = " → ".join(evidence.records[key].name for key in (*cycle, cycle[0]))
        claims = tuple(
            key for model in cycle for one in comparisons_of(evidence.records[model])[0] for key in one.claims
        )
        yield Finding(
            rule="compared-in-a-circle",
            severity="high",
            model=cycle[0],
            field="training_compute",
            source=evidence.records[cycle[0]].claims[claims[0]].source,
            as_written=evidence.records[cycle[0]].claims[claims[0]].as_written,
            message=f"The compute of each is stated by the next: {names}; none of them gives a number.",
            proposal="One of them must be stated by itself.",
            claims=claims,
        )
    for model, wrong in relatives.wrong.items():
        for message in wrong:
            yield Finding(
                rule="comparison-unreadable",
                severity="medium",
                model=model,
                field="training_compute",
                source="",
                as_written="",
                message=message + ".",
                proposal="Name the model as the census does, and the factor as a number.",
            )
