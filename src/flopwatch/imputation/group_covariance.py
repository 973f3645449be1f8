"""Covariance of models' errors: correlated within an organisation or a family, else independent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flopwatch.imputation.sigmoids import Array
from flopwatch.imputation.training_set import ScoredModel

Blocks = list[Array]  # for each size of connected component one array (components, members, members)


@dataclass(frozen=True, eq=False)
class GroupLabel:
    """The labels of one kind (organisation, family), and the models that have them.

    Args:
        names: The labels, in order.
        index: The place of each model's label among them; one past the last for a model without.
        shared: 1 where two models of one component have the same label, else 0.
    """

    names: tuple[str, ...]
    index: NDArray[np.intp]
    shared: Blocks

    def sums(self, values: Array) -> Array:
        """Return the sum of the models' values for each label."""
        found = np.bincount(self.index, weights=values, minlength=len(self.names) + 1)[: len(self.names)]
        return np.asarray(found, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Kinship:
    """A covariance over all models, stored as its diagonal blocks.

    One large matrix would take seconds.

    Args:
        islands: Connected components of models that share a label: for each size one array (components, members).
        labels: The kinds of label.
    """

    islands: tuple[NDArray[np.intp], ...]
    labels: tuple[GroupLabel, ...]

    def posterior(self, spread: Array, precision: Array) -> tuple[Blocks, Blocks, Blocks]:
        """Return the inverse of the prior covariance Σ, the posterior covariance Λ, and Σ⁻¹ - Σ⁻¹ Λ Σ⁻¹.

        Args:
            spread: Variances of the labels' effects, in order, then of the models' own.
            precision: Precision of each model's scores: one over a variance.
        """
        inverse: Blocks = []
        cov: Blocks = []
        middle: Blocks = []
        for k, group in enumerate(self.islands):
            own = np.eye(group.shape[1])
            prior: Array = spread[-1] * own
            for variance, label in zip(spread[:-1], self.labels, strict=True):
                prior = prior + variance * label.shared[k]
            inv = np.asarray(np.linalg.inv(prior), dtype=np.float64)
            after = np.asarray(np.linalg.inv(inv + precision[group][:, :, None] * own), dtype=np.float64)
            inverse.append(inv)
            cov.append(after)
            middle.append(inv - inv @ after @ inv)
        return inverse, cov, middle

    def times(self, blocks: Blocks, values: Array) -> Array:
        """Return the matrix times a vector, shape (models,), or times several, shape (models, columns)."""
        out = np.empty_like(values)
        for group, block in zip(self.islands, blocks, strict=True):
            given = values[group]
            out[group] = block @ given if given.ndim == 3 else (block @ given[..., None])[..., 0]
        return out

    def diagonal(self, blocks: Blocks) -> Array:
        """Return the diagonal, shape (models,)."""
        return self._rows([np.einsum("kii->ki", block) for block in blocks])

    def among_sharers(self, blocks: Blocks, label: GroupLabel) -> Array:
        """Return, for each model, the sum of its row over the models with its label, shape (models,)."""
        return self._rows([(b * shared).sum(-1) for b, shared in zip(blocks, label.shared, strict=True)])

    def _rows(self, parts: Sequence[Array]) -> Array:
        out = np.empty(sum(group.size for group in self.islands))
        for group, part in zip(self.islands, parts, strict=True):
            out[group] = part
        return out


def kinship(models: Sequence[ScoredModel]) -> Kinship:
    """Build the covariance structure from organisation and family; a model without a label shares it with no other."""
    kinds = [[m.organization for m in models], [m.family for m in models]]
    islands = _islands(kinds)
    return Kinship(islands, tuple(_label(kind, islands) for kind in kinds))


def _label(carried: Sequence[str], islands: Sequence[NDArray[np.intp]]) -> GroupLabel:
    names = tuple(sorted({one for one in carried if one}))
    place = {name: k for k, name in enumerate(names)}
    index = np.array([place.get(one, len(names)) for one in carried], dtype=np.intp)
    shared = []
    for group in islands:
        found = index[group]
        same = (found[:, :, None] == found[:, None, :]) & (found < len(names))[:, :, None]
        shared.append(same.astype(np.float64))
    return GroupLabel(names, index, shared)


def _islands(kinds: Sequence[Sequence[str]]) -> tuple[NDArray[np.intp], ...]:
    count = len(kinds[0])
    leader = list(range(count))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    first: dict[tuple[int, str], int] = {}
    for number, kind in enumerate(kinds):
        for i, label in enumerate(kind):
            if label:
                leader[find(i)] = find(first.setdefault((number, label), i))
    groups: dict[int, list[int]] = {}
    for i in range(count):
        groups.setdefault(find(i), []).append(i)
    sizes: dict[int, list[list[int]]] = {}
    for group in groups.values():
        sizes.setdefault(len(group), []).append(group)
    return tuple(np.array(found, dtype=np.intp) for _, found in sorted(sizes.items()))
