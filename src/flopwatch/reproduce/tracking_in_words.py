"""Further findings that document 000 states in words, of its list, of the unconfirmed models and of the whole table."""

from __future__ import annotations

from decimal import Decimal

from flopwatch.domain import PartialDate
from flopwatch.reproduce import tracking_2024
from flopwatch.reproduce.rows import EpochRow, Rows, same_name
from flopwatch.reproduce.statements import ComputedFigure, Statement

_GENERATION = frozenset({"language", "image-generation"})
MULTINATIONAL = "XX"  # the tables' country of a developer in several
_FEW = 10  # models at the frontier


def _of_year_by_date(rows: Rows) -> ComputedFigure:
    dated = sorted(
        (str(row.published), row.name) for row in rows if row.published and row.published.year in (2020, 2021)
    )
    names = [name for _, name in dated]
    places = [
        next((i for i, name in enumerate(names) if part in name), -1) for part in ("Meena", "GPT-3", "Jurassic-1")
    ]
    in_order = -1 not in places and places == sorted(places)
    return ComputedFigure(
        "Meena, GPT-3, Jurassic-1" if in_order else ", ".join(names[:3]) or "none",
        "; ".join(f"{name} {date}" for date, name in dated) + ".",
    )


def _largest_are_multimodal(rows: Rows) -> ComputedFigure:
    largest = sorted(rows, key=lambda row: (-(row.compute or Decimal(0)), row.name))[:2]
    plain = [
        row.name for row in largest if "multimodal" not in row.domains and not {"language", "vision"} <= row.domains
    ]
    return ComputedFigure(
        "both multimodal" if not plain else f"not {', '.join(plain)}",
        "; ".join(f"{row.name}: {', '.join(sorted(row.domains))}" for row in largest) + ".",
    )


def _merged_collaborations(rows: Rows) -> ComputedFigure:
    by_team = [row for row in rows if any(same_name(one, "Google DeepMind") for one in row.developers)]
    found = [row.name for row in by_team if MULTINATIONAL in row.countries or len(row.countries) > 1]
    return ComputedFigure(str(len(found)), f"{', '.join(found) or 'none'}, of {len(by_team)} by Google DeepMind.")


def _few_at_frontier(rows: Rows) -> ComputedFigure:
    found = sorted(row.name for row in rows if row.compute and row.compute >= Decimal("1e25"))
    return ComputedFigure("few" if 0 < len(found) < _FEW else str(len(found)), f"{', '.join(found) or 'none'}.")


def _dominated(rows: Rows) -> ComputedFigure:
    since = [row for row in rows if row.published and row.published.year >= 2021]
    n = sum(bool(row.domains & _GENERATION) for row in since)
    share = n / max(len(since), 1)
    return ComputedFigure("dominate" if share > 0.5 else f"{100 * share:.0f}%", f"{n} of {len(since)} since 2021.")


ON_LIST: tuple[Statement[Rows], ...] = (
    Statement("Order of the models of 2020 and the next", "Meena, GPT-3, Jurassic-1", _of_year_by_date),
    Statement("Domains of the largest two models", "both multimodal", _largest_are_multimodal),
    Statement("Models of Google DeepMind as multinational collaborations", "2", _merged_collaborations),
    Statement("Models at 1e25 FLOP or more", "few", _few_at_frontier),
    Statement("Language and image generation since 2021", "dominate", _dominated),
)


def _recent(rows: Rows) -> ComputedFigure:
    unknown = [row for row in rows if row.compute is None and row.by(tracking_2024.PUBLISHED)]
    older = sorted(row.name for row in unknown if row.published and row.published.year < 2022)
    return ComputedFigure(
        "all" if not older else f"{len(unknown) - len(older)} of {len(unknown)}",
        f"Older: {', '.join(older) or 'none'}.",
    )


def _large_enough(rows: Rows) -> ComputedFigure:
    unknown = [row for row in rows if row.compute is None and row.parameters and row.by(tracking_2024.PUBLISHED)]
    smaller = sorted(row.name for row in unknown if row.parameters and row.parameters < Decimal("3e9"))
    return ComputedFigure(
        "none" if not smaller else str(len(smaller)),
        f"Of {len(unknown)} with a parameter count; smaller: {', '.join(smaller) or 'none'}.",
    )


def _no_estimate_yet(rows: Rows) -> ComputedFigure:
    found = [row for row in rows if any(row.name.startswith(name) for name in ("Gemini 1.5 Pro", "Claude 3"))]
    known = sorted(row.name for row in found if row.compute is not None)
    return ComputedFigure(
        "none" if found and not known else ", ".join(known) or "no such rows", f"{', '.join(r.name for r in found)}."
    )


ON_UNCONFIRMED: tuple[Statement[Rows], ...] = (
    Statement("Unconfirmed models published in 2022 or later", "all", _recent),
    Statement("Unconfirmed models with fewer than 3e9 parameters", "none", _large_enough),
    Statement("Compute of Gemini 1.5 Pro and Claude 3", "none", _no_estimate_yet),
)


def _per_year(rows: Rows, threshold: Decimal) -> list[int]:
    def counts(row: EpochRow, year: int) -> bool:
        large = row.compute is not None and row.compute > threshold
        return large and row.published is not None and row.published.year == year

    return [sum(counts(row, year) for row in rows) for year in (2020, 2021, 2022, 2023)]


def _each_scale(rows: Rows) -> ComputedFigure:
    counts = {text: _per_year(rows, Decimal(text)) for text in ("1e22", "1e23", "1e24")}
    falls = [
        text for text, some in counts.items() if any(b <= a for a, b in zip(some, some[1:], strict=False) if b or a)
    ]
    words = "; ".join(f"{text}: {', '.join(map(str, some))}" for text, some in counts.items())
    return ComputedFigure(
        "increasing" if not falls else f"not at {', '.join(falls)}", f"Models of 2020 to 2023 above each. {words}."
    )


def _over_forty(rows: Rows) -> ComputedFigure:
    n = sum(tracking_2024.is_large(row) and row.by(PartialDate(2023)) and not row.by(PartialDate(2022)) for row in rows)
    return ComputedFigure("over 40" if n > 40 else str(n), f"{n}.")


ON_WIDE: tuple[Statement[Rows], ...] = (
    Statement("Models a year above 1e22, 1e23 and 1e24 FLOP, 2020 to 2023", "increasing", _each_scale),
    Statement("Models above 1e23 FLOP released in 2023", "over 40", _over_forty),
)
