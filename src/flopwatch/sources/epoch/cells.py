"""The cells of Epoch's tables: numbers, dates, lists, links and ticks, each read by a grammar of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal

from flopwatch.domain import PartialDate, clean_text, term_for

_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3}){1,12}|[0-9]{1,40})(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,4})?")
_SIZED = re.compile(r"([0-9.,eE+]{1,60}) ?(kB|MB|GB|TB|PB|KiB|MiB|GiB|TiB)")
_SLASHED = re.compile(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})")
_ISO_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:[0-9]{2}[0-9:.+Z-]{0,20}")
_WORDED = re.compile(r"(?:([0-9]{1,2})\.? )?([A-Za-z]{3,9})\.?(?: ([0-9]{1,2}),)? ([0-9]{4})")
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_TAIL = re.compile(r"([0-9]{1,12}?)0{3,12}1")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_YES = {"checked", "true", "yes", "y", "1", "1.0", "x", "✓", "✔"}
_NO = {"unchecked", "false", "no", "n", "0", "0.0"}
_SUFFIXES = {
    "inc",
    "ltd",
    "llc",
    "co",
    "corp",
    "gmbh",
    "plc",
    "limited",
    "incorporated",
    "pty ltd",
    "brain team",
}
# Universities of several campuses, and the campuses: "University of California, Berkeley" is one organisation, while
# "University of California, Microsoft Research" is two.
_CAMPUSES = {
    "berkeley",
    "davis",
    "irvine",
    "los angeles",
    "merced",
    "riverside",
    "san diego",
    "san francisco",
    "santa barbara",
    "santa cruz",
    "college park",
    "baltimore county",
    "austin",
    "dallas",
    "arlington",
    "san antonio",
    "chicago",
    "urbana-champaign",
    "urbana champaign",
    "chapel hill",
    "charlotte",
    "madison",
    "milwaukee",
    "amherst",
    "lowell",
    "boston",
    "twin cities",
    "ann arbor",
}
_EXACT = Context(prec=400)
MAX_PARTS = 1_000  # values of one cell; the longest list in the exports seen has 60


def _number(text: str) -> Decimal:
    """Return the decimal that a cell states, digit for digit; no other function converts digits to numbers.

    Raises:
        ValueError: If the cell is not a plain number in ASCII digits (`NaN`, `inf`, `١٧٥`, `10²³`, words).

    Example:
        >>> _number("4.200000000001e+23"), _number("1,500"), _number("24000000000.0")
        (Decimal('4.200000000001E+23'), Decimal('1500'), Decimal('24000000000.0'))
    """
    match = _NUMBER.fullmatch(text)
    if not match:
        raise ValueError("no plain number such as 175000000000 or 3.8e25")
    sign, whole, fraction, exponent = match.groups()
    if exponent and "," in whole:
        raise ValueError("a comma before an exponent, which may be a decimal comma")
    return Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}{exponent or ''}")


def number_in(text: str, unit: str) -> tuple[Decimal, str, tuple[str, ...]]:
    """Return number, unit and flags of a number cell whose column is counted in `unit`.

    A number written twice (`103000000,103000000`) counts once. A size may carry its own unit
    (`45TB` in a column of GB) and a share may be a percentage (`46.2%`).

    Raises:
        ValueError: If the cell is not a number.

    Example:
        >>> number_in("45TB", "GB"), number_in("46.2%", "fraction")
        ((Decimal('45'), 'TB', ('own-unit',)), (Decimal('0.462'), 'fraction', ('percent',)))
    """
    parts = text.split(",")
    if len(parts) > 1 and len(parts[0]) > 3 and len(set(parts)) == 1:
        number, stated, flags = number_in(parts[0], unit)
        return number, stated, (*flags, "stated-twice")
    if unit == "USD":
        text = text.removeprefix("$").removesuffix("USD").strip()
    elif unit == "GB" and (sized := _SIZED.fullmatch(text)):
        return _number(sized[1]), sized[2], () if sized[2] == unit else ("own-unit",)
    elif unit == "fraction" and text.endswith("%"):
        return _number(text[:-1].strip()).scaleb(-2, _EXACT), unit, ("percent",)
    return _number(text), unit, ()


def without_epsilon(value: Decimal) -> Decimal:
    """Return the number without a hand-made mark or floating-point residue; to compare and show, never to store.

    Epoch's tables mark "just above" or "estimated" by a tail: 1.0000000001e+25, 4.200000000001e+23, 1.640001e+25.
    Floating point leaves others: 1.7999999999999999e+25. Rounding to 12 digits takes the dust; then a tail of at least
    three zeros and a 1 is cut. The value moves by less than one part in a thousand.

    Args:
        value: A number as stated, in any unit.

    Returns:
        The same number without its tail; numbers without one are returned as they are.

    Example:
        >>> [str(without_epsilon(Decimal(v))) for v in ("1.24800000000001e+24", "1.7999999999999999e+25", "3.0888e24")]
        ['1.248E+24', '1.8E+25', '3.0888E+24']
    """
    if not value or not value.is_finite():
        return value
    rounded = Context(prec=12).plus(value)
    digits = "".join(map(str, rounded.as_tuple().digits)).rstrip("0")
    magnitude = rounded.adjusted()
    tail = _TAIL.fullmatch(digits)
    if tail:
        digits = tail[1]
    elif rounded == value:
        return value
    # Built from text: arithmetic would round to the caller's decimal context.
    sign = "-" if value < 0 else ""
    return Decimal(f"{sign}{digits[0]}.{digits[1:] or '0'}e{magnitude}").normalize(_EXACT)


def tail_flags(value: Decimal) -> tuple[str, ...]:
    """Return `epsilon-tail` for a hand-made mark, `float-dust` for floating-point residue, () for a clean number.

    Example:
        >>> tail_flags(Decimal("5.0000000001e25")), tail_flags(Decimal("1.0499999999999999e23")), tail_flags(Decimal(7))
        (('epsilon-tail',), ('float-dust',), ())
    """
    clean = without_epsilon(value)
    if clean == value:
        return ()
    return ("float-dust",) if clean == Context(prec=15).plus(value) else ("epsilon-tail",)


def day_comes_first(cells: Iterable[str]) -> bool:
    """Return whether a file's slashed dates put the day first, by majority of the unambiguous; True if there are none.

    Example:
        >>> day_comes_first(["25/11/2019", "03/04/2020"]), day_comes_first(["11/25/2019"]), day_comes_first([])
        (True, False, True)
    """
    balance = 0
    for cell in cells:
        match = _SLASHED.fullmatch(cell.strip())
        if match and match[1]:
            balance += (int(match[1]) > 12) - (int(match[2]) > 12)
    return balance >= 0


def date_in(text: str, day_first: bool) -> PartialDate:
    """Return the date of a cell at its precision: ISO, slashed (`dd/mm/yyyy`, `mm/yyyy`), worded, or a bare year.

    A slashed date that can be read both ways is read by the file's convention and marked `ambiguous`.

    Raises:
        ValueError: If the cell states no date, or one that does not exist.

    Example:
        >>> str(date_in("8/12/2021", True)), date_in("8/12/2021", True).ambiguous, str(date_in("Mar. 2023", True))
        ('2021-12-08', True, '2023-03')
    """
    if slashed := _SLASHED.fullmatch(text):
        year = int(slashed[3])
        if not slashed[1]:
            return PartialDate(year, _month(int(slashed[2]), text))
        first, second = int(slashed[1]), int(slashed[2])
        if first > 12 or second > 12:  # only one reading exists, whatever the file's convention
            day, month = (first, second) if first > 12 else (second, first)
            return PartialDate(year, _month(month, text), _day(day, text))
        day, month = (first, second) if day_first else (second, first)
        return PartialDate(year, _month(month, text), _day(day, text), ambiguous=first != second)
    if worded := _WORDED.fullmatch(text):
        months = [i for i, name in enumerate(_MONTHS, 1) if name.startswith(worded[2].casefold())]
        if len(months) != 1 or (worded[1] and worded[3]):
            raise ValueError(f"{text!r} names no month")
        return PartialDate(int(worded[4]), months[0], int(worded[1] or worded[3] or 0))
    if timed := _ISO_TIME.fullmatch(text):
        text = timed[1]
    return PartialDate.from_iso(text.removesuffix(".0"))


def _month(number: int, text: str) -> int:
    if not 1 <= number <= 12:
        raise ValueError(f"{text!r} has a month {number}")
    return number


def _day(number: int, text: str) -> int:
    if number < 1:
        raise ValueError(f"{text!r} has a day {number}")
    return number


def tick_in(text: str) -> bool:
    """Return whether a tick box is ticked.

    Raises:
        ValueError: If the cell is neither a yes nor a no.
    """
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("neither a yes (checked, True, Yes, 1) nor a no")


def links_in(text: str) -> list[str]:
    """Return the web addresses of a cell, in order, without duplicates; only http and https count.

    Example:
        >>> links_in("https://a.org/x, https://b.org/y; https://a.org/x")
        ['https://a.org/x', 'https://b.org/y']
    """
    found: dict[str, None] = {}
    for match in _LINK.finditer(re.sub(r"[,;](?=https?://)", " ", text)):
        link = match[0].rstrip(",;.")
        if link.endswith(")") and "(" not in link:
            link = link[:-1]
        found[link] = None
    return list(found)


def split_cell(text: str, vocabulary: str = "", one_name: bool = False) -> list[str]:
    """Split a comma-joined cell into clean values, in order; duplicates are kept.

    A comma inside quotes (`"SambaNova Systems, Inc"`) or parentheses does not part. Neither does one inside a term of
    the vocabulary ("Taiwan, Province of China") or, where `one_name` is set, one before a company's suffix, a campus
    or a country ("University of California, Berkeley").

    Args:
        text: The cell.
        vocabulary: Name of the vocabulary its values belong to, or "".
        one_name: Whether the values are names of organisations.

    Raises:
        ValueError: If the cell holds more than `MAX_PARTS` values.

    Example:
        >>> split_cell("Taiwan, Province of China,China,China", "country")
        ['Taiwan, Province of China', 'China', 'China']
        >>> split_cell('Stanford University,"SambaNova Systems, Inc",Adobe')
        ['Stanford University', 'SambaNova Systems, Inc', 'Adobe']
    """
    parts = _outer_commas(text)
    if len(parts) > MAX_PARTS:
        raise ValueError(f"a list of {len(parts)} values, more than {MAX_PARTS}")
    if vocabulary and len(parts) > 1:
        return list(_joined_terms(parts, vocabulary))
    if one_name and len(parts) > 1:
        names = parts[:1]
        for part in parts[1:]:
            if _continues(names[-1], part):
                names[-1] = f"{names[-1]}, {part}"
            else:
                names.append(part)
        return names
    return parts


def _outer_commas(text: str) -> list[str]:
    if '"' not in text and "(" not in text:
        return [part for raw in text.split(",") if (part := clean_text(raw))]
    parts, start, depth, quoted = [], 0, 0, False
    balanced = text.count("(") == text.count(")")  # an open parenthesis would swallow the rest of the list
    even = text.count('"') % 2 == 0
    for i, mark in enumerate(text):
        if mark == '"' and even:
            quoted = not quoted
        elif mark == "(" and balanced:
            depth += 1
        elif mark == ")" and balanced:
            depth -= 1
        elif mark == "," and depth <= 0 and not quoted:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return [part for raw in parts if (part := clean_text(_unquoted(raw)))]


def _unquoted(raw: str) -> str:
    inner = raw.strip()
    return inner[1:-1] if len(inner) > 1 and inner[0] == inner[-1] == '"' else inner


def _joined_terms(parts: Sequence[str], vocabulary: str) -> Iterable[str]:
    i = 0
    while i < len(parts):
        for length in (
            3,
            2,
        ):  # "China, Hong Kong Special Administrative Region" has two parts, none seen has four
            joined = ", ".join(parts[i : i + length])
            if i + length <= len(parts) and term_for(vocabulary, joined):
                yield joined
                i += length
                break
        else:
            yield parts[i]
            i += 1


def _continues(name: str, part: str) -> bool:
    word = part.casefold().rstrip(".")
    if word in _SUFFIXES:
        return True
    if word in _CAMPUSES:
        return name.casefold().startswith(("university of", "univeristy of"))
    return bool(term_for("country", part))
