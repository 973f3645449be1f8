"""A site on this machine whose files have an ETag and a date, and which can answer as badly as asked."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeSite:
    """Files by path; `worse` answers in place of the site where it is set."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.modified = "Sun, 12 Jul 2026 00:00:00 GMT"
        self.worse: Callable[[BaseHTTPRequestHandler, bytes], None] | None = None
        self.asked: list[tuple[str, int]] = []
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: FakeSite

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        body = self.site.files.get(self.path.partition("?")[0])
        if self.site.worse is not None:
            self.site.asked.append((self.path, 0))
            self.close_connection = True
            self.site.worse(self, body or b"")
        elif body is None:
            self.send(404, b"")
        else:
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            same = self.headers.get("If-None-Match") == tag
            self.send(304 if same else 200, b"" if same else body, {"ETag": tag, "Last-Modified": self.site.modified})

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.site.asked.append((self.path, status))
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def serving_site(site: FakeSite) -> Iterator[FakeSite]:
    """Serve the site on loopback while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
