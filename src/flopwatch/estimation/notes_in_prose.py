"""Facts in a source's prose notes: the parameters active for one token, and the unit in which the data are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flopwatch import text
from flopwatch.domain import Claim, Quantity, exact, to_base
from flopwatch.records import Record

# The columns of Epoch's tables whose notes are read. The notes on compute are not read: they are about the answer, not
# the inputs.
ON_PARAMETERS = "parameters notes"
ON_DATA = ("dataset size notes", "training dataset notes")
SAME_MODEL = 1.3  # a total next to an active size may be rounded; a sibling's differs more
MOST_APART = 1.03  # a note repeats a column's number to two digits
LEAST_TEXT = 1e6  # tokens; smaller numbers are context lengths, ratios and batch sizes
WORDS_PER_TOKEN = (0.55, 1.02)  # English 0.75, Chinese about 1 (0.6 to 1 by tokenizer), mixtures between
_SPARSE = re.compile(
    r"\bmoe\b|mixture[- ]of[- ]experts?|mixture[- ]of[- ]\w{1,20}[- ]experts?|sparsely[- ]activated|sparsely[- ]gated"
    r"|\bsparse model\b"
    r"|\bit's sparse\b|\bexperts\b|activated param|active param|params active|parameters active|parameters activated",
    re.IGNORECASE | re.ASCII,
)
# An abstract speaks of other models too, so only words that mean an architecture of the model itself are searched for.
_SPARSE_ABSTRACT = re.compile(
    r"\bmoe\b|mixture[- ]of[- ]experts?|sparsely[- ](?:activated|gated)|routed experts|sparse experts",
    re.IGNORECASE | re.ASCII,
)
_SPARSE_NAME = re.compile(
    r"\bmoe\b|(?<![0-9a-z])[0-9]{1,3}x[0-9]{1,4}(?:\.[0-9]{1,3})?[bm]\b|[- ]a[0-9]{1,3}(?:\.[0-9]{1,2})?b\b",
    re.IGNORECASE | re.ASCII,
)
_ACTIVE_IN_NAME = re.compile(r"[- ]a([0-9]{1,3}(?:\.[0-9]{1,2})?)b\b", re.IGNORECASE | re.ASCII)
_ACTIVE_AFTER = re.compile(
    r"[\s,)]{0,3}(?:(?:of which |which |that |are |is |being |parameters? |params? "
    r"|only |per token |for each token |at a time ){0,4})"
    r"(?:active|activated|used per|per token|for each token|per inference|are used|at inference)",
    re.IGNORECASE | re.ASCII,
)
_ACTIVE_BEFORE = re.compile(
    r"(?:activat(?:es|ing|ed|e)|active)(?: parameters?| params?)?(?: only| about| around| approximately| of| is| are"
    r"| just|[:=(~\s]){0,4}$",
    re.IGNORECASE | re.ASCII,
)


# "Trained for 15B tokens", and a product of batches and steps: tokens that passed through training, repeats included.
_TRAINED_FOR = re.compile(
    r"(?:pre-?)?train(?:ed|ing|s)?[ ](?:was |lasted |ran )?(?:for|over)[ ](?:a total of |about |around |roughly |~)?$",
    re.IGNORECASE,
)
_STEPS = re.compile(r"\b(?:steps|updates|iterations|batch(?: size)?)\b", re.IGNORECASE)
_PRODUCT = re.compile(r"[*×x][ ]?[0-9][0-9.,eE+KMBT]{0,20}[ ]?=[ ]?$")
# Data divided out of the compute: "(pretraining FLOPs)/(6*5.1B active parameters)".
_DIVIDED = re.compile(
    r"(?:(?:flops?|compute|operations|\bC)\b[ ]?\)?[ ]{0,3}(?:/|÷|divided by)[ ]{0,3}\(?[ ]{0,3}(?:6|2|active|param)"
    r"|[0-9]e\+?2[0-9][ ]?(?:/|÷)[ ]?\(?[ ]?6(?![0-9.]))",
    re.IGNORECASE,
)
# Words that turn to another model; its sizes follow in the same sentence.
_OTHER_MODEL = re.compile(
    r"\b(?:unlike|in contrast (?:to|with)|compared (?:to|with)|whereas)\b(?:[^.;\n]|\.(?=[0-9])){0,120}$", re.IGNORECASE
)
_ACTIVE_SIZE = re.compile(r"activated param|active param|(?:params?|parameters) (?:are )?activ", re.IGNORECASE)
_ITEM = re.compile(r"(?:^|[\s\"])[•*‣-][ ]{1,3}(?=[A-Z0-9])")


@dataclass(frozen=True)
class NotedQuantity:
    """A number that a note states.

    Args:
        value: In the base unit.
        unit: Its base unit, or "".
        as_written: The words.
        claim: The claim with the note.
        is_seen: Whether it counts tokens that passed through training, repeats included.
        is_part: Whether it is in an item of a list, and so one component of the data.
    """

    value: float
    unit: str
    as_written: str
    claim: str
    is_seen: bool = False
    is_part: bool = False


@dataclass(frozen=True)
class Notes:
    """Facts from the notes of one record.

    Args:
        active: Parameters active for one token, or None.
        is_sparse: Whether the name or the notes say that only part of the parameters works on a token.
        quantities: The quantities in the notes on the data, in their order.
        divided: The claim of a note by which the data were divided out of the compute, or "".
    """

    active: NotedQuantity | None
    is_sparse: bool
    quantities: tuple[NotedQuantity, ...]
    divided: str = ""


def read_notes(record: Record, parameters: float | None) -> Notes:
    """Read a record's notes on parameters and data.

    Args:
        record: The record; its claims of the field `notes` name the column they annotate.
        parameters: All its parameters if known; the active ones are fewer.
    """
    active: NotedQuantity | None = None
    sparse = any(_SPARSE_NAME.search(name[:200]) for name in (record.name, *record.aliases))
    about_data: list[NotedQuantity] = []
    divided = ""
    for key, claim in _by_nearness(record):
        column = claim.qualifiers.get("column", "").casefold() if claim.field == "notes" else ""
        if column == ON_PARAMETERS:
            sparse = sparse or bool(_SPARSE.search(claim.value))
            active = active or _active(claim, key, parameters, own=True)
        elif claim.field in ("abstract", "title", "architecture_detail"):
            if _SPARSE_ABSTRACT.search(claim.value):
                sparse = True
                active = active or _active(claim, key, parameters)
            elif active is None and _ACTIVE_SIZE.search(claim.value):
                active = _active(claim, key, parameters, paired_only=True)
        elif column in ON_DATA:
            about_data += _quantities(claim, key)
            if _DIVIDED.search(claim.value[: text.MAX_CHARACTERS]):
                divided = key
    if active is None:
        active = _active_in_name(record, parameters)
    return Notes(active, sparse or active is not None, tuple(about_data), divided)


def _by_nearness(record: Record) -> list[tuple[str, Claim]]:
    """Sort a record's claims by how specific they are to this model: its own notes before an abstract."""

    def distance(item: tuple[str, Claim]) -> int:
        column = item[1].qualifiers.get("column", "").casefold() if item[1].field == "notes" else ""
        return 0 if column == ON_PARAMETERS else 1 if column in ON_DATA else 2

    return sorted(record.claims.items(), key=distance)


