"""Channel: a service in which models are looked for. Fetch gives raw answers, parse gives what they name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from flopwatch.domain import Quarantined, Skip
from flopwatch.sources.wire.answers import Answer

MOST_WORDS = 300  # characters of evidence kept for each find


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Where a model was found, and in which words.

    Args:
        url: Address that a person can open.
        words: What is said there, at most `MOST_WORDS` characters.
        lang: Language of the words, as ISO 639-1.
    """

    url: str
    words: str
    lang: str = "en"


class Find(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a service names, which may be a model that the census lacks.

    Args:
        item: The service's own id of it: `allenai/Olmo-3-7B-Think`.
        name: Its name as written.
        developer: Who made it, as written, or "".
        published: ISO date or part of one, or "".
        popularity: Downloads, votes or citations, whichever the service counts; 0 where it counts none.
        facts: What the service states, by field: `parameters`, `downloads`, `score`, …
        tags: The service's tags, unchanged.
        evidence: Where it was found.
        channel: The channel that read it, where that is not the one searched.
    """

    item: str
    name: str
    developer: str = ""
    published: str = ""
    popularity: float = 0.0
    facts: dict[str, float | str] = {}
    tags: tuple[str, ...] = ()
    evidence: Evidence
    channel: str = ""


class Parsed(msgspec.Struct, frozen=True):
    """Finds of one answer: read = found + skipped + held."""

    read: int
    found: tuple[Find, ...] = ()
    skipped: tuple[Skip, ...] = ()
    held: tuple[Quarantined, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Request to a channel.

    Args:
        watermark: ISO time up to which the service was searched before; "" for the first search.
        sweep: Whether everything above the limits is listed again, not only what is new.
        min_popularity: Popularity at or below which nothing is listed.
        places: Paths or addresses of files, where the channel is read from files.
    """

    watermark: str = ""
    sweep: bool = True
    min_popularity: float = 100.0
    places: tuple[str, ...] = ()

    def since(self, overlap_days: int) -> str:
        """Return the ISO date so many days before the watermark, as services list late; "" for the first search.

        Example:
            >>> Plan(watermark="2026-11-30T08:00:00+00:00").since(7), Plan().since(7)
            ('2026-11-23', '')
        """
        if not self.watermark:
            return ""
        return (dt.datetime.fromisoformat(self.watermark) - dt.timedelta(days=overlap_days)).date().isoformat()


@dataclass(frozen=True)
class Channel:
    """One service.

    Args:
        name: The word for it on the command line.
        version: Counts up when the same bytes would give other finds.
        summary: One line of help.
        fetch: Ask what the plan says; hand each answer over as soon as it is whole.
        parse: Read one answer. Never raises for what the answer holds: what cannot be read is held with a reason.
        lists_repositories: True if it lists uploads of weights, of which many are one model.
        frozen_since: When the service ended or was last changed, or "".
        rest_seconds: For how long nothing more is asked after a refusal for load that does not say for how long.
        places: What has to be given with it: `files`, `papers`; "" where it needs nothing.
        example: Such a place, as the example of a command has it.
        group: Independence group of its statements, where it copies another source's; its name where "".
        unseen: True if its format was written from documents only, without a recorded answer.
    """

    name: str
    version: int
    summary: str
    fetch: Callable[[Plan, Callable[[Answer], None]], None]
    parse: Callable[[Answer], Parsed]
    lists_repositories: bool = False
    frozen_since: str = ""
    unseen: bool = False
    rest_seconds: float = 0.0
    places: str = ""
    example: str = "FILE"
    group: str = ""
