"""The page of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwatch.analysis import RankedConflict, rank_conflicts
from flopwatch.audit import Finding
from flopwatch.census import Census, doubted_of, estimate_of, headline_crossing, headline_threshold, why_unknown
from flopwatch.charts import interval_figure
from flopwatch.classification import Crossing
from flopwatch.domain import Threshold
from flopwatch.estimation import Estimate
from flopwatch.hub.pages.calculator import Recalculation
from flopwatch.hub.pages.model_context import ModelExtras
from flopwatch.hub.pages.pictures import picture_path
from flopwatch.hub.parts.workings import interval_html, receipt_html
from flopwatch.hub.views import conflict_value, input_claims, key_facts, link_fields, names, source_of
from flopwatch.products import PROSE, group_of
from flopwatch.records import Conflict, Record
from flopwatch.releases import Releases
from flopwatch.wording import amount_text, model_path, place_path, term_words, web_link

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


def kept_figures(releases: Releases, record_id: str) -> str:
    """Return a model's figure in each kept release, such as `2026-11-29=2.1e25`, with a blank between them: what a
    citation by date and figure is compared with.
    """
    figures = {}
    for one in releases.kept:
        model = one.values.models.get(record_id)
        figures[one.entry.as_of] = amount_text(model.compute[1], 3) if model and model.compute else ""
    return " ".join(f"{date}={figure}" for date, figure in figures.items())


class ModelPages:
    """Every model's page. Shared data are collected once: a search per page would make the build quadratic.

    Args:
        site: The site.
        census: The census to show.
    """

    def __init__(self, site: Site, census: Census) -> None:
        self._site, self._census = site, census
        self._extras = ModelExtras(census)
        self._recalculation = Recalculation(census)
        self._variants: dict[str, list[Record]] = {}
        self._products: dict[str, list[Record]] = {}
        self._findings: dict[str, list[Finding]] = {}
        self._conflicts: dict[str, list[Conflict]] = {}
        for record in census.records.values():
            if record.base:
                self._variants.setdefault(record.base, []).append(record)
            for used in record.values("uses_model") if record.kind == "product" else ():
                self._products.setdefault(used, []).append(record)
        for finding in census.findings:
            self._findings.setdefault(finding.model, []).append(finding)
        self._amounts = {float(one.flop): one for one in census.thresholds}
        for conflict in census.conflicts:
            self._conflicts.setdefault(conflict.model, []).append(conflict)
        self._sources = {key: (one.title, web_link(one.url)) for key, one in census.sources.items()}
        self._unconfirmed = frozenset(census.unconfirmed)

    def write(self, record: Record) -> None:
        """Write the page of one model. An error gets a note with the model's id."""
        try:
            self._write(record)
        except Exception as error:
            error.add_note(f"While the page of {record.id} was written.")
            raise

    def write_moved(self, old: str, record: Record) -> None:
        """Write the page of an id that a merge ended: it leads to the page of the id in force."""
        self._site.page(model_path(old), "moved.html", old=old, name=record.name, target=model_path(record.id))

    def _write(self, record: Record) -> None:
        census, key = self._census, record.id
        estimate = estimate_of(census, key)
        crossings = list(zip(census.thresholds, census.crossings.get(key, ()), strict=False))[::-1]
        reasons = {crossing.justification for _, crossing in crossings} - {""}
        releases = self._site.releases
        extras = self._extras.of(record, releases.figures_of(key))
        elsewhere = {one: census.claims[one] for one in self._cited_elsewhere(record)}
        stated = (*record.claims.values(), *elsewhere.values())
        cited = {*(one.source for one in stated), *(one.source for kind, one in extras["history"] if kind == "change")}
        context = dict(
            record=record,
            elsewhere=elsewhere,
            sources={one: self._sources[one] for one in sorted(cited) if one in self._sources},
            group=group_of(record),
            estimate=estimate,
            circumstance=census.circumstances.models.get(key),
            methods=[(method, input_claims(census, method)) for method in estimate.methods] if estimate else [],
            receipt=receipt_html(census, record),
            interval=interval_html(estimate.compute_flop) if estimate else "",
            figure=interval_figure(census, record),
            crossings=crossings,
            reason=reasons.pop() if len(reasons) == 1 else "",
            unknown=sorted(record.unknown.items()),
            corrections=[(name, value.corrected) for name, value in sorted(record.fields.items()) if value.corrected],
            findings=self._findings.get(key, []) + self._findings.get(record.name, []),
            conflicts=[self._conflict(one) for one in self._ranked_conflicts(key)],
            unconfirmed=key in self._unconfirmed,
            base_name=self._name_of(record.base),
            kept_releases=bool(releases.kept),
            current_release=releases.current,
            citable=releases.now.models[key],
            developers=names(census, record, "developer"),
            access=names(census, record, "access"),
            published=record.value("published"),
            why_unknown=why_unknown(census, record),
            doubted=doubted.reason if (doubted := doubted_of(census, key)) else "",
            calculator_query=self._recalculation.query(record),
            developer_links=[
                (place_path("organisations", d), term_words("developer", d)) for d in record.values("developer")
            ],
            country_links=[(place_path("countries", c), term_words("country", c)) for c in record.values("country")],
            variants=[(one.id, one.name) for one in self._variants.get(key, [])],
            used_by=[(one.id, one.name) for one in self._products.get(key, []) + self._products.get(record.name, [])],
            **self._first_screen(record, estimate),
            withheld=sum(claim.field in PROSE for claim in record.claims.values()),
            links=link_fields(record),
            facts=key_facts(record),
            **extras,
        )
        self._site.page_of_data(model_path(key), "model.html", context)

    def _at_headline(self, record: Record) -> tuple[Threshold, Crossing] | None:
        """Return the threshold of the first sentence and the model's class there. None without such a threshold."""
        threshold, crossing = headline_threshold(self._census), headline_crossing(self._census, record.id)
        return (threshold, crossing) if threshold and crossing else None

    def _first_screen(self, record: Record, estimate: Estimate | None) -> dict[str, Any]:
        """Return what the page says first besides the figure: class, sources, and the figures of kept releases."""
        return {
            "at_headline": self._at_headline(record),
            "rests_on": self._rests_on(estimate) if estimate else (),
            "picture": picture_path(record.id) if self._site.pictures else "",
            "kept_figures": kept_figures(self._site.releases, record.id),
        }

    def _rests_on(self, estimate: Estimate) -> tuple[tuple[str, str, str, str], ...]:
        """Return the sources of an estimate's inputs by method: (claim, title, its date, recorded on)."""
        found: dict[str, tuple[str, str, str, str]] = {}
        for method in estimate.methods:
            for key, view in input_claims(self._census, method).items():
                source = self._census.sources.get(view.source_id)
                date = source.date if source else ""
                found.setdefault(view.source_id, (key, view.source_title, date, view.claim.recorded))
        return tuple(found.values())

    def _name_of(self, key: str) -> str:
        return self._census.records[key].name if key in self._census.records else key

    def _cited_elsewhere(self, record: Record) -> list[str]:
        """Return the ids of claims on other records that a value of this one rests on."""
        found = dict.fromkeys(key for value in record.fields.values() for key in (*value.claims, *value.rivals))
        return [key for key in found if key not in record.claims and key in self._census.claims]

    def _ranked_conflicts(self, key: str) -> tuple[RankedConflict, ...]:
        """Return the conflicts on a model, first those that move most."""
        census, some = self._census, self._conflicts.get(key, [])
        return rank_conflicts(some, census.records, census.estimates, list(self._amounts), census.catalogue.rules)

    def _conflict(self, found: RankedConflict) -> dict[str, Any]:
        """Return a conflict's field, each value with its claims (id, source, group) and compute, and what it moves."""
        census, conflict = self._census, found.conflict
        values = [
            (
                conflict_value(census, value, ids),
                [(key, self._title(key), self._group(key)) for key in ids],
                found.compute.get(value) if conflict.key.name != "training_compute" else None,
                value in found.used,
            )
            for value, ids in conflict.values.items()
        ]
        return {
            "name": conflict.key.label,
            "values": values,
            "rule": found.rule,
            "factor": found.factor,
            "power": found.power,
            "crossed": [self._amounts[flop] for flop in found.crossed],
            "laws": found.laws,
        }

    def _group(self, key: str) -> str:
        """Return the independence group of a claim's source, "" if the source is its own."""
        claim = self._census.claims.get(key)
        source = self._census.sources.get(claim.source) if claim else None
        return source.group if source else ""

    def _title(self, key: str) -> str:
        claim = self._census.claims.get(key)
        return source_of(self._census, claim)[0] if claim else key
