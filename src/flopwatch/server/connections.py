"""Connections with deadlines: a client that sends its request by the byte, or stops reading, is let go."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 10.0  # from the first byte of a request, or from the connection, to the end of its head
READ_SECONDS = 20.0  # in which a client must make room for more of a response
SHUTDOWN_SECONDS = 3  # that running responses are given after SIGTERM
_NO_LINGER = struct.pack("ii", 1, 0)


class DeadlineProtocol(H11Protocol):
    """HTTP/1.1 of uvicorn, which limits idle connections only, with limits for what a client leaves half done."""

    _deadline: asyncio.TimerHandle | None = None
    _room: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock of the first request."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self._let_go)

    def data_received(self, data: bytes) -> None:
        """Start the clock of a later request with its first byte; stop it when the head is whole."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_clock()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._let_go)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._stop_clock()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Start the clock of a client that does not read: closing would wait for it to read what was sent."""
        super().pause_writing()
        self._room = self.loop.call_later(READ_SECONDS, self._reset)

    def resume_writing(self) -> None:
        """Stop that clock."""
        if self._room is not None:
            self._room.cancel()
            self._room = None
        super().resume_writing()

    def _reset(self) -> None:
        # Without a linger of 0 the kernel would keep what was sent until the client reads it.
        with contextlib.suppress(OSError):
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _let_go(self) -> None:
        self._deadline = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
