"""What a change would do to scores and ranks: the same models, run on a copy of the warehouse.

Not here: which copy, and what is in force in it before the changes (``baseline``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import duckdb

from ingestion.home.database import read_database, working_database
from ingestion.home.home import Home
from ingestion.refusal import Refusal
from orchestration.reference.seeds import province_of
from orchestration.warehouse.dbt_runner import environment, invoke_dbt

_AUDIT = "path:models/audit+"
_STANDINGS = """
select method, geography, unit_id, index_year, unit_name, score, rank, ranked_units, grade,
    coverage, not_ranked_reason, score_lower, score_upper, rank_best, rank_worst
from marts.mart_csi_ranking
order by method, geography, index_year, unit_sort_order
"""


class WarehouseChange(Protocol):
    """A change that might be made to the warehouse."""

    @property
    def models(self) -> str:
        """The dbt selection of what follows from it, such as ``stg_submissions+``."""

    def apply(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Change the copy; raises ``ChangeRefused`` where it changes nothing."""


class ChangeRefused(Refusal):
    """A change does not fit the warehouse."""


class RecomputationFailed(Refusal):
    """The models did not run on the changed copy; with dbt's message for the first that failed."""

    kind = "failed"


@dataclass(frozen=True)
class Standing:
    """Where a unit stands in a year: score and rank, or why there is none, and their intervals."""

    score: Decimal | None
    rank: int | None
    ranked_units: int
    grade: str | None
    coverage: Decimal | None
    not_ranked_reason: str | None
    score_lower: Decimal | None
    score_upper: Decimal | None
    rank_best: int | None
    rank_worst: int | None

    def same_result(self, other: Standing) -> bool:
        """Whether score, rank, grade and reason are the same; intervals are ignored, and so
        are scores without a rank before and after, which are never shown."""
        if self.rank is None and other.rank is None:
            return self.not_ranked_reason == other.not_ranked_reason
        return (self.score, self.rank, self.grade) == (other.score, other.rank, other.grade)


@dataclass(frozen=True)
class UnitEffect:
    """One unit in one year under one method and geography, before and after."""

    method: str
    geography: str
    unit_id: str
    index_year: int
    unit_name: str
    before: Standing
    after: Standing

    @property
    def is_moved(self) -> bool:
        """Whether score, rank, grade or reason changed."""
        return not self.before.same_result(self.after)


def provinces_of(units: Iterable[UnitEffect]) -> int:
    """How many units these are, under whatever method, in whatever year and geography."""
    return len({province_of(one.unit_id) for one in units})


@dataclass(frozen=True)
class UnitFigure:
    """The figure of one indicator of a unit in a year, in the unit's own geography and under every
    method that has the indicator. Value None with status ``not_reported`` or ``not_applicable``."""

    unit_id: str
    index_year: int
    node_id: str
    value: Decimal | None
    status: str = "reported"
    models: str = "int_leaf_scores+"

    def apply(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Put the figure in the place of the pooled one."""
        changed = connection.execute(
            """
            update intermediate.int_unit_observations
            set value = $value, numerator = null, denominator = null, status = $status,
                agencies_due = case $status when 'not_applicable' then 0
                    else greatest(agencies_due, 1) end,
                agencies_not_applicable = case $status when 'not_applicable'
                    then greatest(agencies_not_applicable, 1) else agencies_not_applicable end,
                agencies_reported = case
                    when $status != 'reported' then 0
                    when agencies_reported > 0 then agencies_reported
                    else greatest(agencies_due, 1) end
            where vintage = 'now' and unit_id = $unit_id and index_year = $index_year
                and node_id = $node_id
            returning unit_id
            """,
            {
                "value": self.value,
                "status": self.status,
                "unit_id": self.unit_id,
                "index_year": self.index_year,
                "node_id": self.node_id,
            },
        ).fetchall()
        if not changed:
            indicators = connection.execute(
                "select distinct node_id from intermediate.int_unit_observations order by node_id"
            ).fetchall()
            raise ChangeRefused(
                "refused.no_indicator",
                unit=self.unit_id,
                year=self.index_year,
                node=self.node_id,
                known=", ".join(node for (node,) in indicators),
            )


def changed(home: Home, database: Path, changes: Sequence[WarehouseChange]) -> list[UnitEffect]:
    """Apply changes to a copy of all that a run of the home computed, all of them together, and run
    the models that follow: every unit and year with its standing before and after. The ``database``
    is called as the one it was made in, which views name.

    Raises ``ChangeRefused`` and ``RecomputationFailed``.
    """
    with read_database(database) as connection:
        before = standings(connection)
    with working_database(database) as connection:
        for change in changes:
            _apply(change, connection)
    _run_models(home, database, sorted({change.models for change in changes}))
    with read_database(database) as connection:
        after = standings(connection)
    return [
        UnitEffect(*key, unit_name=name, before=standing, after=after[key][1])
        for key, (name, standing) in before.items()
        if key in after
    ]


def _apply(change: WarehouseChange, connection: duckdb.DuckDBPyConnection) -> None:
    try:
        change.apply(connection)
    except duckdb.BinderException as older:  # what was published has no such column yet
        reason = str(older).partition("\n")[0]
        raise RecomputationFailed("effect.failed", reason=reason) from older


_Key = tuple[str, str, str, int]


def standings(connection: duckdb.DuckDBPyConnection) -> Mapping[_Key, tuple[str, Standing]]:
    """Every unit with its name and where it stands, by method, geography, unit and year."""
    rows = connection.execute(_STANDINGS).fetchall()
    return {
        (method, geography, unit_id, year): (name, Standing(*rest))
        for method, geography, unit_id, year, name, *rest in rows
    }


def _run_models(home: Home, database: Path, selection: Sequence[str]) -> None:
    with environment(CSI_WAREHOUSE=str(database), CSI_THREADS=str(home.settings.threads)):
        # The audit says nothing about a unit, and takes longer than the rest.
        models = ["run", "--select", *selection, "--exclude", _AUDIT]
        results = invoke_dbt(models, home.dbt_target).results
    broken = [r for r in results if r.status != "success"]
    if broken:
        message = f"{broken[0].node.name}: {broken[0].message}"
        raise RecomputationFailed("effect.failed", reason=message.partition("\n")[0])
