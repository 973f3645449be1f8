"""Rules on one entry's numbers that must multiply to each other: chips, data, batch, active parameters."""

from __future__ import annotations

from collections.abc import Iterator

from flopwatch.audit.census.against_notes import AS_ROUNDED, ON_DATA, notes_on, number_of, numbers_in
from flopwatch.audit.census.context import AuditContext, Entry, is_table_of_counts
from flopwatch.audit.census.entry_findings import on_facts
from flopwatch.audit.findings import Finding
from flopwatch.domain import NotFound, digits, short
from flopwatch.estimation import BEYOND_FRONTIER, ON_PARAMETERS, REUSED, Fact, RunFacts, read_notes, stated_text

# Share of the chips' peak that compute ÷ (chips × time) implies. Of 127 entries of Epoch's table without a base model
# that state all of these, 9 are outside.
USED_SHARE = (0.06, 1.15)
AS_STATED = 2.0  # times the utilisation that the entry itself states
# Passes over data whose unit is not stated, where 6 × N × D may count sentences or pairs.
PASSES_OF_UNKNOWN_UNIT = (0.003, 5_000.0)
COUNTED_LIKE_TEXT = frozenset({"language", "speech", "audio"})
EXACTLY = 1.008
ABOUT = 1.12  # a name rounds the active parameters
NO_SIZES = frozenset({"FLOP", "FLOP/s", "bytes", "hours", "chips"})
LEAST_SIZE = 1e8  # parameters of the smallest sparse model that matters
MANY_MORE = 1.5  # times the active parameters; a model with fewer in all is hardly sparse
WORDS = 4 / 3  # tokens of a word; a remark, because a source may count words on purpose
ROUND, UNROUNDED = 4, 8  # significant digits of a count, and of its product with 4/3
LEAST_WORKED = 1e6  # tokens or samples; no model since 2018 worked on fewer
SINCE = "2018"
_EXACT_RATIOS = (
    (
        3 / 4,
        "dataset_size",
        "The data look multiplied by 4/3 as if they were words: × 3/4 they agree with the compute.",
    ),
    (WORDS, "dataset_size", "The data look counted in words: × 4/3 they agree with the compute."),
    (10.0, "training_compute", "A slip of one decimal place?"),
    (0.1, "training_compute", "A slip of one decimal place?"),
    (1e3, "training_compute", "A slip of three decimal places?"),
    (1e-3, "training_compute", "A slip of three decimal places?"),
)


def compute_against_chips(evidence: AuditContext) -> Iterator[Finding]:
    """Compare compute with chips × time × peak: the share of peak used must be possible, and near a stated one."""
    for record, entry in evidence.entries():
        facts = entry.facts
        # Of a tuned model the chips did the tuning alone, and compute may include the base's.
        compute = facts.finetune or facts.compute if facts.base_models else facts.compute
        if compute is None or len(facts.chip_names) != 1:
            continue
        parts: tuple[Fact, ...]
        if facts.chips is not None and facts.hours is not None:
            amount, parts = facts.chips.value * facts.hours.value, (facts.chips, facts.hours)
            how = f"{short(facts.chips.value)} chip{'s' * (facts.chips.value != 1)} × {_plain(facts.hours.value)} h"
        elif facts.chip_hours is not None:
            amount, parts = facts.chip_hours.value, (facts.chip_hours,)
            how = f"{short(amount)} chip-hours"
        else:
            continue
        try:
            chip, _, peak = evidence.chips.peak(facts.chip, facts.number_formats)
        except NotFound:
            continue
        share = compute.value / (amount * 3600 * peak)
        low, high = _possible(facts, compute)
        if low <= share <= high:
            continue
        yield on_facts(
            "compute-against-chips",
            record,
            entry,
            "training_compute" if compute is facts.compute else "finetune_compute",
            (compute, *parts),
            f"{digits(compute.value)} FLOP over {how} × {digits(peak)} FLOP/s ({chip.name}) is "
            f"{_plain(share * 100)}% of peak; {_plain(low * 100)}% to {_plain(high * 100)}% is possible.",
            _reading(share, facts),
        )


def _plain(value: float) -> str:
    """Format hours or a percentage to three significant digits without an exponent.

    Example:
        >>> _plain(4398.0), _plain(115.0), _plain(0.00651)
        ('4,400', '115', '0.00651')
    """
    return f"{float(f'{value:.3g}'):,.12g}"


