"""Settings of review on a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flopwatch.api.review_desk import Policy


@dataclass(frozen=True)
class ReviewSettings:
    """Settings of the curation app.

    Args:
        data: The curated folder.
        store: Address of the ledger; accounts are kept next to it.
        out: The release folder that publishing builds.
        policy: Rules of the installation.
        secure: Whether readers reach the server by https.
        logged: Whether requests that change something are logged.
    """

    data: Path
    store: str
    out: Path
    policy: Policy = Policy()
    secure: bool = False
    logged: bool = False
