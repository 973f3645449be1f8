"""Settings of review on a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flopwatch.api.review_desk import Policy
from flopwatch.server.oidc import OidcSettings


@dataclass(frozen=True)
class Rate:
    """A limit of rate: `burst` requests at once, and `per_second` more each second."""

    burst: int
    per_second: float


@dataclass(frozen=True)
class Limits:
    """Limits of one server.

    Args:
        logins: Attempts to sign in, for each name and for each address.
        changes: Requests that change something, for each account or address.
        reads: Other requests.
        seconds: Longest time for the work of one request.
        pause: Seconds before a refusal for rate is sent, so that an attack cannot ask again at once.
    """

    logins: Rate = Rate(10, 1 / 6)
    changes: Rate = Rate(120, 4)
    reads: Rate = Rate(600, 20)
    seconds: float = 5.0
    pause: float = 1.0


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
        limits: Limits of rate and time.
        early: Whether the census is read when the server starts, and not with the first request that needs it.
        oidc: Settings of sign-in by OpenID Connect; None without.
        locale: Language of the pages; "" is English.
    """

    data: Path
    store: str
    out: Path
    policy: Policy = Policy()
    secure: bool = False
    logged: bool = False
    limits: Limits = Limits()
    early: bool = False
    oidc: OidcSettings | None = None
    locale: str = ""
