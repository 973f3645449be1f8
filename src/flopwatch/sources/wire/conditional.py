"""Conditional fetch: a file's bytes only if they have changed since they were last fetched."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping

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
_GONE = frozenset({404, 410})
AGENT = "flopwatch (a census of AI models)"


class Busy(BadInput):
    """A service refuses for its load, or asks for a longer pause than a search waits.

    Args:
        words: The problem and the next step.
        seconds: The pause that it asks for; 0 where it does not say.
    """

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words)
        self.seconds = seconds


class Unreachable(BadInput):
    """Nothing answers at an address, however often it is asked."""


class Missing(BadInput):
    """A service has nothing at an address (404, 410)."""


def wait_seconds(seconds: float) -> None:
    """Wait for so many seconds."""
    time.sleep(seconds)


def fetch_if_changed(
    address: str,
    *,
    etag: str = "",
    modified: str = "",
    seconds: float = SECONDS,
    pause: Callable[[float], None] = wait_seconds,
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
    headers = {"User-Agent": AGENT, **{key: value for key, value in known.items() if value}}
    kept: list[Answer] = []
    transport = CheckedTransport(kept.append, max_bytes=MAX_BYTES, seconds=seconds)
    shown = shown_safely(address.partition("?")[0][:300])
    with httpx2.Client(
        transport=transport, follow_redirects=True, max_redirects=_MAX_REDIRECTS, timeout=None
    ) as client:
        for attempt in range(_ATTEMPTS):
            wait, busy = _FIRST_PAUSE * 2**attempt, None
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
                if status in _GONE:
                    raise Missing(f"{shown}: the server answered {status}. Is the address right?")
                if status not in _BUSY:
                    raise BadInput(f"{shown}: the server answered {status}. Is the address right?")
                busy = retry_after(kept[-1].headers, time.time())
                why, wait = f"the server answered {status}", max(wait, busy)
            if attempt == _ATTEMPTS - 1 or time.monotonic() + wait > end:
                break
            pause(wait)
    online = "" if busy is not None else " Is this machine online?"
    words = f"{shown}: {why}. Asked {attempt + 1} times; repeat later.{online}"
    raise Unreachable(words) if busy is None else Busy(words, busy)


def retry_after(headers: Mapping[str, str], now: float) -> float:
    """Return the seconds of `Retry-After`, written as a number or as a date; 0 where it is absent or past.

    Args:
        headers: Names in lower case.
        now: Seconds since 1970.

    Example:
        >>> retry_after({"retry-after": "120"}, 0), retry_after({"retry-after": "Thu, 01 Jan 1970 00:02:00 GMT"}, 90)
        (120.0, 30.0)
    """
    text = headers.get("retry-after", "")[:60].strip()
    if text.isascii() and text.isdigit() and len(text) < 7:
        return float(text)
    try:
        return max(email.utils.parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
