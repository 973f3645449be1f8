"""Facts out of many documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from flopwatch import mining
from flopwatch.domain import WrongUsage


def mine(
    paths: Sequence[Path],
    out: Path,
    data: Path,
    *,
    workers: int = 0,
    cluster: str = "",
    progress: Callable[[str], None] = lambda words: None,
) -> mining.Mined:
    """Read the facts of all documents of files and folders into Parquet, a file for each shard.

    Args:
        paths: Web archives, Parquet, JSON lines, HTML or text, and folders of them.
        out: The folder of the output; shards that it has already are not read again.
        data: The curated folder, for the names of models and developers.
        workers: Processes on this machine; 0 reads in this one.
        cluster: Address of a Dask scheduler whose workers see the same files, or "".
        progress: Called with a line for each shard.

    Raises:
        WrongUsage: If both workers and a cluster are given.
        BadInput: If a path has no reader, a library is missing, or the cluster does not answer.
    """
    if workers and cluster:
        raise WrongUsage("--workers starts processes here, --cluster uses those of an address: give one of them.")
    return mining.mine(
        paths,
        out,
        data,
        workers=workers,
        cluster=cluster,
        progress=lambda one: progress(f"{Path(one.files[0]).name}: {one.documents} documents, {one.facts} facts"),
    )
