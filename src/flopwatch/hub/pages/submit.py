"""The page with a form whose answers become a claims file to send, because a static host cannot receive data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from flopwatch.census import Census
from flopwatch.domain import FIELDS, VOCABULARIES
from flopwatch.hub.views import names
from flopwatch.products import PROSE
from flopwatch.wording import meaning_words, words_of

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

_DISPUTED = ("training_compute", "parameters", "tokens_seen", "published")


def write_submit(site: Site, census: Census) -> None:
    """Write `submit.html`, with the fields a model can have, and the models by id for the form."""
    fields = [
        {
            "name": one.name,
            "words": words_of(one.name),
            "kind": one.kind,
            "units": list(one.units),
            "terms": [term.id for term in VOCABULARIES.get(one.vocabulary, ())] if one.kind == "term" else [],
            "meaning": meaning_words(one.meaning),
        }
        for one in FIELDS
        if one.name not in PROSE and "model" in one.subjects
    ]
    models = {record.id: record.name for record in census.models()}
    makers = {record.id: names(census, record, "developer") for record in census.models()}
    data = {"fields": fields, "models": models, "makers": makers, "stated": _stated(census)}
    text = msgspec.json.encode(data, order="deterministic").decode()
    (site.folder / "submit-data.js").write_text(f"globalThis.flopwatchSubmit = {text};\n", encoding="utf-8")
    site.page("submit.html", "submit.html", fields=fields)


def _stated(census: Census) -> dict[str, dict[str, tuple[str, str, str]]]:
    """Return the values that a correction most often disputes, by model and field: source, value and unit as stated."""
    found: dict[str, dict[str, tuple[str, str, str]]] = {}
    for record in census.models():
        for name in _DISPUTED:
            value = record.fields.get(name)
            claim = record.claims.get(value.claims[0]) if value and value.claims else None
            if claim is not None:
                found.setdefault(record.id, {})[name] = (claim.source, claim.value, claim.unit)
    return found
