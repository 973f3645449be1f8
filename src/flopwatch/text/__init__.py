"""Read numbers, units, dates and sizes out of words: one grammar, the words of each language as data."""

from flopwatch.text.dates import read_date
from flopwatch.text.english import ENGLISH
from flopwatch.text.hardware import read_chip_use
from flopwatch.text.lexicon import Lexicon
from flopwatch.text.numerals import read_number
from flopwatch.text.passes import read_data
from flopwatch.text.quantities import read_quantities
from flopwatch.text.sizes import read_parameters
from flopwatch.text.tokens import MAX_CHARACTERS

__all__ = [
    "ENGLISH",
    "MAX_CHARACTERS",
    "Lexicon",
    "read_chip_use",
    "read_data",
    "read_date",
    "read_number",
    "read_parameters",
    "read_quantities",
]
