"""What the templates see: records, claims and crossings with their words ready. No arithmetic, only wording."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from markupsafe import Markup, escape

from flopwatch import estimation
from flopwatch.census import Census
from flopwatch.classification import Crossing
from flopwatch.domain import FIELDS, Claim, Field, Threshold, exact, label_of
from flopwatch.estimation.results import Estimate, MethodResult
from flopwatch.publishing.columns import estimate_of, headline_crossing, label
from flopwatch.publishing.i18n import forgets, gettext
from flopwatch.publishing.links import model_path, web_link
from flopwatch.publishing.palette import Group, group_of
from flopwatch.publishing.tables import PROSE
from flopwatch.publishing.wording import date_words, power_html, quantity_html, short
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
    text = name.replace("_", " ")
    return gettext(text[:1].upper() + text[1:])


def class_label(name: str) -> str:
    """A class's name for people."""
    return gettext(CLASS_LABELS.get(name, name))


def method_label(method: str) -> str:
    """A method's name for people."""
    known = METHOD_LABELS.get(method)
    return gettext(known) if known else words_of(method.replace("-", "_"))


class ClaimView(msgspec.Struct, frozen=True):
    """One claim as a page shows it: `state` is `chosen`, `rival` or `aside`; only its first place on a page is `anchored`."""

    id: str
    claim: Claim
    value: Markup
    source_id: str
    source_title: str
    source_url: str
    source_date: str
    lead: str
    qualifiers: tuple[tuple[str, str], ...]
    state: str
    anchored: bool = True


class FieldView(msgspec.Struct, frozen=True):
    """One field of a record with every claim about it, those behind the value first."""

    name: str
    label: str
    meaning: str
    value: Markup
    rule: str
    contested: bool
    corrected: str
    claims: tuple[ClaimView, ...]

    @property
    def shown(self) -> tuple[ClaimView, ...]:
        """The claim that stands on the page at once."""
        return self.claims[:1]

    @property
    def more(self) -> tuple[ClaimView, ...]:
        """The claims one click away."""
        return self.claims[1:]

    @property
    def rivals(self) -> int:
        """Claims that state another value."""
        return sum(claim.state == "rival" for claim in self.claims)


@dataclass(frozen=True)
class Section:
    """Fields under one heading."""

    heading: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class Row:
    """One model in the table of the start page."""

    record: Record
    path: str
    group: Group
    developers: str
    countries: str
    country_ids: str
    published: str
    day: str
    parameters: str
    parameters_number: str
    access: str
    access_id: str
    estimate: Estimate | None
    why_unknown: str
    crossing: Crossing | None
    search: str


def claim_value(claim: Claim) -> Markup:
    """The value of a claim as it is stated, in its own unit."""
    if claim.relation == "unknown":
        return Markup("stated to be unknown")
    about = _FIELDS[claim.field]
    if about.kind == "quantity":
        return related(claim.relation, quantity_html(claim.value, claim.unit),
                         quantity_html(claim.high, claim.unit) if claim.relation == "range" else Markup(""))  # fmt: skip
    if about.kind == "date":
        return escape(date_words(claim.value))
    if about.kind == "link":
        return link_html(claim.value)
    return escape(label_of(about.vocabulary, claim.value))


def related(relation: str, value: Markup, high: Markup) -> Markup:
    """A value with the words of its relation: `about …`, `at least …`, `… to …`."""
    if relation == "range":
        return Markup("{} to {}").format(value, high)
    if relation == "≈":
        return Markup("about {}").format(value)
    if relation in ("≥", "≤"):
        return Markup("{} {}").format("at least" if relation == "≥" else "at most", value)
    return value


@lru_cache(maxsize=50_000)
def link_html(url: str) -> Markup:
    """An outside address: a link where a reader may be sent there, else its text."""
    safe = web_link(url)
    if not safe:
        return escape(url)
    shown = safe.removeprefix("https://").removeprefix("http://").removesuffix("/")
    return Markup('<a href="{}" rel="noopener nofollow">{}</a>').format(safe, shown)


