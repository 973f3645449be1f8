"""How often a 90% interval of a growth rate holds the truth, in many simulated worlds, by cluster and by row.

Run: uv run python benchmarks/coverage_of_intervals.py [worlds]
Each world: organisations that publish for a few years and share an error, a known slope of 0.6 orders of magnitude a
year.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from flopwatch.analysis.resampling import drawn_counts, effective_clusters, widened_level

TRUTH = 0.6  # orders of magnitude per year
RESAMPLES = 500


def world(rng: np.random.Generator, clusters: int, uneven: bool) -> tuple[np.ndarray, np.ndarray]:
    """Sums (1, x, y, xx, xy) of each row, and each row's cluster."""
    sizes = rng.integers(4, 13, clusters)
    if uneven:  # as organisations are: a few publish most
        sizes = 1 + np.floor(8 * clusters / 4 / np.arange(1, clusters + 1)).astype(int)
    cluster = np.repeat(np.arange(clusters), sizes)
    x = rng.uniform(-5, 6, clusters)[cluster] + rng.normal(0, 1.5, cluster.size)
    y = TRUTH * x + rng.normal(0, 0.8, clusters)[cluster] + rng.normal(0, 0.5, cluster.size)
    return np.stack([np.ones_like(x), x, y, x * x, x * y], axis=1), cluster


def slopes(sums: np.ndarray) -> np.ndarray:
    n, x, y, xx, xy = np.moveaxis(sums, -1, 0)
    return (xy - x * y / n) / (xx - x * x / n)


def main(worlds: int) -> None:
    print(
        f"{'clusters':>8} {'sizes':>7} {'row':>7} {'cluster':>8} {'widened':>8}   (share of {worlds} worlds; nominal "
        "0.90)"
    )
    begun = time.perf_counter()
    for clusters in (20, 30, 50):
        for uneven in (False, True):
            rng = np.random.default_rng(20210619)
            held = np.zeros(3)
            for _ in range(worlds):
                rows, cluster = world(rng, clusters, uneven)
                sums = np.zeros((clusters, 5))
                np.add.at(sums, cluster, rows)
                by_cluster = slopes(drawn_counts(rng, RESAMPLES, clusters) @ sums)
                by_row = slopes(drawn_counts(rng, RESAMPLES // 4, len(rows)) @ rows)
                tails = (
                    (by_row, 0.05),
                    (by_cluster, 0.05),
                    (by_cluster, widened_level(effective_clusters(cluster))),
                )
                for i, (drawn, tail) in enumerate(tails):
                    low, high = np.quantile(drawn, [tail, 1 - tail])
                    held[i] += low <= TRUTH <= high
            row, plain, widened = held / worlds
            print(f"{clusters:>8} {'uneven' if uneven else 'even':>7} {row:>7.3f} {plain:>8.3f} {widened:>8.3f}")
    print(f"{6 * worlds} worlds in {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
