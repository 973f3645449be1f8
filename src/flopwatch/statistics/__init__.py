"""Arithmetic that knows no model: log-normals and their products, lines, segments, the normal distribution."""

from flopwatch.statistics.arrays import Array, Indices
from flopwatch.statistics.lines import METHODS, least_squares
from flopwatch.statistics.lognormal import Z_90, LogNormal, product
from flopwatch.statistics.normal import hermite
from flopwatch.statistics.products import NODES, SOBOL_POINTS, Product, Share, Uncertain
from flopwatch.statistics.segments import (
    KINDS,
    MOST_BREAKS,
    Grid,
    design,
    fewest_rows,
    grid_for,
    line_squares,
    running_sums,
    squares,
)

__all__ = [
    "Array",
    "Grid",
    "Indices",
    "KINDS",
    "LogNormal",
    "METHODS",
    "MOST_BREAKS",
    "NODES",
    "Product",
    "SOBOL_POINTS",
    "Share",
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
