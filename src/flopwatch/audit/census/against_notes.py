"""Rules that compare a number with its note: the note was copied from the source, the number typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flopwatch import text
from flopwatch.audit.census.context import AuditContext, Entry
from flopwatch.audit.census.entry_findings import on_facts
from flopwatch.audit.findings import Finding
from flopwatch.domain import digits, exact, to_base
from flopwatch.estimation import ON_PARAMETERS, Fact

AS_ROUNDED = 1.03  # a note repeats a number to two digits
AS_SLIPPED = 1.012  # a slip changes a number by an exact factor, and a note gives three digits
FAR = 3.2  # compute is rounded and combined in notes; beyond this factor no number of the note is the cell's
LONGEST_NOTE = 3_000  # characters
FAR_OUT = 300.0  # beyond this factor a finding is of high severity
LEAST_TOTAL = 1e17  # FLOP; smaller amounts in notes are often parts
LEAST_FLOP = 1e12  # smaller numbers in notes on compute are counts, not operations


@dataclass(frozen=True)
class Noted:
    """The comparison of a field with its notes.

    Args:
        field: The field.
        columns: The columns of notes that speak of it, in lower case.
        units: The base units in which a note states it. A bare number may state it too.
        bare: Cell ÷ note for each known slip, if the note's number has no unit, with the slip's name.
        named: The same, if the note's number has a unit.
        conversions: Factors that are not a slip if the note is in the given unit.
        least: Smaller numbers of a note are ignored.
        elsewhere: Columns of notes on another field, of which only numbers with a unit are compared.
        is_total: Whether the note derives the cell, so that a note without a number near it is a contradiction.
    """

    field: str
    columns: tuple[str, ...]
    units: frozenset[str]
    bare: tuple[tuple[float, str], ...]
    named: tuple[tuple[float, str], ...]
    conversions: tuple[tuple[float, str, str], ...] = ()
    least: float = 0.0
    elsewhere: tuple[str, ...] = ()
    is_total: bool = False


_THOUSANDS = (
    (1e3, "three decimal places"),
    (1e-3, "three decimal places"),
    (1e6, "six decimal places"),
    (1e-6, "six decimal places"),
)
_TEN = ((10.0, "one decimal place"), (0.1, "one decimal place"))
_DATA_UNITS = frozenset({"tokens", "words", "images", "datapoints", "samples", "characters", "frames"})
_BARE = frozenset({""})
_ACTIVE = re.compile(r"\bactiv", re.IGNORECASE)  # those of a mixture's experts that work on a token
_ON_COMPUTE = "training compute notes"
ON_DATA = ("dataset size notes", "training dataset notes", _ON_COMPUTE)
NOTED: tuple[Noted, ...] = (
    Noted(
        "parameters",
        (ON_PARAMETERS,),
        frozenset({"parameters", "models"}),
        bare=_THOUSANDS,
        named=(*_THOUSANDS, *_TEN),
        least=1e4,
        elsewhere=(_ON_COMPUTE,),
    ),
    Noted(
        "training_compute",
        (_ON_COMPUTE,),
        frozenset({"FLOP"}),
        bare=(*_THOUSANDS, *_TEN),
        named=(*_THOUSANDS, *_TEN),
        least=LEAST_FLOP,
        is_total=True,
    ),
    Noted(
        "dataset_size",
        ON_DATA[:2],
        _DATA_UNITS,
        bare=_THOUSANDS,
        named=(*_THOUSANDS, *_TEN),
        conversions=((4 / 3, "tokens", "tokens × 4/3, as if they were words"),),
        least=1e4,
        elsewhere=(_ON_COMPUTE,),
    ),
    Noted(
        "chip_count",
        ("training time notes", "hardware notes"),
        frozenset({"chips"}),
        bare=(),
        named=_TEN,
        least=2.0,
        elsewhere=(_ON_COMPUTE,),
    ),
    Noted(
        "training_time",
        ("training time notes",),
        frozenset({"hours"}),
        bare=(),
        named=((1 / 24, "days for hours"),),
    ),
)


@dataclass(frozen=True)
class _Contradicted:
    """The figure of a note that a cell contradicts, its words, and how."""

    value: float
    words: str
    how: str


@lru_cache(maxsize=20_000)
def numbers_in(note: str) -> tuple[tuple[float, str, str], ...]:
    """Return each number of a note in its base unit, with the unit and the words. Rates and ranges are left out.

    Example:
        >>> numbers_in("6 × 300B × 5.7e9 = 1.026e+22 FLOP")[-1]
        (1.026e+22, 'FLOP', '1.026e+22 FLOP')
    """
    found = []
    for one in text.read_quantities(note[:LONGEST_NOTE]):
        # "45B activated parameters per token" is an amount too.
        if one.relation == "range" or ("rate" in one.flags and one.unit != "parameters"):
            continue
        value, base = to_base(exact(one.value), one.unit) if one.unit else (exact(one.value), "")
        if value > 0:
            found.append((float(value), base, one.as_written))
    return tuple(found)


def numbers_against_notes(evidence: AuditContext) -> Iterator[Finding]:
    """Find numbers that contradict the note on them: by the factor of a known slip, or (compute) in every figure."""
    for record, entry in evidence.entries():
        for noted in NOTED:
            cell = number_of(entry, noted.field)
            if cell is None:
                continue
            stated, claims = _stated(entry, noted)
            if not stated or any(_is_within(cell.value / value, AS_ROUNDED) for value, _, _ in stated):
                continue
            found = _slipped(cell.value, stated, noted)
            if found is None and noted.is_total:
                found = _far(cell.value, stated)
            if found is None or _agrees_with_the_rest(entry, noted.field):
                continue
            ratio = cell.value / found.value
            times = f"{digits(ratio, 3)} times" if ratio >= 1 else f"1/{digits(1 / ratio, 3)} of"
            severity = "high" if max(ratio, 1 / ratio) > FAR_OUT else "medium"
            message = f"{cell.as_written} is {times} the {found.words} of its own note: {found.how}."
            proposal = f"{digits(found.value, 3)} {cell.unit}, as the note says."
            yield on_facts(
                "note-disagrees", record, entry, noted.field, (cell,), message, proposal, claims, severity=severity
            )


def number_of(entry: Entry, name: str) -> Fact | None:
    """Return the number that an entry states for a field; for data that of the leading unit. None if it states none."""
    facts = entry.facts
    if name == "dataset_size":
        return next(iter(facts.data.values()), None)
    named = {"training_compute": "compute", "chip_count": "chips", "training_time": "hours"}
    found: Fact | None = getattr(facts, named.get(name, name))
    return found


def notes_on(entry: Entry, columns: Sequence[str]) -> list[tuple[str, str]]:
    """Return the notes of some columns: claim id and words."""
    return [
        (key, claim.value)
        for key, claim in entry.record.claims.items()
        if claim.field == "notes" and claim.qualifiers.get("column", "").casefold() in columns
    ]


def _stated(entry: Entry, noted: Noted) -> tuple[list[tuple[float, str, str]], tuple[str, ...]]:
    found: list[tuple[float, str, str]] = []
    claims: list[str] = []
    for columns, units in ((noted.columns, noted.units | _BARE), (noted.elsewhere, noted.units)):
        for key, note in notes_on(entry, columns):
            here = [
                one
                for one in numbers_in(note)
                if one[1] in units and one[0] >= noted.least and not _ACTIVE.search(one[2])
            ]
            if here:
                found += here
                claims.append(key)
    return found, tuple(claims)


def _is_within(ratio: float, factor: float) -> bool:
    return 1 / factor <= ratio <= factor


def _slipped(value: float, stated: Sequence[tuple[float, str, str]], noted: Noted) -> _Contradicted | None:
    for other, unit, words in stated:
        for factor, name in noted.named if unit else noted.bare:
            if _is_within(value / other / factor, AS_SLIPPED):
                return _Contradicted(other, words, f"a slip of {name}")
    for factor, counted, name in noted.conversions:
        for other, unit, words in stated:
            if unit == counted and _is_within(value / other / factor, AS_SLIPPED):
                return _Contradicted(other, words, name)
    return None


def _far(value: float, stated: Sequence[tuple[float, str, str]]) -> _Contradicted | None:
    """Return the note's largest figure if none is near the cell. Below the cell it must be a sum of operations: notes
    often leave the last product out. None if one is near or nothing can be concluded.
    """
    if any(_is_within(value / other, FAR) for other, _, _ in stated):
        return None
    other, unit, words = max(stated)
    if value > other and (unit != "FLOP" or other < LEAST_TOTAL) or value < LEAST_FLOP:
        return None
    return _Contradicted(other, words, "no figure of the note is near")


def _agrees_with_the_rest(entry: Entry, name: str) -> bool:
    """Return whether compute = 6 × parameters × data × epochs holds as stated: three cells outweigh one note."""
    facts = entry.facts
    data, size = number_of(entry, "dataset_size"), facts.working_parameters
    if name not in ("training_compute", "dataset_size", "parameters") or not (facts.compute and data and size):
        return False
    once = 6 * size.value * data.value * (facts.epochs.value if facts.epochs else 1.0)
    return _is_within(facts.compute.value / once, AS_ROUNDED)
