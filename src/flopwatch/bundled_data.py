"""The files that come with the package: the curated folder, and the code."""

from __future__ import annotations

import functools
import hashlib
import sys
from pathlib import Path

from flopwatch.domain import NotFound


def curated_folder() -> Path:
    """Return the bundled folder: inside an installed wheel, or `data/` next to `src/` in a checkout.

    Raises:
        NotFound: If neither exists.
    """
    package = Path(__file__).resolve().parent
    bundled, checkout = package / "bundled", package.parents[1] / "data"
    for folder in (bundled, checkout):
        if (folder / "sources.toml").is_file():
            return folder
    raise NotFound(f"The curated data are neither at {bundled} nor at {checkout}. Is the installation complete?")


@functools.cache
def code_sha256(*rooms: str) -> str:
    """Return the SHA-256 of the code of some rooms and of Python's version, for the keys of caches.

    Args:
        rooms: Names of rooms; none means the whole package. Templates and message catalogues count as code.
    """
    total, root = hashlib.sha256(sys.version.encode()), Path(__file__).resolve().parent
    for folder in [root / room for room in rooms] or [root]:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(root)
            if path.is_file() and name.parts[0] != "bundled" and "__pycache__" not in name.parts:
                data = path.read_bytes()
                total.update(f"{name.as_posix()}\n{len(data)}\n".encode() + data)
    return total.hexdigest()
