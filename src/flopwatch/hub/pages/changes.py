"""The pages of withdrawn values and of conflicts, and the feed of what publishers changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwatch.analysis import rank_conflicts
from flopwatch.census import Census
from flopwatch.exports import write_changes_feed
from flopwatch.history import publisher_changes
from flopwatch.wording import field_value

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

FEED = "withdrawals.xml"


def write_changes(site: Site, census: Census) -> None:
    """Write `withdrawals.html`, its Atom feed, and `conflicts.html`."""
    flops = [float(one.flop) for one in census.thresholds]
    changes = publisher_changes(census.models(), census.sources, flops, census.catalogue.rules)
    sizes = {float(one.flop): one for one in census.thresholds}
    gone = [one for one in changes if one.kind == "withdrawn"]
    site.page(
        "withdrawals.html",
        "withdrawals.html",
        withdrawn=gone,
        restated=[one for one in changes if one.kind != "withdrawn"],
        feed=FEED,
        sizes=sizes,
    )
    title = "Values that publishers of AI model data withdrew or changed"
    write_changes_feed(site.folder, FEED, title, changes, site.base_url)
    ranked = rank_conflicts(census.conflicts, census.records, census.estimates, flops, census.catalogue.rules)
    used = {
        id(one): field_value(census.records[one.conflict.model].fields[one.conflict.key.label])
        for one in ranked
        if one.chosen
    }
    site.page("conflicts.html", "conflicts.html", ranked=[(one, used.get(id(one), "")) for one in ranked], sizes=sizes)
