"""Which uncertain choice of the method moves the ranks: Sobol indices of every assessed index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from dbt_project.audit.assessments import Assessment, Tables, assessments
from dbt_project.audit.sobol import Matrix, sobol_indices
from dbt_project.audit.tree import evaluate

RANK_SHIFT = "-"
_SOURCES = ("normalisation", "aggregation", "missing", "left_out")
_FIRST_WEIGHT = len(_SOURCES) + 1
_DIGITS = 4
# A rank that moves by one place in one of ten runs; below it, estimates are noise.
_LEAST_VARIANCE = 0.09
_TYPES = {
    "method": "str",
    "geography": "str",
    "index_year": "int32",
    "is_synthetic": "bool",
    "unit_id": "str",
    "source": "str",
    "first_order": "float64",
    "total_order": "float64",
}


@dataclass(frozen=True)
class _Choices:
    """The words of one source and where each ends between 0 and 1."""

    words: tuple[str, ...]
    ends: Matrix

    def drawn(self, points: Matrix) -> NDArray[np.str_]:
        """The word that each point falls on."""
        places = np.minimum(np.searchsorted(self.ends, points, side="right"), len(self.words) - 1)
        return np.array(self.words)[places]


@dataclass(frozen=True)
class RankModel:
    """The index as a function of its uncertain choices, each between 0 and 1: one column for every
    source, one for which indicator is left out, one for every weight."""

    assessment: Assessment
    choices: dict[str, _Choices]
    width: float
    smallest: float

    @property
    def groups(self) -> dict[str, Sequence[int]]:
        """The columns of each source of uncertainty."""
        weights = range(_FIRST_WEIGHT, _FIRST_WEIGHT + len(self.assessment.tree.nodes))
        by_source: dict[str, Sequence[int]] = {source: [n] for n, source in enumerate(_SOURCES)}
        return {
            **by_source,
            "left_out": [_SOURCES.index("left_out"), len(_SOURCES)],
            "weights": weights,
        }

    @property
    def is_whole(self) -> bool:
        """Whether the replicates have drawn every way to scale and to read missing data."""
        needed = product(self.choices["normalisation"].words, self.choices["missing"].words)
        return all(scheme in self.assessment.values for scheme in needed)

    def __call__(self, points: Matrix) -> Matrix:
        """The mean shift of ranks against the published ones, then the rank of every unit."""
        drawn = {s: self.choices[s].drawn(points[:, n]) for n, s in enumerate(_SOURCES)}
        weights = self._weights(points, drawn["left_out"])
        scores = np.empty((len(points), len(self.assessment.units)))
        kinds = pd.MultiIndex.from_arrays([drawn[s] for s in _SOURCES[:3]])
        codes, schemes = pd.factorize(kinds)
        for place, (normalisation, aggregation, missing) in enumerate(schemes):
            rows = codes == place
            scores[rows] = self._scores(weights[rows], normalisation, missing, aggregation)
        ranks = rankdata(-np.round(scores, 9), method="min", axis=1)
        shift = np.mean(np.abs(ranks - self.assessment.ranks), axis=1, keepdims=True)
        return np.hstack([shift, ranks])

    def _weights(self, points: Matrix, left_out: NDArray[np.str_]) -> Matrix:
        tree = self.assessment.tree
        shares = np.array([tree.shares[node] for node in tree.nodes])
        weights: Matrix = shares * (1 + self.width * (2 * points[:, _FIRST_WEIGHT:] - 1))
        which = np.floor(points[:, len(_SOURCES)] * len(tree.indicators)).astype(int)
        for place, indicator in enumerate(tree.indicators):
            weights[
                (left_out == "one_indicator") & (which == place), tree.nodes.index(indicator)
            ] = 0
        return weights

    def _scores(
        self, weights: Matrix, normalisation: str, missing: str, aggregation: str
    ) -> Matrix:
        values = self.assessment.values[normalisation, missing]
        tree = self.assessment.tree
        if aggregation == "geometric":
            return evaluate(tree, values, weights, smallest=self.smallest)
        if aggregation == "arithmetic":
            tree = replace(tree, powers=dict.fromkeys(tree.powers, 1.0))
        return evaluate(tree, values, weights)


def sensitivity(tables: Tables) -> pd.DataFrame:
    """First and total order of every source for the rank of every unit and, as unit ``-``, for the
    mean shift of ranks. A unit whose rank hardly varies has no row, nor has an index of which too
    few replicates were drawn.

    Besides the tables of ``assessments`` it needs ``uncertainty_rule`` and ``uncertainty_choice``.
    """
    rows = []
    for assessment in assessments(tables):
        rule = tables["uncertainty_rule"]
        rules = rule[rule["method"] == assessment.method].to_dict("records")[0]
        model = RankModel(
            assessment,
            {source: _choices(tables, assessment.method, source) for source in _SOURCES},
            width=float(rules["weight_width"]),
            smallest=float(rules["smallest_value"]),
        )
        if not model.is_whole:
            continue
        indices = sobol_indices(
            model,
            model.groups,
            exponent=int(rules["design_exponent"]),
            seed=int(rules["seed"]),
        )
        for source, of_source in indices.items():
            for place, unit in enumerate((RANK_SHIFT, *assessment.units)):
                least = 0.0 if unit == RANK_SHIFT else _LEAST_VARIANCE
                if of_source.variance[place] >= least and not np.isnan(of_source.first[place]):
                    rows.append(
                        {
                            **assessment.labels,
                            "unit_id": unit,
                            "source": source,
                            "first_order": round(float(of_source.first[place]), _DIGITS) + 0.0,
                            "total_order": round(float(of_source.total[place]), _DIGITS) + 0.0,
                        }
                    )
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _choices(tables: Tables, method: str, source: str) -> _Choices:
    rows = tables["uncertainty_choice"]
    rows = rows[(rows["method"] == method) & (rows["source"] == source)].sort_values("choice")
    if not len(rows):
        return _Choices(("none" if source == "left_out" else "method",), np.array([1.0]))
    ends = np.cumsum(rows["probability"].to_numpy(dtype=np.float64))
    return _Choices(tuple(rows["choice"].tolist()), ends.astype(np.float64))
