"""One model with every claim and its receipt."""

from __future__ import annotations

import msgspec

from flopwatch.api.cached_rows import CrossingRow
from flopwatch.api.crossing import crossing_row
from flopwatch.api.lookups import find
from flopwatch.api.rows import interval, number
from flopwatch.audit import Finding
from flopwatch.census import Census, doubted_of, estimate_of
from flopwatch.domain import Claim, Interval, Unknown, field, rounded
from flopwatch.estimation import Estimate, Line, MethodResult, bounds_of, receipt_of
from flopwatch.records import Record
from flopwatch.statistics import interval_of


class CitedClaim(msgspec.Struct, frozen=True):
    """A claim with its source's address."""

    id: str
    source: str
    url: str
    locator: str
    as_written: str
    value: str
    unit: str
    relation: str
    flags: tuple[str, ...]


class ShownField(msgspec.Struct, frozen=True):
    """A field's value, the reason for its choice, and the claims of other sources.

    Args:
        value: One value, or several for a field that can have several.
        interval: The estimate's interval, for the training compute only.
    """

    value: str | int | float | tuple[str | int | float | None, ...] | None
    unit: str | None
    relation: str
    interval: Interval | None
    rule: str
    contested: bool
    claims: tuple[CitedClaim, ...]
    rivals: tuple[CitedClaim, ...]


class ShownMethod(msgspec.Struct, frozen=True):
    """One method's figure in FLOP."""

    method: str
    p5: float
    p95: float
    p50: float
    formula: str
    doubts: tuple[str, ...]


class UsedInput(msgspec.Struct, frozen=True):
    """One input of a method."""

    method: str
    symbol: str
    name: str
    value: float
    unit: str
    formula: str
    claim: str | None
    source: str


class ShownNode(msgspec.Struct, frozen=True):
    """One number of the working, and the numbers it depends on."""

    id: str
    symbol: str
    name: str
    p5: float
    p95: float
    p50: float
    unit: str
    formula: str
    inputs: tuple[str, ...]
    claims: tuple[str, ...]
    source: str


class ShownSensitivity(msgspec.Struct, frozen=True):
    """The effect of one input on the estimate; the probabilities are those of exceeding the threshold."""

    node: str
    name: str
    variance_share: float
    threshold_flop: str
    probability_low: float | None
    probability_high: float | None


class ShownComponent(msgspec.Struct, frozen=True):
    """One component of the compute in FLOP."""

    name: str
    p5: float
    p95: float
    p50: float
    formula: str
    counted: bool


class ShownEstimate(msgspec.Struct, frozen=True):
    """The estimate of a model's training compute."""

    compute_flop: Interval | None
    methods: tuple[ShownMethod, ...]
    rule: str
    agreement: float
    caution: str
    working: tuple[UsedInput, ...]
    working_text: str
    sensitivity: str
    sentence: str
    graph: tuple[ShownNode, ...]
    sensitivities: tuple[ShownSensitivity, ...]
    components: tuple[ShownComponent, ...]


class ShownBound(msgspec.Struct, frozen=True):
    """One statement that bounds a model's compute."""

    relation: str
    flop: float
    reason: str
    claim: str
    reference: str | None


class ShownBounds(msgspec.Struct, frozen=True):
    """The interval in FLOP that satisfies all stated bounds."""

    low: float | None
    high: float | None
    contradiction: str | None
    bounds: tuple[ShownBound, ...]


class Spoke(msgspec.Struct, frozen=True):
    """A source's statements about the model: their date and number."""

    date: str
    source: str
    claims: int
    recorded: str


class ShownModel(msgspec.Struct, frozen=True):
    """One record as `show --json` prints it.

    Args:
        unknown: The reason why a field has no value, by field.
        estimate: None if the compute is unknown.
        doubted: Why no figure is published though sources state one, or "".
        bounds: None if nothing bounds the compute.
        receipt_lines: The receipt as lines of typed parts; empty if the record is not a model.
    """

    id: str
    name: str
    kind: str
    receipt: str
    receipt_lines: tuple[Line, ...]
    aliases: tuple[str, ...]
    base: str | None
    fields: dict[str, ShownField]
    unknown: dict[str, str]
    estimate: ShownEstimate | None
    doubted: str
    bounds: ShownBounds | None
    thresholds: tuple[CrossingRow, ...]
    findings: tuple[Finding, ...]
    history: tuple[Spoke, ...]


def show(census: Census, name: str) -> ShownModel:
    """Return one record with every claim and its receipt."""
    record = find(census, name)
    estimate = estimate_of(census, record.id)
    receipt = receipt_of(record.name, census.estimates.get(record.id)) if record.kind == "model" else None
    return ShownModel(
        id=record.id,
        name=record.name,
        kind=record.kind,
        receipt=receipt.text if receipt else f"{record.name}   {record.kind}",
        receipt_lines=receipt.lines if receipt else (),
        aliases=record.aliases,
        base=record.base or None,
        fields={name: _field(census, record, name) for name in record.fields},
        unknown=record.unknown,
        estimate=_estimate(estimate) if estimate else None,
        doubted=doubted.reason if (doubted := doubted_of(census, record.id)) else "",
        bounds=_bounds(census, record),
        thresholds=tuple(crossing_row(census, one) for one in census.crossings.get(record.id, ())),
        findings=tuple(one for one in census.findings if one.model == record.id),
        history=_history(census, record),
    )


