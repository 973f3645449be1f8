"""The files of `claims/`, each read as a snapshot, all of them or none."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

import msgspec

from flopwatch.bundled_data import code_sha256
from flopwatch.domain import Claim, RememberParts, Snapshot, Source, forget_parts
from flopwatch.identity import fold_listed
from flopwatch.sources.curated.claims_toml import CLAIMS_TOML, read_claims
from flopwatch.sources.curated.toml_tables import bad_entry, bytes_of, require_source

_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Snapshot)
_ROOMS = ("domain", "identity", "sources")  # whose code decides what a file of claims says


def read_claim_files(
    folder: Path,
    sources: Mapping[str, Source],
    developers: Mapping[str, str],
    benchmarks: Set[str],
    remember: RememberParts = forget_parts,
) -> tuple[Snapshot, ...]:
    """Read every `<developer>/<model>.toml` of a folder, in the order of their paths.

    Args:
        folder: The folder `claims`.
        sources: The sources that claims may cite, by id.
        developers: Each folded name of a known developer, with its id.
        benchmarks: Ids of the known benchmarks.
        remember: Keeps the claims read from a file whose bytes have not changed since.

    Raises:
        BadInput: Naming the file, the entry and the correction to make. No entry is skipped, and none kept.
    """
    found = []
    with remember("claims", str(folder)) as remember_file:
        for file, data in _bytes_of(folder):
            name = f"claims/{file.relative_to(folder).as_posix().removesuffix('.toml')}"
            key = hashlib.sha256(f"{code_of_readers()}\n{name}\n".encode(errors="surrogateescape") + data).hexdigest()
            kept = remember_file(key, functools.partial(_encoded, name, data))
            snapshot = _DECODER.decode(kept)
            for claim in snapshot.claims:
                _check_names(claim, file, sources, developers, benchmarks)
            found.append(snapshot)
    return tuple(found)


def _bytes_of(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for file in sorted(path for path in folder.rglob("*") if not path.is_dir()):
        where = file.relative_to(folder)
        if len(where.parts) != 2 or file.suffix != ".toml":
            raise bad_entry(file, "path", "only <developer>/<model>.toml belongs in claims/. Move it")
        yield file, bytes_of(file)


def code_of_readers() -> str:
    """Return the SHA-256 of the code that reads claims."""
    return code_sha256(*_ROOMS)


def _encoded(name: str, data: bytes) -> bytes:
    return _ENCODER.encode(_snapshot(name, data))


def _snapshot(name: str, data: bytes) -> Snapshot:
    reading = read_claims(data, Source(id=name, title=name), strict=True)
    return Snapshot(
        source=name,
        sha256=hashlib.sha256(data).hexdigest(),
        date=max((claim.recorded for claim in reading.claims), default=""),
        reader=CLAIMS_TOML.name,
        version=CLAIMS_TOML.version,
        claims=tuple(reading.claims),
        read=reading.read,
        claimed=reading.claimed,
    )


def _check_names(
    claim: Claim, file: Path, sources: Mapping[str, Source], developers: Mapping[str, str], benchmarks: Set[str]
) -> None:
    """Refuse a claim that names what the other curated files do not list."""
    require_source(sources, claim.source, file, claim.field)
    if claim.field == "developer" and claim.value and fold_listed(claim.value) not in developers:
        raise bad_entry(file, claim.field, f"{claim.value!r} is not in vocabulary/developers.toml. Add it there")
    if claim.field == "benchmark_score":
        about = claim.qualifiers
        if about.get("benchmark", "") not in benchmarks or not about.get("harness"):
            word = about.get("benchmark", "")
            why = f"benchmark {word!r} is not in benchmarks.toml, or no harness is named"
            raise bad_entry(file, claim.field, f"{why}. Add it there, or name who ran it")
