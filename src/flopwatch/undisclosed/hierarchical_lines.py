"""Bayesian linear regression with an effect of each developer, in closed form."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from flopwatch.statistics import Array

FADE_YEARS = 4.0  # a developer's effect of t years ago is correlated exp(-t / 4) with today's


@dataclass(frozen=True)
class Priors:
    """Priors of the coefficients, and the spreads that the likelihood chooses from.

    Args:
        means: Of the coefficients, shape (k,).
        sigmas: Their standard deviations, shape (k,).
        developer_sigmas: Candidates for the spread of developers.
        error_sigmas: Candidates for the spread of a developer's models.
    """

    means: tuple[float, ...]
    sigmas: tuple[float, ...]
    developer_sigmas: tuple[float, ...]
    error_sigmas: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Line:
    """A fitted regression  y = x·β + u(developer, t) + e.

    Args:
        priors: The priors.
        rows: Regressors, shape (n, k).
        developers: Developer of each row.
        years: Date of each row.
        inverse: Inverse of the rows' marginal covariance, shape (n, n).
        residuals: y minus its prior mean, shape (n,).
        developer_sigma: Chosen spread of developers.
        error_sigma: Chosen spread of models.
    """

    priors: Priors
    rows: Array
    developers: tuple[str, ...]
    years: Array
    inverse: Array
    residuals: Array
    developer_sigma: float
    error_sigma: float

    def predict(self, row: Sequence[float], developer: str, years: float) -> tuple[float, float]:
        """Return the predictive mean and standard deviation of one new model.

        mean = x·β₀ + k K⁻¹ (y - X β₀),   variance = x P x' + σ_u² + σ_e² - k K⁻¹ k'
        """
        x = np.asarray(row, dtype=float)
        spread = np.square(self.priors.sigmas)
        same = (np.asarray(self.developers) == developer).astype(float)
        k = (self.rows * spread) @ x
        k = k + same * self.developer_sigma**2 * np.exp(-np.abs(self.years - years) / FADE_YEARS)
        solved = self.inverse @ k
        mean = float(x @ np.asarray(self.priors.means) + solved @ self.residuals)
        own = float(spread @ x**2) + self.developer_sigma**2 + self.error_sigma**2
        return mean, math.sqrt(max(own - float(k @ solved), 1e-9))

    def left_out(self) -> Array:
        """Return each row's standardised residual from the fit without it, shape (n,).

            z_i = [K⁻¹ r]_i / √[K⁻¹]_ii

        Source:
            Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, section 5.4.2.
        """
        return np.asarray((self.inverse @ self.residuals) / np.sqrt(np.diag(self.inverse)))

    def coefficients(self) -> tuple[Array, Array]:
        """Return the posterior means and covariance of β, shapes (k,) and (k, k)."""
        spread = np.diag(np.square(self.priors.sigmas))
        gain = spread @ self.rows.T @ self.inverse
        return np.asarray(self.priors.means) + gain @ self.residuals, spread - gain @ self.rows @ spread


def fit_line(
    rows: Sequence[Sequence[float]],
    values: Sequence[float],
    developers: Sequence[str],
    years: Sequence[float],
    priors: Priors,
) -> Line:
    """Fit by the marginal likelihood over the candidates of both spreads; the rest is a closed form.

    Example:
        >>> priors = Priors((0, 0), (10, 10), (0.0,), (0.1, 1.0))
        >>> line = fit_line([[1, 0], [1, 1], [1, 2]], [1.0, 3.0, 5.0], ["a", "b", "c"], [0, 1, 2], priors)
        >>> [round(float(one), 1) for one in line.coefficients()[0]], line.error_sigma
        ([1.0, 2.0], 0.1)
    """
    x, t = np.asarray(rows, dtype=float).reshape(len(values), -1), np.asarray(years, dtype=float)
    residuals = np.asarray(values, dtype=float) - x @ np.asarray(priors.means)
    _, codes = np.unique(np.asarray(developers), return_inverse=True)
    fading = (codes[:, None] == codes[None]) * np.exp(-np.abs(t[:, None] - t[None]) / FADE_YEARS)
    fixed = (x * np.square(priors.sigmas)) @ x.T
    best, found = -math.inf, (0.0, 0.0, fixed)
    for developer_sigma, error_sigma in product(priors.developer_sigmas, priors.error_sigmas):
        covariance = fixed + developer_sigma**2 * fading + error_sigma**2 * np.eye(len(t))
        root = np.linalg.cholesky(covariance)
        white = np.linalg.solve(root, residuals)
        likelihood = -0.5 * float(white @ white) - float(np.log(np.diag(root)).sum())
        if likelihood > best:
            best, found = likelihood, (developer_sigma, error_sigma, covariance)
    return Line(priors, x, tuple(developers), t, np.linalg.inv(found[2]), residuals, found[0], found[1])
