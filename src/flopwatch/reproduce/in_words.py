"""What documents 000 and 002 say in words rather than digits, each held against the data behind it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from flopwatch.analysis import (
    Observation,
    Points,
    country_group,
    domain_group,
    eras,
    fit_growth,
    fit_power,
    gather,
    is_downloadable,
    lead_developer,
)
from flopwatch.domain import PartialDate, Unknown
from flopwatch.reproduce import parameter_counts, tracking_2024
from flopwatch.reproduce.growth import NEEDS_WIDE, SEED, wide_table
from flopwatch.reproduce.rows import EpochRow, EpochTable, developers_of, same_name, tally
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking, origin_of

Rows = Sequence[EpochRow]


# ---------------------------------------------------------------- document 000, of the list of large models


def _percent(keep: Callable[[EpochRow], bool]) -> Callable[[Rows], ComputedFigure]:
    def work_out(rows: Rows) -> ComputedFigure:
        n = sum(map(keep, rows))
        return ComputedFigure(f"{100 * n / max(len(rows), 1):.0f}%", f"{n} of {len(rows)}.")

    return work_out


def _worded(
    words: str, holds: Callable[[float], bool], keep: Callable[[EpochRow], bool], why: str = ""
) -> Callable[[Rows], ComputedFigure]:
    """A share that a document words: the words where the data bear them out, else the share."""

    def work_out(rows: Rows) -> ComputedFigure:
        n = sum(map(keep, rows))
        share = n / max(len(rows), 1)
        shown = words if holds(share) else f"{100 * share:.0f}%"
        return ComputedFigure(
            shown, f"{n} of {len(rows)}, {100 * share:.0f}%.{f' {why}' if why else ''}", explains=bool(why)
        )

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
    opened = [row for row in rows if is_downloadable(row.access) and country_group(row.countries) == "CN"]
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
            lambda r: is_downloadable(r.access),
            "The printed 38 of 81 is 47%; the labels were coded anew between 22 March and 2 April 2024.",
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
    for name in ("GPT", "GPT-2"):
        of_name = [
            row
            for row in rows
            if row.compute
            and row.published
            and row.published.year in (2018, 2019)
            and (same_name(row.name, name) or row.name.startswith(f"{name} ("))
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
        f"{n_2020} published in 2020 ({by_2020} by its end) and {len(large)} by {tracking_2024.PUBLISHED}: hundreds "
        "only to the "
        "nearest hundred.",
        explains=n_2020 <= 12 and len(large) >= 150,
    )


ON_WIDE: tuple[Statement[Rows], ...] = (
    Statement("Compute of the AlphaGo models of 2017 against any before", "over 10x", _before_alphago),
    Statement("GPT and GPT-2 against 1e23 FLOP", "both below", _gpt_below),
    Statement("Models above 1e22 FLOP in 2020 and by 2024", "a handful, hundreds", _handful),
)


# ---------------------------------------------------------------- document 002


def _points(rows: Rows, domain: str, since: int, value: Callable[[EpochRow], Decimal | None]) -> Points | Unknown:
    return gather(
        (
            Observation(
                row.name,
                row.published,
                float(number),
                organisation=lead_developer(row.developers[0]) if row.developers else "",
            )
            for row in rows
            if row.published is not None and (number := value(row)) and (not domain or domain in row.domains)
        ),
        since=dt.date(since, 1, 1),
        until=parameter_counts.PUBLISHED.latest,
    )


def _parameters(row: EpochRow) -> Decimal | None:
    return row.parameters


def _same_rhythm(rows: Rows) -> ComputedFigure:
    games, vision = (
        fit_growth(_points(rows, domain, 2010, _parameters), np.random.default_rng(SEED), group=domain)
        for domain in ("games", "vision")
    )
    if isinstance(games, Unknown) or isinstance(vision, Unknown):
        return ComputedFigure("none", "Too few parameter counts of games or of vision.")
    gap = games.oom_per_year.p50 - vision.oom_per_year.p50
    a, b = games.oom_per_year, vision.oom_per_year
    half = math.hypot((a.p95 - a.p5) / 2, (b.p95 - b.p5) / 2)
    return ComputedFigure(
        "similar" if abs(gap) < half else "not similar",
        f"Orders of magnitude a year since 2010: games {a.p50:.2f} ({a.p5:.2f} to {a.p95:.2f}, n {games.n}), vision "
        f"{b.p50:.2f} "
        f"({b.p5:.2f} to {b.p95:.2f}, n {vision.n}); the difference {gap:+.2f} ± {half:.2f}.",
    )


def _median(rows: Rows, start: int, end: int, keep: Callable[[EpochRow], bool]) -> tuple[float, int]:
    logs = [
        math.log10(row.parameters)
        for row in rows
        if row.parameters
        and row.published
        and start <= row.published.year < end
        and row.by(parameter_counts.PUBLISHED)
        and keep(row)
    ]
    return (float(np.median(logs)), len(logs)) if logs else (math.nan, 0)


def _language_bigger(rows: Rows) -> ComputedFigure:
    language, n = _median(rows, 2000, 2016, lambda r: "language" in r.domains)
    other, m = _median(rows, 2000, 2016, lambda r: "language" not in r.domains)
    return ComputedFigure(
        "bigger" if language > other else "not bigger",
        f"Medians of 2000 to 2015: language {10**language:.1e} (n {n}), other domains {10**other:.1e} (n {m})."
        if n and m
        else "No parameter counts.",
    )


def _far_surpass(rows: Rows) -> ComputedFigure:
    language, n = _median(rows, 2019, 2022, lambda r: "language" in r.domains)
    vision, m = _median(
        rows,
        2019,
        2022,
        lambda r: r.domains == {"vision"} or "vision" in r.domains and "language" not in r.domains,
    )
    if not n or not m:
        return ComputedFigure("none", "No parameter counts.")
    ratio = 10 ** (language - vision)
    return ComputedFigure(
        "far surpass" if ratio >= 10 else f"{ratio:.1f} times",
        f"Medians since 2019: language {10**language:.1e} (n {n}), vision {10**vision:.1e} (n {m}), {ratio:.0f} times.",
    )


def _early_giants(rows: Rows) -> ComputedFigure:
    words, ahead = [], []
    for name, year in (("Hiero", 2005), ("Word2Vec (large)", 2013)):
        row = next((r for r in rows if same_name(r.name, name) and r.parameters), None)
        if row is None:
            continue
        vision = [
            r.parameters
            for r in rows
            if r.parameters
            and r.published
            and r.published.year <= year
            and "vision" in r.domains
            and "language" not in r.domains
        ]
        most = max(vision, default=Decimal(0))
        words.append(
            f"{row.name} {float(row.parameters or 0):.1e} against {float(most):.1e}, the most of vision by {year}"
        )
        if (row.parameters or 0) >= most:
            ahead.append(name.split(" (")[0])
    return ComputedFigure(", ".join(ahead) or "none", f"{'; '.join(words) or 'no such rows'}.")


def _span(rows: Rows) -> ComputedFigure:
    years = [r.published.year for r in rows if r.parameters and r.published and r.by(parameter_counts.PUBLISHED)]
    if not years:
        return ComputedFigure("none")
    shown = f"{min(years)} to {max(years)}"
    return ComputedFigure(
        shown,
        "The first sentence says 1952 and 2021, the list of features 1952 to 2020, a caption 1954 and 2021.",
        explains=shown == "1952 to 2021",
    )


def _year_and_a_half(rows: Rows) -> ComputedFigure:
    months = []
    for year in (2016, 2017, 2018):
        points = _points(rows, "", 2000, _parameters)
        found = fit_growth(
            points.between(end=float(year)) if isinstance(points, Points) else points,
            np.random.default_rng(SEED),
        )
        if not isinstance(found, Unknown) and (middle := found.doubling_months[1]) is not None:
            months.append(middle)
    if not months:
        return ComputedFigure("none")
    low, high = min(months) / 12, max(months) / 12
    return ComputedFigure(
        f"{low:.1f} to {high:.1f} years",
        "Elsewhere the document says 18 to 24 months for the same trend; its 1.5 years is the lower end of that.",
        explains=18 <= min(months) and max(months) <= 24,
    )


def _alphazero(rows: Rows) -> ComputedFigure:
    zero = next((r for r in rows if same_name(r.name, "AlphaZero") and r.compute), None)
    lone = next((r for r in rows if same_name(r.name, "AlexNet") and r.compute and r.parameters), None)
    if zero is None or lone is None or not zero.compute or not lone.compute:
        return ComputedFigure("none", "No compute of AlphaZero or of AlexNet.")
    orders = math.log10(zero.compute / lone.compute)
    smaller = (
        ""
        if zero.parameters is None
        else f"; parameters {float(zero.parameters):.1e} against {float(lone.parameters or 0):.1e}"
    )
    return ComputedFigure(
        "almost 5" if 4.5 < orders < 5 else f"{orders:.1f}",
        f"{float(zero.compute):.1e} against {float(lone.compute):.1e} FLOP, {orders:.1f} orders of magnitude{smaller}.",
    )


def _one_to_one(rows: Rows) -> ComputedFigure:
    both = [r for r in rows if r.parameters and r.dataset_size and r.dataset_size > 0 and r.published]
    points = _points(both, "", 1950, _parameters)
    other = _points(both, "", 1950, lambda r: r.dataset_size)
    if isinstance(points, Unknown) or isinstance(other, Unknown):
        return ComputedFigure("none", "No row has parameters and data.")
    found = fit_power(points, other.y, np.random.default_rng(SEED))
    if isinstance(found, Unknown):
        return ComputedFigure("none", found.reason + ".")
    one = found.symmetric
    inside = one.contains(1.0)
    return ComputedFigure(
        "1:1" if inside else f"{one.p50:.2f}",
        f"Parameters as data to the power {one.p50:.2f} (90%: {one.p5:.2f} to {one.p95:.2f}, reduced major axis); by "
        "least squares "
        f"{found.exponent.p50:.2f}, R² {found.r2:.2f}, n {found.n}, data in each row's own unit: near one to one, "
        "not nearly perfect; the comment names no data of its own.",
        explains=0.5 < one.p50 < 2,
    )


_WINDOWS = ((2012, 2015), (2015, 2019), (2019, 2022))


def _moved(rows: Rows) -> ComputedFigure:
    held = []
    words = []
    for start, end in _WINDOWS:
        of_window = [
            r
            for r in rows
            if r.compute and r.published and start <= r.published.year < end and r.by(parameter_counts.PUBLISHED)
        ]
        points = _compute(of_window)
        if isinstance(points, Unknown):
            return ComputedFigure("none", f"{start} to {end - 1}: {points.reason}.")
        # The largest of the window; a model of language and another sense is counted with language.
        last = max(of_window, key=lambda r: r.compute or Decimal(0))
        domain = next((d for d in ("language", "games", "vision") if d in last.domains), "other")
        held.append(domain)
        found = eras(points, [tuple(sorted(r.domains)) for r in _ordered(of_window, points)])
        words.append(f"{start} to {end - 1}: {last.name} ({', '.join(sorted(last.domains))}), {len(found)} eras")
    return ComputedFigure(", ".join(held), f"Domain of the largest training run. {'; '.join(words)}.", explains=False)


def _compute(rows: Rows) -> Points | Unknown:
    return gather(
        Observation(str(i), r.published, float(r.compute))
        for i, r in enumerate(rows)
        if r.published is not None and r.compute
    )


def _ordered(rows: Rows, points: Points) -> list[EpochRow]:
    return [rows[int(label)] for label in points.labels]


ON_SHEET: tuple[Statement[Rows], ...] = (
    Statement("Years the dataset spans (in its list of features)", "1952 to 2020", _span),
    Statement('Doubling time before the break ("~1.5 years")', "1.5 years", _year_and_a_half),
    Statement("Growth of games beside that of vision", "similar", _same_rhythm),
    Statement("Language models beside those of other domains, historically", "bigger", _language_bigger),
    Statement("Early language systems as large as anything in vision", "Hiero, Word2Vec", _early_giants),
    Statement("Parameters of language beside vision today", "far surpass", _far_surpass),
    Statement("Compute of AlphaZero over AlexNet's, orders of magnitude (a comment)", "almost 5", _alphazero),
    Statement("Parameters against training data (a comment)", "1:1", _one_to_one),
    Statement(
        "Domain of the biggest experiments in 2012-14, 2015-18, 2019-21 (a comment)", "vision, games, language", _moved
    ),
)


def reproduce_in_words(tables: Sequence[EpochTable]) -> list[Reproduced]:
    """What documents 000 and 002 say in words, beside what the given tables bear out."""
    zero, two = tracking_2024.DOCUMENT, parameter_counts.DOCUMENT
    out: list[Reproduced] = []
    listed = tracking_2024.confirmed_list(tables)
    for document, statements, table, rows, needs in (
        (
            zero,
            ON_LIST,
            listed,
            tuple(filter(tracking_2024.is_large, listed.rows)) if listed else (),
            tracking_2024.NEEDS_LIST,
        ),
        (
            zero,
            ON_UNCONFIRMED,
            *_rows(tracking_2024.unconfirmed_list(tables)),
            tracking_2024.NEEDS_UNCONFIRMED,
        ),
        (zero, ON_WIDE, *_rows(wide_table(tables)), NEEDS_WIDE),
        (two, ON_SHEET, *_rows(parameter_counts.sheet(tables)), parameter_counts.NEEDS),
    ):
        if table is None:
            out += lacking(document, statements, needs)
        else:
            out += [compare(document, one, rows, origin_of(table.source)) for one in statements]
    return out


def _rows(table: EpochTable | None) -> tuple[EpochTable | None, tuple[EpochRow, ...]]:
    return table, table.rows if table else ()
