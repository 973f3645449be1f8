"""Map columns of a score table to benchmarks, by the file's name in any spelling, or by its headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from flopwatch.domain import BadInput, Benchmark, ScoreColumn
from flopwatch.sources.epoch.benchmark_tables import ScoreTable

Columns = dict[str, tuple[Benchmark, ScoreColumn]]

_AFFIXES = re.compile(r"^external_benchmark_|_external(?=[^a-z]*$)")
_DATES = re.compile(r"(?<![0-9])20[0-9]{2}-[01][0-9](?:-[0-3][0-9])?(?![0-9])")


def folded(stem: str) -> str:
    """Return a file's name without what its publishers vary: `external_benchmark_boolq.csv` is `bool_q_external.csv`.

    Example:
        >>> folded("external_benchmark_boolq.csv"), folded("bool_q_external.csv"), folded("Wino-Grande 2026-03-01.csv")
        ('boolq', 'boolq', 'winogrande')
    """
    name = _DATES.sub("", PurePath(stem).name.removesuffix(".csv").casefold())
    return re.sub(r"[^a-z0-9]", "", _AFFIXES.sub("", name))


def columns_of(table: ScoreTable, file: str, at: Mapping[str, int], benchmarks: Sequence[Benchmark]) -> Columns:
    """Return the columns of a table that hold scores, each with its benchmark.

    Raises:
        BadInput: If none does, or neither the file's name nor its headers decide which benchmark it holds.
    """
    if table.task:
        return {}
    if table.by_file:
        return _by_file(table, file, at, benchmarks)
    if table.merged:
        found = {header: one for header in at if (one := _known_files(benchmarks).get(folded(header)))}
    else:
        found = {
            column.column: (benchmark, column)
            for benchmark in benchmarks
            for column in benchmark.columns
            if column.table == table.id and column.column in at
        }
    if not found:
        raise BadInput("none of its columns is a benchmark of benchmarks.toml. Add the column there.", place=file)
    return found


def files_of(benchmark: Benchmark) -> list[str]:
    """Return the names, without endings, of the hub's files that hold a benchmark: other names of it."""
    return [
        column.column.partition("/")[0]
        for column in benchmark.columns
        if column.table.startswith("hub-") and "/" in column.column
    ]


def headline_of(file: str, benchmarks: Sequence[Benchmark]) -> str:
    """Return the header of the score of one of the hub's files, as benchmarks.toml has it; "" if it has none.

    Example:
        >>> one = Benchmark(id="gso", name="GSO", chance="0", why="-",
        ...     columns=(ScoreColumn(table="hub-external", column="gso_bench/Score OPT@1"),))
        >>> headline_of("external_benchmark_gso_bench.csv", [one]), headline_of("other.csv", [one])
        ('Score OPT@1', '')
    """
    known = _known_files(benchmarks).get(folded(file))
    return known[1].column.partition("/")[2] if known else ""


def _known_files(benchmarks: Sequence[Benchmark]) -> dict[str, tuple[Benchmark, ScoreColumn]]:
    """Return the benchmark and score column of each hub file, by folded file name."""
    return {
        folded(column.column.partition("/")[0]): (benchmark, column)
        for benchmark in benchmarks
        for column in benchmark.columns
        if column.table.startswith("hub-") and "/" in column.column
    }


def _by_file(table: ScoreTable, file: str, at: Mapping[str, int], benchmarks: Sequence[Benchmark]) -> Columns:
    """Return the score columns of a file whose name or headers identify its benchmark."""
    options: list[tuple[str, str, Benchmark, ScoreColumn]] = []
    for benchmark in benchmarks:
        for column in benchmark.columns:
            stem, _, header = column.column.partition("/")
            if column.table == table.id and header in at:
                options.append((folded(stem), header, benchmark, column))
    name = folded(file)
    exact = [one for one in options if one[0] == name]
    # A publisher of several boards names each whole: `text_to_video` is not the board `text`.
    inside = [] if table.default_file else [one for one in options if one[0] in name]
    longest = max((len(one[0]) for one in inside), default=0)
    chosen = exact or [one for one in inside if len(one[0]) == longest]
    if not chosen and table.default_file:
        board = _board_of(name, table) or table.default_file
        chosen = [one for one in options if one[0] == board]
    if not chosen and not table.default_file and len({one[2].id for one in options}) == 1:
        chosen = options  # its headers are those of one benchmark alone
    if chosen:
        return {header: (benchmark, column) for _, header, benchmark, column in chosen}
    if options:
        fitting = ", ".join(sorted({one[2].id for one in options}))
        raise BadInput(
            f"neither its name nor its headers say which benchmark it holds; they would fit {fitting}. "
            "Put the benchmark's name into the file's name.",
            place=file,
        )
    raise BadInput("none of its columns is a benchmark of benchmarks.toml. Add the column there.", place=file)


def _board_of(name: str, table: ScoreTable) -> str:
    """Return a folded name without the words common to all boards of its publisher, and without figures."""
    for word in table.common_words:
        name = name.replace(word, "")
    return name.strip("0123456789")
