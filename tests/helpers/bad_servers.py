"""A server on this machine that answers as badly as asked, and counts who connects."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Answer = Callable[[socket.socket, str], None]


class Counting:
    """Where the server is, how often it was connected to, and what was asked for."""

    def __init__(self, port: int) -> None:
        self.port, self.connects, self.paths = port, 0, []
        self.paths: list[str] = []

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextlib.contextmanager
def serving(answer: Answer, host: str = "127.0.0.1") -> Iterator[Counting]:
    """Serve each connection by `answer(connection, path)` while the block runs."""
    bound = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    seen = Counting(bound.getsockname()[1])

    def one(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            request = b""
            while b"\r\n\r\n" not in request:
                got = connection.recv(4096)
                if not got:
                    return
                request += got
            path = request.split(b" ", 2)[1].decode("latin-1")
            seen.paths.append(path)
            answer(connection, path)

    def accept() -> None:
        while True:
            try:
                connection, _ = bound.accept()
            except OSError:
                return
            seen.connects += 1
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield seen
    finally:
        with contextlib.suppress(OSError):
            bound.shutdown(socket.SHUT_RDWR)
        bound.close()


def whole(body: bytes, status: str = "200 OK", head: str = "") -> Answer:
    """An answer with its length."""
    return raw(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode() + body)


def raw(data: bytes) -> Answer:
    """These bytes, then the end of the connection."""

    def send(connection: socket.socket, _: str) -> None:
        connection.sendall(data)

    return send


class Dripping:
    """A beginning, then one drop after another until the client leaves or has heard the last of them."""

    def __init__(self, head: bytes, drop: bytes, pause: float, drops: int) -> None:
        self.head, self.drop, self.pause, self.drops = head, drop, pause, drops
        self.heard_out = False

    def __call__(self, connection: socket.socket, _: str) -> None:
        connection.sendall(self.head)
        connection.settimeout(self.pause)
        for _drop in range(self.drops):
            connection.sendall(self.drop)
            with contextlib.suppress(TimeoutError):
                if not connection.recv(1):
                    return
        self.heard_out = True  # before the connection ends: the client cannot know sooner than the test


def dripping(head: bytes, drop: bytes, pause: float) -> Dripping:
    """Drip for twenty seconds."""
    return Dripping(head, drop, pause, round(20 / pause))
