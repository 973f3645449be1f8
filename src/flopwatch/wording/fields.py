"""Words for fields and their values, in the language of the page."""

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
    """Return a field's name as a heading in the page's language: `training_compute` becomes `Training compute`."""
    return gettext(heading_of(name))


def heading_of(name: str) -> str:
    """Return a field's name as an English heading, the message to translate: `chip_hours` becomes `Chip hours`."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def class_label(name: str) -> str:
    """Return the label of a class."""
    return gettext(CLASS_LABELS.get(name, name))


def method_label(method: str) -> str:
    """Return the label of a method."""
    known = METHOD_LABELS.get(method)
    return gettext(known) if known else words_of(method.replace("-", "_"))


def claim_value(claim: Claim) -> Markup:
    """Return the value of a claim as stated, in its own unit."""
    if claim.relation == "unknown":
        return escape(gettext("stated to be unknown"))
    about = field(claim.field)
    if about.kind == "quantity":
        return stated_amount(claim.relation, claim.value, claim.high, claim.unit)
    return _single(about, claim.value)


def source_word(word: str) -> Markup:
    """Return a source's own confidence word in quotation: "Likely" alone would look like one of our classes.

    Example:
        >>> print(source_word("Likely"))
        the source’s word: “Likely”
    """
    return say_html("the source’s word: “%(word)s”", word=recorded(word))


def _single(about: Field, value: str) -> Markup:
    if about.vocabulary == "confidence":
        return source_word(_term("confidence", value))
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
    """Return a value in the language of the page: a term's label, or the value itself for a name or a free value.

    Example:
        >>> term_words("country", "DE"), term_words("chip", "A100")
        ('Germany', 'A100')
    """
    return _term(field(field_name).vocabulary, value)


def meaning_words(meaning: str) -> str:
    """Return the meaning of a field or a column, in the language of the page."""
    return gettext(meaning)


_RELATIONS = {
    "≈": N_("about %(value)s"),
    "≥": N_("at least %(value)s"),
    "≤": N_("at most %(value)s"),
}


@cached_by_language(20_000)
def stated_amount(relation: str, value: str, high: str, unit: str) -> Markup:
    """Return a stated quantity with the words of its relation: `about …`, `at least …`, `… to …`."""
    shown = quantity_html(value, unit)
    if relation == "range":
        return say_html("%(low)s to %(high)s", low=shown, high=quantity_html(high, unit))
    words = _RELATIONS.get(relation)
    return say_html(words, value=shown) if words else shown


@cached_by_language(50_000)
def link_html(url: str) -> Markup:
    """Return an outside address as a link if a reader may follow it, else as text."""
    safe = web_link(url)
    if not safe:
        return recorded(url)
    shown = safe.removeprefix("https://").removeprefix("http://").removesuffix("/")
    return Markup('<a href="{}" rel="noopener nofollow">{}</a>').format(safe, shown)


def field_value(value: FieldValue, about: Field | None = None) -> Markup:
    """Return the chosen value of a field for pages; pass `about` to skip the lookup."""
    about = about or field(value.field)
    if about.kind == "quantity":
        return stated_amount(value.relation, value.value, value.high, value.unit)
    if len(value.values) == 1 and not value.shares:
        return _single(about, value.value)
    shares = value.shares or ("",) * len(value.values)
    parts = [_with_share(_single(about, one), share) for one, share in zip(value.values, shares, strict=True)]
    return Markup("<br>" if about.kind == "link" else ", ").join(parts)


def _with_share(value: Markup, share: str) -> Markup:
    return say_html("%(value)s (%(share)s)", value=value, share=percent_words(share)) if share else value


def percent_words(share: str) -> str:
    """Return a fraction as a percentage of up to three digits, with a point in every language, as in CSV files.

    Example:
        >>> percent_words("0.885"), percent_words("0.2"), percent_words("0.00035")
        ('88.5%', '20%', '0.035%')
    """
    return f"{float(exact(share) * 100):.3g}%"


def threshold_label(threshold: Threshold) -> str:
    """Return a threshold's label, or "" if it only repeats the size."""
    return "" if threshold.label.replace(" ", "") in (threshold.flop, f"{threshold.flop}FLOP") else threshold.label


def threshold_html(threshold: Threshold) -> Markup:
    """Return a threshold's size."""
    return power_html(exact(threshold.flop))
