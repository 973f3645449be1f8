"""Runs: all shards in one process, on local workers, or on a Dask cluster by its address; the output is the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from flopwatch.domain import BadInput, WrongUsage
from flopwatch.extraction import gazetteer_of
from flopwatch.ledger import remove_leftovers
from flopwatch.mining.across_languages import write_slips
from flopwatch.mining.groups import write_groups
from flopwatch.mining.mined_documents import Miner
from flopwatch.mining.shards import FOLDERS, GROUPS, SLIPS, Manifest, Shard, finished, mine_shard, shards_of
from flopwatch.sources import library_of, load_names

_RETRIES = 3  # of a shard whose worker died
_WAIT = "30s"  # for the scheduler of a cluster, then for its first worker


class Mined(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a run.

    Args:
        out: The folder of the output.
        documents: Documents read.
        bytes: Bytes of them.
        with_facts: Documents that state a size, data, chips or compute.
        facts: Facts in the output.
        candidates: Models named with a size, data or compute, once for each document.
        groups: Candidates counted once where their words are copies of one passage.
        slips: Figures that pages in two languages state a power of ten apart.
        shards: Shards in the output.
        done_before: Shards that an earlier run had finished.
        held: Number of items that could not be read, by reason.
        seconds: Duration of this run.
    """

    out: str
    documents: int
    bytes: int
    with_facts: int
    facts: int
    candidates: int
    groups: int
    slips: int
    shards: int
    done_before: int
    held: dict[str, int]
    seconds: float


def mine(
    paths: Sequence[Path],
    out: Path,
    data: Path,
    *,
    workers: int = 0,
    cluster: str = "",
    progress: Callable[[Manifest], None] = lambda manifest: None,
) -> Mined:
    """Read the facts of all documents of files and folders into Parquet, a file for each shard, and copies grouped.

    Args:
        paths: Web archives, Parquet, JSON lines, HTML or text, and folders of them.
        out: The folder of the output; shards that it has already are not read again.
        data: The curated folder, for the names of models and developers.
        workers: Processes on this machine; 0 reads in this one.
        cluster: Address of a Dask scheduler whose workers see the same files, or "".
        progress: Called with each manifest.

    Raises:
        WrongUsage: If both workers and a cluster are given.
        BadInput: If a path has no reader, a library is missing, or the cluster does not answer.
    """
    if workers and cluster:
        raise WrongUsage("--workers starts processes here, --cluster uses those of an address: give one of them.")
    started = time.monotonic()
    shards, held = shards_of(paths, out)
    before = {shard.name: manifest for shard in shards if (manifest := finished(shard, out))}
    left = [shard for shard in shards if shard.name not in before]
    done = [*before.values()]
    for manifest in _results(left, out.resolve(), data, workers, cluster):
        progress(manifest)
        done.append(manifest)
    for folder in FOLDERS:
        remove_leftovers(out / folder)  # of workers that were killed while they wrote the last file there
    for manifest in done:
        for reason, count in manifest.held.items():
            held[reason] = held.get(reason, 0) + count
    return Mined(
        out=str(out),
        documents=sum(one.documents for one in done),
        bytes=sum(one.bytes for one in done),
        with_facts=sum(one.with_facts for one in done),
        facts=sum(one.facts for one in done),
        candidates=sum(one.candidates for one in done),
        groups=write_groups(_files(out, "candidates", shards), _files(out, "facts", shards), out / GROUPS),
        slips=write_slips(_files(out, "facts", shards), out / SLIPS),
        shards=len(shards),
        done_before=len(before),
        held=dict(sorted(held.items())),
        seconds=round(time.monotonic() - started, 3),
    )


def _files(out: Path, folder: str, shards: Sequence[Shard]) -> list[Path]:
    return [out / folder / f"{one.name}.parquet" for one in shards]


def _results(shards: Sequence[Shard], out: Path, data: Path, workers: int, cluster: str) -> Iterable[Manifest]:
    if not workers and not cluster:
        return (mine_one(shard, str(out), str(data)) for shard in shards)
    return _on_cluster(shards, out, data, workers, cluster) if shards else ()


def mine_one(shard: Shard, out: str, data: str) -> Manifest:
    """Mine one shard; a worker's task."""
    return mine_shard(shard, Path(out), _miner(data))


@cache
def _miner(data: str) -> Miner:
    return Miner(gazetteer_of(*load_names(Path(data))))


def _on_cluster(shards: Sequence[Shard], out: Path, data: Path, workers: int, cluster: str) -> Iterator[Manifest]:
    distributed = library_of("distributed")
    with _client(distributed, workers, cluster) as client:
        tasks = [
            client.submit(mine_one, shard, str(out), str(data.resolve()), retries=_RETRIES, pure=False)
            for shard in shards
        ]
        for task in distributed.as_completed(tasks, loop=client.loop):
            try:
                yield task.result()
            except (OSError, ImportError, distributed.KilledWorker) as error:
                raise BadInput(
                    f"{cluster or 'local workers'}: a worker could not read its shard ({str(error)[:300]}). Each "
                    "worker needs this flopwatch, the extra `mine` and the same paths. Run again: what is done is kept."
                ) from error


@contextmanager
def _client(distributed: Any, workers: int, cluster: str) -> Iterator[Any]:
    """Open a client of a scheduler by address, or of workers started here, and close what was started."""
    if cluster:
        try:
            distributed.comm.get_address_host_port(cluster)
        except ValueError as error:
            raise BadInput(f"{cluster}: no address of a scheduler ({error}). Give tcp://host:8786.") from error
        try:
            client = distributed.Client(cluster, timeout=_WAIT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise BadInput(f"{cluster}: no Dask scheduler answers there ({str(error)[:100]}).") from error
        with client:
            try:
                client.wait_for_workers(1, timeout=_WAIT)
            except TimeoutError as error:
                raise BadInput(f"{cluster}: no worker joined within {_WAIT}. Start `dask worker {cluster}`.") from error
            yield client
        return
    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as local,
        distributed.Client(local, set_as_default=False) as client,
    ):
        yield client