def _bounds(census: Census, record: Record) -> ShownBounds | None:
    """Return the interval that stated bounds and comparisons leave for a model's compute; None if nothing bounds it."""
    found = bounds_of(record, census.records, census.estimates, census.relatives)
    if isinstance(found, Unknown):
        return None
    return ShownBounds(
        None if found.low is None else rounded(found.low),
        None if found.high is None else rounded(found.high),
        found.contradiction or None,
        tuple(
            ShownBound(one.relation, rounded(one.flop), one.reason, one.claims[0], one.reference or None)
            for one in found.bounds
        ),
    )


def _field(census: Census, record: Record, name: str) -> ShownField:
    value = record.fields[name]
    quantity = field(value.field).kind == "quantity"
    values = tuple(number(one) if quantity else one for one in value.values)
    return ShownField(
        value=values if len(values) > 1 else values[0],
        unit=value.unit or None,
        relation=value.relation,
        interval=interval(census.estimates.get(record.id)) if name == "training_compute" else None,
        rule=value.rule,
        contested=value.contested,
        claims=_claims(census, record, value.claims),
        rivals=_claims(census, record, value.rivals),
    )


def _claims(census: Census, record: Record, keys: tuple[str, ...]) -> tuple[CitedClaim, ...]:
    return tuple(_claim(census, record.claims[key], key) for key in keys if key in record.claims)


def _claim(census: Census, claim: Claim, key: str) -> CitedClaim:
    source = census.sources.get(claim.source)
    return CitedClaim(
        id=key,
        source=claim.source,
        url=source.url if source else "",
        locator=claim.locator,
        as_written=claim.as_written,
        value=claim.value,
        unit=claim.unit,
        relation=claim.relation,
        flags=tuple(claim.flags),
    )


def _estimate(estimate: Estimate) -> ShownEstimate:
    return ShownEstimate(
        compute_flop=interval(estimate),
        methods=tuple(map(_method, estimate.methods)),
        rule=estimate.rule,
        agreement=rounded(estimate.agreement),
        caution=estimate.caution,
        working=tuple(used for one in estimate.methods for used in _inputs(one)),
        working_text=estimate.receipt.text,
        sensitivity=estimate.sensitivity,
        sentence=estimate.sentence,
        graph=_graph(estimate),
        sensitivities=_sensitivities(estimate),
        components=_components(estimate),
    )


def _method(one: MethodResult) -> ShownMethod:
    spread = interval_of(one.compute_flop)
    return ShownMethod(one.method, spread.p5, spread.p95, spread.p50, one.formula, one.doubts)


def _inputs(one: MethodResult) -> list[UsedInput]:
    return [
        UsedInput(
            method=one.method,
            symbol=used.symbol,
            name=used.name,
            value=rounded(used.value.median),
            unit=used.unit,
            formula=one.formula,
            claim=used.claims[0] if used.claims else None,
            source=used.source,
        )
        for used in one.inputs
    ]


def _graph(estimate: Estimate) -> tuple[ShownNode, ...]:
    spreads = ((one, interval_of(one.value)) for one in estimate.working)
    return tuple(
        ShownNode(
            id=one.id,
            symbol=one.symbol,
            name=one.name,
            p5=spread.p5,
            p95=spread.p95,
            p50=spread.p50,
            unit=one.unit,
            formula=one.formula,
            inputs=one.inputs,
            claims=one.claims,
            source=one.source,
        )
        for one, spread in spreads
    )


def _sensitivities(estimate: Estimate) -> tuple[ShownSensitivity, ...]:
    return tuple(
        ShownSensitivity(
            node=one.node,
            name=one.name,
            variance_share=rounded(one.variance_share, 4),
            threshold_flop=one.threshold_flop,
            probability_low=None if one.probability_low is None else rounded(one.probability_low, 4),
            probability_high=None if one.probability_high is None else rounded(one.probability_high, 4),
        )
        for one in estimate.sensitivities
    )


def _components(estimate: Estimate) -> tuple[ShownComponent, ...]:
    spreads = ((one, interval_of(one.compute_flop)) for one in estimate.components)
    return tuple(
        ShownComponent(one.name, spread.p5, spread.p95, spread.p50, one.formula, one.counted) for one, spread in spreads
    )


def _history(census: Census, record: Record) -> tuple[Spoke, ...]:
    """Return the date and number of each source's statements on the model, earliest first."""
    by_source: dict[str, list[Claim]] = {}
    for claim in record.claims.values():
        by_source.setdefault(claim.source, []).append(claim)
    rows = [
        Spoke(
            date=census.sources[source].date if source in census.sources else "",
            source=source,
            claims=len(some),
            recorded=max((one.recorded for one in some), default=""),
        )
        for source, some in sorted(by_source.items())
    ]
    return tuple(sorted(rows, key=lambda row: (row.date == "", row.date, row.source)))