def _active(
    claim: Claim, key: str, parameters: float | None, *, own: bool = False, paired_only: bool = False
) -> NotedQuantity | None:
    """Return this model's active parameters: if the text covers several models, those next to its total. None if it
    states none or several.

    Args:
        claim: The note.
        key: Its id.
        parameters: The model's parameters, if known.
        own: Whether the note is this model's: its only active size counts, whatever total is next to it, unless
            words such as `unlike` turn to another model.
        paired_only: Whether only a size next to this model's total counts.
    """
    found: list[tuple[NotedQuantity, float | None]] = []
    total: float | None = None
    for q, is_active in _sizes(claim, parameters):
        value = float(exact(q.value))
        if is_active:
            elsewhere = own and _OTHER_MODEL.search(claim.value[max(0, q.start - 160) : q.start]) is not None
            if not elsewhere:
                found.append((NotedQuantity(value, "parameters", q.as_written, key), total))
        elif value >= LEAST_TEXT:
            total = value
    if parameters is not None and not (own and len(found) == 1):
        paired = [pair for pair in found if pair[1] is not None and _is_same_model(pair[1], parameters)]
        found = paired or [pair for pair in found if pair[1] is None and not paired_only]
    elif paired_only:
        return None
    return found[0][0] if len({one.value for one, _ in found}) == 1 else None


def _is_same_model(total: float, parameters: float) -> bool:
    return max(total, parameters) <= SAME_MODEL * min(total, parameters)


