"""The static server over loopback: what it serves, what it refuses, which headers every answer carries."""

from __future__ import annotations

import http.client
import inspect
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flopwatch.cli.releases import serve
from flopwatch.domain.errors import BadInput, WrongUsage
from flopwatch.server import connections
from flopwatch.server.guards import Hosts
from flopwatch.server.static import free_socket, serve_folder, served, static_app


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    top = tmp_path_factory.mktemp("serve")
    (top / "secret.txt").write_text("not for readers")
    hub = top / "hub"
    (hub / "models").mkdir(parents=True)
    (hub / "index.html").write_text("<!doctype html><title>hub</title>")
    (hub / "models" / "a.html").write_text("<!doctype html><title>a</title>")
    (hub / "style.css").write_text("a{}")
    (hub / "out.txt").symlink_to(top / "secret.txt")
    (hub / ".git").mkdir()
    (hub / ".git" / "config").write_text("not for readers")
    (hub / "embed.html").write_text("<!doctype html><title>embed</title>")
    (hub / "chart.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with served(hub) as url:
        yield url


def get(address: str, path: str, method: str = "GET", host: str = "") -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    try:
        # request() would tidy nothing up: the path is sent unchanged, dots included.
        connection.request(method, path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_the_start_page_and_other_files_are_served_with_their_types(address: str) -> None:
    for path, kind in (
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/models/a.html", "text/html"),
        ("/style.css", "text/css"),
    ):
        status, headers, _ = get(address, path)
        assert status == 200, path
        assert headers["content-type"].startswith(kind), path


def test_every_answer_carries_the_policy_and_forbids_guessing_types(address: str) -> None:
    for path in ("/", "/style.css", "/models/a.html", "/absent.html"):
        _, headers, _ = get(address, path)
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/models/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/models/%2e%2e%2f%2e%2e%2fsecret.txt",
        "//etc/passwd",
        "/..\\secret.txt",
        "/out.txt",
        "/.git/config",
        "/models/../.git/config",
        "/%2egit/config",
        "/" + "a" * 300,
        "/" + "a" * 1900,
        "/" + "a" * 5000,
        "/models/" + "b/" * 900,
        "/models/" + "b/" * 2500,
        "/" + "%E4%B8%AD" * 200,
        "/index.html/x",
        "/models/a.html/../../index.html/x",
        "/a%00b",
        "/%ed%a0%80",
        "/models",
    ],
)
def test_what_is_no_file_of_the_folder_is_answered_as_absent(address: str, path: str) -> None:
    status, _, body = get(address, path)
    assert status in (404, 414)
    assert b"not for readers" not in body
    assert b"root:" not in body


def test_it_listens_on_this_machine_only_unless_asked(address: str) -> None:
    assert urlsplit(address).hostname == "127.0.0.1"


def test_the_command_listens_on_this_machine_only_unless_asked() -> None:
    for listens in (serve, served, serve_folder):
        assert inspect.signature(listens).parameters["host"].default == "127.0.0.1"


def test_a_taken_port_is_said_and_the_next_free_one_used() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said: list[str] = []
        with free_socket("127.0.0.1", port, said.append) as bound:
            assert bound.getsockname()[1] > port
        assert said
        assert f"Port {port} is taken" in said[0]


def test_an_address_of_another_machine_is_refused_with_the_next_step() -> None:
    with pytest.raises(BadInput, match="--host"):
        free_socket("192.0.2.1", 0)


def test_a_folder_without_a_start_page_is_refused_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Build the hub first"):
        static_app(tmp_path)


def test_head_answers_as_get_does_without_a_body(address: str) -> None:
    for path in ("/", "/style.css", "/absent.html"):
        answers = [get(address, path, method) for method in ("GET", "HEAD")]
        for _, headers, _ in answers:
            del headers["date"]  # a second may pass between the two
        (status, headers, _), head = answers
        assert head == (status, headers, b"")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "[::2]", "10.0.0.1"]
)
def test_a_request_for_another_host_is_refused_with_the_next_step(address: str, host: str) -> None:
    status, _, body = get(address, "/", host=host)
    assert status == 421
    assert b"--allow-host" in body
    assert get(address, "/", host="localhost:1")[0] == 200


