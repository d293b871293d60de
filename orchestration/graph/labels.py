"""Whose an asset is and what it is tagged with: the one place that says so.

A check has neither owner nor group of its own in Dagster: it has those of its asset.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from dashboards.marts import audiences

# Stewards answer for what was sent and for what is published, analysts for what is computed.
OWNERS: Mapping[str, str] = {
    "raw": "team:stewards",
    "reference": "team:analysts",
    "staging": "team:analysts",
    "intermediate": "team:analysts",
    "audit": "team:analysts",
    "marts": "team:analysts",
    "releases": "team:stewards",
}
LAYER, SUBJECT, AUDIENCE = "csi/layer", "csi/subject", "csi/audience"
# Folders of models that stand for their layer; every other one is seeds.
_LAYERS = ("staging", "intermediate", "audit", "marts")


class Labels(TypedDict):
    """What every asset is given in the same words."""

    group_name: str
    owners: list[str]
    tags: dict[str, str]


def labels(layer: str, subject: str) -> Labels:
    """The group, owner and tags of an asset of a layer."""
    return Labels(group_name=layer, owners=[OWNERS[layer]], tags={LAYER: layer, SUBJECT: subject})


def layer_of(node: Mapping[str, Any]) -> str:
    """The layer a model or seed of dbt belongs to."""
    return next((layer for layer in _LAYERS if layer in node["fqn"]), "reference")


def dbt_tags(node: Mapping[str, Any]) -> dict[str, str]:
    """The tags of a model or seed: its layer, its subject (the folder it lies in), and for a mart
    the widest audience that sees any of it."""
    *_, folder, _ = node["fqn"]
    tags = labels(layer_of(node), folder)["tags"]
    if node.get("schema") == "marts":
        tags[AUDIENCE] = _widest_audience(node["name"])
    return tags


def _widest_audience(mart: str) -> str:
    seen = audiences.table()
    kinds = (kind for kind in audiences.KINDS if seen.columns(mart, kind))
    return next(kinds, audiences.NONE)