def field_value(census: Census, value: FieldValue) -> Markup:
    """The chosen value of a field for pages."""
    about = _FIELDS[value.field]
    if about.kind == "quantity":
        return related(value.relation, quantity_html(value.value, value.unit),
                         quantity_html(value.high, value.unit) if value.relation == "range" else Markup(""))  # fmt: skip
    if about.kind == "date":
        return escape(date_words(value.value))
    if about.kind == "link":
        return Markup("<br>").join(link_html(v) for v in value.values)
    return Markup(", ").join(escape(label(census, value.name, v)) for v in value.values)


def claim_view(
    census: Census, claim_id: str, claim: Claim, state: str = "chosen", *, anchored: bool = True
) -> ClaimView:
    """A claim with its source looked up."""
    source = census.sources.get(claim.source)
    return ClaimView(
        id=claim_id,
        claim=claim,
        value=claim_value(claim),
        source_id=claim.source,
        source_title=source.title if source else claim.source,
        source_url=web_link(source.url) if source else "",
        source_date=_day(source.date) if source else "",
        lead=claim.reported_from,
        qualifiers=tuple(sorted(claim.qualifiers.items())),
        state=state,
        anchored=anchored,
    )


@lru_cache(maxsize=10_000)
def _day(text: str) -> str:
    try:
        return date_words(text)
    except ValueError:
        return ""


def sections(census: Census, record: Record) -> list[Section]:
    """Every field of the record in the order of `FIELDS`, parts beside their field, with all claims; prose is left out."""
    said: dict[str, list[str]] = {}
    for claim_id in sorted(record.claims):
        said.setdefault(record.claims[claim_id].field, []).append(claim_id)
    parts: dict[str, list[FieldValue]] = {}
    for name in sorted(record.fields):
        parts.setdefault(record.fields[name].field, []).append(record.fields[name])
    out: list[Section] = []
    heading, seen = "", set[str]()
    fields: list[FieldView] = []
    for about in FIELDS:
        if about.name in HEADINGS:
            if fields:
                out.append(Section(gettext(heading) if heading else "", tuple(fields)))
            heading, fields = HEADINGS[about.name], []
        if about.name not in PROSE and (about.name in parts or about.name in said):
            fields += _field_views(
                census, record, about, parts.get(about.name, []), said.get(about.name, []), seen
            )
    if fields:
        out.append(Section(gettext(heading) if heading else "", tuple(fields)))
    return out


def _field_views(
    census: Census,
    record: Record,
    about: Field,
    values: list[FieldValue],
    claim_ids: list[str],
    seen: set[str],
) -> list[FieldView]:
    """One view per part of a field; claims that no part uses stand with the first."""
    used = {i for value in values for i in (*value.claims, *value.rivals)}
    aside = [(i, "aside") for i in claim_ids if i not in used]
    views = []
    for value in values:
        ordered = [*((i, "chosen") for i in value.claims), *((i, "rival") for i in value.rivals), *aside]
        aside = []
        views.append(
            FieldView(
                name=value.name,
                label=words_of(value.name),
                meaning=about.meaning,
                value=field_value(census, value),
                rule=value.rule,
                contested=value.contested,
                corrected=value.corrected,
                claims=_claim_views(census, record, ordered, seen),
            )
        )
    if aside:
        why = escape(record.unknown.get(about.name, "no value chosen"))
        claims = _claim_views(census, record, aside, seen)
        views.append(FieldView(about.name, words_of(about.name), about.meaning, why, "", False, "", claims))
    return views


def _claim_views(
    census: Census, record: Record, ordered: list[tuple[str, str]], seen: set[str]
) -> tuple[ClaimView, ...]:
    views = []
    for i, state in ordered:
        if claim := _find(census, record, i):
            # One claim can stand behind several fields (a developer gives the country too); an id must not repeat.
            views.append(claim_view(census, i, claim, state, anchored=i not in seen))
            seen.add(i)
    return tuple(views)