def _possible(facts: RunFacts, compute: Fact) -> tuple[float, float]:
    low, high = USED_SHARE
    if facts.utilization is not None and facts.utilization.value <= 1:
        low, high = facts.utilization.value / AS_STATED, facts.utilization.value * AS_STATED
    return (low, float("inf")) if facts.base_models and compute is facts.compute else (low, high)


def _reading(share: float, facts: RunFacts) -> str:
    """Propose the slip that would bring the share of peak to a usual one."""
    usual = (0.15, 0.65)
    slips = [(24.0, "Days in the column of hours?"), (0.1, "Ten times too many chips?")]
    if facts.hours is not None:
        slips.append((1 / (facts.hours.value * 3600), "FLOP/s in the column of FLOP?"))
    slips += [(1e3, "Compute a thousand times too large?"), (1e-3, "Compute a thousand times too small?")]
    return next((words for factor, words in slips if usual[0] <= share / factor <= usual[1]), "")


def compute_against_data(evidence: AuditContext) -> Iterator[Finding]:
    """Compare compute with 6 × parameters × data where the ratio is exactly that of a slip, or beyond any pass."""
    for record, entry in evidence.entries():
        facts = entry.facts
        data, size = number_of(entry, "dataset_size"), facts.parameters
        if facts.compute is None or data is None or size is None or is_table_of_counts(entry.record):
            continue
        epochs = facts.epochs.value if facts.epochs else 1.0
        working = facts.working_parameters or size
        ratio = facts.compute.value / (6 * working.value * data.value * epochs)
        slip = next((one for one in _EXACT_RATIOS if 1 / EXACTLY <= ratio / one[0] <= EXACTLY), None)
        whole = facts.compute.value / (6 * size.value * data.value * epochs)
        by_all = size.value > MANY_MORE * working.value and 1 / EXACTLY <= whole <= EXACTLY
        if slip is None and not by_all and not _is_beyond(facts, ratio):
            continue
        once = f"6 × {short(working.value)} × {short(data.value)}" + (
            f" × {digits(epochs)} epochs" if epochs != 1 else ""
        )
        message = f"{digits(facts.compute.value)} FLOP is {digits(ratio, 3)} times {once}."
        proposal = slip[2] if slip else ""
        if by_all:
            message = (
                f"{digits(facts.compute.value)} FLOP is 6 × all {short(size.value)} parameters × {short(data.value)}."
            )
            proposal = (
                f"With the {short(working.value)} active ones: {digits(facts.compute.value / whole * ratio)} FLOP."
            )
        yield on_facts(
            "compute-against-data",
            record,
            entry,
            slip[1] if slip else "training_compute",
            (facts.compute, data, working),
            message,
            proposal,
            severity="low" if slip and slip[0] == WORDS else "medium",
        )


def data_as_if_words(evidence: AuditContext) -> Iterator[Finding]:
    """Find data of text that are exactly 4/3 of a round number although no note counts words."""
    for record, entry in evidence.entries():
        data = number_of(entry, "dataset_size")
        if data is None or "language" not in entry.facts.domains:
            continue
        if _digits(data.value) < UNROUNDED or _digits(data.value / WORDS) > ROUND:
            continue
        if any("word" in note.casefold() for _, note in notes_on(entry, ON_DATA)):
            continue
        yield on_facts(
            "data-as-words",
            record,
            entry,
            "dataset_size",
            (data,),
            f"{data.as_written} is 4/3 × {short(data.value / WORDS)}, and no note counts words.",
            f"{short(data.value / WORDS)}, if these are tokens already.",
        )


def _digits(value: float) -> int:
    """Return the significant digits of a number, as far as a table states them.

    Example:
        >>> _digits(3.1e12), _digits(3.1e12 * 4 / 3), _digits(3.1e12 * 4 / 3 / (4 / 3))
        (2, 10, 2)
    """
    return len(f"{value:.9e}".split("e")[0].replace(".", "").rstrip("0"))


