"""Kept releases: each an immutable record with its values, verified whenever a folder is rebuilt.


        site/releases/3/release.json     number, date, notes, hashes, and the hash of release 2's record (a hash chain)
        site/releases/3/values.json.gz   its statements on each model, with sources and receipt

The pages next to them are rendered from these two by every build, so that an old page can say what is current.
"""

from __future__ import annotations

import gzip
import hashlib
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from flopwatch.census import Census
from flopwatch.domain import BadInput, BrokenRelease, WrongUsage
from flopwatch.history import Values, shown
from flopwatch.products import released_claims
from flopwatch.releases.citable_values import values_of
from flopwatch.releases.manifest import Manifest, manifest_in
from flopwatch.wording import model_path

FORMAT = "flopwatch-values-1"
PLACE = "site/releases"
RECORD, VALUES = "release.json", "values.json.gz"
MAX_NOTES = 2_000
_OS_BYTE = 9  # of a gzip member's head; 255 is "unknown". Source: RFC 1952, section 2.3.
_MAX_RECORD, _MAX_VALUES = (
    1_000_000,
    500_000_000,
)  # maximum bytes read of one; a release of 320 models has 0.6 MB of values


class ReleaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A release's record.

    Args:
        format: Name and version of this format.
        number: 1, 2, 3, …
        as_of: Date of the census.
        notes: Notes by its maker.
        models: Number of models.
        claims: Number of claims behind them.
        claims_sha256: Over the claims' ids, which are hashes of their content.
        values_sha256: Over the values as JSON, before compression.
        files: The data files of its build and their hashes, to verify a copy kept elsewhere.
        before: `sha256` of the previous release; "" for the first.
        sha256: Over this record without this field.
    """

    format: str = FORMAT
    number: int
    as_of: str
    notes: str
    models: int
    claims: int
    claims_sha256: str
    values_sha256: str
    files: dict[str, str]
    before: str
    sha256: str = ""

    def encoded(self) -> bytes:
        """Return canonical JSON: keys sorted, indented, one final newline."""
        return msgspec.json.format(msgspec.json.encode(self, order="sorted"), indent=1) + b"\n"

    def sealed(self) -> ReleaseRecord:
        """Return the record with its hash."""
        body = msgspec.structs.replace(self, sha256="")
        return msgspec.structs.replace(self, sha256=hashlib.sha256(body.encoded()).hexdigest())


@dataclass(frozen=True)
class Kept:
    """One release in the folder: its record, its values, and their compressed bytes."""

    entry: ReleaseRecord
    values: Values
    packed: bytes


def path_at_release(number: int, record_id: str) -> str:
    """Return the path of a model's page at a release, relative to the site's root, as citations use it."""
    return f"releases/{number}/{model_path(record_id)}"


@dataclass(frozen=True)
class Releases:
    """The releases known to a build.

    Args:
        kept: Every release, oldest first.
        now: The values of the census being built.
        this: The number of this build's release; 0 if it is none.
    """

    kept: tuple[Kept, ...]
    now: Values
    this: int = 0

    @property
    def current(self) -> ReleaseRecord | None:
        """The record of this build's release; None if it is none."""
        return self.kept[self.this - 1].entry if self.this else None

    def figures_of(self, record_id: str) -> list[tuple[ReleaseRecord, tuple[float, ...]]]:
        """Return the releases in which a model's compute changed, with the new figure."""
        changes: list[tuple[ReleaseRecord, tuple[float, ...]]] = []
        for one in self.kept:
            model = one.values.models.get(record_id)
            if model and (not changes or shown(*changes[-1][1]) != shown(*model.compute)):
                changes.append((one.entry, model.compute))
        return changes


def gather(
    out: Path, census: Census, files: Mapping[str, str], manifest: Manifest | None, notes: str | None
) -> Releases:
    """Read and verify the releases of a folder, and determine whether this build is one.

    Args:
        out: The existing release folder; it may be absent.
        census: The census being built.
        files: Hashes of the data files of this build.
        manifest: The folder's manifest; None if it has none.
        notes: Notes of the release to make of this build; None makes none. A build with the same content as the last
            release is that release, and no new one is made.

    Raises:
        BrokenRelease: If an earlier release is altered or incomplete.
        BadInput: If the notes are not plain text, or a new release would have an earlier date than the last.
    """
    kept = read_kept(out, manifest)
    now = values_of(census)
    data = msgspec.json.encode(now)
    claims = released_claims(census)
    last = kept[-1].entry if kept else None
    entry = ReleaseRecord(
        number=len(kept) + 1,
        as_of=now.as_of,
        notes=_checked_notes(notes or ""),
        models=len(now.models),
        claims=len(claims),
        claims_sha256=hashlib.sha256("\n".join(claims).encode()).hexdigest(),
        values_sha256=hashlib.sha256(data).hexdigest(),
        files=dict(sorted(files.items())),
        before=last.sha256 if last else "",
    ).sealed()
    if last and _says(last) == _says(entry):
        return Releases(kept, now, last.number)
    if notes is None:
        return Releases(kept, now)
    if last and entry.as_of < last.as_of:
        raise BadInput(
            f"release {last.number} is as of {last.as_of} and this census as of {entry.as_of}: releases follow each "
            "other in time. "
            "Leave --as-of out, or build into another folder with --out."
        )
    return Releases((*kept, Kept(entry, now, _packed(data))), now, entry.number)


