"""The columns of Epoch's tables, 2022 to 2026: every header of each fact, and the field it becomes."""

from __future__ import annotations

import dataclasses
import re

from flopwatch.domain import clean_text


@dataclasses.dataclass(frozen=True)
class EpochColumn:
    """One kind of column.

    Args:
        how: How its cells are read: `name`, `title`, `list` (comma-joined values), `names` (of organisations), `whole`
            (one text), `number`, `date`, `year`, `links`, `archive` (a link, else a note), `tick`, `note` or `left`
            (left out).
        field: The field of the census it becomes; for `tick` the mark's own words.
        headers: The headers it has gone by, the preferred one first.
        unit: Unit of its numbers.
        qualifiers: Qualifiers of its claims.
        flags: Flags of its claims.
        reason: Reason for leaving it out.
    """

    how: str
    field: str
    headers: tuple[str, ...]
    unit: str = ""
    qualifiers: dict[str, str] = dataclasses.field(default_factory=dict)
    flags: tuple[str, ...] = ()
    reason: str = ""


def _column(
    how: str, name: str, *headers: str, unit: str = "", flags: tuple[str, ...] = (), **more: str
) -> EpochColumn:
    return EpochColumn(how, name, headers, unit, more, flags)


def _left(reason: str, *headers: str) -> EpochColumn:
    return EpochColumn("left", "", headers, reason=reason)


# Two headers in one row of this table are synonyms: if a file has both, the first that is filled
# counts.
COLUMNS: tuple[EpochColumn, ...] = (
    _column("name", "name", "Model", "System"),
    _column("title", "title", "Reference"),
    _column(
        "names",
        "developer",
        "Organization",
        "Organization(s)",
        "Organizations",
        "Organisation",
        "Organization (from Organization)",
    ),
    _column(
        "list",
        "country",
        "Country (of organization)",
        "Country (from Organization)",
        "Country (of organisation)",
        "Country",
    ),
    _column(
        "list",
        "organization_category",
        "Organization categorization (from Organization)",
        "Organization categorization",
        "Type of developer",
    ),
    _column("date", "published", "Publication date"),
    _column("year", "published", "Year"),
    _column("list", "domain", "Domain"),
    _column("list", "task", "Task"),
    _column("whole", "authors", "Authors", "Author(s)"),
    _column("list", "notability", "Notability criteria", "Inclusion criteria"),
    _column("links", "announcement", "Link"),
    _column("archive", "archived", "Archived links"),
    _column("number", "citations", "Citations", unit="citations"),
    # size and data
    _column("number", "parameters", "Parameters", unit="parameters"),
    _column("number", "dataset_size", "Training dataset size (datapoints)", unit="datapoints", counted="datapoints"),
    # "Gradients" are the datapoints that passed through training, repeats included.
    _column("number", "dataset_size", "Training dataset size (gradients)", unit="datapoints", counted="gradients"),
    _column("number", "dataset_size", "Training dataset size (total)", unit="datapoints", counted="total"),
    _column("number", "dataset_size", "Training dataset size (GB)", unit="GB", counted="bytes"),
    _column("number", "epochs", "Epochs", unit="epochs"),
    _column("number", "batch_size", "Batch size", unit="datapoints"),
    _column("list", "dataset", "Training dataset"),
    _column("number", "hidden_layers", "Hidden layers", unit="layers"),
    # compute, hardware, money, energy
    _column("number", "training_compute", "Training compute (FLOP)", "Training compute (FLOPs)", unit="FLOP"),
    _column("number", "finetune_compute", "Finetune compute (FLOP)", "Finetune compute (FLOPs)", unit="FLOP"),
    _column("number", "post_training_compute", "Post-training compute (FLOP)", unit="FLOP"),
    _column("number", "inference_compute", "Inference compute (FLOP)", "Inference compute (FLOPs)", unit="FLOP"),
    _column("number", "training_compute_lower_bound", "Training compute lower bound", unit="FLOP"),
    _column("number", "training_compute_upper_bound", "Training compute upper bound", unit="FLOP"),
    _column("number", "training_compute_rank", "Compute rank when published", unit="count"),
    _column("list", "training_compute_method", "Training compute estimation method", "Compute estimate method"),
    _column("number", "training_time", "Training time (hours)", unit="hours"),
    _column("number", "chip_hours", "Training chip-hours", unit="chip-hours"),
    _column("number", "chip_count", "Hardware quantity", unit="chips"),
    _column("list", "chip", "Training hardware", "Name of the hardware (from Training hardware)"),
    _column("number", "utilization", "Hardware utilization (MFU)", unit="fraction"),
    _column("number", "hardware_utilization", "Hardware utilization (HFU)", unit="fraction"),
    # Before 2025 one column held both kinds.
    _column("number", "utilization", "Hardware utilization", unit="fraction", flags=("mfu-or-hfu",)),
    _column("number", "training_power", "Training power draw (W)", unit="W"),
    _column("number", "training_cost", "Training compute cost (cloud)", unit="USD", basis="cloud"),
    _column("number", "training_cost", "Training compute cost (upfront)", unit="USD", basis="upfront"),
    _column("list", "number_format", "Numerical format", "Arithmetic format"),
    _column("whole", "training_data_center", "Training data center"),
    _column("list", "cloud_vendor", "Training cloud compute vendor"),
    _column("whole", "objective", "Training objective"),
    _column("list", "approach", "Approach"),
    _column("list", "base_model", "Base model"),
    # access
    _column("whole", "access", "Model accessibility", "Open-source"),
    _column("whole", "code_access", "Training code accessibility", "Code accessibility"),
    _column("whole", "dataset_access", "Dataset accessibility"),
    _column("whole", "confidence", "Confidence"),
    _column("whole", "hugging_face_id", "Hugging Face developer id"),
    _column("tick", "excluded", "Exclude"),
    _column("tick", "foundation model", "Foundation model"),
    _column("tick", "frontier model", "Frontier model"),
    _column("tick", "possibly over 1e23 FLOP", "Possibly over 1e23 FLOP"),
    _column("tick", "estimated over 1e25 FLOP", "Estimated over 1e25 FLOP"),
    _column("tick", "open model weights", "Open model weights?"),
    # prose, and facts for which the census has no field: kept as notes under their own column
    _column("whole", "abstract", "Abstract"),
    *(
        _column("note", "notes", name, column=name)
        for name in (
            "API prices",
            "Compute sponsor categorization",
            "Equivalent training time (hours)",
            "Highly influential citations",
            "Inference code accessibility",
            "Inference time (ms)",
            "Milestone",
            "Model versions",
            "Preceding Model(s)",
            "Source",
        )
    ),
    _left(
        "the name of a row of another table of Epoch's",
        "Training cost trends",
        "Benchmark data",
        "WikiText and Penn Treebank data",
        "Authors by country",
        "Training dataset size",
        "Sparsity",
        "Benchmark evals",
    ),
    _left(
        "derived from other columns",
        "Training compute per parameter (FLOPs)",
        "Training compute times parameters",
        "Era",
        "Difference",
        "Difference (share)",
        "FLOP/$",
        "Hardware age",
        "Hardware count",
        "Assumed precision",
        "Assumed hardware FLOP/s",
        "Cluster total TDP",
        "Base model compute",
    ),
    _left(
        "a property of the chip, not of the model",
        "Power per GPU",
        "Hardware release date",
        "Hardware FP32",
        "Hardware TF32",
        "Hardware TF16",
        "Hardware FP16",
        "Hardware type",
    ),
    _left("book-keeping of the table itself", "Last modified", "Created", "Created By"),
)

