"""Access rules: roles and permissions, the check of a request's site, and limits of rate. Default is no."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

PUBLIC, SUBMIT, DECIDE, PAY, ADMINISTER = "public", "submit", "decide", "pay", "administer"
PERMISSIONS = (PUBLIC, SUBMIT, DECIDE, PAY, ADMINISTER)
_GRANTS = {
    "": (PUBLIC,),
    "reader": (PUBLIC,),
    "contributor": (PUBLIC, SUBMIT),
    "curator": (PUBLIC, SUBMIT, DECIDE, PAY),
    "admin": (PUBLIC, SUBMIT, DECIDE, PAY, ADMINISTER),
}
ROLES = ("reader", "contributor", "curator", "admin")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME = frozenset({"same-origin", "none"})


def allows(role: str, permission: object) -> bool:
    """Return whether a role has a permission; a route that declares none is open to nobody.

    Example:
        >>> allows("curator", DECIDE), allows("contributor", DECIDE), allows("admin", None), allows("", PUBLIC)
        (True, False, False, True)
    """
    return permission in _GRANTS.get(role, ())


def site_fault(method: str, headers: Mapping[str, str], *, by_cookie: bool) -> str:
    """Return why a request that changes something may come from another site, or "".

    Browsers send `Sec-Fetch-Site`, which a page cannot set; older ones send `Origin`. A request with neither is no
    browser's: it is allowed only with a token in its header and without a cookie.

    Args:
        method: The method.
        headers: The headers, with lower-case names.
        by_cookie: Whether a cookie was sent, even together with a token.
    """
    if method in SAFE:
        return ""
    fetched, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if fetched is not None and fetched.strip().lower() not in _SAME:
        return f"Sec-Fetch-Site is {fetched[:40]!r}"
    if origin is not None and not _is_own(origin, headers.get("host", "")):
        return f"Origin {origin[:80]!r} is not this server"
    if fetched is None and origin is None and by_cookie:
        return "neither Sec-Fetch-Site nor Origin is given"
    return ""


def _is_own(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin.strip())
    except ValueError:  # such as http://[
        return False
    return parts.scheme in ("http", "https") and bool(host) and parts.netloc.lower() == host.strip().lower()


class Buckets:
    """Token buckets by key: each holds `burst` and regains `per_second`. Keys that are full again are forgotten."""

    def __init__(self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the limits.

        Args:
            burst: Requests that may come at once.
            per_second: Requests regained each second.
            clock: Returns seconds.
        """
        self._burst, self._rate, self._clock = burst, per_second, clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_of(self, key: str) -> float:
        """Take one request; return 0 if it may pass, else the seconds after which to try again.

        Example:
            >>> buckets = Buckets(1, 0.5, clock=lambda: 0.0)
            >>> buckets.wait_of("a"), buckets.wait_of("a"), buckets.wait_of("b")
            (0.0, 2.0, 0.0)
        """
        with self._lock:
            now = self._clock()
            left, then = self._held.pop(key, (float(self._burst), now))
            left = min(float(self._burst), left + (now - then) * self._rate)
            allowed = left >= 1
            self._held[key] = (left - 1 if allowed else left, now)
            while len(self._held) > _MOST_KEYS:
                self._held.popitem(last=False)
            return 0.0 if allowed else (1 - left) / self._rate


_MOST_KEYS = 10_000
