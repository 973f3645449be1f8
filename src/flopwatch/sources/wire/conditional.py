"""Conditional fetch: a file's bytes only if they have changed since they were last fetched."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx2

from flopwatch.domain import BadInput, shown_safely
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.fetch import MAX_BYTES
from flopwatch.sources.wire.transport import CheckedTransport

SECONDS = 180.0  # for one file, with redirects, pauses and repeats
_ATTEMPTS = 4
_MAX_REDIRECTS = 5
_BUSY = frozenset({429, 500, 502, 503, 504})
_FIRST_PAUSE = 1.0  # seconds; doubled before each further attempt
_AGENT = "flopwatch (a census of AI models)"


def fetch_if_changed(
    address: str,
    *,
    etag: str = "",
    modified: str = "",
    seconds: float = SECONDS,
    pause: Callable[[float], None] = time.sleep,
) -> Answer | None:
    """Return the answer at an address, or None if it is as it was.

    Args:
        address: An http(s) address.
        etag: `ETag` of the bytes that are known, or "".
        modified: `Last-Modified` of the bytes that are known, or "".
        seconds: By when it must be done. A server that is busy is asked again within that time, when it says.
        pause: Waits for so many seconds.

    Raises:
        BadInput: If the server refuses, cannot be reached, or sends less or more than allowed.
    """
    end = time.monotonic() + seconds
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {"User-Agent": _AGENT, **{key: value for key, value in known.items() if value}}
    kept: list[Answer] = []
    transport = CheckedTransport(kept.append, max_bytes=MAX_BYTES, seconds=seconds)
    shown = shown_safely(address[:300])
    with httpx2.Client(
        transport=transport, follow_redirects=True, max_redirects=_MAX_REDIRECTS, timeout=None
    ) as client:
        for attempt in range(_ATTEMPTS):
            wait = _FIRST_PAUSE * 2**attempt
            try:
                status = client.get(address, headers=headers).status_code
            except (httpx2.InvalidURL, httpx2.TooManyRedirects, httpx2.UnsupportedProtocol) as error:
                raise BadInput(f"{shown}: {shown_safely(str(error))[:200]}. Is the address right?") from error
            except BadInput as error:
                raise BadInput(str(error) if shown in str(error) else f"{shown} leads to {error}") from error
            except httpx2.TransportError as error:
                why = shown_safely(str(error))[:300]
            else:
                if status == 304:
                    return None
                if status == 200:
                    return kept[-1]
                if status not in _BUSY:
                    raise BadInput(f"{shown}: the server answered {status}. Is the address right?")
                why, wait = f"the server answered {status}", max(wait, _asked_to_wait(kept[-1]))
            if attempt == _ATTEMPTS - 1 or time.monotonic() + wait > end:
                break
            pause(wait)
    raise BadInput(f"{shown}: {why}. Asked {attempt + 1} times; repeat later.")


def _asked_to_wait(answer: Answer) -> float:
    """Return the seconds of `Retry-After`, or 0."""
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
