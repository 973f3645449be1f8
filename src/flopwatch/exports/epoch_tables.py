"""Tables with the headers, formats and selections of Epoch AI's public files, for scripts that were written for those.

Every header that those files have is there, empty if the census has no such fact or holds it as a source's prose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flopwatch.analysis import Observation, gather, top_at_release
from flopwatch.census import Census, estimate_of
from flopwatch.classification import crossing_of
from flopwatch.domain import PartialDate, Unknown, disarmed
from flopwatch.products import COLUMNS, Cell, csv_text, label
from flopwatch.records import Record

LARGE_SCALE_FLOP = 1e23  # document 000: large-scale models were trained with more than 1e23 FLOP
SYSTEMIC_FLOP = 1e25
FRONTIER_SIZE = 10  # Epoch AI's documentation: frontier models were in the top 10 by training compute when published
# Headers of all_ai_models.csv of 2026-03-30 in their order, then those of the other exports to 2026-08-19.
HEADERS: tuple[str, ...] = (
    "Model",
    "Domain",
    "Task",
    "Organization",
    "Authors",
    "Publication date",
    "Reference",
    "Link",
    "Citations",
    "Notability criteria",
    "Notability criteria notes",
    "Parameters",
    "Parameters notes",
    "Training compute (FLOP)",
    "Training compute notes",
    "Training dataset",
    "Training dataset notes",
    "Training dataset size (total)",
    "Training dataset size (datapoints)",
    "Dataset size notes",
    "Training time (hours)",
    "Training time notes",
    "Training hardware",
    "Approach",
    "Confidence",
    "Abstract",
    "Epochs",
    "Model accessibility",
    "Country (of organization)",
    "Base model",
    "Finetune compute (FLOP)",
    "Finetune compute notes",
    "Hardware quantity",
    "Hardware utilization (MFU)",
    "Hardware utilization (HFU)",
    "Last modified",
    "Training cloud compute vendor",
    "Training data center",
    "Archived links",
    "Batch size",
    "Batch size notes",
    "Organization categorization",
    "Foundation model",
    "Training compute lower bound",
    "Training compute upper bound",
    "Training chip-hours",
    "Training code accessibility",
    "Accessibility notes",
    "Possibly over 1e23 FLOP",
    "Estimated over 1e25 FLOP",
    "Maybe over 1e25 FLOP",
    "Training compute cost (2023 USD)",
    "Utilization notes",
    "Numerical format",
    "Frontier model",
    "Training power draw (W)",
    "Training compute estimation method",
    "Hugging Face developer id",
    "Post-training compute (FLOP)",
    "Post-training compute notes",
    "Open model weights?",
)
_SAME = {column.header: place for place, column in enumerate(COLUMNS) if column.header in HEADERS}
_DATASET_SIZE = _SAME["Training dataset size (datapoints)"]
_DAY = next(place for place, column in enumerate(COLUMNS) if column.name == "published_day")
_NOTABLE = next(place for place, column in enumerate(COLUMNS) if column.name == "notable_for")
# Epoch AI's names of terms whose label is another here.
_COUNTRIES = {
    "US": "United States of America",
    "GB": "United Kingdom of Great Britain and Northern Ireland",
    "KR": "Korea (Republic of)",
}
_NOTABILITY = {"sota": "SOTA improvement"}
_TERMS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Country (of organization)": ("country", _COUNTRIES),
    "Notability criteria": ("notability", _NOTABILITY),
}


def epoch_tables(census: Census, rows: Sequence[Sequence[Cell | None]]) -> dict[str, str]:
    """Return the CSV text of each file by its name.

    Args:
        census: The census.
        rows: The cells of `models.csv`, one row per model.
    """
    frontier = _frontier(census)
    records = census.records
    lines: list[tuple[Record, list[str], bool]] = []
    for row in rows:
        record = records[next(cell.model for cell in row if cell)]
        lines.append((record, _line(census, record, row, record.id in frontier), row[_NOTABLE] is not None))
    chosen: dict[str, Callable[[Record, bool], bool]] = {
        "all_ai_models.csv": lambda record, notable: True,
        "notable_ai_models.csv": lambda record, notable: notable,
        "frontier_ai_models.csv": lambda record, notable: record.id in frontier,
        "large_scale.csv": lambda record, notable: _is_large(census, record),
        "large_scale_and_unconfirmed.csv": lambda record, notable: (
            _is_large(census, record) or _may_be_large(census, record)
        ),
    }
    return {
        name: csv_text(HEADERS, [line for record, line, notable in lines if keep(record, notable)])
        for name, keep in chosen.items()
    }


def _line(census: Census, record: Record, row: Sequence[Cell | None], frontier: bool) -> list[str]:
    found = {header: _text(row[place]) for header, place in _SAME.items()}
    for header, (field, names) in _TERMS.items():
        if row[_SAME[header]]:
            found[header] = disarmed(_renamed(record, field, names))
    found["Publication date"] = _text(row[_DAY])  # whole days: an open day is the 15th, an open month July
    found["Training dataset size (total)"] = _text(row[_DATASET_SIZE])
    found["Last modified"] = census.as_of.isoformat()
    found["Possibly over 1e23 FLOP"] = _flag(_may_be_large(census, record))
    above = _class_at(census, record, SYSTEMIC_FLOP)
    found["Estimated over 1e25 FLOP"] = _flag(above in ("confirmed", "likely"))
    found["Maybe over 1e25 FLOP"] = _flag(above == "cannot-rule-out")
    found["Frontier model"] = _flag(frontier)
    weights = record.has_open_weights
    found["Open model weights?"] = "" if weights is None else "Yes" if weights else "No"
    return [found.get(header, "") for header in HEADERS]


def _text(cell: Cell | None) -> str:
    return "" if cell is None else cell.value if cell.number is not None else disarmed(cell.value)


def _renamed(record: Record, field: str, names: Mapping[str, str]) -> str:
    return ",".join(names.get(term) or label(field, term) for term in record.fields[field].values)


def _flag(holds: bool) -> str:
    return "True" if holds else ""


def _class_at(census: Census, record: Record, flop: float) -> str:
    published = [one for one in census.crossings.get(record.id, ()) if one.threshold_flop == flop]
    return (published or [crossing_of(record, census.estimates[record.id], flop)])[0].compute_class


def _is_large(census: Census, record: Record) -> bool:
    """Return whether training compute is known and exceeds 1e23 FLOP, document 000's criterion."""
    estimate = estimate_of(census, record.id)
    return estimate is not None and estimate.compute_flop.median > LARGE_SCALE_FLOP


def _may_be_large(census: Census, record: Record) -> bool:
    """Return whether compute is unknown but may exceed 1e23 FLOP, by document 000's rule or by a source's statement."""
    if estimate_of(census, record.id) is not None:
        return False
    stated = _class_at(census, record, LARGE_SCALE_FLOP) in ("confirmed", "likely", "cannot-rule-out")
    return stated or record.id in census.unconfirmed


def _frontier(census: Census) -> frozenset[str]:
    """Return the ids of models among the ten of largest training compute when published; variants are not ranked."""
    ranked = [
        Observation(record.id, PartialDate.from_iso(record.value("published")), estimate.compute_flop.median)
        for record in census.models()
        if not record.is_variant and record.value("published") and (estimate := estimate_of(census, record.id))
    ]
    points = gather(ranked, bare_year="july1")
    if isinstance(points, Unknown):
        return frozenset()
    on_it = top_at_release(points, FRONTIER_SIZE)
    return frozenset(label for label, above in zip(points.labels, on_it.tolist(), strict=True) if above)