_COST = re.compile(r"training (?:compute )?cost \(([0-9]{4}) usd\)")
_LEFT_OVER = re.compile(r"field [0-9]{1,4}")


def folded(header: str) -> str:
    """Return a header without case, blanks and marks of retirement.

    Example:
        >>> folded("(DEPRECATED) Training  dataset size (datapoints)")
        'training dataset size (datapoints)'
    """
    text = clean_text(header).casefold()
    for mark in ("(deprecated)", "(depr.)", "[deprecated]"):
        text = text.removeprefix(mark).removesuffix(mark).strip()
    return text


_KNOWN: dict[str, tuple[EpochColumn, int]] = {
    folded(header): (column, rank) for column in COLUMNS for rank, header in enumerate(column.headers)
}


def column_for(header: str) -> tuple[EpochColumn, int] | None:
    """Return the column of a header and the header's rank among its synonyms; None for an unknown header.

    Example:
        >>> column_for("Training compute (FLOPs)")[0].field, column_for("Training cost (2020 USD)")[0].qualifiers
        ('training_compute', {'usd_year': '2020'})
        >>> column_for("Favourite colour") is None
        True
    """
    name = folded(header)
    if name in _KNOWN:
        return _KNOWN[name]
    if cost := _COST.fullmatch(name):
        return _column("number", "training_cost", header, unit="USD", usd_year=cost[1]), 0
    if name.endswith(" notes"):
        return _column("note", "notes", header, column=clean_text(header)), 0
    if _LEFT_OVER.fullmatch(name):
        return _left("an unnamed left-over column", header), 0
    return None
