"""Validation: every method and their combination against compute that a table records, with the recorded compute held
out.

The tables come in as readings of `epoch-csv`. Of each row the recorded compute and everything that follows from it
(bounds, cost, rank, the notes on compute) is taken away; what is left becomes a record and facts, as in the census, and
each method runs on these.

Nothing here is chosen by looking at the rows that are scored: the rules are those of the rooms `estimation` and
`records`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec

from flopwatch.catalogue import Chips, Frontier
from flopwatch.domain import Claim, Reading, Snapshot, Source, Unknown, exact, to_base
from flopwatch.estimation import (
    ON_DATA,
    ON_PARAMETERS,
    Estimate,
    RunFacts,
    combine,
    doubts_about,
    facts_of,
    methods_for,
)
from flopwatch.identity import fold_name
from flopwatch.records import fold, resolve
from flopwatch.statistics import LogNormal
from flopwatch.validation.miss_reasons import Miss, reason_class

# Fields that are the answer, or follow from it: Epoch works costs out from compute, and ranks by it.
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
# Compute that came from benchmarks or from another model's compute is no truth to measure against.
CIRCULAR = frozenset({"imputed", "relative"})
STATED_CONFIDENCE = frozenset({"Confident", "Likely"})
LARGE_FLOP = 1e23
BASELINE = "6nd-epochs"
SAME_ROWS = "6nd-epochs, where combined answers"
UNDOUBTED = "combined, not in doubt"
METHODS: tuple[str, ...] = (BASELINE, SAME_ROWS, "operations", "hardware", "base", "combined", UNDOUBTED)
MISSED_BY = 3.0  # every miss beyond this factor is listed
BASE_FACTOR = 2.0  # 90% factor of a base model's recorded compute
# An error beyond this is a slip in the table (days for hours, a peak a hundred times too high, a base left out), not an
# estimate's spread.
SLIP = 20.0


@dataclass(frozen=True)
class Case:
    """One row with recorded compute, and what can be worked out without it.

    Args:
        name: The model.
        table: Id and date of the table.
        truth: Recorded compute, in FLOP.
        facts: Its facts without the recorded compute.
        methods: How the table says the compute was found.
        unusable: Why the row is no fair test; "" where it is.
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
        """Whether the columns Parameters and Training dataset size are filled: the rows that 6ND × epochs can be
        tried on.
        """
        return baseline(self.facts) is not None


class MethodScore(msgspec.Struct, frozen=True, kw_only=True):
    """How one method did on one subset of one split.

    Args:
        method: One of `METHODS`; `combined, not in doubt` leaves out the estimates that say themselves that a number
            cannot be.
        split: `all DATE`: every row of that table; `added DATE`: the rows whose names no earlier table has; `unseen
            DATE`: the rows of a table handed in as unseen whose compute no scored table records under any name.
        subset: Which rows.
        n: Rows it gave a figure for.
        n_abstained: Rows it gave none for.
        median_error_factor: Median of max(estimate / recorded, recorded / estimate).
        geometric_error_factor: Geometric mean of the same.
        within_2x: Share of the n within a factor of 2.
        within_3x: The same for 3.
        coverage_90: Share of the n whose recorded compute lies in the 90% interval; None for a method without
            intervals.
        coverage_low: Lower end of the 95% (Wilson) interval of that share.
        coverage_high: Upper end.
        median_interval_factor: Median half-width of the 90% interval, as a factor.
        beyond_20x: Rows it is more than 20 times off on.
        coverage_of_the_rest: Share of the other rows that its 90% interval covers; None for a method without intervals.
    """

    method: str
    split: str
    subset: str
    n: int
    n_abstained: int
    median_error_factor: float | None
    geometric_error_factor: float | None
    within_2x: float | None
    within_3x: float | None
    coverage_90: float | None
    coverage_low: float | None
    coverage_high: float | None
    median_interval_factor: float | None
    beyond_20x: int = 0
    coverage_of_the_rest: float | None = None


SUBSETS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("everything", lambda case: True),
    ("everything, usable", lambda case: not case.unusable),
    ("language ≥ 1e23", lambda case: case.is_language and case.truth >= LARGE_FLOP),
    (
        "language ≥ 1e23, usable",
        lambda case: case.is_language and case.truth >= LARGE_FLOP and not case.unusable,
    ),
    (
        "language ≥ 1e23, parameters and data",
        lambda case: case.is_language and case.truth >= LARGE_FLOP and case.has_parameters_and_data,
    ),
)


@dataclass(frozen=True)
class MethodGuess:
    """One method's figure for one case: the median in FLOP, and the distribution where it has one."""

    median: float
    value: LogNormal | None
    doubted: str = ""

    def factor(self, truth: float) -> float:
        """How far off, as a factor of at least 1."""
        return max(self.median / truth, truth / self.median)


