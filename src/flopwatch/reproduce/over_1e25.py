"""Document 001, "Over 20 AI models … at the scale of GPT-4" (2025-01-30): its figures, recomputed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.analysis import lead_developer
from flopwatch.census import Census
from flopwatch.domain import PartialDate
from flopwatch.identity import fold_row
from flopwatch.records import Record
from flopwatch.reproduce.rows import EpochRow, EpochTable, developers_of
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking, origin_of

DOCUMENT = "001"
THRESHOLD = Decimal("1e25")  # FLOP
PUBLISHED = PartialDate(2025, 1, 30)
PAGE = "models-over-1e25-flop"  # end of the public address of the document
_STATE = (PartialDate(2025, 1, 1), PartialDate(2025, 4, 30))
NEEDS_TABLE = "needs a state of Epoch's table from early 2025, all_ai_models_2025-03-14.csv (--epoch FILE)"
NEEDS_CENSUS = "needs the census with the document's own claims (the bundled base)"

# The models its table prints and their compute in FLOP; "" if it prints none and calls the model speculative.
PRINTED: Mapping[str, str] = {
    "Aramco Metabrain AI": "1.1e25",
    "Claude 3 Opus": "1.6e25",
    "Claude 3.5 Sonnet": "3.6e25",
    "Doubao-pro": "2.5e25",
    "Gemini 1.0 Ultra": "5.0e25",
    "GLM-4 (0116)": "1.2e25",
    "GPT-4": "2.1e25",
    "Inflection-2": "1.0e25",
    "Inflection-2.5": "1.0e25",
    "Llama 3.1-405B": "3.8e25",
    "Mistral Large": "1.1e25",
    "Mistral Large 2": "2.1e25",
    "Nemotron-4 340B": "1.8e25",
    "Gemini 1.5 Pro": "1.6e25",
    "GLM-4-Plus": "3.6e25",
    "GPT-4 Turbo": "2.2e25",
    "GPT-4o": "3.8e25",
    "Grok-2": "3.0e25",
    "Grok-3": "4.6e26",
    "o1": "",
    "o1-mini": "",
    "o3": "",
    "o3-mini": "",
    "Sora": "",
    "Veo 2": "",
}
# Its table of held-out models: true and estimated compute in FLOP, row by row as printed.
HELD_OUT: tuple[tuple[str, str], ...] = (
    ("1.0e24", "4.6e24"),
    ("3.0e24", "3.4e24"),
    ("7.9e24", "1.5e25"),
    ("3.8e25", "2.6e25"),
    ("7.2e23", "3.5e23"),
    ("6.3e24", "2.0e25"),
    ("3.8e25", "4.6e25"),
)


@dataclass(frozen=True)
class Cited:
    """The part of a census that the document covers.

    Args:
        records: Base models at or above 1e25 FLOP, likely or confirmed, with a claim that cites the document.
        sources: Ids of the document's sources.
        in_doubt: Number of models at 1e25 that cannot be ruled out.
    """

    records: tuple[Record, ...]
    sources: frozenset[str]
    in_doubt: int


def cited_in(census: Census) -> Cited:
    """Return the records of the census that the document counts, by its claims, and the number that cannot be ruled
    out.
    """
    sources = frozenset(id for id, source in census.sources.items() if PAGE in source.url)
    classes = {
        model: crossing.compute_class
        for model, crossings in census.crossings.items()
        for crossing in crossings
        if crossing.threshold_flop == float(THRESHOLD)
    }
    records = tuple(
        record
        for record in census.models()
        if classes.get(record.id) in ("likely", "confirmed")
        and any(claim.source in sources for claim in record.claims.values())
    )
    return Cited(records, sources, sum(kind == "cannot-rule-out" for kind in classes.values()))


def early_2025(tables: Sequence[EpochTable]) -> EpochTable | None:
    """Return the table of early 2025, by its newest row; of several the one with most rows; None if there is none."""
    fitting = [t for t in tables if t.newest is not None and _STATE[0] <= t.newest <= _STATE[1]]
    return max(fitting, key=lambda t: (len(t.rows), str(t.newest)), default=None)


def printed_rows(rows: Sequence[EpochRow]) -> dict[str, EpochRow]:
    """Return the row of each printed model that the table has, ignoring blanks, dashes and case."""
    by_name = {fold_row(row.name): row for row in reversed(rows)}
    return {name: by_name[fold_row(name)] for name in PRINTED if fold_row(name) in by_name}


def agrees(printed: str, value: Decimal) -> bool:
    """Return whether a value rounds to the printed one: within half a unit of the last digit, ends included.

    Example:
        >>> agrees("3.6e25", Decimal("3.65e25")), agrees("1.2e25", Decimal("1.26e25"))
        (True, False)
    """
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(value - Decimal(printed)) <= Decimal(5).scaleb(exponent - 1)


def _absent(found: Mapping[str, EpochRow]) -> str:
    return ", ".join(name for name in PRINTED if name not in found) or "none"


def _rows_present(rows: Sequence[EpochRow]) -> ComputedFigure:
    found = printed_rows(rows)
    return ComputedFigure(
        str(len(found)),
        f"Not in this state of the table: {_absent(found)}.",
        explains=len(found) < len(PRINTED),
    )


def _numbers_present(rows: Sequence[EpochRow]) -> ComputedFigure:
    found = printed_rows(rows)
    same, other = 0, []
    for name, printed in PRINTED.items():
        row = found.get(name)
        if not printed or row is None:
            continue
        if row.compute is not None and agrees(printed, row.compute):
            same += 1
        else:
            other.append(name)
    return ComputedFigure(
        str(same),
        f"Equal to the printed digits; other or no compute: {', '.join(other) or 'none'}; not in this state of the "
        f"table: {_absent(found)}.",
        explains=not other,
    )


def _unnumbered(rows: Sequence[EpochRow]) -> ComputedFigure:
    found = printed_rows(rows)
    without = [name for name, row in found.items() if row.compute is None]
    return ComputedFigure(str(len(without)), ", ".join(without) + ".")


def _developers(rows: Sequence[EpochRow]) -> ComputedFigure:
    names = sorted({name for row in printed_rows(rows).values() for name in developers_of(row)})
    return ComputedFigure(str(len(names)), ", ".join(names) + ".")


def _first(rows: Sequence[EpochRow]) -> ComputedFigure:
    above = [(row.published, row.name) for row in rows if row.published and _above(row)]
    if not above:
        return ComputedFigure("none")
    date, name = min(above, key=lambda item: item[0])
    return ComputedFigure(f"{name} ({date.year:04d}-{date.month:02d})", f"{date}.")


def _above(row: EpochRow) -> bool:
    return row.compute is not None and row.compute >= THRESHOLD


def _above_by_then(rows: Sequence[EpochRow]) -> ComputedFigure:
    found = printed_rows(rows)
    above = [row for row in rows if _above(row) and row.by(PUBLISHED)]
    unnumbered = [name for name, row in found.items() if row.compute is None]
    later = [name for name, row in found.items() if _above(row) and not row.by(PUBLISHED)]
    absent = [name for name in PRINTED if name not in found]
    parts = (
        f"{len(above)} with compute by {PUBLISHED}; printed besides: {len(unnumbered)} without any number, "
        f"{len(later)} dated later ({', '.join(later) or 'none'}), {len(absent)} not in this state of the table "
        f"({', '.join(absent) or 'none'})."
    )
    return ComputedFigure(
        str(len(above)),
        parts,
        explains=len(above) + len(unnumbered) + len(later) + len(absent) == len(PRINTED),
    )


def _per_month(rows: Sequence[EpochRow]) -> ComputedFigure:
    in_2024 = sum(row.published is not None and row.published.year == 2024 for row in printed_rows(rows).values())
    return ComputedFigure(
        f"{Decimal(in_2024) / 12:.0f}", f"{in_2024} printed models dated 2024 / 12 = {in_2024 / 12:.1f}."
    )


def _factors() -> list[float]:
    pairs = [(float(true), float(estimate)) for true, estimate in HELD_OUT]
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
        f"Smallest and largest factor of the {len(factors)} printed rows; the printed interval ends above the largest, "
        "so that it comes from more than these rows or from a fitted distribution.",
        explains=max(factors) < 5.0,
    )


def _numeric(cited: Cited) -> ComputedFigure:
    return ComputedFigure(
        str(
            sum(
                any(
                    claim.source in cited.sources and claim.field == "training_compute" and claim.relation != "unknown"
                    for claim in record.claims.values()
                )
                for record in cited.records
            )
        )
    )


def _cited_developers(cited: Cited) -> ComputedFigure:
    names = sorted({lead_developer(name) for record in cited.records for name in record.values("developer")})
    return ComputedFigure(str(len(names)), ", ".join(names) + ".")


def _in_doubt(cited: Cited) -> ComputedFigure:
    return ComputedFigure(
        str(cited.in_doubt),
        "Models that this census cannot rule out at 1e25 FLOP; the document names its 19 elsewhere, and the census "
        "holds later models too.",
        explains=True,
    )


_ON_ROWS: tuple[tuple[str, str, Callable[[Sequence[EpochRow]], ComputedFigure]], ...] = (
    ("Models of its table that Epoch's table has", "25", _rows_present),
    ("Models of its table with the printed compute in Epoch's table", "19", _numbers_present),
    ('Models of its table without compute ("speculative")', "6", _unnumbered),
    ("Developers of the models of its table", "11", _developers),
    ("First model above 1e25 FLOP", "GPT-4 (2023-03)", _first),
    ("Models above 1e25 FLOP at its date, by recorded compute", "25", _above_by_then),
    ("Models of its table announced per month of 2024", "2", _per_month),
)
ON_ROWS: tuple[Statement[Sequence[EpochRow]], ...] = tuple(Statement(*parts) for parts in _ON_ROWS)
ON_CENSUS: tuple[Statement[Cited], ...] = (
    Statement(
        "Models at 1e25 FLOP, likely or confirmed, that it names (census)",
        "25",
        lambda cited: ComputedFigure(str(len(cited.records))),
    ),
    Statement("Those for which it prints compute (census)", "19", _numeric),
    Statement("Their developers (census)", "11", _cited_developers),
    Statement("Models that cannot be ruled out at 1e25 FLOP (census)", "19", _in_doubt),
)
ON_ITSELF: tuple[Statement[None], ...] = (
    Statement("Mean factor by which held-out compute is missed", "2.2", _mean_factor),
    Statement("90% interval of that factor", "1.1 to 5.0", _factor_range),
)


def reproduce_over_1e25(tables: Sequence[EpochTable], census: Census | None) -> list[Reproduced]:
    """Compare the figures of document 001 with those from its own printed rows, the given tables and the census."""
    out = [compare(DOCUMENT, statement, None, "its own table") for statement in ON_ITSELF]
    table = early_2025(tables)
    if table is None:
        out += lacking(DOCUMENT, ON_ROWS, NEEDS_TABLE)
    else:
        out += [compare(DOCUMENT, statement, table.rows, origin_of(table.source)) for statement in ON_ROWS]
    cited = cited_in(census) if census else None
    if cited is None or not cited.sources:
        return out + lacking(DOCUMENT, ON_CENSUS, NEEDS_CENSUS)
    return out + [compare(DOCUMENT, statement, cited, "census") for statement in ON_CENSUS]
