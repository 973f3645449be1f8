"""Lists of models that are JSON, TOML, YAML or Markdown: one short reader for each."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flopwatch.domain import BadInput, Quarantined, Skip
from flopwatch.sources.channels.cells import date_in, number_in, parameters_in, text_of
from flopwatch.sources.channels.contract import MOST_WORDS, Evidence, Find, Parsed
from flopwatch.sources.channels.from_places import channel_of_files
from flopwatch.sources.wire.decode import decoded
from flopwatch.sources.wire.safe_yaml import load_yaml

MAX_BYTES = 256 * 2**20
_DEEPEST = 30
_PETAFLOP_PER_S_DAY = 8.64e19
_LARGE = 1e9
_MANY_EVALUATIONS = 100  # document 000: boards with more

_Row = Find | Skip | Quarantined


def _parsed(rows: Iterator[_Row]) -> Parsed:
    every = list(rows)
    return Parsed(
        len(every),
        tuple(one for one in every if isinstance(one, Find)),
        tuple(one for one in every if isinstance(one, Skip)),
        tuple(one for one in every if isinstance(one, Quarantined)),
    )


def _json(data: bytes, place: str) -> Any:
    """Return what a JSON file holds.

    Raises:
        BadInput: If it is none.
    """
    try:
        return json.loads(decoded(data, place, what="a JSON file", max_bytes=MAX_BYTES))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place}: not JSON: {str(error)[:200]}.") from error


def _count(value: object) -> float:
    """Return a number that may be written as text; 0 for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if 0 <= value < 1e30 else 0.0
    try:
        return max(number_in(text_of(value), "") or 0.0, 0.0)
    except BadInput:
        return 0.0


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def read_akronomicon(data: bytes, place: str) -> Parsed:
    """Read one file of the Akronomicon: parameters in 1e9, compute in petaFLOP/s-days, as numbers or text."""
    row = _json(data, place)
    if not isinstance(row, dict) or not text_of(row.get("name")):
        raise BadInput(f"{place}: no object with a name. Is this a file of the Akronomicon?")
    facts: dict[str, float | str] = {}
    if size := _count(_mapping(row.get("model")).get("parameters")):
        facts["parameters"] = size * 1e9
    if compute := _count(_mapping(row.get("training")).get("compute")):
        facts["training_compute_flop"] = compute * _PETAFLOP_PER_S_DAY
    paper = _mapping(row.get("publication"))
    name = text_of(row.get("name"))
    find = Find(
        item=name,
        name=name,
        developer=text_of(row.get("organization")),
        published=date_in(text_of(paper.get("date"))),
        facts=facts,
        evidence=Evidence(
            url=text_of(paper.get("link")) or place, words=(text_of(paper.get("name")) or name)[:MOST_WORDS]
        ),
    )
    return Parsed(1, (find,))


def read_ecosystem_graph(data: bytes, place: str) -> Parsed:
    """Read one file of the ecosystem graphs: assets of which models count; a field may be a mapping with `value`."""
    rows = load_yaml(data, max_bytes=2**22, max_nodes=200_000, where=place)
    if not isinstance(rows, list):
        raise BadInput(f"{place}: no list of assets. Is this a file of the ecosystem graphs?")

    def plain(value: object) -> str:
        return text_of(value["value"] if isinstance(value, dict) and "value" in value else value)

    def one(at: int, row: object) -> _Row:
        if not isinstance(row, dict) or not plain(row.get("name")):
            return Quarantined(f"asset {at}", "no mapping with a name")
        name = plain(row["name"])
        if plain(row.get("type")) != "model":
            return Skip(name, f"a {plain(row.get('type'))[:40] or 'thing'}, no model")
        size = parameters_in(plain(row.get("size")))
        return Find(
            item=name,
            name=name,
            developer=plain(row.get("organization")),
            published=date_in(plain(row.get("created_date"))),
            facts={"parameters": size} if size else {},
            evidence=Evidence(url=plain(row.get("url")) or place, words=plain(row.get("description"))[:MOST_WORDS]),
        )

    return _parsed(one(at, row) for at, row in enumerate(rows))


