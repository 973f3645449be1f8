"""Download: the body at an http(s) address, whole, from a public host, within a number of bytes and of seconds."""

from __future__ import annotations

import os
import time

import httpcore2
import httpx2

from flopwatch.domain import BadInput, shown_safely
from flopwatch.sources.wire.decode import pieces
from flopwatch.sources.wire.guarded import CheckedBackend, Deadline

TOTAL_SECONDS = 120.0  # of a download with its redirects and repeats
STEP_SECONDS = 30.0  # without a single byte
PAUSE_SECONDS = 0.5  # before a repeat, and once more before the next
MAX_HOPS = 5
_ATTEMPTS = 3
LOOPBACK_VARIABLE = "FLOPWATCH_ALLOW_LOOPBACK"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = [
    (b"User-Agent", b"flopwatch (a census of AI models)"),
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", b"gzip, identity"),
    (b"Connection", b"close"),
]


def download(
    address: str, max_bytes: int, *, seconds: float = TOTAL_SECONDS, allow_loopback: bool | None = None
) -> bytes:
    """Return the body at an address.

    Args:
        address: An http(s) address without user name and password.
        max_bytes: The largest body, as sent and as unpacked.
        seconds: By when all of it must have come.
        allow_loopback: Whether this machine itself may be asked; None asks the variable FLOPWATCH_ALLOW_LOOPBACK.

    Raises:
        BadInput: If the address is none of ours to ask, the server refuses, sends a part or more than `max_bytes`,
            cannot be reached after three tries, or is not done in time.
    """
    if allow_loopback is None:
        allow_loopback = os.environ.get(LOOPBACK_VARIABLE, "") == "1"
    shown = shown_safely(address[:500])
    deadline = Deadline(seconds)
    try:
        return _repeated(address, max_bytes, deadline, allow_loopback)
    except BadInput as error:
        raise BadInput(f"{shown}: {error}") from error
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as error:
        if not deadline.left:
            raise BadInput(
                f"{shown}: not done after {seconds:g} s; the download was stopped. Nothing was read."
            ) from error
        raise BadInput(
            f"{shown}: could not be fetched whole: {shown_safely(str(error))[:300] or type(error).__name__}. Is this "
            "machine online? Nothing was read."
        ) from error
    except httpcore2.UnsupportedProtocol as error:
        raise BadInput(f"{shown}: {error}. Nothing was read.") from error
    finally:
        deadline.close()


def _repeated(address: str, max_bytes: int, deadline: Deadline, allow_loopback: bool) -> bytes:
    """Fetch, and repeat after a broken connection, as long as there is time."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _followed(address, max_bytes, deadline, allow_loopback)
        except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.RemoteProtocolError):
            if attempt == _ATTEMPTS or not deadline.left:
                raise
            time.sleep(min(PAUSE_SECONDS * attempt, deadline.left))
    raise AssertionError("unreachable: the last attempt returns or raises")


def _followed(address: str, max_bytes: int, deadline: Deadline, allow_loopback: bool) -> bytes:
    """Fetch, following redirects; each hop is checked as the first one was."""
    backend = CheckedBackend(deadline, allow_loopback=allow_loopback)
    url = _parsed(address)
    for _ in range(MAX_HOPS + 1):
        with httpcore2.ConnectionPool(network_backend=backend, http2=False, retries=0) as pool:
            step = {"connect": STEP_SECONDS, "read": STEP_SECONDS, "write": STEP_SECONDS, "pool": STEP_SECONDS}
            headers = [(b"Host", url.netloc), *_HEADERS]
            target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/")
            with pool.stream("GET", target, headers=headers, extensions={"timeout": step}) as answer:
                if answer.status not in _REDIRECTS:
                    return _body(answer, max_bytes, deadline)
                url = _parsed(_header(answer, b"location"), url)
    raise BadInput(f"more than {MAX_HOPS} redirects; they may form a loop. Give the address of the file itself.")


def _parsed(address: str, base: httpx2.URL | None = None) -> httpx2.URL:
    """Return an address that may be asked; a redirect's is relative to the one that sent it."""
    if not address:
        raise BadInput("the server redirects without saying where to.")
    try:
        url = base.join(address) if base else httpx2.URL(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise BadInput(f"is not an address ({error}). Write https://host/path.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise BadInput(f"leads to {str(url)[:80]!r}; only http and https are fetched.")
    if url.userinfo:
        raise BadInput("holds a user name or password, which would be kept with the source. Leave it out.")
    return url


def _header(answer: httpcore2.Response, name: bytes) -> str:
    found = [value for key, value in answer.headers if key.lower() == name]
    return found[0].decode("latin-1") if found else ""


def _body(answer: httpcore2.Response, max_bytes: int, deadline: Deadline) -> bytes:
    """Return the whole body of an answer, unpacked.

    Raises:
        BadInput: If it is not the whole, or too large.
    """
    if answer.status == 206:
        raise BadInput("the server sent only a part of the file (206). Nothing was read; repeat later.")
    if answer.status != 200:
        raise BadInput(f"the server answered {answer.status}. Is the address right?")
    if not (_header(answer, b"content-length") or "chunked" in _header(answer, b"transfer-encoding").lower()):
        raise BadInput(
            "the server does not say how long the file is, so that a truncated one would look complete. Nothing was "
            "read; save it and import the file."
        )
    body = bytearray()
    for chunk in pieces(answer.iter_stream(), _header(answer, b"content-encoding").strip().lower()):
        body += chunk
        if len(body) > max_bytes:
            raise BadInput(f"more than {max_bytes} bytes; the download was stopped. Nothing was read.")
        if not deadline.left:
            raise BadInput(f"not done after {deadline.seconds:g} s; the download was stopped. Nothing was read.")
    return bytes(body)
