"""Document 001, "Over 20 AI models … at the scale of GPT-4" (2025-01-30): its figures, recomputed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.domain import PartialDate, canonical
from flopwatch.identity import fold_row
from flopwatch.reproduce.rows import EpochRow, EpochTable, developers_of, same_name
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking, origin_of

DOCUMENT = "001"
THRESHOLD = Decimal("1e25")  # FLOP
PUBLISHED = PartialDate(2025, 1, 30)
_STATE = (PartialDate(2025, 1, 1), PartialDate(2025, 4, 30))
NEEDS_TABLE = "needs a state of Epoch's table from early 2025, all_ai_models_2025-03-14.csv (--epoch FILE)"


@dataclass(frozen=True)
class Printed:
    """One line of its table.

    Args:
        compute: Training compute in FLOP, as printed; "" if it prints none.
        confidence: Its word.
        methods: Terms of `training_compute_method` that its justification names; "believed" if it argues without any.
            The table leaves a justification empty that is the one above.
    """

    compute: str
    confidence: str
    methods: frozenset[str]


def _line(compute: str, confidence: str, *methods: str) -> Printed:
    return Printed(compute, confidence, frozenset(methods))


_LOW, _HIGH, _SPECULATIVE = "Low-precision", "High-precision", "Speculative"
PRINTED: Mapping[str, Printed] = {
    "Aramco Metabrain AI": _line("1.1e25", _LOW, "operations"),
    "Claude 3 Opus": _line("1.6e25", _LOW, "imputed", "relative"),
    "Claude 3.5 Sonnet": _line("3.6e25", _LOW, "imputed"),
    "Doubao-pro": _line("2.5e25", _HIGH, "operations"),
    "Gemini 1.0 Ultra": _line("5.0e25", _LOW, "imputed", "hardware"),
    "GLM-4 (0116)": _line("1.2e25", _HIGH, "operations"),
    "GPT-4": _line("2.1e25", _LOW, "hardware"),
    "Inflection-2": _line("1.0e25", _HIGH, "reported"),
    "Inflection-2.5": _line("1.0e25", _LOW, "relative"),
    "Llama 3.1-405B": _line("3.8e25", _HIGH, "operations"),
    "Mistral Large": _line("1.1e25", _LOW, "cost"),
    "Mistral Large 2": _line("2.1e25", _LOW, "relative", "hardware", "imputed"),
    "Nemotron-4 340B": _line("1.8e25", _HIGH, "operations"),
    "Gemini 1.5 Pro": _line("1.6e25", _LOW, "imputed"),
    "GLM-4-Plus": _line("3.6e25", _LOW, "imputed"),
    "GPT-4 Turbo": _line("2.2e25", _LOW, "imputed"),
    "GPT-4o": _line("3.8e25", _LOW, "imputed"),
    "Grok-2": _line("3.0e25", _HIGH, "hardware"),
    "Grok-3": _line("4.6e26", _HIGH, "hardware"),
    "o1": _line("", _SPECULATIVE, "believed"),
    "o1-mini": _line("", _SPECULATIVE, "believed"),
    "o3": _line("", _SPECULATIVE, "believed"),
    "o3-mini": _line("", _SPECULATIVE, "believed"),
    "Sora": _line("", _SPECULATIVE, "believed"),
    "Veo 2": _line("", _SPECULATIVE, "believed"),
}
# Its table of held-out models: name (of the last three rows "Llama-3 family"), true and estimated compute in FLOP.
HELD_OUT: tuple[tuple[str, str, str], ...] = (
    ("DeepSeek-V2 (MoE-236B)", "1.0e24", "4.6e24"),
    ("Qwen2-72B", "3.0e24", "3.4e24"),
    ("Qwen2.5-72B", "7.9e24", "1.5e25"),
    ("Llama 3.1-405B", "3.8e25", "2.6e25"),
    ("Llama 3-8B", "7.2e23", "3.5e23"),
    ("Llama 3-70B", "6.3e24", "2.0e25"),
    ("Llama 3.1-405B", "3.8e25", "4.6e25"),
)


def early_2025(tables: Sequence[EpochTable]) -> EpochTable | None:
    """Return the table of early 2025, by its newest row; of several the one with most rows; None if there is none."""
    fitting = [t for t in tables if t.newest is not None and _STATE[0] <= t.newest <= _STATE[1]]
    return max(fitting, key=lambda t: (len(t.rows), str(t.newest)), default=None)


@dataclass(frozen=True)
class EarlyTable:
    """The table of early 2025, and the rows of Epoch's other tables for the models it lacks."""

    rows: tuple[EpochRow, ...]
    elsewhere: Mapping[str, tuple[EpochRow, str]]

    @property
    def found(self) -> dict[str, EpochRow]:
        """The row of each printed model that the table has."""
        return printed_rows(self.rows)


def printed_rows(rows: Sequence[EpochRow]) -> dict[str, EpochRow]:
    """Return the row of each printed model that the table has, ignoring blanks, dashes and case."""
    by_name = {fold_row(row.name): row for row in reversed(rows)}
    return {name: by_name[fold_row(name)] for name in PRINTED if fold_row(name) in by_name}


