"""Numbers in formulas, as papers write them."""

from __future__ import annotations

from decimal import Context, Decimal, InvalidOperation

MOST_DIGITS = 6  # significant digits of a stated number that are shown
LARGEST_COUNT = Decimal("1e15")  # counts of parameters, tokens and dollars are below it, sums of operations above
LEAST_PLAIN = Decimal("1e-4")
CLASS_EDGES = (0.05, 0.5, 0.95)  # probabilities from which a model is cannot-rule-out, likely, confirmed
CLASS_ROUNDING = 1e-9  # a median printed as the threshold itself is `likely`, regardless of the last bit of a logarithm


def short(value: float) -> str:
    """Format a number for a formula, as papers write it: 405e9, 15.6e12.

    Example:
        >>> short(405e9), short(15.6e12), short(762e6), short(0.5)
        ('405e9', '15.6e12', '762e6', '0.5')
    """
    for exponent in (15, 12, 9, 6, 3):
        if 10**exponent <= value < 10 ** (exponent + 3):
            return f"{value / 10**exponent:.4g}e{exponent}"
    return digits(value, 3)


def counted(count: int, one: str, many: str = "") -> str:
    """Format a count with its noun: "1 row", "2 rows".

    Args:
        count: The count.
        one: The noun for one.
        many: The noun for any other number; with an s by default.

    Example:
        >>> counted(1, "row"), counted(0, "row"), counted(2, "entry", "entries")
        ('1 row', '0 rows', '2 entries')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


def digits(value: float, count: int = 2) -> str:
    """Format a number to `count` significant digits, with a plain exponent if it is large: 9.3e25, 0.23, 182.

    Example:
        >>> digits(9.3e25), digits(0.2251), digits(182.4, 3), digits(0.0000921)
        ('9.3e25', '0.23', '182', '9.2e-5')
    """
    mantissa, mark, exponent = f"{value:.{count}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else mantissa


def without_noise(text: str) -> str:
    """Rewrite a number with more than six significant digits to six, its unit kept; return any other text as it is.

    Tables print floats and marks of hand-made rounding: the digits beyond are of the machine, not of the source.

    Example:
        >>> without_noise("5.0000000001e+25"), without_noise("1.1199999999999999e+25"), without_noise("2.1e+25")
        ('5e25', '1.12e25', '2.1e+25')
        >>> without_noise("29827341.92"), without_noise("4.64000001e24 FLOP"), without_noise("3.8 × 10^25 FLOPs")
        ('29827300', '4.64e24 FLOP', '3.8 × 10^25 FLOPs')
    """
    amount, blank, unit = text.strip().partition(" ")
    try:
        number = Decimal(amount)
    except InvalidOperation:
        return text
    if not number.is_finite() or len(number.normalize().as_tuple().digits) <= MOST_DIGITS:
        return text
    if number == number.to_integral_value() and abs(number) < LARGEST_COUNT:
        return text  # a count is exact
    number = Context(prec=MOST_DIGITS).plus(number).normalize()
    plain = LEAST_PLAIN <= abs(number) < LARGEST_COUNT
    return (f"{number:f}" if plain else digits(float(number), MOST_DIGITS)) + blank + unit


def rounded(value: float, count: int = 6) -> float:
    """Round to `count` significant digits: the last bits of a float differ by machine, so more than six are noise."""
    return float(f"{value:.{count}g}")


def released_number(value: float) -> float:
    """Round a float to the 12 significant digits that data files carry: further ones differ by machine and library.

    Example:
        >>> released_number(1.0999999999999999e23), released_number(0.1 + 0.2)
        (1.1e+23, 0.3)
    """
    return rounded(value, 12)


def apart_words(ratio: float) -> str:
    """Format the factor between two values, at least 1: as a percentage if it is below 1.1.

    Example:
        >>> apart_words(427.2), apart_words(2.0), apart_words(1.003)
        ('427 times apart', '2 times apart', '0.3% apart')
    """
    return f"{ratio:.3g} times apart" if ratio >= 1.1 else f"{100 * (ratio - 1):.2g}% apart"


def chance(probability: float) -> str:
    """Format a probability to two digits, without a false 0% or 100%; not rounded up to the edge of a higher class.

    Example:
        >>> chance(0.9997), chance(0.62), chance(0.0002), chance(0.96231), chance(0.0492), chance(0.99357)
        ('> 99.9%', '62%', '< 0.1%', '96%', '4.9%', '99.4%')
        >>> chance(0.94795), chance(0.94999), chance(0.95)
        ('94.8%', '94.9%', '95%')
    """
    if probability > 0.999:
        return "> 99.9%"
    if probability < 0.001:
        return "< 0.1%"
    for edge in CLASS_EDGES:
        if edge - 0.005 <= probability < edge - CLASS_ROUNDING:
            return f"{min(probability * 100, edge * 100 - 0.1):.1f}%"
    tenths = probability < 0.0995 or probability > 0.99
    return f"{probability * 100:.1f}%" if tenths else f"{probability * 100:.0f}%"


def chance_above(threshold: str, probability: float) -> str:
    """Format the probability that an amount is above a threshold.

    Example:
        >>> chance_above("1e25", 0.62), chance_above("1e26", 0.0)
        ('P(> 1e25) = 62%', 'P(> 1e26) < 0.1%')
    """
    words = chance(probability)
    return f"P(> {threshold}) {words if words[0] in '<>' else '= ' + words}"
