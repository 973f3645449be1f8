"""The release folder. Built in a temporary sibling, then renamed atomically, so that readers never see a part."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

import polars

from flopwatch.census import Census
from flopwatch.domain import BadInput, BadLedger, RememberParts, WrongUsage, forget_parts, irregular_kind
from flopwatch.exports import (
    SavedQuery,
    dump_sha256,
    write_data_files,
    write_database,
    write_feeds,
    write_json_tree,
    write_model_files,
)
from flopwatch.hub import write_site
from flopwatch.ledger import exclusive
from flopwatch.products import cells_of, frames, models_csv, released_claims, table_csv
from flopwatch.releases import FORMAT, FileEntry, Manifest, gather, manifest_in
from flopwatch.wording import find_language, web_link

MANIFEST = "manifest.json"
DATABASE = "flopwatch.sqlite"
WAIT_SECONDS = 600.0  # for another build into the same folder
_PARQUET = ("models", "claims", "estimates", "crossings", "findings", "clusters", "undisclosed")


def publish(
    census: Census,
    out: Path,
    *,
    base_url: str = "",
    locale: str = "",
    notes: str | None = None,
    remember: RememberParts = forget_parts,
    queries: Sequence[SavedQuery] = (),
    pictures: bool = False,
) -> Manifest:
    """Write the release of a census to a folder: tables, database, site, manifest. Same census, same bytes.

    Args:
        census: The census.
        out: The folder. It is created or replaced atomically at the end; a failure leaves the old one. Files in it that
            flopwatch did not write are carried over.
        base_url: Address of the site, for `Model URL` and citations; "" keeps them relative.
        locale: Language tag of the pages; "" is English. Data files are the same in every language.
        notes: Notes of the numbered release to make of it; None makes none. Releases that the folder holds are kept
            either way.
        remember: Keeps pages whose data have not changed since the last build.
        queries: Saved queries that get a feed each.
        pictures: Draw a picture of each model; its address is on the page only with `base_url`.

    Returns:
        The manifest, as also written to `manifest.json`.

    Raises:
        OrphanCell: If a cell to be published has no claim behind it.
        BadInput: If `out` exists but is not a flopwatch release, or holds a foreign file where the release has one:
            foreign files are never replaced; or `base_url` is not an http(s) address.
        BrokenRelease: If a release that the folder keeps is altered or incomplete; nothing is written then.
        BadLedger: If another build into the folder does not end within `WAIT_SECONDS`, or the disk refuses; what was
            there stays.
        NotFound: If there is no catalogue of that language.
    """
    out = Path(os.path.realpath(out))  # a link is followed, not replaced
    if base_url and not web_link(base_url):
        raise WrongUsage(
            f"--base-url {base_url[:80]!r} is not an http(s) address. Write one such as https://example.org/models."
        )
    find_language(locale)  # before anything is written
    with _alone(out), _swapped_in(out) as folder:
        rows = cells_of(census, base_url)
        (folder / "models.csv").write_bytes(models_csv(rows).encode())
        tables = frames(census, rows)
        for name in ("clusters", "undisclosed"):
            (folder / f"{name}.csv").write_bytes(table_csv(tables[name]).encode())
        for name in _PARQUET:
            tables[name].write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=True)
        dump = write_database(tables, folder / DATABASE)
        write_data_files(census, rows, tables, folder, base_url)
        hashes = {name: entry.sha256 for name, entry in _files(folder, dump)}
        kept = gather(out, census, hashes, manifest_in(out), notes)
        downloads = {name: (folder / name).stat().st_size for name in hashes}
        downloads[DATABASE] = 0  # its size depends on SQLite's version, and pages must not
        site = folder / "site"
        write_site(
            census,
            site,
            downloads,
            kept,
            base_url=base_url,
            locale=locale,
            remember=remember,
            queries=[one.name for one in queries],
            pictures=pictures,
        )
        write_json_tree(census, site, base_url)
        write_model_files(census, site, base_url, remember)
        write_feeds(census, site, base_url, queries)
        _copy_downloads(folder, site / "data", downloads)
        released = released_claims(census)
        manifest = Manifest(
            format=FORMAT,
            as_of=census.as_of.isoformat(),
            models=len(rows),
            claims=len(released),
            sources=len(census.sources),
            cells=sum(cell is not None for row in rows for cell in row),
            withheld=len(census.claims) - len(released),
            release=kept.this,
            files=dict(_files(folder, dump)),
        ).sealed()
        (folder / MANIFEST).write_bytes(manifest.encoded())
    return manifest


def _copy_downloads(folder: Path, to: Path, names: Iterable[str]) -> None:
    """Give the site its own copy of the data, so that the folder `site` alone can be hosted anywhere."""
    for name in names:
        copy = to / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, copy)


def release_in(out: Path, sha256: str) -> Manifest | None:
    """Return the manifest of the release in a folder if it has that hash and every file is as the manifest says.

    Returns:
        None if there is no such release, or a file of it is missing or altered.
    """
    out = Path(os.path.realpath(out))
    made = manifest_in(out)
    if made is None or not made.sha256 == sha256 == made.sealed().sha256:
        return None
    with _alone(out):
        try:
            with contextlib.closing(sqlite3.connect(f"{(out / DATABASE).as_uri()}?mode=ro", uri=True)) as database:
                dump = dump_sha256(database)
            whole = all(_entry(out / name, dump) == entry for name, entry in made.files.items())
        except (OSError, sqlite3.Error):
            return None
    return made if whole else None


def foreign_files(out: Path, written: Container[str]) -> list[str]:
    """Return the files of a release folder that flopwatch did not write, by their paths in the folder, sorted.

    Args:
        out: The folder.
        written: The files that its manifest lists.
    """
    return sorted(name for name in _names_below(out) if name not in written and name != MANIFEST)


def _names_below(folder: Path) -> Iterator[str]:
    """Yield the path, in the folder, of everything below it that is not a folder; links are not followed."""
    for place, folders, files in os.walk(folder):
        inner = Path(place).relative_to(folder).as_posix()
        links = (name for name in folders if os.path.islink(os.path.join(place, name)))
        yield from (name if inner == "." else f"{inner}/{name}" for name in (*files, *links))


def _files(folder: Path, dump: str) -> Iterator[tuple[str, FileEntry]]:
    """Yield the path of every file in a folder with its hash; for the database, that of its dump."""
    for name in sorted(_names_below(folder), key=lambda one: one.split("/")):
        yield name, _entry(folder / name, dump)


def _entry(path: Path, dump: str) -> FileEntry:
    if path.name == DATABASE:
        return FileEntry(sha256=dump, of="canonical dump")
    data = path.read_bytes()
    return FileEntry(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))


def _carry_over(out: Path, new: Path) -> None:
    """Copy the files that flopwatch did not write into the new folder.

    Raises:
        BadInput: Naming the file, if it is where the new release has one, or is neither a file nor a link.
    """
    made = manifest_in(out)  # if it cannot be read, a file that the new release has too passes for one of the old
    for name in foreign_files(out, made.files if made else ()):
        path, target = out / name, new / name
        if made is None and target.is_file():
            continue
        kind = "" if path.is_symlink() else irregular_kind(path.lstat().st_mode)
        if kind or os.path.lexists(target) or any(one.is_file() for one in target.parents):
            why = (
                f"is {kind}" if kind else "is in the place of a file of the new release, and flopwatch did not write it"
            )
            raise BadInput(f"{path} {why}. Move it away, or name another folder with --out.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the folder for one build at a time: each reads which releases there are only once the one before has ended.

    Leftovers of killed builds next to the folder are removed; no other process can be writing them.
    """
    try:
        with exclusive(out.with_name(f".{out.name}.lock"), WAIT_SECONDS, "builds into the same folder"):
            for left in out.parent.glob(f".{glob.escape(out.name)}.new-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield
    except (OSError, sqlite3.Error, polars.exceptions.PolarsError) as error:
        place, why = getattr(error, "filename", None) or out, getattr(error, "strerror", None) or error
        raise BadLedger(
            f"{place}: cannot be written ({why}); the release in {out} is as it was. Free space or choose another "
            "place with --out, then repeat."
        ) from error


@contextlib.contextmanager
def _swapped_in(out: Path) -> Iterator[Path]:
    """Yield a new folder next to `out` that replaces it if the block succeeds, and is deleted if it fails."""
    old = out.with_name(f".{out.name}.old")
    if not out.exists() and _is_release(old):
        old.rename(out)  # a run was cut off between its two renames: put the earlier release back
    if out.exists() and not _is_release(out) and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(
            f"{out} exists and is not a flopwatch release (it has no {MANIFEST}). "
            "Name another folder with --out, or empty this one first."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    try:
        new.chmod(0o777 & ~_umask())
        yield new
        _carry_over(out, new)
        _discard(old, new)
        if _is_release(out):
            out.rename(old)
        elif out.exists():
            out.rmdir()
        new.rename(out)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    _discard(old, new)


def _discard(old: Path, new: Path) -> None:
    """Remove an earlier release, under another name first: what is half removed must never pass for a release."""
    if old.is_dir():
        doomed = new.with_name(f"{new.name}-old")
        old.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def _is_release(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def _umask() -> int:
    # mkdtemp makes folders that only their owner can read; a release is public.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
