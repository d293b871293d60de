"""Homes whose truth is known: units that stay as they are and units that move, reported by agencies
that err. What the index says of them can be held against the truth, which it is never told.

Every home is a method of its own, so that one run of the models computes them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
from numpy.random import Generator

from orchestration.any_index.computing import ENGINE
from orchestration.any_index.scratch import DOORS
from orchestration.reference.method_tables import METHOD_SCHEMA, method_tables
from orchestration.warehouse.duckdb_files import create_table
from tests.dbt_project.engine import MEASUREMENT, UNCERTAINTY, compile_models

CHANGES = "mart_csi_change_uncertainty"
WEIGHTS = (5, 3, 2)
YEARS = tuple(range(2018, 2024))
UNITS, AGENCIES, SEED = 40, 3, 2018
SHAPES = ("even", "skewed", "one_bad_agency")


@dataclass(frozen=True)
class Kind:
    """``error`` is the standard error of the figure of a unit, in points of 100; ``shape`` how its
    agencies err; ``moving`` the part of the units that move after the first year, by three standard
    errors of the change of their score."""

    shape: str
    error: int
    moving: float

    @property
    def error_of_score(self) -> float:
        """The standard error of a score, in points."""
        shares = np.array(WEIGHTS) / sum(WEIGHTS)
        return float(self.error * np.sqrt((shares**2).sum()))

    @property
    def movement(self) -> float:
        """By how many points a unit moves that does."""
        return 3 * self.error_of_score * float(np.sqrt(2))


KINDS = [Kind(shape, error, 0.5) for shape in SHAPES for error in (2, 5, 10)]
HOMES = 20


def summary(rows: pl.DataFrame, kinds: list[Kind]) -> pl.DataFrame:
    """One row per kind: how many unit-years and changes there are and how many intervals hold the
    truth, and how many units are called up or down among those that stay and those that move."""
    later = pl.col("verdict").is_not_null()
    called = pl.col("verdict").is_in(["improved", "declined"])
    counts = rows.group_by("kind").agg(
        unit_years=pl.len(),
        held_scores=((pl.col("score") - pl.col("score_estimate")).abs()
                     <= pl.col("score_half_width")).sum(),
        changes=later.sum(),
        held_changes=pl.col("change").is_between("change_lower", "change_upper").sum(),
        still=(later & ~pl.col("moved")).sum(),
        called_still=(called & ~pl.col("moved")).sum(),
        moved=(later & pl.col("moved")).sum(),
        called_moved=(called & pl.col("moved")).sum(),
    )  # fmt: skip
    labels = pl.DataFrame(
        [(place, kind.shape, kind.error) for place, kind in enumerate(kinds)],
        schema=["kind", "shape", "error_points"],
        orient="row",
    )
    return labels.join(counts, on="kind").sort("kind").drop("kind")


def simulate(folder: Path, kinds: list[Kind], homes: int) -> pl.DataFrame:
    """One row per unit-year of every home: ``kind`` (its place in the list), ``year``, ``moved``,
    the true ``score`` and ``change`` since the first year, the ``estimate`` of both with their
    intervals, and the ``verdict`` on the change (null in the first year)."""
    statements = compile_models(folder, ENGINE, MEASUREMENT, UNCERTAINTY, CHANGES)
    return pl.concat(_simulate(statements, place, kind, homes) for place, kind in enumerate(kinds))


def _simulate(statements: list[str], place: int, kind: Kind, homes: int) -> pl.DataFrame:
    """All homes of one kind, each a method of its own."""
    methods = [f"M{home}" for home in range(homes)]
    draws = [np.random.default_rng([SEED, place, home]) for home in range(homes)]
    truths = [_truth(kind, random) for random in draws]
    truth_rows = pl.concat(
        _frame(truth, method, kind) for truth, method in zip(truths, methods, strict=True)
    )
    figures = pl.concat(
        _reported(truth, method, kind, random)
        for truth, method, random in zip(truths, methods, draws, strict=True)
    )
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as working")
        connection.execute("use working")
        _fill(connection, methods, figures)
        for statement in statements:
            connection.execute(statement)
        connection.register("truth", truth_rows.to_arrow())
        return connection.sql(_COMPARED).pl().select(pl.lit(place).alias("kind"), pl.all())


_COMPARED = """
select
    truth.year, truth.moved, truth.score, truth.change,
    cast(scores.score as double) as score_estimate,
    cast(errors.standard_error * rules.standard_errors as double) as score_half_width,
    cast(changes.change_lower as double) as change_lower,
    cast(changes.change_upper as double) as change_upper,
    changes.verdict
from truth
inner join intermediate.int_unit_scores as scores
    on truth.method = scores.method and truth.unit = scores.unit_id
    and truth.year = scores.index_year
inner join method.uncertainty_rule as rules on truth.method = rules.method
left join intermediate.int_score_errors as errors
    on truth.method = errors.method and truth.unit = errors.unit_id
    and truth.year = errors.index_year
left join marts.mart_csi_change_uncertainty as changes
    on truth.method = changes.method and truth.unit = changes.unit_id
    and truth.year = changes.index_year
