"""Injections: every output of a census whose every text field attacks; nothing of it may be live, and nothing fails."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import sys
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import msgspec

from flopwatch import api, cli
from flopwatch.api.agent_answers import AgentAnswers
from flopwatch.build_folder import publish
from flopwatch.domain import FlopwatchError, event_fault, event_id
from flopwatch.domain.events import PROPOSAL
from flopwatch.ledger import open_store
from flopwatch.pipeline import take_census
from flopwatch.server import ReviewSettings, served
from flopwatch.server.settings import Limits
from flopwatch_torture import live_parts
from flopwatch_torture.bases import two_models
from flopwatch_torture.injections import MARK, STRINGS, attacks, refused_or_clean

# Commands that print what sources and people wrote, with the check of what they print.
_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("models",),
    ("models", "--format", "csv"),
    ("models", "--json"),
    ("show", "MODEL"),
    ("show", "MODEL", "--json"),
    ("show", "gpt-3"),
    ("thresholds", "--at", "1e25"),
    ("audit",),
    ("audit", "--format", "csv"),
    ("conflicts",),
    ("coverage",),
    ("explain",),
    ("rules",),
    ("undisclosed",),
    ("search", "evil"),
    ("withdrawals", "--all"),
    ("withdrawals", "--all", "--format", "markdown"),
    ("diff", "2026-10-31", "2026-11-30", "--all"),
    ("diff", "2026-10-31", "2026-11-30", "--all", "--format", "markdown"),
    ("diff", "2026-10-31", "2026-11-30", "--all", "--format", "atom"),
    ("diff", "2026-10-31", "2026-11-30", "--all", "--format", "csv"),
    ("review", "--list"),
    ("review", "--list", "--json"),
    ("ledger", "verify"),
    ("trends", "counts"),
)
_TOUCHED = re.compile(rb"ZQ\d|evil|alert\(1")  # files that a string has reached, or a part of one
_Check = Callable[[str], list[str]]
_CHECKS: dict[str, _Check] = {
    "csv": live_parts.in_csv,
    "json": live_parts.in_json,
    "markdown": live_parts.in_markdown,
    "atom": live_parts.in_xml,
}


class _Seen:
    """Problems, and how many texts with a mark were looked at."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.outputs, self.places = 0, 0
        self.marks: set[str] = set()

    def take(self, where: str, text: str, problems: Iterable[str]) -> None:
        found = [one[0] for one in MARK.finditer(text)]
        self.outputs, self.places = self.outputs + 1, self.places + len(found)
        self.marks.update(found)
        self.problems += [f"{where}: {one}" for one in dict.fromkeys(problems)]


def try_injections(seed: int, work: Path, *, every: bool = True) -> tuple[list[str], dict[str, float]]:
    """Put strings into every text field, build and print everything; return what is live, and counts.

    Args:
        seed: The string that the first field gets.
        work: Folder to work in.
        every: Whether commands, agents and the review server are asked too, and not the built files alone.
    """
    seed %= len(STRINGS)
    data, folder = two_models(work), work / "injections"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store, out = str(folder / "ledger.sqlite"), folder / "out"
    events, names = attacks(seed)
    seen = _Seen()
    seen.problems += refused_or_clean(event_fault)
    seen.problems += [f"refused: {fault[:200]}" for one in events if (fault := event_fault(one))]
    with open_store(store) as ledger:
        ledger.append(events)
    census = take_census(data, store)
    publish(census, out, base_url="https://example.org/models")
    model = next(one.id for one in census.models() if MARK.search(one.name))
    with contextlib.suppress(FlopwatchError):
        api.write_dossier(census, model, folder / "dossier")
    api.export_claims_toml(census, folder / "toml", only=["made/injected"], recorded="2026-11-30")
    for place in (out, folder / "dossier", folder / "toml"):
        _look_at_files(place, seen)
    if every:
        _look_at_commands(data, store, model, seen)
        _look_at_agents(data, store, model, seen)
        _look_at_review(
            ReviewSettings(data, store, out, limits=Limits(seconds=300.0)), model, PROPOSAL + event_id(events[1]), seen
        )
    if Path("/tmp/injected").exists():
        seen.problems.append("a shell ran a text")
    shutil.rmtree(folder)
    return seen.problems[:50], {
        "texts": float(len(names)),
        "outputs": float(seen.outputs),
        "places": float(seen.places),
        "most_marks_shown": float(len(seen.marks)),
    }


def _look_at_files(top: Path, seen: _Seen) -> None:
    for path in sorted(one for one in top.rglob("*") if one.is_file()):
        if _TOUCHED.search(path.read_bytes()) and (problems := live_parts.in_file(path)) is not None:
            seen.take(path.relative_to(top.parent).as_posix(), path.read_text(encoding="utf-8"), problems)


def _look_at_commands(data: Path, store: str, model: str, seen: _Seen) -> None:
    for words in _COMMANDS:
        asked = [model if word == "MODEL" else word for word in words]
        code, text, said = _ran(asked, data, store)
        kind = "json" if "--json" in asked else asked[asked.index("--format") + 1] if "--format" in asked else ""
        where = f"flopwatch {' '.join(words)}"
        check = _CHECKS.get(kind, lambda text: live_parts.in_text(text, one_line=True))
        seen.take(where, text, check(text))
        seen.take(f"{where}, stderr", said, live_parts.in_text(said, one_line=True))
        if code not in (0, 1) or "report" in said:
            seen.problems.append(f"{where}: exit {code}: {said[-200:]!a}")


def _ran(words: list[str], data: Path, store: str) -> tuple[int, str, str]:
    """Run a command in this process on a very wide screen; return exit code, output and messages."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    places = {"COLUMNS": "100000", "FLOPWATCH_DATA": str(data), "FLOPWATCH_LEDGER": store}
    code: object = 0
    with (
        mock.patch.dict(os.environ, places),
        mock.patch.object(sys, "argv", ["flopwatch", *words]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    printed = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return code if isinstance(code, int) else int(code is not None), printed[0], printed[1]


def _look_at_agents(data: Path, store: str, model: str, seen: _Seen) -> None:
    answers = AgentAnswers(data, store, "https://example.org/models")
    asked = {
        "search_models": lambda: answers.search_models("evil"),
        "show_model": lambda: answers.show_model(model),
        "thresholds": lambda: answers.thresholds("1e25"),
        "compare": lambda: answers.compare([model, "GPT-3"]),
        "changes": lambda: answers.changes(),
    }
    for name, ask in asked.items():
        try:
            text = msgspec.json.encode(ask()).decode()
        except FlopwatchError as error:
            seen.take(f"mcp {name}", str(error), live_parts.in_text(str(error)))
        else:
            seen.take(f"mcp {name}", text, live_parts.in_json(text))


def _look_at_review(settings: ReviewSettings, model: str, key: str, seen: _Seen) -> None:
    pages = (
        *("review", f"review/item?key={quote(key)}", f"review/submit?model={quote(model)}", "review/bounty"),
        *("review/feed", "review/interface"),
    )
    with served(settings.out / "site", review=settings) as address:
        for page in pages:
            kind, text = _fetched(address + page)
            check = live_parts.in_xml if "xml" in kind else live_parts.in_json if "json" in kind else live_parts.in_html
            seen.take(page, text, check(text))


def _fetched(address: str) -> tuple[str, str]:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.headers["content-type"], answer.read().decode()
