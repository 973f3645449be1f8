"""Document 000, "Tracking Large-Scale AI Models" (2024-04-05): its figures, recomputed from Epoch's tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Context, Decimal

from flopwatch.analysis import (
    country_group,
    developer_group,
    domain_group,
    home_countries,
    is_academic,
)
from flopwatch.domain import PartialDate, canonical, has_open_weights, label_of
from flopwatch.reproduce.rows import EpochRow, EpochTable, country_name, developers_of, same_name, tally
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking, origin_of

DOCUMENT = "000"
THRESHOLD = Decimal("1e23")  # FLOP; a large-scale model is above it
PUBLISHED = PartialDate(2024, 4, 5)
# A table represents the article if its newest row is from these weeks.
_STATE_FROM = PartialDate(2024, 2, 1)
NEEDS_LIST = (
    "needs a state of Epoch's table from February to April 2024, best compute_intensive_systems_2024-07-06.csv "
    "(--epoch FILE)"
)
NEEDS_UNCONFIRMED = (
    "needs Epoch's list of large-scale models with the unconfirmed ones, "
    "large_scale_ai_models_2024-07-16.csv (--epoch FILE)"
)
NEEDS_VENUES = "needs the venue of each paper; no table of Epoch's has that column"
Rows = Sequence[EpochRow]
_NAMED = ("AlphaGo Master", "AlphaGo Zero", "Meena", "GPT-4", "Gemini Ultra", "OPT-175B", "Falcon-180B")


def is_large(row: EpochRow) -> bool:
    """Return whether the article counts the row: more than 1e23 FLOP, published by the article's date."""
    return row.compute is not None and row.compute > THRESHOLD and row.by(PUBLISHED)


def confirmed_list(tables: Sequence[EpochTable]) -> EpochTable | None:
    """Return the table of the article's date, by its newest row, preferring a list of large models only. None if no
    table given is such.
    """
    fitting = [
        table
        for table in tables
        if table.newest is not None and _STATE_FROM <= table.newest <= PUBLISHED and any(map(is_large, table.rows))
    ]
    return max(fitting, key=lambda t: (all(map(is_large, t.rows)), str(t.newest)), default=None)


def unconfirmed_list(tables: Sequence[EpochTable]) -> EpochTable | None:
    """Return the list of large models with the unconfirmed ones, by its rows: with compute, all are large; some have
    none. None if no table given is such.
    """
    fitting = [
        table
        for table in tables
        if table.newest is not None
        and table.newest >= _STATE_FROM
        and any(row.compute is None for row in table.rows)
        and any(row.compute is not None for row in table.rows)
        and all(row.compute is None or row.compute >= THRESHOLD for row in table.rows)
    ]
    return min(fitting, key=lambda t: str(t.newest), default=None)


def _count(keep: Callable[[EpochRow], bool]) -> Callable[[Rows], ComputedFigure]:
    return lambda rows: ComputedFigure(str(sum(map(keep, rows))))


def _of_year(year: int) -> Callable[[Rows], ComputedFigure]:
    return _count(lambda row: row.published is not None and row.published.year == year)


def _by_year(rows: Rows, year: int) -> int:
    return sum(row.by(PartialDate(year)) for row in rows)


def _countries(rows: Rows) -> ComputedFigure:
    found = {code for row in rows for code in home_countries(row.countries)}
    return ComputedFigure(str(len(found)), ", ".join(sorted(map(country_name, found))) + ".")


def _other_countries(rows: Rows) -> ComputedFigure:
    names = [
        country_name(code)
        for row in rows
        if country_group(row.countries) == "other"
        for code in home_countries(row.countries)
    ]
    return ComputedFigure(", ".join(f"{name} {count}" for name, count in tally(names)))


def _makers_in_britain(rows: Rows) -> ComputedFigure:
    found = {maker for row in rows if country_group(row.countries) == "GB" for maker in developers_of(row)}
    return ComputedFigure(", ".join(sorted(found)))


def _leaders(rows: Rows) -> ComputedFigure:
    counts = tally(name for row in rows for name in developers_of(row))
    fifth = counts[min(5, len(counts)) - 1][1] if counts else 0
    leaders = [(name, count) for name, count in counts if count >= fifth]
    return ComputedFigure(", ".join(n for n, _ in leaders), ", ".join(f"{n} {c}" for n, c in leaders) + ".")


def _until_2020(rows: Rows) -> ComputedFigure:
    by_2020, by_2021 = _by_year(rows, 2020), _by_year(rows, 2021)
    return ComputedFigure(
        str(by_2020),
        f"{by_2020} by the end of 2020 and {by_2021} by the end of 2021: the printed 11 counts to the end of 2021, and "
        "the text itself has two models in 2020.",
        explains=by_2021 == 11,
    )


