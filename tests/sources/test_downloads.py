"""Downloads: whole, in time, and from public addresses only. Every server is on this machine."""

from __future__ import annotations

import gzip
import socket

import pytest
from helpers.bad_servers import Dripping, dripping, raw, serving, whole

from flopwatch.domain import BadInput
from flopwatch.sources.wire.addresses import why_denied
from flopwatch.sources.wire.download import download

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flopwatch.sources.wire.download.PAUSE_SECONDS", 0.0)


def fetched(url: str, **how: object) -> bytes:
    return download(url, **{"max_bytes": 1_000_000, "seconds": 5.0, "allow_loopback": True, **how})  # type: ignore[arg-type]


def test_a_whole_body_comes_as_it_is_also_packed_and_in_chunks() -> None:
    with serving(whole(b"Model,Domain\n")) as server:
        assert fetched(server.url("/a.csv?x=1")) == b"Model,Domain\n"
        assert server.paths == ["/a.csv?x=1"]
    with serving(whole(gzip.compress(b"x" * 200_000), head="Content-Encoding: gzip\r\n")) as server:
        assert fetched(server.url()) == b"x" * 200_000
    with serving(raw(OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")) as server:
        assert fetched(server.url()) == b"abc"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (whole(b"half", "206 Partial Content"), "only a part of the file"),
        (whole(b"", "404 Not Found"), "answered 404"),
        (whole(b"", "204 No Content"), "answered 204"),
        (raw(OK + b"Content-Length: 10\r\n\r\nhalf"), "could not be fetched whole"),
        (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nhalf"), "could not be fetched whole"),
        (raw(OK + b"\r\nwhole or cut?"), "does not say how long"),
        (whole(gzip.compress(b"x" * 99)[:-9], head="Content-Encoding: gzip\r\n"), "the compressed file is truncated"),
        (whole(b"no gzip", head="Content-Encoding: gzip\r\n"), "damaged"),
        (whole(b"x", head="Content-Encoding: br\r\n"), "was not requested"),
        (whole(gzip.compress(b"\0" * 50_000_000), head="Content-Encoding: gzip\r\n"), "more than 1000000 bytes"),
        (whole(b"x" * 1_000_001), "more than 1000000 bytes"),
        (raw(OK + b"X-Long: " + b"y" * 3_000_000), "could not be fetched whole"),
        (raw(b"SSH-2.0-OpenSSH\r\n"), "could not be fetched whole"),
        (raw(b""), "could not be fetched whole"),
        (raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), "without saying where"),
        (raw(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"), "more than 5 redirects"),
        (
            raw(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
            "only http and https",
        ),
        (
            raw(b"HTTP/1.1 302 Found\r\nLocation: http://u:p@host/\r\nContent-Length: 0\r\n\r\n"),
            "user name or password",
        ),
    ],
)
def test_what_is_not_the_whole_file_is_refused_with_its_reason(answer: object, words: str) -> None:
    with serving(answer) as server, pytest.raises(BadInput) as caught:  # type: ignore[arg-type]
        fetched(server.url())
    assert words in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize(
    "answer",
    [
        dripping(OK + b"Content-Length: 900000\r\n\r\n", b"x", 0.02),
        dripping(OK, b"X: y\r\n", 0.02),
        dripping(b"", b"H", 0.05),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02),
        dripping(OK + b"Content-Length: 900000\r\n\r\n", b"", 0.05),
    ],
    ids=["body", "headers", "status line", "continues", "silence"],
)
def test_a_drip_ends_at_the_deadline(answer: Dripping) -> None:
    with serving(answer) as server, pytest.raises(BadInput, match=r"not done after 0\.6 s"):
        fetched(server.url(), seconds=0.6)
    assert not answer.heard_out


NOT_PUBLIC = (
    *(
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
    ),
    *(
        "127.255.255.254",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "１２７.０.０.１",
        "①②⑦.⓪.⓪.①",
        "%6cocalhost",
        "127.0.0.1.",
    ),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]"),
    *("[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]"),
    *("[100::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]"),
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "169.254.0.1"),
    *("2852039166", "0xa9fea9fe", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.88.99.1", "198.18.0.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1", "198.51.100.1", "203.0.113.1"),
)


def test_sixty_hostile_addresses_reach_no_port_of_ours() -> None:
    assert len(NOT_PUBLIC) >= 60
    with serving(whole(b"the canary")) as canary:
        for host in NOT_PUBLIC:
            with pytest.raises(BadInput):
                fetched(f"http://{host}:{canary.port}/", allow_loopback=False)
        assert canary.connects == 0


def test_a_redirect_is_checked_as_the_first_address_was(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(whole(b"the canary"), host="::1") as canary:
        for target in (f"http://[::1]:{canary.port}/", f"//169.254.169.254:{canary.port}/", f"http://0:{canary.port}/"):
            sent = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
            with serving(raw(sent)) as server:
                # Only the first server may be asked: as if it were a public one.
                monkeypatch.setattr(
                    "flopwatch.sources.wire.guarded.why_denied",
                    lambda address, **_: "" if address == "127.0.0.1" else why_denied(address),
                )
                with pytest.raises(BadInput, match="not public"):
                    fetched(server.url(), allow_loopback=False)
        assert canary.connects == 0


def test_a_name_that_changes_its_address_is_connected_to_as_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        address = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: rebinding(host, *a) if host == "rebind.example" else real(host, *a, **k),
    )
    tried: list[object] = []

    def refuse(_: socket.socket, address: object) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    # The first connection is refused; the name is looked up again for the second, and now leads to this machine.
    with pytest.raises(BadInput, match=r"127\.0\.0\.1 lies in"):
        fetched("http://rebind.example:81/", allow_loopback=False)
    assert (tried, len(asked)) == ([("93.184.215.14", 81)], 2)


def test_one_address_of_ours_among_public_ones_refuses_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(BadInput, match=r"10\.0\.0\.1 lies in 10\.0\.0\.0/8"):
        fetched("http://mixed.example/", allow_loopback=False)


def test_loopback_needs_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(whole(b"ours")) as server:
        with pytest.raises(BadInput, match="not public"):
            fetched(server.url(), allow_loopback=None)
        monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
        assert fetched(server.url(), allow_loopback=None) == b"ours"
