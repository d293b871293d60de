"""The statistics of every assessed index, as one long table."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from dbt_project.audit.assessments import Assessment, Tables, assessments
from dbt_project.audit.sobol import Matrix
from dbt_project.audit.structure import alpha, components, correlation_ratio, correlations
from dbt_project.audit.tree import evaluate

_DIGITS = 6
_TYPES = {
    "method": "str",
    "geography": "str",
    "index_year": "int32",
    "is_synthetic": "bool",
    "statistic": "str",
    "node_id": "str",
    "other_id": "str",
    "value": "float64",
    "units": "int32",
}
_Row = tuple[str, str, str, float]


def statistics(tables: Tables) -> pd.DataFrame:
    """Rows of one statistic each, rounded to six decimals: what it is, of which node, against which
    other (``-`` where there is none), over how many units. What is not defined has no row."""
    rows = [
        {
            **assessment.labels,
            "statistic": statistic,
            "node_id": node,
            "other_id": other,
            "value": round(value, _DIGITS) + 0.0,
            "units": len(assessment.units),
        }
        for assessment in assessments(tables)
        for statistic, node, other, value in _statistics(assessment)
        if not np.isnan(value)
    ]
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _statistics(assessment: Assessment) -> Iterator[_Row]:
    values = assessment.values.get(("method", "share_weight"))
    if values is None:
        values = assessment.values.get(("method", "method"))
    if values is None or len(assessment.units) < 3:
        return
    values = values[:, : len(assessment.tree.indicators)]
    yield from _of_indicators(assessment, values)
    yield from _of_groups(assessment, values)
    yield from _left_out(assessment)


def _of_indicators(assessment: Assessment, values: Matrix) -> Iterator[_Row]:
    """Weight against importance, spread, correlation with the index and with one another."""
    tree = assessment.tree
    ratios = [
        correlation_ratio(values[:, place], assessment.scores)
        for place in range(len(tree.indicators))
    ]
    correlation = correlations(np.column_stack([values, assessment.scores]))
    for place, node in enumerate(tree.indicators):
        column = values[:, place]
        spread = float(np.std(column[~np.isnan(column)])) if (~np.isnan(column)).any() else 0.0
        yield "weight", node, "-", tree.whole_share(node)
        yield "importance", node, "-", ratios[place]
        yield "importance_share", node, "-", ratios[place] / np.nansum(ratios)
        yield "spread", node, "-", spread
        yield "correlation_with_index", node, "-", correlation[place, -1]
        for after in range(place + 1, len(tree.indicators)):
            yield "correlation", node, tree.indicators[after], correlation[place, after]


def _of_groups(assessment: Assessment, values: Matrix) -> Iterator[_Row]:
    """Cronbach's alpha of every pillar and of the whole; principal components of the whole."""
    tree = assessment.tree
    whole = correlations(values)
    places = {node: place for place, node in enumerate(tree.indicators)}
    for pillar, members in tree.pillars.items():
        inside = [places[member] for member in members]
        yield "alpha", pillar, "-", alpha(whole[np.ix_(inside, inside)])
    if tree.root not in tree.pillars:
        yield "alpha", tree.root, "-", alpha(whole)
    shares, loadings = components(whole)
    for component, share in enumerate(shares.tolist(), start=1):
        yield "component_share", tree.root, str(component), share
    if len(shares):
        for node, loading in zip(tree.indicators, loadings[:, 0].tolist(), strict=True):
            yield "loading", node, "1", loading


def _left_out(assessment: Assessment) -> Iterator[_Row]:
    """The mean number of places that units move when an indicator is left out."""
    tree, values = assessment.tree, assessment.values.get(("method", "method"))
    if values is None:
        return
    published = np.array([[tree.shares[node] for node in tree.nodes]])
    for indicator in tree.indicators:
        without = published.copy()
        without[0, tree.nodes.index(indicator)] = 0
        scores = evaluate(tree, values, without)[0]
        ranks = rankdata(-np.round(scores, 9), method="min", nan_policy="omit")
        yield "left_out_shift", indicator, "-", float(np.mean(np.abs(ranks - assessment.ranks)))