def _largest(rows: Rows) -> ComputedFigure:
    ranked = sorted(rows, key=lambda row: (-_flop(row), row.name))[:2]
    return ComputedFigure(
        ", ".join(sorted(map(_name, ranked))),
        ", ".join(f"{row.name} {_flop_text(row)}" for row in ranked) + " FLOP.",
    )


def _academic(rows: Rows) -> ComputedFigure:
    return ComputedFigure(
        str(sum(is_academic(row.links) for row in rows)),
        "Rows whose link leads to a preprint server or a journal in this state of the table.",
    )


def _first(rows: Rows, start: int, end: int) -> ComputedFigure:
    dated = sorted((str(row.published), _name(row)) for row in rows if row.published)[start:end]
    return ComputedFigure(", ".join(name for _, name in dated), ", ".join(date for date, _ in dated) + ".")


def _downloadable(rows: Rows) -> list[EpochRow]:
    return [row for row in rows if has_open_weights(row.access)]


def _count_downloadable(rows: Rows) -> ComputedFigure:
    kinds = tally(row.access for row in _downloadable(rows))
    listed = ", ".join(f"{label_of('access', kind).lower()} {count}" for kind, count in kinds)
    return ComputedFigure(
        str(len(_downloadable(rows))),
        f"By the labels of this state of the table: {listed}. No choice of these labels gives the printed count, and "
        "the printed share of 86% is that of this state.",
    )


def _share_below_1e24(rows: Rows) -> ComputedFigure:
    found = _downloadable(rows)
    below = sum(_flop(row) <= 10 * THRESHOLD for row in found)
    share = Decimal(100 * below) / (len(found) or 1)
    return ComputedFigure(
        f"{share:.0f}%",
        f"{below} of {len(found)}, {share:.1f}%. No count out of the printed 38 rounds to 86% (32 are 84%, 33 are "
        "87%), so the text joins a share and a count from two states of the table.",
    )


def _first_downloadable(rows: Rows) -> ComputedFigure:
    dated = [(row.published, row) for row in _downloadable(rows) if row.published]
    if not dated:
        return ComputedFigure("none")
    date, row = min(dated, key=lambda item: item[0])
    return ComputedFigure(f"{_name(row)} ({date.year:04d}-{date.month:02d})", f"{date}.")


def _largest_downloadable(rows: Rows) -> EpochRow | None:
    return max(_downloadable(rows), key=_flop, default=None)


def _its_compute(rows: Rows) -> ComputedFigure:
    row = _largest_downloadable(rows)
    return (
        ComputedFigure(f"{_flop(row):.1e}".replace("e+", "e"), f"{_flop_text(row)} FLOP.")
        if row
        else ComputedFigure("none")
    )


def _share_of_gpt4(rows: Rows) -> ComputedFigure:
    row = _largest_downloadable(rows)
    gpt4 = next((other for other in rows if _name(other) == "GPT-4"), None)
    if row is None or gpt4 is None:
        return ComputedFigure("none", "No row GPT-4.")
    share = _flop(row) / _flop(gpt4)
    digit = Context(prec=1).plus(share)
    return ComputedFigure(
        f"1/{1 / digit:.0f}",
        f"{_flop_text(row)} / {_flop_text(gpt4)} = {share:.3f}, which is {digit} = 1/{1 / digit:.0f} to one digit.",
    )


def _chinese_downloadable(rows: Rows) -> ComputedFigure:
    found = [row for row in _downloadable(rows) if country_group(row.countries) == "CN"]
    marked = sorted(row.name for row in found if "excluded" in row.marks)
    kept = len(found) - len(marked)
    return ComputedFigure(
        str(len(found)),
        f"{kept} without those the table marks as excluded ({', '.join(marked) or 'none'}); the other figures count "
        "such rows.",
    )


def _meta_downloadable(rows: Rows) -> ComputedFigure:
    of_meta = [row for row in rows if "Meta" in developers_of(row)]
    closed = sorted(row.name for row in of_meta if not has_open_weights(row.access))
    return ComputedFigure(
        str(len(of_meta) - len(closed)),
        f"Meta has {len(of_meta)} models in the table, and the weights of {', '.join(closed) or 'none'} were not "
        f"released: all {len(of_meta)} make the dozen.",
        explains=len(of_meta) == 12,
    )


def _name(row: EpochRow) -> str:
    """Return the row's name, in the document's spelling if it names that model."""
    return next((name for name in _NAMED if same_name(name, row.name)), row.name)


def _flop(row: EpochRow) -> Decimal:
    return row.compute or Decimal(0)


def _flop_text(row: EpochRow) -> str:
    return canonical(_flop(row))


