"""Variance-based sensitivity: how much of the variance of a result each uncertain input explains.

Scrambled Sobol design (Owen), first order and total order by the estimators of Jansen, as in
Saltelli et al., Computer Physics Communications 181 (2010), table 2 (b and f read with Jansen's).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

Matrix = NDArray[np.float64]
Model = Callable[[Matrix], Matrix]


@dataclass(frozen=True)
class Indices:
    """First and total order of one group of inputs, one value per result, NaN where it does not
    vary; and the variance of each result."""

    first: Matrix
    total: Matrix
    variance: Matrix


def sobol_indices(
    model: Model, groups: Mapping[str, Sequence[int]], *, exponent: int, seed: int
) -> dict[str, Indices]:
    """The indices of every group of columns, from ``2**exponent * (groups + 2)`` runs.

    ``model`` takes points of the unit cube (rows) and returns one row of results for each. Groups
    must share out all columns; a group moves as a whole.
    """
    columns = sum(len(group) for group in groups.values())
    design = qmc.Sobol(2 * columns, scramble=True, rng=seed).random_base2(exponent)
    one, other = design[:, :columns], design[:, columns:]
    of_one, of_other = model(one), model(other)
    variance: Matrix = np.var(np.concatenate([of_one, of_other]), axis=0)
    spread = np.where(variance > 1e-12, variance, np.nan)
    indices = {}
    for name, group in groups.items():
        mixed = one.copy()
        mixed[:, list(group)] = other[:, list(group)]
        of_mixed = model(mixed)
        indices[name] = Indices(
            first=1 - np.mean((of_other - of_mixed) ** 2, axis=0) / (2 * spread),
            total=np.mean((of_one - of_mixed) ** 2, axis=0) / (2 * spread),
            variance=variance,
        )
    return indices