def _sizes(claim: Claim, parameters: float | None) -> Iterator[tuple[Quantity, bool]]:
    """Yield each stated size, and whether the text calls it active."""
    words = claim.value[: text.MAX_CHARACTERS]
    for q in text.read_quantities(words, default_unit="parameters"):
        if q.unit not in ("parameters", "models") or q.relation == "range":
            continue
        after, before = words[q.end : q.end + 80], words[max(0, q.start - 60) : q.start]
        value = float(exact(q.value))
        named = _ACTIVE_AFTER.match(after) or _ACTIVE_BEFORE.search(before) or q.label.casefold().startswith("activ")
        yield q, bool(named) and value >= LEAST_TEXT and (parameters is None or value < parameters)


def _active_in_name(record: Record, parameters: float | None) -> NotedQuantity | None:
    """Return the active parameters that a name such as `235B-A22B` states (22 billion). None if it states none."""
    for name in (record.name, *record.aliases):
        found = _ACTIVE_IN_NAME.search(name[:200])
        if found is None:
            continue
        value = float(Decimal(found[1]) * 10**9)
        if parameters is None or value < parameters:
            key = min(key for key, claim in record.claims.items())
            return NotedQuantity(value, "parameters", name, key)
    return None


def _quantities(claim: Claim, key: str) -> Iterator[NotedQuantity]:
    words = claim.value[: text.MAX_CHARACTERS]
    items = [match.end() for match in _ITEM.finditer(words)]
    for q in text.read_quantities(words):
        if q.relation != "range" and "rate" not in q.flags:
            value, base = to_base(exact(q.value), q.unit) if q.unit else (exact(q.value), "")
            is_part = len(items) > 1 and q.start >= items[0]
            yield NotedQuantity(float(value), base, q.as_written, key, _is_seen(words, q), is_part)


def _is_seen(words: str, q: Quantity) -> bool:
    """Return whether tokens are those of the whole training: `trained for 15B tokens`, `4096 * 8 * 300000 = 9.8e9`."""
    before = words[max(0, q.start - 80) : q.start]
    product = _PRODUCT.search(before) is not None and _STEPS.search(words) is not None
    return q.unit == "tokens" and (product or _TRAINED_FOR.search(before) is not None)


def near(a: float, b: float) -> bool:
    """Return whether two numbers are equal to the precision of notes.

    Example:
        >>> near(1.75e12, 1.77e12), near(1.5e12, 2e12)
        (True, False)
    """
    return max(a, b) <= MOST_APART * min(a, b)


@dataclass(frozen=True)
class Counted:
    """The thing that a bare count of datapoints counts.

    Args:
        unit: `tokens`, `words`, `images`, …, or "" if no note names it.
        tokens: The same amount in tokens if the notes give it, or None.
        why: The note's words that say so.
        claims: The claims of those notes.
        is_seen: Whether those tokens count the passes already.
    """

    unit: str
    tokens: float | None = None
    why: str = ""
    claims: tuple[str, ...] = ()
    is_seen: bool = False


def unit_of(datapoints: float, notes: Notes) -> Counted:
    """Find the unit of a column of datapoints from the notes of the same row.

    A note that repeats the number with a unit names the unit ("4.1T tokens" and 4.1e12). If a note states tokens and
    the number is 0.55 to 1 times as large, the number counts words ("2 trillion tokens" and 1.5e12), and the note's
    tokens are used.

    Example:
        >>> notes = Notes(None, False, (NotedQuantity(2e12, "tokens", "2 trillion tokens", "c"),))
        >>> unit_of(1.5e12, notes).tokens, unit_of(2e12, notes).unit, unit_of(3e9, notes).unit
        (2000000000000.0, 'tokens', '')
    """
    large = [one for one in notes.quantities if one.value >= LEAST_TEXT]
    same = [one for one in large if near(one.value, datapoints)]
    tokens = [one for one in large if one.unit == "tokens"]
    direct = next((one for one in same if one.unit == "tokens"), None)
    low, high = WORDS_PER_TOKEN
    in_tokens = [one for one in tokens if low * one.value <= datapoints <= high * one.value]
    if direct is not None:
        # "1.3T tokens, so 1.3T words assuming 1 word per token" is still tokens.
        seen = any(one.is_seen for one in same)
        return Counted("tokens", direct.value, direct.as_written, (direct.claim,), seen)
    if in_tokens:
        nearest = min(in_tokens, key=lambda one: one.value)
        return Counted("words", nearest.value, nearest.as_written, (nearest.claim,))
    for one in same:
        if one.unit:
            return Counted(one.unit, None, one.as_written, (one.claim,))
    return Counted("")


__all__ = ["Counted", "Notes", "NotedQuantity", "near", "read_notes", "unit_of"]
