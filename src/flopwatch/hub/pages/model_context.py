"""Further parts of a model's page: cost and energy, lineage, benchmark scores, history, citation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from markupsafe import Markup

from flopwatch.census import Census, estimate_of
from flopwatch.charts import stated_history
from flopwatch.classification import reasons_of
from flopwatch.cost import BillLine, ModelBill
from flopwatch.domain import Claim, Unknown
from flopwatch.estimation import Bases
from flopwatch.exports import Dossiers, api_path, asks_for_disclosure, disclosure, strongest_sources
from flopwatch.history import Change, changes_of
from flopwatch.hub.parts.workings import BillRow, HistoryEntry
from flopwatch.records import Record
from flopwatch.releases import ReleaseRecord
from flopwatch.wording import (
    N_,
    amount_html,
    amount_text,
    anchor,
    claim_value,
    gettext,
    model_path,
    money,
    size_words,
    term_words,
    web_link,
    words_of,
)

# A release with a model's compute in it: median and interval in FLOP; empty if unknown.
Figure: TypeAlias = tuple[ReleaseRecord, tuple[float, ...]]
# The fields shown in a model's history, in the order of the page.
_HISTORY_FIELDS = (
    "training_compute",
    "parameters",
    "active_parameters",
    "tokens_seen",
    "dataset_size",
    "published",
    "access",
)
QUANTITIES = {
    "chip-hours": N_("Chip-hours"),
    "cloud rent": N_("Cloud rent"),
    "amortised hardware": N_("Amortised hardware"),
    "cluster, up front": N_("Cluster, bought up front"),
    "energy": N_("Energy"),
    "energy cost": N_("Cost of the energy"),
    "emissions": N_("Emissions from that energy"),
    "amortised hardware and energy": N_("Amortised hardware and energy"),
}


@dataclass(frozen=True)
class Relative:
    """A related model: its page, its name, and its figure or ""."""

    path: str
    name: str
    figure: Markup


class ModelExtras:
    """Data looked up once for all models' pages.

    Args:
        census: The census.
    """

    def __init__(self, census: Census) -> None:
        self._census = census
        self._dossiers = Dossiers(census)
        self._flops = [float(one.flop) for one in census.thresholds]
        self._benchmarks = {one.id: one.name for one in census.benchmarks}
        bases = Bases(census.records)
        self._built_on = {record.id: bases.of(record) for record in census.models()}
        self._tuned: dict[str, list[str]] = {}
        for key, found in self._built_on.items():
            for base in found:
                self._tuned.setdefault(base, []).append(key)

    def of(self, record: Record, figures: Sequence[Figure]) -> dict[str, Any]:
        """Return the page's further context.

        Args:
            record: The model.
            figures: The releases in which its compute changed, with its figure.
        """
        bill = self._census.bills.get(record.id)
        return {
            "bill": bill if isinstance(bill, ModelBill) else None,
            "bill_rows": [self._row(line) for line in bill.lines] if isinstance(bill, ModelBill) else [],
            "no_bill": bill.reason if isinstance(bill, Unknown) else "",
            "built_on": [self._relative(key) for key in self._built_on.get(record.id, ())],
            "built_on_words": [] if self._built_on.get(record.id) else list(record.values("base_model")),
            "built_from_it": [self._relative(key) for key in self._tuned.get(record.id, ()) if key != record.id],
            "scores": self._scores(record),
            "history": self._history(record, figures),
            "stated": stated_history(record, self._census.sources),
            "cited": self._cited(record),
            "law": [one for one in self._dossiers.law(record) if one["may_apply"]],
            "rules": len(self._census.catalogue.rules),
            "strongest": strongest_sources(self._census, record),
            "disclosure": disclosure(record),
            "files": {
                ending: api_path(record.id, ending)
                for ending in ("json", "csv", "toml")
                if ending != "toml" or asks_for_disclosure(self._census, record)
            },
            "notable": [
                (term_words("notability", one.criterion), one.words, one.claims)
                for one in reasons_of(record, self._census.sources, self._census.catalogue.frontier)
            ],
        }

    def _row(self, line: BillLine) -> BillRow:
        heading = gettext(QUANTITIES.get(line.quantity, line.quantity))
        if isinstance(line.value, Unknown):
            return BillRow(heading, "", "", "", line.value.reason, "", "", "")
        name, colon, rest = line.source.partition(":")
        source = self._census.sources.get(name) or self._census.catalogue.sources.get(name)
        title = f"{source.title}{colon}{rest}" if source else line.source
        low, high = line.value.interval()
        figure, bottom, top = (amount_in(one, line.unit) for one in (line.value.median, low, high))
        return BillRow(heading, figure, bottom, top, "", line.formula, title, web_link(source.url) if source else "")

    def _relative(self, key: str) -> Relative:
        estimate = estimate_of(self._census, key)
        figure = Markup("{} FLOP").format(amount_html(estimate.compute_flop.median)) if estimate else Markup("")
        return Relative(model_path(key), self._census.records[key].name, figure)

    def _scores(self, record: Record) -> list[dict[str, str]]:
        """Return a model's benchmark scores as written, one row for each benchmark and program."""
        rows = []
        for name in sorted(name for name in record.fields if name.startswith("benchmark_score")):
            behind = record.fields[name].claims
            claim = self._census.claims.get(behind[0]) if behind else None
            if claim is None:
                continue
            said, source = claim.qualifiers, self._census.sources.get(claim.source)
            benchmark = said.get("benchmark", "")
            rows.append(
                {
                    "benchmark": self._benchmarks.get(benchmark, benchmark),
                    "as_written": claim.as_written,
                    "place": f"f-{anchor(name)}",
                    "setting": _shots(said.get("setting", "")),
                    "harness": said.get("harness", ""),
                    "locator": claim.locator,
                    "source": source.title if source else claim.source,
                    "source_id": claim.source,
                }
            )
        return rows

    def _history(self, record: Record, figures: Sequence[Figure]) -> list[tuple[str, HistoryEntry | Change | Figure]]:
        """Return the sources' statements on the model, its changes and its figures in releases, the earliest first.

        An undated source comes after everything up to the census's date, before a release of that date.

        Returns:
            Pairs of `statement`, `change` or `release`, and its contents.
        """
        end = self._census.as_of.isoformat()
        dated: list[tuple[str, int, str, HistoryEntry | Change | Figure]] = [
            *((one.date or end, 0 if one.date else 2, "statement", one) for one in self._statements(record)),
            *((one.date or end, 1, "change", one) for one in changes_of(record, self._census.sources, self._flops)),
            *((one[0].as_of, 3, "release", one) for one in figures),
        ]
        return [(kind, one) for _, _, kind, one in sorted(dated, key=lambda one: one[:2])]

    def _statements(self, record: Record) -> list[HistoryEntry]:
        """Return each source's statements on the model, by the source's own date."""
        by_source: dict[str, list[tuple[str, Claim]]] = {}
        for key in sorted(record.claims):
            by_source.setdefault(record.claims[key].source, []).append((key, record.claims[key]))
        chosen = {key for value in record.fields.values() for key in value.claims}
        # A field of several parts (a dataset's words and its images) is listed under the name of each part.
        places = {
            field: name
            for name in sorted(record.fields, reverse=True)
            if (field := record.fields[name].field) in _HISTORY_FIELDS
        }
        entries = []
        for source_id, claims in by_source.items():
            source = self._census.sources.get(source_id)
            entries.append(
                HistoryEntry(
                    date=source.date if source else "",
                    source_id=source_id,
                    title=source.title if source else source_id,
                    recorded=max((claim.recorded for _, claim in claims), default=""),
                    said=tuple(_said(claims, chosen, places)),
                    claims=len(claims),
                )
            )
        return sorted(entries, key=lambda one: (one.date, one.source_id))

    def _cited(self, record: Record) -> str:
        """Return the figure in a citation's address, such as `2.1e25`, so that a later reader sees it; or ""."""
        estimate = estimate_of(self._census, record.id)
        return amount_text(estimate.compute_flop.median, 3) if estimate else ""


