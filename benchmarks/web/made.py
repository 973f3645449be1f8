"""Made tables of models, to measure and to test the explorer with more models than the base holds."""

from __future__ import annotations

import numpy as np
import polars as pl

from flopwatch.products.explorer_views import ACCESS, CATEGORIES
from flopwatch.products.groups import GROUPS

_ORGANISATIONS = (
    "OpenAI",
    "Google",
    "Meta AI",
    "Alibaba",
    "Anthropic",
    *(f"Organisation {i}" for i in range(6, 81)),
)
_COUNTRIES = (
    "United States",
    "China",
    "United Kingdom",
    "France",
    "Germany",
    "Canada",
    "Japan",
    "Israel",
    "Brazil",
)
_CATEGORIES = tuple(c for c, _ in CATEGORIES)


def made_table(base: pl.DataFrame, n: int, seed: int = 7) -> pl.DataFrame:
    """A table of n models: dates crowd towards today, compute grows by 4x a year with a spread of 1.2 decades."""
    rng = np.random.default_rng(seed)
    years = 2026.8 - rng.gamma(2.0, 1.6, n).clip(0, 16)
    like = rng.integers(0, base.height, n)
    compute = 10 ** (19.5 + np.log10(4) * (years - 2014) + rng.normal(0, 1.2, n))
    parameters = 10 ** (8.5 + 0.32 * (years - 2018) + rng.normal(0, 0.9, n))
    data = 10 ** (10 + 0.4 * (years - 2018) + rng.normal(0, 0.8, n))
    day = np.floor((years % 1) * 365).astype(int)
    dates = pl.Series(np.array([f"{int(y)}-01-01" for y in years], dtype="datetime64[D]") + day).dt.to_string(
        "%Y-%m-%d"
    )
    absent = rng.random((3, n))
    rows = base[like.tolist()].with_columns(
        id=pl.format("made/model-{}", pl.int_range(n)),
        page=pl.format("models/made/model-{}.html", pl.int_range(n)),
        name=pl.format("{} {}", pl.col("name"), pl.int_range(n)),
        published=dates,
        domain=pl.Series(
            rng.choice([g.id for g in GROUPS], n, p=[0.45, 0.15, 0.12, 0.08, 0.06, 0.06, 0.03, 0.02, 0.03])
        ),
        access=pl.Series(rng.choice([a for a, _ in ACCESS], n, p=[0.5, 0.2, 0.2, 0.1])),
        organisations=pl.Series([[_ORGANISATIONS[i]] for i in (rng.random(n) ** 2 * len(_ORGANISATIONS)).astype(int)]),
        countries=pl.Series([[_COUNTRIES[i]] for i in (rng.random(n) ** 2 * len(_COUNTRIES)).astype(int)]),
        categories=pl.Series([[_CATEGORIES[i]] for i in (rng.random(n) ** 3 * len(_CATEGORIES)).astype(int)]),
        sparse=pl.Series(rng.random(n) < 0.1),
        variant=pl.lit(value=False),
        doubted=pl.lit(value=False),
        compute=pl.Series(compute),
        p5=pl.Series(compute / 2.5),
        p95=pl.Series(compute * 2.5),
        parameters=pl.Series(np.where(absent[0] < 0.2, None, np.round(parameters)).astype(float)),
        data=pl.Series(np.where(absent[1] < 0.3, None, np.round(data)).astype(float)),
        cost=pl.Series(np.where(absent[2] < 0.9, None, compute / 1e17).astype(float)),
        search=pl.lit(""),
    )
    return rows.with_columns(pl.col("parameters", "data", "cost").fill_nan(None)).sort("published", "id")
