"""Everything that the search finds, with the page that each leads to."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from flopwatch.census import Census, newest_first
from flopwatch.domain import FIELDS, Threshold, exact
from flopwatch.hub.navigation import DOORS
from flopwatch.products import PROSE, label
from flopwatch.wording import (
    CLASS_LABELS,
    N_,
    anchor,
    class_label,
    gettext,
    meaning_words,
    model_path,
    place_path,
    term_words,
    words_of,
)

# The kinds in the order in which equally good finds are listed, each with its word.
SEARCH_KINDS = {
    "page": N_("Page"),
    "model": N_("Model"),
    "product": N_("Product"),
    "organisation": N_("Organisation"),
    "chip": N_("Accelerator"),
    "threshold": N_("Threshold"),
    "rule": N_("Rule of law"),
    "term": N_("Term"),
    "benchmark": N_("Benchmark"),
    "country": N_("Country"),
    "domain": N_("Domain"),
}
# The sections of method.html that explain a term.
_EXPLAINED = (
    ("claims", N_("Claim")),
    ("claims", N_("Rival")),
    ("compute", N_("Training compute")),
    ("compute", N_("FLOP")),
    ("intervals", N_("90%% interval")),
    ("classes", N_("Class")),
    ("receipt", N_("Receipt")),
    ("doubt", N_("Doubt")),
    ("dates", N_("Date")),
)
_PLACES = (("organisation", "organisations", "developer"), ("country", "countries", "country"))


class SearchItem(msgspec.Struct, frozen=True, array_like=True):
    """One thing that can be found.

    Args:
        kind: A key of `SEARCH_KINDS`.
        name: Its name.
        path: Its page, relative to the site's root, with a fragment where it has no page of its own.
        also: Its other names.
        about: A few words on it, searched after its names.
    """

    kind: str
    name: str
    path: str
    also: tuple[str, ...] = ()
    about: str = ""


def items_to_find(census: Census) -> list[SearchItem]:
    """Return everything that can be found, models the newest first, words in the language of the page."""
    found = [
        *_pages(),
        *_models(census),
        *_products(census),
        *_places(census),
        *_chips(census),
        *(_threshold(one) for one in reversed(census.thresholds)),
        *_rules(census),
        *_terms(),
        *(SearchItem("benchmark", one.name, "benchmarks.html", one.names) for one in census.benchmarks),
    ]
    order = list(SEARCH_KINDS)
    return sorted(found, key=lambda one: order.index(one.kind))


def _pages() -> Iterator[SearchItem]:
    for door in DOORS:
        for page in door.pages:
            yield SearchItem("page", page.words, page.path, _other(page.words, page.name), door.words)


def _other(words: str, english: str) -> tuple[str, ...]:
    """Return the English name where the page's language has another: readers search for both."""
    return (english,) if english != words else ()


def _models(census: Census) -> Iterator[SearchItem]:
    for one in sorted(census.models(), key=newest_first):
        makers = ", ".join(term_words("developer", key) for key in one.values("developer"))
        about = " · ".join(filter(None, (makers, one.value("published"))))
        yield SearchItem("model", one.name, model_path(one.id), tuple(one.aliases), about)


def _products(census: Census) -> Iterator[SearchItem]:
    for one in census.records.values():
        if one.kind == "product":
            yield SearchItem("product", one.name, f"documents.html#{anchor(one.id)}", tuple(one.aliases))


def _places(census: Census) -> Iterator[SearchItem]:
    for kind, folder, field in _PLACES:
        for key in sorted({value for one in census.models() for value in one.values(field)}):
            words, english = term_words(field, key), label(field, key)
            also = tuple(dict.fromkeys(one for one in (english, key) if one != words))
            yield SearchItem(kind, words, place_path(folder, key), also)
    for key in sorted({value for one in census.models() for value in one.values("domain")}):
        words = term_words("domain", key)
        yield SearchItem("domain", words, place_path("domains", key), _other(words, label("domain", key)))


def _chips(census: Census) -> Iterator[SearchItem]:
    for chip in census.catalogue.chips.rows:
        yield SearchItem("chip", chip.name, place_path("hardware", chip.id), tuple(chip.aliases), chip.released)


def _threshold(one: Threshold) -> SearchItem:
    power = exact(one.flop).log10()
    names = (f"10^{power}", f"1e{power}") if power == int(power) else ()
    also = tuple(name for name in (*names, one.label) if name != one.flop)
    return SearchItem("threshold", one.flop, f"thresholds.html#t-{one.flop}", also, one.meaning)


def _rules(census: Census) -> Iterator[SearchItem]:
    for rule in census.catalogue.rules:
        about = f"{rule.jurisdiction}, {rule.status}"
        yield SearchItem("rule", rule.name, f"thresholds.html#rule-{anchor(rule.id)}", (rule.id,), about)


def _terms() -> Iterator[SearchItem]:
    for place, english in _EXPLAINED:
        words = gettext(english).replace("%%", "%")
        yield SearchItem("term", words, f"method.html#{place}", _other(words, english.replace("%%", "%")))
    for key, english in CLASS_LABELS.items():
        words = class_label(key)
        yield SearchItem("term", words, "method.html#classes", _other(words, english))
    for one in FIELDS:
        if one.name not in PROSE and not one.prose:
            about = meaning_words(one.meaning)
            yield SearchItem("term", words_of(one.name), f"data.html#field-{one.name}", (one.name,), about)
