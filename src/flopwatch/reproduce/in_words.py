"""Statements that documents 000 and 002 make in words rather than digits, each checked against the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

from flopwatch.analysis import country_group, domain_group
from flopwatch.domain import PartialDate, has_open_weights
from flopwatch.reproduce import parameter_counts, sheet_features, sheet_in_words, tracking_2024, tracking_in_words
from flopwatch.reproduce.growth import NEEDS_WIDE, wide_table
from flopwatch.reproduce.rows import EpochRow, EpochTable, Rows, developers_of, same_name, tally
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking, origin_of

# ---------------------------------------------------------------- document 000, of the list of large models


def _percent(keep: Callable[[EpochRow], bool]) -> Callable[[Rows], ComputedFigure]:
    def work_out(rows: Rows) -> ComputedFigure:
        n = sum(map(keep, rows))
        return ComputedFigure(f"{100 * n / max(len(rows), 1):.0f}%", f"{n} of {len(rows)}.")

    return work_out


def _worded(
    words: str, holds: Callable[[float], bool], keep: Callable[[EpochRow], bool]
) -> Callable[[Rows], ComputedFigure]:
    """Return the document's wording if the share satisfies `holds`, else a percentage."""

    def work_out(rows: Rows) -> ComputedFigure:
        n = sum(map(keep, rows))
        share = n / max(len(rows), 1)
        shown = words if holds(share) else f"{100 * share:.0f}%"
        return ComputedFigure(shown, f"{n} of {len(rows)}, {100 * share:.0f}%.")

    return work_out


def _china_by_year(rows: Rows) -> ComputedFigure:
    shares = {}
    for year in (2021, 2022, 2023):
        of_year = [row for row in rows if row.published is not None and row.published.year == year]
        shares[year] = sum(country_group(row.countries) == "CN" for row in of_year) / max(len(of_year), 1)
    words = ", ".join(f"{year} {100 * share:.0f}%" for year, share in shares.items())
    return ComputedFigure("growing" if shares[2021] < shares[2023] > shares[2022] else "not growing", f"{words}.")


def _games_since(rows: Rows) -> ComputedFigure:
    found = [row.name for row in rows if "games" in row.domains and row.published and row.published.year > 2017]
    return ComputedFigure(str(len(found)), f"{', '.join(found) or 'none'}.")


def _only_vision(rows: Rows) -> ComputedFigure:
    found = sorted(row.name for row in rows if row.domains == {"vision"})
    return ComputedFigure(", ".join(found) or "none", "Rows whose only domain is vision.")


def _chinese_open(rows: Rows) -> ComputedFigure:
    opened = [row for row in rows if has_open_weights(row.access) and country_group(row.countries) == "CN"]
    other = sorted(row.name for row in opened if domain_group(row.domains) != "language")
    return ComputedFigure(
        "all" if not other else f"{len(opened) - len(other)} of {len(opened)}",
        f"{len(opened)} models; not of language: {', '.join(other) or 'none'}.",
    )


def _last_two_years(rows: Rows) -> ComputedFigure:
    since = dt.date(2022, 4, 5)
    n = sum(row.published is not None and row.published.earliest >= since for row in rows)
    return ComputedFigure("most" if 2 * n > len(rows) else f"{n} of {len(rows)}", f"{n} of {len(rows)} since {since}.")


def _accelerating(rows: Rows) -> ComputedFigure:
    counts = [
        sum(r.published is not None and r.published.year == year for r in rows) for year in (2020, 2021, 2022, 2023)
    ]
    words = ", ".join(map(str, counts))
    return ComputedFigure(
        "accelerating" if all(b > a for a, b in zip(counts, counts[1:], strict=False)) else "not accelerating",
        f"Published in 2020 to 2023: {words}.",
    )


ON_LIST: tuple[Statement[Rows], ...] = (
    Statement("Pace of releases", "accelerating", _accelerating),
    Statement("Models published in the last two years", "most", _last_two_years),
    Statement("Share of language models", "85%", _percent(lambda r: domain_group(r.domains) == "language")),
    Statement(
        "Share of vision-language models", "6%", _percent(lambda r: domain_group(r.domains) == "vision-language")
    ),
    Statement("Share of models of other domains", "9%", _percent(lambda r: domain_group(r.domains) == "other")),
    Statement(
        "Share from the United States",
        "over half",
        _worded("over half", lambda s: s > 0.5, lambda r: country_group(r.countries) == "US"),
    ),
    Statement(
        "Share from China",
        "a quarter",
        _worded("a quarter", lambda s: abs(s - 0.25) < 0.05, lambda r: country_group(r.countries) == "CN"),
    ),
    Statement("China's share in recent years", "growing", _china_by_year),
    Statement(
        "Share of downloadable models",
        "almost half",
        _worded(
            "almost half",
            lambda s: 0.45 <= s < 0.5,
            lambda r: has_open_weights(r.access) is True,
        ),
    ),
    Statement("Game-playing models after the two of 2017", "0", _games_since),
    Statement("Non-generative vision models", "ViT-22B", _only_vision),
    Statement("Downloadable models from China that are language models", "all", _chinese_open),
)


# ---------------------------------------------------------------- of the list with the unconfirmed ones


