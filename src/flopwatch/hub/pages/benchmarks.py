"""The page of benchmarks: the curves of score by compute with their models, and the measured error of imputation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from flopwatch.census import Census
from flopwatch.charts import Scale
from flopwatch.estimation import AtLeast, Estimate, MethodResult
from flopwatch.imputation import BenchmarkCurve
from flopwatch.records import Record
from flopwatch.wording import N_, gettext

WIDTH, HEIGHT = 400, 250  # units of each drawing
LEFT, RIGHT, TOP, BOTTOM = 34, 16, 8, 26  # kept for the axes
STEPS = 48  # pieces of a drawn curve
SPLITS = (
    ("frozen", N_("families held out before the method was fixed")),
    ("family", N_("whole families held out")),
    ("forward", N_("models of the six months after the training set’s last date")),
    ("model", N_("single models held out")),
)
METHODS = {
    "scores": N_("scores and date"),
    "scores+parameters": N_("scores, date, working parameters"),
    "recipe": N_("the article’s recipe"),
}


@dataclass(frozen=True)
class Dot:
    """One model on a curve: its place, and its words."""

    record: Record
    x: float
    y: float
    flop: float
    score: float


@dataclass(frozen=True)
class Panel:
    """One benchmark's drawing.

    Args:
        id: Id of the benchmark, with its harness.
        name: The benchmark's name.
        harness: The program that ran it.
        chance: The score of blind guessing.
        path: The curve, as an SVG path.
        dots: The models of known compute, by compute.
        decades: Exponents with their x coordinate.
        levels: Scores with their y coordinate.
        chance_y: The y coordinate of the chance line.
    """

    id: str
    name: str
    harness: str
    chance: float
    path: str
    dots: tuple[Dot, ...]
    decades: tuple[tuple[int, float], ...]
    levels: tuple[tuple[int, float], ...]
    chance_y: float


@cache
def validation() -> dict[str, Any]:
    """Return the output of `flopwatch validate imputation --json`, with the versions and files that made it."""
    file = resources.files("flopwatch.hub") / "results" / "imputation.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def panels(census: Census) -> list[Panel]:
    """Return a drawing for each of the census's benchmark curves, the one with the most models first."""
    logs = [one.log_compute for fitted in census.benchmark_curves for one in fitted.models]
    if not logs:
        return []
    names = {one.id: one.name for one in census.benchmarks}
    across = Scale(int(min(logs)), int(max(logs)) + 1, LEFT, WIDTH - RIGHT)
    return [_panel(fitted, names, census.records, across) for fitted in census.benchmark_curves]


def _panel(fitted: BenchmarkCurve, names: Mapping[str, str], records: Mapping[str, Record], across: Scale) -> Panel:
    up, curve = Scale(0, 1, HEIGHT - BOTTOM, TOP), fitted.curve
    points = []
    for step in range(STEPS + 1):
        log = across.start + (across.end - across.start) * step / STEPS
        points.append(f"{across(log):.1f},{up(curve.score(log)):.1f}")
    return Panel(
        f"{fitted.benchmark}-{fitted.harness}",
        names.get(fitted.benchmark, fitted.benchmark),
        fitted.harness,
        curve.chance,
        "M" + " L".join(points),
        tuple(
            Dot(records[one.key], across(one.log_compute), up(one.score), 10**one.log_compute, one.score)
            for one in fitted.models
        ),
        tuple((e, across(e)) for e in range(int(across.start), int(across.end) + 1)),
        tuple((share, up(share / 100)) for share in (0, 25, 50, 75, 100)),
        up(curve.chance),
    )


@dataclass(frozen=True)
class ImputedRow:
    """One model with scores: its imputed figure or only the lower end, in FLOP, and the published estimate if any."""

    record: Record
    figure: MethodResult
    at_least: float | None
    published: Estimate | None


def imputed_rows(census: Census) -> list[ImputedRow]:
    """Return every model with an imputed figure or lower end, the largest first; models without a figure come first."""
    found = []
    for key, one in census.estimates.items():
        record = census.records[key]
        if isinstance(one, AtLeast) and one.figure:
            found.append(ImputedRow(record, one.figure, one.low_flop, None))
        elif isinstance(one, Estimate):
            found += [ImputedRow(record, made, None, one) for made in one.methods if made.method == "imputed"]
    return sorted(
        found, key=lambda row: (row.at_least is None, -(row.at_least or row.figure.compute_flop.median), row.record.id)
    )


def tables() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return the validation by split: its id, its words, and its rows, with those of the document's recipe last."""
    order = list(METHODS)
    rows = validation()["rows"]
    return [
        (
            split,
            gettext(words),
            sorted(
                (row for row in rows if row["split"] == split),
                key=lambda row: (order.index(row["method"]), row["subset"] != "all", row["subset"]),
            ),
        )
        for split, words in SPLITS
    ]


def context(census: Census) -> dict[str, Any]:
    """Return the template's context."""
    found = validation()
    held = [row for row in found["document_001"] if row.get("model")]
    means = [row for row in found["document_001"] if not row.get("model")]
    return {
        "panels": panels(census),
        "imputed": imputed_rows(census),
        "tables": tables(),
        "methods": {key: gettext(words) for key, words in METHODS.items()},
        "regimes": found.get("regimes", []),
        "bias": found.get("bias", []),
        "truth": found["truth"],
        "frozen": found["frozen"],
        "made_with": found["made_with"],
        "held": held,
        "means": means,
        "size": (WIDTH, HEIGHT, LEFT, RIGHT),
    }
