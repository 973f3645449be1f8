from __future__ import annotations

import datetime as dt
import math
from functools import cache
from pathlib import Path

import pytest
from helpers.bundled import bundled_census, bundled_store
from hypothesis import given
from hypothesis import strategies as st

from flopwatch import api, sources
from flopwatch.api import estimates
from flopwatch.catalogue.chips import Chips
from flopwatch.catalogue.prices import PURCHASE, Grid, Offer, Offers, PriceIndex
from flopwatch.cost.energy import training_carbon, training_energy
from flopwatch.domain.decimals import exact
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.methods.money import (
    FINAL_RUN_SHARE,
    LEAST_HALF_WIDTH_DEX,
    acquisition_cost,
    amortised_hourly_cost,
    chip_hours_for,
    cloud_cost,
    compute_from_cost,
    sum_moving_together,
)
from flopwatch.statistics.lognormal import LogNormal
from flopwatch.statistics.products import LogitNormal
from flopwatch.validation.list_rates import (
    costs_by_list_rates,
    shares_of_peak,
    times_in_chip_hours,
)

ROOT = Path(__file__).parents[2]
POSITIVE = st.floats(1e-3, 1e12)


@cache
def census_records():
    return bundled_census().records


def at(value, factor=1.0):
    return LogNormal.from_factor(median=value, factor=factor)


def lines(**given):
    options = {name: given.pop(name) for name in ("chip", "date", "country", "operator") if name in given}
    row = api.to_plain(estimates.estimate(given, sources.curated_folder(), bundled_store(), with_cost=True, **options))
    return {one["quantity"]: one for one in row["cost"]}


# ------------------------------------------------------------------ golden numbers


def test_mistral_large_from_its_cost():
    # Epoch AI (2025): 20 million euros at 1.9 euros per H100-hour and 30% of 989 TFLOP/s are 1.12e25 FLOP; the article
    # prints 1.1e25.
    found = compute_from_cost(at(20e6), at(1.9), at(989e12), at(0.30), at(1.0))
    assert found.compute_flop.median == pytest.approx(1.12e25, rel=0.01)
    blind = compute_from_cost(at(20e6), at(2.05), at(989.4e12), at(0.32, 2.0), FINAL_RUN_SHARE)
    low, high = blind.compute_flop.interval()
    assert low < 1.1e25 < high
    assert 1 / 1.5 < blind.compute_flop.median / 1.1e25 < 1.5


def test_a_rent_that_a_source_states_is_named_its_assumption():
    stated = compute_from_cost(at(20e6), at(1.9), at(989e12), at(0.30), at(1.0), price_claims=("claim",))
    looked_up = compute_from_cost(at(20e6), at(1.9), at(989e12), at(0.30), at(1.0), sources={"r": "table"})
    names = [next(one.name for one in found.inputs if one.symbol == "r") for found in (stated, looked_up)]
    assert names == [
        "rent of a chip for an hour (assumed by the source, no contract known)",
        "rent of a chip for an hour",
    ]


def test_llamas_energy_and_carbon():
    # Touvron et al. (2023), table 15: 1,022,362 A100-hours at 400 W and PUE 1.1 are 449 MWh; at 0.385 kgCO2e/kWh 173
    # tCO2e.
    energy = training_energy(at(1_022_362), at(400), at(1.0), at(1.0), at(1.1))
    assert energy.median == pytest.approx(449_000, rel=0.01)
    assert training_carbon(energy, at(0.385)).median == pytest.approx(173_000, rel=0.01)


def test_blooms_energy_and_carbon():
    # Luccioni et al. (2023), "Estimating the Carbon Footprint of BLOOM": 1,082,990 GPU-hours × 0.4 kW = 433,196 kWh; at
    # 57 g 24.7 t.
    energy = training_energy(at(1_082_990), at(400), at(1.0), at(1.0), at(1.0))
    assert energy.median == pytest.approx(433_196, rel=1e-4)
    assert training_carbon(energy, at(0.057)).median == pytest.approx(24_700, rel=0.01)


