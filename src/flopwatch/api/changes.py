"""Changes between two states: files of one reader, releases, or dates of one ledger."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from flopwatch import history, releases, sources
from flopwatch.api.census_cache import take_census
from flopwatch.api.lookups import ids_by_name
from flopwatch.census import Census
from flopwatch.domain import BadInput, PartialDate, Threshold, When
from flopwatch.history import Change, State
from flopwatch.identity import fold_name


class Schema(msgspec.Struct, frozen=True):
    """Columns that only the later state has, and those that only the earlier one has."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


class Diff(msgspec.Struct, frozen=True, rename={"before": "from", "after": "to"}):
    """The changes between two states.

    Args:
        before: The earlier state.
        after: The later state.
        changes: The changes, by kind.
        schema: Columns added and removed.
        absent: Entries that only the earlier state has although that is not a removal.
        absent_because: The reason why it is none.
        unread: Notes of the reader on what it did not read, in both files.
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    schema: Schema
    absent: tuple[str, ...] = ()
    absent_because: str = ""
    unread: tuple[str, ...] = ()


def diff(data: Path, store: str, a: str, b: str, *, out: Path, reader: str = "") -> Diff:
    """Compare two states, each a file, a release or a date.

    Args:
        data: The curated folder.
        store: Address of the ledger.
        a: The earlier state: path or address of a file; number of a release of `out`, or another release folder; ISO
            date, for the census as known on that day.
        b: The later state, of the same kind.
        out: The release folder whose releases the numbers count.
        reader: Format of the files, one of `sources.READERS`; "" to recognise it.

    Raises:
        BadInput: If a state is none of these, or the two are of different kinds.
    """
    kinds = [_kind(one, out) for one in (a, b)]
    if kinds[0] != kinds[1]:
        raise BadInput(
            f"{a!r} is {_KINDS[kinds[0]]} and {b!r} {_KINDS[kinds[1]]}. Give two files, two releases or two dates."
        )
    if kinds[0] == "file":
        return _of_files(data, store, a, b, reader)
    if kinds[0] == "date":
        states = [_of_date(data, store, one) for one in (a, b)]
    else:
        states = [_of_release(one, out) for one in (a, b)]
    return _compared(states[0], states[1], sources.load_tables(data).thresholds)


_KINDS = {"file": "a file", "release": "a release", "date": "a date"}
_LIKE_A_DATE = re.compile(r"[0-9]{4}(?:[-/.][0-9]{1,2}){0,2}")
_MOST_RELEASES = 999  # a number of four digits is a year


def _kind(word: str, out: Path) -> str:
    """Return what a word names: `file`, `release` or `date`.

    Raises:
        BadInput: If it names nothing.
    """
    if not word.strip():
        raise BadInput("a state is empty. Give the path of a file, the number of a release, or a date (YYYY-MM-DD).")
    if "://" in word or Path(word).is_file():
        return "file"
    if Path(word).is_dir() or (word.isascii() and word.isdigit() and int(word) <= _MOST_RELEASES):
        return "release"
    try:
        PartialDate.from_iso(word)
    except ValueError as error:
        if _LIKE_A_DATE.fullmatch(word):
            raise BadInput(f"{error}. Write YYYY, YYYY-MM or YYYY-MM-DD.") from error
        raise BadInput(
            f"{word!r} is neither a file, nor a release of {out}, nor a date (YYYY-MM-DD). Give the path of a "
            "file, the number of a release, or a date."
        ) from error
    return "date"


def _of_date(data: Path, store: str, word: str) -> State:
    census = take_census(data, store, When(known_on=PartialDate.from_iso(word).latest))
    return history.state_of_values(releases.values_of(census), word)


def _of_release(word: str, out: Path) -> State:
    folder = Path(word) if Path(word).is_dir() else out
    kept = releases.kept_in(folder)
    if not kept:
        raise BadInput(f"{folder} holds no release. Make one with: flopwatch build --release --out {folder}")
    if folder is not out:
        return history.state_of_values(kept[-1].values, f"{folder}, release {kept[-1].entry.number}")
    if not 1 <= int(word) <= len(kept):
        raise BadInput(f"{out} has no release {word}. Releases: {', '.join(str(one.entry.number) for one in kept)}.")
    return history.state_of_values(kept[int(word) - 1].values, f"release {word}")


def _of_files(data: Path, store: str, a: str, b: str, reader: str) -> Diff:
    formats = [reader or sources.format_of(one) for one in (a, b)]
    if formats[0] != formats[1]:
        raise BadInput(
            f"{a} is read by {formats[0]} and {b} by {formats[1]}: only two states of one table can be compared. "
            f"Name the format of both with --reader if one is not recognised."
        )
    first, second = (sources.read_file(one, place)[0] for one, place in zip(formats, (a, b), strict=True))
    states = [history.state_of_snapshot(one, place) for one, place in ((first, a), (second, b))]
    found = _compared(states[0], states[1], sources.load_tables(data).thresholds)
    known = ids_by_name(take_census(data, store).models())
    ids = {name: next(iter(some)) for name, some in known.items() if len(some) == 1}
    named = tuple(msgspec.structs.replace(one, model=ids.get(fold_name(one.name), "")) for one in found.changes)
    held = [f"{one.item}: {one.reason}" for snapshot in (first, second) for one in snapshot.quarantined]
    return msgspec.structs.replace(found, changes=named, unread=tuple(held))


def compare_censuses(before: Census, after: Census, a: str, b: str) -> Diff:
    """Compare two censuses.

    Args:
        before: The earlier one.
        after: The later one.
        a: Label of the earlier one.
        b: Label of the later one.
    """
    states = [history.state_of_values(releases.values_of(one), word) for one, word in ((before, a), (after, b))]
    return _compared(states[0], states[1], after.thresholds)


def _compared(then: State, now: State, thresholds: tuple[Threshold, ...]) -> Diff:
    found = history.compare_states(then, now, sorted(float(one.flop) for one in thresholds))
    return Diff(
        then.label,
        now.label,
        found.changes,
        Schema(found.columns_added, found.columns_removed),
        found.absent,
        found.absent_because,
    )