@dataclass(frozen=True)
class Validation:
    """The scores and every miss beyond a factor of 3."""

    rows: tuple[MethodScore, ...]
    misses: tuple[Miss, ...]


def validate_estimates(
    readings: Sequence[tuple[Source, Reading]],
    chips: Chips,
    frontier: Frontier,
    unseen: Sequence[tuple[Source, Reading]] = (),
) -> Validation:
    """Run every method on every row with recorded compute, and measure.

    Args:
        readings: Tables of models with the sources they are; later ones are also scored on the names that earlier ones
            lack.
        chips: The accelerators.
        frontier: The frontier by date, for doubts.
        unseen: Further tables, of which only the rows are scored whose compute none of the others records: neither
            under the same name, nor under another with the same date and the same compute (a renamed model).
    """
    seen: set[str] = set()
    rows: list[MethodScore] = []
    misses: list[Miss] = []
    known: dict[str, float] = {}
    met: set[str] = set()
    alike: set[tuple[str, float]] = set()
    for source, reading in sorted(readings, key=lambda one: one[0].date):
        cases = cases_of(source, reading, seen, known)
        guesses = [guesses_for(case.facts, chips, frontier) for case in cases]
        splits = [(f"all {source.date}", [True] * len(cases))]
        if seen:
            splits.append((f"added {source.date}", [case.added for case in cases]))
        for split, chosen in splits:
            picked = [(case, guess) for case, guess, keep in zip(cases, guesses, chosen, strict=True) if keep]
            rows += _scores(split, picked)
            misses += [miss for case, guess in picked for miss in _misses(split, case, guess)]
        seen |= {fold_name(claim.subject) for claim in reading.claims}
        met |= {fold_name(case.name) for case in cases}
        alike |= {_mark(case.published, case.truth) for case in cases}
    for source, reading in sorted(unseen, key=lambda one: one[0].date):
        cases = cases_of(source, reading, seen, known, _not_in(met, alike))
        picked = [(case, guesses_for(case.facts, chips, frontier)) for case in cases]
        rows += _scores(f"unseen {source.date}", picked)
        misses += [miss for case, guess in picked for miss in _misses(f"unseen {source.date}", case, guess)]
        met |= {fold_name(case.name) for case in cases}
        alike |= {_mark(case.published, case.truth) for case in cases}
    return Validation(tuple(rows), tuple(misses))


def _scores(split: str, picked: Sequence[tuple[Case, dict[str, MethodGuess]]]) -> list[MethodScore]:
    out = []
    for subset, belongs in SUBSETS:
        some = [(case, guess) for case, guess in picked if belongs(case)]
        out += [score(method, split, subset, some) for method in METHODS]
    return out


def _not_in(names: set[str], alike: set[tuple[str, float]]) -> Callable[[str, str, float], bool]:
    def fresh(name: str, published: str, truth: float) -> bool:
        return fold_name(name) not in names and _mark(published, truth) not in alike

    return fresh


def _mark(published: str, truth: float) -> tuple[str, float]:
    """What a renamed model keeps: its date and its recorded compute, to two digits."""
    return published, float(f"{truth:.1e}")


