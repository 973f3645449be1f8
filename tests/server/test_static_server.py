"""The static server over loopback: what it serves, what it refuses, which headers every answer carries."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flopwatch.domain.errors import BadInput
from flopwatch.server.static import free_socket, served, static_app


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
    with served(hub) as url:
        yield url


def get(address: str, path: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    try:
        # request() would tidy nothing up: the path is sent unchanged, dots included.
        connection.request("GET", path)
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
    ],
)
def test_nothing_outside_the_folder_is_served(address: str, path: str) -> None:
    status, _, body = get(address, path)
    assert status >= 400
    assert b"not for readers" not in body
    assert b"root:" not in body


def test_it_listens_on_this_machine_only_unless_asked(address: str) -> None:
    assert urlsplit(address).hostname == "127.0.0.1"


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
