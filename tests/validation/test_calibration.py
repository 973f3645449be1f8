"""Calibration: scores of probabilities, the halves of held-out rows, and that measured errors calibrate."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from flopwatch.statistics import LogNormal
from flopwatch.validation.calibration import calibrate, calibration_as_markdown
from flopwatch.validation.fixed_rows import half_of

LIST = Path(__file__).parents[2] / "docs/methods/held-out-2026.csv"


def drawn(true_sigma, n=2_000):
    rng = np.random.default_rng(3)
    medians = 10 ** rng.uniform(21, 27, n)
    truths = medians * 10 ** (rng.standard_normal(n) * true_sigma)
    return [(LogNormal(median=m, sigma_dex=0.3), t) for m, t in zip(medians, truths, strict=True)]


def test_true_probabilities_hold_at_every_level_and_in_every_bin():
    found = calibrate("combined", "made", "all", drawn(0.3))
    assert all(level.holds for level in found.levels)
    assert all(abs(one.mean - one.observed) < 3.5 * math.sqrt(0.25 / one.n) for one in found.bins)


@pytest.mark.matrix
def test_errors_twice_as_large_are_noticed():
    found = calibrate("combined", "made", "all", drawn(0.6))
    assert not any(level.holds for level in found.levels)
    assert found.log_loss > calibrate("combined", "made", "all", drawn(0.3)).log_loss
    assert " (!)" in "\n".join(calibration_as_markdown([found]))


def test_log_loss_and_brier_of_two_rows_by_hand():
    # One model surely above the three thresholds and one at 1e24 exactly, recorded at 2e24: P = 1, 1/2 and 0 for it.
    exact = [(LogNormal(median=1e27, sigma_dex=0.1), 1e27), (LogNormal(median=1e24, sigma_dex=0.01), 2e24)]
    found = calibrate("combined", "made", "all", exact)
    assert found.log_loss == pytest.approx(math.log(2) / 6, abs=1e-5)
    assert found.brier == pytest.approx((0, 0.125, 0), abs=1e-9)
    assert found.above == (2, 2, 1)
    assert calibrate("combined", "made", "none", []) is None


def test_the_fixed_rows_are_in_the_half_of_their_hash():
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 241
    assert all(row["half"] == half_of(row["name"]) for row in rows)
    assert {row["half"] for row in rows} == {"choosing", "scored"}
