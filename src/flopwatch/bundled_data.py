"""Location of the curated folder that comes with the package."""

from __future__ import annotations

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
