"""What the project says of its marts: subject, grain, primary key, and every column with its type
and meaning, as dbt parsed it. The snapshot carries it as comments, the dictionary as a page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.warehouse.dbt_runner import ensure_manifest


@dataclass(frozen=True)
class Column:
    """A column of a mart, with the type its contract holds it to."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Mart:
    """A mart or dimension. ``subject`` is the folder its model lies in; ``description`` begins with
    the grain in words, ``key`` is the same as columns."""

    name: str
    subject: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def grain(self) -> str:
        """The first sentence of the description."""
        return self.description.partition(". ")[0].removesuffix(".") + "."


def marts_of(target: Path) -> list[Mart]:
    """Every mart and dimension by subject and name, as the project parsed into ``target`` describes
    them."""
    nodes = json.loads(ensure_manifest(target).read_text(encoding="utf-8"))["nodes"].values()
    marts = [
        _mart(node)
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    ]
    return sorted(marts, key=lambda mart: (mart.subject, mart.name))


def _mart(node: dict[str, Any]) -> Mart:
    (key,) = (one["columns"] for one in node["constraints"] if one["type"] == "primary_key")
    columns = tuple(
        Column(one["name"], one["data_type"], one["description"])
        for one in node["columns"].values()
    )
    return Mart(node["name"], node["fqn"][2], node["description"], tuple(key), columns)
