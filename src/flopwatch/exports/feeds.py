"""Atom feeds of a site: all changes, those of a threshold, an organisation and a saved query; and this week's data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from flopwatch.census import Census, estimate_of
from flopwatch.domain import PartialDate, exact
from flopwatch.exports.atom import MOST_ENTRIES, write_changes_feed
from flopwatch.exports.json_tree import flop_name
from flopwatch.history import Change, publisher_changes
from flopwatch.products import label
from flopwatch.records import Record
from flopwatch.wording import amount_text, place_path

ALL_CHANGES = "feeds/all.xml"
WEEK = dt.timedelta(days=7)


def recent_changes(census: Census) -> list[Change]:
    """List what the public record of models added, withdrew, restated or re-dated, newest first.

    An added model is dated by its publication, a restated value by the state of the table that restated it.
    """
    flops = [float(exact(one.flop)) for one in census.thresholds]
    models = census.models()
    found = [*publisher_changes(models, census.sources, flops, census.catalogue.rules)]
    found += [_added(census, one, flops) for one in models if one.value("published")]
    today = census.as_of.isoformat()
    return sorted((one for one in found if one.date and one.date <= today), key=_newest, reverse=True)


def _newest(one: Change) -> tuple[str, str, str]:
    return one.date, one.name, one.field


def _added(census: Census, record: Record, flops: Sequence[float]) -> Change:
    estimate = estimate_of(census, record.id)
    words = "No figure of its training compute is known."
    above: tuple[float, ...] = ()
    if estimate is not None:
        found = estimate.compute_flop
        low, middle, high = (amount_text(found.quantile(at)) for at in (0.05, 0.5, 0.95))
        words = f"Training compute {middle} FLOP (90%: {low} to {high})."
        above = tuple(one for one in flops if found.median > one)
    who = ", ".join(label("developer", one) for one in record.values("developer"))
    return Change(
        kind="added",
        name=record.name,
        model=record.id,
        crossed=above,
        reason=f"{who}. {words}" if who else words,
        date=record.value("published"),
    )


def week_of(census: Census, changes: Sequence[Change]) -> dict[str, object]:
    """Return the changes of the seven days up to the census's date, and the counts by kind."""
    first = census.as_of - WEEK
    some = [one for one in changes if len(one.date) == 10 and PartialDate.from_iso(one.date).earliest > first]
    counts: dict[str, int] = {}
    for one in some:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    head = {"as_of": census.as_of.isoformat(), "after": first.isoformat(), "counts": counts}
    return head | {"changes": [msgspec.to_builtins(one) for one in some]}


@dataclass(frozen=True)
class SavedQuery:
    """A question that somebody keeps, whose answer has a feed of its own.

    Args:
        name: Its name: the feed is `feeds/queries/NAME.xml`.
        where: The expression over the columns of `flopwatch models`.
        models: Ids of the models that satisfy it in this census.
    """

    name: str
    where: str
    models: frozenset[str]


def write_feeds(census: Census, site: Path, base_url: str = "", queries: Sequence[SavedQuery] = ()) -> None:
    """Write `feeds/` and `api/week.json` into the folder of a site.

    Args:
        census: The census.
        site: The folder of the site.
        base_url: Address of the site, or "".
        queries: The saved queries that get a feed each.
    """
    changes = recent_changes(census)
    place = site / "api/week.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(msgspec.json.encode(week_of(census, changes)) + b"\n")

    def write(path: str, title: str, some: Iterable[Change]) -> None:
        write_changes_feed(site, path, title, islice(some, MOST_ENTRIES), base_url)

    write(ALL_CHANGES, "flopwatch: all changes", changes)
    for one in census.thresholds:
        flop = float(exact(one.flop))
        title = f"flopwatch: models and changes across {flop_name(flop)} FLOP"
        write(threshold_feed(flop), title, (c for c in changes if flop in c.crossed))
    for developer, some in _by_developer(census, changes).items():
        write(organisation_feed(developer), f"flopwatch: models of {label('developer', developer)}", some)
    for query in queries:
        title = f"flopwatch: {query.name}: models where {query.where}"
        write(query_feed(query.name), title, (c for c in changes if c.model in query.models))


def threshold_feed(flop: float) -> str:
    """Return the path of a threshold's feed on the site.

    Example:
        >>> threshold_feed(1e25)
        'feeds/thresholds/1e25.xml'
    """
    return f"feeds/thresholds/{flop_name(flop)}.xml"


def organisation_feed(developer: str) -> str:
    """Return the path of a developer's feed on the site."""
    return f"feeds/{place_path('organisations', developer).removesuffix('.html')}.xml"


def query_feed(name: str) -> str:
    """Return the path of a saved query's feed on the site."""
    return f"feeds/queries/{name}.xml"


def _by_developer(census: Census, changes: Sequence[Change]) -> dict[str, list[Change]]:
    """Return the changes of each developer's models, in the given order; every developer of a model has a list."""
    found: dict[str, list[Change]] = {one: [] for record in census.models() for one in record.values("developer")}
    for one in changes:
        for developer in census.records[one.model].values("developer") if one.model in census.records else ():
            found.setdefault(developer, []).append(one)
    return dict(sorted(found.items()))
