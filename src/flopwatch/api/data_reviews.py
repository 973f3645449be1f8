"""Review of a change to the curated folder: its problems, and its effect on values, classes and counts."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from flopwatch.api.builds import check_data
from flopwatch.api.census_cache import take_census
from flopwatch.api.changes import compare_censuses
from flopwatch.census import Census
from flopwatch.domain import FlopwatchError, NotFound, Problem, WrongUsage, digits
from flopwatch.history import Change

MOST_LINES = 60  # of changes in the comment; the rest is counted
_SECONDS = 60.0  # for git


class CountThen(msgspec.Struct, frozen=True):
    """Base models above a threshold before and after: 5%, 50% and 95% quantiles."""

    threshold_flop: str
    before: tuple[int, int, int]
    after: tuple[int, int, int]


class DataReview(msgspec.Struct, frozen=True):
    """Review of a change.

    Args:
        problems: Problems of the later folder that the earlier one has not.
        counts: Counts at every threshold.
        changes: Changed values, classes and models.
        unreadable: Why the effect cannot be worked out, or "".
    """

    problems: tuple[Problem, ...]
    counts: tuple[CountThen, ...]
    changes: tuple[Change, ...]
    unreadable: str = ""


def review_data(base: str, head: str, store: str) -> DataReview:
    """Compare two states of a curated folder.

    Args:
        base: The earlier state: a folder, or a revision of the git repository of the working folder.
        head: The later state.
        store: Address of a ledger next to which results are cached; its events count for both states.

    Raises:
        NotFound: If a state is neither a folder nor a revision.
    """
    with tempfile.TemporaryDirectory() as room:
        folders = [_folder(word, Path(room) / name) for word, name in ((base, "base"), (head, "head"))]
        known = {_named(one) for one in check_data(folders[0])}
        problems = tuple(one for one in check_data(folders[1]) if _named(one) not in known)
        try:
            before, after = (take_census(one, store) for one in folders)
        except FlopwatchError as error:
            return DataReview(problems, (), (), str(error))
        changes = compare_censuses(before, after, base, head).changes
        return DataReview(problems, tuple(_counts(before, after)), changes)


def _named(problem: Problem) -> tuple[str, str]:
    return problem.file, problem.message


def _counts(before: Census, after: Census) -> Iterator[CountThen]:
    for at, threshold in enumerate(after.thresholds):
        old = before.expected_above[at] if at < len(before.expected_above) else (0, 0, 0)
        yield CountThen(threshold.flop, old, after.expected_above[at])


def _folder(word: str, into: Path) -> Path:
    """Return the curated folder that a word names; a revision's is unpacked into a folder."""
    if Path(word).is_dir():
        return Path(word)
    if word.startswith("-") or not word.strip():
        raise WrongUsage(f"{word[:80]!r} is neither a folder nor a revision.")
    command = ["git", "archive", "--format=tar", word, "data"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotFound(f"{word[:80]!r} is no folder, and git cannot be asked: {error}.") from error
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip().splitlines()[:1]
        raise NotFound(f"{word[:80]!r} is neither a folder nor a revision with a folder `data`: {' '.join(why)[:200]}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as packed:
        packed.extractall(into, filter="data")
    return into / "data"


def review_comment(found: DataReview) -> Iterator[str]:
    """Yield the review as lines of Markdown, for a comment on a pull request."""
    yield f"**Problems:** {len(found.problems) or 'none'}"
    for one in found.problems[:MOST_LINES]:
        yield f"* {_safe(f'{one.file}: {one.message}')}"
    if found.unreadable:
        yield f"\nThe effect cannot be worked out: {_safe(found.unreadable)}"
        return
    moved = [one for one in found.counts if one.before != one.after]
    yield f"\n**Models above thresholds:** {'unchanged' if not moved else ''}".rstrip()
    if moved:
        yield "\n| FLOP | before | after |\n|---|--:|--:|"
        for count in moved:
            yield f"| {count.threshold_flop} | {_count(count.before)} | {_count(count.after)} |"
    yield f"\n**Changes:** {len(found.changes) or 'none'}"
    yield from _lines(found.changes)


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes[:MOST_LINES]:
        crossed = f" crosses {', '.join(digits(flop, 3) for flop in one.crossed)} FLOP" if one.crossed else ""
        values = f" {one.old or 'unknown'} → {one.new or 'unknown'} {one.unit}".rstrip() if one.field else ""
        yield f"* {one.kind}: {_safe(one.model or one.name)} {one.field}{_safe(values)}{crossed}".rstrip()
    if len(changes) > MOST_LINES:
        yield f"* and {len(changes) - MOST_LINES} more"


def _count(found: tuple[int, int, int]) -> str:
    return f"{found[1]} ({found[0]} to {found[2]})"


def _safe(text: str) -> str:
    """Return text that Markdown shows as it is: no links, mentions, tags or tables of strangers."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>|@#!" else one for one in text.replace("\n", " "))
