"""A small server for a built hub: loopback by default, with headers that forbid what a page does not need."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flopwatch import api
from flopwatch.domain import BadInput, WrongUsage
from flopwatch.hub import CONTENT_POLICY
from flopwatch.ledger import beside
from flopwatch.server.accounts import LOCAL, Accounts
from flopwatch.server.guards import LONGEST_PATH, LOOPBACK, Hosts, is_address, is_for_readers
from flopwatch.server.request_log import logged

if TYPE_CHECKING:
    import uvicorn
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

    from flopwatch.server.settings import ReviewSettings

_TRIES = 20  # ports tried after a taken one
_START_SECONDS = 20.0
_LOOKS, _BETWEEN_LOOKS = 40, 0.05  # seconds; two in all for a build to swap its folders
_NOT_FOUND = 404
_PLAIN = [(b"content-type", b"text/plain; charset=utf-8")]
_FRAMED = ("card.html", "embed.html")  # pages made for frames of other sites, with those of `charts/`
_ELSEWHERE = {"cross-origin-resource-policy": "cross-origin"}
HEADERS: dict[str, str] = {
    # frame-ancestors works only as a header, so the page's own policy does not have it.
    "content-security-policy": f"{CONTENT_POLICY}; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # A rebuilt hub must be visible at once; the entity tag keeps a reload cheap.
    "cache-control": "no-cache",
}


# Pages of the curation app: they send forms to this server, and no cache may keep them.
APP_HEADERS = {
    **HEADERS,
    "content-security-policy": f"{CONTENT_POLICY}; frame-ancestors 'none'".replace(
        "form-action 'none'", "form-action 'self'"
    ),
    "cache-control": "no-store",
    # With `no-referrer` a browser sends `Origin: null` with its own forms.
    "referrer-policy": "same-origin",
}


def headers_of(path: str) -> dict[str, str]:
    """Return the headers of a response; the page and pictures made for other sites may be framed and shown there."""
    name = path.rsplit("/", 1)[-1]
    if name in _FRAMED or ("/charts/" in path and name.endswith(".html")):
        return {**HEADERS, **_ELSEWHERE, "content-security-policy": CONTENT_POLICY}
    return {**HEADERS, **_ELSEWHERE} if name.endswith((".svg", ".png")) else HEADERS


def _to_stderr(words: str) -> None:
    sys.stderr.write(words + "\n")


def static_app(folder: Path, hosts: Hosts | None = None, review: ReviewSettings | None = None) -> ASGIApp:
    """Return the application: files of one folder, `index.html` for `/`, the headers above on every response.

    With `review` the curation app answers its own paths.

    Args:
        folder: A built hub.
        hosts: Host names to answer to; None for those of this machine.
        review: Settings of review; None serves the folder alone.

    Raises:
        BadInput: If the folder holds no `index.html`.
    """
    # Imported here: it takes half a second, which no other command should spend.
    from litestar import Litestar
    from litestar.enums import ScopeType
    from litestar.static_files import create_static_files_router

    folder = Path(folder).resolve()
    if not (folder / "index.html").is_file():
        raise BadInput(f"{folder} holds no index.html. Build the hub first: flopwatch build --out DIR.")
    files = create_static_files_router(path="/", directories=[folder], html_mode=True)
    inner = Litestar([files], openapi_config=None)
    known, curated = hosts or Hosts("127.0.0.1"), _curated(review)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:  # the server's start and end
            await inner(scope, receive, send)
            return
        answer = _Answer(send, scope["path"])
        try:
            refused = [value for name, value in scope["headers"] if name == b"host" and not known.allows(_text(value))]
            if refused:
                await answer.plain(421, f"This server answers to {known}. Add a name with --allow-host.\n")
                return
            if len(scope["path"]) > LONGEST_PATH:
                await answer.plain(414, f"No address here has more than {LONGEST_PATH} characters.\n")
                return
            if curated is not None and curated[1](scope["path"]):
                await curated[0](scope, receive, _Answer(send, scope["path"], APP_HEADERS))
                return
            asked = scope.copy()
            if not is_for_readers(folder, scope["path"]):
                asked["path"] = "/absent"  # the router follows links out of the folder; we do not
            if scope["method"] == "HEAD":
                asked["method"] = "GET"  # the server drops the body
            await _from_newest_build(folder, lambda to: inner(asked, receive, to), answer)
        except Exception as error:  # noqa: BLE001 - the last net: one line, a report, and the reader gets a plain answer
            _to_stderr(f"flopwatch: {api.report_defect(error, ascii(scope.get('path', '')))}")
            await answer.plain(500, "This page failed.\n")

    return logged(app, curated[2]) if curated is not None and review is not None and review.logged else app


def _curated(review: ReviewSettings | None) -> tuple[ASGIApp, Callable[[str], bool], frozenset[str]] | None:
    """Return the curation app, the test of its paths, and its routes; None without settings."""
    if review is None:
        return None
    from flopwatch.server.application import curation_app, is_of_curation
    from flopwatch.server.curation import Curation

    app = curation_app(Curation.of(review))
    return app, is_of_curation, frozenset(route.path for route in app.routes)


def _text(value: bytes) -> str:
    return value.decode("latin-1")


class _Answer:
    """Sends a response with our headers."""

    def __init__(self, send: Send, path: str, headers: dict[str, str] | None = None) -> None:
        self._send, self._headers = send, headers or headers_of(path)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = [(name.encode(), value.encode()) for name, value in self._headers.items()]
            theirs = [(n, v) for n, v in message["headers"] if n.lower().decode() not in self._headers]
            message["headers"] = [*theirs, *ours]
        await self._send(message)

    async def plain(self, status: int, words: str) -> None:
        await self({"type": "http.response.start", "status": status, "headers": _PLAIN})
        await self({"type": "http.response.body", "body": words.encode(), "more_body": False})


async def _from_newest_build(folder: Path, answer: Callable[[Send], Awaitable[None]], send: Send) -> None:
    """Answer from the folder; what is absent while a build replaces the folder is looked for again.

    A build renames the old folder away and the new one into its place: for a moment there is none, and a file that is
    looked for in that moment would be answered as absent.
    """
    for _ in range(_LOOKS):
        before = _identity(folder)
        held: list[Message] = []

        async def to(message: Message, held: list[Message] = held) -> None:
            if held or (message["type"] == "http.response.start" and message["status"] == _NOT_FOUND):
                held.append(message)
            else:
                await send(message)

        await answer(to)
        if not held:
            return
        if before is not None and before == _identity(folder):
            break
        await asyncio.sleep(_BETWEEN_LOOKS)
    for message in held:
        await send(message)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def free_socket(host: str, port: int, say: Callable[[str], None] = _to_stderr) -> socket.socket:
    """Return a socket bound to the port, or to the next free one if it is taken, which is reported.

    Raises:
        BadInput: If the address cannot be bound, or twenty ports in a row are taken.
    """
    last = min(port + _TRIES, 65535) if port else 0
    for wanted in range(port, last + 1):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, wanted))
            bound.listen(128)
        except OSError as error:
            bound.close()
            if error.errno != errno.EADDRINUSE:
                raise BadInput(
                    f"cannot listen on {host}:{wanted}: {error.strerror}. Name another --host or --port."
                ) from error
            continue
        if wanted != port:
            say(f"Port {port} is taken; using {wanted}.")
        return bound
    raise BadInput(f"ports {port} to {last} on {host} are all taken. Name a free one with --port.")


def _server(folder: Path, hosts: Hosts, review: ReviewSettings | None = None, proxy: str = "") -> uvicorn.Server:
    import uvicorn

    from flopwatch.server.connections import SHUTDOWN_SECONDS, DeadlineProtocol

    return uvicorn.Server(
        uvicorn.Config(
            static_app(folder, hosts, review),
            log_level="critical",  # errors are reported above; a response that SIGTERM cut off is none
            access_log=False,
            http=DeadlineProtocol,
            ws="none",
            server_header=False,
            # Any client can write X-Forwarded-For: it is read from a proxy alone, else limits per address are void.
            proxy_headers=bool(proxy),
            forwarded_allow_ips=[proxy],
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
    )


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


@contextlib.contextmanager
def served(
    folder: Path, *, host: str = "127.0.0.1", port: int = 0, review: ReviewSettings | None = None
) -> Iterator[str]:
    """Serve a built hub in the background while the block runs; yield its address.

    Raises:
        BadInput: If the folder is not a hub, or nothing can be bound.
    """
    server = _server(folder, Hosts(host), review)
    bound = free_socket(host, port)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise BadInput(f"the server for {folder} did not start within {_START_SECONDS:.0f} s.")
            time.sleep(0.01)
        yield _address(bound)
    finally:
        server.should_exit = True
        thread.join(timeout=_START_SECONDS)
        bound.close()


def serve_folder(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    open_browser: bool = True,
    allowed: Iterable[str] = (),
    proxy: str = "",
    review: ReviewSettings | None = None,
    say: Callable[[str], None] = _to_stderr,
) -> None:
    """Serve a built hub until interrupted, print its address, and open the browser.

    Args:
        folder: The hub: a folder with `index.html`.
        host: Address to listen on; only this machine by default.
        port: Port, or 0 for any free one. If it is taken, the next free one is used and reported.
        open_browser: Whether to open the address in the user's browser.
        allowed: Host names that requests may give apart from this machine's own, for a server behind a proxy.
        proxy: Address of the proxy in front, whose `X-Forwarded-For` names the reader; "" believes nobody's.
        review: Settings of review; None serves the folder alone.
        say: Prints messages; to standard error by default.

    Raises:
        BadInput: If the folder is not a hub, or nothing can be bound.
    """
    if proxy and not is_address(proxy):
        raise WrongUsage(f"--proxy {proxy[:80]!r} is no address. Write the one that requests come from, as 127.0.0.1.")
    server = _server(folder, Hosts(host, allowed), review, proxy)
    bound = free_socket(host, port, say)
    address = _address(bound)
    say(f"The hub is at {address} (stop with Ctrl-C).")
    if review is not None and host in LOOPBACK:
        token = Accounts(beside(review.store, "accounts")).make_once(LOCAL, "admin")
        say(f"Review what waits, once signed in by this address: {address}review/enter?token={token}")
    if open_browser:
        # The socket is already listening, so the browser waits until the server answers.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        server.run(sockets=[bound])
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        bound.close()
