"""Facts of a text about models: what its numbers count, each with its span, words, relation and flags."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from flopwatch.domain import canonical
from flopwatch.extraction.attachment import attached
from flopwatch.extraction.items import NOUNS, Attached, Item, items_of
from flopwatch.extraction.languages import language_of, lexicon_of
from flopwatch.extraction.mentions import days_and_years
from flopwatch.extraction.tables import Cell, tables_in
from flopwatch.extraction.token_uses import is_allowance, is_batch, is_context, is_offer, is_rate, is_serving, is_window
from flopwatch.text import Cut, Lexicon, cut, relation_after, relation_before

KINDS = (
    "params",
    "active_params",
    "tokens",
    "chip_count",
    "chip_hours",
    "days",
    "flop",
    "cost",
    "context",
    "epochs",
    "mfu",
)
_UNITS = {
    "params": "parameters",
    "active_params": "parameters",
    "chip_count": "chips",
    "chip_hours": "chip-hours",
    "flop": "FLOP",
    "context": "tokens",
    "mfu": "fraction",
}
_DAYS = {"days": Decimal(1), "weeks": Decimal(7), "months": Decimal("30.4375")}  # 365.25 / 12
_LEAST = {"params": 100_000, "active_params": 100_000, "tokens": 10_000_000, "flop": 1_000_000_000}
# A line, and the lines that continue its sentence; rows of tables are lines of their own.
_LINE = re.compile(r"[^\n|]+(?:\n(?=[a-z0-9$(])[^\n|]+){0,60}(?=\n|$)|[^\n]+")
_CHIP_LABEL = re.compile(r"A[0-9]{1,2},$")
_LABEL = re.compile(r"A[0-9]{1,2}[,.][0-9]")
_LABELS = re.compile(r"([A-Z])[0-9]\s?,\s?\1$")
_CUT_NAME = re.compile(r"\w-\s$")  # the first half of a name that a line or a blank cut in two
_SETTING = re.compile(r"\w+_\w+\s?=\s?\"?$")  # the name that a number is given to: `eval_step = 100000`
_LONGEST_SETTING = 80  # characters
_TICK = re.compile(r"[0-9.]+\n[0-9.]+(?:\n|$)")  # numbers below each other: ticks of an axis
_LETTER = re.compile(r"[^\W\d_]")
_CHUNK = 4_000  # characters of a line that are read at once


@dataclass(frozen=True)
class Fact:
    """One number that a text states about a model.

    Args:
        kind: One of `KINDS`, or `date`, `licence`, `base_model`, `chip`.
        value: Exact decimal, or a name.
        unit: `parameters`, `tokens`, `chips`, `chip-hours`, `days`, `FLOP`, or a currency.
        start: Offset of its words in the text.
        end: Offset past them.
        as_written: Its words.
        relation: `=`, `≥`, `≤` or `≈`.
        flags: What a reader should doubt.
        chip: The chip's name, or "".
        model: The model that it is stated of: the nearest name, or "".
        extractor: What read it: the grammar, or the name of a language model that proposed it.
    """

    kind: str
    value: str
    unit: str
    start: int
    end: int
    as_written: str
    relation: str
    flags: tuple[str, ...] = ()
    chip: str = ""
    model: str = ""
    extractor: str = "grammar"


def read_facts(
    text: str, *, language: str = "", places: Sequence[tuple[int, int]] | None = None, html_tables: bool = True
) -> tuple[Fact, ...]:
    """Read the facts about models that a text states, line by line.

    Args:
        text: Any length; its time is linear in it.
        language: Tag of its language; "" finds it from script and words.
        places: Spans, in order: lines and tables of Markdown outside them are not read. None reads the whole text.
        html_tables: Whether tables of HTML are read, in whatever place.

    Raises:
        KeyError: If the language has no lexicon.
    """
    lexicon = lexicon_of(language or language_of(text))
    found: list[Fact] = []
    done = 0
    for begin, end, cells in tables_in(text):
        if begin < done:
            continue
        found.extend(_of_lines(text, done, begin, lexicon, places))
        for cell in cells if _is_read(text, begin, end, places, html_tables) else ():
            found.extend(_of_cell(cell, lexicon))
        done = end
    found.extend(_of_lines(text, done, len(text), lexicon, places))
    return tuple(found)


def _is_read(text: str, begin: int, end: int, places: Sequence[tuple[int, int]] | None, html: bool) -> bool:
    """Return whether a table is read: one of HTML, whose lines are no rows, as asked; others in places alone."""
    if text.startswith("<", begin):
        return html
    if places is None:
        return True
    after = bisect_left(places, (end, 0))
    return after > 0 and places[after - 1][1] > begin


def _of_lines(
    text: str, begin: int, end: int, lexicon: Lexicon, places: Sequence[tuple[int, int]] | None
) -> list[Fact]:
    found: list[Fact] = []
    place = 0
    for line in _LINE.finditer(text, begin, end):
        start = line.start()
        if places is not None:
            while place < len(places) and places[place][1] <= start:
                place += 1
            if place == len(places):
                break
            if places[place][0] >= line.end():
                continue
        while start < line.end():
            stop = _end_of_stretch(text, start, line.end())
            found.extend(_of_stretch(text[start:stop], start, lexicon))
            start = stop
    return found


def _end_of_stretch(text: str, start: int, end: int) -> int:
    """Return where a stretch of a long line ends: after its last sentence, else after its last word."""
    if end - start <= _CHUNK:
        return end
    stretch = text[start : start + _CHUNK]
    for marks in (("。", ". ", "! ", "? ", "। ", "۔ "), (" ", "，", "、")):
        last = max(stretch.rfind(mark) for mark in marks)
        if last > _CHUNK // 2:
            return start + last + 1
    return start + _CHUNK


def _of_cell(cell: Cell, lexicon: Lexicon) -> list[Fact]:
    """Read a cell with what its heading, or else its row's label, says that its numbers count."""
    if not any(c.isdigit() for c in cell.text):
        return []
    before = next((words for words in (cell.heading, cell.label) if _names_noun(words, lexicon)), "")
    if not before and not _LETTER.search(cell.text):
        return []  # figures alone, of which no heading says what they count
    lead = f"{before}: " if before else ""
    read = _of_stretch(lead + cell.text, cell.start - len(lead), lexicon)
    return [one for one in read if one.start >= cell.start and not (cell.serves and one.kind == "chip_count")]


