"""Saved queries: questions about the models that get an Atom feed each, by `build --feed` or a file of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from flopwatch.api.listing import listing_of
from flopwatch.api.row_choice import choose_flat
from flopwatch.census import Census
from flopwatch.domain import BadInput, WrongUsage
from flopwatch.exports import SavedQuery

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")  # it is the name of a file
_MOST = 1_000
_LARGEST_FILE = 1_000_000  # bytes


def read_queries(words: Sequence[str], file: Path | None = None) -> dict[str, str]:
    """Return the expressions of saved queries by their names.

    Args:
        words: Each `NAME=WHERE`, as on the command line.
        file: A TOML file with a table `[feeds]` of names and expressions, or None.

    Raises:
        BadInput: If the file cannot be read or has another shape; with its name and the entry.
        WrongUsage: If a name is no name of a file or there twice, or an expression is empty.
    """
    found: dict[str, str] = {}
    for name, where in [*_of_file(file), *(_split(one) for one in words)]:
        if not _NAME.fullmatch(name):
            raise WrongUsage(
                f'the feed\'s name {name[:80]!r} is not 1 to 64 of a-z, 0-9 and "-", without "-" at an end. '
                'Example: --feed "frontier=training_compute_p50 > 1e25".'
            )
        if name in found:
            raise WrongUsage(f"two feeds are named {name!r}. Give one of them another name.")
        if not where.strip():
            raise WrongUsage(f'the feed {name!r} has no expression. Write --feed "{name}=EXPRESSION".')
        found[name] = where.strip()
    if len(found) > _MOST:
        raise WrongUsage(f"{len(found)} feeds: at most {_MOST} are written.")
    return found


def _split(words: str) -> tuple[str, str]:
    name, equals, where = words.partition("=")
    if not equals:
        raise WrongUsage(
            f'--feed {words[:80]!r} has no "=" after the name. Example: --feed "frontier=training_compute_p50 > 1e25".'
        )
    return name.strip(), where


def _of_file(file: Path | None) -> list[tuple[str, str]]:
    if file is None:
        return []
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise BadInput(f"it has {file.stat().st_size} bytes; at most {_LARGEST_FILE} are read.", place=str(file))
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("feeds")
    except OSError as error:
        raise BadInput(f"it cannot be read ({error.strerror}). Check --feeds.", place=str(file)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"it is not TOML: {error}.", place=str(file)) from error
    if not isinstance(table, dict):
        raise BadInput('it has no table [feeds]. Write [feeds] and lines such as frontier = "…".', place=str(file))
    for name, where in table.items():
        if not isinstance(where, str):
            raise BadInput(f"feed {name[:80]!r}: {where!r:.80} is not an expression in quotes.", place=str(file))
    return list(table.items())


def answer_queries(census: Census, queries: Mapping[str, str]) -> tuple[SavedQuery, ...]:
    """Return the queries with the models that satisfy each, in the order of their names.

    Raises:
        WrongUsage: If an expression is invalid; the message names the feed and says which columns there are.
    """
    if not queries:
        return ()
    listing = listing_of(census)
    found = []
    for name, where in sorted(queries.items()):
        try:
            rows = choose_flat(listing, where=where)
        except WrongUsage as error:
            raise WrongUsage(f"feed {name!r}: {error}") from error
        found.append(SavedQuery(name, where, frozenset(str(row["id"]) for row in rows)))
    return tuple(found)
