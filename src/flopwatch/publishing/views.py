"""What the templates see: records, claims and crossings with their words ready. No arithmetic, only wording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from markupsafe import Markup, escape

from flopwatch import estimation
from flopwatch.census import Census
from flopwatch.classification import Crossing
from flopwatch.domain import FIELDS, VOCABULARIES, Claim, Field, Threshold, exact, label_of
from flopwatch.estimation.results import Estimate, MethodResult
from flopwatch.publishing.columns import estimate_of, headline_crossing
from flopwatch.publishing.i18n import N_, forgets, gettext, recorded, say_html
from flopwatch.publishing.links import model_path, web_link
from flopwatch.publishing.palette import Group, group_of
from flopwatch.publishing.wording import date_words, power_html, quantity_html, short
from flopwatch.records import base_value
from flopwatch.records.results import FieldValue, Record

CLASS_LABELS = {
    "confirmed": "Confirmed", "likely": "Likely", "cannot-rule-out": "Cannot be ruled out", "below": "Below",
    "unknown": "Unknown",
}  # fmt: skip
METHOD_LABELS = {
    "reported": "As reported", "operations": "Parameters × data", "hardware": "Chips × time", "relative": "Relative to a model",
    "imputed": "From benchmark scores", "cost": "From cost", "bounds": "From stated bounds",
}  # fmt: skip
_FIELDS = {field.name: field for field in FIELDS}
# Where the page's list of fields turns to another subject.
HEADINGS = {
    "developer": "Who and when", "parameters": "Size and data", "training_compute": "Compute, hardware, cost",
    "architecture": "How it is built", "access": "Access and papers", "price": "Other",
}  # fmt: skip


@forgets
@lru_cache(maxsize=10_000)
def words_of(name: str) -> str:
    """A field's name as a heading, in the language of the pages: `training_compute` becomes `Training compute`."""
    return gettext(heading_of(name))


def heading_of(name: str) -> str:
    """The same in English: the message."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def class_label(name: str) -> str:
    """A class's name for people."""
    return gettext(CLASS_LABELS.get(name, name))


def method_label(method: str) -> str:
    """A method's name for people."""
    known = METHOD_LABELS.get(method)
    return gettext(known) if known else words_of(method.replace("-", "_"))


class ClaimView(msgspec.Struct, frozen=True):
    """One claim with its source looked up."""

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
        """The source it cites."""
        return self.claim.source


@dataclass(frozen=True)
class Row:
    """One model in the table of the start page."""

    record: Record
    path: str
    group: Group
    developers: str
    countries: str
    published: str
    day: str
    parameters: str
    access: str
    estimate: Estimate | None
    why_unknown: str
    crossing: Crossing | None


def claim_value(claim: Claim) -> Markup:
    """The value of a claim as it is stated, in its own unit."""
    if claim.relation == "unknown":
        return escape(gettext("stated to be unknown"))
    about = _FIELDS[claim.field]
    if about.kind == "quantity":
        return stated_amount(claim.relation, claim.value, claim.high, claim.unit)
    return _single(about, claim.value)


def _single(about: Field, value: str) -> Markup:
    if about.kind == "date":
        return Markup(date_words(value))
    if about.kind == "link":
        return link_html(value)
    return _term_html(about.vocabulary, value)


@forgets
@lru_cache(maxsize=20_000)
def _term_html(vocabulary: str, value: str) -> Markup:
    return escape(_term(vocabulary, value))


def _term(vocabulary: str, value: str) -> str:
    said = label_of(vocabulary, value)
    return gettext(said) if vocabulary in VOCABULARIES else said


def term_words(field_name: str, value: str) -> str:
    """A value as people read it in the language of the pages: a term's label; a developer's name and anything else as it is.

    Example:
        >>> term_words("country", "DE"), term_words("chip", "A100")
        ('Germany', 'A100')
    """
    return _term(_FIELDS[field_name].vocabulary, value)


def meaning_words(meaning: str) -> str:
    """What a field or a column means, in the language of the pages."""
    return gettext(meaning)


_RELATIONS = {
    "≈": N_("about %(value)s"),
    "≥": N_("at least %(value)s"),
    "≤": N_("at most %(value)s"),
}


@forgets
@lru_cache(maxsize=20_000)
def stated_amount(relation: str, value: str, high: str, unit: str) -> Markup:
    """A stated quantity with the words of its relation: `about …`, `at least …`, `… to …`."""
    shown = quantity_html(value, unit)
    if relation == "range":
        return say_html("%(low)s to %(high)s", low=shown, high=quantity_html(high, unit))
    words = _RELATIONS.get(relation)
    return say_html(words, value=shown) if words else shown


