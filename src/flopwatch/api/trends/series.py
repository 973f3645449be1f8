"""A series: dated values from a file or the census, and the options requested for them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from flopwatch import sources
from flopwatch.analysis import CLUSTERS, Observation, Points, gather
from flopwatch.api.trends.shapes import Cited
from flopwatch.census import Census
from flopwatch.domain import (
    NoSuchChoice,
    PartialDate,
    Skip,
    Source,
    Unknown,
    WrongUsage,
    exact,
    field,
    has_open_weights,
    term_for,
)
from flopwatch.estimation import Doubted, Estimate
from flopwatch.sources import read_series

FROM_CIRCUMSTANCE = " (from circumstance)"  # after the name of a model whose compute nobody discloses
_COMPUTE = "training_compute"
SEED = 20210619  # of the resamples, fixed so that the same data give the same digits; the date of document 002
_GROUPINGS = {
    "domain": "domain",
    "country": "country",
    "organisation": "developer",
    "developer": "developer",
    "access": "access",
}


@dataclass(frozen=True)
class Asked:
    """The options of a series.

    Args:
        x: Column of the dates; for the census, a field of kind date.
        y: Column of the values; for the census, `training_compute` or another quantity.
        per: Column to divide by, or "".
        group: Column to group by, or "".
        split: Whether a cell of `group` lists several groups.
        only: Groups to keep; all if empty.
        bare_year: `jan1`, `july1` or `drop`.
        since: First day included, or None.
        until: Last day included, or None.
        cluster: `auto`, `organisation`, `quarter` or `row`.
        method: `ols`, `theil-sen`, `huber` or `quantile`.
        dense: Leave out mixtures of experts.
        drop_nonpositive: Leave out values below 0, instead of rejecting their group.
        seed: Seed of the resamples.
        stated: Column of a file that must not be empty, or "".
        date_order: How a file's dates in figures are read: `auto`, `day-first` or `month-first`.
        circumstance: Whether models of undisclosed compute enter with their estimate from circumstance.
    """

    x: str = "published"
    y: str = "training_compute"
    per: str = ""
    group: str = ""
    split: bool = False
    only: tuple[str, ...] = ()
    bare_year: str = "jan1"
    since: dt.date | None = None
    until: dt.date | None = None
    cluster: str = "auto"
    method: str = "ols"
    dense: bool = False
    drop_nonpositive: bool = False
    seed: int = SEED
    stated: str = ""
    date_order: str = "auto"
    circumstance: bool = False


@dataclass(frozen=True)
class Data:
    """The dated values of a file or of the census, the rows that could not be read, and the citation.

    `divisors` are the divisors of the values.
    """

    observations: tuple[Observation, ...]
    skipped: tuple[Skip, ...]
    cited: Cited
    organisations: bool
    divisors: tuple[float, ...] = ()


# ---------------------------------------------------------------- the values to fit


def _from_file(place: str, asked: Asked) -> Data:
    raw = sources.fetch(place)
    sha = hashlib.sha256(raw).hexdigest()
    name = Path(place).name
    series = read_series(
        raw,
        Source(id=name, title=name),
        sources.Columns(
            asked.x, asked.y, asked.per, asked.group, asked.stated, split=asked.split, date_order=asked.date_order
        ),
    )
    observations = tuple(
        Observation(
            row.label,
            row.date,
            row.value,
            groups=row.groups,
            organisation=row.organisation,
            open=has_open_weights(term_for("access", row.access) or row.access),
            sparse=row.sparse,
        )
        for row in series.rows
    )
    return Data(
        observations,
        series.skipped,
        Cited(name, sha256=sha),
        series.has_organisations,
        tuple(row.divisor for row in series.rows),
    )


def _from_census(census: Census, asked: Asked) -> Data:
    wanted, names = _fields_of(asked)
    units = {name: unit_of_series(census, name) for name in (wanted, asked.per) if name}
    added = _added(census, asked)
    observations: list[Observation] = []
    skipped: list[Skip] = []
    divisors: list[float] = []
    entered = 0
    for record in census.models():
        if record.is_variant:
            skipped.append(Skip(record.id, "folds under its base model"))
            continue
        date = record.value(asked.x)
        value = added.get(record.id, {}).get(wanted) or census_value(census, record.id, wanted, units[wanted])
        if isinstance(value, Skip) or not date:
            skipped.append(value if isinstance(value, Skip) else Skip(record.id, f"no {asked.x} date"))
            continue
        low, middle, high = value
        divisor = 1.0
        if asked.per:
            by = added.get(record.id, {}).get(asked.per) or census_value(census, record.id, asked.per, units[asked.per])
            if isinstance(by, Skip):
                skipped.append(by)
                continue
            divisor = by[1]
            low, middle, high = low / divisor, middle / divisor, high / divisor
        divisors.append(divisor)
        entered += record.id in added
        developers = record.values("developer")
        observations.append(
            Observation(
                f"{record.name}{FROM_CIRCUMSTANCE}" if record.id in added else record.name,
                PartialDate.from_iso(date),
                middle,
                low,
                high,
                record.values(names) if names else (),
                developers[0] if developers else "",
                record.has_open_weights,
                record.is_sparse,
            )
        )
    return Data(
        tuple(observations),
        tuple(skipped),
        Cited("census", as_of=str(census.as_of), from_circumstance=entered),
        True,
        tuple(divisors),
    )


def _added(census: Census, asked: Asked) -> dict[str, dict[str, tuple[float, float, float]]]:
    """Return the compute from circumstance of models without an estimate, by id and field, if it was asked for."""
    if not asked.circumstance:
        return {}
    return {
        key: {_COMPUTE: (one.p5, one.p50, one.p95)}
        for key, one in census.circumstances.models.items()
        if not isinstance(census.estimates.get(key), Estimate)
    }


def _fields_of(asked: Asked) -> tuple[str, str]:
    for name in filter(None, (asked.y, asked.per)):
        if field(name).kind != "quantity":
            raise WrongUsage(
                f"--y {name!r} is not a quantity of the census. Try training_compute, parameters or tokens_seen."
            )
    if field(asked.x).kind != "date":
        raise WrongUsage(f"--x {asked.x!r} is not a date field of the census; it has: published.")
    if asked.group and asked.group not in _GROUPINGS:
        raise NoSuchChoice("grouping of the census", asked.group, list(_GROUPINGS), option="--group")
    return asked.y, _GROUPINGS.get(asked.group, "")


def unit_of_series(census: Census, name: str) -> str:
    """Return the unit in which most base models state a quantity: words, images and tokens have no common axis.

    A count of datapoints that no source gives a unit is none of them.
    """
    stated = Counter(
        record.fields[name].unit for record in census.models() if name in record.fields and not record.is_variant
    )
    if len(stated) > 1:
        stated.pop("datapoints", None)
    return max(sorted(stated), key=lambda unit: stated[unit], default="")


def census_value(census: Census, model: str, name: str, unit: str) -> tuple[float, float, float] | Skip:
    """Return the 5%, 50% and 95% quantiles of a quantity of a model in a unit, or why there are none."""
    doubted = census.estimates.get(model)
    if isinstance(doubted, Doubted) and (name == "training_compute" or census.records[model].value(name)):
        # Which of the stated numbers is wrong is not known.
        return Skip(model, "its stated figures are in doubt", doubted.reason)
    if name == "training_compute":
        estimate = census.estimates.get(model)
        if not isinstance(estimate, Estimate):
            return Skip(model, "training compute is not known", estimate.reason if estimate else "no estimate")
        low, high = estimate.compute_flop.interval()
        return low, estimate.compute_flop.median, high
    text = census.records[model].value(name)
    if not text:
        return Skip(model, f"no {name}")
    if (own := census.records[model].fields[name].unit) != unit:
        return Skip(model, f"its {name} is in {own}, not in {unit}")
    value = float(exact(text))
    return value, value, value


def read(place: str, census: Callable[[], Census], asked: Asked) -> Data:
    """Read the series of a file, or of the census if `place` is ""."""
    if asked.only and not asked.group:
        shown = ", ".join(repr(one[:40]) for one in asked.only[:5])
        raise WrongUsage(f"--only {shown} names a group, but nothing is grouped. Say --group COL too.")
    if asked.circumstance and (place or _COMPUTE not in (asked.y, asked.per)):
        what = f"{place} has its own figures" if place else f"the series is of {asked.y}"
        raise WrongUsage(f"--circumstance adds training compute to the census's series, but {what}. Leave it out.")
    return _from_file(place, asked) if place else _from_census(census(), asked)


def points_of(data: Data, observations: Iterable[Observation], asked: Asked) -> Points | Unknown:
    """Convert observations to points, by the rules requested."""
    cluster = asked.cluster
    if cluster == "auto":
        cluster = "organisation" if data.organisations else "quarter"
    if cluster not in CLUSTERS:
        raise NoSuchChoice("unit of resampling", cluster, ["auto", *CLUSTERS], option="--cluster")
    return gather(
        observations,
        bare_year=asked.bare_year,
        since=asked.since,
        until=asked.until,
        cluster=cluster,
        dense_only=asked.dense,
        drop_nonpositive=asked.drop_nonpositive,
        data=data.cited.words(),
    )


def grouped(data: Data, asked: Asked) -> dict[str, list[Observation]]:
    """Group the observations as requested; one in two groups counts in both."""
    if not asked.group:
        return {"all": list(data.observations)}
    groups: dict[str, list[Observation]] = {name: [] for name in asked.only}
    for one in data.observations:
        for name in one.groups or ("(none)",):
            if not asked.only or name in groups:
                groups.setdefault(name, []).append(one)
    return dict(sorted(groups.items()))
