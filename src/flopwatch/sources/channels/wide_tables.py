"""Tables with a column for each benchmark: a row is a model, each of its scores a find on that benchmark's board."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flopwatch.domain import BadInput, Quarantined, Skip, clean_text
from flopwatch.sources.channels.cells import LONGEST, date_in, is_blank, number_in, text_of
from flopwatch.sources.channels.contract import MOST_WORDS, Evidence, Find, Parsed
from flopwatch.sources.channels.from_places import channel_of_files
from flopwatch.sources.channels.papers import Row, parsed_rows
from flopwatch.sources.channels.tables import holds_scores
from flopwatch.sources.tables import open_table

_NAMES = ("system", "model_name", "model name", "model")
_OWNERS = ("organization", "maker", "developer")
_DATES = ("date", "release_date", "release date", "publication date")
_SIZES = {"model size (parameters)": 1.0, "model size (b)": 1e9, "#params (b)": 1e9, "parameters": 1.0}
_COMPUTE = {"training compute (flop)": 1.0, "flops (1e21)": 1e21}
_FEWEST_BOARDS = 3
_LOOKED_AT = 50  # rows by which a column is judged


def read_wide(data: bytes, place: str) -> Parsed:
    """Read a table with a column for each benchmark; each filled cell of such a column is an item.

    Raises:
        BadInput: If it is not a table, names no models, or has fewer than three columns of scores.

    Example:
        >>> table = b"System,Date,MMLU,GPQA,BBH\\nAtlas-2,2024-01-05,0.8,0.4,n/a\\n,,0.1,0.2,0.3\\n"
        >>> page = read_wide(table, "boards.csv")
        >>> [(one.name, one.facts["benchmark"], one.facts["score"]) for one in page.found]
        [('Atlas-2', 'MMLU', 0.8), ('Atlas-2', 'GPQA', 0.4)]
        >>> page.read, page.held[0].reason
        (3, 'no name')
    """
    rows = open_table(data, place)
    start = next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if start is None:
        raise BadInput(f"{place}: an empty table.")
    header = [clean_text(cell[:LONGEST]) for cell in rows[start]]
    places = {cell.casefold(): at for at, cell in reversed(list(enumerate(header)))}
    name = next((places[one] for one in _NAMES if one in places), None)
    if name is None:
        raise BadInput(f"{place}: no column {' or '.join(_NAMES)}. Its headers: {', '.join(header)[:300]}.")
    body = rows[start + 1 :]
    boards = [at for at in range(name + 1, len(header)) if holds_scores(header[at], body[:_LOOKED_AT], at)]
    if len(boards) < _FEWEST_BOARDS:
        raise BadInput(
            f"{place}: {len(boards)} columns of scores, fewer than {_FEWEST_BOARDS}. Is this a table of one benchmark? "
            f"Its headers: {', '.join(header)[:300]}."
        )
    return parsed_rows(
        one
        for at, row in enumerate(body, start + 2)
        for one in _of_row(row, at, place, name, {header[board]: board for board in boards}, places)
    )


def _of_row(
    row: Sequence[str], at: int, place: str, name: int, boards: Mapping[str, int], places: Mapping[str, int]
) -> Iterator[Row]:
    def cell(column: int | None) -> str:
        return text_of(row[column]) if column is not None and column < len(row) else ""

    def first(titles: Sequence[str]) -> str:
        return next((text for one in titles if not is_blank(text := cell(places.get(one)))), "")

    called, filled = cell(name), {title: cell(board) for title, board in boards.items() if not is_blank(cell(board))}
    if is_blank(called) or not filled:
        yield Quarantined(f"row {at}", "no name") if filled else Skip(called or f"row {at}", "no score in its row")
        return
    facts: dict[str, float | str] = {}
    try:
        for field, columns in (("parameters", _SIZES), ("training_compute_flop", _COMPUTE)):
            for title, unit in columns.items():
                if (value := number_in(cell(places.get(title)), field)) is not None and value > 0:
                    facts.setdefault(field, value * unit)
    except BadInput as error:
        yield Quarantined(f"row {at}: {called}", str(error))
        return
    owner, _, rest = called.rpartition("/")
    for title, text in filled.items():
        try:
            score = number_in(text, title)
        except BadInput as error:
            yield Quarantined(f"row {at}: {called}", str(error))
            continue
        yield Find(
            item=f"{place.rpartition('/')[2]}#{at}/{title}",
            name=rest,
            developer=first(_OWNERS) or owner,
            published=date_in(first(_DATES)),
            facts={**facts, "benchmark": title, "score": score or 0.0},
            evidence=Evidence(url=place, words=f"row {at}: {called}, {title} {text}"[:MOST_WORDS]),
        )


BENCHMARK_TABLES = channel_of_files(
    "benchmark-tables", "Tables with a column for each benchmark.", read_wide, endings=(".csv", ".tsv", ".csv.gz")
)
