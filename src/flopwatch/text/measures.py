"""Units of numbers: the unit after a number, sometimes before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from flopwatch.domain import DATA_UNITS, UNITS
from flopwatch.text.chips import CHIP_NAMES, chip_pattern, chip_time_pattern
from flopwatch.text.lexicon import Lexicon, either
from flopwatch.text.number_tokens import HYPHENS, at
from flopwatch.text.tokens import Token

BYTE_UNITS = frozenset(name for name, unit in UNITS.items() if unit.base == "bytes")


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit as read: its name, the factor its words imply, the index after it, a label and flags."""

    unit: str
    next: int
    power: int = 0
    factor: int = 1
    label: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns of a lexicon's words around a number, compiled once per lexicon."""

    noun: re.Pattern[str]
    adjective: re.Pattern[str]
    pairs: re.Pattern[str]
    flop: re.Pattern[str]
    flop_adjectives: re.Pattern[str]
    per_year: re.Pattern[str]
    per_chip_hour: re.Pattern[str]
    per_kilowatt_hour: re.Pattern[str]
    rate: re.Pattern[str]
    chip_memory: re.Pattern[str]
    data_words: re.Pattern[str]


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE | re.ASCII)

    end, days = r"(?![A-Za-z0-9_])", rf"[ -](?:{lexicon.day_pattern})"
    return _Patterns(
        noun=compiled(rf"(?:{either(lexicon.units_by_word, '[ -]')}){end}"),
        adjective=compiled(rf"(?:{either(lexicon.adjectives, '[ -]')}){end}"),
        pairs=compiled(lexicon.pairs_pattern),
        # FLOP, an amount, and FLOP/s, a speed; "FLOPS" in capitals is written for both.
        flop=compiled(
            r"(?P<prefix>giga|tera|peta|exa|zetta|yotta|mega|kilo|[GTPEZYM](?=F)|)[ -]?"
            rf"(?P<flop>FLOPS|FLOPs?|{lexicon.operations_pattern})"
            rf"(?P<speed>[ ]?/[ ]?s(?:ec|econd)?(?![A-Za-z])|{lexicon.per_second_pattern})?"
            rf"(?P<days>{days})?{end}"
            rf"|(?P<pf>P(?:F|Fs|FS|F/s)){days}{end}"
        ),
        flop_adjectives=compiled(lexicon.flop_adjectives_pattern),
        per_year=compiled(rf"[ ]?(?:{lexicon.per_year_pattern}){end}"),
        per_chip_hour=compiled(rf"[ ]?(?:{lexicon.per_chip_hour_pattern}){end}"),
        per_kilowatt_hour=compiled(rf"[ ]?(?:{lexicon.per_kilowatt_hour_pattern}){end}"),
        rate=re.compile(rf"[ ]?(?:/[ ]?[A-Za-z]|(?:{lexicon.per_pattern})[ ][A-Za-z0-9])"),
        chip_memory=compiled(rf"(?:{lexicon.chip_memory_pattern})(?![A-Za-z])"),
        data_words=compiled(rf"(?<![A-Za-z])(?:{lexicon.data_pattern})(?![A-Za-z])"),
    )


_FLOP_PREFIXES: dict[str, tuple[str, int]] = {
    "": ("FLOP", 0),
    "kilo": ("FLOP", 3),
    "mega": ("FLOP", 6),
    "m": ("FLOP", 6),
    "giga": ("FLOP", 9),
    "g": ("FLOP", 9),
    "tera": ("teraFLOP", 0),
    "t": ("teraFLOP", 0),
    "peta": ("petaFLOP", 0),
    "p": ("petaFLOP", 0),
    "exa": ("exaFLOP", 0),
    "e": ("exaFLOP", 0),
    "zetta": ("zettaFLOP", 0),
    "z": ("zettaFLOP", 0),
    "yotta": ("yottaFLOP", 0),
    "y": ("yottaFLOP", 0),
}
# Powers of ten of a petaFLOP or, for speeds, the largest speed unit that fits.
_PETA = {"giga": -6, "g": -6, "tera": -3, "t": -3, "peta": 0, "p": 0, "exa": 3, "e": 3, "zetta": 6, "z": 6}
_SPEEDS = {
    "": ("FLOP/s", 0),
    "kilo": ("FLOP/s", 3),
    "mega": ("FLOP/s", 6),
    "m": ("FLOP/s", 6),
    "giga": ("FLOP/s", 9),
    "g": ("FLOP/s", 9),
    "tera": ("teraFLOP/s", 0),
    "t": ("teraFLOP/s", 0),
    "peta": ("petaFLOP/s", 0),
    "p": ("petaFLOP/s", 0),
    "exa": ("petaFLOP/s", 3),
    "e": ("petaFLOP/s", 3),
    "zetta": ("petaFLOP/s", 6),
    "z": ("petaFLOP/s", 6),
}
# No machine of 2026 reaches 1e21 FLOP/s: "3e23 FLOPS" is an amount.
_FASTEST = Decimal("1e21")