@lru_cache(maxsize=1_000)
def _names_noun(words: str, lexicon: Lexicon) -> bool:
    if not words:
        return False
    roles = {item.role for item in items_of(cut(words, lexicon, []), lexicon)}
    return not roles.isdisjoint(NOUNS - {"other", "years", "date", "machine"}) or "context" in roles


def _of_stretch(words: str, offset: int, lexicon: Lexicon) -> list[Fact]:
    if not lexicon.composed and not any(c.isdigit() for c in words) and "illion" not in words:
        return []
    pieces = cut(words, lexicon, days_and_years(words))
    if not pieces.numbers:
        return []
    found: list[Fact] = []
    sentence: list[Item] = []
    for item in [*items_of(pieces, lexicon), Item("stop", 0, 0)]:
        if item.role != "stop":
            sentence.append(item)
            continue
        if any(one.role == "number" for one in sentence):
            found.extend(_of_sentence(words, offset, sentence, pieces, lexicon))
        sentence = []
    return found


def _of_sentence(words: str, offset: int, items: list[Item], pieces: Cut, lexicon: Lexicon) -> list[Fact]:
    roles = {item.role for item in items}
    found = _chips(words, offset, items, pieces, roles)
    for one in attached(items):
        kind, factor, chip = _kind(items, one, roles)
        number = items[one.at]
        value = number.value * one.factor * factor
        if not kind or value < _LEAST.get(kind, 0):
            continue
        start, end, flags = pieces.span(pieces.tokens[number.first].start, pieces.tokens[number.after - 1].end)
        if _is_part_of_name(words, start, end, kind) or _is_set(words, start, end, pieces, items, one):
            continue
        relation = relation_before(words, start, lexicon) or relation_after(words, end, lexicon) or "="
        flags = (*number.flags, *flags, *_doubts(pieces, number, lexicon))
        if one.noun is None:
            flags = (*flags, "unit-assumed")
        found.append(
            Fact(
                kind,
                canonical(value),
                _unit(kind, items, one),
                offset + start,
                offset + end,
                words[start:end],
                relation,
                tuple(dict.fromkeys(flags)),
                chip,
            )
        )
    return found


