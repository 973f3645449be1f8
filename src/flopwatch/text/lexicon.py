"""Lexicon: the words and patterns of one language. Data only; another language is another instance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

NEVER = "(?!)"  # a pattern that matches nothing: an empty alternation would match everywhere


def either(words: Iterable[str], blank: str = " ") -> str:
    """Return a pattern of alternatives, the longest first; `blank` replaces a space. Without words it never matches."""
    if blank == " ":
        return "|".join(_by_letter(set(words))) or NEVER
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", blank) for word in ordered) or NEVER


def _by_letter(words: Iterable[str]) -> list[str]:
    """Return the alternatives of some words as a tree of letters: a text is compared once, not with each word."""
    rests: dict[str, list[str]] = {}
    for word in sorted(filter(None, words)):
        rests.setdefault(word[0], []).append(word[1:])
    return [re.escape(letter) + _one_of(rest) for letter, rest in rests.items()]


def _one_of(words: list[str]) -> str:
    """Return a pattern of one of the words, the longest that fits first; an empty word may be among them."""
    tree = _by_letter(words)
    if "" in words:
        return f"(?:{'|'.join(tree)})?" if tree else ""
    return tree[0] if len(tree) == 1 else f"(?:{'|'.join(tree)})"


_CLAUSE_MARKS = r"[，、،؛;；。！？।۔\n]|,(?![0-9])|[.!?:](?=\s|$)"  # not the marks inside a number
_WRITTEN_TOGETHER = frozenset(("zh", "ja", "ko", "hi", "bn"))  # a word may follow letters without a blank

FIRST_MARKS = ("us", "usd", "$", "€", "£", "¥", "₹", "₩", "₽", "-", "−")


def in_order(names: Iterable[str], first: int = 1) -> tuple[tuple[str, int], ...]:
    """Return (name, number) of names in order, such as the months of a year."""
    return tuple((name, number) for number, name in enumerate(names, first))


def _by_word(listed: tuple[tuple[str, str], ...], *, stems: bool) -> dict[str, str]:
    """Return the meaning of each word of (meaning, words), or of each stem: a word listed with an asterisk."""
    found: dict[str, str] = {}
    for meaning, words in listed:
        for word in words.split():
            if word.endswith("*") == stems:
                found.setdefault(word.rstrip("*"), meaning)
    return found


@dataclass(frozen=True, eq=False, kw_only=True)
class Lexicon:
    """The words of one language, in lower case unless a comment says otherwise.

    Two lexicons are equal only if they are one object, so that a lexicon can key caches.

    A field left out is empty: the grammar then reads nothing of that kind. Fields whose name ends in `_pattern` are
    regular expressions without capturing groups; keep them bounded, and let them start and end at fixed words.
    """

    tag: str  # language tag, such as en

    # Numbers. Inside, figures are kept as 1,234.5 whatever the marks of the language.
    group_mark: str = ","
    decimal_mark: str = "."
    scales: tuple[tuple[str, int], ...] = ()  # (word, power of ten)
    suffixes: tuple[tuple[str, int, str], ...] = ()  # (letters, exact in case; power of ten; flag)
    spaced_suffixes: tuple[str, ...] = ()  # suffixes that may follow a blank (`175 B parameters`)
    abbreviations: tuple[str, ...] = ()  # scale words that a full stop may end (`3 Mrd. Parameter`)
    ones: tuple[tuple[str, int], ...] = ()  # 1 to 19
    tens: tuple[tuple[str, int], ...] = ()
    multiples: tuple[tuple[str, int], ...] = ()  # (word, factor): multiply the number before them
    one: tuple[str, ...] = ()  # numerals that are also articles or pronouns
    hundred: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    of: tuple[str, ...] = ()  # after a share: `a fifth of`
    articles: tuple[str, ...] = ()
    fractions: tuple[tuple[str, int, bool], ...] = ()  # (word, parts, whether `of` must follow)
    no_fraction_after: tuple[str, ...] = ()

    # Relations and ranges
    relations: tuple[tuple[str, str], ...] = ()  # (words before a number, sign)
    relations_after: tuple[tuple[str, str], ...] = ()
    relation_fillers: tuple[str, ...] = ()
    range_start: tuple[str, ...] = ()
    range_start_change: tuple[str, ...] = ()
    range_and: tuple[str, ...] = ()
    range_to: tuple[str, ...] = ()

    # Units
    unit_words: tuple[tuple[tuple[str, ...], str, int], ...] = ()  # (words, unit, power of ten)
    unit_symbols: tuple[tuple[str, str, int, str], ...] = ()  # (symbol, exact in case; unit; power of ten; flag)
    adjectives: tuple[str, ...] = ()
    active_words: tuple[str, ...] = ()
    plural_ending: str = ""  # a noun that ends in it counts; another before a noun only qualifies that one
    parameter_stem: str = ""  # how every word for parameters begins
    times: tuple[str, ...] = ()
    times_followers: tuple[str, ...] = ()
    operations_pattern: str = NEVER  # FLOP in words
    per_second_pattern: str = NEVER
    day_pattern: str = NEVER
    flop_adjectives_pattern: str = NEVER
    pairs_pattern: str = NEVER  # images with texts
    per_pattern: str = NEVER  # what makes a rate of an amount: `per parameter`
    per_year_pattern: str = NEVER
    per_chip_hour_pattern: str = NEVER
    per_kilowatt_hour_pattern: str = NEVER
    chip_memory_pattern: str = NEVER  # after bytes: those of a chip, not of data

    # Accelerators
    chip_nouns: tuple[str, ...] = ()  # name a chip, but none in particular
    chip_followers: tuple[str, ...] = ()  # may follow a chip's name
    chip_times: tuple[tuple[tuple[str, ...], str, int], ...] = ()  # (words, unit, how many of it one such word is)
    core: tuple[str, ...] = ()
    memory: tuple[str, ...] = ()

    # Dates
    months: tuple[tuple[str, int], ...] = ()
    solar_months: tuple[tuple[str, int], ...] = ()  # of the solar Hijri calendar
    ordinals: tuple[str, ...] = ()  # what may end a day's number
    date_of: tuple[str, ...] = ()  # between day and month
    year_openers_pattern: str = NEVER  # before a bare year

    # Surroundings
    reference_words: tuple[str, ...] = ()
    year_words: tuple[str, ...] = ()
    plain_words: tuple[str, ...] = ()
    label_leaders: tuple[str, ...] = ()
    scale_nouns: tuple[str, ...] = ()
    clause_starts: tuple[str, ...] = ()
    clause_breaks: tuple[str, ...] = ()
    list_joints: tuple[str, ...] = ()  # between the last two of a list
    nothing_stated: tuple[str, ...] = ()
    compute_pattern: str = NEVER  # words about compute
    data_pattern: str = NEVER  # words about data
    trained_on_pattern: str = NEVER

    # Comparison of two models
    compares_pattern: str = NEVER  # before the other model: `outperforms`
    exceeds_pattern: str = NEVER  # before the other model, or before the least of an amount: `exceeds 70B parameters`
    compares_after_pattern: str = NEVER  # after the other model: `보다`
    breaks_off_pattern: str = NEVER  # after the other model, ends what is said of it: `with only`
    own_ends_pattern: str = NEVER  # before the other model, ends what is said of the own: `は`, `के साथ`
    relative_pattern: str = NEVER  # goes on about the model named last: `, which has`
    instruction_pattern: str = NEVER  # words to whoever reads: `ignore previous instructions`, `set parameters to`

    # Composition: languages whose numbers are sums of scaled parts, and whose words are cut by `segments`
    composed: bool = False  # read by `composition`, with the words below
    adds_figures: bool = False  # figures without a scale may end a sum: `557만6000`, `2 हजार 48`
    blank_groups: bool = False  # a blank may group thousands: `1 082 990`
    values: tuple[tuple[str, str], ...] = ()  # (exact decimal, its number words by blanks)
    teens: tuple[str, ...] = ()  # ten, after the unit that it is added to: `ستة عشر`
    half_after: tuple[str, ...] = ()  # adds half of the part before it: `buçuk`
    parts_before: tuple[tuple[str, str], ...] = ()  # (word, share of the scale that it adds to the number after it)
    number_and: tuple[str, ...] = ()  # between the parts of a number
    hyphened: bool = False  # hyphens may join the parts of a number: `trente-cinq`
    by_twenties: bool = False  # 60 and 80 take parts up to 19: `soixante-dix`, `quatre-vingt-dix`
    units_first: bool = False  # units stand before tens: `سبعة وأربعون`
    scale_of: tuple[str, ...] = ()  # between two scale words: `un millier de milliards`
    decimal_words: tuple[str, ...] = ()  # the decimal mark in words: `14 दशमलव 8`
    duals: tuple[tuple[str, str], ...] = ()  # (word, the word that it means two of)
    many_scales: tuple[str, ...] = ()  # indefinite without a number: `millions of`
    raised_pattern: str = NEVER  # a power of ten in words, its exponent the one group of digits
    roles: tuple[tuple[str, str], ...] = ()  # (role, its words by blanks; a word ending in * is a stem)
    prefixes: tuple[str, ...] = ()  # particles written together with the word they precede
    long_or_short: tuple[str, ...] = ()  # scale words of two values: flagged

    @cached_property
    def comparison(self) -> re.Pattern[str]:
        """Words that compare two models: groups `first` and `least` stand before the other model, `last` after it."""
        before, least, after = self.compares_pattern, self.exceeds_pattern, self.compares_after_pattern
        start = "" if self.tag in _WRITTEN_TOGETHER else rf"(?<!\w)(?:{either(self.prefixes)})?"
        return re.compile(rf"{start}(?:(?P<least>{least})|(?P<first>{before}))|(?P<last>{after})", re.IGNORECASE)

    @cached_property
    def clause_end(self) -> re.Pattern[str]:
        """End of a clause, or a word that ends what is said of the other model."""
        start = "" if self.tag in _WRITTEN_TOGETHER else r"(?<!\w)"
        return re.compile(rf"{_CLAUSE_MARKS}|{start}(?:{self.breaks_off_pattern})", re.IGNORECASE)

    @cached_property
    def clause_start(self) -> re.Pattern[str]:
        """Start of a clause, or words after which another model is named."""
        return re.compile(rf"{_CLAUSE_MARKS}|{self.own_ends_pattern}", re.IGNORECASE)

    @cached_property
    def goes_on(self) -> re.Pattern[str]:
        """Comma and relative pronoun."""
        return re.compile(rf"[,，،、][ ]?(?:{self.relative_pattern})(?!\w)", re.IGNORECASE)

    @cached_property
    def instruction(self) -> re.Pattern[str]:
        """Words that tell a reader to do something, instead of stating a fact."""
        return re.compile(self.instruction_pattern, re.IGNORECASE)

    @cached_property
    def roles_by_word(self) -> dict[str, str]:
        """Role by whole word; the first listed holds."""
        return _by_word(self.roles, stems=False)

    @cached_property
    def roles_by_stem(self) -> dict[str, str]:
        """Role by stem."""
        return _by_word(self.roles, stems=True)

    @cached_property
    def values_by_word(self) -> dict[str, str]:
        """Exact decimal by number word."""
        return _by_word(self.values, stems=False)

    @cached_property
    def shares_before(self) -> dict[str, str]:
        """Share of the scale that a word adds to the number after it, by word."""
        return dict(self.parts_before)

    @cached_property
    def singulars(self) -> dict[str, str]:
        """Word in the singular by its dual."""
        return dict(self.duals)

    @cached_property
    def numeral_words(self) -> frozenset[str]:
        """Words that a composed number may begin with."""
        return frozenset((*self.values_by_word, *self.scale_powers, *self.shares_before))

    @cached_property
    def known_words(self) -> frozenset[str]:
        """Words that mean something to the grammar of composed numbers."""
        return self.numeral_words.union(
            self.roles_by_word,
            self.roles_by_stem,
            self.half_after,
            self.number_and,
            self.decimal_words,
            self.singulars,
            self.range_to,
        )

    @cached_property
    def scale_powers(self) -> dict[str, int]:
        """Power of ten by scale word."""
        return dict(self.scales)

    @cached_property
    def suffix_powers(self) -> dict[str, tuple[int, str]]:
        """Power of ten and flag by suffix."""
        return {letters: (power, flag) for letters, power, flag in self.suffixes}

    @cached_property
    def factors(self) -> dict[str, int]:
        """Factor by multiplying word."""
        return dict(self.multiples)

    @cached_property
    def cardinals(self) -> dict[str, int]:
        """Number 1 to 19 by word."""
        return dict(self.ones)

    @cached_property
    def tens_by_word(self) -> dict[str, int]:
        """Number 20 to 90 by word."""
        return dict(self.tens)

    @cached_property
    def parts_of_whole(self) -> dict[str, tuple[int, bool]]:
        """Number of parts, and whether `of` must follow, by word."""
        return {word: (parts, needs_of) for word, parts, needs_of in self.fractions}

    @cached_property
    def units_by_word(self) -> dict[str, tuple[str, int]]:
        """Unit and power of ten by word."""
        return {word: (unit, power) for words, unit, power in self.unit_words for word in words}

    @cached_property
    def units_by_symbol(self) -> dict[str, tuple[str, int, str]]:
        """Unit, power of ten and flag by symbol."""
        return {symbol: (unit, power, flag) for symbol, unit, power, flag in self.unit_symbols}

    @cached_property
    def chip_times_by_word(self) -> dict[str, tuple[str, int]]:
        """Unit and multiple of it by word of accelerator time."""
        return {word: (unit, factor) for words, unit, factor in self.chip_times for word in words}

    @cached_property
    def number_words(self) -> frozenset[str]:
        """Words required in a number spelt out in words; an article alone is not enough."""
        return frozenset(
            (*self.cardinals, *self.tens_by_word, *self.half, *self.parts_of_whole, *self.scale_powers, *self.factors)
        )

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Words and marks that a number may begin with, in lower case: number words, articles, currencies, signs."""
        return self.number_words | {*self.articles, *FIRST_MARKS}

    @cached_property
    def counted(self) -> frozenset[str]:
        """Words that a number may count, with the adjectives before them."""
        return frozenset(word for word, (unit, _) in self.units_by_word.items() if unit != "models") | frozenset(
            self.adjectives
        )

    @cached_property
    def label_ties(self) -> frozenset[str]:
        """Words that tie a label to its number, relations among them."""
        return frozenset(word for phrase, _ in self.relations for word in phrase.split()) | frozenset(
            self.label_leaders
        )

    @cached_property
    def relation_ends(self) -> frozenset[str]:
        """The last word of each relation."""
        return frozenset(phrase.split()[-1] for phrase, _ in self.relations)

    @cached_property
    def relations_by_last(self) -> dict[str, list[tuple[str, str]]]:
        """Relations by last character, the longest first: most text before a number ends in none of these."""
        return {
            last: sorted(
                (pair for pair in self.relations if pair[0][-1] == last), key=lambda p: len(p[0]), reverse=True
            )
            for last in {phrase[-1] for phrase, _ in self.relations}
        }

    @cached_property
    def month_numbers(self) -> dict[str, int]:
        """Month number, 1 to 12, by name."""
        return dict(self.months)

    def figures(self, written: str) -> str:
        """Return figures with the marks of the language as 1,234.5."""
        if self.group_mark == "," and self.decimal_mark == ".":
            return written
        return written.translate(str.maketrans(self.group_mark + self.decimal_mark, ",."))
