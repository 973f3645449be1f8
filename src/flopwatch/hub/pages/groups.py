"""Pages by organisation, country, domain and accelerator: an index of each kind, and a page for each one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from flopwatch.catalogue import TRAINING_FORMATS
from flopwatch.census import Census
from flopwatch.domain import HEADLINE_FLOP, Chip, NotFound, Source, exact
from flopwatch.exports import organisation_feed
from flopwatch.hub.pages.chip_owners import owned_compute
from flopwatch.hub.pages.figures import largest_runs, write_figure_files
from flopwatch.hub.pages.rents import rents_of
from flopwatch.hub.views import ListedModel
from flopwatch.products import label
from flopwatch.statistics import LogNormal
from flopwatch.wording import (
    N_,
    amount_html,
    gettext,
    place_path,
    power_html,
    quantity_html,
    term_words,
    web_link,
)

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

# The folder, the record's field, the heading of the index, the singular, and the description on the index.
PLACES = (
    (
        "organisations",
        "developer",
        N_("Organisations"),
        N_("Organisation"),
        N_("The developers of the models. A model of several organisations counts for each of them."),
    ),
    (
        "countries",
        "country",
        N_("Countries"),
        N_("Country"),
        N_("The countries of the developers. A model of several countries counts for each of them."),
    ),
    (
        "domains",
        "domain",
        N_("Domains"),
        N_("Domain"),
        N_("The domains of the models. A model of several domains counts for each of them."),
    ),
)

_CHARTS = {
    "organisations": N_("The largest training run of each organisation"),
    "countries": N_("The largest training run of each country"),
    "domains": N_("The largest training run of each domain"),
}


@dataclass(frozen=True)
class Place:
    """One organisation, country or domain: its page, its name, its models (the newest first) and its row in the index.

    Args:
        key: Its id.
        name: Its name.
        path: Its page.
        rows: Its models.
        bases: Number of base models among them.
        with_figure: Number of those with a figure.
        classes: Base models by their class at the headline's threshold.
        most: The row with the most compute among base models, or None.
        latest: The newest row.
        related: Other kinds of place of its models: (heading, (page, name, number of models) of each).
    """

    key: str
    name: str
    path: str
    rows: tuple[ListedModel, ...]
    bases: int
    with_figure: int
    classes: Counter[str]
    most: ListedModel | None
    latest: ListedModel
    related: tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]


def write_places(site: Site, census: Census, rows: Sequence[ListedModel]) -> None:
    """Write the indexes and the pages."""
    headline = any(exact(t.flop) == exact(HEADLINE_FLOP) for t in census.thresholds)
    size = power_html(exact(HEADLINE_FLOP)) if headline else ""
    lines = LineCache(site)
    for folder, field_name, heading, word, about in PLACES:
        places = places_of(census, folder, field_name, rows)
        chart = largest_runs(census, folder, gettext(_CHARTS[folder]), [(one.name, one.most) for one in places])
        write_figure_files(site, census, [chart])
        site.page(
            f"{folder}.html",
            f"{folder}.html",
            places=places,
            heading=gettext(heading),
            word=gettext(word),
            about=gettext(about),
            size=size,
            chart=chart,
        )
        for place in places:
            context = {
                "name": place.name,
                "bases": place.bases,
                "with_figure": place.with_figure,
                "classes": place.classes,
                "related": place.related,
                "most": _most_compute(place),
                "folder": folder,
                "heading": gettext(heading),
                "size": size,
                "lines": lines.of(place.rows),
                "owned": owned_compute(census, place.key) if field_name == "developer" else None,
                "feed": organisation_feed(place.key) if field_name == "developer" else "",
            }
            site.page_of_data(place.path, "place.html", context)
    _hardware(site, census, rows, lines)


def _most_compute(place: Place) -> tuple[str, str, LogNormal] | None:
    """Return the page, the name and the compute of a place's model with the most compute, or None."""
    row = place.most
    return (row.path, row.record.name, row.estimate.compute_flop) if row and row.estimate else None


class LineCache:
    """Table rows of models for pages one folder down; each is rendered once, however many pages show it."""

    def __init__(self, site: Site) -> None:
        self._macro = site.module("_lines.html", root="../").line
        self._drawn: dict[str, Markup] = {}

    def of(self, rows: Sequence[ListedModel]) -> Markup:
        """Return the rendered rows."""
        for row in rows:
            if row.record.id not in self._drawn:
                self._drawn[row.record.id] = self._macro(row)
        return Markup("\n").join(self._drawn[row.record.id] for row in rows)


