"""The models as a comparison of the Open Research Knowledge Graph: a row per model, property labels as headers; and the
same as RDF.
"""

from __future__ import annotations

from collections.abc import Iterator

from flopwatch.census import Census
from flopwatch.domain import canonical, disarmed, exact, field
from flopwatch.exports.turtle_terms import quoted, resource
from flopwatch.products import PROSE, csv_text, label
from flopwatch.records import Record
from flopwatch.sources import ORKG_KEYS, OrkgKey
from flopwatch.wording import short

KEYS: tuple[OrkgKey, ...] = tuple(one for one in ORKG_KEYS if not one.only_read)
LABEL_OF_FIELD: dict[str, str] = {one.field: one.label for one in reversed(KEYS)}
_MILLION = 1_000_000


def orkg_csv(census: Census, *, prose: bool = False) -> str:
    """Return the comparison as CSV, one row per model.

    Args:
        census: The census.
        prose: Whether properties that hold a source's prose are filled, from the user's own ledger; empty in a release.
    """
    lines = ([disarmed(one) for one in _cells(record, prose=prose)] for record in census.models())
    return csv_text((one.label for one in KEYS), lines)


def orkg_turtle(census: Census, *, prose: bool = False) -> str:
    """Return the comparison as Turtle: a property per label, and a summary per model with what is stated of it.

    Args:
        census: The census.
        prose: Whether properties that hold a source's prose are filled.
    """
    return "".join(_statements(census, prose=prose))


def _statements(census: Census, *, prose: bool) -> Iterator[str]:
    yield "@prefix fw: <urn:flopwatch:term:> .\n@prefix orkg: <urn:flopwatch:orkg:> .\n"
    yield "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    yield "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    for key in KEYS:
        about = (
            f" ; rdfs:subPropertyOf fw:{key.field}" if key.label == LABEL_OF_FIELD[key.field] and _known(key) else ""
        )
        yield f"{_property(key)} a rdf:Property ; rdfs:label {quoted(key.label)}{about} .\n"
    for record in census.models():
        stated = [(key, one) for key, one in zip(KEYS, _cells(record, prose=prose), strict=True) if one]
        yield f"<{resource(record.id)}#summary> a fw:Summary ; fw:about <{resource(record.id)}>"
        yield "".join(f" ; {_property(key)} {quoted(one)}" for key, one in stated)
        yield " .\n"


def _known(key: OrkgKey) -> bool:
    """Return whether the property is a field of the census, rather than a name or another unit of one."""
    return key.field not in ("name", "parameters_million")


def _property(key: OrkgKey) -> str:
    words = "".join(one if one.isalnum() else " " for one in key.label.casefold()).split()
    return f"orkg:{'_'.join(words)}"


def orkg_values(record: Record, *, prose: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the labels and values of a model's summary, those that are known."""
    for key, one in zip(KEYS, _cells(record, prose=prose), strict=True):
        if one:
            yield key.label, one


def _cells(record: Record, *, prose: bool) -> Iterator[str]:
    for key in KEYS:
        yield "" if key.field in PROSE and not prose else _cell(record, key)


def _cell(record: Record, key: OrkgKey) -> str:
    if key.field == "name":
        return record.name
    millions = key.field == "parameters_million"
    value = record.fields.get("parameters" if millions else key.field)
    if value is None:
        return ""
    if millions:
        return canonical(exact(value.value) / _MILLION)
    if field(value.field).kind == "quantity":
        return short(value.value)
    return ", ".join(label(value.field, one) for one in value.values)
