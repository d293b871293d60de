"""Variance-based sensitivity: how much of the variance of a result each uncertain input explains.

Scrambled Sobol design (Owen), whose halves exchange their columns both ways; estimators of Saltelli
et al., Computer Physics Communications 181 (2010), table 2: total order by Jansen's (f), first
order by the mean of Saltelli's (b) and Jansen's (c). The first is exact for what explains nothing,
the other for what explains everything, so Jansen's weighs as much as the total order. Results are
taken from their mean first, which changes no variance and takes most of the error away.

The intervals are percentiles of a bootstrap over blocks of consecutive points, each of which is
itself spread evenly over the cube.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

Matrix = NDArray[np.float64]
Model = Callable[[Matrix], Matrix]
_MOST_BLOCKS = 256
_RESAMPLES = 1000
# A variance below it is the error of arithmetic.
_LEAST = 1e-12


@dataclass(frozen=True)
class Indices:
    """First and total order of one group of inputs, one value per result, NaN where it does not
    vary, each with the ends of its interval; and the variance of each result.

    A share of a variance lies between 0 and 1, and what an input does alone is part of what it does
    with others. An estimate that lies outside by no more than its resamples do stands at the bound;
    any other stays as it was estimated.
    """

    first: Matrix
    first_interval: tuple[Matrix, Matrix]
    total: Matrix
    total_interval: tuple[Matrix, Matrix]
    variance: Matrix


def sobol_indices(
    model: Model,
    groups: Mapping[str, Sequence[int]],
    *,
    exponent: int,
    seed: int,
    interval: tuple[float, float] = (0.05, 0.95),
    plain: Callable[[Matrix], Matrix] = lambda points: points,
) -> dict[str, Indices]:
    """The indices of every group of columns, from ``2**exponent`` points with two runs for each and
    two more for every group; ``interval`` is which parts of the bootstrap lie below its ends.

    ``model`` takes points of the unit cube (rows) and returns one row of results for each. Groups
    must share out all columns; a group moves as a whole. ``plain`` makes points alike that mean the
    same to the model: what is exchanged between such points is not run again.
    """
    columns = sum(len(group) for group in groups.values())
    design = qmc.Sobol(2 * columns, scramble=True, rng=seed).random_base2(exponent)
    halves = plain(design[:, :columns]), plain(design[:, columns:])
    one, other = model(halves[0]), model(halves[1])
    middle = (np.mean(one, axis=0) + np.mean(other, axis=0)) / 2
    one, other = one - middle, other - middle
    resampled = _Bootstrap.of(len(design), seed)
    variances = resampled((one**2 + other**2) / 2) - resampled((one + other) / 2) ** 2
    spread = np.where(variances[0] > _LEAST, np.maximum(variances, _LEAST), np.nan)
    indices = {}
    for name, group in groups.items():
        is_moved = np.any(halves[0][:, group] != halves[1][:, group], axis=1)
        ones, others = one.copy(), other.copy()
        for results, points in zip((ones, others), _exchanged(*halves, list(group)), strict=True):
            results[is_moved] = model(points[is_moved]) - middle
        total = resampled((one - ones) ** 2 + (other - others) ** 2) / (4 * spread)
        saltelli = resampled(other * (ones - one) + one * (others - other)) / (2 * spread)
        jansen = 1 - resampled((other - ones) ** 2 + (one - others) ** 2) / (4 * spread)
        first = saltelli + np.clip(total, 0, 1) * (jansen - saltelli)
        indices[name] = _in_order(first, total, interval, variances[0])
    return indices


def _exchanged(one: Matrix, other: Matrix, columns: list[int]) -> tuple[Matrix, Matrix]:
    """Both halves of the design after they exchanged some columns."""
    ones, others = one.copy(), other.copy()
    ones[:, columns], others[:, columns] = other[:, columns], one[:, columns]
    return ones, others


@dataclass(frozen=True)
class _Bootstrap:
    """How often each block of points counts: a first row in which all count once, and a row for
    every resample."""

    counts: Matrix

    @classmethod
    def of(cls, points: int, seed: int) -> _Bootstrap:
        blocks = min(points, _MOST_BLOCKS)
        drawn = np.random.default_rng(seed).multinomial(
            blocks, np.full(blocks, 1 / blocks), size=_RESAMPLES
        )
        return cls(np.vstack([np.ones(blocks), drawn]))

    def __call__(self, terms: Matrix) -> Matrix:
        """The mean of every column of ``terms``, over all points and in every resample."""
        blocks = self.counts.shape[1]
        sums = terms.reshape(blocks, -1, terms.shape[1]).sum(axis=1)
        means: Matrix = self.counts @ sums / len(terms)
        return means


def _in_order(
    first: Matrix, total: Matrix, interval: tuple[float, float], variance: Matrix
) -> Indices:
    """The estimates (first rows) at the bounds that their resamples (the other rows) reach."""
    of_total = np.where(np.min(total, axis=0) <= 1, np.minimum(total[0], 1), total[0])
    is_near = (np.max(first, axis=0) >= 0) & (np.max(total - first, axis=0) >= 0)
    of_first = np.where(is_near, np.clip(first[0], 0, of_total), first[0])
    return Indices(
        of_first,
        _interval(of_first, first, interval),
        of_total,
        _interval(of_total, total, interval),
        variance,
    )


def _interval(
    value: Matrix, resampled: Matrix, interval: tuple[float, float]
) -> tuple[Matrix, Matrix]:
    """The ends that parts of the resamples lie below, as far as shares go; the value is within."""
    lower, upper = np.quantile(resampled[1:], interval, axis=0)
    return np.minimum(np.maximum(lower, 0), value), np.maximum(np.minimum(upper, 1), value)
