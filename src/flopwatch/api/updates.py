"""Update: every source that is due is fetched once, compared with its last state, and kept unless a sign of damage
speaks against it.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from flopwatch import history, ledger, records, sources
from flopwatch.domain import AnyEvent, BadInput, NoSuchChoice, Shrunken, Snapshot, Source, counted, event_id

FOLDER = "updates"  # next to the ledger
LOG = "updates.jsonl"
LOCK = "updates.lock"
_WAIT_SECONDS = 2.0
_KEPT = ("new", "unchanged")
_MOST_CHANGES = 100  # named in the report of one source
_LONGEST_REASON = 300  # characters
_THRESHOLDS = (1e23, 1e24, 1e25, 1e26)  # FLOP, whose crossing is named
_KIND_WORDS = {"other": "changed", "date": "changed"}


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log: a source that was asked.

    Args:
        source: Id in `sources.toml`.
        address: The address asked.
        checked: ISO time, UTC.
        status: `new`, `unchanged`, `held` or `failed`.
        etag: `ETag` of the bytes that are current since, or "".
        modified: Their `Last-Modified`, or "".
        sha256: Their SHA-256, or "".
        version: Version of the reader that read them.
        reason: Why the source is held or failed, or "".
    """

    source: str
    address: str
    checked: str
    status: str
    etag: str = ""
    modified: str = ""
    sha256: str = ""
    version: int = 0
    reason: str = ""


class UpdatedSource(msgspec.Struct, frozen=True, kw_only=True):
    """The report on one source.

    Args:
        source: Id in `sources.toml`.
        status: `new`: its new state is in the ledger; `unchanged`; `held`: its new state waits for a person, the last
            one remains current; `failed`: it could not be fetched.
        read: Entries of the new state.
        added: Entries that the state before lacks.
        changed: Values that differ.
        withdrawn: Values and entries that are gone.
        quarantined: Entries that could not be read.
        reason: Why it is held or failed, or which entries an accepted state lacks, or "".
        changes: The first changes, in words.
    """

    source: str
    status: str
    read: int = 0
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    quarantined: int = 0
    reason: str = ""
    changes: tuple[str, ...] = ()


class Updated(msgspec.Struct, frozen=True):
    """The report of one update: the sources that were due, and the number of those that were not."""

    sources: tuple[UpdatedSource, ...]
    not_due: int


