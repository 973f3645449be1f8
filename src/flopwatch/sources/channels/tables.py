"""Boards and lists that are tables: one description of columns for each, one reader for all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import median

from flopwatch.bundled_data import curated_folder
from flopwatch.domain import BadInput, Benchmark, Quarantined, Skip, clean_text
from flopwatch.identity import stated_parameters
from flopwatch.sources.channels.cells import LONGEST, date_in, is_blank, number_in, text_of
from flopwatch.sources.channels.contract import MOST_WORDS, Channel, Evidence, Find, Parsed
from flopwatch.sources.channels.from_places import channel_of_files
from flopwatch.sources.curated.benchmarks import load_benchmarks
from flopwatch.sources.epoch.benchmark_columns import headline_of
from flopwatch.sources.tables import open_table

_LEAST_JUDGED, _ANOTHER_UNIT = 5, 100.0  # rows with a size in the name; times apart
_LOOKED_AT = 50  # rows by which a column is judged
_SETTING = re.compile(r"_(?:none|minimal|low|medium|high|xhigh|max|[0-9]{1,4}[kK])$")
# Titles of columns of numbers that are no scores: what a model is, how it was measured, what a run cost.
_NO_SCORE = re.compile(
    r"param|size|data|token|flop|compute|date|year|rank|vote|trust|95%|notes?\b|source|link|cost|price|\bid\b|family|instruct"
    r"|open|shots|context|frames|length|\b(?:tasks?|passes|successes|steps|checks)\b",
    re.IGNORECASE,
)
_SCORE = re.compile(r"score|accuracy|\belo\b", re.IGNORECASE)  # whatever else the title says: `16k token score`
_WHOLE = re.compile(
    r"overall|average|\bavg\b|\bmean\b|weighted|global|\bscore\b|accuracy", re.IGNORECASE
)  # no part of a board
_ERROR = re.compile(r"\bci\b|\bstd|standard error|stderr", re.IGNORECASE)
UNSTATED = "-"
_TUNE, _CHAT = re.compile(r"fine-?tun|merge|continu", re.IGNORECASE), re.compile(r"\bchat", re.IGNORECASE)
_LEAST_OF_SERIES = 3  # dates of one name in a list


@dataclass(frozen=True)
class Board:
    """The columns of a table that names models. Case does not matter; the first header that is there counts.

    Args:
        name: Headers of the model's name; in each row the first that is filled counts.
        score: Headers of the score; a table without one is a list.
        score_of_file: Header of the score by the file's name, or "".
        score_follows_name: Whether, without one of these headers, the first column of scores after the name is it, else
            the first before; if its title is that of a part, the first that is titled as a whole.
        setting_in_name: Whether names end in the setting of a run: `o4-mini_high`, `claude-opus-4-5_16K`.
        developer: Headers of the developer.
        published: Headers of the model's date.
        popularity: Headers of votes, likes or downloads.
        parameters: Headers of parameters with the count that one unit of them is.
        compute: Headers of training compute with the FLOP that one unit of them is.
        benchmark: Headers that name the board of a row, where one file holds several.
        tuned_from: Headers of the base that a model was tuned from, which may be the model itself.
        relation: Headers of what a model is: pre-trained, a tune, a merge.
        official: Headers of whether a row is its developer's own upload.
        owner_in_name: Whether names are `owner/name`.
        url: Where the table can be read.
    """

    name: tuple[str, ...]
    score: tuple[str, ...] = ()
    score_of_file: Callable[[str], str] = lambda file: ""
    score_follows_name: bool = False
    setting_in_name: bool = False
    developer: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    popularity: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    compute: Mapping[str, float] = field(default_factory=dict)
    benchmark: tuple[str, ...] = ()
    tuned_from: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    official: tuple[str, ...] = ()
    owner_in_name: bool = False
    url: str = ""


def read_board(board: Board, data: bytes, place: str) -> Parsed:
    """Read a table that names models; each row is found, skipped (blank) or held with its reason.

    Raises:
        BadInput: If it is not a table, or has no column of names or, for a board, of scores.

    Example:
        >>> arena = Board(name=("model",), score=("arena_score",))
        >>> parsed = read_board(arena, b"model,arena_score\\nAtlas-1,1300\\n,1200\\nAtlas-2,many\\n", "arena.csv")
        >>> parsed.read, [one.name for one in parsed.found], [one.reason for one in parsed.held]
        (3, ['Atlas-1'], ['no name', "score 'many' is not a number"])
    """
    rows = open_table(data, place)
    header = next((row for row in rows if any(cell.strip() for cell in row)), [])
    if not header:
        raise BadInput(f"{place}: an empty table.")
    start = rows.index(header) + 1
    places = {clean_text(cell[:LONGEST]).casefold(): at for at, cell in reversed(list(enumerate(header)))}
    known = board.score_of_file(place.rpartition("/")[2])
    column = _Columns(places, board, header, rows[start : start + _LOOKED_AT], known)
    if not column.names:
        raise BadInput(
            f"{place}: no column {' or '.join(board.name)}. Is it the table of another board? Its headers: "
            f"{', '.join(header)[:300]}."
        )
    if board.score and column.score is None:
        raise BadInput(
            f"{place}: no column {' or '.join(board.score)}. Was it renamed? Its headers: {', '.join(header)[:300]}."
        )
    found: list[Find] = []
    skipped: list[Skip] = []
    held: list[Quarantined] = []
    for at, row in enumerate(rows[start:], start + 1):
        if not any(cell.strip() for cell in row):
            skipped.append(Skip(f"row {at}", "every cell is empty"))
            continue
        one = column.find(row, at, place)
        if isinstance(one, Find):
            found.append(one)
        else:
            held.append(Quarantined(f"row {at}", one))
    _refuse_another_unit(found, place)
    if not board.score:
        series = _series(found)
        skipped += [Skip(one.name, series[one.name]) for one in found if one.name in series]
        found = [one for one in found if one.name not in series]
    return Parsed(len(rows) - start, tuple(found), tuple(skipped), tuple(held))


def _refuse_another_unit(found: Sequence[Find], place: str) -> None:
    """Refuse a table whose parameters are in another unit than before.

    Raises:
        BadInput: If they are far from the sizes that most of its names state.
    """
    ratios = []
    for one in found:
        stated, named = one.facts.get("parameters"), stated_parameters(one.name)
        if isinstance(stated, float) and named:
            ratios.append(stated / named)
    if len(ratios) >= _LEAST_JUDGED and not 1 / _ANOTHER_UNIT < (middle := median(ratios)) < _ANOTHER_UNIT:
        raise BadInput(
            f"{place}: its parameters are {middle:.2g} times the sizes that its names state ({len(ratios)} rows). Are "
            "they in another unit, or did the columns move?"
        )


def _series(found: Sequence[Find]) -> dict[str, str]:
    """Return the names of a list that are those of lines of a chart, with the reason: a model has one date or two."""
    dates: dict[str, set[str]] = {}
    for one in found:
        dates.setdefault(one.name, set()).add(one.published)
    return {
        name: f"a series of {len(some)} dates, not a model"
        for name, some in dates.items()
        if len(some) >= _LEAST_OF_SERIES
    }


class _Columns:
    """The columns of one table by their role."""

    def __init__(
        self,
        places: Mapping[str, int],
        board: Board,
        header: Sequence[str],
        beginning: Sequence[Sequence[str]],
        known: str,
    ) -> None:
        def first(names: Sequence[str]) -> int | None:
            return next((places[one.casefold()] for one in names if one.casefold() in places), None)

        self._board = board
        self.names = [places[one.casefold()] for one in board.name if one.casefold() in places]
        self.score = first((known, *board.score) if known else board.score)
        if self.score is None and self.names and board.score_follows_name:
            every = range(len(header))
            order = (*every[self.names[0] + 1 :], *every[: self.names[0]])
            scores = [one for one in order if holds_scores(header[one], beginning, one)]
            whole = (one for one in scores if _WHOLE.search(header[one].replace("_", " ")))
            self.score = next(whole, scores[0] if scores else None)
        self._texts = {"developer": first(board.developer), "benchmark": first(board.benchmark)}
        self._tuned_from, self._relation = first(board.tuned_from), first(board.relation)
        self._official = first(board.official)
        self._published, self._popularity = first(board.published), first(board.popularity)
        self._scaled = [
            (fact, places[one.casefold()], unit)
            for fact, columns in (("parameters", board.parameters), ("training_compute_flop", board.compute))
            for one, unit in columns.items()
            if one.casefold() in places
        ]

    def find(self, row: Sequence[str], at: int, place: str) -> Find | str:
        """Return the find of a row, or why there is none."""
        name = next((text for column in self.names if (text := _text(row, column))), "")
        if is_blank(name):
            return "no name"
        facts: dict[str, float | str] = {}
        try:
            if self.score is not None and (score := number_in(_text(row, self.score), "score")) is not None:
                facts["score"] = score
            for fact, column, unit in self._scaled:
                value = number_in(_text(row, column), fact)
                if value is not None and value > 0:
                    facts.setdefault(fact, value * unit)
            popularity = number_in(_text(row, self._popularity), "popularity") or 0.0
        except BadInput as error:
            return str(error)
        if self._board.setting_in_name:
            name = _SETTING.sub("", name)
        owner, _, rest = name.rpartition("/")
        texts = {key: _text(row, column) for key, column in self._texts.items()}
        file = place.rpartition("/")[2]
        if texts["benchmark"] or "score" in facts:
            facts["benchmark"] = texts["benchmark"] or file.partition(".")[0]
        facts |= self._lineage(row, name)
        return Find(
            item=f"{file}#{at}",
            name=rest if self._board.owner_in_name and rest else name,
            developer=texts["developer"] or (owner if self._board.owner_in_name else ""),
            published=date_in(_text(row, self._published)),
            popularity=max(popularity, 0.0),
            facts=facts,
            evidence=Evidence(url=self._board.url or place, words=f"row {at}: {', '.join(row)}"[:MOST_WORDS]),
        )

    def _lineage(self, row: Sequence[str], name: str) -> dict[str, float | str]:
        """Return what a row states of the model's base: its name, or `UNSTATED` for a tune of a base without a name."""
        relation, base = _text(row, self._relation), _text(row, self._tuned_from).partition(" (")[0]
        official = _text(row, self._official).casefold() == "true"
        facts: dict[str, float | str] = {"official": 1.0} if official else {}
        if "/" in base and base != name:
            facts["tuned_from"] = base
        elif relation.casefold() == "pretrained":
            facts["pretrained"] = 1.0
        elif _TUNE.search(relation) or (_CHAT.search(relation) and not official):
            facts["tuned_from"] = UNSTATED
        return facts


