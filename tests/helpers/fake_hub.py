"""A hub on this machine that the real client talks to: listings in pages, rate limits, ranges of virtual files."""

from __future__ import annotations

import contextlib
import json
import re
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

FILE = re.compile(r"/(?P<repo>[^/]+/[^/]+)/resolve/main/(?P<file>.+)")


def packed_header(tensors: dict) -> bytes:
    """The beginning of a safetensors file: length and header, without the weights."""
    text = json.dumps(tensors).encode()
    return struct.pack("<Q", len(text)) + text


class FakeHub:
    """Rows of listings, files by (repository, name), and what was asked."""

    def __init__(self, rows: list[dict], page: int = 100) -> None:
        self.rows, self.page = rows, page
        self.files: dict[tuple[str, str], bytes] = {}
        self.refuse = 0  # answer so many requests with 429 first
        self.asked: list[str] = []
        self.url = ""

    def add_weights(self, repo: str, tensors: dict, config: dict | None = None) -> None:
        """One file whose weights are virtual: only its header exists."""
        self.files[repo, "model.safetensors"] = packed_header(tensors)
        if config is not None:
            self.files[repo, "config.json"] = json.dumps(config).encode()

    def add_shards(self, repo: str, shards: list[dict]) -> None:
        names = [f"model-{at:05}-of-{len(shards):05}.safetensors" for at in range(1, len(shards) + 1)]
        weight_map = {tensor: name for name, one in zip(names, shards, strict=True) for tensor in one}
        self.files[repo, "model.safetensors.index.json"] = json.dumps(
            {"metadata": {"total_size": 1}, "weight_map": weight_map}
        ).encode()
        for name, one in zip(names, shards, strict=True):
            self.files[repo, name] = packed_header(one)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        hub = self.hub
        hub.asked.append(f"{self.command} {self.path}")
        if hub.refuse:
            hub.refuse -= 1
            limits = {"RateLimit": '"api";r=0;t=0', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
            self._send(429, b"{}", limits)
            return
        parts = urlsplit(self.path)
        if parts.path == "/api/models":
            self._listing(parse_qs(parts.query))
        elif found := FILE.fullmatch(parts.path):
            self._file(found["repo"], found["file"])
        else:
            self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _listing(self, query: dict[str, list[str]]) -> None:
        hub = self.hub
        key = query.get("sort", ["createdAt"])[0]
        rows = sorted(hub.rows, key=lambda row: row.get(key) or (0 if key == "downloads" else ""), reverse=True)
        start = int(query.get("cursor", ["0"])[0])
        headers = {}
        if start + hub.page < len(rows):
            headers["Link"] = f'<{hub.url}/api/models?sort={key}&cursor={start + hub.page}>; rel="next"'
        self._send(200, json.dumps(rows[start : start + hub.page]).encode(), headers)

    def _file(self, repo: str, name: str) -> None:
        body = self.hub.files.get((repo, name))
        if body is None:
            known = any(one == repo for one, _ in self.hub.files)
            self._send(404, b"", {"X-Error-Code": "EntryNotFound" if known else "RepoNotFound"})
            return
        commit = {"X-Repo-Commit": "0" * 40, "ETag": '"1"'}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if wanted:
            first, last = int(wanted[1]), min(int(wanted[2]), len(body) - 1)
            self._send(206, body[first : last + 1], {**commit, "Content-Range": f"bytes {first}-{last}/{len(body)}"})
        else:
            self._send(200, body, commit)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextlib.contextmanager
def serving_hub(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve the hub on loopback while the block runs."""
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
