"""Boards whose answers were not seen: HELM by its documented tables; OpenCompass, CompassArena and SEAL by any list of
models with scores that their JSON or CSV holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from flopwatch.domain import BadInput, Quarantined, Skip, shown_safely
from flopwatch.sources.channels.cells import date_in, is_blank, number_in, parameters_in, text_of
from flopwatch.sources.channels.contract import MOST_WORDS, Channel, Evidence, Find, Parsed
from flopwatch.sources.channels.from_places import channel_of_files
from flopwatch.sources.channels.papers import Row, parsed_rows
from flopwatch.sources.channels.tables import Board, read_board
from flopwatch.sources.headers import fold_key
from flopwatch.sources.wire.decode import decoded

MAX_BYTES = 64 * 2**20
_DEEPEST = 12
_MOST_LISTS = 500
# Keys by role, in the order of trust; case, blanks and underscores do not matter.
_NAMES = ("model_name", "model", "name", "model_display_name", "display_name", "abbr", "模型", "模型名称")
_SCORES = ("rating", "elo", "elo_rating", "average", "avg", "overall", "score", "mean", "total", "总分", "平均", "综合")
_OWNERS = ("organization", "org", "company", "provider", "developer", "institution", "creator", "team", "机构", "厂商")
_DATES = ("release_date", "released", "release", "publish_time", "date", "time", "发布时间")
_SIZES = ("parameters", "params", "num_params", "num", "size", "参数量")
_VOTES = ("votes", "vote_count", "battles", "num_battles", "count")
_MODEL = re.compile(r"\bmodel=([^,:]{1,200})")


def _folded(key: object) -> str:
    return fold_key(str(key)[:100]).replace(" ", "")  # `modelName` and `model_name` are one key


def _load(data: bytes, place: str) -> Any:
    try:
        return json.loads(decoded(data, place, what="a JSON file", max_bytes=MAX_BYTES))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place}: not JSON: {str(error)[:200]}.") from error


def read_helm(data: bytes, place: str) -> Parsed:
    """Read one file of HELM's groups: a list of tables with headers, and rows of cells.

    The first cell of a row names the model, the first number is its score on that table; a cell's `run_spec_names`
    hold the developer before the model's id (`model=openai_gpt-4-0613`).

    Raises:
        BadInput: If there is no such table.

    Example:
        >>> cells = [{"value": "Atlas (70B)"}, {"value": 0.9, "run_spec_names": ["mmlu:model=lab_atlas-70b"]}]
        >>> table = {"title": "Core", "header": [{"value": "Model"}, {"value": "Mean"}], "rows": [cells]}
        >>> page = read_helm(json.dumps([table]).encode(), "core_scenarios.json")
        >>> page.found[0].name, page.found[0].developer, page.found[0].facts["score"]
        ('Atlas (70B)', 'lab', 0.9)
    """
    whole = _load(data, place)
    tables = whole if isinstance(whole, list) else [whole]
    known = [one for one in tables if isinstance(one, dict) and isinstance(one.get("rows"), list) and "header" in one]
    if not known:
        raise BadInput(f"{place}: no table with header and rows. Is this a file of HELM's groups?")
    return parsed_rows(_helm_row(at, row, table, place) for table in known for at, row in enumerate(table["rows"]))


def _helm_row(at: int, row: object, table: Mapping[str, Any], place: str) -> Row:
    title = text_of(table.get("title")) or "HELM"
    cells = [one if isinstance(one, dict) else {"value": one} for one in row] if isinstance(row, list) else []
    name = text_of(cells[0].get("value")) if cells else ""
    if is_blank(name):
        return Quarantined(f"{title}, row {at + 1}", "no name in its first cell")
    scores = [one["value"] for one in cells[1:] if _is_number(one.get("value"))]
    if not scores:
        return Skip(name, "no score in its row")
    specs = " ".join(text_of(spec) for one in cells for spec in _texts(one.get("run_spec_names"))[:1])
    listed = _MODEL.search(specs)
    owner, _, rest = listed[1].partition("_") if listed else ("", "", "")
    return Find(
        item=f"{title}#{at + 1}",
        name=name,
        developer=owner if rest else "",
        facts={"benchmark": f"HELM: {title}", "score": float(scores[0])},
        evidence=Evidence(url="https://crfm.stanford.edu/helm/", words=f"{title}: {name} {scores[0]}"[:MOST_WORDS]),
    )


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e30


def read_listed(data: bytes, place: str, board: str, url: str) -> Parsed:
    """Read every list of objects that name a model, whatever the lists are called and wherever they are.

    Args:
        data: JSON or CSV.
        place: What they came from.
        board: Name of the board.
        url: Where people read it.

    Raises:
        BadInput: If no list names models; it says which keys there are.

    Example:
        >>> body = b'{"data": {"2026-01": [{"model": "Atlas-9B", "average": 61.5, "num": "9B"}, {"x": 1}]}}'
        >>> page = read_listed(body, "llm-data-v2.json", "OpenCompass", "https://rank.opencompass.org.cn")
        >>> page.read, page.found[0].facts["score"], page.found[0].facts["parameters"], page.held[0].reason
        (2, 61.5, 9000000000.0, 'no name of a model')
    """
    if data.lstrip()[:1] not in (b"{", b"["):
        columns = Board(name=_NAMES, score=_SCORES, developer=_OWNERS, published=_DATES, popularity=_VOTES, url=url)
        return read_board(columns, data, place)
    whole = _load(data, place)
    lists = list(_lists(whole, "", 0))[:_MOST_LISTS]
    if not lists:
        keys = (
            ", ".join(map(str, whole))
            if isinstance(whole, dict)
            else f"a list of {type(next(iter(whole), None)).__name__}"
        )
        raise BadInput(f"{place}: no list of objects that name models. It holds {shown_safely(keys[:300])}.")
    return parsed_rows(
        _listed(at, row, f"{board} {path}".strip(), url) for path, rows in lists for at, row in enumerate(rows)
    )


def _lists(value: object, path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of which at least half the members have a name and a score, with the keys that lead there."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        named = sum(
            1 for one in value if isinstance(one, dict) and _said(one, _NAMES) and _said(one, _SCORES) is not None
        )
        if value and named * 2 >= len(value):
            yield path, value
            return
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from _lists(part, f"{path} {key}".strip()[:100] if isinstance(value, dict) else path, depth + 1)


def _said(row: Mapping[str, Any], roles: tuple[str, ...]) -> Any:
    """Return the first value of a row under a key of a role that is filled, or None."""
    keys = {_folded(key): value for key, value in row.items()}
    return next((keys[_folded(role)] for role in roles if keys.get(_folded(role)) not in (None, "", [], {})), None)


def _listed(at: int, row: object, board: str, url: str) -> Row:
    row = row if isinstance(row, dict) else {}
    name = text_of(_said(row, _NAMES))
    if is_blank(name):
        return Quarantined(f"{board}, row {at + 1}: {str(row)[:60]}", "no name of a model")
    facts: dict[str, float | str] = {"benchmark": board}
    try:
        score, votes = (_number(_said(row, role), what) for role, what in ((_SCORES, "score"), (_VOTES, "votes")))
    except BadInput as error:
        return Quarantined(f"{board}, row {at + 1}: {name}", str(error))
    if score is not None:
        facts["score"] = score
    size = _said(row, _SIZES)
    stated = parameters_in(size) if isinstance(size, str) else float(size) if _is_number(size) and size >= 1e6 else None
    if stated:
        facts["parameters"] = stated
    owner, _, rest = name.rpartition("/")
    return Find(
        item=f"{board}#{at + 1}",
        name=rest,
        developer=text_of(_said(row, _OWNERS)) or owner,
        published=date_in(text_of(_said(row, _DATES))),
        popularity=max(votes or 0.0, 0.0),
        facts=facts,
        evidence=Evidence(url=url, words=f"{board}: {json.dumps(row, ensure_ascii=False)}"[:MOST_WORDS]),
    )


def _number(value: object, what: str) -> float | None:
    if _is_number(value):
        return float(value)
    return number_in(value, what) if isinstance(value, str) else None


def _board(name: str, summary: str, board: str, url: str) -> Channel:
    def read(data: bytes, place: str) -> Parsed:
        return read_listed(data, place, board, url)

    return channel_of_files(name, summary, read, endings=(".json", ".csv"), unseen=True)


HELM = channel_of_files(
    "helm",
    "HELM's tables, in maintenance since June 2026.",
    read_helm,
    endings=(".json",),
    unseen=True,
    frozen_since="2026-06-01",
)
OPENCOMPASS = _board("opencompass", "OpenCompass's boards.", "OpenCompass", "https://rank.opencompass.org.cn")
COMPASS_ARENA = _board("compassarena", "CompassArena's boards.", "CompassArena", "https://arena.opencompass.org.cn")
SEAL = _board("seal", "Scale AI's SEAL boards.", "SEAL", "https://scale.com/leaderboard")
