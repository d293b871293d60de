"""Statistics of the structure of an index, after the OECD/JRC Handbook (2008), steps 4 to 7."""

from __future__ import annotations

import numpy as np

from dbt_project.audit.sobol import Matrix

_BANDWIDTHS = (0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 4.0)


def correlations(values: Matrix) -> Matrix:
    """Pearson correlations of columns over the rows that have both; NaN where one does not
    vary."""
    count = values.shape[1]
    matrix = np.full((count, count), np.nan)
    for one in range(count):
        for other in range(one, count):
            both = ~np.isnan(values[:, one]) & ~np.isnan(values[:, other])
            matrix[one, other] = matrix[other, one] = _correlation(
                values[both, one], values[both, other]
            )
    return matrix


def _correlation(x: Matrix, y: Matrix) -> float:
    if len(x) < 3 or np.std(x) < 1e-9 or np.std(y) < 1e-9:
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def correlation_ratio(x: Matrix, y: Matrix) -> float:
    """The part of the variance of y that x explains, Var(E(y | x)) / Var(y): the importance of an
    indicator (Paruolo, Saisana and Saltelli, 2013).

    E(y | x) is a local linear fit; its width is the one that predicts left-out units best. 0
    where x does not vary, NaN where y does not.
    """
    there = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[there], y[there]
    if len(y) < 3 or np.std(y) < 1e-9:
        return float("nan")
    if np.std(x) < 1e-9:
        return 0.0
    z = (x - np.mean(x)) / np.std(x)
    fits = [_local_linear(z, width) for width in _BANDWIDTHS]
    errors = [_left_out_error(smoother, y) for smoother in fits]
    fitted = fits[int(np.argmin(errors))] @ y
    return min(float(np.var(fitted)) / float(np.var(y)), 1.0)


def _local_linear(z: Matrix, width: float) -> Matrix:
    """The matrix that turns observed values into fitted ones."""
    distance = z[None, :] - z[:, None]
    kernel = np.exp(-0.5 * (distance / width) ** 2)
    first = (kernel * distance).sum(axis=1, keepdims=True)
    second = (kernel * distance**2).sum(axis=1, keepdims=True)
    rows = kernel * (second - distance * first)
    totals = rows.sum(axis=1, keepdims=True)
    alone = np.abs(totals) < 1e-12
    means = kernel / kernel.sum(axis=1, keepdims=True)
    fitted: Matrix = np.where(alone, means, rows / np.where(alone, 1.0, totals))
    return fitted


def _left_out_error(smoother: Matrix, y: Matrix) -> float:
    own = np.minimum(np.diag(smoother), 1 - 1e-6)
    return float(np.mean(((y - smoother @ y) / (1 - own)) ** 2))


def alpha(correlation: Matrix) -> float:
    """Cronbach's alpha of standardised indicators, k r / (1 + (k - 1) r) with r the mean
    correlation; NaN for fewer than two that vary, and where they only run against each other."""
    varying = ~np.isnan(np.diag(correlation))
    kept = correlation[np.ix_(varying, varying)]
    count = len(kept)
    if count < 2:
        return float("nan")
    mean = float(np.nanmean(kept[~np.eye(count, dtype=bool)]))
    whole = 1 + (count - 1) * mean
    return count * mean / whole if whole > 1e-9 else float("nan")


def components(correlation: Matrix) -> tuple[Matrix, Matrix]:
    """Principal components of a correlation matrix: the share of the variance each has, largest
    first, and the loadings (indicators by components, the first of each not negative in sum)."""
    varying = ~np.isnan(np.diag(correlation))
    kept = np.nan_to_num(correlation[np.ix_(varying, varying)])
    if not len(kept):
        return np.empty(0), np.empty((len(correlation), 0))
    values, vectors = np.linalg.eigh(kept)
    order = np.argsort(values)[::-1]
    values, vectors = np.maximum(values[order], 0), vectors[:, order]
    signs = np.where(vectors.sum(axis=0) < 0, -1.0, 1.0)
    loadings = np.full((len(correlation), len(values)), np.nan)
    loadings[varying] = vectors * signs * np.sqrt(values)
    return values / values.sum(), loadings
