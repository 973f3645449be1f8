"""The page with a form whose answers become a claims file to send, because a static host cannot receive data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from flopwatch.census import Census
from flopwatch.domain import FIELDS, VOCABULARIES
from flopwatch.products import PROSE
from flopwatch.wording import meaning_words, words_of

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


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
    text = msgspec.json.encode({"fields": fields, "models": models}, order="deterministic").decode()
    (site.folder / "submit-data.js").write_text(f"globalThis.flopwatchSubmit = {text};\n", encoding="utf-8")
    site.page("submit.html", "submit.html", fields=fields)
