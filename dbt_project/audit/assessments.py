"""What is audited: the ranked units of a year under one method and geography, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dbt_project.audit.sobol import Matrix
from dbt_project.audit.tree import Tree, tree_of

Tables = Mapping[str, pd.DataFrame]
_POWERS = {"geometric": 0.0, "harmonic": -1.0}


@dataclass(frozen=True)
class Assessment:
    """``values`` are units by columns of the tree, by choice of normalisation and of what missing
    data mean, NaN where an indicator is missing and where a node above is not; ``scores`` (0 to 1)
    and ``ranks`` the published ones."""

    method: str
    geography: str
    index_year: int
    is_synthetic: bool
    units: tuple[str, ...]
    scores: Matrix
    ranks: NDArray[np.int64]
    tree: Tree
    values: Mapping[tuple[str, str], Matrix]

    @property
    def labels(self) -> dict[str, object]:
        """The columns that every row of the audit starts with."""
        return {
            "method": self.method,
            "geography": self.geography,
            "index_year": self.index_year,
            "is_synthetic": self.is_synthetic,
        }


def assessments(tables: Tables) -> Iterator[Assessment]:
    """The latest year of every geography, from the tables ``int_assessed_units``,
    ``int_replicate_cells``, ``int_replicates``, ``node`` and ``node_rule`` of the warehouse."""
    units = tables["int_assessed_units"]
    now = units[units["is_latest"]].sort_values("case_number")
    keys = ["scheme_number", "normalisation", "missing"]
    schemes = tables["int_replicates"][keys].drop_duplicates().sort_values("scheme_number")
    cells = tables["int_replicate_cells"].sort_values(["scheme_number", "case_number", "node_id"])
    for _, cases in now.groupby("assessment_number", sort=True):
        first = cases.iloc[0]
        tree = _tree(tables, str(first["method"]))
        numbers = cases["case_number"].tolist()
        own = cells[cells["case_number"].isin(numbers)]
        values = {}
        for scheme, normalisation, missing in schemes.itertuples(index=False):
            wide = own[own["scheme_number"] == scheme].pivot(
                index="case_number", columns="node_id", values="x"
            )
            if len(wide):
                wide = wide.reindex(index=numbers, columns=list(tree.columns))
                values[str(normalisation), str(missing)] = wide.to_numpy(dtype=np.float64)
        yield Assessment(
            method=str(first["method"]),
            geography=str(first["geography"]),
            index_year=int(first["index_year"]),
            is_synthetic=bool(cases["is_synthetic"].any()),
            units=tuple(cases["unit_id"].tolist()),
            scores=cases["normalised"].to_numpy(dtype=np.float64),
            ranks=cases["rank_of_unit"].to_numpy(dtype=np.int64),
            tree=tree,
            values=values,
        )


def _tree(tables: Tables, method: str) -> Tree:
    nodes = tables["node"][tables["node"]["method"] == method]
    rules = tables["node_rule"][tables["node_rule"]["method"] == method].set_index("node_id")
    powers = {
        node: _POWERS.get(str(rule["aggregation"]), float(rule["power"]))
        if rule["aggregation"] in ("geometric", "harmonic", "power")
        else 1.0
        for node, rule in rules.iterrows()
    }
    below = nodes[nodes["parent_id"].notna()].copy()
    below["weight"] = below["node_id"].map(rules["weight"]).astype(float)
    below["is_indicator"] = below["node_id"].map(rules["form"].notna())
    below["power"] = below["parent_id"].map(powers)
    floors = rules["member_floor"].astype(float).fillna(0)
    below["member_floor"] = below["parent_id"].map(floors)
    root = str(nodes.loc[nodes["parent_id"].isna(), "node_id"].iloc[0])
    return tree_of(below[below["weight"] > 0], root)
