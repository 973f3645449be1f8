"""Answer: what a service sent, kept as it came."""

from __future__ import annotations

import msgspec


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a service, as it came.

    Args:
        url: The address asked, with its query.
        status: HTTP status.
        headers: The answer's headers, names in lower case.
        fetched: ISO time of the fetch, UTC.
        body: The bytes, unpacked.
    """

    url: str
    status: int
    headers: dict[str, str]
    fetched: str
    body: bytes