def _find(census: Census, record: Record, claim_id: str) -> Claim | None:
    return record.claims.get(claim_id) or census.claims.get(claim_id)


def input_claims(census: Census, method: MethodResult) -> dict[str, ClaimView]:
    """The claims that a method's inputs rest on, by id."""
    ids = dict.fromkeys(c for i in method.inputs for c in i.claims)
    return {i: claim_view(census, i, census.claims[i]) for i in ids if i in census.claims}


def names(census: Census, record: Record, field_name: str) -> str:
    """All values of a field as people read them, comma-separated."""
    return ", ".join(label(census, field_name, v) for v in record.values(field_name))


def why_unknown(census: Census, record: Record) -> str:
    """Why there is no estimate of a record; "" where there is one."""
    return estimation.why_unknown(census.estimates.get(record.id))


def row_of(census: Census, record: Record) -> Row:
    """The record as a row of the start page's table."""
    parameters = record.fields.get("parameters")
    published = record.value("published")
    group = group_of(record)
    developers = names(census, record, "developer")
    return Row(
        record=record,
        path=model_path(record.id),
        group=group,
        developers=developers,
        countries=names(census, record, "country"),
        country_ids=" ".join(record.values("country")),
        published=date_words(published),
        day=published,
        parameters=short(parameters.value) if parameters else "",
        parameters_number=parameters.value if parameters else "",
        access=names(census, record, "access"),
        access_id=record.value("access"),
        estimate=estimate_of(census, record.id),
        why_unknown=why_unknown(census, record),
        crossing=headline_crossing(census, record.id),
        search=" ".join((record.name, *record.aliases, developers, record.id)).casefold(),
    )


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


_SOURCE_LINE = re.compile(r"  \[([0-9]{1,4})\] (.{1,30000})")
_MARK = re.compile(r"\[([0-9]{1,4})\]")


def receipt_html(census: Census, record: Record) -> Markup:
    """A model's receipt, its text untouched, each numbered mark leading to its source line and each line to the claim it quotes."""
    estimate = census.estimates.get(record.id)
    quoted = {
        f"{claim.source}, {claim.locator}: {claim.as_written!r}": claim_id
        for method in (estimate.methods if isinstance(estimate, Estimate) else ())
        for used in method.inputs
        for claim_id in used.claims
        if (claim := census.claims.get(claim_id))
    }
    lines = estimation.receipt_of(record.name, estimate).split("\n")
    found = {m[1]: quoted.get(m[2], "") for line in lines if (m := _SOURCE_LINE.fullmatch(line))}
    drawn = []
    for line in lines:
        match = _SOURCE_LINE.fullmatch(line)
        out, end = "", 0
        for mark in _MARK.finditer(line, 0, match.end(1) + 1 if match else len(line)):
            if claim_id := found.get(mark[1]):
                out += f'{html.escape(line[end : mark.start()])}<a href="#c-{claim_id}">[{mark[1]}]</a>'
                end = mark.end()
        drawn.append(out + html.escape(line[end:]))
    # A line is a block of its own, so that a long one wraps under itself; its newline stays for copying.
    between = '\n</span><span class="line">'
    return Markup(f'<span class="line">{between.join(drawn)}</span>')


_KEY_FACTS = ("parameters", "active_parameters", "tokens_seen", "dataset_size", "chip", "chip_count", "training_time",
              "context_length", "license", "base_model")  # fmt: skip


def key_facts(census: Census, record: Record) -> list[tuple[str, str, Markup]]:
    """The few facts that a reader looks for first: (field, heading, value)."""
    found = ((name, record.fields[name]) for name in _KEY_FACTS if name in record.fields)
    return [(name, words_of(name), field_value(census, value)) for name, value in found]


def link_fields(record: Record) -> list[tuple[str, str]]:
    """The record's outside links that may be followed: (word, address)."""
    out = []
    for name in ("paper", "announcement", "homepage", "weights", "source_code"):
        for value in record.values(name)[:1]:
            if safe := web_link(value):
                out.append((words_of(name).lower(), safe))
    return out