def _packed(data: bytes) -> bytes:
    """Return the data as gzip with neither time nor system in its head: Python 3.11 and 3.13 name another system."""
    packed = gzip.compress(data, mtime=0)
    return packed[:_OS_BYTE] + b"\xff" + packed[_OS_BYTE + 1 :]


def _says(entry: ReleaseRecord) -> tuple[str, str, str]:
    return entry.as_of, entry.claims_sha256, entry.values_sha256


def _checked_notes(notes: str) -> str:
    if len(notes) > MAX_NOTES:
        raise WrongUsage(f"--notes has {len(notes)} characters; at most {MAX_NOTES} are kept. Shorten it.")
    for char in notes:
        if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            raise WrongUsage(f"--notes holds the character U+{ord(char):04X}, which is invisible. Remove it.")
    return notes.strip()


def write_kept(releases: Releases, site: Path) -> None:
    """Write every release's record and values into a new site, the earlier ones byte for byte."""
    for one in releases.kept:
        folder = site / "releases" / str(one.entry.number)
        folder.mkdir(parents=True)
        (folder / RECORD).write_bytes(one.entry.encoded())
        (folder / VALUES).write_bytes(one.packed)


def read_kept(out: Path, manifest: Manifest | None) -> tuple[Kept, ...]:
    """Read the releases in a release folder, oldest first, each verified by its hashes, its predecessor and the
    manifest.

    Raises:
        BrokenRelease: If a file is altered or missing; the message names the file, the problem and the next step.
    """
    place = out / PLACE
    found = (
        {one.name for one in place.iterdir() if one.name.isascii() and one.name.isdigit()} if place.is_dir() else set()
    )
    listed = {path.split("/")[2] for path in manifest.files if path.startswith(f"{PLACE}/")} if manifest else set()
    numbers = sorted(
        {*found, *(one for one in listed if one.isascii() and one.isdigit())}, key=lambda one: (len(one), one)
    )
    if numbers and manifest is None:
        raise BrokenRelease(
            f"{out / 'manifest.json'} cannot be read, and {place} holds releases to be checked against it. {_NEXT_STEP}"
        )
    kept: list[Kept] = []
    for number, name in enumerate(numbers, start=1):
        if name != str(number):
            raise BrokenRelease(f"{place / str(number)} is missing, and {place / name} is there. {_NEXT_STEP}")
        kept.append(_read_one(place / name, number, kept[-1].entry.sha256 if kept else "", manifest))
    return tuple(kept)


def kept_in(out: Path) -> tuple[Kept, ...]:
    """Read the releases of a folder, verified against its manifest.

    Raises:
        BrokenRelease: As `read_kept`.
    """
    return read_kept(out, manifest_in(out))


_NEXT_STEP = (
    "Nothing was written. Put the folder back from a copy, such as the one that is published, or build into another "
    "folder with --out."
)


def _read_one(folder: Path, number: int, before: str, manifest: Manifest | None) -> Kept:
    record, packed = _bytes(folder / RECORD, _MAX_RECORD), _bytes(folder / VALUES, _MAX_VALUES)
    listed = manifest.files.get(f"{PLACE}/{number}/{RECORD}") if manifest else None
    try:
        entry = msgspec.json.decode(record, type=ReleaseRecord)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenRelease(f"{folder / RECORD} is not a release record: {error}. {_NEXT_STEP}") from error
    if entry.format != FORMAT:
        raise BrokenRelease(
            f"{folder / RECORD} has the format {entry.format[:40]!r}; this flopwatch reads {FORMAT!r}. Build with the "
            "version that wrote it."
        )
    for wrong, what in (
        (entry.sealed().encoded() != record, "does not match its own sha256"),
        (entry.number != number, f"says that it is release {entry.number}"),
        (entry.before != before, f"does not follow release {number - 1} of this folder"),
        (
            listed is None or listed.sha256 != hashlib.sha256(record).hexdigest(),
            "is not the one that manifest.json lists",
        ),
    ):
        if wrong:
            raise BrokenRelease(f"{folder / RECORD} was altered: it {what}. {_NEXT_STEP}")
    data = _unpacked(packed)
    if data is None or hashlib.sha256(data).hexdigest() != entry.values_sha256:
        raise BrokenRelease(
            f"{folder / VALUES} was altered or cut: its contents do not have the sha256 {entry.values_sha256[:12]}… of "
            f"its record. {_NEXT_STEP}"
        )
    try:
        return Kept(entry, msgspec.json.decode(data, type=Values), packed)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenRelease(f"{folder / VALUES} holds no values of a release: {error}. {_NEXT_STEP}") from error


def _bytes(path: Path, most: int) -> bytes:
    if not path.is_file():
        raise BrokenRelease(f"{path} is missing. {_NEXT_STEP}")
    if path.stat().st_size > most:
        raise BrokenRelease(f"{path} has {path.stat().st_size} bytes; at most {most} are read. {_NEXT_STEP}")
    return path.read_bytes()


def _unpacked(packed: bytes) -> bytes | None:
    """Return the contents of one gzip member, or None if it is invalid or larger than any real release."""
    reader = zlib.decompressobj(wbits=31)
    try:
        data = reader.decompress(packed, _MAX_VALUES)
    except zlib.error:
        return None
    return data if reader.eof and not reader.unused_data else None


__all__ = ["ReleaseRecord", "Kept", "Releases", "gather", "kept_in", "read_kept", "write_kept"]
