"""Fields and their values as people read them, in the language of the page."""

from __future__ import annotations

from markupsafe import Markup, escape

from flopwatch.domain import VOCABULARIES, Claim, Field, Threshold, exact, field, label_of
from flopwatch.records import FieldValue
from flopwatch.wording.html import date_words, power_html, quantity_html
from flopwatch.wording.links import web_link
from flopwatch.wording.messages import N_, cached_by_language, gettext, recorded, say_html

CLASS_LABELS = {
    "confirmed": "Confirmed",
    "likely": "Likely",
    "cannot-rule-out": "Cannot be ruled out",
    "below": "Below",
    "unknown": "Unknown",
}

METHOD_LABELS = {
    "reported": "As reported",
    "operations": "Parameters × data",
    "hardware": "Chips × time",
    "relative": "Relative to a model",
    "imputed": "From benchmark scores",
    "cost": "From cost",
    "bounds": "From stated bounds",
}


@cached_by_language(10_000)
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


def claim_value(claim: Claim) -> Markup:
    """The value of a claim as it is stated, in its own unit."""
    if claim.relation == "unknown":
        return escape(gettext("stated to be unknown"))
    about = field(claim.field)
    if about.kind == "quantity":
        return stated_amount(claim.relation, claim.value, claim.high, claim.unit)
    return _single(about, claim.value)


def _single(about: Field, value: str) -> Markup:
    if about.kind == "date":
        return Markup(date_words(value))
    if about.kind == "link":
        return link_html(value)
    return _term_html(about.vocabulary, value)


@cached_by_language(20_000)
def _term_html(vocabulary: str, value: str) -> Markup:
    return escape(_term(vocabulary, value))


def _term(vocabulary: str, value: str) -> str:
    said = label_of(vocabulary, value)
    return gettext(said) if vocabulary in VOCABULARIES else said


def term_words(field_name: str, value: str) -> str:
    """A value as people read it in the language of the pages: a term's label; a developer's name and anything else as
    it is.

    Example:
        >>> term_words("country", "DE"), term_words("chip", "A100")
        ('Germany', 'A100')
    """
    return _term(field(field_name).vocabulary, value)


def meaning_words(meaning: str) -> str:
    """What a field or a column means, in the language of the pages."""
    return gettext(meaning)


_RELATIONS = {
    "≈": N_("about %(value)s"),
    "≥": N_("at least %(value)s"),
    "≤": N_("at most %(value)s"),
}


@cached_by_language(20_000)
def stated_amount(relation: str, value: str, high: str, unit: str) -> Markup:
    """A stated quantity with the words of its relation: `about …`, `at least …`, `… to …`."""
    shown = quantity_html(value, unit)
    if relation == "range":
        return say_html("%(low)s to %(high)s", low=shown, high=quantity_html(high, unit))
    words = _RELATIONS.get(relation)
    return say_html(words, value=shown) if words else shown


@cached_by_language(50_000)
def link_html(url: str) -> Markup:
    """An outside address: a link where a reader may be sent there, else its text."""
    safe = web_link(url)
    if not safe:
        return recorded(url)
    shown = safe.removeprefix("https://").removeprefix("http://").removesuffix("/")
    return Markup('<a href="{}" rel="noopener nofollow">{}</a>').format(safe, shown)


def field_value(value: FieldValue, about: Field | None = None) -> Markup:
    """The chosen value of a field for pages; whoever has the field already may hand it in."""
    about = about or field(value.field)
    if about.kind == "quantity":
        return stated_amount(value.relation, value.value, value.high, value.unit)
    if len(value.values) == 1:
        return _single(about, value.value)
    return Markup("<br>" if about.kind == "link" else ", ").join(_single(about, one) for one in value.values)


def threshold_label(threshold: Threshold) -> str:
    """What stands beside a threshold's size: its label, unless that only says the size again."""
    return "" if threshold.label.replace(" ", "") in (threshold.flop, f"{threshold.flop}FLOP") else threshold.label


def threshold_html(threshold: Threshold) -> Markup:
    """A threshold's size."""
    return power_html(exact(threshold.flop))