def holds_scores(title: str, rows: Sequence[Sequence[str]], column: int) -> bool:
    """Return whether a column holds scores: its title is not that of another kind, and most filled cells are numbers.

    Args:
        title: Its header.
        rows: Rows of the table, from its beginning.
        column: Its place.
    """
    title = title.strip().replace("_", " ")
    if not title or _ERROR.search(title) or (_NO_SCORE.search(title) and not _SCORE.search(title)):
        return False
    texts = [text for row in rows if not is_blank(text := _text(row, column))]
    numbers = 0
    for text in texts:
        try:
            numbers += number_in(text, "") is not None
        except BadInput:
            continue
    return numbers * 2 > len(texts)


def _text(row: Sequence[str], column: int | None) -> str:
    return text_of(row[column]) if column is not None and column < len(row) else ""


def _channel(
    name: str, summary: str, board: Board, *, unseen: bool = False, frozen_since: str = "", group: str = ""
) -> Channel:
    def read(data: bytes, place: str) -> Parsed:
        return read_board(board, data, place)

    endings = (".csv", ".tsv", ".csv.gz")
    return channel_of_files(name, summary, read, endings=endings, unseen=unseen, frozen_since=frozen_since, group=group)


@cache
def _benchmarks() -> tuple[Benchmark, ...]:
    return load_benchmarks(curated_folder())


