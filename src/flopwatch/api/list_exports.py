"""Lists written from the census, or from one list's own claims, and the ORKG comparison."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from flopwatch import exports, ledger, records, sources
from flopwatch.census import Census
from flopwatch.domain import Claim, NoSuchChoice, NotFound, Snapshot


class WrittenList(msgspec.Struct, frozen=True):
    """A list that was written.

    Args:
        out: The folder.
        files: Names of the files in it.
        entries: Number of entries, read back from the list.
        claims: Number of claims read back from it; 0 for the clean style, which is prose.
        differences: Differences from the list it was compared with.
    """

    out: str
    files: list[str]
    entries: int
    claims: int
    differences: list[sources.ListDifference] = []


def export_awesome(census: Census, out: Path, *, style: str = "blocks", prose: bool = True) -> WrittenList:
    """Write the census as an awesome list.

    Args:
        census: The census.
        out: The folder to write `README.md` into.
        style: `blocks` (a block per model, by field), `summaries` (a structured summary per model, by organisation) or
            `clean` (a link and a sentence per model, as awesome-lint asks).
        prose: Whether a source's own prose, which only the user's own ledger has, is written.

    Raises:
        NoSuchChoice: If there is no such style.
    """
    if style not in exports.STYLES:
        raise NoSuchChoice("style", style, list(exports.STYLES))
    files = {"README.md": exports.STYLES[style](census, prose)}
    if style == "clean":
        files["contributing.md"] = exports.CONTRIBUTING
    return _written(files, out)


def export_own_style(store: str, data: Path, source: str, out: Path, *, against: str = "") -> WrittenList:
    """Write one list's claims in the style that they were read from, misspelt keys spelt right.

    Args:
        store: Address of the ledger.
        data: The curated folder.
        source: Id of the list's source.
        out: The folder to write `README.md` into.
        against: Path of a list to compare the written one with, such as the one that was imported; "" for none.

    Raises:
        NotFound: If no current claim of a list is of that source.
    """
    claims = _claims_of(store, data, source)
    if not claims:
        raise NotFound(f"no list's claims are of the source {source!r}. Import the list first: flopwatch import.")
    text = sources.list_of_claims(claims, source)
    written = _written({"README.md": text}, out)
    if not against:
        return written
    _, raw = sources.read_file("awesome-list", against)
    before = raw.decode("utf-8-sig", errors="replace")
    return msgspec.structs.replace(written, differences=sources.list_differences(before, text))


def export_orkg(census: Census, out: Path, *, prose: bool = True) -> WrittenList:
    """Write the comparison of the Open Research Knowledge Graph as CSV and RDF.

    Args:
        census: The census.
        out: The folder to write `orkg.csv` and `orkg.ttl` into.
        prose: Whether a source's own prose, which only the user's own ledger has, is written.
    """
    files = {"orkg.csv": exports.orkg_csv(census, prose=prose), "orkg.ttl": exports.orkg_turtle(census, prose=prose)}
    return _written(files, out, reader="orkg")


def _claims_of(store: str, data: Path, source: str) -> Sequence[Claim]:
    """Return the claims of the source's snapshot in the ledger, else those of the curated folder that cite it."""
    kept = records.current_snapshots(ledger.read_events(store)).get(source, ())
    if kept:
        return [one for snapshot in kept for one in snapshot.claims]
    curated = [one for one in sources.load_curated(data).events() if isinstance(one, Snapshot)]
    return [claim for one in curated for claim in one.claims if claim.source == source and claim.entry]


def _written(files: dict[str, str], out: Path, reader: str = "awesome-list") -> WrittenList:
    for name, text in files.items():
        ledger.write_whole(out / name, [text.encode()])
    first = next(iter(files))
    read, _ = sources.read_file(reader, str(out / first))
    return WrittenList(str(out), list(files), read.claimed, len(read.claims))