def test_gpt_4_costs_what_is_published():
    # Cottier et al. (2024), "The rising costs of training frontier AI models": amortised hardware and energy of GPT-4
    # about 40 million dollars, its cluster about 800 million; from 25,000 A100 for about 95 days, published in March
    # 2023.
    found = lines(chips=25_000, chip="A100", days=95, mfu=0.34, date="2022-05-12", operator="large")
    both, cluster = found["amortised hardware and energy"], found["cluster, up front"]
    assert 1 / 1.25 < both["p50"] / 40e6 < 1.25
    assert both["p5"] < 40e6 < both["p95"]
    assert 1 / 1.25 < cluster["p50"] / 800e6 < 1.25


@pytest.mark.parametrize("chip", ["H100", "A100"])
def test_1e23_flop_cost_hundreds_of_thousands_and_1e25_tens_of_millions_in_december_2023(chip):
    # Epoch AI (2024), "Tracking Large-Scale AI Models", footnote 1: cloud rates of December 2023, 30 to 50%
    # utilisation; and (2025), "Over 20 AI models": a model of 1e25 FLOP costs tens of millions.
    small = lines(compute="=1e23", chip=chip, mfu="0.3..0.5", date="2023-12")["cloud rent"]
    large = lines(compute="=1e25", chip=chip, mfu="0.3..0.5", date="2023-12")["cloud rent"]
    assert 1e5 <= small["p50"] < 1e6
    assert 1e7 <= large["p50"] < 1e8
    assert small["p5"] > 1e5
    assert small["p95"] < 1.5e6


def test_the_lists_own_rates_give_its_costs_where_it_states_the_chip_time():
    rows = costs_by_list_rates(census_records())
    found = {(one.model, one.chip_time): one for one in rows}
    assert found["XLNet", "1280 TPUv3 days"].computed_usd == pytest.approx(245_760)  # $245k
    assert found["BERT", "64 TPUv2 days"].computed_usd == pytest.approx(6_912)  # $7k
    assert {key for key, one in found.items() if one.verdict == "follows"} == {
        ("XLNet", "1280 TPUv3 days"),
        ("BERT", "64 TPUv2 days"),
    }
    gpt_3 = found["GPT-3", "355 V100 GPU years"]
    assert gpt_3.verdict == "differs"
    assert "$1.48 an hour" in gpt_3.note  # $4.6M was worked out at another price
    assert "5375 chip-hours" in found["GPT-2", ""].note
    assert {one.model for one in rows} >= {"T5", "XLNet", "GPT-2", "BERT", "GPT-3", "PaLM"}


def test_amounts_of_chip_hours_follow_from_the_lists_own_chips_and_days():
    rows = {one.model: one for one in times_in_chip_hours(census_records())}
    assert set(rows) == {"BLOOM", "GLM-130B", "LLaMA", "OPT"}
    assert rows["OPT"].ratio == rows["GLM-130B"].ratio == 1  # 992 × 34 × 24 and 768 × 28 × 24
    assert (rows["LLaMA"].verdict, round(rows["LLaMA"].ratio, 3)) == (
        "differs",
        1.01,
    )  # 2048 × 21 × 24 / 1,022,362
    assert rows["OPT"].computed_usd == pytest.approx(809_472 * 1.10)


def test_no_one_share_of_peak_gives_the_lists_costs():
    curated = sources.load_tables(sources.curated_folder())
    rows = shares_of_peak(census_records(), Chips(curated.chips))
    shares = {(one.model, one.chip): one.share_of_peak for one in rows}
    # 290,000 petaFLOP for $7k ÷ $4.5/h at 46e12 FLOP/s (TPU v2)
    assert shares["BERT", "Google TPU v2"] == pytest.approx(2.9e20 / (7000 / 4.5 * 3600 * 4.6e13), rel=0.03)
    assert max(shares.values()) > 1
    assert len({one.model for one in rows}) == 4


