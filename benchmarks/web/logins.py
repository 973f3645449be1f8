"""An attack on the login of a review server: how long its health takes meanwhile, and whether the time of a refusal
says that an account exists.

    uv run python benchmarks/web/logins.py [--threads 20] [--seconds 15] [--tries 200]

Server and attack are processes of their own; the attack has a lower priority, as if it came from another machine. The
second part asks with limits of rate lifted, names of accounts and others in turn, and permutes the labels: a large P
says that the two kinds of times cannot be told apart. Times mean something on a quiet machine only.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flopwatch.bundled_data import curated_folder
from flopwatch.ledger import beside
from flopwatch.server import Accounts, ReviewSettings, serve_folder
from flopwatch.server.settings import Limits, Rate

PASSWORD = "four plain words here"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
PERMUTATIONS = 10_000


def serve(folder: Path, *, limited: bool) -> None:
    """Serve review with one account until the process ends."""
    limits = Limits() if limited else Limits(*[Rate(10**9, 10**9)] * 3)
    review = ReviewSettings(curated_folder(), str(folder / "ledger.sqlite"), folder, limits=limits)
    serve_folder(folder / "site", open_browser=False, review=review)


def started(folder: Path, how: str) -> tuple[subprocess.Popen[str], str]:
    """Start a server; return its process and its address."""
    words = [sys.executable, __file__, "--serve", str(folder), how]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    return process, process.stderr.readline().split()[4]


def ask(address: str, method: str, path: str, body: str | None = None) -> tuple[int, float]:
    """Return status and milliseconds of one request."""
    parts = urlsplit(address)
    begin = time.perf_counter()
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    try:
        connection.request(method, path, body, HEADERS if body else {})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    return answer.status, (time.perf_counter() - begin) * 1000


def try_login(address: str, name: str) -> tuple[int, float]:
    """Try to sign in with a wrong password."""
    return ask(address, "POST", "/login", urlencode({"name": name, "password": "x" * 20}))


def attack(address: str, threads: int, seconds: float) -> None:
    """Try to sign in from many threads, and print how often each answer came."""
    os.nice(10)
    end, seen = time.monotonic() + seconds, Counter[int]()

    def one() -> None:
        while time.monotonic() < end:
            seen[try_login(address, f"user{random.random()}")[0]] += 1

    running = [threading.Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    print("answers to the attack:", json.dumps(dict(sorted(seen.items()))))


def health(address: str, seconds: float) -> str:
    """Return the times of `/healthz`, asked 50 times a second at most."""
    found, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        found.append(ask(address, "GET", "/healthz")[1])
        time.sleep(0.02)
    cuts = statistics.quantiles(found, n=100)
    return f"{len(found)} times, median {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms, load {os.getloadavg()[0]:.1f}"


def compare(address: str, tries: int) -> str:
    """Compare the times of a refusal for a name that exists and for names that do not."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(tries):
        for known in random.sample([True, False], 2):
            status, taken = try_login(address, "ada" if known else f"eve{number}")
            assert status == 401, status
            times[known].append(taken)
    both = [*times[True], *times[False]]
    seen = abs(statistics.median(times[True]) - statistics.median(times[False]))
    farther = 0
    for _ in range(PERMUTATIONS):
        random.shuffle(both)
        farther += abs(statistics.median(both[:tries]) - statistics.median(both[tries:])) >= seen
    return (
        f"{tries} each: median {statistics.median(times[True]):.1f} ms for the account, "
        f"{statistics.median(times[False]):.1f} ms for other names; P = {farther / PERMUTATIONS:.2f}"
    )


def main() -> None:
    """Run both parts, or what a process of its own is started for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--attack", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(Path(asked.serve[0]), limited=asked.serve[1] == "limited")
        return
    if asked.attack:
        attack(asked.attack, asked.threads, asked.seconds)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "site").mkdir()
        (folder / "site" / "index.html").write_text("<title>hub</title>")
        Accounts(beside(str(folder / "ledger.sqlite"), "accounts")).add("ada", "curator", PASSWORD)
        server, address = started(folder, "limited")
        print("health, quiet:", health(address, asked.seconds / 2))
        more = ["--threads", str(asked.threads), "--seconds", str(asked.seconds)]
        attacker = subprocess.Popen([sys.executable, __file__, "--attack", address, *more])
        print("health under attack:", health(address, asked.seconds))
        attacker.wait()
        server.terminate()
        server.wait()
        server, address = started(folder, "unlimited")
        print("refusals:", compare(address, asked.tries))
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
