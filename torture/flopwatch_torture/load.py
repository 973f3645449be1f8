"""Load: 200 connections at twice the target rate, with slow clients among them, on the hub's and the review server."""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flopwatch.build_folder import publish
from flopwatch.pipeline import take_census
from flopwatch.server import ReviewSettings, served
from flopwatch.server.settings import Limits
from flopwatch_torture.bases import two_models

CONNECTIONS = 200
TARGET = 25.0  # requests a second that a server of one process is meant for; twice as many are sent
SLOW = 20  # clients of each of two kinds: those that send by the byte, and those that do not read
SECONDS = 60.0
_HEALTH_EVERY = 0.1  # seconds
_PATIENCE = 30.0  # seconds after which a request counts as failed
_FAULT, _TOO_MANY = 500, 429
_HUB = ("/", "/models/openai/gpt-3.html", "/thresholds.html", "/search-data.js", "/data/models.csv", "/feeds/all.xml")
_REVIEW = ("/", "/review", "/review/bounty", "/review/feed", "/api/queue", "/login", "/models/openai/gpt-3.html")


@dataclass
class _Seen:
    """What came of the requests.

    Args:
        statuses: Answers by status.
        failures: Requests without an answer, by the reason.
        health: Seconds that each answer of health took.
        late: Seconds by which this process woke up late: the machine's own delay, part of the times above.
        dropped: Slow clients that the server let go.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    health: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    dropped: int = 0


def put_under_load(
    review: bool, seed: int, work: Path, seconds: float = SECONDS, rate: float = 2 * TARGET
) -> tuple[list[str], dict[str, float]]:
    """Ask a server in a process of its own for a minute; an answer of 5xx, or none, is a problem.

    Args:
        review: Whether the review server is asked, not the hub alone.
        seed: Of the order of requests.
        work: Folder to work in.
        seconds: How long.
        rate: Requests a second, all connections together.
    """
    data, folder = two_models(work), work / "load"
    if not (folder / "out").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        publish(take_census(data, str(folder / "absent.sqlite")), folder / "out")
    words = [sys.executable, "-m", "flopwatch_torture.load", str(data), str(folder), "review" * review]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        parts = urlsplit(server.stdout.readline().strip())
        seen = asyncio.run(_ask(str(parts.hostname), int(parts.port or 0), review, seed, seconds, rate))
        problems = [] if server.poll() is None else [f"the server ended with {server.returncode}"]
        server.stdin.close()
    problems += [f"{count} answers {status}" for status, count in seen.statuses.items() if status >= _FAULT]
    problems += [f"{count} requests failed: {why}" for why, count in seen.failures.items()]
    return problems, {
        "requests": float(sum(seen.statuses.values())),
        "refused_as_too_many": float(seen.statuses[_TOO_MANY]),
        "slow_clients_let_go": float(seen.dropped),
        "most_ms_of_health_p99": _p99_ms(seen.health),
        "most_ms_of_machine_p99": _p99_ms(seen.late),
    }


def _p99_ms(seconds: list[float]) -> float:
    return round(1000 * sorted(seconds)[math.ceil(0.99 * len(seconds)) - 1], 1) if seconds else 1000 * _PATIENCE


async def _ask(host: str, port: int, review: bool, seed: int, seconds: float, rate: float) -> _Seen:
    seen, end = _Seen(), time.monotonic() + seconds
    paths, health = (_REVIEW, "/healthz") if review else (_HUB, "/404.html")
    every = CONNECTIONS / rate  # seconds between two requests of one connection
    readers = [_reader(host, port, random.Random(f"{seed} {n}"), paths, every, end, seen) for n in range(CONNECTIONS)]
    slow = [_slow(host, port, n % 2 == 0, end, seen) for n in range(2 * SLOW)]
    await asyncio.gather(*readers, *slow, _probe(host, port, health, end, seen))
    return seen


async def _reader(
    host: str, port: int, rng: random.Random, paths: tuple[str, ...], every: float, end: float, seen: _Seen
) -> None:
    """Ask for one page after another on one connection, a new one where the server ended it between two requests."""
    connection: _Connection | None = None
    await asyncio.sleep(rng.uniform(0, every))
    while time.monotonic() < end:
        begin = time.monotonic()
        try:
            connection, status = await _asked(connection, host, port, rng.choice(paths))
            seen.statuses[status] += 1
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
            seen.failures[f"{type(error).__name__} {error}"[:80]] += 1
            connection = None
        await asyncio.sleep(max(0.0, rng.uniform(0.5, 1.5) * every - (time.monotonic() - begin)))
    if connection is not None:
        connection.writer.close()


async def _asked(connection: _Connection | None, host: str, port: int, path: str) -> tuple[_Connection, int]:
    """Ask on a connection; if the server has ended it as idle, ask once more on a new one, as browsers do."""
    if connection is not None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            return connection, await asyncio.wait_for(connection.get(path), _PATIENCE)
    connection = await _Connection.to(host, port)
    return connection, await asyncio.wait_for(connection.get(path), _PATIENCE)


async def _probe(host: str, port: int, path: str, end: float, seen: _Seen) -> None:
    connection = await _Connection.to(host, port)
    while time.monotonic() < end:
        begin = time.monotonic()
        try:
            status = await asyncio.wait_for(connection.get(path), _PATIENCE)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
            seen.failures[f"health: {type(error).__name__}"] += 1
            connection = await _Connection.to(host, port)
            continue
        seen.statuses[status] += 1
        seen.health.append(time.monotonic() - begin)
        begin = time.monotonic()
        await asyncio.sleep(_HEALTH_EVERY)
        seen.late.append(time.monotonic() - begin - _HEALTH_EVERY)


async def _slow(host: str, port: int, by_the_byte: bool, end: float, seen: _Seen) -> None:
    """Send a request by the byte, or send many and read no answer, until the server lets the client go; then again."""
    while time.monotonic() < end:
        reader, writer = await asyncio.open_connection(host, port, limit=1)
        with contextlib.suppress(OSError):
            while time.monotonic() < end and not reader.at_eof() and not writer.is_closing():
                writer.write(b"G" if by_the_byte else f"GET /search-data.js HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                await asyncio.sleep(1.0)
            seen.dropped += time.monotonic() < end
        writer.close()


@dataclass
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    @classmethod
    async def to(cls, host: str, port: int) -> _Connection:
        return cls(*await asyncio.open_connection(host, port), f"{host}:{port}")

    async def get(self, path: str) -> int:
        """Ask for a path; return the status once the whole answer has come."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = head.partition("content-length:")[2].partition("\r\n")[0]
        await self.reader.readexactly(int(length))
        return int(head.split()[1])


if __name__ == "__main__":  # DATA FOLDER [review]
    made = Path(sys.argv[2])
    limits = Limits(seconds=300.0)  # no refusal for time: how long an answer takes is what is measured
    settings = ReviewSettings(Path(sys.argv[1]), str(made / "ledger.sqlite"), made / "out", limits=limits)
    with served(made / "out/site", review=settings if sys.argv[3] else None) as address:
        sys.stdout.write(address + "\n")
        sys.stdout.flush()
        sys.stdin.read()
