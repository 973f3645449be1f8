"""Fetch: bytes from a path or an address, capped, unchanged."""

from __future__ import annotations

from pathlib import Path

import httpx2
import stamina

import flopwatch
from flopwatch.domain import BadInput

MAX_BYTES = 256 * 2**20
TIMEOUT_SECONDS = 30.0


def fetch(place: str) -> bytes:
    """The bytes at a path or an http(s) address.

    Raises:
        BadInput: If there is nothing to read, it is larger than `MAX_BYTES`, or the server refuses; the message says which.
    """
    if place.startswith(("http://", "https://")):
        return _download(place)
    path = Path(place)
    try:
        if not path.is_file():
            raise BadInput(f"{place}: there is no such file. Give a path to a file, or an http(s) address.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise BadInput(f"{place}: {size} bytes; at most {MAX_BYTES} are read. Nothing was read.")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{place}: cannot be read: {error.strerror}.") from error


@stamina.retry(on=(httpx2.TransportError,), attempts=3, timeout=90.0)
def _get(address: str) -> bytes:
    headers = {"User-Agent": f"flopwatch/{flopwatch.__version__}"}
    with httpx2.stream(
        "GET", address, timeout=TIMEOUT_SECONDS, follow_redirects=True, headers=headers
    ) as answer:
        answer.raise_for_status()
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise BadInput(
                    f"{address}: more than {MAX_BYTES} bytes; the download was stopped. Nothing was read."
                )
        return bytes(body)


def _download(address: str) -> bytes:
    try:
        return _get(address)
    except httpx2.HTTPStatusError as error:
        raise BadInput(
            f"{address}: the server answered {error.response.status_code}. Is the address right?"
        ) from error
    except httpx2.HTTPError as error:
        raise BadInput(f"{address}: could not be fetched: {error}. Is this machine online?") from error
