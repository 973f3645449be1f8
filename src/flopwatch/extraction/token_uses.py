"""Uses other than training: tokens of contexts, requests, batches and allowances, chips that serve or are for rent."""

from __future__ import annotations

from flopwatch.extraction.items import NOUNS, TIMES, Attached, Item

_LEAST_WINDOW = 1024  # tokens; shorter windows are those of attention
_LONGEST_LEAD = 5  # items of a phrase before the first comma


def is_window(items: list[Item], at: int) -> bool:
    """Return whether a number without a noun is the length of a context: `Context length: 128K`."""
    number = items[at]
    glued = at + 1 < len(items) and items[at + 1].role == "word" and not number.scaled and items[at + 1].word == "p"
    if glued or not 512 <= number.value <= 100_000_000 or number.is_year:
        return False
    for step, far in ((-1, 6), (1, 3)):
        for i in range(at + step, at + step * far, step):
            if not 0 <= i < len(items) or items[i].role in ("number", "stop", "comma", *NOUNS):
                break
            if items[i].role == "context":
                attention = items[i].word.lower() == "window" and number.value < _LEAST_WINDOW
                return not attention  # `a larger window (W = 512)`
    return False


def _clause(items: list[Item], one: Attached) -> tuple[int, int]:
    """Return the first and the last item between commas around a number and its noun."""
    assert one.noun is not None
    low, high = min(one.at, one.noun), max(one.at, one.noun)
    while low > 0 and items[low - 1].role not in ("comma", "stop"):
        low -= 1
    while high + 1 < len(items) and items[high + 1].role not in ("comma", "stop"):
        high += 1
    return low, high


def is_context(items: list[Item], one: Attached) -> bool:
    """Return whether tokens are those of a window, a request or an answer, not of training data."""
    low, high = _clause(items, one)
    clause = {item.role for item in items[low : high + 1]}
    return "context" in clause and "training" not in clause


def is_allowance(items: list[Item], one: Attached) -> bool:
    """Return whether tokens are given away or used in a time: `每日10万的免费Token`, `500,000 tokens per day`."""
    assert one.noun is not None
    low, high = _clause(items, one)
    clause = {item.role for item in items[low : high + 1]}
    if "training" in clause:
        return False
    first, last = min(one.at, one.noun), max(one.at, one.noun)
    near = {item.role for item in items[max(low, first - 1) : min(high, last + 1) + 1]}
    after = items[last + 1 : last + 3]
    timed = len(after) == 2 and (after[0].role in ("per", "slash") or after[0].word == "a") and after[1].role in TIMES
    return "rate" in clause or "free" in near or timed


def is_batch(items: list[Item], one: Attached) -> bool:
    """Return whether tokens are those of one batch: `a batch size of 16.8M tokens`."""
    return any(item.word.lower().startswith("batch") for item in items[max(0, one.at - 4) : one.at])


def is_rate(items: list[Item], noun: int) -> bool:
    """Return whether a noun is counted for each of something else: `tokens per second`."""
    following = items[noun + 1] if noun + 1 < len(items) else None
    return following is not None and (following.role in ("per", "slash") or following.word == "s")


def is_serving(items: list[Item], one: Attached) -> bool:
    """Return whether chips run a finished model: `inference needs 16 GPUs`."""
    low, high = _clause(items, one)
    if low and items[low - 1].role == "comma" and low - 1 <= _LONGEST_LEAD:
        lead = items[: low - 1]  # `Pour l'inférence, deux GPU suffisent`
        low = low if any(item.role in ("number", "comma") for item in lead) else 0
    clause = {(item.role, item.word) for item in items[low : high + 1]}
    trained = any(role == "training" and word != "effort" for role, word in clause)
    return ("context", "serving") in clause and not trained


def is_offer(items: list[Item], one: Attached) -> bool:
    """Return whether chips are for rent or those of a kind of machine: `node (8 GPUs)`, `1000+ GPU clusters`."""
    assert one.noun is not None
    after = [item.word.lower() for item in items[one.at + 1 : one.noun + 2]]
    if after[:1] == ["+"] and after[-1] == "clusters":
        return True
    low, high = _clause(items, one)
    clause = items[low : high + 1]
    if any(item.role == "hardware" or (item.role == "training" and item.word != "effort") for item in clause):
        return False
    said = {(item.role, item.word) for item in clause}
    around = [item.role for item in items[max(0, one.at - 2) : one.at]]
    counted = ("word", "use") in said or any(
        item.role == "number" for item in items[low : one.at]
    )  # `16 nodes (128 …)`
    return ("word", "offer") in said or (around == ["machine", "open"] and not counted)