def _is_part_of_name(words: str, start: int, end: int, kind: str) -> bool:
    """Return whether a number is the half of a name that is cut in two (`Qwen3- 30B-A3B`), or of a label (`A10,3`)."""
    cut_in_two = words.startswith("-", end) and _CUT_NAME.search(words, max(0, start - 3), start) is not None
    return cut_in_two or (kind == "chip_count" and _CHIP_LABEL.search(words, max(0, start - 4), start) is not None)


def _is_set(words: str, start: int, end: int, pieces: Cut, items: list[Item], one: Attached) -> bool:
    """Return whether a number states nothing: a setting of another name, a class (`13B+ models`), a tick of an axis."""
    if one.noun is None and words.startswith("+", end):
        return True
    setting = _SETTING.search(words, max(0, start - _LONGEST_SETTING), start)
    if setting is not None and one.noun is not None:
        noun = pieces.span(pieces.tokens[items[one.noun].first].start, pieces.tokens[items[one.noun].first].end)[0]
        if noun < setting.start() or (noun > end and "\n" in words[end:noun]):
            return True
    return not items[one.at].scaled and _TICK.match(words, start) is not None and words[start - 1 : start] in ("", "\n")


def _chips(words: str, offset: int, items: list[Item], pieces: Cut, roles: set[str]) -> list[Fact]:
    """Return the named chips of a sentence about training or hardware, each once."""
    if roles.isdisjoint(("training", "hardware", "number")):
        return []
    found: dict[str, Fact] = {}
    for item in items:
        token = pieces.tokens[item.first]
        named = item.word[:1].isalpha() or not item.word.isascii()
        place = pieces.span(token.start, token.end)[0]
        if _LABEL.match(words, place) or _LABELS.search(words, max(0, place - 6), place + 1):
            continue  # A10,1 A10,2: labels of a figure; Qwen1.5-MoE-A2.7B: a size; P3, P4: problems
        if item.role == "chip" and named and any(c.isdigit() for c in item.word) and item.word not in found:
            start, end, _ = pieces.span(token.start, pieces.tokens[item.after - 1].end)
            written = words[start:end]
            found[item.word] = Fact("chip", item.word, "", offset + start, offset + end, written, "=", (), item.word)
    return list(found.values())


def _unit(kind: str, items: list[Item], one: Attached) -> str:
    if kind == "cost":
        return items[one.noun].word if one.noun is not None else ""
    return _UNITS.get(kind, kind)


def _doubts(pieces: Cut, number: Item, lexicon: Lexicon) -> tuple[str, ...]:
    words = {token.text for token in pieces.tokens[number.first : number.after]}
    return ("ambiguous-scale",) if not words.isdisjoint(lexicon.long_or_short) else ()


def _kind(items: list[Item], one: Attached, roles: set[str]) -> tuple[str, Decimal, str]:
    """Return (kind or "", factor of the unit, chip's name) of what a number counts."""
    number, none = items[one.at], ("", Decimal(1), "")
    if one.noun is None:
        left_out = _left_out(number, one, roles)
        window = not left_out and is_window(items, one.at)
        return ("context" if window else left_out, Decimal(1), "")
    noun = items[one.noun]
    if number.is_year and not one.adjacent and [item.role for item in items[one.at + 1 : one.at + 2]] != ["classifier"]:
        return none
    if one.at and items[one.at - 1].role == "per" and not one.multiplied and noun.role != "chip":
        return none  # GPU hours per trillion tokens
    if noun.role == "parameters":
        return ("active_params" if "active" in one.marks else "params", Decimal(1), "")
    if noun.role == "tokens" and one.noun < one.at and "active" in one.marks and number.value >= 1_000_000:
        return "active_params", Decimal(1), ""  # из которых для токена задействуются лишь 37 млрд
    if noun.role == "tokens":
        if is_allowance(items, one) or is_batch(items, one):
            return none
        if is_context(items, one):
            return ("context" if 256 <= number.value <= 100_000_000 else "", Decimal(1), "")
        return ("" if is_rate(items, one.noun) else "tokens", Decimal(1), "")
    if noun.role == "chip":
        return _of_chips(items, one)
    if noun.role == "hours":
        chip = _chip_near(items, one.noun)
        return ("chip_hours", Decimal(1), chip) if chip is not None else none
    if noun.role in _DAYS:
        if _is_of_calendar(items, one):
            return none
        chip = items[one.noun - 1].word if items[one.noun - 1].role == "chip" else None
        if chip is not None:
            return "chip_hours", 24 * _DAYS[noun.role], chip
        trained = "training" in roles or "chip" in roles
        return ("days", _DAYS[noun.role], "") if trained and "price" not in roles else none
    if noun.role == "epochs":
        return ("epochs" if number.value <= 1000 else "", Decimal(1), "")
    if noun.word in ("%", "％") and "utilisation" in roles:
        return "mfu", Decimal("0.01"), ""
    if noun.role == "flop":
        return ("" if is_rate(items, one.noun) else "flop", Decimal(1), "")
    if noun.role == "money":
        about = not roles.isdisjoint(("training", "chip", "compute"))
        costs = about or ("cost" in roles and number.value >= 10_000)
        costs = costs and "price" not in roles and number.value >= 100
        return ("cost" if costs else "", Decimal(1), "")
    return none


