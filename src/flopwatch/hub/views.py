"""Views for the templates: records, claims and crossings with their words. No arithmetic, only wording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from markupsafe import Markup, escape

from flopwatch.census import Census, doubted_of, estimate_of, headline_crossing, why_unknown
from flopwatch.classification import Crossing
from flopwatch.domain import Claim, field
from flopwatch.estimation import Estimate, MethodResult
from flopwatch.products import AccessGroup, group_of
from flopwatch.records import Record, base_value
from flopwatch.wording import (
    CLASS_LABELS,
    _single,
    claim_value,
    date_words,
    field_value,
    model_path,
    plural,
    quantity_html,
    say,
    short,
    term_words,
    web_link,
    words_of,
)

# The fields at which the page's list of fields starts a new heading.
HEADINGS = {
    "developer": "Who and when",
    "parameters": "Size and data",
    "training_compute": "Compute, hardware, cost",
    "architecture": "How it is built",
    "access": "Access and papers",
    "price": "Other",
}


class ClaimView(msgspec.Struct, frozen=True):
    """One claim with its source."""

    id: str
    claim: Claim
    source_title: str
    source_url: str

    @property
    def value(self) -> Markup:
        """Its value, in its own unit."""
        return claim_value(self.claim)

    @property
    def source_id(self) -> str:
        """Id of the source it cites."""
        return self.claim.source


@dataclass(frozen=True)
class ListedModel:
    """One model in the table of the start page."""

    record: Record
    path: str
    group: AccessGroup
    developers: str
    countries: str
    published: str
    day: str
    parameters: str
    access: str
    estimate: Estimate | None
    why_unknown: str
    doubted: str
    crossing: Crossing | None


def conflict_value(census: Census, value: str, claims: tuple[str, ...]) -> Markup:
    """Return a value of a conflict, in the unit in which its claims were compared; they may be stated in several."""
    claim = census.claims.get(claims[0])
    if claim is None:
        return escape(value)
    about = field(claim.field)
    return quantity_html(value, base_value(claim)[1]) if about.kind == "quantity" else _single(about, value)


def claim_view(census: Census, claim_id: str, claim: Claim) -> ClaimView:
    """Return a claim with its source."""
    return ClaimView(claim_id, claim, *source_of(census, claim))


def source_of(census: Census, claim: Claim) -> tuple[str, str]:
    """Return the title of the source that a claim cites, and its address, or "" if a reader should not follow it."""
    source = census.sources.get(claim.source)
    return (source.title, web_link(source.url)) if source else (claim.source, "")


def sources_words(census: Census) -> str:
    """Return the number of cited sources, and how many are independent of each other."""
    total = plural("%(count)s source", "%(count)s sources", len(census.sources))
    independent = len({one.group or one.id for one in census.sources.values()})
    if independent == len(census.sources):
        return total
    return say(
        "%(sources)s (%(count)s of them independent: sources of one developer, and copies, count as one)",
        sources=total,
        count=independent,
    )


def input_claims(census: Census, method: MethodResult) -> dict[str, ClaimView]:
    """Return the claims that a method's inputs rest on, by id."""
    ids = dict.fromkeys(c for i in method.inputs for c in i.claims)
    return {i: claim_view(census, i, census.claims[i]) for i in ids if i in census.claims}


def names(census: Census, record: Record, field_name: str) -> str:
    """Return all values of a field in words, comma-separated."""
    return ", ".join(term_words(field_name, v) for v in record.values(field_name))


def row_of(census: Census, record: Record) -> ListedModel:
    """Return the record as a row of the start page's table."""
    parameters = record.fields.get("parameters")
    published = record.value("published")
    group = group_of(record)
    return ListedModel(
        record=record,
        path=model_path(record.id),
        group=group,
        developers=names(census, record, "developer"),
        countries=names(census, record, "country"),
        published=date_words(published),
        day=published,
        parameters=short(parameters.value) if parameters else "",
        access=names(census, record, "access"),
        estimate=estimate_of(census, record.id),
        why_unknown=why_unknown(census, record),
        doubted=doubted.reason if (doubted := doubted_of(census, record.id)) else "",
        crossing=headline_crossing(census, record.id),
    )


def by_probability(crossings: Iterable[Crossing]) -> list[Crossing]:
    """Sort crossings by class, then by probability, bare statements last, then by model."""
    rank = list(CLASS_LABELS)
    return sorted(
        crossings,
        key=lambda c: (rank.index(c.compute_class), c.probability is None, -(c.probability or 0.0), c.model),
    )


_KEY_FACTS = (
    "parameters",
    "active_parameters",
    "tokens_seen",
    "dataset_size",
    "chip",
    "chip_count",
    "training_time",
    "context_length",
    "license",
    "base_model",
)


def key_facts(record: Record) -> list[tuple[str, str, Markup]]:
    """Return the few facts that a reader looks for first: (field, heading, value)."""
    found = ((name, record.fields[name]) for name in _KEY_FACTS if name in record.fields)
    return [(name, words_of(name), field_value(value)) for name, value in found]


def link_fields(record: Record) -> list[tuple[str, str]]:
    """Return the record's outside links that may be followed: (word, address)."""
    out = []
    for name in ("paper", "announcement", "homepage", "weights", "source_code"):
        for value in record.values(name)[:1]:
            if safe := web_link(value):
                out.append((words_of(name).lower(), safe))
    return out
