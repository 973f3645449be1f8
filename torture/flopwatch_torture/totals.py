"""Results that add up: one line per seed in a log, and the sums of all logs so far in a committed file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from flopwatch.domain import counted

TOTALS = Path(__file__).parents[1] / "results.json"
PAGE = Path(__file__).parents[2] / "docs/reliability.md"
_MOST = "most_"  # how the name of a count begins whose seeds do not add up
BEGIN, END = "<!-- python -m flopwatch_torture --report -->\n", "<!-- end of the report -->\n"


class Total(msgspec.Struct, kw_only=True):
    """Sums of one suite.

    Args:
        seeds: The seeds that ran, as ranges: first, and the one after the last.
        counts: Sums of what the seeds counted; the maximum of those whose name begins with `most_`.
        problems: What went wrong, with the seed; at most 50.
        failed: Number of seeds with a problem.
        seconds: Wall-clock time.
        last: ISO date of the last seed.
    """

    seeds: list[tuple[int, int]] = []
    counts: dict[str, float] = {}
    problems: list[str] = []
    failed: int = 0
    seconds: float = 0.0
    last: str = ""

    def has(self, seed: int) -> bool:
        """Return whether a seed is among those that ran."""
        return any(first <= seed < end for first, end in self.seeds)


def read_totals(path: Path = TOTALS) -> dict[str, Total]:
    """Return the sums of each suite; empty if there are none yet."""
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Total]) if path.exists() else {}


def read_log(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a log; empty if there is none."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def add_up(totals: dict[str, Total], lines: Iterable[dict[str, Any]]) -> dict[str, Total]:
    """Return the sums with the lines of a log; a seed that ran already is not counted again."""
    made = msgspec.convert(msgspec.to_builtins(totals), dict[str, Total])
    for line in lines:
        total = made.setdefault(line["suite"], Total())
        if total.has(line["seed"]):
            continue
        total.seeds = _ranges([*(n for a, b in total.seeds for n in range(a, b)), line["seed"]])
        for key, value in line["counts"].items():
            before = total.counts.get(key, 0.0)
            total.counts[key] = max(before, value) if key.startswith(_MOST) else before + value
        if line["problems"]:
            total.failed += 1
            total.problems = [*total.problems, *(f"{line['seed']}: {one}" for one in line["problems"])][:50]
        total.seconds = round(total.seconds + line["seconds"], 1)
        total.last = max(total.last, line.get("on") or today())
    return dict(sorted(made.items()))


def today() -> str:
    """Return the ISO date of today."""
    return dt.datetime.now(tz=dt.UTC).date().isoformat()


def write_totals(totals: dict[str, Total], path: Path = TOTALS) -> None:
    """Write the sums, sorted."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(totals, order="sorted"), indent=1) + b"\n")


def _ranges(seeds: Iterable[int]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for seed in sorted(set(seeds)):
        if made and made[-1][1] == seed:
            made[-1] = (made[-1][0], seed + 1)
        else:
            made.append((seed, seed + 1))
    return made


def table(totals: dict[str, Total], described: Sequence[tuple[str, str]]) -> str:
    """Return the table of the report.

    Args:
        totals: The sums.
        described: Each suite with its fault, in words, in the order of the table.
    """
    lines = ["| fault | suite | seeds | runs | result | hours | last run |", "|---|---|---|---|---|---|---|"]
    for suite, fault in described:
        total = totals.get(suite)
        if total is None:
            lines.append(f"| {fault} | `{suite}` | none | not run | | | |")
            continue
        seeds = ", ".join(f"{first}:{end}" for first, end in total.seeds)
        counts = ", ".join(_counted(key, value) for key, value in sorted(total.counts.items()))
        failed = f"**{counted(total.failed, 'seed')} with problems**: "
        result = f"{failed}{total.problems[0]}" if total.failed else "0 problems"
        hours = f"{total.seconds / 3600:.2f}"
        lines.append(f"| {fault} | `{suite}` | {seeds} | {counts} | {result} | {hours} | {total.last} |")
    whole = sum(total.seconds for total in totals.values()) / 3600
    return "\n".join([*lines, "", f"{whole:.1f} hours in all, on two shared cores.", ""])


def _counted(key: str, value: float) -> str:
    noun, most = key.removeprefix(_MOST).replace("_", " "), " at most" if key.startswith(_MOST) else ""
    return f"{_number(value)} {noun}{most}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def page_with(text: str, made: str) -> str:
    """Return the page with the table between its marks."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + made + "\n" + END + rest.partition(END)[2]