@forgets
@lru_cache(maxsize=50_000)
def link_html(url: str) -> Markup:
    """An outside address: a link where a reader may be sent there, else its text."""
    safe = web_link(url)
    if not safe:
        return recorded(url)
    shown = safe.removeprefix("https://").removeprefix("http://").removesuffix("/")
    return Markup('<a href="{}" rel="noopener nofollow">{}</a>').format(safe, shown)


def field_value(value: FieldValue, about: Field | None = None) -> Markup:
    """The chosen value of a field for pages; whoever has the field already may hand it in."""
    about = about or _FIELDS[value.field]
    if about.kind == "quantity":
        return stated_amount(value.relation, value.value, value.high, value.unit)
    if len(value.values) == 1:
        return _single(about, value.value)
    return Markup("<br>" if about.kind == "link" else ", ").join(_single(about, one) for one in value.values)


def conflict_value(census: Census, value: str, claims: tuple[str, ...]) -> Markup:
    """A value of a conflict with its claims: in the unit that the claims were compared in, for they may be stated in several."""
    claim = census.claims.get(claims[0])
    if claim is None:
        return escape(value)
    about = _FIELDS[claim.field]
    return quantity_html(value, base_value(claim)[1]) if about.kind == "quantity" else _single(about, value)


def claim_view(census: Census, claim_id: str, claim: Claim) -> ClaimView:
    """A claim with its source looked up."""
    return ClaimView(claim_id, claim, *source_of(census, claim))


def source_of(census: Census, claim: Claim) -> tuple[str, str]:
    """The title of the source that a claim cites, and its address where a reader may be sent there."""
    source = census.sources.get(claim.source)
    return (source.title, web_link(source.url)) if source else (claim.source, "")


def input_claims(census: Census, method: MethodResult) -> dict[str, ClaimView]:
    """The claims that a method's inputs rest on, by id."""
    ids = dict.fromkeys(c for i in method.inputs for c in i.claims)
    return {i: claim_view(census, i, census.claims[i]) for i in ids if i in census.claims}


def names(census: Census, record: Record, field_name: str) -> str:
    """All values of a field as people read them, comma-separated."""
    return ", ".join(term_words(field_name, v) for v in record.values(field_name))


def why_unknown(census: Census, record: Record) -> str:
    """Why there is no estimate of a record; "" where there is one."""
    return estimation.why_unknown(census.estimates.get(record.id))


def row_of(census: Census, record: Record) -> Row:
    """The record as a row of the start page's table."""
    parameters = record.fields.get("parameters")
    published = record.value("published")
    group = group_of(record)
    return Row(
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
        crossing=headline_crossing(census, record.id),
    )


def newest_first(record: Record) -> tuple[str, str]:
    """The order of lists of models: the newest first, ids ascending within a day, undated models last."""
    published = record.value("published") or "0000"
    return "".join(chr(0x10000 - ord(c)) for c in published.ljust(10, "0")), record.id


def threshold_label(threshold: Threshold) -> str:
    """What stands beside a threshold's size: its label, unless that only says the size again."""
    return (
        ""
        if threshold.label.replace(" ", "") in (threshold.flop, f"{threshold.flop}FLOP")
        else threshold.label
    )


def threshold_html(threshold: Threshold) -> Markup:
    """A threshold's size."""
    return power_html(exact(threshold.flop))


def by_probability(crossings: Iterable[Crossing]) -> list[Crossing]:
    """By class, within it the likeliest first and bare statements last, then by model."""
    rank = list(CLASS_LABELS)
    return sorted(
        crossings,
        key=lambda c: (rank.index(c.compute_class), c.probability is None, -(c.probability or 0.0), c.model),
    )


_KEY_FACTS = ("parameters", "active_parameters", "tokens_seen", "dataset_size", "chip", "chip_count", "training_time",
              "context_length", "license", "base_model")  # fmt: skip


def key_facts(record: Record) -> list[tuple[str, str, Markup]]:
    """The few facts that a reader looks for first: (field, heading, value)."""
    found = ((name, record.fields[name]) for name in _KEY_FACTS if name in record.fields)
    return [(name, words_of(name), field_value(value)) for name, value in found]


def link_fields(record: Record) -> list[tuple[str, str]]:
    """The record's outside links that may be followed: (word, address)."""
    out = []
    for name in ("paper", "announcement", "homepage", "weights", "source_code"):
        for value in record.values(name)[:1]:
            if safe := web_link(value):
                out.append((words_of(name).lower(), safe))
    return out
