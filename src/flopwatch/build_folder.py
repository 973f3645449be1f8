"""The release folder. Built in a temporary sibling, then renamed atomically, so that readers never see a part."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from flopwatch.census import Census
from flopwatch.domain import BadInput
from flopwatch.exports import write_database
from flopwatch.hub import write_site
from flopwatch.products import cells_of, frames, models_csv, released_claims
from flopwatch.releases import FORMAT, FileEntry, Manifest, gather
from flopwatch.wording import find_language, web_link

MANIFEST = "manifest.json"
DATABASE = "flopwatch.sqlite"
_PARQUET = ("models", "claims", "estimates", "crossings", "findings")


def publish(
    census: Census,
    out: Path,
    *,
    base_url: str = "",
    locale: str = "",
    notes: str | None = None,
) -> Manifest:
    """Write the release of a census to a folder: tables, database, site, manifest. Same census, same bytes.

    Args:
        census: The census.
        out: The folder. It is created or replaced atomically at the end; a failure leaves the old one.
        base_url: Address of the site, for `Model URL` and citations; "" keeps them relative.
        locale: Language tag of the pages; "" is English. Data files are the same in every language.
        notes: Notes of the numbered release to make of it; None makes none. Releases that the folder holds are kept
            either way.

    Returns:
        The manifest, as also written to `manifest.json`.

    Raises:
        OrphanCell: If a cell to be published has no claim behind it.
        BadInput: If `out` exists but is not a flopwatch release: foreign files are never replaced; or `base_url` is
            not an http(s) address.
        BrokenRelease: If a release that the folder keeps is altered or incomplete; nothing is written then.
        NotFound: If there is no catalogue of that language.
    """
    out = Path(out).absolute()
    if base_url and not web_link(base_url):
        raise BadInput(
            f"--base-url {base_url[:80]!r} is not an http(s) address. Write one such as https://example.org/models."
        )
    find_language(locale)  # before anything is written
    with _swapped_in(out) as folder:
        rows = cells_of(census, base_url)
        (folder / "models.csv").write_bytes(models_csv(rows).encode())
        tables = frames(census, rows)
        for name in _PARQUET:
            tables[name].write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=True)
        dump = write_database(tables, folder / DATABASE)
        hashes = {path.name: entry.sha256 for path, entry in _files(folder, dump)}
        kept = gather(out, census, hashes, _manifest_of(out), notes)
        downloads = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
        downloads[DATABASE] = 0  # its size depends on SQLite's version, and pages must not
        write_site(census, folder / "site", downloads, kept, base_url=base_url, locale=locale)
        # The site has its own copy of the data, so that the folder `site` alone can be hosted anywhere.
        (folder / "site" / "data").mkdir()
        for name in downloads:
            shutil.copyfile(folder / name, folder / "site" / "data" / name)
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
            files={path.relative_to(folder).as_posix(): entry for path, entry in _files(folder, dump)},
        ).sealed()
        (folder / MANIFEST).write_bytes(manifest.encoded())
    return manifest


def _files(folder: Path, dump: str) -> Iterator[tuple[Path, FileEntry]]:
    """Yield every file of a folder with its hash; for the database, that of its dump."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if path.name == DATABASE:
            yield path, FileEntry(sha256=dump, of="canonical dump")
        else:
            data = path.read_bytes()
            yield path, FileEntry(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))


def _manifest_of(folder: Path) -> Manifest | None:
    """Return the manifest of a folder; None if it is absent or unreadable."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return None


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
        if _is_release(out):
            if _is_release(old):
                shutil.rmtree(old)
            out.rename(old)
        elif out.exists():
            out.rmdir()
        new.rename(out)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    if _is_release(old):
        shutil.rmtree(old)


def _is_release(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def _umask() -> int:
    # mkdtemp makes folders that only their owner can read; a release is public.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
