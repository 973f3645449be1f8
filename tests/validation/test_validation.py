"""Validation against recorded compute: the answer is held out, the baseline is what was published, and the tables
are current.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from helpers.bundled import bundled_curated

from flopwatch import api, sources
from flopwatch.catalogue.chips import Chips, Frontier
from flopwatch.estimation.estimate import methods_for
from flopwatch.statistics.shares import wilson
from flopwatch.validation.cases import cases_of
from flopwatch.validation.estimates import BASELINE, METHODS, SUBSETS, validate_estimates
from flopwatch.validation.miss_reasons import REASONS, reason_class

PAGE = Path(__file__).parents[2] / "docs/methods/validation.md"
VINTAGES = ("pcd_2024-04-02.csv", "pcd_2025-06-20.csv")
UNSEEN = ("epoch-vintages/pcd_2024-10-16.csv", "epoch-all-2025-03/all_ai_models_2025-03-14.csv")
HEADER = (
    "Model,Domain,Publication date,Parameters,Parameters notes,Training compute (FLOP),Training compute notes,"
    "Training dataset size (datapoints),Dataset size notes,Epochs,Training hardware,Hardware quantity,Training time "
    "(hours),"
    "Hardware utilization,Confidence,Base model,Exclude,Training compute estimation method,Training compute cost "
    "(2023 USD)\n"
)
ROWS = (
    # Touvron et al. (2023), Llama 2: 70B, 2.0T tokens, 1,720,320 A100-hours for the 70B.
    "Lama-70B,Language,2023-07-18,7e10,,{compute},6 * 70e9 * 2e12,1.5e12,2 trillion tokens ~= 1.5 trillion words,1,"
    "NVIDIA A100 SXM4 80 GB,1000,1720,0.435,Confident,,,Operation counting,1000000\n"
    "Mix-8x7B,Language,2023-12-11,4.7e10,,1.2e23,,2e12,,,,,,,Likely,,,Operation counting,\n"
    "Tuned,Language,2023-12-12,7e10,,8.2e23,,5e9,5B tokens,1,,,,,Likely,Lama-70B,,Operation counting,\n"
    "Orphan,Language,2023-12-12,7e10,,8.2e23,,5e9,5B tokens,1,,,,,Likely,Nobody-1,,Operation counting,\n"
    "Guessed,Language,2024-01-12,,,2e25,,,,,,,,,Likely,,,Benchmarks,\n"
    "Seen,Vision,2022-01-12,1e9,,1e22,,4e9,4B images,1,,,,,Confident,,,Hardware,\n"
    "Left out,Language,2022-01-12,1e9,,1e22,,1e12,1T tokens,1,,,,,Confident,,True,Hardware,\n"
    "Blank,Language,2022-01-12,1e9,,,,1e12,1T tokens,1,,,,,Confident,,,Hardware,\n"
)


LLAMA = ROWS.splitlines(keepends=True)[0]


@pytest.fixture(scope="module")
def tables():
    curated = bundled_curated()
    return Chips(curated.chips), Frontier(curated.frontier)


def reading(text, name="pcd_2024-04-02.csv"):
    reader = sources.reader("epoch-csv")
    about = reader.describe(name, text.encode())
    return about, reader.read(text.encode(), about)


def cases(compute="8.1e23"):
    about, read = reading(HEADER + ROWS.format(compute=compute))
    return {case.name: case for case in cases_of(about, read)}


def test_rows_without_recorded_compute_are_no_cases():
    assert "Blank" not in cases()
    assert len(cases()) == 7


def test_the_recorded_compute_is_held_out(tables):
    # Seeded bug: if the answer leaked into the facts, another answer would give another estimate.
    def estimates(compute):
        case = cases(compute)["Lama-70B"]
        assert case.truth == float(compute)
        assert case.facts.compute is None
        assert case.facts.cost_usd is None
        methods, _ = methods_for(case.facts, tables[0])
        return {one.method: one.compute_flop for one in methods}

    assert estimates("8.1e23") == estimates("3.3e21")
    assert set(estimates("8.1e23")) == {"operations", "hardware"}


def test_a_bases_recorded_compute_is_an_input_to_its_offspring():
    assert cases()["Tuned"].facts.base.median == 8.1e23
    assert cases()["Orphan"].facts.base is None


def test_usable_is_a_rule_on_columns():
    reasons = {name: case.unusable for name, case in cases().items()}
    assert reasons["Lama-70B"] == reasons["Tuned"] == reasons["Seen"] == ""
    assert "excludes" in reasons["Left out"]
    assert "benchmarks" in reasons["Guessed"]
    assert "base" in reasons["Orphan"]


def test_every_row_is_counted_as_estimated_or_abstained_in_each_subset(tables):
    found = validate_estimates([reading(HEADER + ROWS.format(compute="8.1e23"))], *tables)
    for subset, belongs in SUBSETS:
        rows = [row for row in found.rows if row.subset == subset]
        assert {row.method for row in rows} == set(METHODS)
        assert {row.n + row.n_abstained for row in rows} == {sum(map(belongs, cases().values()))}


def test_later_tables_are_also_scored_on_the_names_that_earlier_ones_lack(tables):
    text = HEADER + ROWS.format(compute="8.1e23")
    more = text + "New-1,Language,2024-05-01,1e10,,1.2e23,,2e12,2T tokens,1,,,,,Likely,,,Reported,\n"
    found = validate_estimates([reading(more, "pcd_2025-06-20.csv"), reading(text)], *tables)
    rows = {row.split: row for row in found.rows if row.method == "combined" and row.subset == "everything"}
    assert list(rows) == ["all 2024-04-02", "all 2025-06-20", "added 2025-06-20"]
    assert rows["added 2025-06-20"].n == 1
    assert rows["added 2025-06-20"].geometric_error_factor == pytest.approx(1.0, abs=0.01)


def test_an_unseen_table_counts_only_rows_whose_compute_no_scored_table_records(tables):
    """By name, and for a renamed model by date and compute."""
    scored_rows = ROWS.format(compute="8.1e23")
    renamed = LLAMA.format(compute="8.1e23").replace("Lama-70B", "Lama 70 billion")
    fresh = LLAMA.format(compute="8.3e23").replace("Lama-70B", "Another-70B").replace("2023-07-18", "2024-07-18")
    later = HEADER + scored_rows + renamed + fresh
    found = validate_estimates(
        [reading(HEADER + scored_rows)], *tables, unseen=[reading(later, "all_ai_models_2025-03-14.csv")]
    )
    unseen = [row for row in found.rows if row.split.startswith("unseen") and row.subset == "everything"]
    assert {row.n + row.n_abstained for row in unseen} == {1}
    assert next(row for row in unseen if row.method == "combined").n == 1


def test_a_record_that_leaves_its_base_out_is_a_class_of_its_own():
    tuned = cases()["Tuned"]
    words = reason_class("base", 200.0, tuned.facts, frozenset(), "", 4e21)
    assert "base is left out" in words
    assert reason_class("base", 2.0, tuned.facts, frozenset(), "", 8.2e23) == "base compute included"


def test_slips_beyond_twenty_times_are_counted_apart(tables):
    slipped = LLAMA.format(compute="8.1e27").replace("Lama-70B", "Slip-70B")
    found = validate_estimates([reading(HEADER + LLAMA.format(compute="8.1e23") + slipped)], *tables)
    row = next(row for row in found.rows if row.method == "hardware" and row.subset == "everything")
    assert (row.n, row.beyond_20x, row.coverage_of_the_rest) == (2, 1, 1.0)
    assert row.coverage_90 == 0.5


def test_a_miss_has_the_class_that_its_columns_decide(tables):
    found = validate_estimates([reading(HEADER + ROWS.format(compute="8.1e25"))], *tables)
    reasons = {(miss.method, miss.model): miss.reason for miss in found.misses}
    assert reasons[BASELINE, "Mix-8x7B"] == "total parameters of a mixture of experts"
    assert reasons[BASELINE, "Tuned"] == "recorded compute below its base's own: the base is left out"
    assert reasons["operations", "Lama-70B"] == "unexplained"
    assert set(reasons.values()) <= set(REASONS)
    assert all(miss.factor > 3 for miss in found.misses)


def test_images_counted_as_tokens_are_a_class_of_their_own():
    seen = cases()["Seen"]
    assert reason_class(BASELINE, 0.01, seen.facts, seen.methods, "") == "images, sounds or positions counted as tokens"


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (90, 100, 0.826, 0.945)]
)
def test_wilsons_interval_has_the_textbook_ends(hits, n, low, high):
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", method 3.
    assert wilson(hits, n) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


# ------------------------------------------------------------------ on Epoch's own tables


@pytest.fixture(scope="module")
def scored_first(shared):
    """The first table alone, for the first tier."""
    return api.validate_estimates(sources.curated_folder(), [str(shared / "data/epoch-vintages" / VINTAGES[0])], [])


@pytest.fixture(scope="module")
def scored(shared):
    places = [str(shared / "data/epoch-vintages" / name) for name in VINTAGES]
    unseen = [str(shared / "data" / name) for name in UNSEEN]
    return api.validate_estimates(sources.curated_folder(), places, unseen)


def row_of(scored, method, split, subset):
    return next(row for row in scored.rows if (row.method, row.split, row.subset) == (method, split, subset))


@pytest.mark.matrix
@pytest.mark.shared
@pytest.mark.parametrize(
    ("split", "n", "median", "geometric"),
    [
        ("all 2024-04-02", 41, 1.33, 2.13),
        pytest.param("all 2025-06-20", 182, 1.09, 3.13, marks=pytest.mark.matrix),
    ],
)
def test_the_published_baseline_is_reproduced(request, split, n, median, geometric):
    tables = request.getfixturevalue("scored_first" if "2024" in split else "scored")
    row = row_of(tables, BASELINE, split, "language ≥ 1e23")
    assert (row.n, round(row.median_error_factor, 2), round(row.geometric_error_factor, 2)) == (
        n,
        median,
        geometric,
    )


@pytest.mark.matrix
@pytest.mark.shared
@pytest.mark.parametrize(
    "subset", ["language ≥ 1e23", "language ≥ 1e23, usable", "language ≥ 1e23, parameters and data"]
)
def test_the_combination_halves_the_excess_and_its_intervals_hold(scored, subset):
    for split in ("all 2024-04-02", "all 2025-06-20", "added 2025-06-20"):
        ours, theirs = row_of(scored, "combined", split, subset), row_of(scored, BASELINE, split, subset)
        same = row_of(scored, "6nd-epochs, where combined answers", split, subset)
        for other in (theirs, same):
            assert ours.geometric_error_factor - 1 <= (other.geometric_error_factor - 1) / 2, (
                split,
                subset,
            )
    ours = row_of(scored, "combined", "added 2025-06-20", subset)
    assert ours.coverage_low <= 0.9 <= ours.coverage_high


@pytest.mark.matrix
@pytest.mark.shared
@pytest.mark.parametrize("method", ["operations", "hardware", "combined"])
def test_nine_in_ten_lie_inside_the_intervals_of_the_added_rows(scored, method):
    """All that any rule was chosen on is the earlier table."""
    for subset in ("everything, usable", "language ≥ 1e23"):
        row = row_of(scored, method, "added 2025-06-20", subset)
        assert row.coverage_low <= 0.9 <= row.coverage_high, (method, subset)


@pytest.mark.matrix
@pytest.mark.shared
def test_the_page_holds_the_tables_that_the_command_prints(scored):
    text = PAGE.read_text(encoding="utf-8")
    kept = text[text.index("### all 2024-04-02: everything") :].rstrip().splitlines()
    printed = "\n".join(api.validation_lines(scored)).rstrip().splitlines()
    assert kept == printed, "run docs/methods/validation.py and look at the difference"


@pytest.mark.shared
def test_the_page_holds_what_the_command_prints_of_the_first_table(scored_first):
    page = PAGE.read_text(encoding="utf-8").splitlines()
    printed = [line for line in "\n".join(api.validation_lines(scored_first)).splitlines() if "2024-04-02" in line]
    assert len(printed) > 10
    assert [line for line in printed if line not in page] == []


@pytest.mark.matrix
@pytest.mark.shared
def test_no_score_is_a_number_that_cannot_be(scored):
    for row in scored.rows:
        for key in ("median_error_factor", "geometric_error_factor", "median_interval_factor"):
            value = getattr(row, key)
            assert value is None or (value >= 1 and math.isfinite(value))
        assert row.n or row.geometric_error_factor is None
    assert all(re.fullmatch(r"(all|added|unseen) \d{4}-\d{2}-\d{2}", row.split) for row in scored.rows)