def _is_of_calendar(items: list[Item], one: Attached) -> bool:
    """Return whether a number is a month or its day, and no duration: `三月` is March, `三个月` are three months."""
    noun = items[one.noun] if one.noun == one.at + 1 else None
    before = items[one.at - 1].word if one.at else ""
    return noun is not None and (noun.word == "月" or (noun.word in ("日", "일") and before in ("月", "월")))


def _left_out(number: Item, one: Attached, roles: set[str]) -> str:
    """Return the kind of a number without a noun: a size before a word for a model or in brackets after its name, the
    active part of one, or data whose unit is left out.
    """
    if number.value < 1_000_000 or not number.scaled:
        return ""
    if "active" in one.marks:
        return "active_params"
    if one.data and number.value >= 10_000_000_000:
        return "tokens"
    if one.model or one.bracketed or ("total" in one.marks and roles.isdisjoint(("data", "tokens"))):
        return "params"
    return ""


def _of_chips(items: list[Item], one: Attached) -> tuple[str, Decimal, str]:
    """Return chip-hours where a time follows the chip, else a count of chips, unless it is that of one machine."""
    assert one.noun is not None
    name, i = items[one.noun].word, one.noun + 1
    if not one.adjacent and one.at and items[one.at - 1].word == "=":
        return "", Decimal(1), ""  # PORT=80 docker run --gpus all
    while i < len(items) and items[i].role in ("chip", "filler", "active"):
        i += 1
    if i < len(items) and one.noun > one.at and i - one.noun <= 4:
        if items[i].role == "hours":
            return "chip_hours", Decimal(1), name
        if items[i].role in _DAYS and items[i - 1].role in ("chip", "filler") and items[i].role == "days":
            return "chip_hours", Decimal(24), name
    if is_serving(items, one) or is_offer(items, one):
        return "", Decimal(1), ""
    number = items[one.at]
    whole = number.value == number.value.to_integral_value()
    around = [items[k].role for k in (one.at - 1, max(one.at, one.noun) + 1) if 0 <= k < len(items)]
    whole = whole and ("per" not in around or one.multiplied)
    return ("chip_count" if whole and number.value < 10_000_000 else "", Decimal(1), name)


def _chip_near(items: list[Item], hours: int) -> str | None:
    """Return the name of the chip whose hours are counted (`heures GPU`, `ساعة من وحدات معالجة`), None if none is."""
    for step in (1, -1):
        i, distance = hours + step, 0
        while 0 <= i < len(items) and distance <= 2:
            role = items[i].role
            if role == "chip":
                return items[i].word
            if role == "compute":
                return ""
            if role in NOUNS or role in ("number", "comma", "stop", "open", "close"):
                break
            distance += role not in ("filler",)
            i += step
    for i in range(hours - 1, 0, -1):  # GPU hours: 2.8 million hours
        if items[i].role in ("comma", "stop"):
            break
        if items[i].role == "hours" and items[i - 1].role == "chip":
            return items[i - 1].word
    return None
