"""The models as a comparison of the Open Research Knowledge Graph: a row per model, property labels as headers."""

from __future__ import annotations

from flopwatch.census import Census
from flopwatch.domain import canonical, disarmed, exact, field
from flopwatch.products import PROSE, csv_text, label
from flopwatch.records import Record
from flopwatch.wording import short

# Property labels of the graph's summaries of language models, in their order, with the field that each holds.
PROPERTIES: dict[str, str] = {
    "title": "title",
    "model family": "family",
    "date created": "published",
    "organization": "developer",
    "innovation": "innovation",
    "pretraining architecture": "architecture",
    "pretraining task": "objective",
    "fine-tuning task": "finetuning_task",
    "training corpus": "dataset",
    "optimizer": "optimizer",
    "tokenization": "tokenization",
    "number of parameters": "parameters",
    "hardware used": "chip",
    "hardware information": "hardware_information",
    "extension": "extension",
    "application": "application",
    "has source code": "source_code",
    "blog post": "announcement",
    "license": "license",
    "research problem": "research_problem",
    "context length": "context_length",
    "url": "paper",
}
_MILLIONS = "maximum number of parameters (in million)"


def orkg_csv(census: Census) -> str:
    """Return the comparison as CSV. Properties that hold a source's prose are empty in a release."""
    headers = ["has model"]
    for name in PROPERTIES:
        headers += [name, _MILLIONS] if name == "number of parameters" else [name]
    lines = ([_cell(record, header) for header in headers] for record in census.models())
    return csv_text(headers, lines)


def _cell(record: Record, header: str) -> str:
    if header == "has model":
        return disarmed(record.name)
    name = "parameters" if header == _MILLIONS else PROPERTIES[header]
    value = record.fields.get(name)
    if value is None or name in PROSE:
        return ""
    if header == _MILLIONS:
        return canonical(exact(value.value) / 1_000_000)
    if field(name).kind == "quantity":
        return short(value.value)
    return disarmed(", ".join(label(name, one) for one in value.values))
