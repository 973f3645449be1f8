"""Estimates of a run from typed inputs; checks of sources' costs and figures against their own inputs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from babel.core import get_global

from flopwatch import sources
from flopwatch.api.census_cache import take_census
from flopwatch.api.rows import rounded_fields
from flopwatch.catalogue import Catalogue
from flopwatch.cost import BackwardAnswer, ForwardAnswer, answer_run
from flopwatch.domain import BadInput, NoSuchChoice, NotFound, PartialDate, Unknown, WrongUsage, near, term_for
from flopwatch.estimation import (
    STATED_FACTOR,
    Estimate,
    Given,
    RelativeTo,
    Slot,
    read_input,
    read_run,
)
from flopwatch.identity import fold_name
from flopwatch.validation import (
    CostRow,
    Recomputed,
    ShareRow,
    costs_as_markdown,
    costs_by_list_rates,
    more_as_markdown,
    one_e25_as_markdown,
    recompute,
    shares_of_peak,
    summary,
    times_in_chip_hours,
)

_BOUND = re.compile(r"(?P<bound>at least|at most|>=|<=|≥|≤)[ ]{1,3}", re.IGNORECASE)
_TIMES = re.compile(r"[ ]{0,3}(?:[x×*](?![/÷])|(?:times|of)(?![A-Za-z]))[ ]{0,3}", re.IGNORECASE)
_WORDS_ABOVE = {"at least": "≥", ">=": "≥", "≥": "≥", "at most": "≤", "<=": "≤", "≤": "≤"}


def estimate(
    given: Mapping[str, Given | None],
    data: Path,
    store: str,
    *,
    chip: str = "",
    number_format: str = "",
    date: str = "",
    usd_year: int | None = None,
    like: Sequence[str] = (),
    confidence: str = "",
    compute_method: str = "",
    domain: str = "",
    encoder_decoder: bool = False,
    with_cost: bool = False,
    country: str = "",
    operator: str = "",
) -> ForwardAnswer | BackwardAnswer:
    """Estimate a training run from any mix of inputs, or return the inputs that an amount of compute requires.

    Args:
        given: Inputs by the names of `estimation.calculator.SLOTS`, as text, numbers or (low, high); None is
            ignored.
        data: The curated folder.
        store: The ledger, read only if another model is named.
        chip: The accelerator.
        number_format: `bf16`, `fp8`, …; the chip's usual one if empty.
        date: ISO date of the prices; the latest known if empty.
        usd_year: Year of the dollars of `cost`; by default that of the price's date.
        like: Comparisons: `0.4x GPT-4`, `40% of GPT-4`, `at least Inflection-2`.
        confidence: The confidence word of the source of `compute`: High-precision, Confident, Likely, …; "" for none.
        compute_method: Method of that source: `operations`, `hardware`, or both with a comma; "" if unstated.
        domain: The model's domain; "" for language.
        encoder_decoder: Whether each token passes only one half of the parameters.
        with_cost: Whether to add cost, energy and emissions.
        country: Place of the run, for emissions: a name, or an ISO 3166 code.
        operator: `large` or `other`, for the overhead of its data centre.

    Raises:
        BadInput: If an input is invalid; the message names it, its words and the next step.
        NotFound: If a chip, a model or a number format is unknown; the message lists the nearest names.
    """
    tables = Catalogue.of(sources.load_tables(data))
    if operator not in ("", "large", "other"):
        raise NoSuchChoice("operator", operator, ["large", "other"], option="--operator")
    run = read_run(
        given,
        chip=chip,
        number_format=number_format,
        date=_day(date),
        usd_year=usd_year,
        like=_likes(like, data, store),
        confidence=confidence,
        compute_method=compute_method,
        domain=domain,
        encoder_decoder=encoder_decoder,
    )
    large = {"large": True, "other": False}.get(operator)
    return answer_run(run, tables, with_cost=with_cost, country=_country(country), large_operator=large)


class StatedCosts(msgspec.Struct, frozen=True):
    """The training costs stated by sources with hourly rates, compared with those rates."""

    rows: list[CostRow]
    in_chip_hours: list[CostRow]
    shares_of_peak: list[ShareRow]
    markdown: str


class RecomputedFigures(msgspec.Struct, frozen=True):
    """The compute figures printed by the document on 1e25 FLOP, recomputed from its inputs."""

    rows: list[Recomputed]
    summary: str
    markdown: str


def costs(data: Path, store: str) -> StatedCosts:
    """Compare the training costs that sources state with their own hourly rates."""
    census = take_census(data, store)
    records = census.records
    rows, times = costs_by_list_rates(records), times_in_chip_hours(records)
    shares = shares_of_peak(records, census.catalogue.chips)
    return StatedCosts(
        list(rows),
        list(times),
        [rounded_fields(one, 6) for one in shares],
        f"{costs_as_markdown(rows)}\n\n{more_as_markdown(times, shares)}",
    )


def one_e25(data: Path, store: str) -> RecomputedFigures:
    """Recompute the compute figures that the document on 1e25 FLOP prints, from its inputs."""
    census = take_census(data, store)
    rows = recompute(
        census.records, census.estimates, census.catalogue.chips, census.catalogue.offers, census.thresholds
    )
    return RecomputedFigures([rounded_fields(one, 6) for one in rows], summary(rows), one_e25_as_markdown(rows))


def _country(words: str) -> str:
    """Return the two-letter code of a country by its name, its code of two or three letters, or "" for none."""
    if not words.strip():
        return ""
    aliases = get_global("territory_aliases").get(words.strip().upper(), ())
    found = term_for("country", words) or next(iter(aliases), "")
    if not found:
        raise WrongUsage(
            f"--country {words[:40]!r} is not a country. Write a name, or a code of ISO 3166: France, FRA, FR."
        )
    return found


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return PartialDate.from_iso(text).latest
    except ValueError as error:
        raise WrongUsage(f"--date {error}.") from error


def _likes(words: Sequence[str], data: Path, store: str) -> tuple[RelativeTo, ...]:
    if not words:
        return ()
    census = take_census(data, store)
    names = {fold_name(name): one.id for one in census.models() for name in (one.id, *one.aliases, one.name)}
    return tuple(_like(one, census.estimates, names) for one in words)


def _like(words: str, estimates: Mapping[str, Estimate | Unknown], names: Mapping[str, str]) -> RelativeTo:
    """Parse a comparison: `0.4x GPT-4`, `40% of GPT-4`, `0.3..0.5 x GPT-4`, `at least Inflection-2`, `>= 2x GPT-3`."""
    rest, relation = words.strip()[:200], "="
    if bound := _BOUND.match(rest):
        relation, rest = _WORDS_ABOVE[bound["bound"].casefold()], rest[bound.end() :]
    factor: Given = "=1"
    if fold_name(rest) not in names:
        for match in _TIMES.finditer(rest):
            if fold_name(rest[match.end() :]) in names:
                factor, rest = rest[: match.start()], rest[match.end() :]
                break
    key = names.get(fold_name(rest))
    if key is None:
        # A name may contain the sign at which we split; show the part after the first one.
        tail = _TIMES.split(rest, maxsplit=1)[-1]
        raise NotFound(
            f"--like {words!r}: no model {tail!r}.{_meant(tail, names)} Write a factor and a model of the census: "
            "'0.4x GPT-4'."
        )
    known = estimates[key]
    if isinstance(known, Unknown):
        raise BadInput(f"--like {words!r}: the training compute of {key} is unknown ({known.reason}).")
    rounding = 1.0 if relation != "=" else STATED_FACTOR
    factor_read = read_input(factor, Slot("like", "scale"), rounding=rounding)
    return RelativeTo(key, rest.strip(), relation, factor_read, known.compute_flop)


def _meant(name: str, names: Mapping[str, str]) -> str:
    found = dict.fromkeys(names[one] for one in near(fold_name(name), names, most=9))
    return f" Did you mean {' or '.join(list(found)[:3])}?" if found else ""
