"""The index of many units under many weights at once: means of means, from the indicators up.

The same means as the SQL models have, over arrays; a value that is NaN is missing and leaves its
weight to its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dbt_project.audit.sobol import Matrix


@dataclass(frozen=True)
class Tree:
    """A method: the nodes below the root with their share among siblings, deepest first.

    ``parents``, ``shares``, ``powers`` (exponent of the parent's mean) and ``floors`` (of what its
    members count as; 0 for none) are by node; ``indicators`` in the order of the columns of values.
    """

    root: str
    parents: Mapping[str, str]
    shares: Mapping[str, float]
    powers: Mapping[str, float]
    floors: Mapping[str, float]
    indicators: tuple[str, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes below the root, in the order of the columns of weights."""
        return tuple(self.shares)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of values: the indicators, then the nodes above them, which have a value of
        their own where they are missing and earn nothing."""
        return (*self.indicators, *(node for node in self.nodes if node not in self.indicators))

    @property
    def pillars(self) -> dict[str, list[str]]:
        """The indicators directly below each node that has some."""
        members: dict[str, list[str]] = {}
        for node in self.indicators:
            members.setdefault(self.parents[node], []).append(node)
        return members

    def whole_share(self, node: str) -> float:
        """What a node weighs in the whole index when nothing is missing."""
        share = 1.0
        while node != self.root:
            share, node = share * self.shares[node], self.parents[node]
        return share


def tree_of(weights: pd.DataFrame, root: str) -> Tree:
    """The tree from the nodes below the root: ``node_id``, ``parent_id``, ``node_level``,
    ``sort_order``, ``weight``, ``power`` and ``member_floor`` (of the parent's mean),
    ``is_indicator``."""
    ordered = weights.sort_values(["node_level", "sort_order"], ascending=[False, True])
    siblings = ordered.groupby("parent_id")["weight"].transform("sum")
    nodes = ordered["node_id"].tolist()
    shares = (ordered["weight"] / siblings).astype(float).tolist()
    leaves = ordered[ordered["is_indicator"]].sort_values("sort_order")
    return Tree(
        root=root,
        parents=dict(zip(nodes, ordered["parent_id"].tolist(), strict=True)),
        shares=dict(zip(nodes, shares, strict=True)),
        powers=dict(zip(nodes, ordered["power"].astype(float).tolist(), strict=True)),
        floors=dict(zip(nodes, ordered["member_floor"].astype(float).tolist(), strict=True)),
        indicators=tuple(leaves["node_id"].tolist()),
    )


def evaluate(
    tree: Tree, values: Matrix, weights: Matrix, *, smallest: float | None = None
) -> Matrix:
    """The root of every unit under every row of weights.

    ``values`` are units by columns of the tree, of which those behind the indicators may be left
    out, ``weights`` runs by nodes; the result is runs by units. With ``smallest`` every mean is
    geometric, and where it has no floor lower values count as this one.
    """
    columns = {node: place for place, node in enumerate(tree.nodes)}
    given = dict(zip(tree.columns, values.T, strict=False))
    leaves = {node: given[node] for node in tree.indicators}
    means: dict[str, Matrix] = {}
    for parent in dict.fromkeys(tree.parents.values()):
        children = [node for node in tree.nodes if tree.parents[node] == parent]
        power = 0.0 if smallest is not None else tree.powers[children[0]]
        floor = tree.floors[children[0]] or smallest or 0.0
        below = [node for node in children if node in leaves]
        sums = _sums_of_leaves(
            np.array([leaves[node] for node in below]).reshape(len(below), len(values)),
            weights[:, [columns[node] for node in below]],
            power,
            floor,
        )
        for node in children:
            if node in means:
                sums = _with(sums, means[node], weights[:, columns[node], None], power, floor)
        with np.errstate(invalid="ignore", divide="ignore"):
            means[parent] = _mean(
                sums.terms / np.where(sums.shared > 0, sums.shared, np.nan), power
            )
        own = given.get(parent, np.array([np.nan]))
        if not np.isnan(own).all():
            means[parent] = np.where(np.isnan(own), means[parent], own)
    return means[tree.root]


@dataclass(frozen=True)
class _Sums:
    """Of the members of one mean: their weighted terms, and the weights of those that are there (in
    one column where all are there for every unit)."""

    terms: Matrix
    shared: Matrix


def _sums_of_leaves(members: Matrix, weights: Matrix, power: float, floor: float) -> _Sums:
    """The sums over indicators (rows of ``members``), whose values are the same in every run."""
    is_there = ~np.isnan(members)
    terms = np.where(is_there, _term(members, power, floor), 0.0)
    shared = np.sum(weights, axis=1, keepdims=True) if is_there.all() else weights @ is_there
    infinite = np.isinf(terms)
    sums = _Sums(weights @ np.where(infinite, 0.0, terms), shared)
    if infinite.any():  # a member of 0 under a power of 0 or less, unless it weighs nothing
        sums.terms[(weights > 0).astype(float) @ infinite > 0] = terms[infinite][0]
    return sums


def _with(sums: _Sums, member: Matrix, weight: Matrix, power: float, floor: float) -> _Sums:
    """The sums with a member whose value is another one in every run."""
    term = _term(member, power, floor)
    if np.isfinite(term).all():
        return _Sums(sums.terms + weight * term, sums.shared + weight)
    counting = weight * ~np.isnan(member)
    with np.errstate(invalid="ignore"):
        counted = np.where(counting > 0, counting * term, 0)
    return _Sums(sums.terms + counted, sums.shared + counting)


def _term(x: Matrix, power: float, floor: float) -> Matrix:
    if power == 1:
        return x
    with np.errstate(divide="ignore", over="ignore"):
        lifted = np.maximum(x, floor)
        return np.log(lifted) if power == 0 else lifted**power


def _mean(mean_of_terms: Matrix, power: float) -> Matrix:
    if power == 1:
        return mean_of_terms
    return np.exp(mean_of_terms) if power == 0 else mean_of_terms ** (1 / power)
