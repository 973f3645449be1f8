"""One search of a channel: plan from the coverage log, fetch and keep, parse, candidates into the queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from flopwatch.discovery.basis import Basis, KnownModels
from flopwatch.discovery.coverage_log import Search, last_complete, log_search, read_searches
from flopwatch.discovery.hub_listing import read_listing
from flopwatch.discovery.hub_search import HubLimits, search_hub
from flopwatch.discovery.large_boards import LargeBoard, newly_large
from flopwatch.discovery.named_finds import candidates_named
from flopwatch.discovery.queue import Candidate, queued, read_queue, write_queue
from flopwatch.discovery.ranking import Priors
from flopwatch.discovery.raw_answers import RawAnswers
from flopwatch.domain import BadInput, Quarantined, Skip
from flopwatch.ledger import exclusive
from flopwatch.sources import Answer, Busy, Channel, Find, Plan

SWEEP_DAYS = 7  # how often everything above the limits is listed again
LOCK = "discovery.lock"
WAIT_SECONDS = 2.0


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a search.

    Args:
        channel: Its name.
        requests: Answers received.
        read: Items read; read = found + skipped + held.
        found: Items that may be models.
        known: Candidates that the census has already.
        new: Candidates that were not in the queue before.
        skipped: Items left out on purpose.
        held: Items that could not be read.
        watermark: ISO time up to which the channel is now searched.
        candidates: The candidates of this search, the most valuable first.
        incomplete: Why the search did not reach its end, or "".
        repeated: Whether nothing differed from the search before, so that nothing was worked out again.
        large_boards: Boards that passed 100 evaluations since the search before.
        remarks: What limits the channels read (closed since, or format never seen); of a recipe, what it left out.
    """

    channel: str
    requests: int
    read: int
    found: int
    known: int
    new: int
    skipped: tuple[Skip, ...]
    held: tuple[Quarantined, ...]
    watermark: str
    candidates: tuple[Candidate, ...]
    incomplete: str = ""
    repeated: bool = False
    large_boards: tuple[LargeBoard, ...] = ()
    remarks: tuple[str, ...] = ()


class _Heap:
    """Answers and finds of one search so far."""

    def __init__(self, channel: Channel, raw: RawAnswers) -> None:
        self._channel, self._raw = channel, raw
        self.requests = self.read = 0
        self.finds: list[Find] = []
        self.skipped: list[Skip] = []
        self.held: list[Quarantined] = []

    def take(self, answer: Answer) -> None:
        """Keep an answer and what it names."""
        self.keep(answer)
        parsed = self._channel.parse(answer)
        self.read += parsed.read
        self.finds += parsed.found
        self.skipped += parsed.skipped
        self.held += parsed.held

    def keep(self, answer: Answer) -> None:
        """Keep an answer that names nothing."""
        self.requests += 1
        self._raw.keep(self._channel.name, answer)


