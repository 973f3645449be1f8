"""Claim and Source: a statement with its subject, its source and the source's words."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import msgspec

from flopwatch.domain.dates import PartialDate
from flopwatch.domain.decimals import exact
from flopwatch.domain.errors import BadClaim, OutOfRange
from flopwatch.domain.fields import SUBJECT_KINDS, field
from flopwatch.domain.units import unit
from flopwatch.domain.unknown import Quarantined, Skip

RELATIONS: tuple[str, ...] = ("=", "≥", "≤", "≈", "range", "unknown")
SIZE_FROM_NAME = "size-from-name"  # flag of a size whose words are only a model's name: no statement of it
WITHDRAWN = "withdrawn"  # flag of a claim that its source no longer states a value
MAX_TEXT = 20_000  # characters of one text in a claim; the longest abstract of the Epoch exports has 9 000
MAX_NAME = 500  # characters of a name or an id; the longest name seen has 120
MAX_QUALIFIERS = 50  # of one claim

# Marks that can make shown text read otherwise than it is stored: bidi embedding, override and isolate, and controls.
_HOSTILE = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF}


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The origin of claims: a document, a dataset, a list, or a file of the bundled base.

    `group` names the independence group: sources that copy each other share it and do not corroborate each other.
    `rank` orders sources that disagree: 1 is preferred; 0 is unranked and comes last. `kept_for` says why a source that
    nothing cites is kept. A source that a reader imports names the `reader`, the http(s) `address` of the file if
    known, and the number of days between changes of that file. `table` names the table of which the file is one state,
    whatever the file is called; `selection` says which rows that table lists, "" if it lists all.
    """

    id: str
    title: str
    url: str = ""
    licence: str = ""
    date: str = ""
    group: str = ""
    rank: int = 0
    note: str = ""
    kept_for: str = ""
    reader: str = ""
    address: str = ""
    cadence_days: int | None = None
    table: str = ""
    selection: str = ""


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One statement of one source about one field of one subject.

    Args:
        subject: The subject's name as the source writes it (whitespace collapsed).
        field: A name of `FIELDS`.
        value: Canonical: an exact decimal in `unit`, an ISO date, a vocabulary's term, a link, or text. Empty only
            if the relation is `unknown`.
        source: Id of the public source it cites.
        locator: The place in that source.
        as_written: The source's words for it.
        kind: Kind of subject, one of `SUBJECT_KINDS`.
        unit: Unit of a quantity, as the source counts (converted at comparison, not here).
        relation: `=`, `≥`, `≤`, `≈`, `range` (value to `high`) or `unknown` (the source says it is unknown).
        high: Upper end of a range.
        qualifiers: Component, benchmark, setting, number format, date, `usd_year`, ….
        flags: What a reader noticed: `lost-superscript`, `ambiguous-date`, `lenient`, `largest-of-list`, ….
        entry: The entry of the source it belongs to; claims of one entry describe the same subject.
        identity: The subject's id, if a curated file states it.
        reported_from: The paper or page behind the source, as a lead.
        recorded: ISO date of transcription; not part of its id.
    """

    subject: str
    field: str
    value: str
    source: str
    locator: str
    as_written: str
    kind: str = "model"
    unit: str = ""
    relation: str = "="
    high: str = ""
    qualifiers: dict[str, str] = {}
    flags: tuple[str, ...] = ()
    entry: str = ""
    identity: str = ""
    reported_from: str = ""
    recorded: str = ""

    def id_in(self, snapshot_source: str) -> str:
        """Return the claim's id within a snapshot of that source: a hash of content and source, without the date."""
        body = msgspec.structs.replace(self, recorded="")
        digest = hashlib.sha256(snapshot_source.encode() + b"\n" + msgspec.json.encode(body, order="sorted"))
        return digest.hexdigest()[:20]


class SetAside(msgspec.Struct, frozen=True):
    """A cell of a kept entry that states a field but is not valid.

    Args:
        subject: The entry's subject as written.
        field: The field that the cell states.
        locator: Its place in the source.
        as_written: The cell.
        reason: Why it is set aside.
        impossible: True if it was read but its value is impossible; False if it could not be read.
    """

    subject: str
    field: str
    locator: str
    as_written: str
    reason: str
    impossible: bool = False


class Reading(msgspec.Struct, kw_only=True):
    """The result of reading one file. Counts balance: read = claimed + len(skipped) + len(quarantined).

    Args:
        claims: Every claim, in the file's order.
        read: Entries found in the file.
        claimed: Entries that gave at least one claim.
        skipped: Entries left out on purpose, with reasons.
        quarantined: Entries that failed a check, with reasons.
        notes: Values dropped from kept entries, values not taken as written, unknown columns, repeated names, with
            reasons.
        counts: The reader's own figures (`blocks`, `entries_model`, `models_distinct`, `frameworks`, …).
        set_aside: Cells of kept entries that state a field but are not valid; `notes` says the same in words.
        columns: Headers of a table, in order.
        names: Names as written, by entry, where blanks or control characters in them are collapsed in the claims.
    """

    claims: list[Claim]
    read: int
    claimed: int
    skipped: list[Skip] = []
    quarantined: list[Quarantined] = []
    counts: dict[str, int] = {}
    notes: list[str] = []
    set_aside: list[SetAside] = []
    columns: tuple[str, ...] = ()
    names: dict[str, str] = {}

    def __post_init__(self) -> None:
        if self.read != self.claimed + len(self.skipped) + len(self.quarantined):
            raise AssertionError(
                f"entries do not balance: {self.read} read, {self.claimed} claimed, "
                f"{len(self.skipped)} skipped, {len(self.quarantined)} quarantined"
            )


