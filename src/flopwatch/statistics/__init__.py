"""Arithmetic that knows no model: log-normals and their products, lines, segments, the normal distribution."""

from flopwatch.statistics.arrays import Array, Indices
from flopwatch.statistics.lines import METHODS, least_squares
from flopwatch.statistics.lognormal import Z_90, LogNormal, product
from flopwatch.statistics.normal import hermite
from flopwatch.statistics.products import NODES, SOBOL_POINTS, LogitNormal, Product, Uncertain
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

__all__ = [
    "Array",
    "BreakGrid",
    "Indices",
    "KINDS",
    "LogNormal",
    "LogitNormal",
    "METHODS",
    "MOST_BREAKS",
    "NODES",
    "Product",
    "SOBOL_POINTS",
    "Uncertain",
    "Z_90",
    "design",
    "fewest_rows",
    "grid_for",
    "hermite",
    "least_squares",
    "line_squares",
    "product",
    "running_sums",
    "squares",
]
