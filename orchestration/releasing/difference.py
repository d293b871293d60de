"""What moved from one snapshot to another: scores and ranks, reports, findings, and the rows of
every mart by its key.

Not here: what reads otherwise on the pages of two releases (``dashboards.release_record``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from dashboards.marts import audiences
from orchestration.decisions.effects import Standing, UnitEffect, standings
from orchestration.reference.mart_grains import Grain, mart_grains
from orchestration.releasing.snapshots import SIDES, NoSnapshot, Side, Snapshot, beside, columns_of

_REPORTS = "mart_report_status"
_REPORT = ("form", "agency_id", "period", "subject")
_FINDINGS = "mart_finding"
_FINDING = "submission_id, rule_code, sheet, cell, sent"
_NO_GRAIN = Grain((), frozenset())


@dataclass(frozen=True)
class MartDifference:
    """One mart: how many rows came, went, or say something else under the same key, and in how many
    of these each column differs."""

    mart: str
    added: int
    removed: int
    changed: int
    columns: dict[str, int]


@dataclass(frozen=True)
class ReportDifference:
    """The state of a report that is owed, before and after; None where it was not owed."""

    form: str
    agency_id: str
    period: str
    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RuleDifference:
    """How many findings of a rule came and went."""

    rule_code: str
    added: int
    removed: int


@dataclass(frozen=True)
class Difference:
    """What moved, all of it empty where nothing did. ``units`` are those whose score, rank, grade
    or reason for no rank moved, the largest change first; None where a side was made by models that
    keep them otherwise. ``units_added`` and ``units_removed`` count standings that one side alone
    has. ``not_compared`` are marts that one side alone has, or
    whose rows cannot be told apart on both."""

    before: str
    after: str
    days: tuple[date, date]
    methods: tuple[str, str]
    units: list[UnitEffect] | None
    units_added: int
    units_removed: int
    reports: list[ReportDifference]
    findings: list[RuleDifference]
    marts: list[MartDifference]
    not_compared: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing moved."""
        return not self.marts


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """What moved from one snapshot to another; raises ``NoSnapshot``."""
    with beside(before, after) as connection:
        runs = [_run(connection, side) for side in SIDES]
        earlier, later = (_standings(connection, side) for side in SIDES)
        is_limited = before.is_of_release or after.is_of_release
        shared, alone = _shared_columns(connection, is_limited=is_limited)
        grains = {mart: mart_grains().get(mart, _NO_GRAIN) for mart in shared}
        keyed = [m for m in shared if grains[m].key and {*grains[m].key} <= {*shared[m]}]
        marts = [
            _of_mart(connection, mart, grains[mart].key, shared[mart])
            for mart in keyed
            if not _is_same(connection, mart, shared[mart])
        ]
        return Difference(
            before=before.name,
            after=after.name,
            days=(runs[0][0], runs[1][0]),
            methods=(runs[0][1], runs[1][1]),
            units=None if earlier is None or later is None else _moved(earlier, later),
            units_added=len({*(later or ())} - {*(earlier or ())}),
            units_removed=len({*(earlier or ())} - {*(later or ())}),
            reports=_reports(connection) if _REPORTS in keyed else [],
            findings=_findings(connection) if _FINDINGS in keyed else [],
            marts=[one for one in marts if one.added or one.removed or one.changed],
            not_compared=sorted({*shared, *alone} - {*keyed}),
        )


def _run(connection: duckdb.DuckDBPyConnection, side: Side) -> tuple[date, str]:
    """The day a snapshot was computed for, and the method that is released."""
    asked = f"select as_of, released_method from {side}.marts.dim_run"
    try:
        ((day, method),) = connection.execute(asked).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException, ValueError) as missing:
        raise NoSnapshot("diff.other_models") from missing
    return day, method


_Standings = Mapping[tuple[str, str, str, int], tuple[str, Standing]]


def _standings(connection: duckdb.DuckDBPyConnection, side: Side) -> _Standings | None:
    """Where units stand on one side; None where other models keep it otherwise than today's."""
    connection.execute(f"use {side}")
    try:
        return standings(connection)
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    finally:
        connection.execute("use memory")


def _moved(earlier: _Standings, later: _Standings) -> list[UnitEffect]:
    """The units of both sides that moved, the largest change first."""
    both = [
        UnitEffect(*key, unit_name=name, before=standing, after=later[key][1])
        for key, (name, standing) in earlier.items()
        if key in later
    ]
    return sorted((unit for unit in both if unit.is_moved), key=_size, reverse=True)


