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
    Source,
)
from flopwatch.identity import differ_in_case, fold_listed

T = TypeVar("T")


def table_rows(file: Path, key: str, kind: type[T]) -> list[T]:
    """The `[[key]]` tables of a curated file, each as a struct; none where the file is not there.

    Raises:
        BadInput: Naming the file and the entry.
    """
    return rows_of(file, key, kind) if file.is_file() else []


def bad_entry(file: Path, item: str, why: str) -> BadInput:
    """Return the error that names the file, the entry and the reason."""
    return BadInput(f"{item}: {why}.", place=str(file))


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file, its numbers as text.

    Raises:
        NotFound: If the file is missing.
        BadInput: If it is not TOML.
    """
    try:
        return _parsed(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound("is not there; the curated folder needs it.", place=str(file)) from error
    except ValueError as error:
        raise BadInput(f"not TOML: {error}.", place=str(file)) from error


@lru_cache(maxsize=16)
def _parsed(text: str) -> dict[str, Any]:
    # The census and the pages beside it read the same tables; nobody changes what is returned.
    return tomllib.loads(text, parse_float=str)


def rows_of(file: Path, key: str, kind: type[T]) -> list[T]:
    """The `[[key]]` tables of a file, each as a struct; a key that the struct lacks is an error."""
    table = read_toml(file)
    if set(table) - {key}:
        raise bad_entry(file, sorted(set(table) - {key})[0], f"only [[{key}]] tables belong into this file")
    known = set(kind.__struct_encode_fields__)  # type: ignore[attr-defined]
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


def by_id(rows: Iterable[T], file: Path) -> dict[str, T]:
    """Index rows by their `id`; an id given twice is an error."""
    found: dict[str, T] = {}
    for row in rows:
        identity: str = row.id  # type: ignore[attr-defined]
        if identity in found:
            raise bad_entry(file, identity, "stands there twice. Merge the two entries")
        found[identity] = row
    return found


def unique_names(rows: Iterable[Developer | KnownModel | Chip], file: Path) -> dict[str, str]:
    """Each name, case folded, with the id it means. A name that means two things would merge them."""
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
    """Each row as its check gives it; the first that fails stops the load, naming the file and the row."""
    for row in rows:
        try:
            yield check(row)
        except (ValueError, FlopwatchError) as error:
            raise bad_entry(file, label(row), str(error)) from error


def require_source(known: Mapping[str, Source], source: str, file: Path, item: str) -> None:
    """Refuse a row whose source is not in `sources.toml`."""
    if source not in known:
        raise bad_entry(file, item, f"source {source!r} is not in sources.toml. Describe it there")
