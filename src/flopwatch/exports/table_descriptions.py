"""Descriptions of a release's files for catalogues and loaders: Data Package, Croissant and DCAT.

Each names the files with their SHA-256. The SQLite file has none: the library stamps its version into it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from flopwatch.census import Census
from flopwatch.exports.citations import AUTHOR, LICENCE, TITLE, citation_bib, public_address
from flopwatch.products import COLUMNS

_ABOUT = (
    "What public sources state about AI models, each value with its source; the compute that trained each model with "
    "a 90% interval; and the thresholds that it crosses, with probabilities."
)
_KEYWORDS = ("AI models", "training compute", "FLOP", "provenance", "governance")
_MEDIA = {
    ".csv": "text/csv",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".ttl": "text/turtle",
}
_NAMES = {column.name: column.meaning for column in COLUMNS}
# Tables whose CSV has the columns of the frame.
_TYPED = {name: f"exact/{name}.csv" for name in ("models", "estimates", "crossings", "claims", "sources", "thresholds")}
_KEYS = {
    "models": (["id"], []),
    "sources": (["id"], []),
    "thresholds": (["flop"], []),
    "claims": (["id"], [("source", "sources", "id")]),
    "estimates": (["model", "method", "rank"], [("model", "models", "id")]),
    "crossings": (["model", "threshold_flop"], [("model", "models", "id")]),
}


def _files(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield the path, place and media type of each data file in a release folder, in order of path."""
    for path in sorted((*folder.glob("*.*"), *folder.glob("*/*.*"))):
        if media := _MEDIA.get(path.suffix):
            yield path.relative_to(folder).as_posix(), path, media


def _sha256(path: Path) -> str:
    return _hash_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _hash_of(path: Path, written: int) -> str:
    # Three descriptions name the same files.
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _address(site: str, name: str) -> str:
    base = public_address(site)
    return f"{base}/data/{name}" if base else name


def _encoded(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _kind(dtype: pl.DataType, number: str, integer: str, date: str, text: str) -> str:
    if dtype.is_float():
        return number
    return integer if dtype.is_integer() else date if dtype == pl.Date else text


def datapackage(census: Census, tables: Mapping[str, pl.DataFrame], folder: Path, site: str) -> bytes:
    """Return datapackage.json (Data Package 1): the typed CSV files with keys, the other files without a schema."""
    resources: list[dict[str, Any]] = []
    named = {file: name for name, file in _TYPED.items()}
    for name, path, media in _files(folder):
        table = named.get(name)
        about: dict[str, Any] = {"name": table or name.lower().replace("/", "-"), "path": name}
        about |= {"mediatype": media, "format": path.suffix[1:], "type": "table" if table else "file"}
        if path.suffix != ".sqlite":
            about |= {"bytes": path.stat().st_size, "hash": f"sha256:{_sha256(path)}"}
        if table:
            about |= {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": _schema(table, tables[table])}
        resources.append(about)
    package = {
        "profile": "data-package",
        "name": "flopwatch",
        "title": TITLE,
        "description": _ABOUT,
        "version": census.as_of.isoformat(),
        "keywords": _KEYWORDS,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE}],
        "contributors": [{"title": AUTHOR, "role": "maintainer"}],
        "resources": resources,
    }
    if address := public_address(site):
        package["homepage"] = address
    return _encoded(package)


def _schema(table: str, frame: pl.DataFrame) -> dict[str, Any]:
    key, links = _KEYS[table]
    fields = []
    for name, dtype in frame.schema.items():
        one = {"name": name, "type": _kind(dtype, "number", "integer", "date", "string")}
        if table == "models":
            one["description"] = _NAMES[name]
        fields.append(one)
    foreign = [{"fields": here, "reference": {"resource": there, "fields": field}} for here, there, field in links]
    return {"fields": fields, "primaryKey": key, "foreignKeys": foreign, "missingValues": [""]}


_CROISSANT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(census: Census, tables: Mapping[str, pl.DataFrame], folder: Path, site: str) -> bytes:
    """Return Croissant 1.0: every file with its SHA-256, and a record set for each typed table."""
    files = [
        {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "contentUrl": _address(site, name),
            "encodingFormat": media,
            "sha256": _sha256(path),
        }
        for name, path, media in _files(folder)
        if path.suffix != ".sqlite"
    ]
    about: dict[str, Any] = {
        "@context": _CROISSANT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "flopwatch",
        "alternateName": TITLE,
        "description": _ABOUT,
        "license": LICENCE,
        "creator": {"@type": "Organization", "name": AUTHOR},
        "datePublished": census.as_of.isoformat(),
        "version": f"{census.as_of.year}.{census.as_of.month}.{census.as_of.day}",
        "keywords": _KEYWORDS,
        "citeAs": citation_bib(census, site),
        "isLiveDataset": False,
        "distribution": files,
        "recordSet": [_record_set(name, tables[name]) for name in _TYPED],
    }
    if address := public_address(site):
        about["url"] = address
    return _encoded(about)


def _record_set(table: str, frame: pl.DataFrame) -> dict[str, Any]:
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{table}/{name}",
            "name": f"{table}/{name}",
            "description": _NAMES.get(name, name.replace("_", " ")) if table == "models" else name.replace("_", " "),
            "dataType": _kind(dtype, "sc:Float", "sc:Integer", "sc:Date", "sc:Text"),
            "source": {"fileObject": {"@id": _TYPED[table]}, "extract": {"column": name}},
        }
        for name, dtype in frame.schema.items()
    ]
    key = [{"@id": f"{table}/{name}"} for name in _KEYS[table][0]]
    return {"@type": "cr:RecordSet", "@id": table, "name": table, "key": key, "field": fields}


def dcat(census: Census, folder: Path, site: str) -> bytes:
    """Return the dataset and its distributions in DCAT 3, as JSON-LD."""
    base = public_address(site)
    dataset = f"{base}/" if base else "urn:flopwatch:dataset"
    distributions = []
    for name, path, media in _files(folder):
        address = _address(site, name) if base else f"urn:flopwatch:file:{name}"
        one: dict[str, Any] = {
            "@id": address,
            "@type": "dcat:Distribution",
            "dct:title": name,
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
            "dct:license": {"@id": LICENCE},
        }
        if base:
            one["dcat:downloadURL"] = {"@id": address}
        if path.suffix != ".sqlite":
            one["dcat:byteSize"] = {"@value": path.stat().st_size, "@type": "xsd:nonNegativeInteger"}
            one["spdx:checksum"] = {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@value": _sha256(path), "@type": "xsd:hexBinary"},
            }
        distributions.append(one)
    about = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": dataset,
        "@type": "dcat:Dataset",
        "dct:title": {"@value": TITLE, "@language": "en"},
        "dct:description": {"@value": _ABOUT, "@language": "en"},
        "dct:issued": {"@value": census.as_of.isoformat(), "@type": "xsd:date"},
        "dct:license": {"@id": LICENCE},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": AUTHOR},
        "dcat:version": census.as_of.isoformat(),
        "dcat:keyword": _KEYWORDS,
        "dcat:distribution": distributions,
    }
    return _encoded(about)
