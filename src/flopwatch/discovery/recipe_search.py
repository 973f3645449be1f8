"""One run of a recipe over files of boards: read, keep, rank, and into the queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from flopwatch.discovery.basis import Basis, KnownModels
from flopwatch.discovery.coverage_log import Search, log_search
from flopwatch.discovery.large_boards import newly_large
from flopwatch.discovery.queue import queued, read_queue, write_queue
from flopwatch.discovery.ranking import Priors
from flopwatch.discovery.raw_answers import RawAnswers
from flopwatch.discovery.recipe_following import Ranked, follow
from flopwatch.discovery.recipes import Recipe
from flopwatch.discovery.searching import LOCK, WAIT_SECONDS, Searched, remarks_on
from flopwatch.domain import Quarantined, Skip, counted
from flopwatch.ledger import exclusive
from flopwatch.sources import UNSTATED, Answer, Parsed, Plan, channel

# The boards that a recipe reads, tried in this order on each file: the one with the freest headers is last.
_NAMED = 10  # boards in a remark
BOARDS = (
    "arena",
    "epoch-capabilities",
    "open-llm-leaderboard",
    "superclue",
    "every-eval-ever",
    "helm",
    "opencompass",
    "benchmark-tables",
    "epoch-benchmarks",
)


def search_recipe(
    one: Recipe, folder: Path, basis: Basis, places: Sequence[str], now: Callable[[], dt.datetime]
) -> Searched:
    """Follow a recipe over boards; its candidates enter the queue.

    Raises:
        BadInput: If a place cannot be read.
        BadLedger: If another search is running.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive(folder / LOCK, WAIT_SECONDS, "a search for models"):
        started, raw = now(), RawAnswers(folder)
        answers: list[Answer] = []
        channel("arena").fetch(Plan(places=tuple(places)), answers.append)
        read = [read_board_file(answer) for answer in answers]
        for answer in answers:
            raw.keep(one.name, answer)
        finds = [find for page in read for find in page.found]
        known, today = KnownModels(basis), started.date().isoformat()
        ranked = follow(one, finds, known, Priors(basis.peers), today)
        queue, new = queued(read_queue(folder), ranked.candidates)
        write_queue(folder, queue)
        boards = [
            Skip(name or "a board without a name", "none of the anchors is on it") for name in ranked.without_anchor
        ]
        tunes = [
            Skip(name, f"named as a tune of {base}, whose compute is known") for name, base in ranked.tunes.items()
        ]
        tunes += [
            Skip(
                name, f"its board states {base} as its base" if base != UNSTATED else "a tune of a base without a name"
            )
            for name, base in ranked.folded.items()
        ]
        done = Searched(
            channel=one.name,
            requests=len(answers),
            read=sum(page.read for page in read),
            found=len(finds),
            known=ranked.known,
            new=new,
            skipped=(*(skip for page in read for skip in page.skipped), *boards, *tunes),
            held=tuple(held for page in read for held in page.held),
            watermark=started.isoformat(timespec="seconds"),
            candidates=ranked.candidates,
            large_boards=newly_large(folder, one.name, finds),
            remarks=(
                *_left_out(ranked),
                *remarks_on(channel(one) for one in dict.fromkeys(find.channel for find in finds)),
            ),
        )
        log_search(folder, _line(one, done, started, now(), _domains_searched(ranked.domains)))
    return done


def read_board_file(answer: Answer) -> Parsed:
    """Read a file as the first board whose scores it has; held with its place if it is none."""
    for name in BOARDS:
        page = channel(name).parse(answer)
        if any("score" in find.facts for find in page.found):
            named = tuple(msgspec.structs.replace(find, channel=name) for find in page.found)
            return msgspec.structs.replace(page, found=named)
    why = f"no board of {', '.join(BOARDS)} has this form; `flopwatch discover {BOARDS[0]} FILE` says what one misses"
    return Parsed(1, held=(Quarantined(answer.url[:200], why),))


def _left_out(ranked: Ranked) -> tuple[str, ...]:
    """Return how many finds are no candidates, by reason, and the boards that give none."""
    reasons = (
        (ranked.below, "below the line of their board"),
        (ranked.too_small, "too small by their stated size"),
        (len(ranked.tunes), "named as tunes of a base whose compute is known"),
        (len(ranked.folded), "tunes by what their boards state, under their base"),
    )
    out = []
    if counts := ", ".join(f"{count} {why}" for count, why in reasons if count):
        out.append(f"No candidates: {counts}.")
    if boards := ranked.without_anchor:
        more = f" and {len(boards) - _NAMED} more" if len(boards) > _NAMED else ""
        named = ", ".join(name[:60] or "a board without a name" for name in boards[:_NAMED])
        out.append(f"None of the anchors is on {counted(len(boards), 'board')}, so without candidates: {named}{more}.")
    return tuple(out)


def _domains_searched(domains: Mapping[str, tuple[int, int]]) -> str:
    """Return the boards of each domain and the candidates on them: a domain without any is a result to keep."""
    return "; ".join(
        f"{domain}: {counted(boards, 'board')}, {counted(found, 'candidate')}"
        if boards
        else f"{domain}: no board given"
        for domain, (boards, found) in domains.items()
    )


def _line(one: Recipe, done: Searched, started: dt.datetime, ended: dt.datetime, words: str) -> Search:
    return Search(
        channel=one.name,
        version=1,
        started=started.isoformat(timespec="seconds"),
        ended=ended.isoformat(timespec="seconds"),
        since="",
        watermark=done.watermark,
        swept=True,
        complete=True,
        requests=done.requests,
        read=done.read,
        found=done.found,
        skipped=len(done.skipped),
        held=len(done.held),
        new=done.new,
        words=words,
    )
