"""Statistics independent of models: log-normals and their products, lines, segments, the normal distribution."""

from flopwatch.statistics.arrays import Array, Indices
from flopwatch.statistics.joint_counts import count_quantiles
from flopwatch.statistics.lines import METHODS, least_squares
from flopwatch.statistics.lognormal import Z_90, LogNormal, added, interval_of, product, standard_quantile
from flopwatch.statistics.mixtures import Mixture, with_own_error, with_slips
from flopwatch.statistics.normal import normal_tail
from flopwatch.statistics.products import LogitNormal, Product, Uncertain
from flopwatch.statistics.segments import (
    KINDS,
    MOST_BREAKS,
    BreakGrid,
    design,
    fewest_rows,
    grid_for,
    line_squares,
    running_sums,
    squares,
)
from flopwatch.statistics.shares import clopper_pearson, wilson

__all__ = [
    "wilson",
    "with_own_error",
    "with_slips",
    "added",
    "Array",
    "BreakGrid",
    "Indices",
    "KINDS",
    "LogNormal",
    "LogitNormal",
    "METHODS",
    "MOST_BREAKS",
    "Mixture",
    "Product",
    "Uncertain",
    "Z_90",
    "clopper_pearson",
    "count_quantiles",
    "design",
    "fewest_rows",
    "grid_for",
    "interval_of",
    "least_squares",
    "line_squares",
    "normal_tail",
    "product",
    "running_sums",
    "squares",
    "standard_quantile",
]
