from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.errors import BadInput
from flopwatch.estimation.inputs import read_input
from flopwatch.estimation.run_given import SLOTS
from flopwatch.statistics.lognormal import LogNormal
from flopwatch.statistics.products import LogitNormal, Product


def read(name, words, **more):
    return read_input(words, SLOTS[name], **more)


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("parameters", "405B", 405e9),
        ("parameters", "405e9", 405e9),
        ("parameters", "1,500,000", 1.5e6),
        ("parameters", "405 billion", 405e9),
        ("tokens", "15.6T tokens", 15.6e12),
        ("tokens", "15.6T", 15.6e12),
        ("days", "54 days", 54 * 24),
        ("days", "54", 54 * 24),
        ("days", "2 weeks", 336),
        ("hours", "3 days", 72),
        ("chip_hours", "30.84M H100 hours", 30.84e6),
        ("mfu", "38%", 0.38),
        ("mfu", "0.38", 0.38),
        ("peak", "989 TFLOP/s", 9.89e14),
        ("peak", "9.89e14", 9.89e14),
        ("cost", "$20M", 20e6),
        ("compute", "10^25", 1e25),
        ("compute", "3.8 × 10^25 FLOP", 3.8e25),
        ("compute", "310 petaFLOP/s-days", 310 * 8.64e19),
        ("price", "$2.5/hour", 2.5),
        ("parameters", 405e9, 405e9),
        ("chips", 16384, 16384),
    ],
)
def test_a_value_is_read_in_its_unit(name, words, value):
    assert float(read(name, words).median) == pytest.approx(value)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("8.2e24..4.4e25", 8.2e24, 4.4e25),
        ("8.2e24 to 4.4e25", 8.2e24, 4.4e25),
        ("8.2e24 – 4.4e25", 8.2e24, 4.4e25),
        ("1e24 ×/÷ 3", 1e24 / 3, 3e24),
        ("1e24 x/ 3", 1e24 / 3, 3e24),
        ("1e24 x/÷ 3", 1e24 / 3, 3e24),
        ("1e24 */ 3", 1e24 / 3, 3e24),
        ("1..2 yottaFLOP", 1e24, 2e24),
    ],
)
def test_an_interval_or_a_factor_is_a_90_percent_interval(words, low, high):
    assert read("compute", words).interval() == (pytest.approx(low), pytest.approx(high))


def test_the_unit_of_the_upper_end_holds_for_a_bare_lower_one():
    assert read("parameters", "10..20B").interval() == (pytest.approx(10e9), pytest.approx(20e9))
    assert Product.of([read("mfu", "30..50%")]).interval() == (pytest.approx(0.3), pytest.approx(0.5))


def test_a_share_with_a_factor_keeps_its_median_and_stays_below_one():
    share = read("mfu", "0.4 ×/÷ 1.3")
    assert (share.median, round(share.factor, 9)) == (0.4, 1.3)
    with pytest.raises(BadInput, match="upper end"):
        read("mfu", "0.8 ×/÷ 1.3")


def test_a_plain_value_is_as_good_as_its_digits_and_one_with_an_equals_sign_is_exact():
    assert read("parameters", "405B", rounding=1.05).factor == pytest.approx(1.05)
    assert read("parameters", "=405B", rounding=1.05).sigma_dex == 0


def test_a_plain_share_near_one_is_no_error():
    share = read("mfu", "0.97", rounding=1.1)
    assert share.median == 0.97
    assert Product.of([share]).interval()[1] < 1


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("mfu", "72", "percentage.*0.72"),
        ("mfu", "0", "0"),
        ("mfu", "-0.3", "share"),
        ("days", "-5", "negative"),
        ("parameters", "0", "is 0"),
        ("peak", "989e12 FLOP", "FLOP/s a speed"),
        ("compute", "3e25 FLOP/s", "speed"),
        ("compute", "4e25..8e24", "5th percentile.*above"),
        ("compute", "1e24 x/ 0.5", "from 1 up"),
        ("parameters", "NaN", "not one number"),
        ("parameters", "inf", "not one number"),
        ("parameters", "1e999", "not one number"),
        ("parameters", "٣", "not one number"),
        ("parameters", "1_000", "not one number"),
        ("parameters", "0x10", "not one number"),
        ("parameters", "", "not one number"),
        ("parameters", "405B cats", "not one number"),
        ("parameters", "x" * 500, "500 characters"),
        ("parameters", ">405B", "not one number"),
        ("parameters", "7 days", "is in parameters"),
        ("days", "5 tokens", "is in hours"),
        ("parameters", True, "finite"),
        ("parameters", float("nan"), "finite"),
        ("parameters", float("inf"), "finite"),
        ("compute", (4e25, 8e24), "above"),
        ("compute", "1..2..3", "not one number"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_next_step(name, words, says):
    with pytest.raises(BadInput, match=says) as error:
        read(name, words)
    assert str(error.value).startswith(SLOTS[name].option)


@given(st.text(max_size=80), st.sampled_from(sorted(SLOTS)))
def test_any_text_is_read_or_refused_by_name(words, name):
    try:
        found = read(name, words)
    except BadInput as refusal:
        found = str(refusal)
    assert isinstance(found, LogNormal | LogitNormal) or SLOTS[name].option in found


@given(st.floats(1e-3, 1e20), st.floats(1, 1e3))
def test_low_and_high_come_back_as_the_interval(low, ratio):
    found = read("compute", (low, low * ratio))
    assert found.interval() == (pytest.approx(low), pytest.approx(low * ratio))
