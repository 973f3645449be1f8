"""The charts of insights and of places: counts by threshold and domain, and the largest training runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flopwatch.census import Census, base_crossings, estimate_claims, estimate_of
from flopwatch.charts import FigureColumn, PageFigure, interval_bars, rising_curves, stacked_bars
from flopwatch.domain import exact
from flopwatch.exports import figure_metadata
from flopwatch.hub.views import ListedModel
from flopwatch.products import GROUPS, csv_text, group_of
from flopwatch.wording import amount_plain, gettext, plural, web_link

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

FROM_YEAR = 2017  # the first year of the counts: only games of 2017 were above 1e22 FLOP before
LEVELS = (22, 23, 24, 25, 26)  # exponents of FLOP: document 000's and the later thresholds
_DOMAINS_AT = "1e23"
_ABOVE = ("confirmed", "likely")
_MOST_BARS = 15
_MOST_SOURCES = 12


def insight_figures(census: Census) -> dict[str, PageFigure]:
    """Return the charts of the page of insights, by the topic that they open; those without data are left out."""
    found = {"numbers": _counts(census), "who": _domains(census)}
    return {topic: one for topic, one in found.items() if one is not None}


def _counts(census: Census) -> PageFigure | None:
    dated: dict[int, list[int]] = {}
    above: set[str] = set()
    undated: set[str] = set()
    for index, threshold in enumerate(census.thresholds):
        exponent = next((e for e in LEVELS if exact(threshold.flop) == exact(f"1e{e}")), None)
        models = [one.model for one in base_crossings(census, index) if one.compute_class in _ABOVE]
        if exponent is not None and models:
            published = {one: census.records[one].value("published")[:4] for one in models}
            dated[exponent] = sorted(int(year) for year in published.values() if year)
            undated.update(one for one, year in published.items() if not year)
            above.update(models)
    last = max((max(some) for some in dated.values() if some), default=0)
    if last <= FROM_YEAR:
        return None
    years = list(range(FROM_YEAR, last + 1))
    counts = {e: [sum(one <= year for one in some) for year in years] for e, some in dated.items()}
    curves, across, up = rising_curves(years, counts)
    sources, more = _sources(census, above)
    return PageFigure(
        id="counts-by-threshold",
        title=gettext("Models above each amount of training compute, by the end of each year"),
        note=_counted(len(undated)),
        page="findings.html",
        head=(gettext("Year"), *(f"1e{e} FLOP" for e in counts)),
        rows=tuple((str(year), *(str(some[i]) for some in counts.values())) for i, year in enumerate(years)),
        columns=(
            FigureColumn("", gettext("The year; counts are of its end.")),
            *(FigureColumn("models", gettext("Base models more likely than not above this amount.")) for _ in counts),
        ),
        curves=curves,
        across=across,
        up=up,
        sources=sources,
        more_sources=more,
    )


def _counted(undated: int) -> str:
    note = gettext("Base models that are confirmed or likely above the threshold, by date of publication; log scale.")
    if undated:
        note += " " + plural(
            "%(count)s model without a date is left out.", "%(count)s models without a date are left out.", undated
        )
    return note


def _domains(census: Census) -> PageFigure | None:
    index = next((i for i, t in enumerate(census.thresholds) if exact(t.flop) == exact(_DOMAINS_AT)), None)
    if index is None:
        return None
    counts: dict[str, Counter[str]] = {group.id: Counter() for group in GROUPS}
    models = []
    for one in base_crossings(census, index):
        if one.compute_class in _ABOVE:
            counts[group_of(census.records[one.model]).id]["solid"] += 1
            models.append(one.model)
    for key in census.unconfirmed:
        if not census.records[key].is_variant:
            counts[group_of(census.records[key]).id]["hatched"] += 1
    rows = [(gettext(g.label), "", counts[g.id]) for g in GROUPS if counts[g.id].total()]
    if not rows:
        return None
    sources, more = _sources(census, models)
    return PageFigure(
        id="domains-above-1e23",
        title=gettext("Models above 1e23 FLOP by domain"),
        note=gettext(
            "Solid: confirmed or likely. Hatched: unconfirmed, the compute is unknown and nothing rules it out."
        ),
        page="findings.html",
        head=(gettext("Domain"), gettext("Confirmed or likely"), gettext("Unconfirmed")),
        rows=tuple((name, str(some["solid"]), str(some["hatched"])) for name, _, some in rows),
        columns=(
            FigureColumn("", gettext("The group of domains.")),
            FigureColumn("models", gettext("Base models that are more likely than not above 1e23 FLOP.")),
            FigureColumn("models", gettext("Base models whose compute is unknown and that nothing rules out.")),
        ),
        bars=stacked_bars(rows, ("solid", "hatched")),
        sources=sources,
        more_sources=more,
    )


def largest_runs(
    census: Census, folder: str, title: str, places: Sequence[tuple[str, ListedModel | None]]
) -> PageFigure | None:
    """Return the chart of the largest training run of each place, the largest first. None with fewer than two figures.

    Args:
        census: The census to show.
        folder: The kind of place, as in addresses.
        title: The title of the chart.
        places: Name of each place, and its model with the most compute or None.
    """
    known = [(place, most) for place, most in places if most and most.estimate]
    known.sort(key=lambda pair: -_median(pair[1]))
    rows, cells = [], []
    for place, row in known[:_MOST_BARS]:
        if row.estimate is None:
            continue
        compute = row.estimate.compute_flop
        quantiles = (compute.quantile(0.05), compute.median, compute.quantile(0.95))
        rows.append((f"{place}: {row.record.name}", row.path, quantiles, amount_plain(compute.median)))
        cells.append((place, row.record.name, *(f"{one:.2e}" for one in quantiles)))
    if len(rows) < 2:
        return None
    bars, powers = interval_bars(rows)
    sources, more = _sources(census, [row.record.id for _, row in known[:_MOST_BARS]])
    return PageFigure(
        id=f"largest-runs-of-{folder}",
        title=title,
        note=gettext("The model with the most training compute, in FLOP, with its 90% interval; log scale."),
        page=f"{folder}.html",
        head=(gettext("Name"), gettext("Model"), gettext("5%"), gettext("Median, FLOP"), gettext("95%")),
        rows=tuple(cells),
        columns=(
            FigureColumn("", gettext("The place.")),
            FigureColumn("", gettext("The model with the most training compute there.")),
            FigureColumn("FLOP", gettext("Training compute: 5% of the probability is below.")),
            FigureColumn("FLOP", gettext("Training compute: half of the probability is below.")),
            FigureColumn("FLOP", gettext("Training compute: 5% of the probability is above.")),
        ),
        bars=bars,
        powers=powers,
        sources=sources,
        more_sources=more,
    )


def _median(row: ListedModel) -> float:
    return row.estimate.compute_flop.median if row.estimate else 0.0


def _sources(census: Census, models: Iterable[str]) -> tuple[tuple[tuple[str, str, int], ...], int]:
    """Return the sources behind the compute of some models, the most used first, and the number of further ones."""
    counts: Counter[str] = Counter()
    for key in models:
        estimate = estimate_of(census, key)
        claims = estimate_claims(estimate) if estimate else ()
        counts.update({census.claims[one].source for one in claims if one in census.claims})
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = []
    for key, n in ranked[:_MOST_SOURCES]:
        source = census.sources.get(key)
        shown.append((source.title if source else key, web_link(source.url) if source else "", n))
    return tuple(shown), max(len(ranked) - _MOST_SOURCES, 0)


def write_figure_files(site: Site, census: Census, figures: Iterable[PageFigure | None]) -> None:
    """Write each chart as `charts/<id>.svg`, its table as `charts/<id>.csv`, what the table holds as
    `charts/<id>.metadata.json`, and the page that other sites frame.
    """
    folder = site.folder / "charts"
    folder.mkdir(exist_ok=True)
    for one in figures:
        if one is None:
            continue
        (folder / f"{one.id}.svg").write_bytes(site.render("figure-file.svg", figure=one, root="../").encode())
        (folder / f"{one.id}.csv").write_bytes(csv_text(one.head, one.rows).encode())
        (folder / f"{one.id}.metadata.json").write_bytes(figure_metadata(one, census, site.base_url))
        site.page(f"charts/{one.id}.html", "figure-frame.html", figure=one)
