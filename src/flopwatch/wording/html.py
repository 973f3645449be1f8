"""Format of numbers, dates and probabilities, for the whole package: `3.8e25` in tables, 3.8 × 10²⁵ on pages."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import lru_cache

from markupsafe import Markup, escape

from flopwatch.domain import PartialDate, canonical, chance, exact
from flopwatch.wording.messages import N_, cached_by_language, gettext, isolated, own_direction, plural, say

_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_SCALES = (
    (Decimal("1e12"), N_("%(number)s trillion")),
    (Decimal("1e9"), N_("%(number)s billion")),
    (Decimal("1e6"), N_("%(number)s million")),
)
_SIZES = tuple((float(scale), words) for scale, words in _SCALES)
_SHORT_SCALES = ((Decimal("1e12"), "T"), (Decimal("1e9"), "B"), (Decimal("1e6"), "M"), (Decimal("1e3"), "K"))
_READABLE_DIGITS = 6
_PREFIXED = {"W", "Wh"}
_PREFIXES = ((Decimal("1e12"), "T"), (Decimal("1e9"), "G"), (Decimal("1e6"), "M"), (Decimal("1e3"), "k"))
_THREE_DIGITS = {"USD", *_PREFIXED}  # no source knows a bill or a draw of power to more
_SCIENTIFIC = {"FLOP", "FLOP/s"}  # amounts over twenty decades are unreadable in words


@lru_cache(maxsize=20_000)
def amount_text(value: float, digits: int = 3) -> str:
    """Format a computed amount for tables, to `digits` significant digits.

    Example:
        >>> amount_text(3.79e25), amount_text(3.0e23), amount_text(0.25)
        ('3.79e25', '3e23', '0.25')
    """
    return canonical(Decimal(f"{value:.{digits - 1}e}"))


def scientific(value: float | Decimal, digits: int = 2) -> tuple[str, int]:
    """Split a value into mantissa and exponent of ten, rounded together.

    Example:
        >>> scientific(3.79e25), scientific(9.96e24), scientific(Decimal("1e25"))
        (('3.8', 25), ('1.0', 25), ('1.0', 25))
    """
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return mantissa, int(exponent)


def count_words(value: float, digits: int = 3) -> str:
    """Format a rounded count with thousands marks: of chips, of megawatts.

    Example:
        >>> count_words(6038483.0), count_words(275796.4), count_words(7.36)
        ('6,040,000', '276,000', '7.36')
    """
    return f"{float(f'{value:.{digits - 1}e}'):,.12g}"


@lru_cache(maxsize=20_000)
def amount_plain(value: float, digits: int = 2) -> str:
    """Format a computed amount where exponents cannot be raised: in titles, and for screen readers.

    Example:
        >>> amount_plain(3.79e25), amount_plain(1.5e10), amount_plain(40.0), amount_plain(1234.0)
        ('3.8e25', '1.5e10', '40', '1,200')
    """
    return in_digits(value, digits) or "{}e{}".format(*scientific(value, digits))


def in_digits(value: float, digits: int = 2) -> str:
    """Format an amount in plain digits if they read better (the first systems took tens of operations), else return "".

    Example:
        >>> in_digits(40.0), in_digits(1234.0), in_digits(3.8e25)
        ('40', '1,200', '')
    """
    if not 0.1 <= value < 9_999.5:
        return ""
    return f"{float(f'{value:.{digits - 1}e}'):,.{max(digits, 4)}g}"


@cached_by_language(20_000)
def amount_html(value: float, digits: int = 2) -> Markup:
    """Format a computed amount for pages.

    Example:
        >>> print(amount_html(3.79e25), "|", amount_html(40.0))
        3.8 × 10<sup>25</sup> | 40
    """
    if small := in_digits(value, digits):
        return Markup(small)
    mantissa, exponent = scientific(value, digits)
    return isolated(Markup(f"{mantissa} × 10<sup>{exponent}</sup>"))


@cached_by_language(20_000)
def power_html(value: Decimal) -> Markup:
    """Format a threshold; a power of ten without a mantissa if it is one.

    Example:
        >>> print(power_html(Decimal("1e25")), power_html(Decimal("2.5e23")))
        10<sup>25</sup> 2.5 × 10<sup>23</sup>
    """
    mantissa, exponent = _exact_scientific(value)
    if mantissa == "1":
        return isolated(Markup("10<sup>{}</sup>").format(exponent))
    return isolated(Markup("{} × 10<sup>{}</sup>").format(mantissa, exponent))


def _exact_scientific(value: Decimal) -> tuple[str, int]:
    # Every stated digit is kept: a claim is shown exactly, not rounded.
    digits = value.normalize().as_tuple().digits
    text = "".join(map(str, digits))
    return text[0] + ("." + text[1:] if len(text) > 1 else ""), value.normalize().adjusted()


@cached_by_language(20_000)
def quantity_html(value: str, unit: str) -> Markup:
    """Format a stated quantity for pages: exact, in words if words read better than digits.

    Example:
        >>> print(quantity_html("405000000000", "parameters"))
        405 billion parameters
        >>> print(quantity_html("3.8e25", "FLOP"), "|", quantity_html("0.38", "fraction"), "|", quantity_html("2000",
        ...     "USD"))
        3.8 × 10<sup>25</sup> FLOP | 38% | $2,000
        >>> print(quantity_html("1", "epochs"), "|", quantity_html("40", "epochs"))
        1 epoch | 40 epochs
        >>> print(quantity_html("46400244", "parameters"), "|", quantity_html("563714457600", "bytes"))
        46,400,244 parameters | <span title="563714457600 bytes">563.7 billion bytes</span>
        >>> print(quantity_html("137435820.25246143", "W"), "|", quantity_html("29827341.92", "USD"))
        <span title="137435820.25246143 W">137 MW</span> | <span title="29827341.92 USD">$29.8 million</span>
        >>> print(quantity_html("0.2", "scale"), "|", quantity_html("700", "W"))
        0.2× | 700 W
    """
    return isolated(_quantity(value, unit)) if unit in _SCIENTIFIC else own_direction(_quantity(value, unit))


@cached_by_language(20_000)
def rounded_html(value: float, unit: str, digits: int = 3, *, bare: bool = False) -> Markup:
    """Format a number of a working for pages: rounded, in its unit, or `bare` if the page already shows the unit.

    Example:
        >>> print(rounded_html(3.4e8, "parameters"), "|", rounded_html(2.92e10, "tokens", bare=True), "|",
        ...     rounded_html(0.2801, "fraction", 4))
        340 million parameters | 29.2 billion | 28.01%
        >>> print(rounded_html(7.583e13, "FLOP/s", 4), "|", rounded_html(4.6e13, "FLOP/s", bare=True), "|",
        ...     rounded_html(1.1, "ratio"))
        7.583 × 10<sup>13</sup> FLOP/s | 4.6 × 10<sup>13</sup> | 1.1
    """
    if unit in _SCIENTIFIC:
        shown = in_digits(value, digits)
        if not shown:
            mantissa, exponent = scientific(value, digits)
            shown = f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa} × 10<sup>{exponent}</sup>"
    elif unit == "fraction":
        shown = f"{100 * value:.{digits}g}%"
    else:
        shown = f"{'$' if unit == 'USD' else ''}{size_words(value, digits)}"
    if bare or unit in ("", "count", "ratio", "fraction", "USD"):
        return isolated(Markup(shown)) if unit in _SCIENTIFIC else own_direction(Markup(shown))
    words = Markup(f"{shown} {escape(_counted(unit, one=value == 1))}")
    return isolated(words) if unit in _SCIENTIFIC else own_direction(words)


def _quantity(value: str, unit: str) -> Markup:
    number = exact(value)
    if len(number.normalize().as_tuple().digits) > _READABLE_DIGITS and _is_rounded(number, unit):
        # Conversions to a base unit (525 GiB) have digits that no source stated; the exact value is in the tooltip.
        rounded = canonical(Decimal(f"{number:.{2 if unit in _THREE_DIGITS else 3}e}"))
        return Markup('<span title="{} {}">{}</span>').format(value, unit, _quantity(rounded, unit))
    if unit in _PREFIXED and abs(number) >= 1000:
        scale, prefix = next(one for one in _PREFIXES if abs(number) >= one[0])
        return Markup("{} {}{}").format(canonical(number / scale), prefix, unit)
    # Digits and powers are our own text; only the unit comes from outside.
    if unit in _SCIENTIFIC:
        return Markup(f"{_sci(number)} {unit}")
    if unit == "fraction":
        return Markup(f"{canonical(number * 100)}%")
    text = quantity_words(number)
    shown = _sci(number) if text is None else text
    if unit == "USD":
        return Markup(f"${shown}")
    if unit == "scale":
        return Markup(f"{shown}×")
    if unit in ("", "count"):
        return Markup(shown)
    return Markup(f"{shown} {escape(_counted(unit, one=number == 1))}")


def _is_rounded(number: Decimal, unit: str) -> bool:
    """Return whether an amount of many digits is shown rounded: money, power, any fraction, and 1e9 or more."""
    return unit in _THREE_DIGITS or number != number.to_integral_value() or abs(number) >= Decimal("1e9")


def _counted(unit: str, *, one: bool) -> str:
    """Return a unit in the form that follows its number: 1 epoch, 40 epochs; FLOP/s is unchanged."""
    return unit[:-1] if one and unit.endswith("s") and not unit.endswith("/s") else unit


def _sci(number: Decimal) -> str:
    if Decimal("0.1") <= number < 10_000:
        return f"{number.normalize():,f}"
    mantissa, exponent = _exact_scientific(number)
    return f"{mantissa} × 10<sup>{exponent}</sup>"


def quantity_words(number: Decimal) -> str | None:
    """Return a number in words and digits (`405 billion`, `2,048`), or None if only scientific notation is readable."""
    size = abs(number)
    if size >= Decimal("1e15") or (size != 0 and size < Decimal("1e-4")):
        return None
    for scale, words in _SCALES:
        if size >= scale and len(number.normalize().as_tuple().digits) <= _READABLE_DIGITS:
            return say(words, number=canonical(number / scale))
    if size < 10_000 and number == number.to_integral_value() and size >= 1000:
        return f"{int(number):,}"
    if size >= 10_000:
        whole, _, rest = canonical(number).partition(".")
        return f"{int(whole):,}" + (f".{rest}" if rest else "")
    return canonical(number)


@lru_cache(maxsize=20_000)
def short(value: str) -> str:
    """Format a stated quantity for narrow places: `405B`.

    Example:
        >>> short("405000000000"), short("1.76e12"), short("340000000"), short("12")
        ('405B', '1.76T', '340M', '12')
    """
    number = exact(value)
    for scale, letter in _SHORT_SCALES:
        if abs(number) >= scale:
            part = number / scale
            if abs(part) >= 10_000:
                return amount_text(float(number))
            return f"{canonical(Decimal(f'{part:.3g}'))}{letter}"
    return canonical(number)


def probability(p: float | None) -> str:
    """Format a probability in words that never claim certainty.

    Example:
        >>> probability(0.99999), probability(0.972), probability(0.042), probability(0.0), probability(None)
        ('> 99.9%', '97%', '4.2%', '< 0.1%', 'not estimated')
    """
    if p is None or math.isnan(p):
        return gettext("not estimated")
    return chance(p)


def probability_html(p: float | None) -> Markup:
    """Format a probability for pages: `> 99.9%` must not turn into `99.9% <`."""
    return isolated(escape(probability(p)))


def percent(share: float) -> str:
    """Format a share in whole percent; 0% and 100% only if they are exact.

    Example:
        >>> percent(0.0), percent(0.001), percent(0.256), percent(0.999), percent(1.0)
        ('0%', '1%', '26%', '99%', '100%')
    """
    return f"{share:.0%}" if share in (0.0, 1.0) else f"{min(max(round(100 * share), 1), 99)}%"


@cached_by_language(20_000)
def date_words(iso: str) -> str:
    """Format a date to the precision in which it was stated.

    Example:
        >>> date_words("2024-07-23"), date_words("2023-03"), date_words("2023"), date_words("")
        ('23 July 2024', 'March 2023', '2023', '')
    """
    if not iso:
        return ""
    date = PartialDate.from_iso(iso)
    if not date.month:
        return str(date.year)
    month = gettext(_MONTHS[date.month - 1])
    if not date.day:
        return say("%(month)s %(year)s", month=month, year=date.year)
    return say("%(day)s %(month)s %(year)s", day=date.day, month=month, year=date.year)


def date_recorded(iso: str) -> str:
    """Format a full date in English in every language, for citations, which are quoted unchanged.

    Example:
        >>> date_recorded("2024-07-23")
        '23 July 2024'
    """
    year, month, day = iso.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def bytes_words(size: int) -> str:
    """Format a file's size.

    Example:
        >>> bytes_words(812), bytes_words(154_000), bytes_words(2_400_000)
        ('812 bytes', '154 KB', '2.4 MB')
    """
    if size < 1000:
        return plural("%(count)s byte", "%(count)s bytes", size)
    if size < 1_000_000:
        return f"{size / 1000:.0f} KB"
    return f"{size / 1e6:.1f} MB"


def size_words(value: float, digits: int = 2) -> str:
    """Format a computed size in words, to `digits` significant digits.

    Example:
        >>> size_words(3.5e7), size_words(13_989), size_words(0.0123), size_words(7.5e11), size_words(950)
        ('35 million', '14,000', '0.012', '750 billion', '950')
        >>> size_words(3.24e8, 3), size_words(6144.0, 4)
        ('324 million', '6,144')
    """
    value = float(f"{value:.{digits - 1}e}")
    for scale, words in _SIZES:
        if value >= scale:
            return say(words, number=f"{value / scale:,.4g}")
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def times(ratio: float) -> str:
    """Format a ratio as "times"; one below 1 as a division.

    Example:
        >>> times(1.0), times(4.23), times(100_667.7), times(0.015)
        ('1.0×', '4.2×', '100,000×', '÷67')
    """
    if 0 < ratio < 0.995:
        return f"÷{times(1 / ratio).removesuffix('×')}"
    return f"{ratio:.1f}×" if ratio < 9.95 else f"{size_words(ratio)}×"


def money(usd: float) -> str:
    """Format a computed amount of dollars: `$58 million`.

    Example:
        >>> money(5.8e7), money(1234)
        ('$58 million', '$1,200')
    """
    return f"${size_words(usd)}"


@lru_cache(maxsize=20_000)
def sentence(text: str) -> str:
    """Return words as a sentence: with an initial capital and a full stop.

    Example:
        >>> sentence("the only statement"), sentence("epoch-1e25 states 2e25"), sentence("")
        ('The only statement.', 'epoch-1e25 states 2e25.', '')
    """
    if not text:
        return ""
    first = text.split(" ")[0]
    # `awesome-llms states …` begins with an id, which is not capitalised.
    start = text[0].upper() if first.isalpha() else text[0]
    return start + text[1:] + ("" if text[-1] in ".!?…" else ".")
