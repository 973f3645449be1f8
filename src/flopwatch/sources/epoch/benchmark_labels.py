"""Labels of models and benchmarks: models distilled from a larger one, benchmarks that developers train for. Known by
their headers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from flopwatch.domain import BadInput, Benchmark, Skip, Source, clean_text
from flopwatch.identity import fold_listed
from flopwatch.sources.epoch.benchmark_scores import LONGEST_NAME, BadCell, ScoreReading, Taught
from flopwatch.sources.epoch.table import records_of

DISTILLED = ("model", "distilled", "confidence")
OPTIMIZED = ("benchmark", "optimized_for")
SURE = ("high", "medium")  # a label that its own source calls less than that decides nothing
_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def is_labels(head: str) -> bool:
    """Return whether a file's first line is the header of a table of labels."""
    cells = {clean_text(cell).strip('"').casefold() for cell in head.lstrip("\ufeff").split(",")}
    return set(DISTILLED) <= cells or set(OPTIMIZED) <= cells


def read_labels(data: bytes, file: str, benchmarks: Sequence[Benchmark]) -> ScoreReading:
    """Read the labels of one table.

    A model labelled `distilled` with high or medium confidence goes to `distilled`, with the place that says so; one
    labelled with less is skipped, and so is one that is not distilled. A benchmark that developers train for goes to
    `optimized`.

    Args:
        data: The file's bytes: CSV in UTF-8.
        file: Its name.
        benchmarks: Those that are known.

    Raises:
        BadInput: If the bytes are not a table of labels; the message lists its headers.

    Example:
        >>> found = read_labels(b"model,distilled,confidence,notes\\nphi-4,TRUE,high,\\nx,TRUE,low,\\n", "d.csv", [])
        >>> found.distilled, found.skipped[0].reason
        ({'phi-4': Taught(file='d.csv', row='row 2')}, 'its source is not sure of the label')
    """
    name = PurePath(file).name
    rows = records_of(data, Source(id=name, title=name, url="", date="", group=name))
    header = [clean_text(cell).casefold() for cell in rows[0]] if rows else []
    found = ScoreReading()
    if set(DISTILLED) <= set(header):
        _distilled(rows[1:], header, name, found)
    elif set(OPTIMIZED) <= set(header):
        _optimized(rows[1:], header, benchmarks, found)
    else:
        has = ", ".join(repr(cell[:40]) for cell in header[:10])
        raise BadInput(f"its headers {has} are neither {', '.join(DISTILLED)} nor {', '.join(OPTIMIZED)}.", place=name)
    return found


def _distilled(rows: Sequence[Sequence[str]], header: Sequence[str], name: str, found: ScoreReading) -> None:
    at = [header.index(word) for word in DISTILLED]
    for where, row in found.full_rows(rows, len(header)):
        model, word, confidence = (clean_text(row[place]) for place in at)
        label = _WORDS.get(word.casefold())
        if not model or len(model) > LONGEST_NAME or label is None:
            why = f"label {word[:40]!r} is neither true nor false" if model else "no name of a model"
            found.quarantined.append(BadCell(where, why))
        elif not label:
            found.skipped.append(Skip(where, "not distilled"))
        elif confidence.casefold() not in SURE:
            found.skipped.append(Skip(where, "its source is not sure of the label"))
        else:
            found.distilled[model] = Taught(name, where)


def _optimized(
    rows: Sequence[Sequence[str]], header: Sequence[str], benchmarks: Sequence[Benchmark], found: ScoreReading
) -> None:
    known = {fold_listed(word): one.id for one in benchmarks for word in (one.id, one.name, *one.names)}
    at = [header.index(word) for word in OPTIMIZED]
    for where, row in found.full_rows(rows, len(header)):
        benchmark, word = (clean_text(row[place]) for place in at)
        label = _WORDS.get(word.casefold())
        if label is None:
            found.quarantined.append(BadCell(where, f"label {word[:40]!r} is neither true nor false"))
        elif fold_listed(benchmark) not in known:
            found.skipped.append(Skip(where, f"benchmark {benchmark[:60]!r} is not in benchmarks.toml"))
        else:
            found.optimized[known[fold_listed(benchmark)]] = label