def read_models_dev(data: bytes, place: str) -> Parsed:
    """Read one model of models.dev: names, dates and families, no parameters."""
    try:
        row = tomllib.loads(decoded(data, place, what="a TOML file", max_bytes=2**20), parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{place}: not TOML: {str(error)[:200]}.") from error
    name, folder = text_of(row.get("name")), place.replace("\\", "/").split("/")
    if not name:
        raise BadInput(f"{place}: no name. Is this a model of models.dev?")
    opened = row.get("open_weights")
    facts: dict[str, float | str] = {"family": text_of(row.get("family"))} if text_of(row.get("family")) else {}
    if isinstance(opened, bool):
        facts["open_weights"] = str(opened).lower()
    weights = row.get("weights")
    links = [text_of(one.get("url")) for one in weights if isinstance(one, dict)] if isinstance(weights, list) else []
    developer = folder[-2] if len(folder) > 1 else ""
    find = Find(
        item=name,
        name=name,
        developer=developer,
        published=date_in(text_of(row.get("release_date"))),
        facts=facts,
        evidence=Evidence(url=next(iter(links), "https://models.dev"), words=f"{developer} {name}".strip()),
    )
    return Parsed(1, (find,))


def read_router(data: bytes, place: str) -> Parsed:
    """Read an API router's listing of models: names with their developer before a colon, Hub ids, dates."""
    whole = _json(data, place)
    rows = whole.get("data") if isinstance(whole, dict) else whole
    if not isinstance(rows, list):
        raise BadInput(f"{place}: no list of models under 'data'.")

    def one(at: int, row: object) -> _Row:
        row = _mapping(row)
        developer, colon, name = text_of(row.get("name")).partition(": ")
        if not (developer if not colon else name):
            return Quarantined(f"model {at}", "no object with a name")
        facts: dict[str, float | str] = {}
        if text_of(row.get("hugging_face_id")):
            facts["hub_id"] = text_of(row["hugging_face_id"])
        listed = text_of(row.get("id"))
        return Find(
            item=listed,
            name=name if colon else developer,
            developer=developer if colon else listed.partition("/")[0],
            facts=facts,
            evidence=Evidence(url=f"https://openrouter.ai/{listed}", words=text_of(row.get("name"))),
        )

    return _parsed(one(at, row) for at, row in enumerate(rows))


def read_papers_with_code(data: bytes, place: str) -> Parsed:
    """Read evaluation tables in the shape of Papers with Code, recursive in subtasks and in subdatasets.

    Document 000's search: the best model of each board with more than 100 evaluations, and every model of 1e9
    parameters or more. The first row of a board is its best.
    """
    whole = _json(data, place)
    return _parsed(_tasks(whole if isinstance(whole, list) else [whole], 0))


def _tasks(tasks: object, depth: int) -> Iterator[_Row]:
    for task in tasks if isinstance(tasks, list) and depth < _DEEPEST else ():
        if not isinstance(task, dict):
            yield Quarantined(f"task {str(task)[:60]!r}", f"a {type(task).__name__}, no object")
            continue
        yield from _datasets(task.get("datasets"), text_of(task.get("task")), depth)
        yield from _tasks(task.get("subtasks"), depth + 1)


def _datasets(datasets: object, task: str, depth: int) -> Iterator[_Row]:
    for dataset in datasets if isinstance(datasets, list) and depth < _DEEPEST else ():
        if not isinstance(dataset, dict):
            yield Quarantined(f"{task}: {str(dataset)[:60]!r}", f"a {type(dataset).__name__}, no object")
            continue
        board = f"{task}: {text_of(dataset.get('dataset'))}"
        rows = _mapping(dataset.get("sota")).get("rows")
        if isinstance(rows, list):
            yield from (_evaluation(row, board, at, len(rows)) for at, row in enumerate(rows))
        yield from _datasets(dataset.get("subdatasets"), task, depth + 1)


def _evaluation(row: object, board: str, at: int, of: int) -> _Row:
    row = _mapping(row)
    name = text_of(row.get("model_name"))
    if not name:
        return Quarantined(f"{board}, row {at + 1}", "no model_name")
    metrics = _mapping(row.get("metrics"))
    sizes = (parameters_in(text_of(value)) for key, value in metrics.items() if "param" in str(key).casefold())
    size = next((one for one in sizes if one), None)
    best = at == 0 and of > _MANY_EVALUATIONS
    if not best and (size or 0) < _LARGE:
        return Skip(
            name, f"not the best of a board with more than {_MANY_EVALUATIONS} evaluations, nor known to be large"
        )
    facts: dict[str, float | str] = {"benchmark": board, "evaluations": float(of)}
    if size:
        facts["parameters"] = size
    words = f"best of {of} on {board}" if best else f"{board}: {metrics}"
    return Find(
        item=f"{board}#{at + 1}",
        name=name,
        published=date_in(text_of(row.get("paper_date"))),
        facts=facts,
        evidence=Evidence(url=text_of(row.get("paper_url")) or "https://paperswithcode.com", words=words[:MOST_WORDS]),
    )


def read_every_eval(data: bytes, place: str) -> Parsed:
    """Read one file of Every Eval Ever (schema 0.3): one model, its results on one or more benchmarks."""
    whole = _json(data, place)
    model = _mapping(_mapping(whole).get("model_info"))
    name = text_of(model.get("name")) or text_of(model.get("id"))
    results = _mapping(whole).get("evaluation_results")
    if not name or not isinstance(results, list):
        raise BadInput(f"{place}: no model_info with a name and evaluation_results. Is this Every Eval Ever?")

    def one(at: int, row: object) -> _Row:
        row = _mapping(row)
        score = _mapping(row.get("score_details")).get("score")
        if isinstance(score, bool) or not isinstance(score, (int, float)):
            return Quarantined(f"{name}, result {at + 1}", "no score_details.score that is a number")
        board = text_of(row.get("evaluation_name")) or text_of(row.get("source_name"))
        source = _mapping(_mapping(whole).get("source_metadata"))
        return Find(
            item=f"{name}#{at + 1}",
            name=name.rpartition("/")[2],
            developer=text_of(model.get("developer")) or name.rpartition("/")[0],
            facts={"benchmark": board, "score": float(score)},
            evidence=Evidence(
                url=text_of(source.get("source_url")) or place,
                words=f"{board}: {score} ({text_of(source.get('source_name'))})",
            ),
        )

    return _parsed(one(at, row) for at, row in enumerate(results))


_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{0,500}\)")
_TAG = re.compile(r"<[^<>]{0,200}>")


