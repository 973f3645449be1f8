"""Every problem of the curated folder's files, for a reviewer; the loader stops at the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as field_of
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from flopwatch.domain import (
    SUBJECT_KINDS,
    Chip,
    Circumstance,
    Claim,
    Cluster,
    ComparedList,
    ComputeStock,
    Correct,
    CuratedRows,
    Developer,
    FlopwatchError,
    FrontierPoint,
    KnownModel,
    LeftOutRow,
    Placed,
    Problem,
    Rule,
    Snapshot,
    Source,
    Threshold,
    decode,
    field,
)
from flopwatch.sources.curated.checks import (
    check_circumstance,
    check_compared,
    check_correction,
    check_developer,
    check_left_out,
    check_point,
    check_rule,
    check_source,
    check_threshold,
)
from flopwatch.sources.curated.claim_entries import claim_of, head_of, identity_of
from flopwatch.sources.curated.claims_toml import parse_claims
from flopwatch.sources.curated.compute import CLUSTERS, STOCKS, check_cluster, check_stock
from flopwatch.sources.curated.decision_faults import aimless_decisions
from flopwatch.sources.curated.entry_faults import faults
from flopwatch.sources.curated.load import CIRCUMSTANCES, COMPARED, load_curated
from flopwatch.sources.curated.toml_tables import bytes_of, keys_of, parse_table

T = TypeVar("T")
CLAIMS, DECISIONS = "claims", "decisions"
# Files of the folder that hold words for people.
WORDS = ("README.md", "LICENSE")
_HEAD_KEYS = ("name", "kind", "id")
_MEND = {
    "unknown-key": "Remove the key, or write the one that was meant.",
    "unknown-field": "Name a field of docs/data-dictionary.md.",
    "missing-key": "Write the key.",
    "decimal": 'Write out the number as text, 175B as "175e9"; the original words go into quote.',
    "unit": "Give a unit of that field (docs/data-dictionary.md).",
    "out-of-range": "Compare it with the source: was an exponent or the unit mistyped?",
    "date": "Write YYYY, YYYY-MM or YYYY-MM-DD, as precise as the source is.",
    "unknown-term": "Use a term of the vocabulary (domain/vocabularies.py), or add the source's word to one there.",
    "duplicate-claim": "Remove one of the two.",
    "schema": "Mend it as the message says.",
}


def read_rows(folder: Path) -> tuple[CuratedRows, tuple[Problem, ...]]:
    """Read every file of the curated folder, and list all that keeps a row from being one.

    Args:
        folder: As for `load_curated`.

    Returns:
        The rows that keep the schema, and the problems of the others, in the order of files and rows.
    """
    notes = _Notes()

    def table(path: str, key: str, kind: type[T], check: Callable[[T], T] | None = None) -> tuple[Placed[T], ...]:
        return tuple(_table(folder, path, key, kind, check, notes))

    def optional(path: str, key: str, kind: type[T], check: Callable[[T], T]) -> tuple[Placed[T], ...]:
        return table(path, key, kind, check) if (folder / path).is_file() else ()

    rows = CuratedRows(
        claims=tuple(_claims(folder, notes)),
        sources=table("sources.toml", "source", Source, check_source),
        developers=table("vocabulary/developers.toml", "developer", Developer, check_developer),
        models=table("vocabulary/models.toml", "model", KnownModel),
        thresholds=table("thresholds.toml", "threshold", Threshold, check_threshold),
        rules=table("rules.toml", "rule", Rule, check_rule),
        frontier=table("frontier.toml", "point", FrontierPoint, check_point),
        chips=table("chips.toml", "chip", Chip),
        left_out=optional("left_out.toml", "left_out", LeftOutRow, check_left_out),
        clusters=optional(CLUSTERS, "cluster", Cluster, check_cluster),
        stocks=optional(STOCKS, "stock", ComputeStock, check_stock),
        circumstances=optional(CIRCUMSTANCES, "circumstance", Circumstance, check_circumstance),
        compared=optional(COMPARED, "list", ComparedList, check_compared),
        corrections=optional("corrections.toml", "correction", Correct, check_correction),
    )
    notes.found += _others(folder, notes)
    rows = replace(rows, cited=notes.cited, unread=frozenset(notes.unread), broken=frozenset(notes.broken))
    notes.found += _decisions(folder)
    return rows, tuple(notes.found)


@dataclass
class _Notes:
    """Ids and names collected while the files are read."""

    found: list[Problem] = field_of(default_factory=list)
    cited: dict[str, tuple[str, str]] = field_of(default_factory=dict)
    unread: set[str] = field_of(default_factory=set)
    broken: set[tuple[str, str]] = field_of(default_factory=set)


def what_the_loader_says(folder: Path) -> tuple[Problem, ...]:
    """Load the folder; return the error that stops the loader as a problem, else decisions that have no object."""
    try:
        curated = load_curated(folder)
    except FlopwatchError as error:
        file = error.place.removeprefix(f"{folder}/")
        if file.startswith(f"{CLAIMS}/") and not Path(file).suffix:
            file += ".toml"  # a file of claims is named like the snapshot that it is
        return (Problem(file=file, item="", rule="schema", message=error.words, proposal=_MEND["schema"]),)
    return tuple(aimless_decisions(folder, curated))


def _problem(file: str, item: str, rule: str, message: str, proposal: str = "") -> Problem:
    return Problem(file=file, item=item, rule=rule, message=message, proposal=proposal or _MEND[rule])


# ---------------------------------------------------------------- files of claims


def _claims(folder: Path, notes: _Notes) -> Iterator[Placed[Claim]]:
    root = folder / CLAIMS
    for path in sorted(one for one in root.rglob("*") if not one.is_dir()):
        file = path.relative_to(folder).as_posix()
        if len(path.relative_to(root).parts) != 2 or path.suffix != ".toml":
            message = "only <developer>/<model>.toml belongs in claims/."
            notes.found.append(_problem(file, "", "stray-file", message, "Move or remove it."))
            continue
        name = file.removesuffix(".toml")
        rule = "file-name"
        try:
            identity = identity_of(name)
            rule = "not-toml"
            table = parse_claims(bytes_of(path), file)
        except FlopwatchError as error:
            notes.found.append(_problem(file, "", rule, error.words, "Mend the file: nothing of it was read."))
            notes.unread.add(file)
            continue
        yield from _entries(file, name, table, identity, notes)


def _entries(file: str, place: str, table: Mapping[str, Any], identity: str, notes: _Notes) -> Iterator[Placed[Claim]]:
    kind = table.get("kind", "model")
    try:
        name, kind = head_of(table, place, identity)
    except FlopwatchError as error:
        notes.found.append(_problem(file, "head", "head", error.words, "Mend it: every entry of the file rests on it."))
        name = identity
    if kind not in SUBJECT_KINDS:
        notes.unread.add(file)
    seen: set[bytes] = set()
    count = 0
    for key, value in table.items():
        if key in _HEAD_KEYS:
            continue
        for number, entry in enumerate(value if isinstance(value, list) else [value], 1):
            count += 1
            item = f"[[{key[:100]}]] no. {number}"
            for source in _sources_in(entry):
                notes.cited.setdefault(source, (file, item))
            try:
                claim = claim_of(key, entry, name, kind if kind in SUBJECT_KINDS else field(key).subjects[0], identity)
            except (FlopwatchError, ValueError):
                notes.found += (
                    _problem(file, item, rule, message) for rule, message in faults(key, entry, name, kind, identity)
                )
                continue
            digest = msgspec.json.encode(msgspec.structs.replace(claim, recorded=""), order="sorted")
            if digest in seen:
                notes.found.append(_problem(file, item, "duplicate-claim", "states the same claim twice."))
                continue
            seen.add(digest)
            if file not in notes.unread:
                yield Placed(file, item, claim)
    if not count:
        notes.found.append(_problem(file, "", "schema", "states nothing.", "Write a claim, or remove the file."))


# ---------------------------------------------------------------- tables


def _toml(folder: Path, path: str) -> dict[str, Any] | Problem:
    try:
        return parse_table((folder / path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _problem(path, "", "missing-file", "is not there; the curated folder needs it.", "Put it back.")
    except (ValueError, RecursionError) as error:
        return _problem(path, "", "not-toml", f"not TOML: {error}.", "Mend the file: nothing of it was read.")


def _table(
    folder: Path, path: str, key: str, kind: type[T], check: Callable[[T], T] | None, notes: _Notes
) -> Iterator[Placed[T]]:
    """Yield the `[[key]]` rows of a file that satisfy the schema; note the problems of the others."""
    table = _toml(folder, path)
    if isinstance(table, Problem):
        notes.found.append(table)
        notes.unread.add(path)
        return
    for stray in sorted(set(table) - {key}):
        notes.found.append(_problem(path, stray, "unknown-key", f"only [[{key}]] tables belong into this file."))
    known = keys_of(kind)
    stated = table.get(key, [])
    for number, row in enumerate(stated if isinstance(stated, list) else [stated], 1):
        item = f"[[{key}]] no. {number}" + (f", {label}" if (label := _label(row)) else "")
        if not isinstance(row, dict):
            notes.found.append(_problem(path, item, "schema", f"is not a table but {row!r:.100}."))
            continue
        for source in _sources_in(row):
            notes.cited.setdefault(source, (path, item))
        for stray in sorted(set(row) - known):
            message = f"key {stray!r} is not one of {', '.join(sorted(known))}."
            notes.found.append(_problem(path, item, "unknown-key", message))
        try:
            decoded = msgspec.convert({one: value for one, value in row.items() if one in known}, kind)
            yield Placed(path, item, check(decoded) if check else decoded)
        except (msgspec.ValidationError, ValueError, FlopwatchError) as error:
            notes.found.append(_problem(path, item, "schema", f"{error}."))
            notes.broken |= {(path, word) for word in _words_in(row)}


def _words_in(row: Mapping[str, object]) -> Iterator[str]:
    """Yield the id and the names of a row that are text."""
    aliases = row.get("aliases")
    for word in (row.get("id"), row.get("name"), *(aliases if isinstance(aliases, list) else ())):
        if isinstance(word, str):
            yield word


def _label(row: object) -> str:
    """Return a row's label: its id, or another identifying key."""
    if not isinstance(row, dict):
        return ""
    parts = [row.get(one) for one in ("id", "label", "model", "quantity", "field", "date")]
    stated = [one for one in parts if isinstance(one, str) and one]
    return stated[0][:100] if row.get("id") or row.get("label") else " ".join(stated)[:100]


