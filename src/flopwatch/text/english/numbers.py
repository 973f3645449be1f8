"""The English words for numbers: scales, suffixes, numerals, fractions."""

from __future__ import annotations

# Scale words: (word, power of ten). The short scale, as English has used it since the 1970s.
SCALES: tuple[tuple[str, int], ...] = (
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("trillion", 12),
    ("quadrillion", 15),
)

# Letters glued to a number: (letters, power of ten, flag). Lower-case m is also metres, minutes and milli.
SUFFIXES: tuple[tuple[str, int, str], ...] = (
    ("k", 3, ""),
    ("K", 3, ""),
    ("M", 6, ""),
    ("m", 6, "ambiguous-scale"),
    ("mn", 6, ""),
    ("Mn", 6, ""),
    ("mln", 6, ""),
    ("MM", 6, ""),
    ("mm", 6, "ambiguous-scale"),
    ("B", 9, ""),
    ("b", 9, ""),
    ("bn", 9, ""),
    ("Bn", 9, ""),
    ("BN", 9, ""),
    ("bln", 9, ""),
    ("G", 9, ""),
    ("T", 12, ""),
    ("t", 12, ""),
    ("tn", 12, ""),
    ("Tn", 12, ""),
    ("trn", 12, ""),
)

# Numbers in words; "dozens", "hundreds", "a few" and "several" are not numbers.
ONES: tuple[tuple[str, int], ...] = (
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
)
TENS: tuple[tuple[str, int], ...] = (
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
)
# Words that multiply the number before them and need "a", "one" or a number there.
MULTIPLES: tuple[tuple[str, int], ...] = (
    ("hundred", 100),
    ("dozen", 12),
    ("lakh", 100_000),
    ("lakhs", 100_000),
    ("crore", 10_000_000),
    ("crores", 10_000_000),
)
ARTICLES: tuple[str, ...] = ("a", "an")

# Parts of a whole: (word, parts). "a third model" is not a fraction, so those marked need "of" after them.
FRACTIONS: tuple[tuple[str, int, bool], ...] = (
    ("half", 2, False),
    ("halves", 2, False),
    ("quarter", 4, False),
    ("quarters", 4, False),
    ("third", 3, True),
    ("thirds", 3, False),
    ("fourth", 4, True),
    ("fourths", 4, False),
    ("fifth", 5, True),
    ("fifths", 5, False),
    ("sixth", 6, True),
    ("sixths", 6, False),
    ("seventh", 7, True),
    ("eighth", 8, True),
    ("eighths", 8, False),
    ("ninth", 9, True),
    ("tenth", 10, True),
    ("tenths", 10, False),
)
# Before "half" and "quarter" these make a time of the year or one of two, not a share.
NO_FRACTION_AFTER: tuple[str, ...] = (
    "first",
    "second",
    "third",
    "fourth",
    "other",
    "latter",
    "last",
    "next",
    "per",
    "this",
    "each",
    "every",
)
