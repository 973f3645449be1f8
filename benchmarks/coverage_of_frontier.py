"""Coverage of the frontier's 90% interval in simulated worlds, with the side of each miss.

Run: uv run python benchmarks/coverage_of_frontier.py [worlds]
Each world: 60 organisations publish ever more models from 2012 to 2025, a few of them most; log10 compute grows by
0.6 a year, with errors that an organisation's models share. The truth is the mean slope of the top-10 line since 2018
over all worlds: what the fit estimates.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from flopwatch.analysis.frontier import fit_frontier
from flopwatch.analysis.growth import Growth
from flopwatch.analysis.points import Observation, Points, gather
from flopwatch.statistics import clopper_pearson

TOP, SINCE, RESAMPLES = 10, 2018.0, 300


def world(rng: np.random.Generator) -> Points:
    """Make one world's models."""
    begin = rng.uniform(2010, 2024, 60)
    weight = 1 / np.arange(1, 61) ** 0.8
    at = 2012 + 13 * rng.power(2.2, 420)
    joined = np.array([rng.choice(60, p=(p := weight * (begin <= t) + 1e-9) / p.sum()) for t in at])
    level = 20.5 + 0.6 * (at - 2012) + rng.normal(0, 0.7, 60)[joined] + rng.normal(0, 0.9, at.size)
    made = (
        Observation(f"m{i}", float(t), float(10**y), organisation=f"o{o}")
        for i, (t, y, o) in enumerate(zip(at, level, joined, strict=True))
    )
    points = gather(made)
    assert isinstance(points, Points)
    return points


def main(worlds: int) -> None:
    """Print the coverage."""
    begun, rng = time.process_time(), np.random.default_rng(20261130)
    fits = []
    for _ in range(worlds):
        found = fit_frontier(world(rng), rng, top=TOP, since=SINCE, resamples=RESAMPLES)
        if isinstance(found, Growth):
            fits.append(found.oom_per_year)
    truth = float(np.mean([one.p50 for one in fits]))
    above, below = sum(one.p5 > truth for one in fits), sum(one.p95 < truth for one in fits)
    held = len(fits) - above - below
    low, high = clopper_pearson(held, len(fits))
    width = float(np.median([one.p95 - one.p5 for one in fits]))
    print(
        f"{len(fits)} worlds, truth {truth:.3f} orders of magnitude a year: {held / len(fits):.1%} hold it (95%: "
        f"{low:.1%} to {high:.1%}); {above / len(fits):.1%} lie above it, {below / len(fits):.1%} below; median width "
        f"{width:.3f}; {time.process_time() - begun:.0f} s of CPU"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
