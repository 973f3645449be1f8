"""Changes since the last release, for the start page, and the Atom feed of the changes of all releases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flopwatch.census import Census
from flopwatch.exports import write_changes_feed
from flopwatch.history import Change, Values, compare_states, state_of_values
from flopwatch.hub.views import ListedModel

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

FEED = "changes.xml"
_FED = 10  # releases whose changes the feed has
_NAMED = 8  # changes that the start page names
_NEWEST = 5
_WITH_FIGURES = ("re-estimated", "withdrawn", "bounded")


@dataclass(frozen=True)
class News:
    """Words of the start page on changes.

    Args:
        number: The release that the census is compared with; 0 if there is none.
        since: Its date, or "".
        counts: Number of models by kind of change.
        first: The first changes to name: figures that cross a threshold, then added models, then other figures.
        newest: The models published last, of those whose month is known.
        feed: Path of the feed, or "" without a release.
    """

    number: int
    since: str
    counts: dict[str, int]
    first: tuple[Change, ...]
    newest: tuple[ListedModel, ...]
    feed: str


def write_news(site: Site, census: Census, rows: list[ListedModel]) -> News:
    """Write the feed if there is a release, and return what the start page says.

    Args:
        site: The site, with its releases.
        census: The census.
        rows: All models, the newest first.
    """
    dated = (one for one in rows if "-" in one.record.value("published"))
    newest = tuple(one for one in dated if not one.record.is_variant)[:_NEWEST]
    kept = site.releases.kept
    if not kept:
        return News(0, "", {}, (), newest, "")
    flops = [float(one.flop) for one in census.thresholds]
    states = [one.values for one in kept[-_FED - 1 :]]
    if not site.releases.this:
        states.append(site.releases.now)
    pairs = [_changes(then, now, flops) for then, now in zip(states, states[1:], strict=False)]
    everything = [one for some in pairs for one in some]
    title = "What changed from one release of flopwatch to the next"
    write_changes_feed(site.folder, FEED, title, everything, site.base_url)
    if not pairs:  # this build is the first release
        return News(0, "", {}, (), newest, FEED)
    before, last = kept[-2 if site.releases.this else -1], pairs[-1]
    counts = Counter(kind for kind, _ in {(one.kind, one.model) for one in last})
    return News(before.entry.number, before.entry.as_of, dict(counts), _first(last), newest, FEED)


def _changes(then: Values, now: Values, flops: list[float]) -> tuple[Change, ...]:
    return compare_states(state_of_values(then, then.as_of), state_of_values(now, now.as_of), flops).changes


def _first(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return the changes to name, at most one for each model."""

    def order(one: Change) -> int:
        return 0 if one.crossed else 1 if one.kind == "added" else 2 if one.kind in _WITH_FIGURES else 3

    found: dict[str, Change] = {}
    for one in sorted(changes, key=order):
        if one.model and order(one) < 3:
            found.setdefault(one.model, one)
    return tuple(found.values())[:_NAMED]