def update(
    data: Path,
    store: str,
    *,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    accept: Iterable[str] = (),
    every: bool = False,
    only: Iterable[str] = (),
    known_sources: Iterable[Source] | None = None,
) -> Updated:
    """Fetch every source of `sources.toml` that is due; keep each new state as one snapshot of the ledger.

    A source that is held or fails leaves the others alone. Killed at any moment, the next update does the rest: a state
    that is already in the ledger is not added twice.

    Args:
        data: The curated folder.
        store: Address of the ledger.
        now: The clock, UTC.
        accept: Ids of sources whose new state is kept although it is much smaller or looks like another form.
        every: Whether sources that are not due are fetched too.
        only: Ids of sources; only these are fetched, due or not. All where empty.
        known_sources: The sources to look at; those of `sources.toml` where None.

    Raises:
        BadLedger: If another update is running.
        NoSuchChoice: If `only` or `accept` names a source that is not updated.
    """
    if known_sources is None:
        known_sources = sources.load_tables(data).sources.values()
    updated = [one for one in known_sources if one.address and one.reader and one.cadence_days]
    for name in (*(wanted := set(only)), *(accept := set(accept))):
        if name not in {one.id for one in updated}:
            raise NoSuchChoice("source", name, sorted(one.id for one in updated))
    folder = ledger.beside(store, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    found, not_due = [], 0
    with ledger.exclusive(folder / LOCK, _WAIT_SECONDS, "an update"):
        last = _last_kept(folder)
        for one in updated:
            if wanted and one.id not in wanted | accept:
                continue
            if not (every or one.id in wanted | accept or _is_due(one, last.get(one.id), now())):
                not_due += 1
                continue
            report, line = _updated(one, last.get(one.id), store, now(), one.id in accept)
            ledger.append_line(folder / LOG, msgspec.json.encode(line))
            found.append(report)
    return Updated(tuple(found), not_due)


def _last_kept(folder: Path) -> dict[str, Checked]:
    """Return the last line of each source that was neither held nor failed; a half-written last line is none."""
    return {one.source: one for one in ledger.read_lines(folder / LOG, Checked) if one.status in _KEPT}


def _is_due(source: Source, last: Checked | None, now: dt.datetime) -> bool:
    if last is None or last.address != source.address or source.cadence_days is None:
        return True
    return now.date() - dt.datetime.fromisoformat(last.checked).date() >= dt.timedelta(days=source.cadence_days)


def _updated(
    source: Source, last: Checked | None, store: str, now: dt.datetime, accepted: bool
) -> tuple[UpdatedSource, Checked]:
    """Fetch and keep one source; return the report on it and its line of the log."""
    line = Checked(
        source=source.id, address=source.address, checked=now.isoformat(timespec="seconds"), status="unchanged"
    )
    version = sources.reader(source.reader).version
    same_reader = last is not None and last.address == source.address and last.version == version
    known = last if same_reader and not accepted else None
    try:
        answer = sources.fetch_if_changed(
            source.address, etag=known.etag if known else "", modified=known.modified if known else ""
        )
    except BadInput as error:
        return _stopped(source, line, "failed", str(error))
    if answer is None and known:
        return UpdatedSource(source=source.id, status="unchanged"), _as_before(line, known)
    if answer is None:
        return _stopped(source, line, "failed", f"{source.address}: answered 304 to a question without conditions.")
    line = msgspec.structs.replace(
        line,
        etag=answer.headers.get("etag", "")[:500],
        modified=answer.headers.get("last-modified", "")[:100],
        sha256=hashlib.sha256(answer.body).hexdigest(),
        version=version,
    )
    if known and known.sha256 == line.sha256:
        return UpdatedSource(source=source.id, status="unchanged"), line
    try:
        return _kept(source, answer, line, store, now, accepted)
    except (BadInput, Shrunken) as error:
        return _stopped(source, line, "held", str(error))


def _as_before(line: Checked, known: Checked) -> Checked:
    return msgspec.structs.replace(
        line, etag=known.etag, modified=known.modified, sha256=known.sha256, version=known.version
    )


def _stopped(source: Source, line: Checked, status: str, reason: str) -> tuple[UpdatedSource, Checked]:
    line = msgspec.structs.replace(line, status=status, reason=reason[:2000])
    return UpdatedSource(source=source.id, status=status, reason=reason), line


def _kept(
    source: Source, answer: sources.Answer, line: Checked, store: str, now: dt.datetime, accepted: bool
) -> tuple[UpdatedSource, Checked]:
    """Read a new state, compare it with the current one, and add it to the ledger."""
    name = urlsplit(source.address).path.rpartition("/")[2] or "file"
    read = sources.read_bytes(source.reader, name, answer.body)
    if not read.date:
        read = sources.read_bytes(source.reader, name, answer.body, date=_dated(answer, now))
    kept = ledger.read_events(store)
    snapshot, _ = records.succeed(read, kept, accept_shrink=accepted, option=f"--accept {source.id}")
    if any(event_id(one) == event_id(snapshot) for one in kept):
        return UpdatedSource(source=source.id, status="unchanged", read=snapshot.read), line
    before = _before(snapshot, kept)
    now_state = history.state_of_snapshot(snapshot)
    compared = None
    if before is not None:
        then = history.state_of_snapshot(before)
        compared = history.compare_states(then, now_state, _THRESHOLDS)
        if not accepted and (why := history.signs_of_drift(then, now_state, compared)):
            return _stopped(source, line, "held", f"{why} If it is right, repeat with --accept {source.id}.")
    ledger.seal(snapshot)
    with ledger.open_store(store) as opened:
        cache = ledger.Cache(ledger.beside(store, "cache"))
        cache.put(answer.body, source=snapshot.source, url=source.address, date=now.date().isoformat())
        opened.append([snapshot])
    return _report(source.id, snapshot, now_state, compared), msgspec.structs.replace(line, status="new")


def _before(snapshot: Snapshot, kept: Iterable[AnyEvent]) -> Snapshot | None:
    """Return the state of the same source before this one, or None for the first: the latest that is not later."""
    earlier = [
        one for one in kept if isinstance(one, Snapshot) and one.source == snapshot.source and one.date <= snapshot.date
    ]
    return max(earlier, key=lambda one: (one.date, one.version, event_id(one) in snapshot.follows), default=None)


def _report(source: str, snapshot: Snapshot, now: history.State, compared: history.Compared | None) -> UpdatedSource:
    """Return the report on a new state; `compared` with the one before is None for the first."""
    changes = compared.changes if compared else ()
    kinds = Counter(one.kind for one in changes) if compared else Counter({"added": len(now.entries)})
    absent = counted(len(compared.absent), "entry", "entries") if compared and compared.absent else ""
    gone = kinds["withdrawn"] + kinds["removed"]
    entries = {one.name: one for one in now.entries}
    return UpdatedSource(
        source=source,
        status="new",
        read=snapshot.read,
        added=kinds["added"],
        changed=sum(kinds.values()) - kinds["added"] - gone,
        withdrawn=gone,
        quarantined=len(snapshot.quarantined),
        reason=f"{absent} of the state before missing: {compared.absent_because}" if compared and absent else "",
        changes=tuple(_words(one, entries.get(one.name)) for one in changes[:_MOST_CHANGES]),
    )


def _words(one: history.Change, entry: history.Entry | None) -> str:
    """Return a change in one line: kind, name, values, and the reason as far as the source gives one; of an added entry
    its developer and date.
    """
    kind = _KIND_WORDS.get(one.kind, one.kind)
    line = f"{kind}: {one.old_name} → {one.name}" if one.old_name else f"{kind}: {one.name}"
    if one.kind == "added" and entry is not None:
        known = [entry.stated[name].value for name in ("developer", "published") if name in entry.stated]
        line += f" ({', '.join(known)})" if known else ""
    if one.field:
        line += (
            f": {one.field.replace('_', ' ')} {one.old[:60] or 'none'} → {one.new[:60] or 'none'} {one.unit}".rstrip()
        )
    elif one.new:
        line += f": training compute {one.new} {one.unit}"
    if one.crossed:
        amounts = ", ".join(f"{flop:.0e}".replace("e+", "e") for flop in one.crossed)
        line += f"; {'reached' if one.kind == 'withdrawn' else 'crosses'} {amounts}"
    return f"{line}; {one.reason[:_LONGEST_REASON]}" if one.reason else line


def _dated(answer: sources.Answer, now: dt.datetime) -> str:
    """Return the date of an answer's file: when it was last modified, or today."""
    try:
        modified = email.utils.parsedate_to_datetime(answer.headers.get("last-modified", ""))
    except ValueError:
        return now.date().isoformat()
    return min(modified.date(), now.date()).isoformat()
