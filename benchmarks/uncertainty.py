"""Speed and error of the distribution of a product, against squigglepy and against drawing with numpy, in one run.

    PYTHONPATH=src uv run --no-project --with "squigglepy>=0.30" python benchmarks/uncertainty.py

squigglepy wants an older msgspec than this project does, so it lives in an environment of its own, never in ours.

Errors are the largest over models of |log10 of a quantile over the exact one|, for the 5%, 50% and 95% quantiles. The
exact quantiles of log-normal products are known; with one uniform factor they come from the closed form of its tail,
solved to 1e-12 by bisection here.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from statistics import NormalDist, median

import numpy as np

from flopwatch.statistics.products import LogitNormal, Product, Uniform

MODELS, FACTORS, DRAWS, MANY = 3_500, 4, 10_000, 3_000_000
PEER_MODELS = 60  # squigglepy is timed on these and scaled: its cost goes with the number of models
QUANTILES = (0.05, 0.5, 0.95)


def timed(run: Callable[[], object], repeat: int = 3) -> float:
    """Median seconds of processor time: on a busy machine the clock on the wall counts what others do."""
    seconds = []
    for _ in range(repeat):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return median(seconds)


def error(found: np.ndarray, exact: np.ndarray) -> float:
    return float(np.abs(np.log10(found) - np.log10(exact)).max())


def made(rng: np.random.Generator, models: int) -> tuple[np.ndarray, np.ndarray]:
    return 10 ** rng.uniform(0, 12, (models, FACTORS)), rng.uniform(0.02, 0.4, (models, FACTORS))


def by_numpy(
    rng: np.random.Generator, medians: np.ndarray, sigmas: np.ndarray, uniform: np.ndarray | None
) -> np.ndarray:
    out = np.empty((len(medians), len(QUANTILES)))
    for row in range(len(medians)):
        draws = rng.lognormal(np.log(medians[row]), sigmas[row] * math.log(10), (DRAWS, FACTORS)).prod(axis=1)
        if uniform is not None:
            draws *= rng.uniform(*uniform[row], DRAWS)
        out[row] = np.quantile(draws, QUANTILES)
    return out


def by_squigglepy(medians: np.ndarray, sigmas: np.ndarray, uniform: np.ndarray | None) -> np.ndarray:
    import squigglepy as sq

    out = np.empty((len(medians), len(QUANTILES)))
    for row in range(len(medians)):
        total = None
        for middle, sigma in zip(medians[row], sigmas[row], strict=True):
            factor = sq.lognorm(
                lognorm_mean=None, lognorm_sd=None, norm_mean=math.log(middle), norm_sd=sigma * math.log(10)
            )
            total = factor if total is None else total * factor
        if uniform is not None:
            total = total * sq.uniform(*uniform[row])
        out[row] = np.quantile(sq.sample(total, n=DRAWS), QUANTILES)
    return out


def ours(medians: np.ndarray, sigmas: np.ndarray, uniform: np.ndarray | None) -> np.ndarray:
    odd = () if uniform is None else ((Uniform(low=uniform[:, 0], high=uniform[:, 1]), 1),)
    product = Product.of_many(medians, sigmas, odd)
    return np.stack([product.quantile(p) for p in QUANTILES], axis=1)


def exact_lognormal(medians: np.ndarray, sigmas: np.ndarray) -> np.ndarray:
    center, sigma = np.log10(medians).sum(axis=1), np.sqrt((sigmas**2).sum(axis=1))
    return np.stack([10 ** (center + NormalDist().inv_cdf(p) * sigma) for p in QUANTILES], axis=1)


def exact_with_uniform(medians: np.ndarray, sigmas: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """By the trapezoid rule over 4,001 points of the uniform factor, and bisection: nothing in common with our own
    code.
    """
    center, sigma = np.log10(medians).sum(axis=1), np.sqrt((sigmas**2).sum(axis=1))
    share = np.linspace(0, 1, 4_001)
    out = np.empty((len(medians), len(QUANTILES)))
    for row in range(len(medians)):
        logs = np.log10(uniform[row, 0] + share * (uniform[row, 1] - uniform[row, 0]))
        for column, p in enumerate(QUANTILES):
            low, high = center[row] - 9 * sigma[row] + logs[0], center[row] + 9 * sigma[row] + logs[-1]
            for _ in range(50):
                middle = (low + high) / 2
                scores = (middle - center[row] - logs) / sigma[row] / math.sqrt(2)
                below = np.trapezoid([0.5 * math.erfc(-one) for one in scores], share)
                low, high = (middle, high) if below < p else (low, middle)
            out[row, column] = 10 ** ((low + high) / 2)
    return out


def compare(
    title: str, medians: np.ndarray, sigmas: np.ndarray, uniform: np.ndarray | None, rng: np.random.Generator
) -> None:
    some = slice(0, PEER_MODELS if uniform is None else 10)
    exact = (
        exact_lognormal(medians[some], sigmas[some])
        if uniform is None
        else exact_with_uniform(medians[some], sigmas[some], uniform[some])
    )
    part = None if uniform is None else uniform[some]
    print(f"\n{title}: {MODELS} models x {FACTORS} log-normal factors; {DRAWS} draws for those that draw")
    seconds = {"flopwatch": timed(lambda: ours(medians, sigmas, uniform), 5)}
    errors = {"flopwatch": error(ours(medians[some], sigmas[some], part), exact)}
    kept: list[np.ndarray] = []
    seconds["numpy, drawing"] = timed(lambda: kept.append(by_numpy(rng, medians, sigmas, uniform)), 1)
    errors["numpy, drawing"] = error(kept[-1][some], exact)
    try:
        here = slice(0, PEER_MODELS)
        by_squigglepy(medians[:1], sigmas[:1], None if uniform is None else uniform[:1])  # its import is not its speed
        whole = None if uniform is None else uniform[here]
        took = timed(lambda: kept.append(by_squigglepy(medians[here], sigmas[here], whole)), 1)
        seconds[f"squigglepy, scaled from {PEER_MODELS}"] = took * MODELS / PEER_MODELS
        errors[f"squigglepy, scaled from {PEER_MODELS}"] = error(kept[-1][: len(exact)], exact)
    except ImportError:
        print("squigglepy is not installed: see the top of this file")
    for name, took in seconds.items():
        print(
            f"  {name:32} {took:10.5f} s   {took / seconds['flopwatch']:10,.0f} x   largest error {errors[name]:.2e} "
            "decades"
        )


def main() -> None:
    rng = np.random.default_rng(20_261_122)
    medians, sigmas = made(rng, MODELS)
    compare("Log-normal factors alone", medians, sigmas, None, rng)
    low = rng.uniform(0.1, 0.3, MODELS)
    compare(
        "With one uniform factor",
        medians,
        sigmas,
        np.stack([low, low + rng.uniform(0.1, 0.4, MODELS)], axis=1),
        rng,
    )
    shares = LogitNormal(median=rng.uniform(0.2, 0.5, MODELS), sigma_logit=rng.uniform(0.1, 0.6, MODELS))
    one = Product.of_many(medians, sigmas, ((shares, 1),))
    print(
        "\nWith one share (logit-normal) as utilisation, by quadrature: "
        f"{timed(lambda: [one.quantile(p) for p in QUANTILES]):.5f} s"
    )
    medians, sigmas = made(rng, MANY)

    def again() -> None:
        product = Product.of_many(medians, sigmas)
        for p in QUANTILES:
            product.quantile(p)
        product.prob_above(1e25)

    print(f"{MANY:,} models x {FACTORS} factors, three quantiles and P(> 1e25) each: {timed(again):.2f} s on one core")


if __name__ == "__main__":
    main()
