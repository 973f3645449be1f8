"""Files handed in with the form: read by the readers of `flopwatch import`, shown first, then filed as proposals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import msgspec

from flopwatch import records, review, sources
from flopwatch.api.review_desk import Desk
from flopwatch.api.submissions import Submitted, file_proposals, form_fields, replaced
from flopwatch.domain import (
    BadInput,
    Claim,
    FlopwatchError,
    NotFound,
    Propose,
    Quarantined,
    Snapshot,
    Source,
    check_event,
    clean_text,
)
from flopwatch.wording import web_link

MOST_BYTES = 600_000  # of one file; its text in a form stays below the limit of a request
_FIRST = ("training_compute", "parameters", "tokens_seen")  # the statement that names a proposal, if there are several


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """A file with what its sender says of it.

    Args:
        name: Its name.
        raw: Its bytes.
        url: Public address of the source it copies; "" if each statement cites a source of the census.
        title: Title of that source, or "".
        date: Its ISO date, or "".
        comment: Why, in the sender's words.
    """

    name: str
    raw: bytes
    url: str = ""
    title: str = ""
    date: str = ""
    comment: str = ""


class FilePreview(msgspec.Struct, frozen=True, kw_only=True):
    """The additions of a file to the queue; read = claimed + skipped + quarantined.

    Args:
        name: The file's name.
        reader: The reader of its format.
        read: Entries read.
        claimed: Entries that state something about a subject.
        skipped: Entries left out on purpose, with the reason.
        quarantined: Entries that could not be read, with the reason.
        held: Entries that were read and cannot be proposed, with the reason.
        notes: What the reader says of the file: columns and sheets not read, cells set aside.
        proposals: The proposals, one for each model and source.
    """

    name: str
    reader: str
    read: int
    claimed: int
    skipped: tuple[Quarantined, ...]
    quarantined: tuple[Quarantined, ...]
    held: tuple[Quarantined, ...]
    notes: tuple[str, ...]
    proposals: tuple[Propose, ...]


def preview_file(desk: Desk, given: Handed, *, by: str = "") -> FilePreview:
    """Read a file and return what it would add; nothing is stored.

    Raises:
        BadInput: If the file cannot be read at all, or its address is no public one; the message names the file.
    """
    if given.url and not web_link(given.url):
        raise BadInput(
            f"the address {given.url[:80]!r} is no http or https address that a reader may follow. Give that of the "
            "source, without a user name."
        )
    snapshot = sources.read_handed_in(given.name, given.raw, MOST_BYTES, date=given.date)
    held: list[Quarantined] = []
    proposals: list[Propose] = []
    known = {str(one["name"]) for one in form_fields()}
    for place, claims in _entries(snapshot).items():
        if left := sorted({one.field for one in claims if one.field not in known}):
            held.append(Quarantined(place, f"not taken from files: {', '.join(left)}"))
        taken = [one for one in claims if one.field in known and one.kind == "model"]
        if not taken:
            held.append(Quarantined(place, "states nothing about a model that can be proposed"))
            continue
        try:
            proposals += _proposals(desk, given, taken, by)
        except FlopwatchError as error:
            held.append(Quarantined(place, clean_text(str(error))[:300]))
    return FilePreview(
        name=clean_text(given.name)[:200],
        reader=snapshot.reader,
        read=snapshot.read,
        claimed=snapshot.claimed,
        skipped=tuple(Quarantined(one.item, one.reason) for one in snapshot.skipped),
        quarantined=snapshot.quarantined,
        held=tuple(held),
        notes=snapshot.notes,
        proposals=tuple(proposals),
    )


def submit_file(desk: Desk, given: Handed, *, by: str = "") -> tuple[Submitted, ...]:
    """File what `preview_file` shows, in one transaction: all of it or nothing.

    Raises:
        BadInput: As `preview_file`; if there is nothing to propose, or too much waits already.
    """
    seen = preview_file(desk, given, by=by)
    if not seen.proposals:
        why = seen.held[0].reason if seen.held else "no entry was read"
        raise BadInput(f"{seen.name}: nothing to propose: {why}")
    return file_proposals(desk, seen.proposals, by=by)


def _entries(snapshot: Snapshot) -> dict[str, list[Claim]]:
    """Return the claims of each entry by a name of it that a reader of the file understands."""
    found: dict[str, list[Claim]] = {}
    for one in snapshot.claims:
        found.setdefault(f"{one.entry or one.identity} {one.subject}"[:200].strip(), []).append(one)
    return found


def _proposals(desk: Desk, given: Handed, claims: list[Claim], by: str) -> Iterator[Propose]:
    """Yield the proposals of one entry: one for each source, without what the census has already.

    Raises:
        NotFound: If there is no such model and the entry names no developer.
        BadInput: If the census has all of it already, or a statement cites no public source.
    """
    model, name = _subject(desk, claims)
    by_source: dict[str, list[Claim]] = {}
    for one in claims:
        by_source.setdefault(one.source if one.source in desk.outlook().sources else "", []).append(one)
    record, made, why = desk.outlook().records.get(model), 0, ""
    for key, cited in by_source.items():
        about = _about(given, desk.outlook().sources.get(key), model, cited)
        new: list[Claim] = []
        for one in sorted(cited, key=_rank):
            stated = msgspec.structs.replace(
                one, subject=name, identity=model, source=about.id, recorded=desk.today(), entry=""
            )
            try:
                replaced(record, stated)
            except BadInput as error:
                why = str(error)
            else:
                new.append(stated)
        if new:
            made += 1
            yield _proposal(given, new, about, replaced(record, new[0]), by, desk.today())
    if not made:
        raise BadInput(why)


def _proposal(given: Handed, claims: list[Claim], about: Source, replaces: str, by: str, day: str) -> Propose:
    made = Propose(
        claims=tuple(claims),
        about=about,
        replaces=replaces,
        by=clean_text(by),
        on=day,
        reason=clean_text(given.comment),
    )
    check_event(made)
    return made


def _rank(claim: Claim) -> tuple[int, str]:
    return _FIRST.index(claim.field) if claim.field in _FIRST else len(_FIRST), claim.field


def _subject(desk: Desk, claims: list[Claim]) -> tuple[str, str]:
    """Return the id of the model of an entry and its name."""
    first, held = claims[0], desk.outlook().records
    identity = desk.census().redirects.get(first.identity, first.identity)
    if identity in held:
        return identity, held[identity].name
    maker = next((one.value for one in claims if one.field == "developer"), "")
    try:
        key = desk.model_id(first.subject)
    except NotFound as error:
        if not maker:
            raise BadInput(f"{error} A new model needs a column with its developer.") from error
        key = records.id_of_new_model(first.subject, maker, desk.developers())
    return key, held[key].name if key in held else first.subject


def _about(given: Handed, known: Source | None, model: str, claims: Iterable[Claim]) -> Source:
    """Return the source of the claims of one proposal: one that the census knows, or the one the sender names."""
    url, title, date = (known.url, known.title, known.date) if known and known.url else (given.url, given.title, "")
    if not url:
        raise BadInput("cites no source that the census knows. Give the public address of the source.")
    said = "\n".join(f"{one.field}\n{one.value}\n{one.unit}\n{one.as_written}" for one in claims)
    host = urlsplit(url).hostname or url
    return Source(
        id=review.source_id(model, said, url),
        title=clean_text(title)[:300] or host,
        url=clean_text(url),
        date=date or given.date,
        group=known.group if known and known.group else host.removeprefix("www."),
        reader=review.READER,
    )
