from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.analysis.resampling import student_quantile
from flopwatch.statistics.lognormal import LogNormal
from flopwatch.statistics.normal import MAX_DIMENSIONS, normal_tail, sobol
from flopwatch.statistics.products import LogitNormal, Product, Uniform, exactly

SPREADS = st.sampled_from([0.0, 1e-7, 1e-3, 0.02, 0.1, 0.5, 1.5])
MEDIANS = st.floats(1e-3, 1e25)


@st.composite
def lognormals(draw):
    return LogNormal(median=draw(MEDIANS), sigma_dex=draw(SPREADS))


@st.composite
def shares(draw):
    low = draw(st.floats(0.01, 0.9))
    return LogitNormal.from_interval(
        low=low, high=draw(st.floats(low + 0.03, 0.99))
    )  # an exact share has steps, not quantiles


@st.composite
def uniforms(draw):
    low = draw(st.floats(1e-3, 1e3))
    return Uniform(low=low, high=low * draw(st.floats(1.01, 50)))


ODD = st.one_of(shares(), uniforms())


def test_the_normal_tail_is_that_of_the_standard_library():
    z = np.linspace(-8, 8, 4001)
    exact = np.array([0.5 * math.erfc(one / math.sqrt(2)) for one in z])
    assert np.abs(normal_tail(z) - exact).max() < 1e-14
    assert np.abs(normal_tail(z) / exact - 1).max() < 1e-12


def test_sobol_points_fill_every_interval_once_and_halves_of_the_square_evenly():
    points = sobol(256, MAX_DIMENSIONS)
    for column in range(MAX_DIMENSIONS):
        assert sorted((points[:, column] * 256).astype(int)) == list(range(256))
        for other in range(column):
            quadrants = np.unique((points[:, column] > 0.5) * 2 + (points[:, other] > 0.5), return_counts=True)
            assert quadrants[1].tolist() == [64, 64, 64, 64]


def test_the_first_sobol_points_are_the_published_ones():
    # Joe and Kuo (2008), as SciPy 1.17.1 prints them: scipy.stats.qmc.Sobol(4, scramble=False).random(8).
    assert (sobol(8, 4) - 0.0625).tolist() == [
        [0.0, 0.0, 0.0, 0.0],
        [0.5, 0.5, 0.5, 0.5],
        [0.75, 0.25, 0.25, 0.25],
        [0.25, 0.75, 0.75, 0.75],
        [0.375, 0.375, 0.625, 0.875],
        [0.875, 0.875, 0.125, 0.375],
        [0.625, 0.125, 0.875, 0.625],
        [0.125, 0.625, 0.375, 0.125],
    ]


@pytest.mark.parametrize(
    ("p", "freedom", "printed"),
    [(0.9, 4, 1.533206), (0.95, 4, 2.131847), (0.95, 9, 1.833113), (0.95, 19, 1.729133), (0.975, 100, 1.983972)],
)
def test_students_quantile_is_scipys(p, freedom, printed):
    # SciPy 1.17.1, scipy.special.stdtrit(freedom, p).
    assert student_quantile(p, freedom) == pytest.approx(printed, abs=2e-3)


@pytest.mark.parametrize(("points", "dimensions"), [(3, 1), (0, 1), (4, 0), (4, 9)])
def test_sobol_points_that_cannot_be_are_refused(points, dimensions):
    with pytest.raises(ValueError, match="Sobol|dimensions"):
        sobol(points, dimensions)


@given(st.lists(lognormals(), min_size=1, max_size=5), st.lists(lognormals(), max_size=3), st.floats(0.01, 0.99))
def test_a_product_of_lognormals_is_the_closed_form(factors, divisors, p):
    product = Product.of(factors, divisors)
    center = sum(math.log10(one.median) for one in factors) - sum(math.log10(one.median) for one in divisors)
    sigma = math.sqrt(sum(one.sigma_dex**2 for one in (*factors, *divisors)))
    assert product.quantile_dex(p)[0] == pytest.approx(center + NormalDist().inv_cdf(p) * sigma, abs=1e-9)


@given(lognormals(), ODD, st.floats(0.02, 0.98), st.booleans())
def test_the_tail_at_a_quantile_is_its_probability(factor, odd, p, divides):
    product = Product.of([factor], [odd]) if divides else Product.of([factor, odd])
    assert product.prob_above(float(product.quantile(p)[0]))[0] == pytest.approx(1 - p, abs=1e-5)


@given(lognormals(), st.lists(ODD, min_size=2, max_size=3), st.floats(0.05, 0.95))
def test_several_odd_factors_agree_with_themselves_too(factor, odd, p):
    product = Product.of([factor, *odd])
    assert product.prob_above(float(product.quantile(p)[0]))[0] == pytest.approx(1 - p, abs=2e-3)


@given(ODD, st.floats(0.01, 0.99), MEDIANS)
def test_an_exact_factor_only_moves_the_other_one(odd, p, median):
    z = np.array([NormalDist().inv_cdf(p)])
    moved = Product.of([exactly(median), odd]).quantile_dex(p)[0]
    assert moved == pytest.approx(float(odd.at(z)[0, 0]) + math.log10(median), abs=1e-6)


