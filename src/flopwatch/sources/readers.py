"""One reader per outside format, and the clients that fetch. The only room that knows a network or a foreign format."""

from __future__ import annotations

import importlib

from flopwatch.domain import NoSuchChoice
from flopwatch.sources.contract import Reader

# The module of each reader, by name. They are loaded when asked for, since what reads words and numbers takes a
# quarter of a second to load, which only `import` and `audit FILE` should pay.
READERS: tuple[tuple[str, str], ...] = (
    ("awesome-list", "flopwatch.sources.lists.awesome_list:AWESOME_LIST"),
    ("benchmark-scores", "flopwatch.sources.boards.benchmark_claims:BENCHMARK_SCORES"),
    ("claims-toml", "flopwatch.sources.curated.claims_toml:CLAIMS_TOML"),
    ("document", "flopwatch.sources.articles.document:DOCUMENT"),
    ("epoch-csv", "flopwatch.sources.epoch.models_csv:EPOCH_CSV"),
    ("one-e25-table", "flopwatch.sources.articles.models_over_1e25:ONE_E25_TABLE"),
    ("orkg", "flopwatch.sources.lists.orkg:ORKG"),
    ("plain-table", "flopwatch.sources.lists.plain_table:PLAIN_TABLE"),
)


def reader(name: str) -> Reader:
    """Return the reader of that name.

    Raises:
        NoSuchChoice: Listing the readers there are.

    Example:
        >>> [reader(name).name == name for name, _ in READERS]
        [True, True, True, True, True, True, True, True]
    """
    place = dict(READERS).get(name)
    if place is None:
        raise NoSuchChoice("reader", name, [known for known, _ in READERS])
    module, _, constant = place.partition(":")
    found: Reader = getattr(importlib.import_module(module), constant)
    return found
