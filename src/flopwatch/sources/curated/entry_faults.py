"""Every fault of one entry of a file of claims, each reported separately."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from flopwatch.domain import SUBJECT_KINDS, BadClaim, Field, FlopwatchError, OutOfRange, exact, field, unit
from flopwatch.sources.curated.claim_entries import ENTRY_KEYS, claim_of

_VALUE_KEYS = ("value", "high", "relation", "unit")


def faults(key: str, entry: object, name: str, kind: str, identity: str) -> list[tuple[str, str]]:
    """Return every fault of one entry, as (rule, message).

    Each key is tried in an entry that is sound otherwise, so that one fault never hides another.

    Example:
        >>> wrong = {"value": "70B", "unit": "params", "source": "s", "where": "w", "quote": "q", "colour": "red"}
        >>> [rule for rule, _ in faults("parameters", wrong, "Example", "model", "meta/example")]
        ['unknown-key', 'decimal', 'unit']
    """
    try:
        about = field(key)
    except FlopwatchError as error:
        return [("unknown-field", str(error))]
    if not isinstance(entry, dict):
        return [("schema", f"is not a table but {entry!r:.100}. Write [[{key}]] and its keys below.")]
    out = [
        ("unknown-key", f"key {one!r:.100} is not known. Known keys: {', '.join(ENTRY_KEYS)}.")
        for one in entry
        if one not in ENTRY_KEYS
    ]
    silent = entry.get("relation") == "unknown"
    needed = ("source", "where") if silent else ("value", "source", "where", "quote")
    out += [("missing-key", f"has no {one}.") for one in needed if not entry.get(one)]
    trial_kind = kind if kind in about.subjects else about.subjects[0]
    if kind in SUBJECT_KINDS and kind != trial_kind:
        out.append(("schema", f"{key} is not a field of a {kind!r}."))
    sound = {"source": "s", "where": "w", **({"relation": "unknown"} if silent else _sound(about))}

    def refused(keys: Iterable[str]) -> Exception | None:
        """Return what the reader raises at these keys of the entry, the others being sound; None if it takes them."""
        stated = {one: entry[one] for one in keys if one in entry}
        trial = {**{one: text for one, text in sound.items() if one not in keys or one in needed}, **stated}
        try:
            claim_of(key, trial, name, trial_kind, identity)
        except (FlopwatchError, ValueError) as error:
            return error
        return None

    for one in ENTRY_KEYS:
        if one not in _VALUE_KEYS and entry.get(one) not in (None, "") and (wrong := refused([one])):
            out.append(("date" if one == "recorded" else "schema", _words(wrong)))
    out += _value_faults(about, entry, refused)
    return out or [("schema", _first(key, entry, name, kind, identity))]


def _words(error: Exception) -> str:
    return error.words if isinstance(error, FlopwatchError) else str(error)


def _first(key: str, entry: object, name: str, kind: str, identity: str) -> str:
    try:
        claim_of(key, entry, name, kind, identity)
    except (FlopwatchError, ValueError) as error:
        return str(error)
    raise AssertionError(f"{identity}: [[{key}]] is sound")


def _sound(about: Field) -> dict[str, str]:
    """Return keys of a valid entry of that field."""
    value = {"quantity": "1", "date": "2020", "term": "CN" if about.vocabulary == "country" else "x"}.get(
        about.kind, "x"
    )
    closed = {"confidence": "Likely", "organization_category": "industry", "product_use": "confirmed"}
    sound = {"value": closed.get(about.vocabulary, value), "quote": "q"}
    return {**sound, "unit": about.units[0]} if about.kind == "quantity" else sound


def _value_faults(
    about: Field, entry: Mapping[str, object], refused: Callable[[Iterable[str]], Exception | None]
) -> Iterator[tuple[str, str]]:
    """Yield faults of value, unit and relation: each alone and, only if all are sound, together."""
    alone: list[tuple[str, str]] = []
    if about.kind == "quantity":
        for end in ("value", "high"):
            number = entry.get(end)
            if isinstance(number, str) and number:
                try:
                    exact(number)
                except ValueError as error:
                    alone.append(("decimal", f"{end} {error}."))
            elif number not in (None, ""):
                alone.append(("decimal", f"{end} {number!r:.100} is not text."))
        if entry.get("relation") != "unknown" or entry.get("unit"):
            alone += _unit_faults(about, entry.get("unit", ""))
    elif wrong := refused(["value"]):
        alone.append(({"date": "date", "term": "unknown-term"}.get(about.kind, "schema"), _words(wrong)))
    yield from alone
    if not alone and entry.get("value") and (wrong := refused(_VALUE_KEYS)):
        rule = (
            "out-of-range"
            if isinstance(wrong, OutOfRange)
            else "unit"
            if entry.get("unit") and about.kind != "quantity"
            else "schema"
        )
        yield rule, _words(wrong)


def _unit_faults(about: Field, stated: object) -> Iterator[tuple[str, str]]:
    try:
        known = unit(stated if isinstance(stated, str) else repr(stated))
    except BadClaim:
        known = None
    if known is None or known.base not in about.units:
        yield "unit", f"unit {stated!r:.100} is not one of {', '.join(about.units)}."