@given(lognormals(), uniforms(), st.floats(0.05, 0.95))
def test_dividing_turns_quantiles_round(factor, odd, p):
    one = Product.of([odd], [factor]).quantile_dex(p)[0]
    other = Product.of([factor], [odd]).quantile_dex(1 - p)[0]
    assert one == pytest.approx(-other, abs=1e-6)


@given(st.floats(0.003, 2.0), uniforms(), st.floats(-1.5, 1.5))
def test_the_closed_form_of_a_uniform_factor_is_its_integral(sigma, odd, shift):
    # The trapezoid rule over the factor itself: nothing in common with the closed form.
    share = np.linspace(0, 1, 20_001)
    low, high = float(np.asarray(odd.low)), float(np.asarray(odd.high))
    logs = np.log10(low + share * (high - low))
    y = logs[10_000] + shift * sigma
    integral = np.trapezoid(normal_tail((y - logs) / sigma), share)
    assert Product.of([LogNormal(median=1, sigma_dex=sigma), odd]).prob_above(10**y)[0] == pytest.approx(
        integral, abs=1e-6
    )


@pytest.mark.parametrize("sigma", [0.0, 0.01, 0.1, 0.5])
@pytest.mark.parametrize("kind", ["share", "uniform", "both"])
def test_quantiles_are_those_of_a_large_sample(sigma, kind):
    rng, draws = np.random.default_rng(5), 400_000
    share, uniform = LogitNormal.from_interval(low=0.2, high=0.58), Uniform(low=0.1, high=0.9)
    sample = 3e24 * 10 ** (sigma * rng.normal(size=draws))
    factors: list = [LogNormal(median=3e24, sigma_dex=sigma)]
    if kind != "uniform":
        logit = math.log(float(share.median) / (1 - float(share.median)))
        sample /= 1 + np.exp(-(logit + float(share.sigma_logit) * rng.normal(size=draws)))
        factors.append(share)
    if kind != "share":
        sample *= rng.uniform(0.1, 0.9, draws)
        factors.append(uniform)
    product = Product.of(factors)
    for p in (0.05, 0.5, 0.95):
        found = float(product.quantile(p)[0])
        assert (sample > found).mean() == pytest.approx(1 - p, abs=0.003)


@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 2**32))
def test_many_models_at_once_are_each_model_alone(models, factors, seed):
    rng = np.random.default_rng(seed)
    medians, sigmas = rng.uniform(0.1, 1e6, (models, factors)), rng.uniform(0, 0.5, (models, factors))
    shares = LogitNormal(median=rng.uniform(0.1, 0.9, models), sigma_logit=rng.uniform(0.01, 1, models))
    together = Product.of_many(medians, sigmas, ((shares, 1),))
    for row in range(models):
        alone = Product.of(
            [
                *(LogNormal(median=m, sigma_dex=s) for m, s in zip(medians[row], sigmas[row], strict=True)),
                LogitNormal(
                    median=float(np.asarray(shares.median)[row]), sigma_logit=float(np.asarray(shares.sigma_logit)[row])
                ),
            ]
        )
        assert together.quantile(0.95)[row] == pytest.approx(float(alone.quantile(0.95)[0]), rel=1e-6)
        assert together.prob_above(100.0)[row] == pytest.approx(float(alone.prob_above(100.0)[0]), abs=1e-9)


def test_the_same_factors_give_the_same_bits():
    def run():
        return Product.of(
            [
                LogNormal(median=2, sigma_dex=0.2),
                LogitNormal.from_interval(low=0.2, high=0.5),
                Uniform(low=1, high=3),
            ]
        ).quantile(0.9)

    assert run().tobytes() == run().tobytes()


@given(shares())
def test_a_share_never_leaves_0_to_1_and_keeps_its_interval(share):
    product = Product.of([share])
    low, high = product.interval()
    assert 0 < low <= high < 1
    assert product.prob_above(1.0)[0] == 0


def test_the_lognormal_that_stands_for_a_product_keeps_its_median_and_width():
    product = Product.of([LogNormal(median=1e25, sigma_dex=0.1), LogitNormal.from_interval(low=0.2, high=0.58)])
    near = product.as_lognormal()
    low, high = product.interval()
    assert near.median == pytest.approx(product.median)
    assert math.log10(near.interval()[1] / near.interval()[0]) == pytest.approx(math.log10(high / low))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: LogitNormal(median=1.2, sigma_logit=0.1),
        lambda: LogitNormal(median=0.5, sigma_logit=-1),
        lambda: LogitNormal.from_interval(low=0.6, high=0.5),
        lambda: Uniform(low=0, high=1),
        lambda: Uniform(low=2, high=1),
        lambda: Product.of_many(np.ones((2, 3)), np.zeros((3, 2))),
        lambda: Product.of_many(np.zeros((1, 1)), np.zeros((1, 1))),
        lambda: Product.of_many(np.ones((1, 1)), np.full((1, 1), np.nan)),
        lambda: Product.of([Uniform(low=1, high=2)] * 9),
    ],
)
def test_what_is_no_distribution_is_refused(wrong):
    with pytest.raises(ValueError, match=r".{10}"):
        wrong()
