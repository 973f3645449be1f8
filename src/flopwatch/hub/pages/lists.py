"""The page of lists: every base model by domain, in the layout of curated lists on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwatch.census import Census, newest_first
from flopwatch.hub.views import link_fields, names
from flopwatch.products import GROUPS, group_of
from flopwatch.records import Record
from flopwatch.wording import say, short

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


MOST_ENTRIES = 60  # of a group on the page of all lists; a longer one has its own page too


def write_lists(site: Site, census: Census) -> None:
    """Write `lists.html`, and a page for each group with many models."""
    records = list(census.records.values())
    bases = [r for r in records if r.kind == "model" and not r.is_variant]
    by_group = [(group, sorted((r for r in bases if group_of(r).id == group.id), key=newest_first)) for group in GROUPS]
    pages = {group.id: f"lists/{group.id}.html" if len(found) > MOST_ENTRIES else "" for group, found in by_group}
    facts: dict[str, Any] = {
        "summary": lambda r: _summary(census, r),
        "links": link_fields,
        "developers": lambda r: names(census, r, "developer"),
    }
    site.page(
        "lists.html",
        "lists.html",
        by_group=[(g, found) for g, found in by_group if found],
        pages=pages,
        most=MOST_ENTRIES,
        frameworks=[r for r in records if r.kind == "framework"],
        surveys=[r for r in records if r.kind == "survey"],
        **facts,
    )
    for group, found in by_group:
        if pages[group.id]:
            site.page(pages[group.id], "list.html", group=group, found=found, **facts)


def _summary(census: Census, record: Record) -> list[str]:
    """Return the short facts after a model's name in a list."""
    parts = []
    if parameters := record.fields.get("parameters"):
        parts.append(say("%(number)s parameters", number=short(parameters.value)))
    if tokens := record.fields.get("tokens_seen"):
        parts.append(say("%(number)s tokens", number=short(tokens.value)))
    elif data := record.fields.get("dataset_size"):
        parts.append(f"{short(data.value)} {data.unit}")
    if access := names(census, record, "access"):
        parts.append(access)
    return parts