STATEMENTS: tuple[Statement[Rows], ...] = (
    Statement("Models trained with more than 1e23 FLOP", "81", _count(lambda row: True)),
    Statement("Countries in which they were developed", "18", _countries),
    Statement("Language models", "69", _count(lambda row: domain_group(row.domains) == "language")),
    Statement("Vision-language models", "5", _count(lambda row: domain_group(row.domains) == "vision-language")),
    Statement("Models of other domains", "7", _count(lambda row: domain_group(row.domains) == "other")),
    Statement("Models from the United States", "43", _count(lambda row: country_group(row.countries) == "US")),
    Statement("Models from China", "19", _count(lambda row: country_group(row.countries) == "CN")),
    Statement("Models from the United Kingdom", "6", _count(lambda row: country_group(row.countries) == "GB")),
    Statement("Models from one other country", "10", _count(lambda row: country_group(row.countries) == "other")),
    Statement(
        "Models by collaborations across countries",
        "3",
        _count(lambda row: country_group(row.countries) == "collaboration"),
    ),
    Statement(
        "Models of each other country (footnote 3)",
        "France 2, United Arab Emirates 2, Finland 1, Germany 1, Israel 1, Japan 1, Russia 1, South Korea 1",
        _other_countries,
    ),
    Statement("Developers of the models made in the United Kingdom alone", "DeepMind", _makers_in_britain),
    Statement("Leading organizations by number of models", "Google, Meta, DeepMind, Hugging Face, OpenAI", _leaders),
    Statement("Models developed by industry", "71", _count(lambda row: developer_group(row.categories) == "industry")),
    Statement("Models developed by academia", "2", _count(lambda row: developer_group(row.categories) == "academia")),
    Statement(
        "Models developed by industry and academia together",
        "6",
        _count(lambda row: developer_group(row.categories) == "collaboration"),
    ),
    Statement(
        "Models developed by government institutions",
        "2",
        _count(lambda row: developer_group(row.categories) == "government"),
    ),
    Statement("Models documented in an academic format", "53", _academic),
    Statement("First two models above 1e23 FLOP", "AlphaGo Master, AlphaGo Zero", lambda rows: _first(rows, 0, 2)),
    Statement("The next model at that scale", "Meena", lambda rows: _first(rows, 2, 3)),
    Statement("Largest two models", "GPT-4, Gemini Ultra", _largest),
    Statement("Models published in 2017", "2", _of_year(2017)),
    Statement("Models published in 2020", "2", _of_year(2020)),
    Statement('Models that exceeded 1e23 FLOP by 2020 ("only 11 in 2020")', "11", _until_2020),
    Statement("Models published in 2021 (11 by its end, less 2 of 2017 and 2 of 2020)", "7", _of_year(2021)),
    Statement("Models published in 2022", "21", _of_year(2022)),
    Statement("Models published in 2023", "42", _of_year(2023)),
    Statement("Downloadable models", "38", _count_downloadable),
    Statement("Share of downloadable models between 1e23 and 1e24 FLOP", "86%", _share_below_1e24),
    Statement("First downloadable model", "OPT-175B (2022-05)", _first_downloadable),
    Statement(
        "Downloadable model with the most compute",
        "Falcon-180B",
        lambda rows: ComputedFigure(_name(row) if (row := _largest_downloadable(rows)) else "none"),
    ),
    Statement("Its training compute, in FLOP", "3.8e24", _its_compute),
    Statement("Its compute as a share of GPT-4's", "1/5", _share_of_gpt4),
    Statement("Downloadable models from China", "12", _chinese_downloadable),
    Statement('Downloadable models by Meta ("a dozen")', "12", _meta_downloadable),
)

_UNCONFIRMED: Statement[Rows] = Statement(
    "Models that may exceed 1e23 FLOP, compute unconfirmed",
    "86",
    lambda rows: ComputedFigure(
        str(sum(row.compute is None and row.by(PUBLISHED) for row in rows)),
        f"Rows without compute published by {PUBLISHED}, of {sum(row.compute is None for row in rows)} without "
        "compute; "
        "the table is newer than the article, so that the agreement may be partly luck.",
    ),
)
_NO_VENUES: tuple[Statement[Rows], ...] = (
    Statement("Models documented in a peer-reviewed journal or conference", "17", lambda rows: ComputedFigure("")),
    Statement("Models documented in a preprint alone", "36", lambda rows: ComputedFigure("")),
)


def reproduce_tracking(tables: Sequence[EpochTable]) -> list[Reproduced]:
    """Compare the figures of document 000 with those from the given tables."""
    table = confirmed_list(tables)
    if table is None:
        out = lacking(DOCUMENT, STATEMENTS, NEEDS_LIST)
    else:
        rows = tuple(filter(is_large, table.rows))
        out = [compare(DOCUMENT, statement, rows, origin_of(table.source)) for statement in STATEMENTS]
    wide = unconfirmed_list(tables)
    if wide is None:
        out += lacking(DOCUMENT, (_UNCONFIRMED,), NEEDS_UNCONFIRMED)
    else:
        out.append(compare(DOCUMENT, _UNCONFIRMED, wide.rows, origin_of(wide.source)))
    return out + lacking(DOCUMENT, _NO_VENUES, NEEDS_VENUES)
