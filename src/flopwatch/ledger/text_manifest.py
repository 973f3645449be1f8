"""Manifest of a ledger's text: number of events and their digest, so that a missing line is noticed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from flopwatch.domain import BadInput, BadLedger
from flopwatch.ledger.files import sync_folder, write_whole
from flopwatch.ledger.store import digest_of

FORMAT = "flopwatch-ledger-text-1"
_MOST_BYTES = 10_000


class TextManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Content of a text: the number of its events, and the digest over their sorted ids (`digest_of`)."""

    format: str = FORMAT
    events: int
    digest: str


def manifest_path(text: Path) -> Path:
    """Return the path of a text's manifest: the text's path with `.manifest.json` appended."""
    return text.parent / f"{text.name}.manifest.json"


def write_manifest(text: Path, ids: Sequence[str]) -> None:
    """Write the manifest of a text whose events have these ids."""
    made = TextManifest(events=len(ids), digest=digest_of(ids))
    write_whole(manifest_path(text), [msgspec.json.format(msgspec.json.encode(made), indent=1), b"\n"])


def remove_manifest(text: Path) -> None:
    """Remove the manifest of a text about to be replaced: after a crash a text has none rather than a wrong one.

    Raises:
        BadLedger: If the disk refuses.
    """
    try:
        manifest_path(text).unlink()
        sync_folder(text.parent)  # without it a power cut can bring the old manifest back, next to the new text
    except FileNotFoundError:
        return
    except OSError as error:
        raise BadLedger(f"{manifest_path(text)}: cannot be replaced ({error.strerror or error}).") from error


def check_text(text: Path, ids: Sequence[str], expect_digest: str = "") -> None:
    """Refuse a text that is not the one its manifest describes, or that has another digest than expected.

    A text without a manifest passes: texts may be merged line by line, and the merged text has none yet.

    Raises:
        BadInput: Saying what is there, what was expected, and the next step.
    """
    found = digest_of(ids)
    if expect_digest and not is_digest(found, expect_digest):
        raise BadInput(
            f"{text}: {len(ids)} events with digest {found}, not the expected {expect_digest[:80]!r}. Nothing was "
            "added. Is it the right file, and whole?"
        )
    listed = _read_manifest(text)
    if listed is not None and (listed.events, listed.digest) != (len(ids), found):
        raise BadInput(
            f"{text}: {len(ids)} events with digest {found[:16]}…, but its manifest {manifest_path(text).name} lists "
            f"{listed.events} with digest {listed.digest[:16]!r}…: lines were removed, added or edited since it was "
            "exported. Nothing was added. Export it again; or remove the manifest if the change is wanted."
        )


def _read_manifest(text: Path) -> TextManifest | None:
    path = manifest_path(text)
    try:
        if not path.exists():
            return None
        with path.open("rb") as file:
            made = msgspec.json.decode(file.read(_MOST_BYTES), type=TextManifest)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror or error}.") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadInput(f"{path}: is not a manifest of a ledger ({error}). Export the ledger again.") from error
    if made.format != FORMAT:
        raise BadInput(f"{path}: has the format {made.format[:40]!r}; this flopwatch reads {FORMAT!r}.")
    return made


def is_digest(found: str, expected: str) -> bool:
    """Return whether an expected digest (whole, or its first 16 or more digits) is the one found."""
    return len(expected) >= 16 and found.startswith(expected.lower())
