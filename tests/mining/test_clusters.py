"""Clusters: the same bytes from one process, local workers and a scheduler by address, though workers are killed."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mining.test_mine import TEXTS, bytes_of, difference, run

from flopwatch.domain import BadInput

pytest.importorskip("re2", reason="the extra `mine` is not installed")
pytest.importorskip("distributed", reason="the extra `mine` is not installed")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def dask(folder: Path, *words: str) -> Iterator[subprocess.Popen]:
    """Run one command of Dask on loopback until the block ends; what it prints goes to a file."""
    with (folder / f"{words[0]}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--no-dashboard", "--host", "127.0.0.1"],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    """Six files of texts."""
    folder = tmp_path_factory.mktemp("corpus") / "in"
    folder.mkdir()
    for number in range(6):
        rows = [json.dumps({"id": f"{number}-{n}", "text": text}) for n, text in enumerate([*TEXTS.values()] * 2)]
        (folder / f"{number}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(corpus):
    """The folder and the counts of one process."""
    out = corpus.parent / "alone"
    return out, run([corpus], out)


@pytest.mark.matrix
def test_a_cluster_gives_the_bytes_of_one_process_though_a_worker_is_killed(tmp_path, corpus, alone):
    """A scheduler by address; one of its two workers is killed when a shard is done."""
    address = f"tcp://127.0.0.1:{free_port()}"
    one = ("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path))
    with (
        dask(tmp_path, "scheduler", "--port", address.rpartition(":")[2]),
        dask(tmp_path, *one) as first,
        dask(tmp_path, *one),
    ):
        together = run(
            [corpus], tmp_path / "together", cluster=address, progress=lambda _: os.kill(first.pid, signal.SIGKILL)
        )
        assert first.wait() == -signal.SIGKILL
    assert (together.facts, together.documents) == (alone[1].facts, 48)
    assert difference(bytes_of(alone[0]), bytes_of(tmp_path / "together")) == {}


@pytest.mark.matrix
def test_local_workers_give_the_bytes_of_one_process_though_one_is_killed(tmp_path, corpus, alone):
    """Two processes of this machine; the last that is seen after the first shard is killed."""
    killed = []

    def kill(manifest) -> None:
        if not killed:
            one = multiprocessing.active_children()[-1]
            killed.append(one.pid)
            one.kill()

    together = run([corpus], tmp_path / "together", workers=2, progress=kill)
    assert len(killed) == 1
    assert (together.facts, together.documents) == (alone[1].facts, 48)
    assert difference(bytes_of(alone[0]), bytes_of(tmp_path / "together")) == {}


def test_an_address_without_a_port_is_refused_at_once(tmp_path):
    (tmp_path / "a.txt").write_text(TEXTS["de"], encoding="utf-8")
    with pytest.raises(BadInput, match=r"^nowhere: no address of a scheduler .* Give tcp://host:8786"):
        run([tmp_path / "a.txt"], tmp_path / "out", cluster="nowhere")
