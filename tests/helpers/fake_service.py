"""A service on this machine that answers by path: pages, tokens, refusals for its load."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Reply = bytes | str | dict[str, Any] | list[Any] | tuple[int, dict[str, str], bytes]


class FakeService:
    """Replies by path; each is called with the query, or with the body of a POST; `asked` keeps every path with it.

    A tuple is status, headers and body; a text or bytes are sent as they are; anything else as JSON.
    """

    def __init__(self, replies: dict[str, Callable[[dict[str, str]], Reply]]) -> None:
        self.replies = replies
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: FakeService

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._reply(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._reply({"body": body.decode(), "authorization": self.headers.get("Authorization", "")})

    def _reply(self, query: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        self.service.asked.append((parts.path, query))
        reply = self.service.replies.get(parts.path)
        status, headers, body = _whole(reply(query) if reply else (404, {}, b""))
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _whole(reply: Reply) -> tuple[int, dict[str, str], bytes]:
    if isinstance(reply, tuple):
        return reply
    if isinstance(reply, str):
        return 200, {}, reply.encode()
    return 200, {}, reply if isinstance(reply, bytes) else json.dumps(reply).encode()


@contextlib.contextmanager
def serving_service(service: FakeService) -> Iterator[FakeService]:
    """Serve on loopback while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"service": service}))
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
