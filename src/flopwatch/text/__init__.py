"""Read numbers, units, dates and sizes out of words: one grammar, the words of each language as data."""

from flopwatch.text.amounts import decimal_marks, has_decimal_commas, language_has_decimal_commas, read_amount
from flopwatch.text.calendars import (
    ERA_DATE,
    ERAS,
    HAN_DATE,
    gregorian_of_solar,
    number_of_han,
    year_of_era,
    year_of_han,
)
from flopwatch.text.cell_dates import Order, are_serials, from_serial, is_ambiguous, order_of, read_cell_date
from flopwatch.text.chips import chip_words
from flopwatch.text.cutting import Cut, cut
from flopwatch.text.data_languages import DataLanguage, LanguagesOfData, read_data_languages
from flopwatch.text.dates import read_date
from flopwatch.text.english import ENGLISH
from flopwatch.text.hardware import read_chip_use
from flopwatch.text.languages import LEXICONS
from flopwatch.text.lexicon import NEVER, Lexicon, either
from flopwatch.text.numerals import read_number
from flopwatch.text.passes import read_data
from flopwatch.text.quantities import read_quantities
from flopwatch.text.relations import relation_after, relation_before
from flopwatch.text.segments import LATIN, UNREAD_MARKS, folded_words
from flopwatch.text.sizes import read_parameters
from flopwatch.text.tokens import MAX_CHARACTERS
from flopwatch.text.worldwide import ASCII_DIGITS, FOREIGN_SCALES, NATIVE_DIGITS
from flopwatch.text.worldwide import UNIT_NAMES as FOREIGN_UNITS

__all__ = [
    "ASCII_DIGITS",
    "ERAS",
    "ERA_DATE",
    "HAN_DATE",
    "gregorian_of_solar",
    "number_of_han",
    "year_of_era",
    "year_of_han",
    "ENGLISH",
    "FOREIGN_SCALES",
    "FOREIGN_UNITS",
    "LATIN",
    "LEXICONS",
    "NATIVE_DIGITS",
    "NEVER",
    "UNREAD_MARKS",
    "Cut",
    "DataLanguage",
    "LanguagesOfData",
    "chip_words",
    "cut",
    "relation_after",
    "relation_before",
    "MAX_CHARACTERS",
    "Lexicon",
    "Order",
    "are_serials",
    "from_serial",
    "decimal_marks",
    "either",
    "folded_words",
    "has_decimal_commas",
    "language_has_decimal_commas",
    "is_ambiguous",
    "order_of",
    "read_amount",
    "read_cell_date",
    "read_chip_use",
    "read_data",
    "read_data_languages",
    "read_date",
    "read_number",
    "read_parameters",
    "read_quantities",
]