def _early_table(table: EpochTable, tables: Sequence[EpochTable]) -> EarlyTable:
    here = printed_rows(table.rows)
    others = sorted((t for t in tables if t is not table and t.newest), key=lambda t: str(t.newest), reverse=True)
    elsewhere: dict[str, tuple[EpochRow, str]] = {}
    for other in others:
        for name, row in printed_rows(other.rows).items():
            printed = PRINTED[name].compute
            if name not in here and row.compute is not None and printed and agrees(printed, row.compute):
                elsewhere.setdefault(name, (row, origin_of(other.source)))
    return EarlyTable(table.rows, elsewhere)


def agrees(printed: str, value: Decimal) -> bool:
    """Return whether a value rounds to the printed one: within half a unit of the last digit, ends included.

    Example:
        >>> agrees("3.6e25", Decimal("3.65e25")), agrees("1.2e25", Decimal("1.26e25"))
        (True, False)
    """
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(value - Decimal(printed)) <= Decimal(5).scaleb(exponent - 1)


def _absent(table: EarlyTable) -> tuple[str, bool]:
    """Return the printed models that the table lacks, each with the table that has it, and whether all are found."""
    words, every = [], True
    for name in PRINTED:
        if name in table.found:
            continue
        if name in table.elsewhere:
            row, origin = table.elsewhere[name]
            words.append(f"{name}, which {origin} has with {canonical(row.compute or Decimal(0))} FLOP")
        else:
            words.append(f"{name}, which no other table given has with the printed compute")
            every = False
    return "; ".join(words) or "none", every


def _rows_present(table: EarlyTable) -> ComputedFigure:
    words, every = _absent(table)
    return ComputedFigure(str(len(table.found)), f"Not in this state of the table: {words}.", explains=every)


def _numbers_present(table: EarlyTable) -> ComputedFigure:
    same, other = 0, []
    for name, printed in PRINTED.items():
        row = table.found.get(name)
        if not printed.compute or row is None:
            continue
        if row.compute is not None and agrees(printed.compute, row.compute):
            same += 1
        else:
            other.append(name)
    words, every = _absent(table)
    return ComputedFigure(
        str(same),
        f"Equal to the printed digits; other or no compute: {', '.join(other) or 'none'}; not in this state of the "
        f"table: {words}.",
        explains=every and not other,
    )


def _unnumbered(table: EarlyTable) -> ComputedFigure:
    without = [name for name, row in table.found.items() if row.compute is None]
    return ComputedFigure(str(len(without)), ", ".join(without) + ".")


def _developers(table: EarlyTable) -> ComputedFigure:
    names = sorted({name for row in table.found.values() for name in developers_of(row)})
    return ComputedFigure(str(len(names)), ", ".join(names) + ".")


def _first(table: EarlyTable) -> ComputedFigure:
    above = [(row.published, row.name) for row in table.rows if row.published and _above(row)]
    if not above:
        return ComputedFigure("none")
    date, name = min(above, key=lambda item: item[0])
    return ComputedFigure(f"{name} ({date.year:04d}-{date.month:02d})", f"{date}.")


def _above(row: EpochRow) -> bool:
    return row.compute is not None and row.compute >= THRESHOLD


def _above_by_then(table: EarlyTable) -> ComputedFigure:
    above = [row for row in table.rows if _above(row) and row.by(PUBLISHED)]
    unnumbered = [name for name, row in table.found.items() if row.compute is None]
    later = [name for name, row in table.found.items() if _above(row) and not row.by(PUBLISHED)]
    words, every = _absent(table)
    absent = len(PRINTED) - len(table.found)
    parts = (
        f"{len(above)} with compute by {PUBLISHED}; printed as well: {len(unnumbered)} without any number, "
        f"{len(later)} dated later ({', '.join(later) or 'none'}), {absent} not in this state of the table ({words})."
    )
    explains = every and len(above) + len(unnumbered) + len(later) + absent == len(PRINTED)
    return ComputedFigure(str(len(above)), parts, explains=explains)


def _per_month(table: EarlyTable) -> ComputedFigure:
    in_2024 = sum(row.published is not None and row.published.year == 2024 for row in table.found.values())
    return ComputedFigure(
        f"{Decimal(in_2024) / 12:.0f}", f"{in_2024} printed models dated 2024 / 12 = {in_2024 / 12:.1f}."
    )


def _outside_language(table: EarlyTable) -> ComputedFigure:
    kinds = {"audio", "speech", "music", "biology", "games"}
    found = sorted(row.name for row in table.rows if _above(row) and row.by(PUBLISHED) and row.domains <= kinds)
    largest = max(
        (row for row in table.rows if row.compute and row.domains and row.domains <= kinds), key=_flop, default=None
    )
    words = f"The largest of these domains alone: {largest.name}, {canonical(_flop(largest))} FLOP." if largest else ""
    return ComputedFigure(", ".join(found) or "none", words)


def _flop(row: EpochRow) -> Decimal:
    return row.compute or Decimal(0)


