"""Log of the requests that change something, or try to: one line of JSON for each, refused ones too."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from flopwatch.server.access import SAFE

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Message, Receive, Scope, Send


def _to_stderr(line: str) -> None:
    sys.stderr.write(line + "\n")


def logged(app: ASGIApp, routes: Collection[str], write: Callable[[str], None] = _to_stderr) -> ASGIApp:
    """Return the application with a log around it, so that no refusal, however early, is left out.

    A line has no query, header, body, cookie or token; a path that is no route is left out, as it may hold one too.

    Args:
        app: The application.
        routes: The paths that are named.
        write: Prints a line; to standard error by default.
    """
    from litestar.enums import ScopeType  # imported here, as in `static`

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] in SAFE:
            await app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, noted)
        finally:
            person = scope["state"].get("person") if "state" in scope else None
            line = {
                "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "method": scope["method"][:20],
                "route": scope["path"] if scope["path"] in routes else "",
                "status": status,
                "milliseconds": round((time.monotonic() - began) * 1000, 1),
                "account": person.account if person else "",
            }
            write(json.dumps(line, ensure_ascii=True))

    return around