def places_of(census: Census, folder: str, field_name: str, rows: Sequence[ListedModel]) -> list[Place]:
    """Return every place of a kind that has models, those with the most models first.

    Spellings that differ only in capitals, spaces or hyphens have one address, so they share a page under the most
    frequent spelling.
    """
    held: dict[str, dict[str, ListedModel]] = {}
    spelt: dict[str, Counter[str]] = {}
    for row in rows:
        for key in row.record.values(field_name):
            path = place_path(folder, key)
            held.setdefault(path, {})[row.record.id] = row
            spelt.setdefault(path, Counter())[key] += 1
    found = [
        _place(census, folder, field_name, spelt[path].most_common(1)[0][0], tuple(some.values()))
        for path, some in held.items()
    ]
    return sorted(found, key=lambda one: (-one.bases, one.name.casefold(), one.key))


def _place(census: Census, folder: str, field_name: str, key: str, rows: Sequence[ListedModel]) -> Place:
    bases = [row for row in rows if not row.record.is_variant]
    sound = [row for row in bases if row.estimate]
    related = []
    for other, name, heading, _, _ in PLACES:
        if name != field_name:
            counts = Counter(value for row in bases for value in row.record.values(name))
            some = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:8]
            if some:
                shown = tuple((place_path(other, v), term_words(name, v), n) for v, n in some)
                related.append((gettext(heading), shown))
    return Place(
        key=key,
        name=term_words(field_name, key),
        path=place_path(folder, key),
        rows=tuple(rows),
        bases=len(bases),
        with_figure=sum(row.estimate is not None for row in bases),
        classes=Counter(row.crossing.compute_class for row in bases if row.crossing),
        most=max(sound, key=lambda row: row.estimate.compute_flop.median if row.estimate else 0.0, default=None),
        latest=rows[0],
        related=tuple(related),
    )


# ------------------------------------------------------------------ accelerators

_FORMATS = ("fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "int8", "fp4", "int4")


@dataclass(frozen=True)
class Hardware:
    """One accelerator with its words, its source, its prices, and the models said to be trained on it."""

    chip: Chip
    path: str
    peaks: tuple[tuple[str, Markup], ...]
    memory: str
    source_title: str
    source_url: str
    matrix: Source | None
    fp8: Source | None
    prices: tuple[dict[str, str], ...]
    price_source: str
    rows: tuple[ListedModel, ...]

    @property
    def best(self) -> tuple[str, Markup] | None:
        """The peak that training most likely used, in FLOP/s: that of the first usual format in the table. None if the
        table has none.
        """
        known = self.chip.peak_flop_per_s
        usual = next((one for one in TRAINING_FORMATS if one in known), "")
        return (usual, amount_html(float(exact(known[usual])), 3)) if usual else None


def _hardware(site: Site, census: Census, rows: Sequence[ListedModel], lines: LineCache) -> None:
    known = census.catalogue.chips
    used: dict[str, list[ListedModel]] = {}
    unlisted: dict[str, list[ListedModel]] = {}
    for row in rows:
        for name in row.record.values("chip"):
            try:
                used.setdefault(known.find(name).id, []).append(row)
            except NotFound:
                unlisted.setdefault(label("chip", name), []).append(row)
    chips = [
        _chip(census, chip, tuple({row.record.id: row for row in used.get(chip.id, ())}.values()))
        for chip in census.catalogue.chips.rows
    ]
    chips.sort(key=lambda one: (one.chip.released == "", [-ord(c) for c in one.chip.released], one.chip.id))
    site.page("hardware.html", "hardware.html", chips=chips, unlisted=sorted(unlisted.items()), rents=rents_of(census))
    for one in chips:
        site.page(one.path, "chip.html", one=one, lines=lines.of(one.rows))


def _chip(census: Census, chip: Chip, rows: tuple[ListedModel, ...]) -> Hardware:
    source, priced = census.catalogue.sources.get(chip.source), census.catalogue.sources.get(chip.price_source)
    formats = sorted(chip.peak_flop_per_s, key=lambda one: _FORMATS.index(one) if one in _FORMATS else 99)
    return Hardware(
        chip=chip,
        path=place_path("hardware", chip.id),
        peaks=tuple((one, quantity_html(chip.peak_flop_per_s[one], "FLOP/s")) for one in formats),
        memory=" / ".join(f"{float(exact(one)) / 1e9:g}" for one in chip.memory_bytes),
        source_title=source.title if source else chip.source,
        source_url=web_link(source.url) if source else "",
        matrix=census.catalogue.sources.get(chip.matrix_source),
        fp8=census.catalogue.sources.get(chip.fp8_source),
        prices=tuple(_price(price) for price in chip.prices),
        price_source=priced.title if priced else chip.price_source,
        rows=rows,
    )


def _price(price: Any) -> dict[str, str]:
    terms = (
        ("on_demand", N_("an hour, on demand")),
        ("one_year", N_("an hour, one year")),
        ("three_year", N_("an hour, three years")),
        ("purchase", N_("to buy")),
    )
    said = [f"${getattr(price, name)} {gettext(words)}" for name, words in terms if getattr(price, name)]
    return {
        "date": price.date,
        "said": "; ".join(said),
        "vendor": " · ".join(filter(None, (price.vendor, price.place, price.of))),
        "link": web_link(price.link),
        "estimate": "1" if price.estimate else "",
    }
