"""What lower rooms need from the reference seeds of the dbt project, read as plain files."""

from __future__ import annotations

import csv
from collections.abc import Collection
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from expectations.checks.register_rules import BOUND, DATA_ENDS
from ingestion.forms.obligations import Law, law_from_rows
from ingestion.samples.facts import Facts, facts_from_rows

DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
_SEEDS = DBT_PROJECT / "seeds"


@cache
def units() -> pl.DataFrame:
    """Every province version once for each name it had, oldest first: ``unit_id``, ``code``,
    ``name_vi`` and ``name_vi_short``, ``valid_from`` and ``valid_to`` of the name, and ``called``,
    the short names the unit is read under whatever the day: its own, and where one province went on
    unchanged those of that one."""
    versions = _seed("unit").filter(pl.col("code") != "")
    later = _seed("unit_name").join(versions.select("unit_id", "code", "valid_to"), on="unit_id")
    columns = ["unit_id", "code", "name_vi", "name_vi_short", "valid_from", "valid_to"]
    names = pl.concat([versions.select(columns), later.select(columns)]).with_columns(
        pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d", strict=False)
    )
    next_from = pl.col("valid_from").shift(-1).over("unit_id")
    return (
        names.sort("unit_id", "valid_from", nulls_last=False)
        .with_columns(valid_to=pl.coalesce(next_from.dt.offset_by("-1d"), "valid_to"))
        .join(_called(names), on="unit_id", how="left", maintain_order="left")
    )


def _called(names: pl.DataFrame) -> pl.DataFrame:
    """``unit_id`` and ``called``, as in ``units``."""
    unchanged = _seed("unit_lineage").filter(change_type="unchanged")
    before = unchanged.select("unit_id", "successor_unit_id").join(names, on="unit_id")
    inherited = before.select(unit_id="successor_unit_id", called="name_vi_short")
    own = names.select("unit_id", called="name_vi_short")
    every = pl.concat([own, inherited]).unique(maintain_order=True)
    return every.group_by("unit_id", maintain_order=True).agg("called")


def _seed(name: str) -> pl.DataFrame:
    return pl.read_csv(_SEEDS / "reference" / f"{name}.csv", infer_schema=False)


def with_successors(unit_ids: Collection[str]) -> list[str]:
    """The units in the order of their ids, then those they became part of."""
    lineage = _seed("unit_lineage").filter(pl.col("unit_id").is_in(list(unit_ids)))
    later = set(lineage["successor_unit_id"]) - set(unit_ids)
    return [*sorted(unit_ids), *sorted(later)]


def province_of(unit_id: str) -> str:
    """The unit itself, or the one it goes on as unchanged: one province in two geographies."""
    return _unchanged().get(unit_id, unit_id)


@cache
def _unchanged() -> dict[str, str]:
    lineage = _seed("unit_lineage").filter(change_type="unchanged")
    return dict(lineage.select("unit_id", "successor_unit_id").iter_rows())


@cache
def unit_names() -> tuple[str, ...]:
    """The official names of all units, long and short, which prove how a text is written."""
    frame = units()
    return tuple(sorted({*frame["name_vi"], *frame["name_vi_short"]}))


def seed_rows(name: str) -> list[dict[str, str]]:
    """The lines of a seed below ``dbt_project/seeds``, such as ``reference/unit``."""
    with (_SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def place_of_rule(method: str, node: str) -> str | None:
    """The file and line of a node's rule in the method tables; None where there is no such rule."""
    file = _SEEDS / "method" / "node_rule.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            if (row["method"], row["node_id"]) == (method, node):
                return f"{file.relative_to(DBT_PROJECT.parent)}:{reader.line_num}"
    return None


@cache
def released_method() -> str:
    """The method that homes publish until their people choose another (``published_method``)."""
    (method,) = (
        row["method"] for row in seed_rows("method/method_version") if row["is_released"] == "true"
    )
    return method


@cache
def deepest_level() -> int:
    """How many levels the models climb in the tree of a method (``dbt_project.yml``)."""
    project = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    return int(project["vars"]["deepest_level"])


@cache
def law() -> Law:
    """By when reports of periods are due (``reference/obligation_rule``)."""
    return law_from_rows(seed_rows("reference/obligation_rule"))


@cache
def bound() -> pl.DataFrame:
    """Whom the obligations bind that do not bind everyone, in the shape of ``BOUND``."""
    rules = {row["rule_id"]: row for row in seed_rows("reference/obligation_rule")}
    of_units = [
        (rules[row["rule_id"]]["obligation_id"], row["unit_id"])
        for row in seed_rows("reference/obligation_bound_unit")
    ]
    of_members = [
        (row["obligation_id"], None) for row in rules.values() if row["binds"] == "network_members"
    ]
    return pl.DataFrame([*of_units, *of_members], schema=BOUND, orient="row")


@cache
def data_ends() -> pl.DataFrame:
    """The last day their data cover, of the obligations that name it, as ``DATA_ENDS``."""
    days = [
        (row["obligation_id"], *map(int, row["period_ends"].split("-")))
        for row in seed_rows("reference/obligation_rule")
        if row["period_ends"]
    ]
    return pl.DataFrame(days, schema=DATA_ENDS, orient="row")


def sample_facts() -> Facts:
    """What a synthetic sample must know of the world."""
    return facts_from_rows(
        seed_rows("reference/unit"),
        seed_rows("reference/unit_lineage"),
        seed_rows("published/csi_published"),
        seed_rows("reference/obligation_rule"),
        seed_rows("reference/province_34"),
    )
