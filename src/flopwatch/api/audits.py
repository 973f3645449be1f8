"""Audits of the census and of outside files, and outside lists mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from flopwatch import audit as auditing
from flopwatch import ledger, pipeline, sources
from flopwatch.api.census_cache import take_census
from flopwatch.audit import Finding
from flopwatch.census import Census
from flopwatch.domain import NOW, BadInput, Claim, Snapshot, When

_MARKDOWN = ("awesome-list", "plain-table")


class Mend(msgspec.Struct, frozen=True):
    """Some words of a list that were replaced.

    Args:
        line: Their line, counted from 1.
        rule: The rule that doubted them.
        name: The entry.
        was: The words of the list.
        now: The words that replace them.
        message: Why they are doubted.
    """

    line: int
    rule: str
    name: str
    was: str
    now: str
    message: str


class MendedList(msgspec.Struct, frozen=True):
    """A list of which some words were replaced; every other byte is as it was.

    Args:
        out: The file that was written.
        mends: What was replaced, by line.
        left: Findings for which nothing definite is proposed, or whose words were not found in the text.
    """

    out: str
    mends: list[Mend]
    left: list[Finding]


class _Audited(msgspec.Struct):
    census: Census
    snapshot: Snapshot
    findings: list[Finding]
    text: str


def audit(
    data: Path,
    store: str,
    *,
    file: str = "",
    reader: str = "",
    when: When = NOW,
    took: Callable[[Snapshot], object] = lambda snapshot: None,
) -> list[Finding]:
    """Return the audit findings on the census, or on an outside file, which is compared with it but not imported.

    Args:
        data: The curated folder.
        store: Address of the ledger.
        file: Path or address of an outside file; "" for the census.
        reader: Its format, one of `sources.READERS`; "" to recognise it.
        when: The dates of the view that is audited.
        took: Is called with what was read of the file, before it is audited.
    """
    if not file:
        return list(take_census(data, store, when).findings)
    return _audited(data, store, file, reader, when, took).findings


def mend_list(
    data: Path,
    store: str,
    file: str,
    out: Path,
    *,
    reader: str = "",
    when: When = NOW,
    took: Callable[[Snapshot], object] = lambda snapshot: None,
) -> MendedList:
    """Write a list with the words replaced for which the audit proposes others; nothing else of it changes.

    Args:
        data: The curated folder.
        store: Address of the ledger.
        file: Path or address of the list, in Markdown.
        out: The file to write.
        reader: Its format; "" to recognise it.
        when: The dates of the view it is audited against.
        took: Is called with what was read of the file, before it is audited.

    Raises:
        BadInput: If the file is no list in Markdown, or `out` is the file itself.
    """
    if Path(file).resolve() == out.resolve():
        raise BadInput("would replace the list itself. Name another file with --fix.", place=str(out))
    found = _audited(data, store, file, reader, when, took)
    if found.snapshot.reader not in _MARKDOWN:
        raise BadInput(f"is read as {found.snapshot.reader}; only lists in Markdown are mended.", place=file)
    written = sources.WrittenText(found.text)
    claims = {one.id_in(found.snapshot.source): one for one in found.snapshot.claims}
    edits: dict[int, tuple[sources.WrittenPlace, Mend]] = {}
    left = []
    for finding in found.findings:
        place, now = _proposed(finding, claims, found.census, written)
        if place and place.start in edits and edits[place.start][1].now == now:
            continue  # two rules doubt the same words for the same slip
        if place is None or not now or now == place.words or _overlaps(place, edits):
            left.append(finding)
            continue
        edits[place.start] = place, Mend(place.line, finding.rule, finding.name, place.words, now, finding.message)
    text = found.text
    for start, (place, mend) in sorted(edits.items(), reverse=True):
        text = text[:start] + mend.now + text[start + len(place.words) :]
    ledger.write_whole(out, [text.encode("utf-8", "surrogateescape")])
    mends = [mend for _, (_, mend) in sorted(edits.items())]
    return MendedList(str(out), mends, left)


def _overlaps(place: sources.WrittenPlace, edits: dict[int, tuple[sources.WrittenPlace, Mend]]) -> bool:
    end = place.start + len(place.words)
    return any(one.start < end and place.start < one.start + len(one.words) for one, _ in edits.values())


def _audited(
    data: Path, store: str, file: str, reader: str, when: When, took: Callable[[Snapshot], object]
) -> _Audited:
    name = "audited/" + re.sub(r"[^a-z0-9.]+", "-", Path(file).name.casefold())
    snapshot, reading, raw = sources.read_audited(file, source=name, reader_name=reader)
    took(snapshot)
    census = pipeline.take_census(data, store, when, more=[snapshot])
    mine = {claim.id_in(snapshot.source) for claim in snapshot.claims}
    text = raw.decode("utf-8", "surrogateescape")
    found = [one for one in census.findings if mine & set(one.claims)]
    found += [*_kept_out(snapshot), *auditing.check_cells(reading.set_aside, name)]
    if snapshot.reader in _MARKDOWN:
        found += _text_findings(text, snapshot)
    return _Audited(census, snapshot, found, text)


def _kept_out(snapshot: Snapshot) -> Iterator[Finding]:
    for one in snapshot.quarantined:
        yield _finding("quarantined", snapshot, one.item, one.item, one.reason, "")


def _finding(
    rule: str, snapshot: Snapshot, name: str, written: str, message: str, proposal: str, line: int = 0
) -> Finding:
    return Finding(
        rule=rule,
        severity="medium",
        model=name,
        name=name,
        field="",
        source=snapshot.source,
        as_written=written,
        message=message,
        proposal=proposal,
        line=line,
        words=proposal,
    )


def _text_findings(text: str, snapshot: Snapshot) -> Iterator[Finding]:
    """Yield findings that the text alone shows: dead anchors, entries that are there twice, misspelt keys."""
    for one in sources.list_faults(text):
        yield _finding(one.rule, snapshot, one.name, one.was, f"line {one.line}: {one.message}", one.now, one.line)
    seen = set()
    for claim in snapshot.claims:
        key = claim.locator.removeprefix(f"{claim.entry}: ")
        if "misspelt-key" in claim.flags and (claim.entry, key) not in seen:
            seen.add((claim.entry, key))
            spelt = sources.spelt_key(key)
            found = _finding("misspelt-key", snapshot, claim.subject, key, f"the key is {spelt}.", spelt)
            yield msgspec.structs.replace(found, severity="low", claims=(claim.id_in(snapshot.source),))


def _proposed(
    finding: Finding, claims: dict[str, Claim], census: Census, written: sources.WrittenText
) -> tuple[sources.WrittenPlace | None, str]:
    """Return the place of the doubted words and the words proposed instead; None or "" if there is nothing definite."""
    mine = [claims[key] for key in finding.claims if key in claims]
    if finding.rule == "misspelt-key" and mine:
        return written.key_of(mine[0]), finding.words
    if finding.line:
        return written.on_line(finding.line, finding.as_written), finding.words
    for claim in (one for one in mine if one.field == finding.field):
        entry = [one for one in claims.values() if one.entry == claim.entry]
        now = auditing.mended_words(finding, claim, entry, census.records.get(finding.model))
        if now:
            return written.place_of(claim), now
    return None, ""