def index_at(tokens: Sequence[Token], index: int, offset: int) -> int:
    """Return the index of the first token, from `index` on, that begins at or after an offset."""
    while index < len(tokens) and tokens[index].start < offset:
        index += 1
    return index


def flop_at(words: str, tokens: Sequence[Token], index: int, value: Decimal, lexicon: Lexicon) -> Measure | None:
    """Return the unit of operations, or of operations per second, at a token. None if the token is another word."""
    patterns = _patterns(lexicon)
    token = at(tokens, index)
    if token.kind != "word":
        return None
    start = token.start
    if adjectives := patterns.flop_adjectives.match(words, start):
        start = adjectives.end()
    match = patterns.flop.match(words, start)
    if not match:
        return None
    after = index_at(tokens, index, match.end())
    if match["pf"]:
        return Measure("petaFLOP/s-day", after)
    prefix = match["prefix"].lower()
    if match["days"]:
        if prefix not in _PETA:
            return None
        return Measure("petaFLOP/s-day", after, _PETA[prefix])
    capitals = match["flop"] == "FLOPS"
    if match["speed"] or capitals:
        if prefix not in _SPEEDS:
            return None
        unit, power = _SPEEDS[prefix]
        if match["speed"]:
            return Measure(unit, after, power)
        base = abs(value) * UNITS[unit].factor * Decimal(10) ** power
        if base < _FASTEST:
            return Measure(unit, after, power, flags=("flops-ambiguous",))
        unit, power = _FLOP_PREFIXES[prefix]
        return Measure(unit, after, power, flags=("flops-ambiguous",))
    unit, power = _FLOP_PREFIXES[prefix]
    # "312 TFLOPs" is a speed as often as an amount; "petaFLOPs" written out is an amount in the lists.
    return Measure(unit, after, power, flags=("flops-ambiguous",) if prefix in ("t", "p", "e") else ())


