"""Models that no source lists: the published example, and laws."""

from __future__ import annotations

import pytest

from flopwatch.discovery import unseen_of

# Spiders of the girdled site: 26 species, 12 of them met once and 4 twice, 168 individuals. The iNEXT package's
# vignette (Hsieh, Ma, Chao) prints 43.893 species, 95% interval 30.511 to 96.971.
SPIDERS = [1] * 12 + [2] * 4 + [15] * 9 + [13]


def test_the_published_example_comes_out():
    low, middle, high = unseen_of(SPIDERS, 0.95)
    assert sum(SPIDERS) == 168
    assert 26 + middle == pytest.approx(43.893, abs=0.001)
    assert (26 + low, 26 + high) == pytest.approx((30.511, 96.971), abs=0.001)


def test_nothing_listed_once_leaves_nothing_unseen_and_nothing_twice_leaves_no_estimate():
    assert unseen_of([3, 2, 2]) == (0.0, 0.0, 0.0)
    assert unseen_of([1, 1, 3]) is None


def test_more_models_listed_once_mean_more_unseen():
    few, many = unseen_of([1] * 5 + [2] * 5), unseen_of([1] * 10 + [2] * 5)
    assert all(a < b for a, b in zip(few, many, strict=True))