def compute_of_nothing(evidence: AuditContext) -> Iterator[Finding]:
    """Find compute that is less than one pass of a large model over a million tokens or samples."""
    for record, entry in evidence.entries():
        facts, working = entry.facts, entry.facts.working_parameters
        if facts.compute is None or working is None or working.value < LEAST_SIZE:
            continue
        worked = facts.compute.value / (6 * working.value)
        if worked >= LEAST_WORKED or str(facts.date or "") < SINCE:
            continue
        yield on_facts(
            "compute-of-nothing",
            record,
            entry,
            "training_compute",
            (facts.compute, working),
            f"{facts.compute.as_written} is {digits(facts.compute.value)} FLOP: over 6 × {short(working.value)} "
            f"parameters that is {digits(worked)} tokens or samples.",
            "FLOP/s in the column of FLOP, or a slip of decimal places?",
        )


def _is_beyond(facts: RunFacts, ratio: float) -> bool:
    if "language" not in facts.domains or facts.is_convolutional or facts.base_models or facts.parameters is None:
        return False
    if facts.parameters.value < REUSED or stated_text(facts) is not None:
        return False
    low, high = PASSES_OF_UNKNOWN_UNIT
    return not low <= ratio <= high


def batch_against_data(evidence: AuditContext) -> Iterator[Finding]:
    """Find data no larger than one batch: the batch size is in the column of the data."""
    for record, entry in evidence.entries():
        batch, data = entry.record.fields.get("batch_size"), number_of(entry, "dataset_size")
        if batch is None or data is None or batch.relation not in ("=", "≈"):
            continue
        size = float(batch.value)
        if data.value > size * AS_ROUNDED:
            continue
        yield on_facts(
            "batch-against-data",
            record,
            entry,
            "dataset_size",
            (data,),
            f"{data.as_written} is no more than one batch ({short(size)}).",
            "Is the batch size in the column of the data?",
            batch.claims,
        )


def active_against_all(evidence: AuditContext) -> Iterator[Finding]:
    """Find active parameters in the column of all parameters, as the name or the note on parameters shows."""
    for record, entry in evidence.entries():
        whole = entry.facts.parameters
        if whole is None:
            continue
        active = read_notes(entry.record, None).active
        if active is None and not entry.facts.is_sparse and not _says_active(entry):
            continue
        sizes = _sizes(entry)
        larger = [size for size in sizes if size > MANY_MORE * whole.value]
        own = [*sizes, *([active.value] if active else [])]
        if not larger or not any(1 / ABOUT <= size / whole.value <= ABOUT for size in own):
            continue
        if any(1 / AS_ROUNDED <= whole.value / size <= AS_ROUNDED for size in entry.facts.sizes_in_name):
            continue
        yield on_facts(
            "active-for-all",
            record,
            entry,
            "parameters",
            (whole,),
            f"{whole.as_written} parameters look like those active for one token: name or note also say "
            f"{short(max(larger))}.",
            f"{short(max(larger))} parameters in all.",
            (active.claim,) if active else (),
        )


def data_beyond_frontier(evidence: AuditContext) -> Iterator[Finding]:
    """Find language data beyond the largest training set of the time, where no unit is stated."""
    for record, entry in evidence.entries():
        facts = entry.facts
        data = facts.data.get("datapoints")
        limit = evidence.frontier.at("tokens_seen", facts.date)
        if data is None or limit is None or not COUNTED_LIKE_TEXT & facts.domains or stated_text(facts) is not None:
            continue
        if data.value <= BEYOND_FRONTIER * limit.value or is_table_of_counts(entry.record):
            continue
        yield on_facts(
            "data-beyond-frontier",
            record,
            entry,
            "dataset_size",
            (data,),
            f"{data.as_written} datapoints are {digits(data.value / limit.value, 3)} times the most tokens known by "
            f"then ({limit.model}, {short(limit.value)}).",
            f"A slip of three decimal places: {short(data.value / 1000)}?",
        )


def _says_active(entry: Entry) -> bool:
    return any("activat" in note.casefold() for _, note in notes_on(entry, (ON_PARAMETERS,)))


def _sizes(entry: Entry) -> list[float]:
    noted = [
        value
        for _, note in notes_on(entry, (ON_PARAMETERS,))
        for value, unit, _ in numbers_in(note)
        if unit not in NO_SIZES and value >= LEAST_SIZE
    ]
    return [*noted, *entry.facts.sizes_in_name]
