"""Requests to one service at its pace: time between them, limits it states, robots.txt, and no more once it asks."""

from __future__ import annotations

import time
import urllib.robotparser
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flopwatch.domain import BadInput, shown_safely
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.conditional import AGENT, Busy, Missing, fetch_if_changed, retry_after, wait_seconds

LONGEST_PAUSE = 60.0  # seconds that a search waits for a service; a longer wait ends it until then
_LONGEST_ROBOTS = 512 * 1024  # bytes of robots.txt that are read, as RFC 9309 requires at least


class Polite:
    """Requests to the hosts of one service.

    Args:
        keep: Called with each answer.
        interval: Least seconds between two requests, as the service's terms say.
        robots: Whether robots.txt is read and obeyed: for pages, not for a service's documented interface.
        pause: Waits for so many seconds.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        keep: Callable[[Answer], None],
        *,
        interval: float = 1.0,
        robots: bool = False,
        pause: Callable[[float], None] = wait_seconds,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is asked yet."""
        self._keep, self._interval, self._robots = keep, interval, robots
        self._pause, self._clock = pause, clock
        self._next: dict[str, float] = {}
        self._rules: dict[str, urllib.robotparser.RobotFileParser] = {}

    def get(self, address: str) -> Answer:
        """Return the answer at an address, after the pause that its host wants.

        Raises:
            Busy: If the service asks for a longer pause than `LONGEST_PAUSE`.
            BadInput: If robots.txt forbids the address, or it cannot be fetched.
        """
        if self._robots:
            self._refuse_forbidden(address)
        answer = self._asked(address)
        self._keep(answer)
        return answer

    def _asked(self, address: str) -> Answer:
        host = urlsplit(address).netloc
        if (wait := self._next.get(host, 0.0) - self._clock()) > 0:
            self._pause(wait)
        answer = fetch_if_changed(address, pause=self._pause)
        if answer is None:
            raise BadInput(f"{address[:300]}: answered 304 to a question without conditions.")
        wanted = stated_pause(answer.headers, time.time())
        if wanted > LONGEST_PAUSE:
            self._keep(answer)
            raise Busy(f"{host} asks for a pause of {wanted:.0f} s; what came is kept. Repeat later.", wanted)
        self._next[host] = self._clock() + max(self._interval, wanted)
        return answer

    def _refuse_forbidden(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise BadInput(f"{shown_safely(address[:300])!r} is not an address. Write https://host/path.")
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._rules_of(site)
        rules = self._rules[site]
        if not rules.can_fetch(AGENT, address):
            raise BadInput(
                f"{shown_safely(address[:300])}: robots.txt of {parts.netloc} forbids it. Nothing was fetched."
            )

    def _rules_of(self, site: str) -> urllib.robotparser.RobotFileParser:
        """Return a site's rules: none where it has no robots.txt; it is not asked where that cannot be read."""
        rules = urllib.robotparser.RobotFileParser()
        try:
            answer = self._asked(f"{site}/robots.txt")
        except Missing:
            rules.parse([])
            return rules
        rules.parse(answer.body[:_LONGEST_ROBOTS].decode("utf-8", "replace").splitlines())
        if delay := rules.crawl_delay(AGENT):
            self._interval = max(self._interval, min(float(delay), LONGEST_PAUSE))
            self._next[urlsplit(site).netloc] = self._clock() + self._interval
        return rules


def stated_pause(headers: Mapping[str, str], now: float) -> float:
    """Return the seconds to wait before the next request, as an answer's headers state them; 0 where they do not.

    Read are `Retry-After`, the rate limits of Crossref (`x-rate-limit-limit` requests in `x-rate-limit-interval`) and
    of GitHub and others (`x-ratelimit-remaining` 0 until `x-ratelimit-reset`, as time or as seconds).

    Args:
        headers: Names in lower case.
        now: Seconds since 1970.

    Example:
        >>> stated_pause({"x-rate-limit-limit": "50", "x-rate-limit-interval": "1s"}, 0.0)
        0.02
        >>> stated_pause({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1060"}, 1000.0)
        60.0
        >>> stated_pause({"x-ratelimit-remaining": "9", "x-ratelimit-reset": "1060"}, 1000.0)
        0.0
    """
    wanted = [0.0, retry_after(headers, now)]
    limit, interval = _number(headers.get("x-rate-limit-limit")), _number(headers.get("x-rate-limit-interval"))
    if limit and interval:
        wanted.append(interval / limit)
    if headers.get("x-ratelimit-remaining", "").strip() == "0" and (reset := _number(headers.get("x-ratelimit-reset"))):
        wanted.append(reset - now if reset > 1e9 or reset > now else reset)
    return max(wanted)


def _number(text: str | None) -> float:
    """Return the number of a header, with or without the unit of seconds; 0 where it is absent; NaN never."""
    digits = (text or "").strip().removesuffix("s")
    return float(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else 0.0