def search(
    channel: Channel,
    folder: Path,
    basis: Basis,
    now: Callable[[], dt.datetime],
    *,
    limits: HubLimits,
    places: Sequence[str] = (),
) -> Searched:
    """Search one channel; what was received is kept whatever happens, the watermark moves only at the end.

    Args:
        channel: The channel.
        folder: Where discovery keeps its files.
        basis: What the census has.
        now: The clock, UTC.
        limits: Least downloads, and how many models' files are read.
        places: Paths or addresses of files, where the channel is read from files.

    Raises:
        BadLedger: If another search is running.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive(folder / LOCK, WAIT_SECONDS, "a search for models"):
        started = now()
        searches = read_searches(folder)
        waiting = read_queue(folder)  # what is kept is read first: a damaged file must not cost the answers
        listing = read_listing(folder) if channel.lists_repositories else None
        plan = _plan(channel, searches, started, limits.min_downloads)
        plan = msgspec.structs.replace(plan, places=tuple(places))
        heap = _Heap(channel, RawAnswers(folder))
        blocked_until = _blocked_until(searches, channel.name, started)
        if blocked_until:
            incomplete = f"{channel.name} asked for a pause until {blocked_until}; nothing was asked. Repeat after it."
        else:
            incomplete, blocked_until = _fetch(channel, plan, heap, now)
        known = KnownModels(basis)
        today = started.date().isoformat()
        repeated = False
        if listing is not None:
            found = search_hub(folder, listing, heap.finds, known, Priors(basis.peers), today, limits, heap.keep)
            candidates, already = found.candidates, found.known
            repeated, incomplete = found.repeated, incomplete or found.incomplete
        else:
            candidates, already = candidates_named(channel.name, heap.finds, known, Priors(basis.peers), today)
        queue, new = queued(waiting, candidates)
        if candidates:
            write_queue(folder, queue)
        done = Searched(
            channel=channel.name,
            requests=heap.requests,
            read=heap.read,
            found=len(heap.finds),
            known=already,
            new=new,
            skipped=tuple(heap.skipped),
            held=tuple(heap.held),
            watermark=plan.watermark if incomplete else started.isoformat(timespec="seconds"),
            candidates=tuple(sorted(candidates, key=lambda one: (-one.value, one.key))),
            incomplete=incomplete,
            repeated=repeated,
            large_boards=newly_large(folder, channel.name, heap.finds),
            remarks=remarks_on([channel] if heap.requests else []),
        )
        log_search(folder, _logged(channel, plan, started, now(), done, blocked_until))
    return done


def remarks_on(channels: Iterable[Channel]) -> tuple[str, ...]:
    """Return what limits channels: those that are closed with their last date, and those whose format was not seen."""
    out = []
    for one in channels:
        if one.frozen_since:
            out.append(f"{one.name} has not changed since {one.frozen_since}; later models are not on it.")
        if one.unseen:
            out.append(f"{one.name} is read by its documents; none of its answers was seen. Check what was read.")
    return tuple(out)


def _plan(channel: Channel, searches: list[Search], started: dt.datetime, min_popularity: float) -> Plan:
    """Return the request that follows the searches before."""
    before, swept = last_complete(searches, channel.name), last_complete(searches, channel.name, swept=True)
    sweep = swept is None or started - dt.datetime.fromisoformat(swept.started) >= dt.timedelta(days=SWEEP_DAYS)
    since = before.watermark if before else ""
    return Plan(watermark=since, sweep=sweep, min_popularity=min_popularity)


def _logged(
    channel: Channel, plan: Plan, started: dt.datetime, ended: dt.datetime, done: Searched, blocked_until: str
) -> Search:
    """Return the line of the coverage log for a search."""
    return Search(
        channel=channel.name,
        version=channel.version,
        started=started.isoformat(timespec="seconds"),
        ended=ended.isoformat(timespec="seconds"),
        since=plan.watermark,
        watermark=done.watermark,
        swept=plan.sweep,
        complete=not done.incomplete,
        requests=done.requests,
        read=done.read,
        found=done.found,
        skipped=len(done.skipped),
        held=len(done.held),
        new=done.new,
        words=done.incomplete,
        blocked_until=blocked_until,
    )


def _fetch(channel: Channel, plan: Plan, heap: _Heap, now: Callable[[], dt.datetime]) -> tuple[str, str]:
    """Fetch what a plan says; return why not all of it came, and the ISO time before which nothing more is asked."""
    try:
        channel.fetch(plan, heap.take)
    except Busy as error:
        pause = dt.timedelta(seconds=error.seconds or channel.rest_seconds)
        return str(error), (now() + pause).isoformat(timespec="seconds") if pause else ""
    except BadInput as error:
        return str(error), ""
    return "", ""


def _blocked_until(searches: Sequence[Search], channel: str, started: dt.datetime) -> str:
    """Return the ISO time before which a channel does not want to be asked, or ""."""
    last = next((one.blocked_until for one in reversed(searches) if one.channel == channel), "")
    return last if last and dt.datetime.fromisoformat(last) > started else ""