def test_the_docs_keep_the_tables_that_the_command_prints():
    page = (ROOT / "docs/methods/cost.md").read_text(encoding="utf-8")
    tables = estimates.costs(sources.curated_folder(), bundled_store()).markdown.split("\n\n")
    assert len(tables) == 3
    assert all(one in page for one in tables)


# ------------------------------------------------------------------ laws


@given(POSITIVE, st.floats(0.01, 100), st.floats(1e10, 1e16), st.floats(0.01, 0.9), st.floats(1.1, 50))
def test_twice_the_budget_twice_the_compute_and_dearer_chips_give_less(budget, price, peak, mfu, k):
    def run(budget, price):
        return compute_from_cost(at(budget), at(price), at(peak), at(mfu), at(1.0)).compute_flop.median

    assert run(k * budget, price) == pytest.approx(k * run(budget, price))
    assert run(budget, k * price) == pytest.approx(run(budget, price) / k)


@given(POSITIVE, st.floats(1e10, 1e16), st.floats(0.01, 0.9), st.floats(0.01, 100))
def test_what_a_run_costs_buys_that_run(compute, peak, mfu, price):
    rent = cloud_cost(chip_hours_for(at(compute), at(peak), at(mfu)), at(price))
    assert compute_from_cost(rent, at(price), at(peak), at(mfu), at(1.0)).compute_flop.median == pytest.approx(compute)


@given(st.floats(1, 20), st.floats(1, 20))
def test_money_never_gives_less_than_half_a_decade_to_each_side(budget, price):
    found = compute_from_cost(
        at(1e6, budget), at(2.0, price), at(3e14), LogitNormal.from_interval(low=0.3, high=0.5), at(1.0)
    )
    assert math.log10(found.compute_flop.factor) >= LEAST_HALF_WIDTH_DEX - 1e-9


@given(st.floats(0, 20), st.floats(0, 20))
def test_an_older_chip_wears_off_less(years, more):
    young, old = (amortised_hourly_cost(at(1e4), y, server=1.6).median for y in (years, years + more))
    assert old <= young * (1 + 1e-12)


def test_a_chip_kept_for_ever_wears_off_its_whole_price():
    hourly = [amortised_hourly_cost(at(1e4), year, server=1.0).median * 8766 for year in range(200)]
    whole = acquisition_cost(at(1.0), at(1e4), server=1.0).median
    # The yearly rate is taken at each year's start, so the sum is above the integral by half a year's loss.
    assert sum(hourly) == pytest.approx(whole * (1 + 0.161), rel=0.02)


@given(POSITIVE, POSITIVE, st.floats(1, 10), st.floats(1, 10))
def test_a_sum_that_moves_together_is_as_wide_as_its_parts_at_most(a, b, f, g):
    found = sum_moving_together(at(a, f), at(b, g))
    assert found.median == pytest.approx(a + b)
    assert min(f, g) - 1e-9 <= found.factor <= max(f, g) * (1 + 1e-9)


# ------------------------------------------------------------------ tables


OFFERS = Offers(
    [
        Offer("h100", "2023-10-23", "on-demand", 10.0, "Oracle"),
        Offer("h100", "2023-10-31", "on-demand", 4.76, "FluidStack"),
        Offer("h100", "2022-12-01", "on-demand", 8.0),
        Offer("h100", "2024-01-29", "on-demand", 3.49),
        Offer("h100", "2023-03", PURCHASE, 33_000),
    ]
)


def test_a_price_is_of_the_latest_offers_on_or_before_the_date():
    found = OFFERS.at("h100", dt.date(2023, 12, 31))
    assert (found.offers, found.last) == (2, dt.date(2023, 10, 31))
    assert found.usd.median == pytest.approx((10 + 4.76) / 2)
    assert found.usd.interval()[0] == pytest.approx(4.76)
    assert OFFERS.at("h100", dt.date(2024, 6, 1)).last == dt.date(2024, 1, 29)
    assert OFFERS.at("h100", None).last == dt.date(2024, 1, 29)


