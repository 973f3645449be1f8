"""Arithmetic inside documents 003 and 004: chip-hours, bills and lengths that follow from their own figures."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from flopwatch.domain import digits
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare

HUGE, LLMS = "003", "004"
_DAYS_PER_MONTH = 365.25 / 12
_HOURS_PER_YEAR = 24 * 365.25
# 003, "Keys Explanations": dollars per hour of a chip; its TPU hour is one of a device.
_USD_PER_HOUR = {"A100": 1.10, "V100": 0.55, "TPU v2": 4.5, "TPU v3": 8.0}
WORDS_PER_TOKEN = 0.75  # OpenAI's rule of thumb, which the printed lengths follow


def _chip_hours(printed: int, chips: int, days: int) -> Callable[[None], ComputedFigure]:
    def work_out(_: None) -> ComputedFigure:
        hours = chips * days * 24
        low, high = (chips * (days + half) * 24 for half in (-0.5, 0.5))
        inside = low <= printed < high
        return ComputedFigure(
            str(hours),
            f"{chips} × {days} days × 24 h; with days rounded to whole ones {low:.0f} to {high:.0f}, "
            f"{'inside' if inside else 'outside'} which the printed figure lies.",
            explains=inside,
        )

    return work_out


def _bloom(_: None) -> ComputedFigure:
    hours = 384 * 4 * _DAYS_PER_MONTH * 24
    return ComputedFigure(f"{hours / 1e6:.0f}M", f"384 × 4 months = {hours:,.0f} chip-hours.")


def _gpt3_years(_: None) -> ComputedFigure:
    years = 835584 / _HOURS_PER_YEAR
    return ComputedFigure(f"{years:.0f}", f"835584 chip-hours ÷ {_HOURS_PER_YEAR:.0f} = {years:.1f} years.")


def _bill(printed: str, hours: float, chip: str, working: str) -> Callable[[None], ComputedFigure]:
    def work_out(_: None) -> ComputedFigure:
        usd = Decimal(hours * _USD_PER_HOUR[chip])
        unit, size = ("M", Decimal("1e6")) if printed.endswith("M") else ("k", Decimal("1e3"))
        places = Decimal("0.1") if "." in printed else Decimal(1)
        shown = f"${(usd / size).quantize(places, ROUND_HALF_UP)}{unit}"
        note = f"{working} × ${_USD_PER_HOUR[chip]:g} = ${usd:,.0f}, at the list's own price."
        cut = f"${(usd / size).quantize(places, ROUND_DOWN)}{unit}" == printed != shown
        return ComputedFigure(
            shown, f"{note} Cut off, not rounded, it is the printed one." if cut else note, explains=cut
        )

    return work_out


def _words(context: int) -> Callable[[None], ComputedFigure]:
    def work_out(_: None) -> ComputedFigure:
        words = int(context * WORDS_PER_TOKEN)
        return ComputedFigure(str(words), f"{context} tokens of context × {WORDS_PER_TOKEN} words a token.")

    return work_out


def _gpt4_words(_: None) -> ComputedFigure:
    words, rounded = int(32768 * WORDS_PER_TOKEN), int(32000 * WORDS_PER_TOKEN)
    return ComputedFigure(
        str(words),
        f"32768 tokens of context × {WORDS_PER_TOKEN} words a token; with 32 thousand tokens {rounded}.",
        explains=rounded == 24000,
    )


def _more_than_ten(larger: float, smaller: float, unit: str) -> Callable[[None], ComputedFigure]:
    def work_out(_: None) -> ComputedFigure:
        ratio = larger / smaller
        return ComputedFigure(
            "more than 10X" if ratio > 10 else f"{ratio:.1f}X",
            f"{digits(larger, 3)} ÷ {digits(smaller, 3)} {unit} = {ratio:.1f}.",
        )

    return work_out


_Line = tuple[str, str, str, Callable[[None], ComputedFigure]]
_LINES: tuple[_Line, ...] = (
    (HUGE, "A100 hours of LLaMA-65B", "1022362", _chip_hours(1022362, 2048, 21)),
    (HUGE, "A100 hours of BLOOM", "1M", _bloom),
    (HUGE, "A100 hours of GLM-130B", "516096", _chip_hours(516096, 768, 28)),
    (HUGE, "A100 hours of OPT-175B", "809472", _chip_hours(809472, 992, 34)),
    (HUGE, "A100 years of GPT-3", "95", _gpt3_years),
    (
        HUGE,
        "Cost of GPT-3",
        "$4.6M",
        _bill("$4.6M", 355 * _HOURS_PER_YEAR, "V100", f"355 years × {_HOURS_PER_YEAR:.0f} h"),
    ),
    (HUGE, "Cost of BERT", "$7k", _bill("$7k", 64 * 24, "TPU v2", "64 days × 24 h")),
    (HUGE, "Cost of XLNet", "$245k", _bill("$245k", 1280 * 24, "TPU v3", "1280 days × 24 h")),
    (LLMS, "Parameters of GPT-2 over GPT-1's", "more than 10X", _more_than_ten(1500e6, 117e6, "parameters")),
    (LLMS, "Training data of GPT-2 over GPT-1's", "more than 10X", _more_than_ten(40, 1, "GB (GPT-1's from 003)")),
    (LLMS, "Words that GPT-2 can generate", "768", _words(1024)),
    (LLMS, "Words that GPT-3 can generate", "1536", _words(2048)),
    (LLMS, "Words that ChatGPT can generate, of 2048 tokens of context", "3000", _words(2048)),
    (LLMS, "Words that GPT-4 can generate", "24000", _gpt4_words),
)


def reproduce_list_arithmetic() -> list[Reproduced]:
    """Compare what documents 003 and 004 work out with the same arithmetic on their own figures."""
    return [
        compare(document, Statement(words, printed, rule), None, "its own figures")
        for document, words, printed, rule in _LINES
    ]