def _size(unit: UnitEffect) -> tuple[bool, Decimal, int]:
    """How far a unit moved: into or out of the ranks, then points, then ranks."""
    before, after = unit.before, unit.after
    points = abs((after.score or Decimal(0)) - (before.score or Decimal(0)))
    ranks = abs((after.rank or 0) - (before.rank or 0))
    return (before.rank is None) != (after.rank is None), points, ranks


def _shared_columns(
    connection: duckdb.DuckDBPyConnection, *, is_limited: bool
) -> tuple[dict[str, list[str]], set[str]]:
    """The columns that count of every mart both sides have, and the marts one side alone has. Where
    a side is a release, only what leaders see."""
    before, after = (columns_of(connection, side) for side in SIDES)
    shared = {mart: {*before[mart]} & {*after[mart]} for mart in before.keys() & after.keys()}
    alone = before.keys() ^ after.keys()
    if is_limited:
        seen = {mart: {*audiences.table().columns(mart, "leadership")} for mart in shared}
        shared = {mart: shared[mart] & seen[mart] for mart in shared if seen[mart]}
        alone = set()
    return {
        mart: sorted(shared[mart] - mart_grains().get(mart, _NO_GRAIN).volatile)
        for mart in sorted(shared)
    }, alone


def _is_same(connection: duckdb.DuckDBPyConnection, mart: str, columns: Sequence[str]) -> bool:
    """Whether both sides have the same rows, by a hash: most marts do, and joining takes longer."""
    named = ", ".join(f'"{name}"' for name in columns)
    before, after = (
        connection.execute(
            f'select count(*), sum(cast(hash({named}) as hugeint)) from {side}.marts."{mart}"'
        ).fetchall()
        for side in SIDES
    )
    return before == after


def _of_mart(
    connection: duckdb.DuckDBPyConnection, mart: str, key: Sequence[str], columns: Sequence[str]
) -> MartDifference:
    """Rows are the same where their keys are; a column differs where its values do, null from any
    value. Values are compared as text: types may differ between two versions."""
    others = [name for name in columns if name not in key]
    differs = [
        f'cast(b."{name}" as varchar) is distinct from cast(a."{name}" as varchar)'
        for name in others
    ]
    in_both = "b.is_there and a.is_there"
    counted = [f"count(*) filter (where {in_both} and {one})" for one in differs]
    row = connection.execute(
        f"""
        select
            count(*) filter (where b.is_there is null),
            count(*) filter (where a.is_there is null),
            count(*) filter (where {in_both} and ({" or ".join(differs) or "false"}))
            {"".join(f", {one}" for one in counted)}
        {_joined(mart, key, columns)}
        """
    ).fetchall()[0]
    moved = {name: count for name, count in zip(others, row[3:], strict=True) if count}
    return MartDifference(mart, row[0], row[1], row[2], moved)


def _joined(mart: str, key: Sequence[str], columns: Sequence[str]) -> str:
    """The rows of a mart before (``b``) and after (``a``) beside each other by their key. Where a
    table breaks its promise and has a key twice, first stands beside first."""
    named, keys = (", ".join(f'"{name}"' for name in names) for names in (columns, key))
    b, a = (
        f"(select true as is_there, {named},"
        f" row_number() over (partition by {keys} order by {named}) as occurrence"
        f' from {side}.marts."{mart}") as {side[0]}'
        for side in SIDES
    )
    same = [f'b."{name}" is not distinct from a."{name}"' for name in (*key, "occurrence")]
    return f"from {b} full join {a} on {' and '.join(same)}"


def _reports(connection: duckdb.DuckDBPyConnection) -> list[ReportDifference]:
    """The reports whose state moved."""
    key = mart_grains()[_REPORTS].key
    named = ", ".join(f"coalesce(a.{name}, b.{name})" for name in _REPORT)
    rows: list[tuple[Any, ...]] = connection.execute(
        f"""
        select {named}, b.status, a.status
        {_joined(_REPORTS, key, (*key, "status"))}
        where a.status is distinct from b.status
        order by all
        """
    ).fetchall()
    return [ReportDifference(*row) for row in rows]


def _findings(connection: duckdb.DuckDBPyConnection) -> list[RuleDifference]:
    """The findings that came and went, by rule; their numbers within a report do not count."""
    gone, come = (
        f"(select {_FINDING} from {one}.marts.{_FINDINGS} except all"
        f" select {_FINDING} from {other}.marts.{_FINDINGS})"
        for one, other in (SIDES, SIDES[::-1])
    )
    rows = connection.execute(
        f"""
        select rule_code, count(*) filter (where is_new), count(*) filter (where not is_new)
        from (
            select rule_code, true as is_new from {come}
            union all
            select rule_code, false as is_new from {gone}
        )
        group by rule_code
        order by count(*) desc, rule_code
        """
    ).fetchall()
    return [RuleDifference(*row) for row in rows]