def _shots(setting: str) -> str:
    """Return a setting in readable form: some tables give only the number of shots."""
    return f"{setting}-shot" if setting.isascii() and setting.isdigit() else setting


def _said(
    claims: Iterable[tuple[str, Claim]], chosen: set[str], places: dict[str, str]
) -> Iterable[tuple[str, str, Markup, bool]]:
    by_field: dict[str, list[tuple[str, Claim]]] = {}
    for key, claim in claims:
        by_field.setdefault(claim.field, []).append((key, claim))
    for name in _HISTORY_FIELDS:
        met: set[str] = set()
        for key, claim in by_field.get(name, ()):
            value = claim_value(claim)
            if value not in met:
                met.add(value)
                yield anchor(places.get(name, name)), words_of(name), value, key in chosen


def amount_in(value: float, unit: str) -> str:
    """Format a computed amount in its unit: `$58 million`, `37 GWh`, `14,000 t`.

    Example:
        >>> amount_in(5.8e7, "USD"), amount_in(3.69e7, "kWh"), amount_in(1.4e7, "kgCO2e"), amount_in(3.5e7,
        ...     "chip-hours")
        ('$58 million', '37 GWh', '14,000 t CO2e', '35 million')
    """
    if unit == "USD":
        return money(value)
    if unit == "kWh":
        for scale, word in ((1e9, "TWh"), (1e6, "GWh"), (1e3, "MWh")):
            if value >= scale:
                return f"{size_words(value / scale)} {word}"
        return f"{size_words(value)} kWh"
    if unit == "kgCO2e":
        return f"{size_words(value / 1000)} t CO2e" if value >= 1000 else f"{size_words(value)} kg CO2e"
    return size_words(value)


__all__ = ["QUANTITIES", "ModelExtras", "amount_in"]
