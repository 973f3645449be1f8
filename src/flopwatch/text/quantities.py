"""Read written quantities: every number in a text that counts something, exactly, with flags for assumptions."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from decimal import Decimal
from functools import cache

from flopwatch.domain import Quantity, canonical
from flopwatch.domain import unit as known_unit
from flopwatch.text.dates import date_spans
from flopwatch.text.english import ENGLISH
from flopwatch.text.in_source import as_in_source, without_factor
from flopwatch.text.labels import labelled, with_largest
from flopwatch.text.lexicon import Lexicon
from flopwatch.text.measures import (
    BYTE_UNITS,
    Measure,
    chips_at,
    is_about_data,
    is_memory,
    is_rate,
    measure_at,
    price_at,
    unit_before,
)
from flopwatch.text.notation import plainly
from flopwatch.text.number_tokens import HYPHENS, TILDES, Operand, at, is_citation
from flopwatch.text.numerals import is_sane, product, shifted
from flopwatch.text.operands import operand_at, unglued_operand_at
from flopwatch.text.ranges import Found, aligned
from flopwatch.text.relations import relation_after, relation_before
from flopwatch.text.tokens import capped, tokens_of, without
from flopwatch.text.uncounted_numbers import (
    begins_address,
    is_cut,
    is_factor,
    is_name,
    is_reference,
    is_year,
    looks_like_year,
    runs_on,
)

_CURRENCIES = ("€", "£", "¥", "₹", "₩", "₽")
_FLOP_UNITS = ("FLOP", "teraFLOP", "petaFLOP", "exaFLOP", "zettaFLOP", "yottaFLOP")
_DIGIT = re.compile("[0-9¼-¾⅐-⅞]")
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 400  # characters in which a word about compute makes a bare "over 1025" a power


@cache
def _compute_words(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{lexicon.compute_pattern})(?![A-Za-z])", re.IGNORECASE | re.ASCII)


def read_quantities(words: str, *, default_unit: str = "", lexicon: Lexicon = ENGLISH) -> tuple[Quantity, ...]:
    """Read every quantity that the words state, in order.

    Numbers inside names, addresses, dates and document parts (GPT-3.5, A100, 2103.00020, Figure 2) are not quantities.
    `10²³`, `10^23` and `1e23` are read alike. A bare `1023` is read as 10^23, and flagged `lost-superscript`, only for
    exponents 15 to 29 and only where FLOP follows or the words are about compute.

    Args:
        words: Text of at most 20 000 characters; nothing in it is normalised.
        default_unit: Unit of numbers that name none (`Training petaFLOPs: 2.5B`); "" leaves them without.
        lexicon: The language of the words.

    Returns:
        Quantities with their offsets in `words`. Flags: `lost-superscript`, `largest-of-list`, `bytes-assumed` (a bare
        G), `ambiguous-scale` (m, bare G, Gb), `flops-ambiguous` (FLOPS), `core-hours`, `cores`, `rounded` (⅓),
        `decimal-comma`, `shared-suffix` and `long-scale` (how it was read), `factor` (the 22B of `8x22B`, no amount),
        `from-to`, `year-like` and `name-like` (a bare number after a year's or a name's word), `rate` (per something),
        `memory` (bytes of a chip), `other-currency`.

    Raises:
        BadInput: If the words are too long.
        BadClaim: If the default unit is not known.

    Example:
        >>> [(q.value, q.unit) for q in read_quantities("4TB (1.4T tokens)")]
        [('4', 'TB'), ('1400000000000', 'tokens')]
        >>> [(q.value, q.relation, q.flags) for q in read_quantities("over 1023 FLOP")]
        [('1e23', '≥', ('lost-superscript',))]
        >>> read_quantities("GPT-3.5 on A100")
        ()
    """
    capped(words)
    if default_unit:
        known_unit(default_unit)
    plain = plainly(words, lexicon)
    found = quantities_of(plain.words, default_unit, lexicon)
    return found if not plain.at else tuple(as_in_source(one, plain, words) for one in found)


def quantities_of(words: str, default_unit: str, lexicon: Lexicon) -> tuple[Quantity, ...]:
    """Read the quantities of plain words, in which every number is in the notation of the grammar."""
    if not _DIGIT.search(words) and lexicon.number_words.isdisjoint(_WORD.findall(words.lower())):
        return ()
    return tuple(without_factor(one, words) for one in _Reader(words, default_unit, lexicon).read())


class _Reader:
    """State of reading one text: tokens, the unit expected, and the offsets of words about compute."""

    def __init__(self, words: str, default_unit: str, lexicon: Lexicon) -> None:
        self.words = words
        self.lexicon = lexicon
        self.default = default_unit
        dates = date_spans(words, lexicon)
        tokens = tokens_of(words, lexicon)
        self.tokens = without(tokens, dates) if dates else tokens
        self.compute = [m.start() for m in _compute_words(lexicon).finditer(words)]
        self.data = is_about_data(words, default_unit, lexicon)
        self.free_from = 0

    def read(self) -> list[Quantity]:
        found: list[Quantity] = []
        index = 0
        first_words = self.lexicon.first_words
        while index < len(self.tokens):
            token = self.tokens[index]
            # Most tokens of prose begin no number: passed over before anything is asked of their neighbours.
            if token.kind not in ("number", "part") and token.text.lower() not in first_words:
                index += 1
                continue
            if is_reference(self.words, self.tokens, index, self.lexicon):
                index += 1
                continue
            one = self._quantity(index)
            if one is None:
                index += 1
                continue
            quantities, index = self._range_or_single(one)
            found.extend(quantities)
            self.free_from = found[-1].end if found else 0
        return with_largest(self.words, labelled(self.words, found, self.lexicon), self.lexicon)

    def _quantity(self, index: int) -> Found | None:
        """Return the quantity that begins at a token; None if none does."""
        tokens, start_token = self.tokens, self.tokens[index]
        money, currency, number = self._money(index)
        negative = False
        sign = at(tokens, number)
        if sign.text in ("-", "−") and at(tokens, number + 1).kind == "number" and at(tokens, number + 1).glued:
            before = at(tokens, number - 1)
            # "10 -20" is a dash, "x-5" a name; a minus has a blank before it.
            if sign.glued and before.text not in ("(", "[", "=", "$", "~", ":") or before.kind == "number":
                return None
            negative, number = True, number + 1
        if number >= len(tokens):
            return None
        operand = operand_at(tokens, number, self.lexicon)
        if operand is None:
            return None
        if negative:
            operand = replace(operand, value=-operand.value, maybe_power=None)
        if money or currency:
            return self._priced(operand, start_token.start, currency)
        found = self._measured(operand, number)
        return replace(found, start=start_token.start) if found and negative else found

    def _money(self, index: int) -> tuple[bool, str, int]:
        """Return (is in dollars, is in another currency, index of the number)."""
        token = self.tokens[index]
        if token.text in ("US", "USD") and at(self.tokens, index + 1).text == "$" and at(self.tokens, index + 1).glued:
            return True, "", index + 2
        if token.text == "$":
            before = at(self.tokens, index - 1)
            other = before.text if token.glued and before.kind == "word" and before.text not in ("US", "USD") else ""
            return not other, other + "$" if other else "", index + 1
        if token.text in _CURRENCIES:
            return False, token.text, index + 1
        return False, "", index

    def _priced(self, operand: Operand, start: int, currency: str) -> Found | None:
        end = self.tokens[operand.next - 1].end
        if currency:
            return Found(
                operand,
                None,
                operand.value,
                "",
                start,
                end,
                operand.next,
                (*operand.flags, "other-currency"),
                True,
            )
        if runs_on(self.tokens, operand.next):
            return None
        unit, stop = price_at(self.words, end, self.lexicon)
        after = operand.next
        while after < len(self.tokens) and self.tokens[after].start < stop:
            after += 1
        flags = tuple(f for f in operand.flags if f != "ambiguous-scale")
        return Found(operand, Measure(unit, after), operand.value, unit, start, stop, after, flags, True)

    def _measured(self, operand: Operand, index: int) -> Found | None:
        """Attach the unit, decide what a bare G and a lost superscript mean, and refuse what is part of a name. None if
        it is part of a name.
        """
        words, tokens = self.words, self.tokens
        after = operand.next + is_citation(at(tokens, operand.next))
        measure = measure_at(words, tokens, after, operand.value, self.lexicon)
        value, flags = operand.value, list(operand.flags)
        if operand.maybe_power is not None and self._is_power(operand, index, measure):
            value, measure = operand.maybe_power, measure or Measure("FLOP", operand.next)
            flags.append("lost-superscript")
            operand = replace(operand, value=value, scaled=True)
        elif operand.maybe_power is not None and operand.next > index + 1:
            # A product of counts ("8 x 1024 GPUs"): the first of them is read alone.
            operand = replace(operand, next=index + 1, maybe_power=None)
            measure = None
        if operand.suffix == "G" and (measure is None or measure.unit in ("texts", "images", "videos")):
            if self.data:
                value, measure = operand.base, Measure("GB", operand.next, flags=("bytes-assumed",))
            else:
                flags.append("ambiguous-scale")
        if measure is None:
            if runs_on(self.tokens, operand.next):
                return None
            return self._bare(operand, value, index, flags)
        if operand.suffix == "m" and measure.unit not in ("hours", "days"):
            flags = [f for f in flags if f != "ambiguous-scale"]
        end_token = tokens[measure.next - 1]
        if at(tokens, measure.next).glued and end_token.glued and begins_address(self.tokens, measure.next):
            return None
        value = shifted(value, measure.power)
        value = product(value, Decimal(measure.factor)) if measure.factor != 1 else value
        if not is_sane(value):
            return None
        end = tokens[measure.next - 1].end
        if measure.unit != "times/year" and is_rate(words, end, self.lexicon):
            flags.append("rate")
        if measure.unit in BYTE_UNITS and is_memory(words, end, self.lexicon):
            flags.append("memory")
        return Found(
            operand,
            measure,
            value,
            measure.unit,
            operand.start,
            end,
            measure.next,
            (*flags, *measure.flags),
            explicit=True,
        )

    def _bare(self, operand: Operand, value: Decimal, index: int, flags: list[str]) -> Found:
        """Return a number that no unit follows."""
        end = self.tokens[operand.next - 1].end
        measure = unit_before(self.words, self.tokens, index, self.free_from, self.lexicon)
        measure = measure or self._chips_before(index, operand)
        if operand.share:
            measure = Measure("fraction", operand.next)
        elif measure is None and is_year(self.tokens, operand, index, self.lexicon):
            flags.append("year-like")
        elif measure is None and is_name(self.words, self.tokens, operand, index, self.lexicon):
            flags.append("name-like")
        elif measure is None and self.default and not is_factor(self.tokens, operand.next):
            measure = Measure(self.default, operand.next)
        if measure is None:
            return Found(operand, None, value, "", operand.start, end, operand.next, tuple(flags))
        flags = [f for f in flags if f != "ambiguous-scale" or operand.suffix != "m"]
        value = product(shifted(value, measure.power), Decimal(measure.factor))
        flags += measure.flags
        return Found(operand, measure, value, measure.unit, operand.start, end, operand.next, tuple(flags))

    def _chips_before(self, index: int, operand: Operand) -> Measure | None:
        """Return the accelerator that a bare number multiplies: `A100 x 64`; None if there is none."""
        sign, chip = at(self.tokens, index - 1), at(self.tokens, index - 2)
        if sign.text not in ("x", "X", "×", "*") or chip.kind != "chip" or chip.start < self.free_from:
            return None
        measure = chips_at(self.words, self.tokens, index - 2, self.lexicon)
        return replace(measure, next=operand.next) if measure and measure.unit == "chips" else None

    def _is_power(self, operand: Operand, index: int, measure: Measure | None) -> bool:
        """Return whether 1023 means 10^23: FLOP follows, or nothing follows and the words are about compute."""
        if measure is not None:
            # "1024 GFLOPs" and "1024 FLOP per token" mean 1024.
            counted_per = is_rate(self.words, self.tokens[measure.next - 1].end, self.lexicon)
            return measure.unit == "FLOP" and measure.power == 0 and not counted_per
        if operand.certain_power or self.default == "FLOP":
            return True
        after = at(self.tokens, operand.next)
        near = self._near_compute(operand.start)
        if after.text.lower() in self.lexicon.scale_nouns and near:
            return True
        joined = at(self.tokens, operand.next)
        if joined.text in HYPHENS or joined.text.lower() in (*self.lexicon.range_and, *self.lexicon.range_to):
            return False  # the other end of the range decides
        relation = relation_before(self.words, operand.start, self.lexicon)
        if relation in ("≥", "≤") and not self.default:
            apart = after.kind in ("end", "symbol") or after.text.lower() in self.lexicon.clause_starts
            return (near and apart) or (after.kind == "end" and len(self.tokens) <= 4)
        return operand.next > index + 1 and near

    def _near_compute(self, offset: int) -> bool:
        n = bisect_left(self.compute, offset - _NEAR)
        return n < len(self.compute) and self.compute[n] < offset + _NEAR

    def _relation_after(self, found: Found) -> tuple[str, int]:
        token = at(self.tokens, found.next)
        after = at(self.tokens, found.next + 1)
        if token.text == "+" and token.glued and not (after.glued and after.kind in ("number", "word", "chip")):
            return "≥", found.next + 1
        return relation_after(self.words, found.end, self.lexicon), found.next

    def _range_or_single(self, low: Found) -> tuple[list[Quantity], int]:
        """Return a range if a second end follows, otherwise the one quantity."""
        joined = self._range_end(low)
        if joined is not None:
            bottom, high, flags = joined
            seen = (*low.flags, *high.flags, *flags)
            if high.unit:
                seen = tuple(f for f in seen if f != "name-like")
            if not (high.explicit or low.explicit) and looks_like_year(low.operand) and looks_like_year(high.operand):
                seen, high = (*seen, "year-like"), replace(high, unit="")
            return [
                self._made(high, relation="range", value=bottom, high=high.value, start=low.start, flags=seen)
            ], high.next
        if is_cut(self.tokens, low.next):
            return [], low.next
        relation, after = self._relation_after(low)
        before = relation_before(self.words, low.start, self.lexicon)
        if before in ("≥", "≤") or not relation:
            relation = before or "="
        return [self._made(low, relation=relation, value=low.value, start=low.start, flags=low.flags)], after

    def _range_end(self, low: Found) -> tuple[Decimal, Found, tuple[str, ...]] | None:
        tokens = self.tokens
        sign, after = at(tokens, low.next), low.next + 1
        previous = self._word_before(low.start)
        dash = sign.text in (*HYPHENS, *TILDES) and at(tokens, after).glued == sign.glued
        if sign.text in TILDES and not sign.glued:
            dash = False  # "about ~5" starts a new number
        word, lexicon = sign.text.lower(), self.lexicon
        spread = word in lexicon.range_to or (word in lexicon.range_and and previous in lexicon.range_start)
        if not dash and not spread:
            return None
        if dash and "name-like" in low.flags:
            return None  # Llama 3.1-405B
        if dash and not sign.glued and low.explicit:
            return None  # "5 models - 3 of them"
        number = after + 1 if at(tokens, after).text == "$" and low.money else after
        operand = (
            unglued_operand_at(tokens, number, lexicon)
            if dash
            else operand_at(tokens, number, self.lexicon)
            if number < len(tokens)
            else None
        )
        if operand is None:
            return None
        high = self._priced(operand, operand.start, "") if low.money else self._measured(operand, number)
        if high is None:
            return None
        following = at(tokens, high.next)
        if following.text in HYPHENS[:5] and following.glued and at(tokens, high.next + 1).glued:
            return None  # 1-2-3, or "2000 to 2016-2018", whose own range is read next
        ends = aligned(low, high)
        change = previous in lexicon.range_start_change and not dash
        return (*ends, ("from-to",) if change else ()) if ends else None

    def _word_before(self, offset: int) -> str:
        """Return the last word before an offset, skipping a relation sign."""
        parts = self.words[max(0, offset - 24) : offset].rstrip(" ~≈$").lower().split()
        return parts[-1] if parts else ""

    def _made(
        self,
        found: Found,
        *,
        relation: str,
        value: Decimal,
        start: int,
        flags: tuple[str, ...],
        high: Decimal | None = None,
    ) -> Quantity:
        return Quantity(
            value=canonical(value),
            unit=found.unit,
            as_written=self.words[start : found.end],
            start=start,
            end=found.end,
            relation=relation,
            high="" if high is None else canonical(high),
            label=found.measure.label if found.measure else "",
            flags=tuple(dict.fromkeys(flags)),
        )