def _climbers(rows: Rows) -> ComputedFigure:
    known = [row for row in rows if row.by(tracking_2024.PUBLISHED)]
    sure = [name for name, _ in tally(n for row in known if row.compute is not None for n in developers_of(row))]
    every = [name for name, _ in tally(n for row in known for n in developers_of(row))]
    places = {
        name: (sure.index(name) + 1 if name in sure else len(sure) + 1, every.index(name) + 1)
        for name in ("Anthropic", "Alibaba")
        if name in every
    }
    up = sorted(name for name, (before, after) in places.items() if after < before)
    words = "; ".join(f"{name} from place {before} to {after}" for name, (before, after) in places.items())
    return ComputedFigure(", ".join(up) or "none", f"{words}.")


_OTHER = frozenset({"image-generation", "video", "robotics", "3d"})


def _more_pictures(rows: Rows) -> ComputedFigure:
    known = [row for row in rows if row.by(tracking_2024.PUBLISHED)]
    sure, open_ones = [r for r in known if r.compute is not None], [r for r in known if r.compute is None]
    a, b = (sum(bool(r.domains & _OTHER) for r in some) / max(len(some), 1) for some in (sure, open_ones))
    return ComputedFigure(
        "higher" if b > a else "not higher",
        f"{100 * b:.0f}% of {len(open_ones)} unconfirmed against {100 * a:.0f}% of {len(sure)} confirmed.",
    )


ON_UNCONFIRMED: tuple[Statement[Rows], ...] = (
    Statement("Developers that move up where unconfirmed models count", "Alibaba, Anthropic", _climbers),
    Statement("Share of image, video and robotics among unconfirmed models", "higher", _more_pictures),
)


# ---------------------------------------------------------------- of the whole table


def _before_alphago(rows: Rows) -> ComputedFigure:
    first = [row for row in rows if row.name in ("AlphaGo Master", "AlphaGo Zero") and row.compute and row.published]
    if not first:
        return ComputedFigure("none", "No row AlphaGo Master or AlphaGo Zero.")
    begun = min(row.published for row in first if row.published)
    earlier = [row for row in rows if row.compute and row.published and row.published < begun]
    if not earlier:
        return ComputedFigure("none", f"No model with compute before {begun}.")
    best = max(earlier, key=lambda row: row.compute or Decimal(0))
    ratio = float(min(row.compute or Decimal(0) for row in first) / (best.compute or Decimal(1)))
    return ComputedFigure(
        "over 10x" if ratio > 10 else f"{ratio:.1f}x",
        f"{ratio:.0f} times {best.name}, {best.published}, {float(best.compute or 0):.2g} FLOP.",
    )


def _gpt_below(rows: Rows) -> ComputedFigure:
    found = {}
    for name, names in (("GPT", ("GPT", "GPT-1")), ("GPT-2", ("GPT-2",))):
        of_name = [
            row
            for row in rows
            if row.compute
            and row.published
            and row.published.year in (2018, 2019)
            and any(same_name(row.name, one) or row.name.startswith(f"{one} (") for one in names)
        ]
        if of_name:
            found[name] = max(float(row.compute or 0) for row in of_name)
    words = ", ".join(f"{name} {flop:.1e}" for name, flop in found.items())
    return ComputedFigure(
        "both below" if len(found) == 2 and max(found.values()) < 1e23 else "not both",
        f"{words or 'no rows'} FLOP.",
    )


def _handful(rows: Rows) -> ComputedFigure:
    large = [row for row in rows if row.compute and row.compute > Decimal("1e22") and row.by(tracking_2024.PUBLISHED)]
    n_2020 = sum(row.published is not None and row.published.year == 2020 for row in large)
    by_2020 = sum(row.by(PartialDate(2020)) for row in large)
    return ComputedFigure(
        "a handful, hundreds" if n_2020 <= 12 and len(large) >= 200 else f"{n_2020}, {len(large)}",
        f"{n_2020} published in 2020 ({by_2020} by its end) and {len(large)} by {tracking_2024.PUBLISHED}.",
    )


ON_WIDE: tuple[Statement[Rows], ...] = (
    Statement("Compute of the AlphaGo models of 2017 against any before", "over 10x", _before_alphago),
    Statement("GPT and GPT-2 against 1e23 FLOP", "both below", _gpt_below),
    Statement("Models above 1e22 FLOP in 2020 and by 2024", "a handful, hundreds", _handful),
)


def reproduce_in_words(tables: Sequence[EpochTable]) -> list[Reproduced]:
    """Check what documents 000 and 002 state in words against the given tables."""
    zero, two = tracking_2024.DOCUMENT, parameter_counts.DOCUMENT
    out: list[Reproduced] = []
    listed = tracking_2024.confirmed_list(tables)
    for document, statements, table, rows, needs in (
        (
            zero,
            ON_LIST + tracking_in_words.ON_LIST,
            listed,
            tuple(filter(tracking_2024.is_large, listed.rows)) if listed else (),
            tracking_2024.NEEDS_LIST,
        ),
        (
            zero,
            ON_UNCONFIRMED + tracking_in_words.ON_UNCONFIRMED,
            *_rows(tracking_2024.unconfirmed_list(tables)),
            tracking_2024.NEEDS_UNCONFIRMED,
        ),
        (zero, ON_WIDE + tracking_in_words.ON_WIDE, *_rows(wide_table(tables)), NEEDS_WIDE),
        (
            two,
            sheet_in_words.ON_SHEET + sheet_features.ON_SHEET,
            *_rows(parameter_counts.sheet(tables)),
            parameter_counts.NEEDS,
        ),
    ):
        if table is None:
            out += lacking(document, statements, needs)
        else:
            out += [compare(document, one, rows, origin_of(table.source)) for one in statements]
    return out


def _rows(table: EpochTable | None) -> tuple[EpochTable | None, tuple[EpochRow, ...]]:
    return table, table.rows if table else ()
