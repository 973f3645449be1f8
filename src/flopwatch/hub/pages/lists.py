"""The page of lists: every base model by domain, in the layout of curated lists on the web."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flopwatch.census import Census, estimate_of, newest_first
from flopwatch.hub.views import link_fields, names
from flopwatch.products import GROUPS, group_of
from flopwatch.records import Record
from flopwatch.wording import anchor, model_path, say, short

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


MOST_ENTRIES = 60  # of a group on the page of all lists; a longer one has its own page too


@dataclass(frozen=True)
class ListEntry:
    """One model, framework or survey in a list.

    Args:
        place: Its anchor on the page.
        page: Its own page, or "".
        name: Its name.
        about: Developers and month of publication.
        facts: Short facts.
        compute_flop: Median training compute in FLOP, or None.
        links: Outside links: (word, address).
    """

    place: str
    page: str
    name: str
    about: str
    facts: list[str]
    compute_flop: float | None
    links: list[tuple[str, str]]


def write_lists(site: Site, census: Census) -> None:
    """Write `lists.html`, and a page for each group with many models."""
    records = list(census.records.values())
    bases = [r for r in records if r.kind == "model" and not r.is_variant]
    by_group = [(group, sorted((r for r in bases if group_of(r).id == group.id), key=newest_first)) for group in GROUPS]
    pages = {group.id: f"lists/{group.id}.html" if len(found) > MOST_ENTRIES else "" for group, found in by_group}
    entries = [(group, [_entry(census, record) for record in found]) for group, found in by_group]
    context = {
        "by_group": [(group, found[:MOST_ENTRIES], len(found)) for group, found in entries if found],
        "pages": pages,
        "frameworks": [_entry(census, one) for one in records if one.kind == "framework"],
        "surveys": [_entry(census, one) for one in records if one.kind == "survey"],
    }
    site.page_of_data("lists.html", "lists.html", context)
    for group, found in entries:
        if pages[group.id]:
            site.page_of_data(pages[group.id], "list.html", {"group": group, "found": found})


def _entry(census: Census, record: Record) -> ListEntry:
    estimate = estimate_of(census, record.id)
    return ListEntry(
        place=anchor(record.id),
        page=model_path(record.id) if record.kind == "model" else "",
        name=record.name,
        about=", ".join(filter(None, (names(census, record, "developer"), record.value("published")[:7]))),
        facts=_summary(census, record),
        compute_flop=estimate.compute_flop.median if estimate else None,
        links=link_fields(record),
    )


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
