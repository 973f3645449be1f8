"""The files of `claims/`, each read as a snapshot, all of them or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from pathlib import Path

import msgspec

from flopwatch.domain import Remember, Snapshot, Source, forget
from flopwatch.identity import fold_listed
from flopwatch.sources.curated.claims_toml import CLAIMS_TOML, read_claims
from flopwatch.sources.curated.toml_tables import bad_entry, bytes_of, require_source

_ROOMS = ("domain", "identity", "sources")  # whose code decides what a file of claims says


def read_claim_files(
    folder: Path,
    sources: Mapping[str, Source],
    developers: Mapping[str, str],
    benchmarks: Set[str],
    remember: Remember = forget,
) -> tuple[Snapshot, ...]:
    """Read every `<developer>/<model>.toml` of a folder, in the order of their paths.

    Args:
        folder: The folder `claims`.
        sources: The sources that claims may cite, by id.
        developers: Each folded name of a known developer, with its id.
        benchmarks: Ids of the known benchmarks.
        remember: Keeps what the same bytes, names and code gave before.

    Raises:
        BadInput: Naming the file, the entry and the correction to make. No entry is skipped, and none kept.
    """
    files = tuple(_bytes_of(folder))
    known = "\n".join(map(repr, (sorted(sources), sorted(developers), sorted(benchmarks))))
    total = hashlib.sha256(f"{code_of_readers()}\n{known}\n".encode())
    for file, data in files:
        total.update(f"{file.relative_to(folder).as_posix()}\n{len(data)}\n".encode(errors="surrogateescape"))
        total.update(data)

    def make() -> bytes:
        return msgspec.msgpack.encode(tuple(_snapshots(folder, files, sources, developers, benchmarks)))

    return msgspec.msgpack.decode(remember("claims", total.hexdigest(), make), type=tuple[Snapshot, ...])


def _bytes_of(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for file in sorted(path for path in folder.rglob("*") if not path.is_dir()):
        where = file.relative_to(folder)
        if len(where.parts) != 2 or file.suffix != ".toml":
            raise bad_entry(file, "path", "only <developer>/<model>.toml belongs in claims/. Move it")
        yield file, bytes_of(file)


@cache
def code_of_readers() -> str:
    """Return the SHA-256 of the code that reads claims."""
    total, root = hashlib.sha256(), Path(__file__).parents[2]
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            total.update(path.read_bytes())
    return total.hexdigest()


def _snapshots(
    folder: Path,
    files: Iterable[tuple[Path, bytes]],
    sources: Mapping[str, Source],
    developers: Mapping[str, str],
    benchmarks: Set[str],
) -> Iterator[Snapshot]:
    for file, data in files:
        name = f"claims/{file.relative_to(folder).as_posix().removesuffix('.toml')}"
        reading = read_claims(data, Source(id=name, title=name), strict=True)
        for claim in reading.claims:
            require_source(sources, claim.source, file, claim.field)
            if claim.field == "developer" and claim.value and fold_listed(claim.value) not in developers:
                raise bad_entry(
                    file, claim.field, f"{claim.value!r} is not in vocabulary/developers.toml. Add it there"
                )
            if claim.field == "benchmark_score":
                about = claim.qualifiers
                if about.get("benchmark", "") not in benchmarks or not about.get("harness"):
                    word = about.get("benchmark", "")
                    why = f"benchmark {word!r} is not in benchmarks.toml, or no harness is named"
                    raise bad_entry(file, claim.field, f"{why}. Add it there, or name who ran it")
        yield Snapshot(
            source=name,
            sha256=hashlib.sha256(data).hexdigest(),
            date=max((claim.recorded for claim in reading.claims), default=""),
            reader=CLAIMS_TOML.name,
            version=CLAIMS_TOML.version,
            claims=tuple(reading.claims),
            read=reading.read,
            claimed=reading.claimed,
        )
