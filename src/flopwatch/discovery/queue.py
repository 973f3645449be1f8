"""Queue: models that machines found and a person has not decided on. Parquet next to the ledger."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import polars as pl

from flopwatch.discovery.kept_tables import damaged, read_table
from flopwatch.discovery.statements import Statement, joined_statements
from flopwatch.ledger import write_whole
from flopwatch.sources import Evidence

FILE = "candidates.parquet"
_MADE_AGAIN = "Searching the channels again finds its candidates again; decisions are in the ledger."
MOST_EVIDENCE = 20  # places kept for one candidate


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One model that the census may lack.

    Args:
        key: What it is filed under: the same for every name and upload of it.
        name: Its name as the best source writes it.
        developer: Who made it, as written, or "".
        published: ISO date or part of one, or "".
        facts: What sources state of it.
        p_above: The probability that its training compute is above each threshold.
        value: The value of looking at it (`ranking.value_of`).
        reason: Why it has its place in the order, in words.
        settle: The cheapest fact that would settle it.
        same_as: The model of the census that it may be, or "".
        channels: Where it was found.
        first_seen: ISO date.
        last_seen: ISO date.
        evidence: The places.
        statements: What each of the places states, to enter the ledger if a person accepts.
    """

    key: str
    name: str
    developer: str = ""
    published: str = ""
    facts: dict[str, float | str] = {}
    p_above: dict[str, float] = {}
    value: float = 0.0
    reason: str = ""
    settle: str = ""
    same_as: str = ""
    channels: tuple[str, ...] = ()
    first_seen: str = ""
    last_seen: str = ""
    evidence: tuple[Evidence, ...] = ()
    statements: tuple[Statement, ...] = ()


_TEXTS = ("key", "name", "developer", "published", "reason", "settle", "same_as", "first_seen", "last_seen")
_PACKED = ("facts", "p_above", "channels", "evidence", "statements")  # as JSON: their keys differ from row to row


def read_queue(folder: Path) -> list[Candidate]:
    """Return the candidates, the most valuable first.

    Raises:
        BadLedger: If the file is damaged.
    """
    path = folder / FILE
    table = read_table(path, _TEXTS, _MADE_AGAIN)
    found = []
    for row in table.iter_rows(named=True) if table is not None else ():
        try:
            packed = {key: json.loads(row[key]) for key in _PACKED if key in row}  # an older queue lacks some
            found.append(msgspec.convert({**row, **packed}, Candidate))
        except (ValueError, TypeError) as error:
            raise damaged(path, f"candidate {str(row['key'])[:80]}: {error}", _MADE_AGAIN) from error
    return found


def write_queue(folder: Path, candidates: Iterable[Candidate]) -> None:
    """Write the queue atomically, the most valuable candidates first."""
    ordered = sorted(candidates, key=lambda one: (-one.value, one.key))
    columns: dict[str, list[object]] = {name: [getattr(one, name) for one in ordered] for name in (*_TEXTS, "value")}
    columns |= {name: [msgspec.json.encode(getattr(one, name)).decode() for one in ordered] for name in _PACKED}
    schema = {name: pl.Float64 if name == "value" else pl.String for name in columns}
    packed = io.BytesIO()
    pl.DataFrame(columns, schema=schema).write_parquet(packed, compression="zstd")
    write_whole(folder / FILE, [packed.getvalue()])


def queued(before: Sequence[Candidate], found: Iterable[Candidate]) -> tuple[list[Candidate], int]:
    """Return the queue with what was found, one candidate for each key, and how many of them are new."""
    kept = {one.key: one for one in before}
    new = 0
    for one in found:
        old = kept.get(one.key)
        new += old is None
        kept[one.key] = _joined(old, one) if old else one
    return list(kept.values()), new


def _joined(old: Candidate, new: Candidate) -> Candidate:
    evidence = tuple(dict.fromkeys((*old.evidence, *new.evidence)))[:MOST_EVIDENCE]
    facts = {**old.facts, **new.facts}
    changed = msgspec.structs.replace(
        new,
        name=new.name or old.name,
        developer=new.developer or old.developer,
        published=min(filter(None, (old.published, new.published)), default=""),
        facts=facts,
        same_as=new.same_as or old.same_as,
        channels=tuple(dict.fromkeys((*old.channels, *new.channels))),
        first_seen=old.first_seen or new.first_seen,
        evidence=evidence,
        statements=joined_statements(old.statements, new.statements),
    )
    same = msgspec.structs.replace(changed, last_seen=old.last_seen)
    return old if same == old else changed
