"""Checked connections: the address that was looked up is the one connected to, and all of it has a deadline."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore2

from flopwatch.domain import BadInput
from flopwatch.sources.wire.addresses import why_denied


class Deadline:
    """The moment by which a whole download must have ended, whatever it is doing then."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._open: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    @property
    def left(self) -> float:
        """Seconds left; 0 once it has passed."""
        return max(0.0, self._end - time.monotonic())

    def watch(self, connection: socket.socket) -> None:
        """Cut this connection when the time has passed: also one whose bytes come too slowly for any timeout."""
        self._open.append(connection.dup())  # TLS takes the socket itself over
        if not self.left:
            self._cut()

    def close(self) -> None:
        """Stop watching."""
        self._timer.cancel()
        for one in self._open:
            one.close()

    def _cut(self) -> None:
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class CheckedBackend(httpcore2.NetworkBackend):
    """Connects to public addresses only: looks a host up once, checks every answer, and connects to one of these.

    Args:
        deadline: By when the download must have ended.
        allow_loopback: Whether this machine itself may be connected to.
    """

    def __init__(self, deadline: Deadline, *, allow_loopback: bool) -> None:
        self._deadline = deadline
        self._allow_loopback = allow_loopback
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to a host; each of its addresses must be public, so that none can be smuggled in between
        others.

        Raises:
            BadInput: If one is not, or the host has none.
        """
        addresses = _looked_up(host, port, self._deadline.left)
        for address in addresses:
            if why := why_denied(address, allow_loopback=self._allow_loopback):
                raise BadInput(
                    f"host {host[:200]!r}: {why}. Nothing was fetched; only public addresses are, and this machine "
                    "itself where FLOPWATCH_ALLOW_LOOPBACK=1 is set."
                )
        failure: Exception | None = None
        for address in addresses:
            wait = min(timeout or self._deadline.left, self._deadline.left)
            try:
                stream = self._plain.connect_tcp(address, port, wait, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            self._deadline.watch(stream.get_extra_info("socket"))
            return stream
        raise failure or httpcore2.ConnectError(f"{host[:200]!r} has no address")


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """Return the addresses of a host, each once; the resolver itself knows no time limit, so it gets one here."""
    found: list[str] = []
    failed: list[Exception] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise httpcore2.ConnectError(f"{host[:200]!r} is not known: {failed[0]}")
    if not found:
        raise httpcore2.ConnectTimeout(f"{host[:200]!r} was not looked up in time")
    return found
