"""What `flopwatch estimate` does, as one call: inputs in words in, plain data out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flopwatch import sources
from flopwatch.api.census_cache import take_census
from flopwatch.catalogue import Catalogue
from flopwatch.cost import BillLine, amortised_with_energy, bill
from flopwatch.domain import BadInput, NotFound, PartialDate, Unknown
from flopwatch.estimation import (
    STATED_FACTOR,
    Estimate,
    Given,
    RelativeTo,
    Run,
    Slot,
    calculate,
    invert,
    read_input,
    read_run,
)
from flopwatch.identity import fold_name
from flopwatch.statistics import LogNormal
from flopwatch.validation import (
    costs_as_markdown,
    costs_by_list_rates,
    more_as_markdown,
    one_e25_as_markdown,
    recompute,
    shares_of_peak,
    summary,
    times_in_chip_hours,
)

Row = dict[str, Any]
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
    domain: str = "",
    encoder_decoder: bool = False,
    with_cost: bool = False,
    country: str = "",
    operator: str = "",
) -> Row:
    """Estimate a training run from any mix of inputs, or answer what an amount of compute takes.

    Args:
        given: Inputs by the names of `estimation.calculator.SLOTS`, in words, as numbers or as (low, high); None is
            left out.
        data: The curated folder.
        store: The ledger, read only where another model is named.
        chip: The accelerator.
        number_format: `bf16`, `fp8`, …; the chip's usual one where empty.
        date: ISO date of the prices; the latest known where empty.
        usd_year: Year of the dollars of `cost`; those of the price's date where None.
        like: Comparisons: `0.4x GPT-4`, `40% of GPT-4`, `at least Inflection-2`.
        confidence: The word of whoever states `compute`: High-precision, Confident, Likely, …; "" for none.
        domain: What the model works on; "" for language.
        encoder_decoder: Whether a token passes one half of the parameters.
        with_cost: Whether to add what it costs and emits.
        country: ISO code of where it runs, for emissions.
        operator: `large` or `other`, for the overhead of its data centre.

    Raises:
        BadInput: Naming the input, its words and the next step.
        NotFound: If a chip, a model or a number format is not known, with the nearest names.
    """
    tables = Catalogue.of(sources.load_tables(data))
    if operator not in ("", "large", "other"):
        raise BadInput(f"--operator {operator!r} is neither large nor other.")
    run = read_run(
        given,
        chip=chip,
        number_format=number_format,
        date=_day(date),
        usd_year=usd_year,
        like=_likes(like, data, store),
        confidence=confidence,
        domain=domain,
        encoder_decoder=encoder_decoder,
    )
    large = {"large": True, "other": False}.get(operator)
    target = run.amount("inverse")
    if target is not None:
        row = _inverse(run, tables)
        compute = target
    else:
        found = calculate(run, tables)
        row, compute = _forward(found, tables), found.compute_flop
    if with_cost:
        lines = bill(run, compute, tables, country=country, large_operator=large)
        both = BillLine("amortised hardware and energy", amortised_with_energy(lines), "USD")
        row["cost"] = [_line(one) for one in (*lines, both)]
        row["working_text"] += "\n" + "\n".join(_line_text(one) for one in (*lines, both))
    return row


def costs(data: Path, store: str) -> Row:
    """The training costs that sources with hourly rates state, against those rates: rows, and the table in Markdown."""
    census = take_census(data, store)
    records = census.records
    rows, times = costs_by_list_rates(records), times_in_chip_hours(records)
    shares = shares_of_peak(records, census.catalogue.chips)
    return {
        "rows": [dataclasses.asdict(one) for one in rows],
        "in_chip_hours": [dataclasses.asdict(one) for one in times],
        "shares_of_peak": [_rounded(dataclasses.asdict(one)) for one in shares],
        "markdown": f"{costs_as_markdown(rows)}\n\n{more_as_markdown(times, shares)}",
    }


def one_e25(data: Path, store: str) -> Row:
    """The compute that the document on 1e25 FLOP prints, worked out from its inputs: rows, a summary, and the page
    in Markdown.
    """
    census = take_census(data, store)
    rows = recompute(
        census.records, census.estimates, census.catalogue.chips, census.catalogue.offers, census.thresholds
    )
    return {
        "rows": [_rounded(dataclasses.asdict(one)) for one in rows],
        "summary": summary(rows),
        "markdown": one_e25_as_markdown(rows),
    }


def _rounded(row: Row) -> Row:
    return {key: _round(value) if isinstance(value, float) else value for key, value in row.items()}


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return PartialDate.from_iso(text).latest
    except ValueError as error:
        raise BadInput(f"--date {text[:40]!r}: {error}.") from error


def _likes(words: Sequence[str], data: Path, store: str) -> tuple[RelativeTo, ...]:
    if not words:
        return ()
    census = take_census(data, store)
    names = {fold_name(name): one.id for one in census.models() for name in (one.id, *one.aliases, one.name)}
    return tuple(_like(one, census.estimates, names) for one in words)


def _like(words: str, estimates: Mapping[str, Estimate | Unknown], names: Mapping[str, str]) -> RelativeTo:
    """`0.4x GPT-4`, `40% of GPT-4`, `0.3..0.5 x GPT-4`, `at least Inflection-2`, `>= 2x GPT-3`."""
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
        # A name may follow a sign that we split at; show the part after the first one.
        tail = _TIMES.split(rest, maxsplit=1)[-1]
        raise NotFound(
            f"--like {words!r}: no model {tail!r}{_nearest(tail, names)}. Write a factor and a model of the census: "
            "'0.4x GPT-4'."
        )
    known = estimates[key]
    if isinstance(known, Unknown):
        raise BadInput(f"--like {words!r}: the training compute of {key} is unknown ({known.reason}).")
    rounding = 1.0 if relation != "=" else STATED_FACTOR
    factor_read = read_input(factor, Slot("like", "scale"), rounding=rounding)
    return RelativeTo(key, rest.strip(), relation, factor_read, known.compute_flop)


def _nearest(name: str, names: Mapping[str, str]) -> str:
    import difflib

    near = difflib.get_close_matches(fold_name(name), names, n=3, cutoff=0.6)
    return f" (nearest: {', '.join(dict.fromkeys(names[one] for one in near))})" if near else ""


def _forward(found: Estimate, tables: Catalogue) -> Row:
    return {
        "compute_flop": _interval(found.compute_flop),
        "methods": [
            {"method": one.method, **_interval(one.compute_flop), "formula": one.formula, "doubts": list(one.doubts)}
            for one in found.methods
        ],
        "agreement": _round(found.agreement),
        "rule": found.rule,
        "doubted": found.doubted,
        "thresholds": [
            {
                "threshold_flop": float(one.flop),
                "label": one.label,
                "probability": round(found.compute_flop.prob_above(float(one.flop)), 6),
            }
            for one in tables.thresholds
        ],
        "working": [
            {
                "method": one.method,
                "symbol": used.symbol,
                "name": used.name,
                "value": _round(used.value.median),
                **{key: value for key, value in _interval(used.value).items() if key != "p50"},
                "unit": used.unit,
                "formula": one.formula,
                "claim": used.claims[0] if used.claims else None,
                "source": used.source,
            }
            for one in found.methods
            for used in one.inputs
        ],
        "working_text": found.receipt.text,
        "sensitivity": found.sensitivity,
    }


def _inverse(run: Run, tables: Catalogue) -> Row:
    answers = invert(run, tables)
    target = run.amount("inverse")
    assert target is not None, "invert refuses a run without it"
    rows = [
        {"quantity": one.quantity, **_interval(one.value), "unit": one.unit, "formula": one.formula} for one in answers
    ]
    head = f"{_shown(target.median)} FLOP takes"
    text = [head, *(f"  {_amount(one.value, one.unit)}   {one.formula}" for one in answers)]
    return {"compute_flop": _interval(target), "inverse": rows, "working_text": "\n".join(text)}


def _line(one: BillLine) -> Row:
    row: Row = {"quantity": one.quantity, "unit": one.unit, "formula": one.formula, "source": one.source}
    if isinstance(one.value, Unknown):
        return {**row, "p5": None, "p50": None, "p95": None, "unknown": one.value.reason}
    return {**row, **_interval(one.value), "unknown": None}


def _line_text(one: BillLine) -> str:
    if isinstance(one.value, Unknown):
        return f"  {one.quantity}: unknown ({one.value.reason})"
    return f"  {one.quantity}: {_amount(one.value, one.unit)}" + (f"   {one.formula}" if one.formula else "")


_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"), (0.0, ""))


def _amount(value: LogNormal, unit: str) -> str:
    """An interval as one reads it aloud: `$27 million   (90%: $13 to $57 million)`."""
    sign, name = ("$", "") if unit == "USD" else ("", f" {unit}")
    middle, low, high = (_scaled(one) for one in (value.median, *value.interval()))
    said = f"{sign}{' '.join(middle).strip()}{name}"
    if value.sigma_dex == 0:
        return said
    first = low[0] if low[1] == high[1] else " ".join(low).strip()
    return f"{said}   (90%: {sign}{first} to {sign}{' '.join(high).strip()})"


def _scaled(value: float) -> tuple[str, str]:
    size, word = next((size, word) for size, word in _SCALES if value >= 0.9995 * size)
    if value >= 1e15:
        return _shown(value), ""
    return _shown(value / size if size else value), word


def _shown(value: float) -> str:
    if 0.01 <= value < 10_000:
        text = f"{value:.2g}" if value < 100 else f"{float(f'{value:.3g}'):g}"
        return f"{float(text):g}"
    return f"{value:.1e}".replace("e+", "e").replace("e-0", "e-")


def _interval(value: LogNormal) -> Row:
    low, high = value.interval()
    return {"p5": _round(low), "p50": _round(value.median), "p95": _round(high)}


def _round(value: float) -> float:
    """Six significant digits: more would be noise of the last bits, which differ between machines."""
    return float(f"{value:.6g}")
