"""What must hold before a release is made: the checks of ``gates.yml`` over one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict

from dashboards.marts.reading import Subject
from dashboards.release_record.gate_findings import Found
from ingestion.home.database import read_database
from ingestion.refusal import Refusal

_NAMED_AT_MOST = 20
UNCHECKED = "GATE-UNCHECKED"
# What became known after the snapshot was made: temporary tables of ids.
KNOWN_NOW = ("blocking_finding", "failed_test", "open_decision")


class Gate(BaseModel):
    """One check; each row of its query is one thing found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Literal["blocks", "warns"]
    query: str
    floor: float | None = None


class ReleaseRefused(Refusal):
    """Gates stop a release: what blocks, and the warnings nobody acknowledged."""

    kind = "findings"

    def __init__(self, findings: Sequence[Found]) -> None:
        self.found = tuple(findings)
        super().__init__("refused.gates", codes=", ".join(one.code for one in findings))


@cache
def gates() -> tuple[Gate, ...]:
    """Every gate of ``gates.yml``, in its order."""
    text = (files("dashboards.release_record") / "gates.yml").read_text(encoding="utf-8")
    return tuple(Gate.model_validate(entry) for entry in yaml.load(text, yaml.CSafeLoader))


def found_at_gates(
    computed: Path, subject: Subject, ids_now: Mapping[str, Sequence[str]]
) -> list[Found]:
    """What the gates find in all that a run built, the results of its tests included, blocking
    first. ``ids_now`` are the ids for each table
    of ``KNOWN_NOW``; a check whose tables or columns are missing is found as ``UNCHECKED``."""
    findings, unchecked = [], []
    with read_database(computed) as connection:
        _put(connection, ids_now)
        for gate in gates():
            try:
                findings.append(_found(connection, gate, subject))
            except (duckdb.CatalogException, duckdb.BinderException):
                unchecked.append(gate.code)
    findings.append(Found(UNCHECKED, "blocks", len(unchecked), tuple(unchecked)))
    return sorted((one for one in findings if one.count), key=lambda one: one.severity)


def refuse(findings: Sequence[Found], acknowledged: Iterable[str]) -> None:
    """Raise ``ReleaseRefused`` for what blocks and for warnings that are not acknowledged."""
    accepted = set(acknowledged)
    stopping = [one for one in findings if one.severity == "blocks" or one.code not in accepted]
    if stopping:
        raise ReleaseRefused(stopping)


def _put(connection: duckdb.DuckDBPyConnection, ids_now: Mapping[str, Sequence[str]]) -> None:
    """Make the temporary tables of ``KNOWN_NOW``; the snapshot itself is read-only."""
    for name in KNOWN_NOW:
        rows = "select unnest(cast(? as varchar[])) as id"
        connection.execute(f"create temp table {name} as {rows}", [list(ids_now.get(name, ()))])


def _found(connection: duckdb.DuckDBPyConnection, gate: Gate, subject: Subject) -> Found:
    scope = {
        "method": subject.method,
        "geography": subject.geography,
        "year": subject.year,
        "floor": gate.floor,
    }
    named = {name: value for name, value in scope.items() if f"${name}" in gate.query}
    rows = sorted(str(row[0]) for row in connection.execute(gate.query, named).fetchall())
    return Found(gate.code, gate.severity, len(rows), tuple(rows[:_NAMED_AT_MOST]))
