"""Numbers in formulas, as papers write them."""

from __future__ import annotations


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


def digits(value: float, count: int = 2) -> str:
    """Format a number to `count` significant digits, with a plain exponent if it is large: 9.3e25, 0.23, 182.

    Example:
        >>> digits(9.3e25), digits(0.2251), digits(182.4, 3), digits(0.0000921)
        ('9.3e25', '0.23', '182', '9.2e-5')
    """
    mantissa, mark, exponent = f"{value:.{count}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else mantissa


def rounded(value: float, count: int = 6) -> float:
    """Round to `count` significant digits: the last bits of a float differ by machine, so more than six are noise."""
    return float(f"{value:.{count}g}")


def apart_words(ratio: float) -> str:
    """Format the factor between two values, at least 1: as a percentage if it is below 1.1.

    Example:
        >>> apart_words(427.2), apart_words(2.0), apart_words(1.003)
        ('427 times apart', '2 times apart', '0.3% apart')
    """
    return f"{ratio:.3g} times apart" if ratio >= 1.1 else f"{100 * (ratio - 1):.2g}% apart"
