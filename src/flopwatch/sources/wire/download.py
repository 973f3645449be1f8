"""Download: bytes from an http(s) address, with a cap, a time limit and retries of a broken connection."""

from __future__ import annotations

import httpx2
import stamina

from flopwatch.domain import BadInput

TIMEOUT_SECONDS = 30.0


def download(address: str, max_bytes: int) -> bytes:
    """The body at an address.

    Raises:
        BadInput: If the server refuses, cannot be reached after three tries, or sends more than `max_bytes`.
    """
    try:
        return _get(address, max_bytes)
    except httpx2.HTTPStatusError as error:
        raise BadInput(f"{address}: the server answered {error.response.status_code}. Is the address right?") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise BadInput(f"{address}: could not be fetched: {error}. Is this machine online?") from error


@stamina.retry(on=httpx2.TransportError, attempts=3, timeout=90.0)
def _get(address: str, max_bytes: int) -> bytes:
    headers = {"User-Agent": "flopwatch (a census of AI models)"}
    with httpx2.stream("GET", address, timeout=TIMEOUT_SECONDS, follow_redirects=True, headers=headers) as answer:
        answer.raise_for_status()
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > max_bytes:
                raise BadInput(f"{address}: more than {max_bytes} bytes; the download was stopped. Nothing was read.")
        return bytes(body)
