"""Completeness: the share of large models that the census has, those that compared lists name, and primary sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from flopwatch.census import Census, behind
from flopwatch.discovery.recapture import unseen_models
from flopwatch.domain import SIZE_FROM_NAME, Claim, ComparedList, ElsewhereRow, exact
from flopwatch.identity import fold_name

AT = 1e23  # FLOP
# Figures that make or check an estimate.
FIGURES = (
    "parameters",
    "active_parameters",
    "dataset_size",
    "tokens_seen",
    "training_compute",
    "chip_count",
    "training_time",
    "chip_hours",
    "utilization",
    "training_cost",
)
PRIMARY_RANK = 1  # in sources.toml: the developer's own documents
UNDATED = ""


@dataclass(frozen=True)
class MissingModel:
    """A model that lists put at or above 1e23 FLOP and that the census lacks.

    Args:
        row: The row of the first list that names it.
        sources: Ids of all lists that name it.
    """

    row: ElsewhereRow
    sources: tuple[str, ...]

    @property
    def year(self) -> str:
        """Its year of publication, or "" if no list dates it."""
        return self.row.published[:4] or UNDATED


@dataclass(frozen=True)
class PrimaryShare:
    """Figures of one field: how many rest on the developer's own document, of how many known."""

    field: str
    primary: int
    known: int

    @property
    def share(self) -> float:
        """The fraction, 0 if none is known."""
        return self.primary / self.known if self.known else 0.0


@dataclass(frozen=True)
class Completeness:
    """The share of base models above 1e23 FLOP that the census has.

    Args:
        known: Base models of the census with an estimate above it.
        unseen: 5%, 50% and 95% quantiles of the number that no source lists, by capture and recapture; None if too few
            models are listed twice. The median is a lower bound.
        missing: Models that compared lists name and the census lacks.
        lists: The compared lists.
        primary: Figures with a primary source, by field.
        primary_above: The same over all fields for base models above each threshold, lowest first.
    """

    known: int
    unseen: tuple[float, float, float] | None
    missing: tuple[MissingModel, ...]
    lists: tuple[ComparedList, ...]
    primary: tuple[PrimaryShare, ...]
    primary_above: tuple[PrimaryShare, ...]

    def share(self, quantile: int = 1) -> float:
        """Return known / (known + unseen), at most: `unseen` is a lower bound.

        Args:
            quantile: 0, 1 or 2: with the 5%, 50% or 95% quantile of the unseen; without them the missing are taken.
        """
        beyond = self.unseen[quantile] if self.unseen else float(len(self.missing))
        return self.known / (self.known + max(beyond, len(self.missing))) if self.known else 0.0

    def missing_by_year(self) -> dict[str, int]:
        """Return the number of missing models by year, earliest first, undated last."""
        found = Counter(one.year for one in self.missing)
        return dict(sorted(found.items(), key=lambda item: (item[0] == UNDATED, item[0])))


def completeness(census: Census) -> Completeness:
    """Return how complete the census is above 1e23 FLOP.

    Two lists mean one model if its names are equal but for case, blanks and hyphens.
    """
    compared = census.catalogue.compared
    found = next((one for one in unseen_models(census) if one.threshold_flop == AT and one.group == "all"), None)
    by_name: dict[str, list[tuple[str, ElsewhereRow]]] = defaultdict(list)
    for one in compared:
        for row in one.missing:
            by_name[fold_name(row.name)].append((one.source, row))
    missing = tuple(
        MissingModel(max((row for _, row in some), key=lambda row: row.published), tuple(source for source, _ in some))
        for some in by_name.values()
    )
    return Completeness(
        known=found.known if found else 0,
        unseen=(found.unseen["p5"], found.unseen["p50"], found.unseen["p95"]) if found else None,
        missing=tuple(sorted(missing, key=lambda one: (-float(exact(one.row.training_compute)), one.row.name))),
        lists=compared,
        primary=tuple(_by_field(census)),
        primary_above=tuple(_by_level(census)),
    )


def _by_field(census: Census) -> list[PrimaryShare]:
    counts = {name: [0, 0] for name in FIGURES}
    for record in census.models():
        for name, primary in _figures(census, record.id).items():
            counts[name][0] += primary
            counts[name][1] += 1
    return [PrimaryShare(name, primary, known) for name, (primary, known) in counts.items() if known]


def _by_level(census: Census) -> list[PrimaryShare]:
    out = []
    for at, threshold in enumerate(census.thresholds):
        flags = [
            primary
            for key, crossings in census.crossings.items()
            if crossings and crossings[at].is_above and key in census.records and not census.records[key].is_variant
            for primary in _figures(census, key).values()
        ]
        out.append(PrimaryShare(threshold.flop, sum(flags), len(flags)))
    return out


def _figures(census: Census, model: str) -> Mapping[str, bool]:
    """Return the figures that a model has, each with whether its chosen claim is of a primary source."""
    found: dict[str, bool] = {}
    record = census.records[model]
    for value in record.fields.values():
        if value.field in FIGURES:
            primary = any(_is_primary(census, record.claims[key]) for key in behind(value) if key in record.claims)
            found[value.field] = found.get(value.field, False) or primary
    return found


def _is_primary(census: Census, claim: Claim) -> bool:
    """Return whether a developer's own document states the claim; a size in a model's name is no statement."""
    source = census.sources.get(claim.source)
    return source is not None and source.rank == PRIMARY_RANK and SIZE_FROM_NAME not in claim.flags