def clean_text(text: str) -> str:
    """Make outside text safe to keep: collapse whitespace, show control and bidi marks as `�`, normalise nothing.

    Never applies NFKC: it turns 10²³ into 1023.

    Example:
        >>> clean_text(" Cosmos-1.0-\\nDiffusion-14B "), clean_text("10²³")
        ('Cosmos-1.0- Diffusion-14B', '10²³')
    """
    if (
        text.isprintable() and "  " not in text and text == text.strip()
    ):  # most texts: U+0020 is the only blank they hold
        return text
    collapsed = " ".join(text.split())
    if collapsed.isprintable():  # no control, format, surrogate or unassigned character, whatever the script
        return collapsed
    return "".join("�" if ord(c) in _HOSTILE or unicodedata.category(c) in ("Cc", "Cs", "Cn") else c for c in collapsed)


def check_claim(claim: Claim) -> Claim:
    """Return the claim if it satisfies the schema.

    Raises:
        BadClaim: Naming the subject, the field, the value and what is wrong with it.
    """

    def bad(why: str, kind: type[BadClaim] = BadClaim) -> BadClaim:
        words = f"{claim.subject[:80]}: {claim.field} {claim.value[:80]!r} {why}"
        return kind(words, cited=f"{claim.source}, {claim.locator}")

    about = field(claim.field)
    if claim.kind not in SUBJECT_KINDS or claim.kind not in about.subjects:
        raise bad(f"is not a field of a {claim.kind!r}")
    if not claim.subject or not claim.source or not claim.locator:
        raise bad("lacks a subject, a source or a locator")
    if claim.relation not in RELATIONS:
        raise bad(f"has relation {claim.relation!r}, not one of {' '.join(RELATIONS)}")
    if len(claim.subject) > MAX_NAME:
        raise bad(f"has a subject of {len(claim.subject)} characters, more than {MAX_NAME}")
    for text in (claim.subject, claim.value, claim.as_written, claim.locator, claim.reported_from):
        if len(text) > MAX_TEXT:
            raise bad(f"is longer than {MAX_TEXT} characters")
        if text != clean_text(text):
            raise bad("holds raw control marks or uncollapsed whitespace")
    try:
        _check_circumstances(claim)
    except ValueError as error:
        raise bad(f"is not valid: {error}") from error
    if claim.relation == "unknown":
        return claim
    if not claim.value:
        raise bad("is empty")
    try:
        if about.kind == "quantity":
            _check_quantity(claim, about.units, about.low, about.high)
        elif about.kind == "date":
            PartialDate.from_iso(claim.value)
    except _Outside as error:
        raise bad(f"is invalid: {error}", OutOfRange) from error
    except ValueError as error:
        raise bad(f"is invalid: {error}") from error
    if about.kind != "quantity" and claim.unit:
        raise bad(f"has unit {claim.unit!r} but is not a quantity")
    return claim


def check_text(part: str, text: str) -> None:
    """Refuse a text that is too long, or that holds control, bidi or surrogate marks or uncollapsed whitespace.

    Raises:
        BadClaim: Naming the part.
    """
    if len(text) > MAX_TEXT:
        raise BadClaim(f"{part} is longer than {MAX_TEXT} characters")
    if text != clean_text(text):
        raise BadClaim(f"{part} {ascii(text[:40])} holds raw control marks or uncollapsed whitespace")


def check_date(part: str, text: str) -> None:
    """Refuse a text that is neither empty nor an ISO date.

    Raises:
        BadClaim: Naming the part and its value.
    """
    try:
        if text:
            PartialDate.from_iso(text)
    except ValueError as error:
        raise BadClaim(f"{part}: {error}") from error


_IDENTITY = re.compile(r"[a-z0-9][a-z0-9.+-]{0,99}(?:/[a-z0-9][a-z0-9.+-]{0,99}){1,3}")


def _check_circumstances(claim: Claim) -> None:
    """Refuse invalid identity, date, range end or other details of a claim."""
    if claim.identity and not _IDENTITY.fullmatch(claim.identity):
        raise ValueError(f"its identity {claim.identity[:80]!r} is not a developer/model")
    if claim.recorded:
        PartialDate.from_iso(claim.recorded)
    if claim.high and claim.relation != "range":
        raise ValueError(f"it has an upper end {claim.high[:40]!r} but is not a range")
    if len(claim.qualifiers) > MAX_QUALIFIERS:
        raise ValueError(f"it has {len(claim.qualifiers)} qualifiers, more than {MAX_QUALIFIERS}")
    if (share := claim.qualifiers.get("share", "")) and not 0 <= exact(share) <= 1:
        raise ValueError(f"its share {share[:40]!r} is no fraction from 0 to 1")
    for text in (claim.entry, *claim.flags, *claim.qualifiers, *claim.qualifiers.values()):
        if len(text) > MAX_TEXT or text != clean_text(text):
            raise ValueError(f"{ascii(text[:40])} is too long, or holds raw control marks or uncollapsed whitespace")


class _Outside(ValueError):
    """A number outside the range of its field."""


def _check_quantity(claim: Claim, units: tuple[str, ...], low: str, high: str) -> None:
    known = unit(claim.unit)
    if known.base not in units:
        raise ValueError(f"unit {claim.unit!r} is not one of {', '.join(units)}")
    ends = [exact(claim.value), *([exact(claim.high)] if claim.relation == "range" else [])]
    if ends != sorted(ends):
        raise ValueError(f"range {claim.value} to {claim.high} has its upper end below its lower end")
    for end in ends:
        base = end * known.factor
        if low and not exact(low) <= base <= exact(high):
            raise _Outside(
                f"{end} {claim.unit} is outside {low}..{high} {known.base}. Was an exponent or unit mistyped?"
            )
