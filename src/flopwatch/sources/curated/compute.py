"""Clusters of accelerators, and the compute of developers at dates: two files that may be absent."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from flopwatch.domain import Cluster, ComputeStock, Developer, PartialDate, RememberParts, Source, exact, forget_parts
from flopwatch.sources.curated.claim_files import code_of_readers
from flopwatch.sources.curated.toml_tables import bad_entry, bytes_of, checked, require_source, table_rows

CLUSTERS, STOCKS = "clusters.toml", "compute_stocks.toml"
_STATUSES = ("existing", "planned", "decommissioned")
_CERTAINTIES = ("confirmed", "likely", "unlikely")
Compute = tuple[tuple[Cluster, ...], tuple[ComputeStock, ...]]


def load_compute(
    folder: Path,
    sources: Mapping[str, Source],
    developers: Mapping[str, Developer],
    remember: RememberParts = forget_parts,
) -> Compute:
    """Return the clusters and the stocks, each checked; every source and developer they name must be there.

    Args:
        folder: The curated folder.
        sources: Every source by id.
        developers: Every developer by id.
        remember: Keeps what the same bytes, ids and code gave before: to parse the rows takes a tenth of a second.

    Raises:
        BadInput: Naming the file, the entry and the value.
    """
    total = hashlib.sha256(f"{code_of_readers()}\n{sorted(sources)}\n{sorted(developers)}\n".encode())
    for file in (folder / CLUSTERS, folder / STOCKS):
        data = bytes_of(file) if file.exists() else b""
        total.update(f"{file.name} {len(data)}\n".encode())
        total.update(data)

    def make() -> bytes:
        return msgspec.msgpack.encode(_checked(folder, sources, developers))

    with remember("compute", str(folder)) as remember_part:
        kept: Compute = msgspec.msgpack.decode(remember_part(total.hexdigest(), make), type=Compute)
    return kept


def _checked(folder: Path, sources: Mapping[str, Source], developers: Mapping[str, Developer]) -> Compute:
    file, other = folder / CLUSTERS, folder / STOCKS
    clusters = tuple(checked(table_rows(file, "cluster", Cluster), check_cluster, file, lambda one: _label(one)))
    stocks = tuple(checked(table_rows(other, "stock", ComputeStock), check_stock, other, lambda one: _label(one)))
    rows = [
        *((file, _label(one), one.source, (*one.developers, *one.used_by)) for one in clusters),
        *((other, _label(one), one.source, one.developers) for one in stocks),
    ]
    for place, label, source, named in rows:
        require_source(sources, source, place, label)
        for one in named:
            if one not in developers:
                raise bad_entry(place, label, f"developer {one!r} is not in vocabulary/developers.toml")
    return clusters, stocks


def check_cluster(one: Cluster) -> Cluster:
    """Return the cluster if its words are terms, its numbers positive decimals, and its dates dates.

    Raises:
        ValueError: Naming the value that is not.
    """
    for key, value, terms in (("status", one.status, _STATUSES), ("certainty", one.certainty, _CERTAINTIES)):
        if value not in terms:
            raise ValueError(f"{key} {value!r} is not one of {', '.join(terms)}")
    for key in ("chips", "h100_equivalents", "power_mw"):
        if (value := getattr(one, key)) and exact(value) <= 0:
            raise ValueError(f"{key} {value!r} is not positive")
    for value in filter(None, (one.operational, one.decommissioned)):
        PartialDate.from_iso(value)
    return one


def check_stock(one: ComputeStock) -> ComputeStock:
    """Return the stock if 0 < p5 <= p50 <= p95, its date is a day, and it names a developer.

    Raises:
        ValueError: Naming the value that is not.
    """
    if not 0 < exact(one.p5) <= exact(one.p50) <= exact(one.p95):
        raise ValueError(f"{one.p5}, {one.p50}, {one.p95} are not 0 < p5 <= p50 <= p95")
    if not one.developers:
        raise ValueError("names no developer")
    dt.date.fromisoformat(one.date)
    return one


def _label(row: Cluster | ComputeStock) -> str:
    return f"{row.name}, row {row.row}"