def _named(name: str, words: str, holds: Callable[[Decimal], bool]) -> Callable[[EarlyTable], ComputedFigure]:
    """Return the document's words if the table's compute of one model satisfies `holds`, else the compute."""

    def work_out(table: EarlyTable) -> ComputedFigure:
        row = next((row for row in table.rows if same_name(row.name, name) and row.compute), None)
        if row is None:
            return ComputedFigure("none", f"No compute of {name} in this table.")
        return ComputedFigure(words if holds(_flop(row)) else canonical(_flop(row)), f"{canonical(_flop(row))} FLOP.")

    return work_out


def _just_under(compute: Decimal) -> bool:
    return THRESHOLD / 2 <= compute < THRESHOLD


def _true_compute(table: EarlyTable) -> ComputedFigure:
    same, other, derived = 0, [], 0
    for name, true, _ in HELD_OUT:
        rows = [row for row in table.rows if same_name(row.name, name)]
        compute = next((row.compute for row in rows if row.compute), None)
        if compute is not None and agrees(true, compute):
            same += 1
            continue
        words = f"{name}: {true} against {canonical(compute) if compute else 'none'}"
        product = next(
            (6 * row.parameters * row.dataset_size for row in rows if row.parameters and row.dataset_size), None
        )
        if product is not None and agrees(true, product):
            derived += 1
            words += ", but 6 × parameters × data of its row is the printed one"
        other.append(words)
    return ComputedFigure(
        str(same),
        f"Other in Epoch's table: {'; '.join(other) or 'none'}.",
        explains=bool(other) and derived == len(other),
    )


def _factors() -> list[float]:
    pairs = [(float(true), float(estimate)) for _, true, estimate in HELD_OUT]
    return [max(a / b, b / a) for a, b in pairs]


def _mean_factor(_: None) -> ComputedFigure:
    factors = _factors()
    mean = sum(factors) / len(factors)
    geometric = math.exp(sum(map(math.log, factors)) / len(factors))
    return ComputedFigure(
        f"{mean:.1f}",
        f"Arithmetic mean of the {len(factors)} printed rows {mean:.2f}; the geometric mean, fairer to factors, is "
        f"{geometric:.2f}.",
    )


def _factor_range(_: None) -> ComputedFigure:
    factors = _factors()
    return ComputedFigure(
        f"{min(factors):.1f} to {max(factors):.1f}",
        f"Smallest and largest factor of the {len(factors)} printed rows; the document takes its interval over all "
        "datapoints, which it does not print.",
    )


def _inflection(_: None) -> ComputedFigure:
    gpt4 = Decimal(PRINTED["GPT-4"].compute)
    share = Decimal("0.4") * gpt4
    return ComputedFigure(f"{share:.1e}".replace("e+", "e"), f"0.4 × {canonical(gpt4)} = {canonical(share)} FLOP.")


_ON_ROWS: tuple[tuple[str, str, Callable[[EarlyTable], ComputedFigure]], ...] = (
    ("Models of its table that Epoch's table has", "25", _rows_present),
    ("Models of its table with the printed compute in Epoch's table", "19", _numbers_present),
    ('Models of its table without compute ("speculative")', "6", _unnumbered),
    ("Developers of the models of its table", "11", _developers),
    ("First model above 1e25 FLOP", "GPT-4 (2023-03)", _first),
    ("Models above 1e25 FLOP at its date, by recorded compute", "25", _above_by_then),
    ("Models of its table announced per month of 2024", "2", _per_month),
    ("Models of audio, biology or games alone above 1e25 FLOP", "none", _outside_language),
    ("True compute of its seven held-out rows that Epoch's table has", "7", _true_compute),
    ("Compute of Stable Diffusion 3", "below 1e23", _named("Stable Diffusion 3", "below 1e23", lambda c: c < 10**23)),
    ("Compute of Movie Gen", "slightly under 1e25", _named("Movie Gen Video", "slightly under 1e25", _just_under)),
    ("Compute of Yi Lightning", "just under 1e25", _named("Yi-Lightning", "just under 1e25", _just_under)),
    ("Compute of Llama-3 70B", "just under 1e25", _named("Llama 3-70B", "just under 1e25", _just_under)),
)
ON_ROWS: tuple[Statement[EarlyTable], ...] = tuple(Statement(*parts) for parts in _ON_ROWS)
ON_ITSELF: tuple[Statement[None], ...] = (
    Statement("Mean factor by which held-out compute is missed", "2.2", _mean_factor),
    Statement("90% interval of that factor", "1.1 to 5.0", _factor_range),
    Statement("Compute of Inflection-2.5 at 40% of GPT-4's, in FLOP", "8.4e24", _inflection),
)


def reproduce_over_1e25(tables: Sequence[EpochTable]) -> list[Reproduced]:
    """Compare the figures of document 001 with those from its own printed rows and the given tables."""
    out = [compare(DOCUMENT, statement, None, "its own table") for statement in ON_ITSELF]
    table = early_2025(tables)
    if table is None:
        return out + lacking(DOCUMENT, ON_ROWS, NEEDS_TABLE)
    rows = _early_table(table, tables)
    return out + [compare(DOCUMENT, statement, rows, origin_of(table.source)) for statement in ON_ROWS]