def chips_at(words: str, tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Measure | None:
    """Return accelerators, or accelerator time if a word for time follows (`384 80G-A100`, `1280 TPUv3 days`). None if
    the token names no chip.
    """
    token = at(tokens, index)
    if token.kind != "chip":
        return None
    match = chip_pattern(lexicon).match(words, token.start)
    if not match or match.end() != token.end:
        return None
    label = match["chip"]
    # "chips" and "accelerators" count, but name nothing.
    label = "" if label.lower() in lexicon.chip_nouns else label
    if label.endswith("s") and label[:-1] in CHIP_NAMES:
        label = label[:-1]  # "8 V100s" are V100, not the V100S
    cores = ("core-hours",) if match["core"] or label.upper() == "CPU" else ()
    time = chip_time_pattern(lexicon).match(words, token.end)
    if time:
        unit, factor = lexicon.chip_times_by_word[time["time"].lower()]
        flags = cores or (("core-hours",) if time["core2"] else ())
        return Measure(unit, index_at(tokens, index, time.end()), factor=factor, label=label, flags=flags)
    return Measure("chips", index + 1, label=label, flags=("cores",) if match["core"] else ())


def measure_at(words: str, tokens: Sequence[Token], index: int, value: Decimal, lexicon: Lexicon) -> Measure | None:
    """Return the unit at a token, directly after a number; None if there is none."""
    token = at(tokens, index)
    if token.kind == "end":
        return None
    if token.text == "%":
        return Measure("fraction", index + 1, -2)
    scale = _times(words, tokens, index, lexicon)
    if scale:
        return scale
    hyphen = token.glued and token.text in HYPHENS[:5] and at(tokens, index + 1).glued
    first = index + 1 if hyphen else index
    found = flop_at(words, tokens, first, value, lexicon) or chips_at(words, tokens, first, lexicon)
    if found:
        return found
    symbol = at(tokens, first)
    if symbol.kind == "word" and symbol.text in lexicon.units_by_symbol and not hyphen and _ends(tokens, first):
        unit, power, flag = lexicon.units_by_symbol[symbol.text]
        if len(symbol.text) > 1 or symbol.glued or symbol.text in ("W", "h"):
            return Measure(unit, first + 1, power, flags=(flag,) if flag else ())
    found = _noun_at(words, tokens, first, abs(value) >= 1000, lexicon)
    if (
        found
        and "\n" in words[tokens[index - 1].end : tokens[found.next - 1].start]
        and at(tokens, found.next).text in (":", "=")
    ):
        return None  # the heading of the next line: "length: 5000\nEpochs: 5"
    return found


def _ends(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a symbol is a separate word."""
    after = at(tokens, index + 1)
    return not (after.glued and after.kind in ("word", "number", "power", "chip")) and after.text != "_"


def _times(words: str, tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Measure | None:
    """Return the multiple at a token: `2.2x`, `4x per year`, `8x A100`, `three times larger`. None if it is not a
    multiple.
    """
    token, after = at(tokens, index), at(tokens, index + 1)
    sign = token.text in ("x", "X", "×")
    if sign and after.kind == "chip":
        return chips_at(words, tokens, index + 1, lexicon)
    if sign and token.glued and not (after.kind in ("number", "word") and after.glued):
        return _yearly(words, tokens, index + 1, lexicon)
    if token.text.lower() in lexicon.times and after.text.lower() in lexicon.times_followers:
        return Measure("scale", index + 1)
    return None


def _yearly(words: str, tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Measure:
    before, patterns = tokens[index - 1], _patterns(lexicon)
    year = patterns.per_year.match(words, before.end)
    if year is None and at(tokens, index).kind == "word":
        year = patterns.per_year.match(words, tokens[index].start)
    return Measure("times/year", index_at(tokens, index, year.end())) if year else Measure("scale", index)


# Singular nouns that stay units before another noun: "12 trillion parameter system", "18 month doubling time".
_STEADY = (
    "parameters",
    "epochs",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "minutes",
    "bytes",
    "fraction",
    "USD",
    "scale",
)
_NEXT_WORD = re.compile(r"[ ][A-Za-z]")


def _is_attribute(words: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Return whether a singular noun only qualifies the next: `5 language models` counts no languages."""
    noun = match[0].lower().replace("-", " ")
    unit = lexicon.units_by_word[noun][0]
    return (
        unit not in _STEADY
        and not noun.endswith(lexicon.plural_ending)
        and _NEXT_WORD.match(words, match.end()) is not None
    )


def _noun_at(words: str, tokens: Sequence[Token], index: int, many: bool, lexicon: Lexicon) -> Measure | None:
    """Return the unit in words after at most three adjectives. None if no such word follows."""
    patterns = _patterns(lexicon)
    active = ""
    for _ in range(4):
        token = at(tokens, index)
        if token.kind not in ("word", "symbol", "chip"):
            return None
        match = patterns.pairs.match(words, token.start)
        if match:
            return Measure("image-text pairs", index_at(tokens, index, match.end()), label=active)
        match = patterns.noun.match(words, token.start)
        if match and (many or not _is_attribute(words, match, lexicon)):
            unit, power = lexicon.units_by_word[match[0].lower().replace("-", " ")]
            return Measure(unit, index_at(tokens, index, match.end()), power, label=active)
        match = match or patterns.adjective.match(words, token.start)
        if match and patterns.noun.fullmatch(match[0]):
            index = index_at(tokens, index, match.end())
            continue
        if not match:
            return None
        active = match[0] if match[0].lower() in lexicon.active_words else active
        index = index_at(tokens, index, match.end())
    return None


def is_rate(words: str, offset: int, lexicon: Lexicon) -> bool:
    """Return whether the unit that ends at an offset is a rate: `3 TB/s`, `722 FLOP per parameter`."""
    return _patterns(lexicon).rate.match(words, offset) is not None


def is_memory(words: str, offset: int, lexicon: Lexicon) -> bool:
    """Return whether bytes that end at an offset are a chip's memory, not data: `6 GB memory`."""
    return _patterns(lexicon).chip_memory.match(words, offset) is not None


def price_at(words: str, offset: int, lexicon: Lexicon) -> tuple[str, int]:
    """Return the unit of a dollar amount (USD, USD/chip-hour or USD/kWh), and the offset where its words end."""
    if kilowatt_hour := _patterns(lexicon).per_kilowatt_hour.match(words, offset):
        return "USD/kWh", kilowatt_hour.end()
    if hour := _patterns(lexicon).per_chip_hour.match(words, offset):
        return "USD/chip-hour", hour.end()
    return "USD", offset


def is_about_data(words: str, default_unit: str, lexicon: Lexicon) -> bool:
    """Return whether a bare G means gigabytes, judged by the unit expected or by words about data."""
    if default_unit:
        return default_unit in DATA_UNITS or default_unit in BYTE_UNITS or default_unit == "hours"
    return _patterns(lexicon).data_words.search(words) is not None


def unit_before(words: str, tokens: Sequence[Token], index: int, free_from: int, lexicon: Lexicon) -> Measure | None:
    """Return the unit named before a bare number: `petaFLOPs: 2.5B`, `USD 4.6 million`, `GPU hours: 1.7M`. None if no
    unit precedes it.
    """
    colon = at(tokens, index - 1).text in (":", "=")
    word = at(tokens, index - (2 if colon else 1))
    if word.kind != "word" or word.start < free_from:
        return None
    match = _patterns(lexicon).flop.fullmatch(word.text)
    if match and match["flop"] and not match["days"] and match["flop"] != "FLOPS":
        unit, power = _FLOP_PREFIXES[match["prefix"].lower()]
        return Measure(unit, index, power)
    if word.text in ("USD", "usd"):
        return Measure("USD", index)
    if not colon:  # other words before a number name it only as a heading does
        return None
    place = index - 3
    if at(tokens, place).text == "-":
        place -= 1
    chips = chips_at(words, tokens, place, lexicon) if place >= 0 else None
    if chips and chips.next == index - 1:
        return chips
    noun = lexicon.units_by_word.get(word.text.lower())
    return Measure(noun[0], index, noun[1]) if noun else None