def cases_of(
    source: Source,
    reading: Reading,
    seen: Iterable[str] = (),
    known: dict[str, float] | None = None,
    wanted: Callable[[str, str, float], bool] | None = None,
) -> list[Case]:
    """The rows of a table that record compute, each with its facts and without its answer.

    Args:
        source: What the table is.
        reading: Its claims.
        seen: Folded names that earlier tables have.
        known: Recorded compute by folded name, of earlier tables; this table's own is added to it. A base model's
            recorded compute is an input to its offspring's estimate; its own row is estimated without it.
        wanted: Whether a row is wanted, by name, date and recorded compute; all where None.
    """
    known = {} if known is None else known
    entries: dict[str, list[Claim]] = {}
    for claim in reading.claims:
        if claim.kind == "model":
            entries.setdefault(claim.entry, []).append(claim)
    truths = {entry: value for entry, claims in entries.items() if (value := _truth(claims)) is not None}
    known.update({fold_name(entries[entry][0].subject): value for entry, value in truths.items()})
    sizes = {
        fold_name(claim.subject): float(to_base(exact(claim.value), claim.unit)[0])
        for some in entries.values()
        for claim in some
        if claim.field == "parameters" and claim.relation == "="
    }
    if wanted is not None:
        truths = {
            entry: value
            for entry, value in truths.items()
            if wanted(entries[entry][0].subject, _published(entries[entry]), value)
        }
    kept = tuple(
        msgspec.structs.replace(claim, identity=f"table/{entry.replace(' ', '-')}")
        for entry in truths
        for claim in entries[entry]
        if _is_input(claim)
    )
    count = len(truths)
    snapshot = Snapshot(
        source=source.id,
        sha256="",
        date=source.date,
        reader="validation",
        version=1,
        claims=kept,
        read=count,
        claimed=count,
        about=source,
    )
    found = resolve(fold([snapshot]), {source.id: source}, (), ())
    names = frozenset(seen)
    out = []
    for entry, truth in truths.items():
        record = found.records.get(f"table/{entry.replace(' ', '-')}")
        if record is None:
            continue  # nothing but the answer is stated
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
    """Why a row is no fair test of an estimate, by its columns alone; "" where it is one.

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
    """6 × parameters × the number in the data column × epochs (1 where none is stated): what is to be beaten."""
    data = next(iter(facts.data.values()), None)
    if facts.parameters is None or data is None:
        return None
    return 6 * facts.parameters.value * data.value * (facts.epochs.value if facts.epochs else 1.0)


def guesses_for(facts: RunFacts, chips: Chips, frontier: Frontier) -> dict[str, MethodGuess]:
    """Every method's figure for one model, by method; the methods that abstain are absent."""
    out: dict[str, MethodGuess] = {}
    plain = baseline(facts)
    if plain is not None:
        out[BASELINE] = MethodGuess(plain, None)
    methods, missing = methods_for(facts, chips)
    for one in methods:
        out[one.method] = MethodGuess(one.compute_flop.median, one.compute_flop)
    found = combine(facts, methods, missing, doubts_about(facts, frontier))
    if isinstance(found, Estimate):
        out["combined"] = MethodGuess(found.compute_flop.median, found.compute_flop, found.doubted)
        if not found.doubted:
            out[UNDOUBTED] = out["combined"]
        if plain is not None:
            out[SAME_ROWS] = MethodGuess(plain, None)  # else the combination would look better by what it declines
    else:
        assert isinstance(found, Unknown)
    return out


def score(method: str, split: str, subset: str, some: Sequence[tuple[Case, dict[str, MethodGuess]]]) -> MethodScore:
    """How a method did on some cases."""
    pairs = [(case, guesses[method]) for case, guesses in some if method in guesses]
    factors = sorted(guess.factor(case.truth) for case, guess in pairs)
    n = len(factors)
    spread = [(case, guess.value) for case, guess in pairs if guess.value is not None]
    inside = sum(value.interval()[0] <= case.truth <= value.interval()[1] for case, value in spread)
    low, high = wilson(inside, len(spread)) if spread else (None, None)
    rest = [
        value.interval()[0] <= case.truth <= value.interval()[1]
        for case, value in spread
        if max(value.median / case.truth, case.truth / value.median) <= SLIP
    ]
    return MethodScore(
        method=method,
        split=split,
        subset=subset,
        n=n,
        n_abstained=len(some) - n,
        median_error_factor=median(factors),
        geometric_error_factor=math.exp(math.fsum(map(math.log, factors)) / n) if n else None,
        within_2x=sum(one <= 2 for one in factors) / n if n else None,
        within_3x=sum(one <= 3 for one in factors) / n if n else None,
        coverage_90=inside / len(spread) if spread else None,
        coverage_low=low,
        coverage_high=high,
        median_interval_factor=median(sorted(value.factor for _, value in spread)),
        beyond_20x=sum(one > SLIP for one in factors),
        coverage_of_the_rest=sum(rest) / len(rest) if rest else None,
    )


def median(ordered: Sequence[float]) -> float | None:
    """The median of factors in order; of an even number the geometric mean of the middle two. None of none.

    Example:
        >>> median([1, 2, 8]), median([1, 2, 8, 9]), median([])
        (2, 4.0, None)
    """
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else math.sqrt(ordered[middle - 1] * ordered[middle])


def wilson(hits: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The Wilson score interval of a share, 95% by default.

    Source:
        Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference".

    Example:
        >>> tuple(round(end, 3) for end in wilson(9, 10))
        (0.596, 0.982)
    """
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _misses(split: str, case: Case, guesses: dict[str, MethodGuess]) -> list[Miss]:
    return [
        Miss(
            method=method,
            split=split,
            model=case.name,
            recorded_flop=case.truth,
            estimate_flop=guess.median,
            factor=guess.factor(case.truth),
            reason=reason_class(method, guess.median / case.truth, case.facts, case.methods, guess.doubted, case.truth),
            usable=not case.unusable,
            language=case.is_language,
            inside=_inside(guess, case.truth),
            doubted=bool(guess.doubted),
        )
        for method, guess in guesses.items()
        if guess.factor(case.truth) > MISSED_BY and method not in (SAME_ROWS, UNDOUBTED)
    ]


def _inside(guess: MethodGuess, truth: float) -> bool | None:
    if guess.value is None:
        return None
    low, high = guess.value.interval()
    return low <= truth <= high