def _sources_in(row: object) -> Iterator[str]:
    """Yield every `source` and `…_source` that a row cites, at any depth."""
    if isinstance(row, dict):
        for key, value in row.items():
            if (key == "source" or key.endswith("_source")) and isinstance(value, str) and value:
                yield value
            else:
                yield from _sources_in(value)
    elif isinstance(row, list):
        for one in row:
            yield from _sources_in(one)


# ---------------------------------------------------------------- decisions and other files


def _decisions(folder: Path) -> Iterator[Problem]:
    for path in sorted((folder / DECISIONS).glob("*.jsonl")):
        file = path.relative_to(folder).as_posix()
        for number, line in enumerate(bytes_of(path).splitlines(), 1):
            try:
                event = decode(line)
            except msgspec.MsgspecError as error:
                message, proposal = f"is not an event: {error}.", "Write one canonical JSON object a line."
                yield _problem(file, f"line {number}", "decision", message, proposal)
                continue
            if isinstance(event, Snapshot):
                message, proposal = (
                    "is a snapshot; only people's decisions belong here.",
                    "Import it into a ledger.",
                )
                yield _problem(file, f"line {number}", "decision", message, proposal)


_TABLES = frozenset(
    {
        "sources.toml",
        "vocabulary/developers.toml",
        "vocabulary/models.toml",
        "thresholds.toml",
        "rules.toml",
        "frontier.toml",
        "chips.toml",
        "corrections.toml",
        "left_out.toml",
        CLUSTERS,
        STOCKS,
        COMPARED,
        CIRCUMSTANCES,
    }
)


