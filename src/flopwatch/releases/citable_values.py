"""The values that a release keeps of each model: everything that can be quoted, and the receipt."""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.census import Census, behind, doubted_of, estimate_of, why_unknown
from flopwatch.domain import FIELDS, Claim, canonical, exact, field, released_number
from flopwatch.estimation import Estimate, receipt_of
from flopwatch.history import DATE, MOST_WORDS, Crossed, MethodThen, ModelThen, StatedThen, Values
from flopwatch.products import label
from flopwatch.records import FieldValue, Record

# Fields quoted in addition to quantities and dates; links and descriptions are not figures, and scores are others'
# tables.
_WORDS = frozenset(
    {
        "access",
        "base_model",
        "chip",
        "license",
        "number_format",
        "training_compute_believed",
    }
)
_ORDER = {one.name: place for place, one in enumerate(FIELDS)}


def values_of(census: Census) -> Values:
    """Return every citable value of a census. An error carries a note with the model's id."""
    return Values(
        as_of=census.as_of.isoformat(),
        sources={key: one.date for key, one in sorted(census.sources.items())},
        models={record.id: _model(census, record) for record in sorted(census.models(), key=lambda one: one.id)},
    )


def _model(census: Census, record: Record) -> ModelThen:
    try:
        return _model_then(census, record)
    except Exception as error:
        error.add_note(f"While the values of {record.id} were gathered.")
        raise


def _model_then(census: Census, record: Record) -> ModelThen:
    estimate = estimate_of(census, record.id)
    crossings = zip(census.thresholds, census.crossings.get(record.id, ()), strict=False)
    return ModelThen(
        name=record.name,
        compute=_compute(estimate),
        unknown=why_unknown(census, record),
        confidence=estimate.confidence if estimate else "",
        doubted=doubted.reason if (doubted := doubted_of(census, record.id)) else "",
        crossed={
            t.flop: Crossed(c.compute_class, None if c.probability is None else round(c.probability, 6))
            for t, c in crossings
        },
        stated={
            name: _stated(census, record, value)
            for name, value in sorted(record.fields.items(), key=lambda one: (_ORDER[one[1].field], one[0]))
            if _quoted(value.field)
        },
        methods=_methods(record, estimate) if estimate else (),
        receipt=receipt_of(record.name, census.estimates.get(record.id)).text,
    )


def _quoted(name: str) -> bool:
    return name in _WORDS or (field(name).kind in ("quantity", "date") and name != "benchmark_score")


def _compute(estimate: Estimate | None) -> tuple[float, ...]:
    if estimate is None:
        return ()
    # To 12 digits only: rounded to few here and again on a page, 1.0499… would be 1.1 there and 1.0 where quoted.
    found = estimate.compute_flop
    return released_number(found.quantile(0.05)), released_number(found.median), released_number(found.quantile(0.95))


def _methods(record: Record, estimate: Estimate) -> tuple[MethodThen, ...]:
    return tuple(
        MethodThen(
            one.method,
            released_number(one.compute_flop.median),
            tuple(
                dict.fromkeys(
                    record.claims[key].field for used in one.inputs for key in used.claims if key in record.claims
                )
            ),
        )
        for one in estimate.methods
    )


def _stated(census: Census, record: Record, value: FieldValue) -> StatedThen:
    kind = field(value.field).kind
    if kind == "quantity":
        said, unit, high = canonical(exact(value.value)), value.unit or "count", value.high
    elif kind == "date":
        said, unit, high = value.value, DATE, ""
    else:
        said, unit, high = ", ".join(label(value.field, one) for one in value.values), "", ""
    claims = [record.claims[key] for key in behind(value) if key in record.claims]
    cited = tuple(dict.fromkeys(one.source for one in claims))
    return StatedThen(said, unit, value.relation, high, cited, value.corrected, _words(claims))


def _words(claims: Sequence[Claim]) -> str:
    """Return the words of the first claim, cut to `MOST_WORDS`; "" without one."""
    words = " ".join(claims[0].as_written.split()) if claims else ""
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1].rstrip() + "…"
