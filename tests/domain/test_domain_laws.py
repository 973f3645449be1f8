from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.claims import Claim, check_claim, clean_text
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.decimals import canonical, exact
from flopwatch.domain.errors import BadClaim
from flopwatch.domain.fields import FIELDS
from flopwatch.domain.spreadsheets import disarmed
from flopwatch.domain.units import UNITS, to_base
from flopwatch.domain.vocabularies import VOCABULARIES, term_for
from flopwatch.statistics.lognormal import LogNormal, product

medians = st.floats(1e-3, 1e30)
sigmas = st.floats(0, 2)
normals = st.builds(lambda m, s: LogNormal(median=m, sigma_dex=s), medians, sigmas)


@given(normals)
def test_the_median_splits_the_mass(x):
    assert x.prob_above(x.median) == pytest.approx(0.5)


@given(normals, normals)
def test_a_product_multiplies_medians_and_adds_variances(a, b):
    c = a * b
    assert c.median == pytest.approx(a.median * b.median)
    assert c.sigma_dex**2 == pytest.approx(a.sigma_dex**2 + b.sigma_dex**2)
    assert (c / b).median == pytest.approx(a.median)


@given(normals)
def test_wider_levels_hold_narrower_ones(x):
    low90, high90 = x.interval(0.90)
    low95, high95 = x.interval(0.95)
    assert low95 <= low90 <= x.median <= high90 <= high95


@given(st.floats(1e-3, 1e20), st.floats(1, 1e6))
def test_an_interval_gives_back_the_numbers_it_was_made_from(low, ratio):
    x = LogNormal.from_interval(low=low, high=low * ratio)
    assert x.interval() == (pytest.approx(low), pytest.approx(low * ratio))
    assert x.prob_above(low) == pytest.approx(0.95 if ratio > 1.000001 else x.prob_above(low))


@given(normals, st.floats(1e-3, 1e30), st.floats(1, 1e3))
def test_raising_a_threshold_never_raises_the_probability(x, threshold, factor):
    assert x.prob_above(threshold * factor) <= x.prob_above(threshold) + 1e-12


@given(normals, st.floats(-3, 3))
def test_a_power_scales_the_spread(x, exponent):
    if abs(math.log10(x.median) * exponent) < 200:
        assert (x**exponent).sigma_dex == pytest.approx(abs(exponent) * x.sigma_dex)


def test_a_log_normal_is_never_made_from_positions():
    with pytest.raises(TypeError):
        LogNormal(1e25, 0.1)  # type: ignore[misc]
    with pytest.raises(TypeError):
        LogNormal.from_interval(1e25, 2e25)  # type: ignore[misc]


@pytest.mark.parametrize("bad", [{"median": 0.0}, {"median": math.inf}, {"median": 1.0, "sigma_dex": -1.0}])
def test_impossible_distributions_are_refused(bad):
    with pytest.raises(ValueError, match="is not"):
        LogNormal(**bad)


def test_six_n_d_of_llama_3_1_405b_is_meta_s_figure():
    # Llama Team (2024), "The Llama 3 Herd of Models", section 1: 405B parameters, 15.6T tokens, 3.8 × 10^25 FLOPs.
    counted = product([LogNormal(median=6), LogNormal(median=405e9), LogNormal(median=15.6e12)])
    assert counted.median == pytest.approx(3.8e25, rel=0.01)


decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**25)


@given(decimals)
def test_writing_a_decimal_and_reading_it_back_is_exact(value):
    assert exact(canonical(value)) == value
    assert canonical(exact(canonical(value))) == canonical(value)


@pytest.mark.parametrize(
    "text", ["NaN", "inf", "1_000", "١٧٥", "10²³", "1e9999", "", "1.", ".5", "0x10", " 1", "+1", "1e+5"]
)
def test_only_plain_ascii_decimals_are_numbers(text):
    with pytest.raises(ValueError, match="plain decimal"):
        exact(text)


def test_a_petaflop_s_day_is_its_definition():
    # Amodei and Hernandez (2018): 10^15 operations a second for one day.
    assert to_base(Decimal(1), "petaFLOP/s-day") == (Decimal(10) ** 15 * 86400, "FLOP")