def test_one_offer_is_no_certainty_and_none_before_the_date_is_said():
    assert OFFERS.at("h100", dt.date(2023, 1, 1)).usd.factor == pytest.approx(1.3)
    assert "none before 2020-01-01" in OFFERS.at("h100", dt.date(2020, 1, 1)).words


def test_no_price_is_unknown_by_name():
    found = OFFERS.at("zebra-9", dt.date(2024, 1, 1))
    assert isinstance(found, Unknown)
    assert "zebra-9" in found.reason


@pytest.mark.shared
def test_dollars_of_one_year_become_those_of_another_by_the_producer_price_index(shared):
    # The yearly means of PCU518210518210: 2016 is 108.375, 2023 is 118.126, so 1.09 dollars for one.
    rates = sources.load_rates(sources.curated_folder(), sources.load_tables(sources.curated_folder()).sources)
    index = PriceIndex({one.year: float(exact(one.value)) for one in rates.index})
    assert index.ratio(2016, 2023) == pytest.approx(118.126 / 108.375, rel=1e-4)
    assert index.ratio(2023, 2016) * index.ratio(2016, 2023) == pytest.approx(1)
    assert isinstance(index.ratio(1999, 2023), Unknown)
    months: dict[int, list[float]] = {}
    for line in (shared / "data/epoch-hardware/PCU518210518210.csv").read_text().split()[1:]:
        day, value = line.split(",")
        months.setdefault(int(day[:4]), []).append(float(value))
    for one in rates.index:
        assert float(one.value) == pytest.approx(sum(months[one.year]) / len(months[one.year]), abs=0.001)
        assert one.months == len(months[one.year])


def test_a_grid_far_in_time_or_unknown_is_unknown_not_guessed():
    grid = Grid([("US", 2021, 0.379, "s"), ("FR", 2021, 0.067, "s"), ("FR", 2023, 0.056, "s")])
    assert grid.at("fr", 2024).year == 2023
    assert grid.at("FR", 2021).kgco2e_per_kwh.median == 0.067
    for country, year in (("ZZ", 2021), ("US", 2012)):
        found = grid.at(country, year)
        assert isinstance(found, Unknown)
    assert "US" in grid.at("ZZ").reason


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "grid.toml",
            '[[grid]]\ncountry = "US"\nyear = 2021\nkgco2e_per_kwh = "379"\nsource = "awesome-llms"\nwhere = "x"\n',
            "unit mistyped",
        ),
        (
            "grid.toml",
            '[[grid]]\ncountry = "ZZ"\nyear = 2021\nkgco2e_per_kwh = "0.379"\nsource = "awesome-llms"\nwhere = "x"\n',
            "ISO code",
        ),
        (
            "grid.toml",
            '[[grid]]\ncountry = "US"\nyear = 2021\nkgco2e_per_kwh = "0.379"\nsource = "nobody"\nwhere = "x"\n',
            "sources.toml",
        ),
        ("prices.toml", '[[index]]\nyear = 2021\nvalue = "NaN"\nmonths = 12\nsource = "awesome-llms"\n', "2021"),
        (
            "prices.toml",
            '[[index]]\nyear = 2021\nvalue = "99"\nmonths = 13\nsource = "awesome-llms"\n',
            "months 13 is not between 1 and 12",
        ),
        ("prices.toml", 2 * '[[index]]\nyear = 2021\nvalue = "99"\nmonths = 12\nsource = "awesome-llms"\n', "twice"),
    ],
)
def test_a_wrong_rate_is_named_with_its_file(tmp_path, file, text, says):
    from flopwatch.domain.errors import BadInput

    (tmp_path / file).write_text(text, encoding="utf-8")
    known = sources.load_tables(sources.curated_folder()).sources
    with pytest.raises(BadInput, match=says) as error:
        sources.load_rates(tmp_path, known)
    assert file in str(error.value)
