"""Cases that hold the explorer's JavaScript to flopwatch.analysis.

Run as a script, it writes `products/explorer_vectors.json`.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from flopwatch.analysis.closed_form import FittedLine, fit_line, student_95
from flopwatch.analysis.frontier import record_setters, top_at_release
from flopwatch.analysis.points import Observation, Points, gather
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.unknown import Unknown
from flopwatch.products.trend_sentence import _digits

PLACE = Path(__file__).parents[1] / "products" / "explorer_vectors.json"


def _case(name: str, rows: list[tuple[str, float, str]]) -> dict[str, Any]:
    made = gather(
        [
            Observation(f"{i:04d}", PartialDate.from_iso(day), value, organisation=who)
            for i, (day, value, who) in enumerate(rows)
        ],
        bare_year="july1",
    )
    assert isinstance(made, Points)
    order = [int(label) for label in made.labels]
    fit = fit_line(made)
    set_by = record_setters(made)
    records, top = [False] * len(rows), [False] * len(rows)
    for place, yes, high in zip(order, set_by.tolist(), top_at_release(made, 3).tolist(), strict=True):
        records[place], top[place] = yes, high
    return {
        "name": name,
        "days": [r[0] for r in rows],
        "values": [r[1] for r in rows],
        "clusters": [r[2] for r in rows],
        "x": [float(made.x[order.index(i)]) for i in range(len(rows))],
        "records": records,
        "top": top,
        "fit": _fit(fit),
    }


def _fit(fit: FittedLine | Unknown) -> dict[str, Any] | None:
    if not isinstance(fit, FittedLine):
        return None
    spots = [fit.start, fit.middle, fit.end, fit.end + 3]
    return {
        "n": fit.n,
        "units": fit.units,
        "clusters": fit.clusters,
        "slope": fit.slope.p50,
        "low": fit.slope.p5,
        "high": fit.slope.p95,
        "middle": fit.middle,
        "level": fit.level,
        "t": fit.t,
        "r2": fit.r2,
        "band": [[x, fit.at(x).p5, fit.at(x).p50, fit.at(x).p95] for x in spots],
        "factor": [fit.growth_factor.p5, fit.growth_factor.p50, fit.growth_factor.p95],
        "doubling": list(fit.doubling_months),
    }


def vectors() -> dict[str, Any]:
    """All cases, worked out now."""
    rng = np.random.default_rng(1952)

    def field(n: int, organisations: int, grows: float) -> list[tuple[str, float, str]]:
        rows = []
        for _ in range(n):
            year = int(rng.integers(2010, 2026))
            day = f"{year}-{int(rng.integers(1, 13)):02d}-{int(rng.integers(1, 29)):02d}"
            style = rng.random()
            shown = day if style < 0.7 else day[:7] if style < 0.85 else day[:4]
            value = float(f"{10 ** (18 + math.log10(grows) * (year - 2010) + rng.normal(0, 1)):.6e}")
            rows.append((shown, value, f"o{int(rng.integers(organisations))}" if rng.random() < 0.95 else ""))
        return rows

    cases = [
        _case("many organisations", field(240, 60, 4.0)),
        _case("five organisations", field(60, 5, 2.5)),
        _case("two organisations: rows stand for themselves", field(30, 2, 3.0)),
        _case("nobody named", [(d, v, "") for d, v, _ in field(25, 9, 1.3)]),
        _case("it shrinks", field(40, 12, 0.3)),
        _case("three rows", [("2019", 1e20, "a"), ("2020-05", 3e20, "b"), ("2021-02-28", 2e21, "c")]),
        _case(
            "four rows",
            [("2019", 1e20, "a"), ("2020-05", 3e20, "b"), ("2021-02-28", 2e21, "c"), ("2024-02-29", 1e21, "a")],
        ),
        _case("no scatter", [(f"{y}-01-01", 10.0 ** (y - 2000), f"o{y}") for y in range(2010, 2020)]),
        _case("one date", [("2020-01-01", 1e20, "a"), ("2020-01-01", 2e20, "b"), ("2020-01-01", 4e20, "c")]),
        _case("two rows", [("2020-01-01", 1e20, "a"), ("2021-01-01", 2e20, "b")]),
        _case(
            "ties of a day and of a value",
            [
                ("2020-01-01", 5e20, "a"),
                ("2020-01-01", 7e20, "b"),
                ("2020-01-01", 7e20, "c"),
                ("2021-01-01", 7e20, "a"),
                ("2022-01-01", 8e20, "d"),
                ("2022-06-01", 1e19, "e"),
            ],
        ),
        _case(
            "parameters since 1952",
            [
                ("1952", 40.0, "s"),
                ("1957", 512.0, "c"),
                ("1989-12", 9760.0, "b"),
                ("1998-11", 60000.0, "b"),
                ("2012-09-30", 6e7, "t"),
                ("2019-02-14", 1.5e9, "o"),
                ("2020-05-28", 1.75e11, "o"),
                ("2021-01-11", 1.6e12, "g"),
            ],
        ),
    ]
    return {
        "student_95": {str(n): student_95(n) for n in (1, 2, 3, 4, 5, 10, 30, 100, 5000)},
        "digits": [
            [v, _digits(v)] for v in (0.0123, 0.42, 0.996, 1.0, 1.049, 3.28, 7.04, 9.96, 12.4, 99.6, 144.0, 1234.5)
        ],
        "cases": cases,
    }


def main() -> None:
    """Write the file that both test suites read."""
    PLACE.write_text(json.dumps(vectors(), indent=None, separators=(",", ":"), sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
