"""Contents of a file of claims: its subject, its head, and the claim of each entry."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flopwatch.domain import (
    MAX_TEXT,
    SUBJECT_KINDS,
    VOCABULARIES,
    BadClaim,
    BadInput,
    Claim,
    PartialDate,
    canonical,
    check_claim,
    clean_text,
    exact,
    field,
    term_for,
)

ENTRY_KEYS: tuple[str, ...] = (
    "id",
    "subject",
    "value",
    "high",
    "relation",
    "unit",
    "source",
    "where",
    "quote",
    "recorded",
    "qualifiers",
    "flags",
    "entry",
    "reported_from",
)

# Terms of these vocabularies are compared by rules, so a word outside them would silently match no rule.
CLOSED_VOCABULARIES: tuple[str, ...] = ("country", "confidence", "organization_category", "product_use")
_SLUG = re.compile(r"[a-z0-9][a-z0-9.+-]{0,99}")


def identity_of(source_id: str) -> str:
    """Return the id of a file's subject: the last two parts of its source's id.

    Raises:
        BadInput: If they are not `developer/model`.

    Example:
        >>> identity_of("claims/openai/gpt-3")
        'openai/gpt-3'
    """
    parts = source_id.split("/")[-2:]
    if len(parts) != 2 or not all(_SLUG.fullmatch(part) for part in parts):
        raise BadInput(
            "the path does not end in developer/model. Name the file <developer>/<model>.toml in lower case, with "
            "letters, digits, '.', '+' and '-' only.",
            place=source_id[:200],
        )
    return "/".join(parts)


def head_of(table: Mapping[str, Any], place: str, identity: str) -> tuple[str, str]:
    """Return the subject's name and kind from the head of a file, above its entries.

    Raises:
        BadInput: If the name is not text, the kind is not known, or the id is not the path's.
    """
    name, kind, stated = table.get("name"), table.get("kind", "model"), table.get("id", identity)
    if not isinstance(name, str) or not name or clean_text(name) != name or len(name) > 500:
        raise BadInput(
            f'name {name!r:.200} is not plain text. Write the subject\'s name: name = "GPT-3".', place=f"{place}.toml"
        )
    if kind not in SUBJECT_KINDS:
        raise BadInput(f"kind {kind!r:.100} is not one of {', '.join(SUBJECT_KINDS)}.", place=f"{place}.toml")
    if stated != identity:
        raise BadInput(
            f"id {stated!r:.200} differs from the path, which says {identity}. Remove or correct it.",
            place=f"{place}.toml",
        )
    return name, kind


def _term(vocabulary: str, value: str) -> str:
    """Return the vocabulary's term for a word; the word itself if an open vocabulary has none, or without a
    vocabulary.
    """
    if vocabulary not in VOCABULARIES:
        return value
    term = term_for(vocabulary, value)
    if not term and vocabulary in CLOSED_VOCABULARIES:
        raise BadClaim(f"value {value!r} is not a term of the vocabulary {vocabulary} (domain/vocabularies.py).")
    return term or value


def claim_of(key: str, entry: object, name: str, kind: str, identity: str) -> Claim:
    """Return the claim that one entry states.

    Raises:
        BadClaim: At the first thing that breaks the schema.
        ValueError: If `recorded` is not a date.
    """
    about = field(key)
    if not isinstance(entry, dict):
        raise BadClaim(f"is not a table but {entry!r:.100}. Write [[{key}]] and its keys below.")
    unknown = [k for k in entry if k not in ENTRY_KEYS]
    if unknown:
        raise BadClaim(f"key {unknown[0]!r:.100} is not known. Known keys: {', '.join(ENTRY_KEYS)}.")
    relation = _text(entry, "relation") or "="
    value = _value(entry, "value", about.kind)
    high = _value(entry, "high", about.kind)
    missing = [one for one in ("value", "quote") if relation != "unknown" and not entry.get(one)]
    if missing:
        raise BadClaim(f'has no {missing[0]}. Write it, or relation = "unknown" where the source says it is not known.')
    if (relation == "range") != bool(high):
        raise BadClaim(f'has relation {relation!r} and high {high!r}: a range needs both relation = "range" and high.')
    if about.kind == "term" and value:
        value = _term(about.vocabulary, value)
    item = _text(entry, "id")
    if item and not _SLUG.fullmatch(item):
        raise BadClaim(f"id {item!r} is not of the form lower-case-words.")
    recorded = _value(entry, "recorded", "date")
    if recorded:
        _check_date(recorded)
    return check_claim(
        Claim(
            subject=_text(entry, "subject") or name,
            field=key,
            value=value,
            source=_text(entry, "source"),
            locator=_text(entry, "where"),
            as_written=_text(entry, "quote"),
            kind=kind,
            unit=_text(entry, "unit"),
            relation=relation,
            high=high,
            qualifiers=_qualifiers(entry.get("qualifiers", {})),
            flags=_flags(entry.get("flags", [])),
            entry=_text(entry, "entry"),
            identity=f"{identity}/{item}" if item else identity,
            reported_from=_text(entry, "reported_from"),
            recorded=recorded,
        )
    )


def _text(entry: Mapping[str, object], key: str) -> str:
    return _plain(entry[key], key) if key in entry else ""


def _plain(text: object, key: str) -> str:
    if not isinstance(text, str):
        raise BadClaim(f'{key} {text!r:.100} is not text. Write it in quotes: {key} = "{str(text)[:60]}".')
    if len(text) > MAX_TEXT or clean_text(text) != text:
        raise BadClaim(f"{key} {text[:60]!r} is too long, or holds line breaks, double spaces or control marks.")
    return text


def _value(entry: Mapping[str, object], key: str, kind: str) -> str:
    if key not in entry:
        return ""
    value = entry[key]
    if kind == "date" and isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    text = _plain(value, key)  # a bare integer is refused here; a bare float has stayed the text it was
    if kind == "quantity" and text:
        try:
            return canonical(exact(text))
        except ValueError as error:
            raise BadClaim(f"{key} {error}. Write out 175B as 175e9; the source's own words go into quote.") from error
    return text


@lru_cache(maxsize=1000)
def _check_date(text: str) -> None:
    PartialDate.from_iso(text)


def _qualifiers(table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise BadClaim(f'qualifiers {table!r:.100} is not a table. Write qualifiers = {{component = "base model"}}.')
    return {_plain(key, "qualifier"): _plain(value, f"qualifier {key}") for key, value in table.items()}


def _flags(flags: object) -> tuple[str, ...]:
    if not isinstance(flags, list):
        raise BadClaim(f'flags {flags!r:.100} is not a list. Write flags = ["lenient"].')
    return tuple(_plain(flag, "flag") for flag in flags)
