"""Update against a site on this machine: due sources once, conditional, nothing half-imported whatever it answers."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import time
import zlib

import pytest
from helpers.fake_site import FakeSite, serving_site

from flopwatch import api, ledger
from flopwatch.domain import BadInput, NoSuchChoice, Source
from flopwatch.sources import fetch_if_changed

NOW = dt.datetime(2026, 7, 12, tzinfo=dt.UTC)
HEADERS = "Model,Organization,Publication date,Parameters,Training compute (FLOP)"


def table(rows=40, headers=HEADERS, scale=1, cells=None, without=()):
    made = [
        f"Atlas-{at},Example Lab,2025-01-{1 + at % 28:02},{at + 1}e{9 // scale if scale > 1 else 9},{at + 1}e23"
        for at in range(rows)
        if at not in without
    ]
    for at, line in (cells or {}).items():
        made[at] = line
    return "\n".join([headers, *made]).encode() + b"\n"


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
    with serving_site(FakeSite()) as found:
        found.files["/notable_ai_models.csv"] = table()
        yield found


@pytest.fixture
def update(site, tmp_path):
    def call(day=0, **more):
        source = Source(
            id="nightly",
            title="t",
            reader="epoch-csv",
            address=f"{site.url}/notable_ai_models.csv",
            cadence_days=1,
        )
        now = NOW + dt.timedelta(days=day)
        known = [source, Source(id="no-address", title="t")]
        found = api.update(tmp_path, str(tmp_path / "l.sqlite"), now=lambda: now, known_sources=known, **more)
        return found.sources[0] if found.sources else None

    call.store = str(tmp_path / "l.sqlite")
    return call


def test_each_morning_says_what_is_new_and_asks_only_when_due(site, update):
    first = update()
    assert (first.status, first.read, first.added, first.withdrawn) == ("new", 40, 40, 0)
    assert update() is None  # not due
    assert site.asked == [("/notable_ai_models.csv", 200)]
    assert update(1).status == "unchanged"
    assert site.asked[-1] == ("/notable_ai_models.csv", 304)
    site.files["/notable_ai_models.csv"] = table(
        41, cells={3: "Atlas-3,Example Lab,2025-01-04,4e9,", 5: "Atlas-5,Example Lab,2025-01-06,6e9,7e23"}
    )
    third = update(2)
    assert (third.status, third.added, third.changed, third.withdrawn) == ("new", 1, 1, 1)
    assert any(
        one.startswith("withdrawn: Atlas-3: training compute 4e23 → none FLOP; reached 1e23") for one in third.changes
    )
    assert any(
        one.startswith("added: Atlas-40 (Example Lab, 2025-01-13): training compute 4.1e24") for one in third.changes
    )
    assert len(ledger.read_events(update.store)) == 2


DRIFTED = {
    "a column renamed": (table(headers=HEADERS.replace("Parameters", "Weights")), "parameters: 40 rows stated it"),
    "a column dropped": (
        b"\n".join(b",".join(line.split(b",")[:4]) for line in table().splitlines()) + b"\n",
        "training_compute: 40 rows stated it",
    ),
    "headers moved by one": (
        table(headers="Organization,Model,Publication date,Parameters,Training compute (FLOP)"),
        "would disappear",
    ),
    "millions for billions": (table(scale=2), "another unit"),
    "half of it gone": (table(20), "repeat with --accept nightly."),
    "another encoding": (table().replace(b"Example", b"Ex\xe4mple"), "UTF-8"),
    "a page in its place": (b"<!doctype html><title>Busy</title>", "no column"),
}


@pytest.mark.parametrize("kind", DRIFTED)
def test_another_form_is_held_with_a_reason_until_a_person_accepts(site, update, kind):
    body, reason = DRIFTED[kind]
    update()
    before = ledger.read_events(update.store)
    site.files["/notable_ai_models.csv"] = body
    held = update(1)
    assert held.status == "held"
    assert reason in held.reason
    assert ledger.read_events(update.store) == before
    assert update(1).status == "held"  # asked again, as nothing was kept
    if kind == "millions for billions":
        assert update(1, accept=["nightly"]).status == "new"
    elif kind == "half of it gone":
        accepted = update(1, accept=["nightly"])
        assert accepted.reason.startswith("20 entries of the state before missing: more than")
    else:
        site.files["/notable_ai_models.csv"] = table()
        assert update(2).status == "unchanged"


def cut(at):
    def answer(handler, body):
        whole = b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\nETag: "x"\r\n\r\n' % len(body) + body
        handler.wfile.write(whole[: int(at * len(whole))])

    return answer


def cut_after(count):
    def answer(handler, body):
        whole = b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\nETag: "x"\r\n\r\n' % len(body) + body
        handler.wfile.write(whole[:count])

    return answer


def sent(status=200, head=b"", body=None, times=1):
    def answer(handler, original):
        data = original if body is None else body
        handler.wfile.write(b"HTTP/1.1 %d X\r\n%s\r\n" % (status, head))
        for _ in range(times):
            handler.wfile.write(data)

    return answer


def bomb(gigabytes):
    """Return a gzip archive of so many GB of zeros: one deflated block, repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(b"\0" * 2**24) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"\0" * 2**24) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * (gigabytes * 64 - 1) + packer.flush()


