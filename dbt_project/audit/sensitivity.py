"""Which uncertain choice of the method moves the ranks: Sobol indices of every assessed index."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from dbt_project.audit.assessments import Assessment, Tables, assessments
from dbt_project.audit.sobol import Indices, Matrix, sobol_indices
from dbt_project.audit.tree import evaluate

RANK_SHIFT = "-"
_SOURCES = ("normalisation", "aggregation", "missing", "left_out")
_FIRST_WEIGHT = len(_SOURCES) + 1
_DIGITS = 4
_FIGURES = (
    "first_order",
    "first_order_lower",
    "first_order_upper",
    "total_order",
    "total_order_lower",
    "total_order_upper",
)
_RULES = (
    "design_exponent",
    "seed",
    "interval_from",
    "interval_to",
    "weight_width",
    "smallest_value",
)
# A rank that moves by one place in one of ten runs; below it, estimates are noise.
_LEAST_VARIANCE = 0.09
# Half the widest interval with which two digits still say something. A rank that seldom moves, and
# then by many places, needs far more points than all others.
_SETTLED_WITHIN = 0.02
_TYPES = {
    "method": "str",
    "geography": "str",
    "index_year": "int32",
    "is_synthetic": "bool",
    "unit_id": "str",
    "source": "str",
    **dict.fromkeys(_FIGURES, "float64"),
    "inputs_hash": "str",
}


@dataclass(frozen=True)
class _Choices:
    """The words of one source and where each ends between 0 and 1."""

    words: tuple[str, ...]
    ends: Matrix

    def drawn(self, points: Matrix) -> NDArray[np.int64]:
        """The place of the word that each point falls on."""
        return np.minimum(np.searchsorted(self.ends, points, side="right"), len(self.words) - 1)

    def middles(self, points: Matrix) -> Matrix:
        """The middle of the part, between 0 and 1, of the word that each point falls on."""
        of_words = self.ends - np.diff(self.ends, prepend=0) / 2
        return of_words[self.drawn(points)]


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

    def plain(self, points: Matrix) -> Matrix:
        """The same points, those that draw the same choices alike in every column but weights."""
        plain = points.copy()
        for place, source in enumerate(_SOURCES):
            plain[:, place] = self.choices[source].middles(points[:, place])
        which = self._which_left_out(points)
        plain[:, len(_SOURCES)] = np.where(
            self._leaves_out(points), (which + 0.5) / len(self.assessment.tree.indicators), 0
        )
        return plain

    def __call__(self, points: Matrix) -> Matrix:
        """The mean shift of ranks against the published ones, then the rank of every unit."""
        drawn = np.array([self.choices[s].drawn(points[:, n]) for n, s in enumerate(_SOURCES[:3])])
        weights = self._weights(points)
        scores = np.empty((len(points), len(self.assessment.units)))
        sources = [self.choices[source] for source in _SOURCES[:3]]
        for places in product(*(range(len(source.words)) for source in sources)):
            rows = np.equal(drawn.T, places).all(axis=1)
            words = (source.words[place] for source, place in zip(sources, places, strict=True))
            scores[rows] = self._scores(weights[rows], *words)
        ranks = ranks_of(np.round(scores, 9))
        shift = np.mean(np.abs(ranks - self.assessment.ranks), axis=1, keepdims=True)
        return np.hstack([shift, ranks])

    def _weights(self, points: Matrix) -> Matrix:
        tree = self.assessment.tree
        shares = np.array([tree.shares[node] for node in tree.nodes])
        weights: Matrix = shares * (1 + self.width * (2 * points[:, _FIRST_WEIGHT:] - 1))
        columns = np.array([tree.nodes.index(indicator) for indicator in tree.indicators])
        leaves_out = self._leaves_out(points)
        weights[leaves_out, columns[self._which_left_out(points)[leaves_out]]] = 0
        return weights

    def _leaves_out(self, points: Matrix) -> NDArray[np.bool_]:
        """Whether an indicator is left out."""
        words = self.choices["left_out"].words
        place = words.index("one_indicator") if "one_indicator" in words else -1
        drawn = self.choices["left_out"].drawn(points[:, _SOURCES.index("left_out")])
        return np.equal(drawn, place)

    def _which_left_out(self, points: Matrix) -> NDArray[np.int64]:
        """The place of the indicator that is left out, if one is."""
        indicators = len(self.assessment.tree.indicators)
        return np.floor(points[:, len(_SOURCES)] * indicators).astype(np.int64)

    def _scores(
        self, weights: Matrix, normalisation: str, aggregation: str, missing: str
    ) -> Matrix:
        values = self.assessment.values[normalisation, missing]
        tree = self.assessment.tree
        if aggregation == "geometric":
            return evaluate(tree, values, weights, smallest=self.smallest)
        if aggregation == "arithmetic":
            tree = replace(tree, powers=dict.fromkeys(tree.powers, 1.0))
        return evaluate(tree, values, weights)


def ranks_of(scores: Matrix) -> NDArray[np.int32]:
    """The ranks of every run: the highest score first, ties share the best one, and a unit without
    a score comes last."""
    lost = np.where(np.isnan(scores), np.inf, -scores)
    order = np.argsort(lost, axis=1)
    places = np.tile(np.arange(1, lost.shape[1] + 1, dtype=np.int32), (len(lost), 1))
    in_order = np.take_along_axis(lost, order, axis=1)
    is_tied = in_order[:, 1:] == in_order[:, :-1]
    runs = is_tied.any(axis=1)
    shared = np.where(is_tied[runs], 1, places[runs, 1:])
    places[runs, 1:] = np.maximum.accumulate(shared, axis=1)
    ranks = np.empty_like(places)
    np.put_along_axis(ranks, order, places, axis=1)
    return ranks


def sensitivity(tables: Tables, before: pd.DataFrame | None = None) -> pd.DataFrame:
    """First and total order of every source for the rank of every unit and, as unit ``-``, for the
    mean shift of ranks, each with its interval. A unit whose rank hardly varies, or whose shares
    the points do not settle, has no row, nor has an index of which too few replicates were drawn.

    Besides the tables of ``assessments`` it needs ``uncertainty_rule`` and ``uncertainty_choice``.
    What ``before``, an earlier report, has of the same inputs is taken from it.
    """
    parts = [pd.DataFrame(columns=list(_TYPES))]
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
        inputs = inputs_hash(model, rules)
        kept = before[before["inputs_hash"] == inputs] if before is not None else parts[0]
        with threadpool_limits(1):
            rows = kept if len(kept) else pd.DataFrame(_rows(model, rules))
        parts.append(rows.assign(inputs_hash=inputs))
    return pd.concat(parts)[list(_TYPES)].astype(_TYPES)


def inputs_hash(model: RankModel, rules: Mapping[Hashable, Any]) -> str:
    """Of all that the indices of an assessed index are computed from: its data, rules and choices,
    and the code with the libraries it counts with."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    assessed = model.assessment
    texts: tuple[object, ...] = (np.__version__, scipy.__version__)
    texts += tuple((column, str(rules[column])) for column in _RULES)
    texts += (assessed.labels, assessed.units, assessed.tree)
    texts += tuple((s, c.words, c.ends.tolist()) for s, c in model.choices.items())
    digest.update(repr(texts).encode())
    digest.update(assessed.ranks.tobytes())
    for scheme, values in sorted(assessed.values.items()):
        digest.update(repr(scheme).encode() + np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def _rows(model: RankModel, rules: Mapping[Hashable, Any]) -> list[dict[str, object]]:
    by_source = sobol_indices(
        model,
        model.groups,
        plain=model.plain,
        exponent=int(rules["design_exponent"]),
        seed=int(rules["seed"]),
        interval=(float(rules["interval_from"]), float(rules["interval_to"])),
    )
    rows = []
    for place, unit in enumerate((RANK_SHIFT, *model.assessment.units)):
        of_unit = {source: _shares(indices, place) for source, indices in by_source.items()}
        variance = next(iter(by_source.values())).variance[place]
        if unit != RANK_SHIFT and (variance < _LEAST_VARIANCE or not _are_settled(of_unit)):
            continue
        for source, shares in of_unit.items():
            if not np.isnan(shares["first_order"]):
                labels = {**model.assessment.labels, "unit_id": unit, "source": source}
                rows.append({**labels, **shares})
    return rows


def _shares(indices: Indices, place: int) -> dict[str, float]:
    """The figures of one result, by name."""
    figures = [indices.first, *indices.first_interval, indices.total, *indices.total_interval]
    rounded = [round(float(figure[place]), _DIGITS) + 0.0 for figure in figures]
    return dict(zip(_FIGURES, rounded, strict=True))


def _are_settled(of_unit: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether no interval of any source is wider than two digits bear."""
    widths = (
        shares[f"{order}_upper"] - shares[f"{order}_lower"]
        for shares in of_unit.values()
        for order in ("first_order", "total_order")
    )
    return all(width <= 2 * _SETTLED_WITHIN for width in widths)


def _choices(tables: Tables, method: str, source: str) -> _Choices:
    rows = tables["uncertainty_choice"]
    rows = rows[(rows["method"] == method) & (rows["source"] == source)].sort_values("choice")
    if not len(rows):
        return _Choices(("none" if source == "left_out" else "method",), np.array([1.0]))
    ends = np.cumsum(rows["probability"].to_numpy(dtype=np.float64))
    return _Choices(tuple(rows["choice"].tolist()), ends.astype(np.float64))