def _others(folder: Path, notes: _Notes) -> Iterator[Problem]:
    """Yield problems of files without tables: they must be TOML whose lists of words have no duplicates; other files
    do not belong here.
    """
    for path in sorted(one for one in folder.rglob("*") if not one.is_dir()):
        where = path.relative_to(folder)
        file = where.as_posix()
        if where.parts[0] == CLAIMS or file in _TABLES or file in WORDS:
            continue
        if where.parts[0] == DECISIONS and path.suffix == ".jsonl":
            continue
        if path.suffix != ".toml":
            yield _problem(file, "", "stray-file", "is not part of the curated folder.", "Move or remove it.")
            continue
        table = _toml(folder, file)
        if isinstance(table, Problem):
            yield table
            continue
        yield from _word_lists(file, "", table)
        rows = (
            (key, at, row) for key, some in table.items() if isinstance(some, list) for at, row in enumerate(some, 1)
        )
        for key, at, row in rows:
            if isinstance(row, dict) and isinstance(row.get("source"), str):
                notes.cited.setdefault(row["source"], (file, f"[[{key}]] no. {at}"))


def _word_lists(file: str, item: str, value: object) -> Iterator[Problem]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _word_lists(file, f"{item}.{key}".strip(".")[:200], one)
    elif isinstance(value, list):
        words: set[str] = set()
        for one in value:
            if not isinstance(one, str):
                yield from _word_lists(file, item, one)
            elif not one.strip() or one.casefold() in words:
                yield _problem(file, item, "word-list", f"{one!r:.100} is empty or listed twice.", "Remove it.")
            else:
                words.add(one.casefold())