def read_superclue(data: bytes, place: str) -> Parsed:
    """Read the Markdown tables of SuperCLUE's README that have a column of models (模型) and of total scores (总分)."""
    lines = decoded(data, place, what="a Markdown file", max_bytes=2**22).splitlines()
    parsed = _parsed(_markdown_rows(lines, place))
    if not parsed.read:
        raise BadInput(f"{place}: no table with the columns 模型 and 总分. Were they renamed?")
    return parsed


def _markdown_rows(lines: list[str], place: str) -> Iterator[_Row]:
    columns: dict[str, int] = {}
    for at, line in enumerate(lines, 1):
        if line.count("|") < 3:
            columns = {}
            continue
        cells = [_TAG.sub(" ", _LINK.sub(r"\1", cell)).strip() for cell in line.strip().strip("|").split("|")]
        if "模型" in cells:
            columns = {cell: place for place, cell in enumerate(cells)}
        elif "总分" in columns and not all(set(cell) <= set(":- ") for cell in cells):
            yield _markdown_row(cells, columns, at, place)


def _markdown_row(cells: list[str], columns: Mapping[str, int], at: int, place: str) -> _Row:
    def cell(header: str) -> str:
        column = columns.get(header, len(cells))
        return text_of(cells[column]) if column < len(cells) else ""

    name = cell("模型")
    try:
        score = number_in(cell("总分"), "score")
    except BadInput as error:
        return Quarantined(f"line {at}", str(error))
    if not name or score is None:
        return Quarantined(f"line {at}", "no name" if not name else "no score")
    return Find(
        item=f"line {at}",
        name=name,
        developer=cell("机构"),
        facts={"score": score, "benchmark": "SuperCLUE"},
        evidence=Evidence(
            url="https://github.com/CLUEbenchmark/SuperCLUE", words=" | ".join(cells)[:MOST_WORDS], lang="zh"
        ),
    )


_Reader = Callable[[bytes, str], Parsed]
AKRONOMICON = channel_of_files(
    "akronomicon",
    "LightOn's list of extreme-scale models, closed in 2022.",
    read_akronomicon,
    endings=(".json",),
    frozen_since="2022",
)
ECOSYSTEM_GRAPHS = channel_of_files(
    "ecosystem-graphs",
    "Stanford's ecosystem graphs, last changed in January 2025.",
    read_ecosystem_graph,
    endings=(".yaml", ".yml"),
    frozen_since="2025-01-24",
)
MODELS_DEV = channel_of_files("models-dev", "models.dev: a file for each model.", read_models_dev, endings=(".toml",))
ROUTER = channel_of_files("openrouter", "OpenRouter's listing of models.", read_router, endings=(".json",))
PAPERS_WITH_CODE = channel_of_files(
    "papers-with-code",
    "Dumps of Papers with Code's boards, closed in July 2025.",
    read_papers_with_code,
    endings=(".json", ".json.gz"),
    frozen_since="2025-07-24",
)
EVERY_EVAL = channel_of_files(
    "every-eval-ever", "Results of many boards in one schema (0.3).", read_every_eval, endings=(".json",), unseen=True
)
SUPERCLUE = channel_of_files("superclue", "SuperCLUE's tables of Chinese boards.", read_superclue, endings=(".md",))
