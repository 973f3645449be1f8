"""Transport for other people's HTTP clients: only public addresses, a deadline and a size for every answer, and a copy
of each answer for whoever keeps them.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable

import httpcore2
import httpx2

from flopwatch.domain import BadInput, shown_safely
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.decode import pieces
from flopwatch.sources.wire.download import LOOPBACK_VARIABLE
from flopwatch.sources.wire.guarded import CheckedBackend, Deadline

MAX_ANSWER_BYTES = 128 * 2**20
ANSWER_SECONDS = 60.0
STEP_SECONDS = 30.0  # without a single byte


class CheckedTransport(httpx2.BaseTransport):
    """Send requests to public addresses only; read each answer whole, within its limits, before handing it on.

    Args:
        keep: Called with each answer.
        max_bytes: The largest body of an answer, as sent and as unpacked.
        seconds: By when an answer must have come whole.
        allow_loopback: Whether this machine itself may be asked; None asks the variable FLOPWATCH_ALLOW_LOOPBACK.
    """

    def __init__(
        self,
        keep: Callable[[Answer], None] = lambda answer: None,
        *,
        max_bytes: int = MAX_ANSWER_BYTES,
        seconds: float = ANSWER_SECONDS,
        allow_loopback: bool | None = None,
    ) -> None:
        self._keep = keep
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._loopback = os.environ.get(LOOPBACK_VARIABLE, "") == "1" if allow_loopback is None else allow_loopback

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; return its answer, read whole.

        Raises:
            BadInput: If the address may not be asked, or the answer is larger or later than allowed.
            httpx2.TransportError: If the connection breaks; the client may then try again.
        """
        shown = shown_safely(str(request.url)[:300])
        if request.url.scheme not in ("http", "https") or not request.url.host:
            raise BadInput(f"{shown}: only http and https are fetched.")
        deadline = Deadline(self._seconds)
        try:
            return self._answered(request, deadline)
        except BadInput as error:
            raise BadInput(f"{shown}: {error}") from error
        except httpcore2.TimeoutException as error:
            raise httpx2.ReadTimeout(str(error) or "no answer in time", request=request) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            if not deadline.left:
                raise BadInput(f"{shown}: not done after {self._seconds:g} s; it was stopped.") from error
            words = shown_safely(str(error))[:200] or type(error).__name__
            raise httpx2.RemoteProtocolError(words, request=request) from error
        finally:
            deadline.close()

    def _answered(self, request: httpx2.Request, deadline: Deadline) -> httpx2.Response:
        backend = CheckedBackend(deadline, allow_loopback=self._loopback)
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path or b"/",
        )
        headers = [(key, value) for key, value in request.headers.raw if key.lower() != b"accept-encoding"]
        headers.append((b"Accept-Encoding", b"gzip, identity"))
        step = {"connect": STEP_SECONDS, "read": STEP_SECONDS, "write": STEP_SECONDS, "pool": STEP_SECONDS}
        with (
            httpcore2.ConnectionPool(network_backend=backend, http2=False, retries=0) as pool,
            pool.stream(
                request.method, url, headers=headers, content=request.read(), extensions={"timeout": step}
            ) as answer,
        ):
            found = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in answer.headers}
            body = b"" if request.method == "HEAD" else self._body(answer, found, deadline)
        kept = {key: value for key, value in found.items() if key not in ("content-encoding", "transfer-encoding")}
        if request.method != "HEAD":
            kept["content-length"] = str(len(body))
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self._keep(Answer(url=str(request.url), status=answer.status, headers=kept, fetched=now, body=body))
        return httpx2.Response(answer.status, headers=kept, content=body, request=request)

    def _body(self, answer: httpcore2.Response, headers: dict[str, str], deadline: Deadline) -> bytes:
        """Return the whole body, unpacked.

        Raises:
            BadInput: If it is too large, too late, damaged, or of unknown length.
        """
        sized = "content-length" in headers or "chunked" in headers.get("transfer-encoding", "").lower()
        if not sized and answer.status not in (204, 304):
            raise BadInput("the server does not say how long the answer is, so that a truncated one would look whole.")
        body = bytearray()
        for chunk in pieces(answer.iter_stream(), headers.get("content-encoding", "").strip().lower()):
            body += chunk
            if len(body) > self._max_bytes:
                raise BadInput(f"more than {self._max_bytes} bytes; it was stopped.")
            if not deadline.left:
                raise BadInput(f"not done after {self._seconds:g} s; it was stopped.")
        return bytes(body)
