"""Checks of a request before any file is looked for: the host it names, and names that are not for readers."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
from collections.abc import Iterable
from pathlib import Path

from flopwatch.domain import WrongUsage

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
LONGEST_PATH = 2000  # characters of a request's path; no page of a hub has half as many
_EVERY_ADDRESS = frozenset({"0.0.0.0", "::", ""})


class Hosts:
    """Names that a request may give as its host, so that a page elsewhere cannot reach the server by a name of its own.

    Args:
        bound: Address the server listens on. Loopback allows the loopback names; every address (`0.0.0.0`) allows any
            address in digits and this machine's name.
        more: Further names, for a server behind a proxy.

    Raises:
        WrongUsage: If one of those is not the name of a host.
    """

    def __init__(self, bound: str, more: Iterable[str] = ()) -> None:
        more = tuple(more)
        for one in more:
            if not _NAME.fullmatch(one) and not is_address(one):
                raise WrongUsage(
                    f"--allow-host {one[:80]!r} is not the name of a host. Write one such as census.example."
                )
        self._names = {*LOOPBACK, bound.lower(), *(one.lower() for one in more)} - {""}
        self._any_digits = bound in _EVERY_ADDRESS
        if self._any_digits:
            self._names.add(socket.gethostname().lower())

    def allows(self, header: str) -> bool:
        """Return whether the `Host` header names this server; its port is not compared."""
        name = _without_port(header.strip().lower())
        return name in self._names or (self._any_digits and is_address(name))

    def __str__(self) -> str:
        return ", ".join(sorted(self._names))


def _without_port(header: str) -> str:
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].rstrip(".")


def is_address(name: str) -> bool:
    """Return whether a name is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_for_readers(folder: Path, path: str) -> bool:
    """Return whether a path can be that of a file inside the folder, links followed, and no part of it is hidden.

    Args:
        folder: Absolute path of the served folder.
        path: Path of the request, decoded.
    """
    if any(part.startswith(".") for part in path.replace("\\", "/").split("/")):
        return False
    try:
        target = (folder / path.lstrip("/")).resolve()
        with contextlib.suppress(FileNotFoundError):  # a build that swaps the folder may bring it
            target.stat()
        return target.is_relative_to(folder)
    except (OSError, ValueError):
        return False  # a zero byte, a name too long, a file taken for a folder, a loop of links
