"""Limits of the review server: time, addresses of readers, health under attack, refusals in words."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import coroutines
from helpers.review_client import PATIENT, Client

from flopwatch import api, ledger
from flopwatch.api.review_desk import Desk
from flopwatch.domain import Note
from flopwatch.ledger import beside
from flopwatch.server import Accounts, ReviewSettings, served, static
from flopwatch.server.budget import Budget, TooSlow, Workers
from flopwatch.server.guards import Hosts
from flopwatch.server.settings import Limits, Rate

STRICT = Limits(Rate(1, 0.001), Rate(1, 0.001), Rate(2, 0.001), seconds=0.05, pause=0.0)


@pytest.fixture
def settings(tmp_path: Path) -> ReviewSettings:
    """Settings of a server whose census no test takes."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<title>hub</title>")
    return ReviewSettings(tmp_path / "data", str(tmp_path / "ledger.sqlite"), tmp_path, limits=STRICT)


@pytest.fixture
def address(settings: ReviewSettings) -> Iterator[str]:
    with served(settings.out / "site", review=settings) as url:
        yield url


def test_a_change_that_is_given_up_is_never_stored(tmp_path):
    """The request's time ends while its change is being worked out: whoever comes first wins, and it is known who."""
    desk, go = Desk(tmp_path, str(tmp_path / "ledger.sqlite")), threading.Event()
    refused: list[BaseException] = []

    def change() -> None:
        def decide(_: object) -> list[Note]:
            go.wait(60)
            return [Note(subject="proposal:x", message="late", by="ada", on="2026-11-30")]

        try:
            desk.append(decide)
        except TooSlow as error:
            refused.append(error)
            raise

    async def ask() -> None:
        workers = Workers(1)
        with pytest.raises(TooSlow, match="nothing was changed"):
            await workers.run(change, 0.05)
        with pytest.raises(TooSlow):  # its place is taken until it ends
            await workers.run(lambda: None, 0.05)
        go.set()
        assert await workers.run(lambda: "free again", 600) == "free again"

    coroutines.run(ask())
    assert len(refused) == 1
    assert len(ledger.read_events(desk.store)) == 0


def test_work_that_is_given_up_before_a_thread_begins_it_gives_its_place_back():
    async def ask() -> str:
        workers = Workers(1)
        with pytest.raises(TooSlow):
            await workers.run(lambda: "too late", 0.0)
        return await workers.run(lambda: "free again", 600)

    assert coroutines.run(ask()) == "free again"


def test_a_change_that_has_begun_is_awaited(tmp_path):
    begun, go = threading.Event(), threading.Event()
    desk = Desk(tmp_path, str(tmp_path / "ledger.sqlite"))

    def change() -> int:
        done = desk.append(lambda _: [Note(subject="proposal:x", message="in time", by="ada", on="2026-11-30")])
        begun.set()
        go.wait(60)
        return done

    async def ask() -> int:
        asked = asyncio.ensure_future(Workers(1).run(change, 3.0))
        await asyncio.to_thread(begun.wait, 60)
        await asyncio.sleep(3.2)
        assert not asked.done()
        go.set()
        return await asked

    assert coroutines.run(ask()) == 1
    assert len(ledger.read_events(desk.store)) == 1


def test_either_the_change_or_the_end_of_time_wins():
    first, second = Budget(1.0), Budget(1.0)
    assert first.give_up()
    with pytest.raises(TooSlow, match="longer than 1 s"):
        first.begin_change()
    second.begin_change()
    assert not second.give_up()


def test_work_that_takes_too_long_is_answered_503_with_the_next_step(address, monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(api, "review_queue", lambda *_, **__: go.wait(60) and [])
    status, headers, text = Client(address).ask("GET", "/api/queue")
    page = Client(address).ask("GET", "/review")
    go.set()
    assert (status, page[0]) == (503, 503)
    assert int(headers["retry-after"]) >= 1
    assert "longer than 0.05 s" in json.loads(text)["error"]
    assert "Try again" in page[2] or "try again" in page[2]


def test_health_is_answered_to_a_client_whose_other_requests_are_refused(address):
    client = Client(address)
    assert [client.ask("GET", "/api/fields")[0] for _ in range(3)] == [200, 200, 429]
    assert [client.ask("GET", path)[0] for path in ("/healthz", "/version", "/healthz")] == [200] * 3


@pytest.mark.parametrize(("proxy", "statuses"), [("", [200, 200, 429, 429]), ("127.0.0.1", [200, 200, 200, 429])])
def test_an_address_is_read_from_a_named_proxy_alone(proxy, statuses, settings):
    """A client that writes X-Forwarded-For itself does not get round the limits of its own address."""
    server = static._server(settings.out / "site", Hosts("127.0.0.1"), settings, proxy)
    bound = static.free_socket("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        client = Client(static._address(bound))
        found = [client.ask("GET", "/api/fields", X_Forwarded_For=who)[0] for who in ("a", "1.1.1.1", "2.2.2.2")]
        found.append([client.ask("GET", "/api/fields", X_Forwarded_For="2.2.2.2")[0] for _ in range(2)][-1])
    finally:
        server.should_exit = True
        thread.join(60)
        bound.close()
    assert found == statuses


def test_unfit_values_are_named(settings):
    open_to_all = ReviewSettings(settings.data, settings.store, settings.out, limits=PATIENT)
    with served(settings.out / "site", review=open_to_all) as url:
        people = Accounts(beside(settings.store, "accounts"))
        people.add("admin", "admin")
        token = {"Authorization": f"Bearer {people.make_token('admin', 'decide', 1)}"}
        for path, word in (("/api/queue?limit=0", "limit"), ("/api/queue?order=x", "order"), ("/api/item", "key")):
            status, _, text = Client(url).ask("GET", path)
            assert status == 400
            assert word in json.loads(text)["error"], text
        body = {"key": "a", "verb": "destroy", "reason": "b"}
        status, _, text = Client(url, {}, token).ask("POST", "/api/decisions", body)
        assert (status, "verb" in text) == (400, True), text
        assert Client(url).ask("GET", "/healthz", Origin="http://[")[0] == 200
        refused = Client(url, {}, token).ask("POST", "/api/decisions", body, Origin="http://[")
        assert (refused[0], "is not this server" in refused[2]) == (403, True)
