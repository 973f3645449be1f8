"""A small server for a built hub: loopback by default, with headers that forbid what a page does not need."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flopwatch import api
from flopwatch.domain import BadInput
from flopwatch.hub import CONTENT_POLICY

if TYPE_CHECKING:
    import uvicorn
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

_TRIES = 20  # ports tried after a taken one
_START_SECONDS = 20.0
_PLAIN = [(b"content-type", b"text/plain; charset=utf-8")]
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


def _to_stderr(words: str) -> None:
    sys.stderr.write(words + "\n")


def static_app(folder: Path) -> ASGIApp:
    """Return the application: files of one folder, `index.html` for `/`, the headers above on every response.

    Raises:
        BadInput: If the folder holds no `index.html`.
    """
    # Imported here: it takes half a second, which no other command should spend.
    from litestar import Litestar
    from litestar.static_files import create_static_files_router

    folder = Path(folder).resolve()
    if not (folder / "index.html").is_file():
        raise BadInput(f"{folder} holds no index.html. Build the hub first: flopwatch build --out DIR.")
    files = create_static_files_router(path="/", directories=[folder], html_mode=True)
    inner = Litestar([files], openapi_config=None)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if "path" in scope and not _inside(folder, scope["path"]):
            scope["path"] = "/absent"  # the router follows links out of the folder; we do not

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                theirs = [(n, v) for n, v in message["headers"] if n.lower().decode() not in HEADERS]
                message["headers"] = [*theirs, *ours]
            await send(message)

        try:
            await inner(scope, receive, with_headers)
        except Exception as error:  # noqa: BLE001 - the last net: one line, a report, and the reader gets a plain answer
            _to_stderr(f"flopwatch: {api.report_defect(error, ascii(scope.get('path', '')))}")
            if "path" in scope:
                await with_headers({"type": "http.response.start", "status": 500, "headers": _PLAIN})
                await send({"type": "http.response.body", "body": b"This page failed.\n", "more_body": False})

    return app


def _inside(folder: Path, path: str) -> bool:
    try:
        return (folder / path.lstrip("/")).resolve().is_relative_to(folder)
    except (OSError, ValueError):
        return False  # a zero byte, a name too long, a loop of links


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


def _server(folder: Path) -> uvicorn.Server:
    import uvicorn

    config = uvicorn.Config(static_app(folder), log_level="warning", access_log=False, ws="none", server_header=False)
    return uvicorn.Server(config)


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


@contextlib.contextmanager
def served(folder: Path, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve a built hub in the background while the block runs; yield its address.

    Raises:
        BadInput: If the folder is no hub, or nothing can be bound.
    """
    server = _server(folder)
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
    say: Callable[[str], None] = _to_stderr,
) -> None:
    """Serve a built hub until interrupted, print its address, and open the browser.

    Args:
        folder: The hub: a folder with `index.html`.
        host: Address to listen on; only this machine by default.
        port: Port, or 0 for any free one. If it is taken, the next free one is used and reported.
        open_browser: Whether to open the address in the user's browser.
        say: Prints messages; to standard error by default.

    Raises:
        BadInput: If the folder is no hub, or nothing can be bound.
    """
    server = _server(folder)
    bound = free_socket(host, port, say)
    address = _address(bound)
    say(f"The hub is at {address} (stop with Ctrl-C).")
    if open_browser:
        # The socket is already listening, so the browser waits until the server answers.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        server.run(sockets=[bound])
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        bound.close()
