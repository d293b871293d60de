"""What tells the rows of a mart apart, and which of its columns say nothing about the figures: read
from what is written beside the models, without dbt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from orchestration.reference.seeds import DBT_PROJECT


@dataclass(frozen=True)
class Grain:
    """The key of a mart, and its columns that change without any figure changing."""

    key: tuple[str, ...]
    volatile: frozenset[str]


@cache
def mart_grains() -> dict[str, Grain]:
    """The grain of every mart, by its name."""
    grains = {}
    for path in sorted((DBT_PROJECT / "models" / "marts").rglob("*.yml")):
        described = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for model in described.get("models", []):
            columns = model.get("columns", [])
            volatile = {c["name"] for c in columns if _meta(c).get("volatile")}
            grains[model["name"]] = Grain(tuple(_key(model)), frozenset(volatile))
    return grains


def _key(model: dict[str, Any]) -> list[str]:
    (key,) = (one["columns"] for one in model["constraints"] if one["type"] == "primary_key")
    return list(key)


def _meta(column: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = column.get("config", {}).get("meta", {})
    return meta