order by truth.method, truth.unit, truth.year
"""


def _truth(kind: Kind, random: Generator) -> np.ndarray:
    """Units by years by indicators, in points; the first units are those that move."""
    base = random.uniform(30, 50, (UNITS, 1, len(WEIGHTS)))
    moved = np.arange(UNITS)[:, None, None] < kind.moving * UNITS
    later = np.arange(len(YEARS))[None, :, None] > 0
    return base + kind.movement * (moved & later)


def _frame(truth: np.ndarray, method: str, kind: Kind) -> pl.DataFrame:
    scores = truth @ (np.array(WEIGHTS) / sum(WEIGHTS))
    units, years = np.meshgrid(np.arange(UNITS), np.array(YEARS), indexing="ij")
    return pl.DataFrame(
        {
            "method": [method] * scores.size,
            "unit": [f"u{unit:02}" for unit in units.ravel()],
            "year": years.ravel(),
            "moved": (units < kind.moving * UNITS).ravel(),
            "score": scores.ravel(),
            "change": (scores - scores[:, :1]).ravel(),
        }
    )


def _reported(truth: np.ndarray, method: str, kind: Kind, random: Generator) -> pl.DataFrame:
    """What the agencies of every unit say: its truth, how far they stand from it for good (ten
    points, nothing on the whole), and an error of each year, so that the figure of the unit errs by
    the error of the kind."""
    shape = (*truth.shape, AGENCIES)
    lasting = random.normal(0, 10, (UNITS, 1, len(WEIGHTS), AGENCIES))
    lasting -= lasting.mean(axis=-1, keepdims=True)
    if kind.shape == "skewed":
        errors = (random.exponential(1, shape) - 1) * kind.error * np.sqrt(AGENCIES)
    elif kind.shape == "one_bad_agency":
        bad = np.arange(AGENCIES) == 0
        errors = random.normal(0, kind.error * AGENCIES, shape) * bad
    else:
        errors = random.normal(0, kind.error * np.sqrt(AGENCIES), shape)
    values = truth[..., None] + lasting + errors
    unit, year, node, agency = np.indices(shape)
    return pl.DataFrame(
        {
            "method": [method] * values.size,
            "unit_id": [f"u{one:02}" for one in unit.ravel()],
            "index_year": np.array(YEARS)[year.ravel()],
            "node_id": [f"i{one}" for one in node.ravel()],
            "agency_id": [
                f"u{u:02}-{a}" for u, a in zip(unit.ravel(), agency.ravel(), strict=True)
            ],
            "value": values.ravel(),
        }
    )


def _fill(connection: duckdb.DuckDBPyConnection, methods: list[str], figures: pl.DataFrame) -> None:
    for table in method_tables().values():
        create_table(connection, METHOD_SCHEMA, table.name, table.types)
    for door, types in DOORS.items():
        create_table(connection, "intermediate", door, types)
    connection.execute("create schema marts")
    connection.register("methods", pl.DataFrame({"method": methods}).to_arrow())
    connection.register("figures", figures.to_arrow())
    for statement in _statements():
        connection.execute(statement)


def _statements() -> Iterator[str]:
    yield """insert into method.method_version by name
        select method, 100 as scale_max, 2018 as baseline_year, true as is_computable,
            'recomputed' as kind from methods"""
    yield """insert into method.node by name
        select method, 'root' as node_id, 1 as node_level, 1 as sort_order from methods"""
    yield """insert into method.node_rule by name
        select method, 'root' as node_id, 1 as weight, 'arithmetic' as aggregation, 2 as decimals,
            'best_rank' as tie_rule, 0.8 as minimum_coverage from methods"""
    for place, weight in enumerate(WEIGHTS):
        yield f"""insert into method.node by name
            select method, 'i{place}' as node_id, 'root' as parent_id, 2 as node_level,
                {place + 2} as sort_order from methods"""
        yield f"""insert into method.node_rule by name
            select method, 'i{place}' as node_id, {weight} as weight, '+' as direction,
                'goalposts' as normalisation, 0 as goalpost_lo, 100 as goalpost_hi,
                'none' as cap, 'share_of_agencies' as pooling, 'pooled' as merge_policy,
                method as form, 'i{place}' as measure from methods"""
    yield "insert into intermediate.int_vintages values ('now')"
    yield """insert into intermediate.int_observations by name
        select 'now' as vintage, method as form, agency_id, unit_id,
            cast(index_year as varchar) as period, node_id as measure, value as numerator,
            'reported' as status from figures"""
    yield """insert into intermediate.int_due_figures by name
        select distinct method as form, agency_id, unit_id,
            cast(index_year as varchar) as period, index_year, false as is_measured,
            true as is_synthetic from figures"""
    yield """insert into intermediate.int_unit_geography by name
        select distinct unit_id as source_unit_id, 'G' as geography, unit_id from figures"""
    yield """insert into intermediate.int_unit_years by name
        select distinct method, 'G' as geography, unit_id, index_year, 'complete' as season,
            false as is_restated, true as is_synthetic from figures"""
    yield """create table method.uncertainty_rule as
        select method, 1 as seed, 1 as replicates, 1 as earlier_replicates,
            10 as minimum_units, 0.0 as weight_width,
            0.01 as smallest_value, 0.05 as interval_from, 0.95 as interval_to,
            1.645 as standard_errors, 10 as minimum_observations, 0.8 as known_share,
            0.04 as significance, 0.2 as false_discovery_rate from methods"""
    yield """create table method.uncertainty_choice (
        method varchar, source varchar, choice varchar, probability decimal(9, 4))"""
    yield f"""create table method.measurement_evidence as
        select method, 'i' || place as node_id, 'agencies' as source,
            cast(null as varchar) as other_node_id, cast(null as decimal(9, 4)) as standard_error
        from methods, range({len(WEIGHTS)}) as places(place)"""
