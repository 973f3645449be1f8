"""Boards by their number of evaluations: those that passed the limit since the search before, and their leaders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec

from flopwatch.domain import BadLedger
from flopwatch.ledger import write_whole
from flopwatch.sources import Find

FILE = "boards.json"
MANY = 100  # evaluations; document 000 looks at the best model of every board with more


class LargeBoard(msgspec.Struct, frozen=True):
    """A board that passed `MANY` evaluations since the search before.

    Args:
        board: Its name.
        evaluations: How many it has now.
        leader: The model with the highest score; the first listed where scores are not given.
    """

    board: str
    evaluations: int
    leader: str


def newly_large(folder: Path, channel: str, finds: Iterable[Find]) -> tuple[LargeBoard, ...]:
    """Return the boards of a channel that are newly past `MANY` evaluations, and keep the counts for the next search.

    The first search of a channel only counts: which boards were large before is not known then.

    Args:
        folder: Where discovery keeps its files.
        channel: The channel searched; a find's own goes before it.
        finds: The search's finds; those of no board are left out.

    Raises:
        BadLedger: If the file of counts is damaged.
    """
    of: dict[str, dict[str, list[Find]]] = defaultdict(lambda: defaultdict(list))
    for find in finds:
        if isinstance(board := find.facts.get("benchmark"), str) and board:
            of[find.channel or channel][board].append(find)
    if not of:
        return ()
    kept = _read(folder)
    large = []
    for name, boards in sorted(of.items()):
        before = kept.get(name)
        counts = {board: _evaluations(some) for board, some in boards.items()}
        if before is not None:
            large += [
                LargeBoard(board, count, _leader(boards[board]))
                for board, count in sorted(counts.items())
                if count > MANY >= before.get(board, 0)
            ]
        kept[name] = {**(before or {}), **counts}
    write_whole(folder / FILE, [msgspec.json.encode(kept, order="sorted")])
    return tuple(large)


def _read(folder: Path) -> dict[str, dict[str, int]]:
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, int]])
    except msgspec.DecodeError as error:
        raise BadLedger(
            f"{path}: the counts of boards cannot be read ({error}). Delete the file: the next search counts anew."
        ) from error


def _evaluations(finds: list[Find]) -> int:
    """Return a board's evaluations: as it states them, or one for each find."""
    stated = (float(find.facts.get("evaluations", 0.0)) for find in finds)
    return max(int(max(stated)), len({find.item for find in finds}))


def _leader(finds: list[Find]) -> str:
    scored = [find for find in finds if isinstance(find.facts.get("score"), float)]
    return max(scored, key=lambda find: find.facts["score"]).name if scored else finds[0].name