def test_hosts_follow_the_address_that_is_listened_on() -> None:
    assert Hosts("0.0.0.0").allows("192.0.2.7:8765")
    assert not Hosts("0.0.0.0").allows("evil.example")
    assert Hosts("127.0.0.1", ["census.example"]).allows("Census.Example.:443")
    assert Hosts("::1").allows("[::1]:8765")
    assert not Hosts("127.0.0.1").allows("192.0.2.7")
    for wrong in ("bad host/", "http://a.example", "a.example:80", ""):
        with pytest.raises(WrongUsage, match="--allow-host"):
            Hosts("127.0.0.1", [wrong])


def test_only_what_is_made_for_other_sites_may_be_framed_or_shown_there(address: str) -> None:
    for path, framed, shown in (
        ("/", False, False),
        ("/embed.html", True, True),
        ("/card.html", True, True),
        ("/charts/a.html", True, True),
        ("/charts/a.csv", False, False),
        ("/chart.svg", False, True),
    ):
        headers = get(address, path)[1]
        assert ("frame-ancestors" not in headers["content-security-policy"]) is framed, path
        assert (headers["cross-origin-resource-policy"] == "cross-origin") is shown, path


def test_a_client_that_does_not_finish_its_request_is_let_go(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.2)
    parts = urlsplit(address)
    for start in (b"", b"GET / HTTP/1.1\r\nHost: local"):
        with socket.create_connection((str(parts.hostname), parts.port), timeout=10) as slow:
            slow.sendall(start)
            assert slow.recv(100) == b""
    assert get(address, "/")[0] == 200


def test_a_client_that_stops_reading_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 0.2)
    (tmp_path / "index.html").write_text("<title>hub</title>")
    (tmp_path / "large.bin").write_bytes(bytes(64_000_000))  # more than the sockets of both sides hold
    with served(tmp_path) as url:
        parts = urlsplit(url)
        with socket.create_connection((str(parts.hostname), parts.port), timeout=10) as idle:
            idle.sendall(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert get(url, "/")[0] == 200  # others are answered meanwhile
            assert is_cut_off(idle)


def is_cut_off(client: socket.socket) -> bool:
    """Whether the server ends the connection within ten seconds, looked for without reading."""
    closed = select.poll()
    closed.register(client, select.POLLRDHUP)
    return bool(closed.poll(10_000))


def test_a_file_looked_for_while_a_build_swaps_the_folder_is_found(tmp_path: Path) -> None:
    hub, old, new = tmp_path / "hub", tmp_path / "old", tmp_path / "new"
    for folder in (hub, new):
        folder.mkdir()
        (folder / "index.html").write_text("<title>hub</title>")
    with served(hub) as url:
        hub.rename(old)
        swap = threading.Timer(0.3, new.rename, [hub])
        swap.start()
        assert get(url, "/index.html")[0] == 200
        swap.join()
        assert get(url, "/absent.html")[0] == 404


@pytest.mark.matrix
def test_sigterm_ends_it_within_seconds_whatever_a_client_does(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>hub</title>")
    (tmp_path / "large.bin").write_bytes(bytes(64_000_000))
    script = (
        "import sys; from pathlib import Path; from flopwatch.server import serve_folder; "
        "serve_folder(Path(sys.argv[1]), open_browser=False)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            parts = urlsplit(process.stderr.readline().split()[4])
            with socket.create_connection((str(parts.hostname), parts.port), timeout=10) as idle:
                idle.sendall(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
                idle.recv(100)
                process.terminate()
                process.wait(timeout=connections.SHUTDOWN_SECONDS + 15)  # and not never
        finally:
            process.kill()  # leaving the block waits for it
