"""Products of the census: the release folder, exported claims files, and the check of the curated folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from flopwatch import audit as auditing
from flopwatch import exports, ledger, sources
from flopwatch.api.census_cache import inputs_digest, take_census
from flopwatch.api.lookups import find
from flopwatch.api.saved_queries import answer_queries
from flopwatch.build_folder import foreign_files, publish, release_in
from flopwatch.census import Census
from flopwatch.domain import NOW, Claim, NotFound, Problem, When, WrongUsage, field
from flopwatch.records import Record
from flopwatch.sources import write_claims

LONGEST_FACT = 120  # characters; longer text is prose and stays in the ledger it was imported to


class Built(msgspec.Struct, frozen=True):
    """The result of a build: folder, date, counts, SHA-256, the events set aside, each with the reason, and the files
    of the folder that flopwatch did not write.
    """

    out: str
    as_of: str
    models: int
    claims: int
    sources: int
    release: int | None
    sha256: str
    set_aside: dict[str, str]
    foreign: list[str]


class _Stamp(msgspec.Struct, frozen=True):
    """Note next to a built folder: what it was built from, the hash of its manifest, and the events set aside."""

    inputs: str
    sha256: str
    set_aside: dict[str, str]


class Exported(msgspec.Struct, frozen=True):
    """The result of an export, and the number of prose statements left out."""

    out: str
    files: int
    prose_left_out: int


def build(
    data: Path,
    store: str,
    out: Path,
    *,
    when: When = NOW,
    base_url: str = "",
    locale: str = "",
    notes: str | None = None,
    feeds: Mapping[str, str] | None = None,
    pictures: bool = False,
) -> Built:
    """Build the release folder and return its counts; with notes, as a numbered release that later builds keep.

    A folder that holds exactly that release is left as it is: same inputs, code and options, every file unaltered.
    `feeds` are saved queries by name, as `read_queries` gives them; with `pictures` each model has a picture for sites
    that link to its page.

    Raises:
        WrongUsage: If pictures are asked for without an address, by which other sites would find them.
    """
    if pictures and not base_url:
        raise WrongUsage("--pictures needs --base-url: other sites find a picture by its whole address.")
    queries = feeds or {}
    inputs = _inputs(data, store, when, base_url, locale, queries, pictures=pictures)
    stamp = _stamp_of(out)
    made = release_in(out, stamp.sha256) if notes is None and inputs and stamp and stamp.inputs == inputs else None
    if made is None or stamp is None:
        census = take_census(data, store, when)
        pages = ledger.memory_by_part(store)
        made = publish(
            census,
            out,
            base_url=base_url,
            locale=locale,
            notes=notes,
            remember=pages,
            queries=answer_queries(census, queries),
            pictures=pictures,
        )
        stamp = _Stamp(inputs, made.sha256, dict(census.set_aside))
        if notes is None and inputs == _inputs(data, store, when, base_url, locale, queries, pictures=pictures):
            ledger.write_whole(_stamp_path(out), [msgspec.json.encode(stamp)])
    return Built(
        out=str(out),
        as_of=made.as_of,
        models=made.models,
        claims=made.claims,
        sources=made.sources,
        release=made.release or None,
        sha256=made.sha256,
        set_aside=stamp.set_aside,
        foreign=foreign_files(out, made.files),
    )


def _inputs(
    data: Path,
    store: str,
    when: When,
    base_url: str,
    locale: str,
    queries: Mapping[str, str],
    *,
    pictures: bool = False,
) -> str:
    """Return all that a build follows from, besides the releases kept in its folder; "" if an input cannot be read."""
    found = inputs_digest(data, store, when)
    asked = f" {msgspec.json.encode(sorted(queries.items())).decode()}" if queries else ""
    return found and f"{found} {base_url} {locale}{asked}{' pictures' if pictures else ''}"


def _stamp_path(out: Path) -> Path:
    return out.with_name(out.name + ".inputs")


def _stamp_of(out: Path) -> _Stamp | None:
    try:
        return msgspec.json.decode(_stamp_path(out).read_bytes(), type=_Stamp)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def build_if_needed(data: Path, store: str, out: Path) -> bool:
    """Build unless the folder was built from the same inputs by this version of the code; return whether it was
    built.
    """
    stamp = _stamp_of(out)
    if stamp and stamp.inputs == _inputs(data, store, NOW, "", "", {}) and (out / "manifest.json").is_file():
        return False
    build(data, store, out)
    return True


def check_data(folder: Path) -> list[Problem]:
    """Return every problem of a curated folder: broken rows first, then contradictions between rows.


    Raises:
        NotFound: If there is no such folder.
    """
    if not folder.is_dir():
        raise NotFound(f"{folder} is not a folder. Name the curated folder with --data.")
    rows, broken = sources.read_rows(folder)
    found = [*broken, *auditing.check_base(rows)]
    # By then the cause of a loader error is most often known, with a better message.
    known = {one.file for one in found}
    found += (one for one in sources.what_the_loader_says(folder) if one.file not in known)
    return found


def export_claims_toml(census: Census, out: Path, *, only: Sequence[str] = (), recorded: str = "") -> Exported:
    """Write the facts of the census as claims files, one per subject, as a starting point for a curator.

    Prose is left out: fields marked as prose, and any value or quotation longer than a fact needs.

    Args:
        census: The census.
        out: The folder to write `<developer>/<model>.toml` into.
        only: Ids of sources whose claims are written; all where empty.
        recorded: ISO transcription date for claims that have none.
    """
    written = left = 0
    for record in census.records.values():
        facts = [claim for claim in record.claims.values() if not only or claim.source in only]
        kept = [one for one in facts if one.identity or is_fact(one)]  # curated claims are facts already
        left += len(facts) - len(kept)
        if record.id.count("/") != 1:
            continue
        for identity, claims in _by_identity(record, kept, recorded).items():
            name = record.name if identity == record.id else claims[0].subject
            ledger.write_whole(out / f"{identity}.toml", [write_claims(identity, name, claims).encode()])
            written += 1
    return Exported(str(out), written, left)


def _by_identity(record: Record, claims: Sequence[Claim], recorded: str) -> dict[str, list[Claim]]:
    """Group the claims of a record by the id they state: those of an id that a merge ended keep a file of their own."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for one in claims:
        named = msgspec.structs.replace(one, identity=one.identity or record.id, recorded=one.recorded or recorded)
        found[named.identity].append(named)
    return found


def is_fact(claim: Claim) -> bool:
    """Return whether a claim is a bare fact that the bundled base may hold, rather than a source's prose."""
    return not field(claim.field).prose and max(len(claim.value), len(claim.as_written)) <= LONGEST_FACT


class WrittenDossier(msgspec.Struct, frozen=True):
    """The files of a model's dossier, by their names in the folder."""

    model: str
    out: str
    files: list[str]


def write_dossier(census: Census, name: str, out: Path) -> WrittenDossier:
    """Write a model's dossier as JSON and CSV, its bills of materials, and the page for its developer to fill in.

    Raises:
        NotFound: If there is no such model.
    """
    record = find(census, name)
    if record.kind != "model":
        raise NotFound(f"{record.id} is a {record.kind}, not a model. Name a model.")
    found = exports.Dossiers(census).of(record)
    files = {
        "dossier.json": msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n",
        "dossier.csv": exports.dossier_csv(found).encode(),
        "cyclonedx.json": exports.cyclonedx(census, record),
        "spdx.json": exports.spdx(census, record),
        "disclosure.toml": exports.disclosure_toml(record).encode(),
    }
    for file, data in files.items():
        ledger.write_whole(out / file, [data])
    return WrittenDossier(record.id, str(out), list(files))
