"""The page of documents: their statements that are not facts on single models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from flopwatch.census import Census
from flopwatch.hub.views import ClaimView, claim_view
from flopwatch.products import PROSE
from flopwatch.records import FieldValue, Record
from flopwatch.wording import N_, claim_value, field_value, gettext, words_of

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


_DOCUMENT_KINDS = (
    ("finding", N_("Findings"), N_("Conclusions of a document: a count, a share, a rate.")),
    ("recipe", N_("Search recipes"), N_("Ways of finding models that a document describes.")),
    ("product", N_("Products"), N_("Services, and the models they are built on or said to be.")),
    ("chip", N_("Chips"), N_("Statements on accelerators.")),
    ("benchmark", N_("Benchmarks"), N_("Statements on benchmarks.")),
)


def write_documents(site: Site, census: Census) -> None:
    """Write `documents.html`: by kind, then by the source that states it."""

    def stated(record: Record, value: FieldValue) -> Markup:
        """Return a value as its document states it, in the document's unit: 18 to 24 months, not 13,149 hours."""
        single = len(value.values) == 1 and not value.corrected and value.claims
        return claim_value(record.claims[value.claims[0]]) if single else field_value(value)

    def facts(record: Record) -> list[tuple[str, Any]]:
        values = [v for name, v in sorted(record.fields.items()) if name not in ("statement", "figure")]
        return [(words_of(v.name), stated(record, v)) for v in values]

    def claims(record: Record) -> list[ClaimView]:
        kept = [i for i in sorted(record.claims) if record.claims[i].field not in PROSE]
        views = (claim_view(census, i, record.claims[i]) for i in kept)
        # Several claims often quote the same words at the same place: they are shown once.
        return list({(v.claim.locator, v.claim.as_written): v for v in views}.values())

    kinds = []
    for kind, heading, about in _DOCUMENT_KINDS:
        by_source: dict[str, list[tuple[Record, list[ClaimView]]]] = {}
        for record in census.records.values():
            if record.kind == kind and (shown := claims(record)):
                by_source.setdefault(shown[0].source_id, []).append((record, shown))
        if by_source:
            kinds.append((kind, gettext(heading), gettext(about), sorted(by_source.items())))
    site.page(
        "documents.html",
        "documents.html",
        kinds=kinds,
        facts=facts,
        figure=lambda r: stated(r, r.fields["figure"]) if "figure" in r.fields else "",
    )
