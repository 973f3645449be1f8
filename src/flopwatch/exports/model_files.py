"""The files of each model on a site: its JSON with the dossier, the same as CSV, a page for its developer to fill in.

Each is kept under the digest of what it follows from, so that a later build makes only those that changed.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import msgspec

from flopwatch.bundled_data import code_sha256
from flopwatch.census import Census
from flopwatch.classification import in_force
from flopwatch.domain import RememberPart, RememberParts, forget_parts
from flopwatch.exports.citations import LICENCE, public_address
from flopwatch.exports.dossiers import Dossiers, asks_for_disclosure, disclosure_toml, dossier_csv
from flopwatch.exports.json_tree import api_path, model_answer
from flopwatch.records import Record


class _Files(msgspec.Struct, frozen=True, array_like=True):
    """The kept files of one model: its JSON and its table with `_DATED` for the date, and the page or b""."""

    answer: bytes
    table: bytes
    page: bytes


_DATED = b"0000-00-00"  # the date of the census until a file is written: a later date leaves kept files valid


def write_model_files(census: Census, site: Path, base_url: str = "", remember: RememberParts = forget_parts) -> None:
    """Write `api/models/ID.json`, `ID.csv` and, for models whose compute is not known, `ID.toml` into a site.

    Args:
        census: The census.
        site: The folder of the site.
        base_url: Address of the site, or "": links are then relative to its root.
        remember: Keeps the files of models whose data have not changed since the last build.
    """
    root = f"{address}/" if (address := public_address(base_url)) else ""
    with remember("files", root) as keep:
        _Writer(census, site, root, keep).write()


class _Writer:
    def __init__(self, census: Census, site: Path, root: str, keep: RememberPart) -> None:
        self._census, self._site, self._root, self._keep = census, site, root, keep
        self._dossiers = Dossiers(census, root)
        self._made: set[Path] = set()
        rules = [(one, in_force(one, census.as_of)) for one in census.catalogue.rules]
        self._common = hashlib.sha256(code_sha256().encode())
        self._common.update(msgspec.msgpack.encode((root, census.thresholds, rules)))

    def write(self) -> None:
        """Write the files of every model."""
        as_of = self._census.as_of.isoformat().encode()
        for record in self._census.models():
            made = self._keep(self._key(record), partial(self._files, record))
            files = msgspec.msgpack.decode(made, type=_Files)
            self._put(api_path(record.id), files.answer.replace(_DATED, as_of, 1))
            self._put(api_path(record.id, "csv"), files.table.replace(_DATED, as_of, 1))
            if files.page:
                self._put(api_path(record.id, "toml"), files.page)

    def _files(self, record: Record) -> bytes:
        head = {"as_of": _DATED.decode(), "license": LICENCE}
        found = head | model_answer(self._census, record, self._root) | self._dossiers.parts(record)
        page = disclosure_toml(record).encode() if asks_for_disclosure(self._census, record) else b""
        return msgspec.msgpack.encode(_Files(msgspec.json.encode(found) + b"\n", dossier_csv(found).encode(), page))

    def _key(self, record: Record) -> str:
        """Return the digest of all that the files of a model follow from."""
        census, key = self._census, record.id
        cited = {one: census.claims[one] for one in self._cited(record) if one in census.claims}
        from_sources = {one.source for one in (*record.claims.values(), *cited.values())}
        seen = (
            record,
            cited,
            [census.sources.get(one) for one in sorted(from_sources)],
            census.estimates.get(key),
            census.crossings.get(key),
            self._dossiers.covered(record),
        )
        digest = self._common.copy()
        digest.update(msgspec.msgpack.encode(seen))
        return digest.hexdigest()

    def _cited(self, record: Record) -> list[str]:
        """Return the ids of claims on other records that the files cite."""
        estimate = self._census.estimates.get(record.id)
        found = [key for value in record.fields.values() for key in (*value.claims, *value.rivals)]
        found += [key for one in getattr(estimate, "methods", ()) for used in one.inputs for key in used.claims]
        return [key for key in dict.fromkeys(found) if key not in record.claims]

    def _put(self, path: str, data: bytes) -> None:
        place = self._site / path
        if place.parent not in self._made:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(place.parent)
        place.write_bytes(data)