BOMB = bomb(3)
FAULTS = {
    "cut in its head": cut(0.01),
    "cut in its middle": cut(0.5),
    "cut before its last bytes": cut(0.9995),
    "too short for its length": sent(head=b"Content-Length: 99999\r\n"),
    "no length": sent(head=b"Connection: close\r\n"),
    "a length that is none": sent(head=b"Content-Length: ten\r\n"),
    "a gzip bomb": sent(head=b"Content-Encoding: gzip\r\nContent-Length: %d\r\n" % len(BOMB), body=BOMB),
    "half a gzip archive": sent(
        head=b"Content-Encoding: gzip\r\nContent-Length: 20\r\n", body=gzip.compress(b"x" * 99)[:20]
    ),
    "busy": sent(503, b"Content-Length: 0\r\n", b""),
    "forbidden": sent(403, b"Content-Length: 0\r\n", b""),
    "redirects for ever": sent(302, b"Location: /notable_ai_models.csv\r\nContent-Length: 0\r\n", b""),
    "leads into the network": sent(302, b"Location: http://10.0.0.1/x\r\nContent-Length: 0\r\n", b""),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_of_the_wire_fails_with_a_reason_and_keeps_the_last_state(site, update, kind, monkeypatch):
    monkeypatch.setattr("flopwatch.sources.wire.conditional._FIRST_PAUSE", 0.0)
    monkeypatch.setattr("flopwatch.sources.wire.conditional.MAX_BYTES", 10_000_000)
    update()
    before = ledger.read_events(update.store)
    site.worse = FAULTS[kind]
    found = update(1)
    assert found.status == "failed"
    assert site.url in found.reason
    assert ledger.read_events(update.store) == before
    site.worse = None
    assert update(1).status == "unchanged"


def test_an_answer_cut_at_every_byte_is_never_taken_for_whole(site, monkeypatch):
    monkeypatch.setattr("flopwatch.sources.wire.conditional._ATTEMPTS", 1)
    site.files["/a"] = table(2)
    body = table(2)
    whole = len(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\nETag: "x"\r\n\r\n' % len(body)) + len(body)
    taken = []
    for at in range(whole):
        site.worse = cut_after(at)
        with contextlib.suppress(BadInput):
            taken.append(fetch_if_changed(f"{site.url}/a", pause=lambda seconds: None, seconds=5))
    assert taken == []


def test_a_server_that_drips_is_stopped_at_the_deadline(site):
    def drip(handler, body):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            handler.wfile.write(b".")
            handler.wfile.flush()
            time.sleep(0.05)

    site.worse = drip
    with pytest.raises(BadInput, match=r"after 0\.5 s|Asked"):
        fetch_if_changed(f"{site.url}/notable_ai_models.csv", seconds=0.5)


def test_a_busy_server_is_asked_again_when_it_says(site):
    waited = []
    site.worse = sent(429, b"Retry-After: 7\r\nContent-Length: 0\r\n", b"")

    def pause(seconds):
        waited.append(seconds)
        site.worse = None

    found = fetch_if_changed(f"{site.url}/notable_ai_models.csv", pause=pause)
    assert found.body == table()
    assert waited == [7.0]


def test_sources_named_are_fetched_alone_and_an_unknown_one_is_refused(site, update):
    assert update(only=["nightly"]).status == "new"
    assert update(only=["nightly"]).status == "unchanged"  # asked although it is not due
    with pytest.raises(NoSuchChoice, match="nightly"):
        update(only=["no-address"])
    with pytest.raises(NoSuchChoice, match="nightly"):
        update(1, accept=["nightli"])