@given(st.sampled_from(sorted(UNITS)), st.integers(1, 10**6))
def test_a_unit_converts_in_proportion(name, count):
    one, base = to_base(Decimal(1), name)
    many, same = to_base(Decimal(count), name)
    assert (many, same) == (one * count, base)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["day", "month", "year"]))
def test_a_date_survives_its_iso_form_and_contains_what_is_more_precise(day, precision):
    full = PartialDate(day.year, day.month, day.day)
    parts = {"day": full, "month": PartialDate(day.year, day.month), "year": PartialDate(day.year)}
    date = parts[precision]
    assert PartialDate.from_iso(str(date)) == date
    assert date.precision == precision
    assert date.contains(full)
    assert date.earliest <= date.plotted <= date.latest


@pytest.mark.parametrize(
    "text", ["2023-02-30", "2023-13", "2023-00", "23-01-01", "2023-1-1", "٢٠٢٣", "2023-02-29", "1700", ""]
)
def test_dates_that_do_not_exist_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.from_iso(text)


def claim(**changes):
    base = {
        "subject": "GPT-3",
        "field": "parameters",
        "value": "175000000000",
        "unit": "parameters",
        "source": "list",
        "locator": "row 1",
        "as_written": "175B",
    }
    return Claim(**{**base, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "1e99"}, "outside"),
        ({"unit": "parsecs"}, "is not known"),
        ({"unit": "tokens"}, "is not one of"),
        ({"field": "colour"}, "is not known"),
        ({"value": "many"}, "plain decimal"),
        ({"value": ""}, "is empty"),
        ({"relation": "~"}, "has relation"),
        ({"relation": "range", "high": "10"}, "upper end below its lower end"),
        ({"subject": "GPT\n3"}, "control marks"),
        ({"subject": "GPT\u202e3"}, "control marks"),
        ({"field": "published", "value": "2023-02-30", "unit": ""}, "no day 30"),
        ({"kind": "chip"}, "not a field of"),
        ({"source": ""}, "lacks"),
        ({"as_written": "x" * 30_000}, "longer than"),
    ],
)
def test_a_claim_that_breaks_the_schema_is_named_with_its_value_and_place(changes, words):
    with pytest.raises(BadClaim, match=words):
        check_claim(claim(**changes))


def test_a_claims_id_covers_content_and_carrier_but_not_the_day_it_was_taken_down():
    one = claim()
    assert one.id_in("a") == claim(recorded="2026-11-22").id_in("a")
    assert one.id_in("a") != one.id_in("b")
    assert one.id_in("a") != claim(value="175000000001").id_in("a")


@given(st.text(max_size=200))
def test_cleaned_text_is_clean_and_stays_so(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert not set(once) & {"\n", "\t", "\x00", "\u202e", "\u2066"}


def test_cleaning_never_normalises_a_superscript_into_a_number():
    assert clean_text("10²³ FLOP") == "10²³ FLOP"


def test_every_field_has_known_units_and_a_known_vocabulary():
    for field in FIELDS:
        assert all(name in UNITS for name in field.units), field
        assert field.vocabulary in ("", "developer", "chip", *VOCABULARIES), field
        assert field.kind in ("quantity", "date", "term", "link", "text"), field
        assert bool(field.units) == (field.kind == "quantity"), field


def test_no_word_of_a_vocabulary_means_two_terms():
    for name, terms in VOCABULARIES.items():
        seen: dict[str, str] = {}
        for term in terms:
            for word in {term.id, term.label, *term.words}:
                assert seen.setdefault(word.casefold(), term.id) == term.id, (name, word)
                assert term_for(name, word) == term.id


@pytest.mark.parametrize("start", "=+-@\t\r\uff1d\uff0b\uff0d\uff20")
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(start):
    assert disarmed(f"{start}1+1") == f"'{start}1+1"
    assert disarmed(f"a{start}") == f"a{start}"


def test_a_month_is_a_twelfth_of_365_25_days_and_a_petaflop_1e15():
    assert to_base(Decimal(1), "months") == (Decimal("730.5"), "hours")
    assert to_base(Decimal(2), "petaFLOP") == (Decimal("2e15"), "FLOP")
