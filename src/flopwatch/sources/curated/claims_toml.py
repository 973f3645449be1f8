"""claims-toml: our own small text format for facts, one file for each model, read and written."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterable
from typing import Any

import msgspec

from flopwatch.domain import (
    FIELDS,
    BadClaim,
    BadInput,
    Claim,
    PartialDate,
    Quarantined,
    Reading,
    Source,
    check_claim,
    clean_text,
)
from flopwatch.sources.contract import Reader
from flopwatch.sources.curated.claim_entries import claim_of, head_of, identity_of

MAX_FILE = 2_000_000  # bytes; the largest file of the bundled base has some 40 000

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,100}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_LINE = re.compile(r'([A-Za-z0-9_-]{1,100}) = "([^"\\\x00-\x1f\x7f]*)"')
_HEAD_LINE = re.compile(r"\[\[([A-Za-z0-9_-]{1,100})\]\]")
_DAY_LINE = re.compile(r"([A-Za-z0-9_-]{1,100}) = ([0-9]{4}-[0-9]{2}-[0-9]{2})")
# A string with escapes, a list, an inline table: complete on its line, else the real parser reads it.
_OTHER_LINE = re.compile(r"([A-Za-z0-9_-]{1,100}) = [\[{\"].{1,20000}")
_FIELD_ORDER = {about.name: place for place, about in enumerate(FIELDS)}


def read_claims(data: bytes, source: Source, *, strict: bool = False) -> Reading:
    """Read one file of claims.

    Each `[[field]]` table is an entry. One that breaks the schema is quarantined with its reason, or, with `strict`,
    refuses the whole file: the bundled base must hold nothing doubtful.

    Args:
        data: The file, UTF-8.
        source: The file as a source; its id ends in the subject's id (`claims/<developer>/<model>`).
        strict: Whether the first bad entry raises.

    Returns:
        Its claims in the file's order; `counts` holds `fields`, the number of different fields.

    Raises:
        BadInput: If the file is not a claims-toml at all, or, with `strict`, if any entry is bad.

    Example:
        >>> text = '''name = "GPT-3"
        ... [[parameters]]
        ... value = "175e9"
        ... unit = "parameters"
        ... source = "awesome-huge-models"
        ... where = "GPT-3: Params"
        ... quote = "175B"
        ... '''
        >>> claim = read_claims(text.encode(), Source(id="claims/openai/gpt-3", title="")).claims[0]
        >>> claim.identity, claim.value, claim.as_written
        ('openai/gpt-3', '175000000000', '175B')
    """
    file_identity = identity_of(source.id)
    table = parse_claims(data, source.id)
    name, kind = head_of(table, source.id, file_identity)
    claims: list[Claim] = []
    quarantined: list[Quarantined] = []
    seen: set[bytes] = set()
    met = claimed = 0
    for key, value in table.items():
        if key in ("name", "kind", "id"):
            continue
        entries = value if isinstance(value, list) else [value]
        for number, entry in enumerate(entries, 1):
            met += 1
            place = f"[[{key[:100]}]] no. {number}"
            try:
                claim = claim_of(key, entry, name, kind, file_identity)
                digest = msgspec.json.encode(msgspec.structs.replace(claim, recorded=""), order="sorted")
                if digest in seen:
                    raise BadClaim("states the same claim twice. Remove one of the two.")
            except (BadClaim, ValueError) as error:
                if strict:
                    raise BadInput(f"{place}: {error}", place=f"{source.id}.toml") from error
                quarantined.append(Quarantined(place, clean_text(str(error))))
                continue
            seen.add(digest)
            claims.append(claim)
            claimed += 1
    counts = {"fields": len({claim.field for claim in claims})}
    return Reading(claims=claims, read=met, claimed=claimed, quarantined=quarantined, counts=counts)


def write_claims(identity: str, name: str, claims: Iterable[Claim]) -> str:
    """Write the file of one subject's claims: the same claims always give the same text, and reading it returns them.

    Entries are sorted by the order of `FIELDS`, then by item, source and place.

    Args:
        identity: Id of the subject, `developer/model`.
        name: The name it is shown under.
        claims: Claims with that identity or none yet, or with `identity/item` for the items of one file (findings,
            recipes).

    Raises:
        BadClaim: If a claim breaks the schema or belongs to another file.
        ValueError: If `recorded` is not a date.

    Example:
        >>> claim = Claim(subject="GPT-3", identity="openai/gpt-3", field="parameters", value="175000000000",
        ...               unit="parameters", source="awesome-huge-models", locator="GPT-3: Params", as_written="175B")
        >>> print(write_claims("openai/gpt-3", "GPT-3", [claim]))
        name = "GPT-3"
        <BLANKLINE>
        [[parameters]]
        value = "175000000000"
        unit = "parameters"
        source = "awesome-huge-models"
        where = "GPT-3: Params"
        quote = "175B"
        <BLANKLINE>
    """
    unique = {msgspec.json.encode(claim, order="sorted"): claim for claim in claims}
    rows = sorted(unique.items(), key=lambda item: (_sort_key(item[1]), item[0]))
    kinds = {claim.kind for _, claim in rows} or {"model"}
    if len(kinds) > 1:
        raise BadClaim(
            f"{identity}: claims of kinds {', '.join(sorted(kinds))} cannot share a file. Write one file for each."
        )
    lines = [f"name = {_string(name)}"]
    kind = kinds.pop()
    if kind != "model":
        lines.append(f"kind = {_string(kind)}")
    for _, claim in rows:
        check_claim(claim)
        if claim.recorded:
            PartialDate.from_iso(claim.recorded)
        if claim.identity not in ("", identity) and not claim.identity.startswith(identity + "/"):
            raise BadClaim(f"{identity}: a claim about {claim.identity or claim.subject!r} belongs to another file")
        lines += ["", f"[[{claim.field}]]", *_entry_lines(claim, identity, name)]
    return "\n".join(lines) + "\n"


def describe(name: str, data: bytes) -> Source:
    """Return the Source of an outside file of claims: separate from the bundled file on the same model, which it
    never replaces.
    """
    table = parse_claims(data, name)
    stated = table.get("id")
    path = (
        stated if isinstance(stated, str) else "/".join(name.removesuffix(".toml").replace("\\", "/").split("/")[-2:])
    )
    dates = [
        str(entry["recorded"])
        for entries in table.values()
        if isinstance(entries, list)
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("recorded"), (str, dt.date))
    ]
    title = table.get("name")
    return Source(
        id=f"claims-file/{identity_of(path)}",
        title=clean_text(title if isinstance(title, str) else path),
        date=max((date for date in dates if _DAY.fullmatch(date)), default=""),
    )


CLAIMS_TOML = Reader(
    name="claims-toml",
    version=1,
    summary="A file of claims about one model, as in data/claims",
    read=read_claims,
    describe=describe,
    endings=(".toml",),
)


def parse_claims(data: bytes, place: str) -> dict[str, Any]:
    """Parse the tables of a file of claims.

    Raises:
        BadInput: If it is not TOML or too large.
    """
    if len(data) > MAX_FILE:
        raise BadInput(
            f"{len(data)} bytes; a file of claims has at most {MAX_FILE}. Split it by model.", place=place[:200]
        )
    try:
        text = data.decode("utf-8-sig")
        regular = regular_toml(text)
        return tomllib.loads(text, parse_float=str) if regular is None else regular
    # RecursionError: a few thousand nested brackets exhaust the parser's stack.
    except (ValueError, RecursionError) as error:
        words = f"not TOML: {clean_text(str(error))[:300]}. Nothing of it was read."
        raise BadInput(words, place=place[:200]) from error


def regular_toml(text: str) -> dict[str, Any] | None:
    """Parse text in the regular form of `write_claims` like `tomllib.loads`, three times as fast; None for any
    other text.

    Every command reads the whole base first. Whatever is not plainly regular, line by line, is left to the real parser.

    Example:
        >>> regular_toml('name = "A"\\n[[title]]\\nvalue = "B"')
        {'name': 'A', 'title': [{'value': 'B'}]}
        >>> regular_toml("name = 'A'") is None
        True
    """
    table: dict[str, Any] = {}
    here, headed = table, set()
    value: Any
    for line in text.split("\n"):
        if plain := _PLAIN_LINE.fullmatch(line):
            key, value = plain[1], plain[2]
        elif not line or (line[0] == "#" and line.isprintable()):
            continue
        elif day := _DAY_LINE.fullmatch(line):
            try:
                key, value = day[1], dt.date.fromisoformat(day[2])
            except ValueError:
                return None
        elif head := _HEAD_LINE.fullmatch(line):
            if head[1] in table and head[1] not in headed:
                return None
            headed.add(head[1])
            here = {}
            table.setdefault(head[1], []).append(here)
            continue
        elif other := _OTHER_LINE.fullmatch(line):
            try:
                (found,) = tomllib.loads(line, parse_float=str).items()
            except (ValueError, RecursionError):
                return None
            key, value = found
            if key != other[1]:
                return None
        else:
            return None
        if key in here:
            return None
        here[key] = value
    return table


def _sort_key(claim: Claim) -> tuple[int, str, str, str]:
    return (_FIELD_ORDER.get(claim.field, len(FIELDS)), claim.identity, claim.source, claim.locator)


def _string(text: str) -> str:
    # JSON's escapes are a subset of TOML's basic strings, except that TOML also forbids a bare DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _entry_lines(claim: Claim, identity: str, name: str) -> Iterable[str]:
    item = claim.identity[len(identity) + 1 :]
    plain = {
        "id": item,
        "subject": claim.subject if claim.subject != name else "",
        "value": claim.value,
        "high": claim.high,
        "relation": claim.relation if claim.relation != "=" else "",
        "unit": claim.unit,
        "source": claim.source,
        "where": claim.locator,
        "quote": claim.as_written,
    }
    for key, text in plain.items():
        if text:
            yield f"{key} = {_string(text)}"
    if claim.recorded:
        yield f"recorded = {claim.recorded if _DAY.fullmatch(claim.recorded) else _string(claim.recorded)}"
    if claim.qualifiers:
        pairs = ", ".join(
            f"{key if _BARE_KEY.fullmatch(key) else _string(key)} = {_string(value)}"
            for key, value in sorted(claim.qualifiers.items())
        )
        yield f"qualifiers = {{ {pairs} }}"
    if claim.flags:
        yield f"flags = [{', '.join(map(_string, claim.flags))}]"
    for key, text in (("entry", claim.entry), ("reported_from", claim.reported_from)):
        if text:
            yield f"{key} = {_string(text)}"