EPOCH = "epoch"  # Our World in Data republishes Epoch AI's figures
_COMPUTE = {"Training compute (FLOP)": 1.0}
_DATES = ("Release date", "Publication date")
ARENA = _channel(
    "arena",
    "Chatbot Arena's boards: text, vision and image are different boards.",
    Board(
        name=("model_name", "model"),
        score=("rating", "arena_score", "elo"),
        developer=("organization",),
        popularity=("vote_count", "votes"),
        benchmark=("category",),
        url="https://lmarena.ai/leaderboard",
    ),
)
OPEN_LLM = _channel(
    "open-llm-leaderboard",
    "Open LLM Leaderboard v2, closed in 2025.",
    Board(
        name=("model_name", "fullname"),
        score=("model_average_score", "Average ⬆️", "Average"),
        published=("metadata_upload_date", "Upload To Hub Date"),
        popularity=("metadata_hub_hearts", "Hub ❤️"),
        parameters={"metadata_params_billions": 1e9, "#Params (B)": 1e9},
        tuned_from=("metadata_base_model", "Base Model"),
        relation=("model_type", "Type"),
        official=("features_is_official_provider", "Official Providers"),
        owner_in_name=True,
        url="https://huggingface.co/datasets/open-llm-leaderboard/contents",
    ),
    frozen_since="2025-06",
)
CAPABILITIES = _channel(
    "epoch-capabilities",
    "Epoch AI's capabilities index.",
    Board(
        name=("Model name", "Display name", "Model version"),
        score=("ECI Score",),
        setting_in_name=True,
        compute=_COMPUTE,
        url="https://epoch.ai/benchmarks",
        developer=("Organization",),
        published=_DATES,
    ),
    group=EPOCH,
)
EPOCH_HUB = _channel(
    "epoch-benchmarks",
    "Epoch AI's benchmarking hub: each file is one board.",
    Board(
        name=("Model version", "Name", "model"),
        score=("mean_score", "Best score (across scorers)", "EM", "Score"),
        score_of_file=lambda file: headline_of(file, _benchmarks()),
        score_follows_name=True,
        setting_in_name=True,
        benchmark=("task",),
        compute=_COMPUTE,
        url="https://epoch.ai/benchmarks",
        developer=("Organization",),
        published=_DATES,
    ),
    group=EPOCH,
)
OWID = _channel(
    "owid",
    "Our World in Data's table of training computation.",
    Board(
        name=("Entity",),
        published=("Day", "Year"),
        compute={"Training computation (petaFLOP)": 1e15},
        url="https://ourworldindata.org/grapher/artificial-intelligence-training-computation",
    ),
    group=EPOCH,
)
LIFE_ARCHITECT = _channel(
    "lifearchitect",
    "LifeArchitect's table of models, exported as CSV.",
    Board(
        name=("Model",),
        developer=("Lab", "Organization"),
        published=("Announced ▼", "Announced", "Release date"),
        parameters={"Parameters (B)": 1e9, "Parameters \n(B)": 1e9},
        url="https://lifearchitect.ai/models-table/",
    ),
    unseen=True,
)
