"""Tables of a curated TOML file, each row as a struct, read strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from flopwatch.domain import (
    BadInput,
    Chip,
    Developer,
    FlopwatchError,
    KnownModel,
    NotFound,
    Rule,
    Source,
    irregular_kind,
)
from flopwatch.identity import differ_in_case, fold_listed

T = TypeVar("T")
Identified = TypeVar("Identified", bound=Developer | KnownModel | Source | Rule | Chip)


def table_rows(file: Path, key: str, kind: type[T]) -> list[T]:
    """Return the `[[key]]` tables of a curated file, each as a struct; none if the file does not exist.

    Raises:
        BadInput: Naming the file and the entry.
    """
    return rows_of(file, key, kind) if file.exists() else []


def bad_entry(file: Path, item: str, why: str) -> BadInput:
    """Return the error that names the file, the entry and the reason."""
    return BadInput(f"{item}: {why}.", place=str(file))


def bytes_of(file: Path) -> bytes:
    """Return the bytes of a curated file.

    Raises:
        BadInput: If it is a device, a FIFO or a socket, which could block or never end.
        OSError: If it cannot be read.
    """
    if kind := irregular_kind(file.stat().st_mode):
        raise BadInput(f"is {kind}, not a file. Remove it from the curated folder.", place=str(file))
    return file.read_bytes()


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file, its numbers as text.

    Raises:
        NotFound: If the file is missing.
        BadInput: If it is not TOML.
    """
    try:
        return parse_table(bytes_of(file).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n"))
    except (FileNotFoundError, NotADirectoryError) as error:
        words = "is not there; the curated folder needs it. Name the folder with --data."
        raise NotFound(words, place=str(file)) from error
    except ValueError as error:
        raise BadInput(f"not TOML: {error}.", place=str(file)) from error


@lru_cache(maxsize=32)
def parse_table(text: str) -> dict[str, Any]:
    """Parse TOML, its numbers as text, once for the check, the census and the pages; nobody changes what it returns.

    Raises:
        ValueError: If it is not TOML.
    """
    return tomllib.loads(text, parse_float=str)


def keys_of(kind: type[Any]) -> set[str]:
    """Return the keys that a row of a kind may have in a file."""
    return {one.encode_name for one in msgspec.structs.fields(kind)}


def rows_of(file: Path, key: str, kind: type[T]) -> list[T]:
    """Return the `[[key]]` tables of a file, each as a struct; refuse a key that the struct lacks."""
    table = read_toml(file)
    if set(table) - {key}:
        raise bad_entry(file, sorted(set(table) - {key})[0], f"only [[{key}]] tables belong into this file")
    known = keys_of(kind)
    rows = []
    for number, row in enumerate(table.get(key, []), 1):
        label = str(row.get("id") or row.get("label") or f"no. {number}") if isinstance(row, dict) else f"no. {number}"
        if isinstance(row, dict) and set(row) - known:
            raise bad_entry(
                file, label, f"key {sorted(set(row) - known)[0]!r} is not one of {', '.join(sorted(known))}"
            )
        try:
            rows.append(msgspec.convert(row, kind))
        except msgspec.ValidationError as error:
            raise bad_entry(file, f"[[{key}]] {label}", str(error)) from error
    return rows


def by_id(rows: Iterable[Identified], file: Path) -> dict[str, Identified]:
    """Index rows by their `id`; an id given twice is an error."""
    found: dict[str, Identified] = {}
    for row in rows:
        if row.id in found:
            raise bad_entry(file, row.id, "is listed twice. Merge the two entries")
        found[row.id] = row
    return found


def unique_names(rows: Iterable[Developer | KnownModel | Chip], file: Path) -> dict[str, str]:
    """Return the id of each case-folded name; refuse a name with two ids, which would merge them."""
    names: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for row in rows:
        for word in dict.fromkeys((row.id, row.name, *row.aliases)):
            name = fold_listed(word)
            first = spelled.setdefault(name, word)
            if names.setdefault(name, row.id) != row.id and not differ_in_case(word, first):
                raise bad_entry(file, row.id, f"the name {name!r} also means {names[name]}. One name, one meaning")
    return names


def checked(rows: Iterable[T], check: Callable[[T], T], file: Path, label: Callable[[T], str]) -> Iterator[T]:
    """Yield each row as its check returns it; the first that fails stops the load, naming the file and the row."""
    for row in rows:
        try:
            yield check(row)
        except (ValueError, FlopwatchError) as error:
            raise bad_entry(file, label(row), str(error)) from error


def require_source(known: Mapping[str, Source], source: str, file: Path, item: str) -> None:
    """Refuse a row whose source is not in `sources.toml`."""
    if source not in known:
        raise bad_entry(file, item, f"source {source!r} is not in sources.toml. Describe it there")
