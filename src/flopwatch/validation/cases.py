"""Test cases from a table's rows with recorded compute: facts without the answer, and exclusion reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from flopwatch.domain import Claim, Reading, Snapshot, Source, exact, to_base
from flopwatch.estimation import ON_DATA, ON_PARAMETERS, RunFacts, facts_of
from flopwatch.identity import fold_name
from flopwatch.records import Record, fold, resolve
from flopwatch.statistics import LogNormal

# Fields that are the answer, or derived from it: Epoch derives costs from compute, and ranks by it.
WITHHELD = frozenset(
    {
        "training_compute",
        "finetune_compute",
        "post_training_compute",
        "training_compute_lower_bound",
        "training_compute_upper_bound",
        "training_compute_method",
        "training_compute_rank",
        "training_compute_believed",
        "training_cost",
        "confidence",
        "training_power",
    }
)

# Compute that came from benchmarks or from another model's compute is not ground truth.
CIRCULAR = frozenset({"imputed", "relative"})
STATED_CONFIDENCE = frozenset({"Confident", "Likely"})
BASE_FACTOR = 2.0  # 90% factor of a base model's recorded compute


@dataclass(frozen=True)
class Case:
    """One row with recorded compute, and the facts to estimate it from.

    Args:
        name: The model.
        table: Id and date of the table.
        truth: Recorded compute, in FLOP.
        facts: Its facts without the recorded compute.
        methods: The table's methods of finding the compute.
        unusable: The reason why the row is not a fair test, or "".
        added: Whether no earlier table has the name.
        is_language: Whether language is among its domains.
        published: Its date as the table writes it.
    """

    name: str
    table: str
    truth: float
    facts: RunFacts
    methods: frozenset[str]
    unusable: str
    added: bool
    is_language: bool
    published: str = ""

    @property
    def has_parameters_and_data(self) -> bool:
        """True if the columns Parameters and Training dataset size are filled, so that 6ND × epochs can be computed."""
        return baseline(self.facts) is not None


def cases_of(
    source: Source,
    reading: Reading,
    seen: Iterable[str] = (),
    known: dict[str, float] | None = None,
    wanted: Callable[[str, str, float], bool] | None = None,
) -> list[Case]:
    """Return the rows of a table that record compute, each with its facts but without its answer.

    Args:
        source: The table as a source.
        reading: Its claims.
        seen: Folded names that earlier tables have.
        known: Recorded compute by folded name, of earlier tables; this table's own is added to it. A base model's
            recorded compute is an input to its offspring's estimate; its own row is estimated without it.
        wanted: Whether to include a row, by name, date and recorded compute; all by default.
    """
    known = {} if known is None else known
    entries: dict[str, list[Claim]] = {}
    for claim in reading.claims:
        if claim.kind == "model":
            entries.setdefault(claim.entry, []).append(claim)
    truths = {entry: value for entry, claims in entries.items() if (value := _truth(claims)) is not None}
    known.update({fold_name(entries[entry][0].subject): value for entry, value in truths.items()})
    sizes = _sizes(entries)
    if wanted is not None:
        truths = {
            entry: value
            for entry, value in truths.items()
            if wanted(entries[entry][0].subject, _published(entries[entry]), value)
        }
    records = _records_without_answer(source, {entry: entries[entry] for entry in truths})
    names = frozenset(seen)
    out = []
    for entry, truth in truths.items():
        record = records.get(_id_of(entry))
        if record is None:
            continue  # nothing is stated but the answer
        claims = entries[entry]
        facts = _with_base(facts_of(record), known, sizes)
        methods = frozenset(claim.value for claim in claims if claim.field == "training_compute_method")
        name = claims[0].subject
        out.append(
            Case(
                name=name,
                table=f"{source.id} {source.date}",
                truth=truth,
                facts=facts,
                methods=methods,
                unusable=why_unusable(claims, facts, methods),
                added=fold_name(name) not in names,
                is_language="language" in facts.domains,
                published=_published(claims),
            )
        )
    return out


def _id_of(entry: str) -> str:
    """Return the id of the record made from one row."""
    return f"table/{entry.replace(' ', '-')}"


def _sizes(entries: Mapping[str, Sequence[Claim]]) -> dict[str, float]:
    """Return the parameters of each model that the table states exactly, by folded name."""
    return {
        fold_name(claim.subject): float(to_base(exact(claim.value), claim.unit)[0])
        for some in entries.values()
        for claim in some
        if claim.field == "parameters" and claim.relation == "="
    }


def _records_without_answer(source: Source, entries: Mapping[str, Sequence[Claim]]) -> Mapping[str, Record]:
    """Return a record by id for each row that states an input, from its inputs alone."""
    kept = tuple(
        msgspec.structs.replace(claim, identity=_id_of(entry))
        for entry, claims in entries.items()
        for claim in claims
        if _is_input(claim)
    )
    snapshot = Snapshot(
        source=source.id,
        sha256="",
        date=source.date,
        reader="validation",
        version=1,
        claims=kept,
        read=len(entries),
        claimed=len(entries),
        about=source,
    )
    return resolve(fold([snapshot]), {source.id: source}, (), ()).records


def _published(claims: Sequence[Claim]) -> str:
    return next((claim.value for claim in claims if claim.field == "published"), "")


def _truth(claims: Sequence[Claim]) -> float | None:
    for claim in claims:
        if claim.field == "training_compute" and claim.relation == "=":
            return float(to_base(exact(claim.value), claim.unit)[0])
    return None


def _is_input(claim: Claim) -> bool:
    if claim.field == "notes":
        return claim.qualifiers.get("column", "").casefold() in (ON_PARAMETERS, *ON_DATA)
    return claim.field not in WITHHELD


def _with_base(facts: RunFacts, known: dict[str, float], sizes: dict[str, float]) -> RunFacts:
    if not facts.base_models:
        return facts
    found = [(known[key], sizes.get(key)) for name in facts.base_models if (key := fold_name(name)) in known]
    if not found:
        return msgspec.structs.replace(facts, base_unknown="for which the table records no compute")
    compute, size = max(found, key=lambda pair: pair[0])
    return msgspec.structs.replace(
        facts, base=LogNormal.from_factor(median=compute, factor=BASE_FACTOR), base_parameters=size
    )


def why_unusable(claims: Sequence[Claim], facts: RunFacts, methods: frozenset[str]) -> str:
    """Return why a row is not a fair test of an estimate, by its columns alone, or "".

    The rule, fixed before any scoring: not ticked as excluded; compute not from benchmarks or from another model;
    confidence stated as Confident or Likely; a base model's compute recorded; and parameters with data, or a chip with
    its time, to estimate from.
    """
    if any(claim.field == "flagged" and claim.value == "excluded" for claim in claims):
        return "the table excludes it"
    if methods & CIRCULAR:
        return "compute from benchmarks or from another model"
    if not STATED_CONFIDENCE & {claim.value for claim in claims if claim.field == "confidence"}:
        return "confidence neither Confident nor Likely"
    if facts.base_models and facts.base is None:
        return "base model's compute not recorded"
    timed = facts.chip_hours is not None or (facts.chips is not None and facts.hours is not None)
    sized = facts.parameters is not None and (bool(facts.data) or facts.tokens_seen is not None)
    if not sized and not (timed and facts.chip):
        return "neither parameters and data nor a chip and its time"
    return ""


def baseline(facts: RunFacts) -> float | None:
    """Return 6 × parameters × the number in the data column × epochs (1 if not stated): the baseline to beat. None if
    parameters or data are unknown.
    """
    data = next(iter(facts.data.values()), None)
    if facts.parameters is None or data is None:
        return None
    return 6 * facts.parameters.value * data.value * (facts.epochs.value if facts.epochs else 1.0)
