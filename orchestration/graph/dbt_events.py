"""What dbt reports of its nodes, as Dagster's events: materializations and check results."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from ingestion.home.database import working_database
from ingestion.language.vietnamese import printable
from orchestration.graph.columns import LINEAGE, ROW_COUNT, SCHEMA, Relations, relation_of
from orchestration.graph.without_values import kinds_in
from orchestration.reference.seeds import place_of_rule
from orchestration.warehouse.column_lineage import LineageBook
from orchestration.warehouse.dbt_runner import Ended
from orchestration.warehouse.duckdb_files import BuiltTable

DbtEvent = dg.MaterializeResult[Any] | dg.AssetCheckResult
_MOST_ROWS = 20
_ROWS_IN_WORDS = 3
_LONGEST_CELL = 200
_TOLD = ("form", "period", "scope", "index_year", "method", "geography", "rule_code", "rows_found")


class DbtEvents:
    """The events of one step; ``manifest`` is dbt's own, as JSON, ``target`` the folder it writes
    compiled SQL into."""

    def __init__(
        self,
        manifest: dict[str, Any],
        translator: DagsterDbtTranslator,
        context: dg.AssetExecutionContext,
        lineage: LineageBook,
        target: Path,
    ) -> None:
        self._manifest = manifest
        self._translator = translator
        self._relations = Relations(manifest, translator)
        self._lineage = lineage
        self._target = target
        self._checks = context.selected_asset_check_keys

    def of_node(self, ended: Ended) -> Iterator[DbtEvent]:
        """A model or seed that was built, or a test that passed."""
        node = self._manifest["nodes"].get(ended.event.node_info.unique_id, {})
        result = ended.event.run_result
        if ended.table:
            yield dg.MaterializeResult(
                asset_key=self._translator.get_asset_key(node),
                metadata={"seconds": float(result.execution_time)}
                | self._of_table(node, ended.table),
            )
        elif node.get("resource_type") == "test" and result.status == "pass":
            yield from self._check(node, passed=True, metadata={"failing_rows": 0})

    def _of_table(self, node: dict[str, Any], table: BuiltTable) -> dict[str, Any]:
        """The rows and columns of what was built, and what each column is made from. What a
        contract promises of its columns stands with the asset already."""
        relation = relation_of(node)
        self._lineage.built(relation, list(table.columns))
        known: dict[str, Any] = {}
        if not node["config"].get("contract", {}).get("enforced"):
            known[SCHEMA] = self._relations.schema({relation: table})
        if table.row_count is not None:
            known[ROW_COUNT] = table.row_count
        if node.get("language") == "sql" and node["resource_type"] == "model":
            nodes = self._manifest["nodes"] | self._manifest["sources"]
            read = [relation_of(nodes[name]) for name in node["depends_on"]["nodes"]]
            sql = self._target / "compiled" / node["package_name"] / node["original_file_path"]
            lineage = self._lineage.of(relation, sql.read_text(encoding="utf-8"), read)
            known[LINEAGE] = self._relations.lineage(lineage)
        return known

    def of_failed_tests(self, results: Sequence[Any], database: Path) -> Iterator[DbtEvent]:
        """Every other test, with its reason and its first failing rows (dbt's node results)."""
        for result in results:
            node = self._manifest["nodes"].get(result.node.unique_id, {})
            if node.get("resource_type") != "test" or result.status == "pass":
                continue
            metadata = {"failing_rows": int(result.failures or 0), "reason": reason_of(result)}
            if result.failures:
                query = result.node.compiled_code
                rows = _failing_rows(database, query, whole=self._is_of_seeds(node))
                metadata["rows"] = dg.MetadataValue.table(rows)
            yield from self._check(node, passed=False, metadata=metadata)

    def _is_of_seeds(self, test: dict[str, Any]) -> bool:
        """Whether a test reads seeds alone: our own files, in which no report has a cell."""
        read = [self._manifest["nodes"].get(name, {}) for name in test["depends_on"]["nodes"]]
        return bool(read) and all(one.get("resource_type") == "seed" for one in read)

    def _check(
        self, test: dict[str, Any], *, passed: bool, metadata: dict[str, Any]
    ) -> Iterator[dg.AssetCheckResult]:
        key = get_asset_check_key_for_test(
            self._manifest, self._translator, test["unique_id"], None
        )
        if key is not None and key in self._checks:
            yield dg.AssetCheckResult(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=passed,
                severity=_severity(test),
                metadata=metadata,
            )


def reason_of(result: Any) -> str:
    """Why a node of dbt failed: of a test how many rows it found, of an error its kinds, since the
    message may quote a cell."""
    message = str(result.message or "")
    return message if result.status in ("fail", "warn") else kinds_in(message)


def failure_of(result: Any, database: Path) -> str:
    """Which node of dbt failed and why; of a test the first rows it found, and where the rule of a
    method stands that one is about."""
    lines = [f"{result.node.name}: {reason_of(result)}"]
    if result.failures:
        found = [record.data for record in _failing_rows(database, result.node.compiled_code)]
        lines += [f"  {_identified(row)}" for row in found[:_ROWS_IN_WORDS] if row]
    return "\n".join(lines)


def _identified(row: Mapping[str, Any]) -> str:
    cells = ", ".join(f"{name}={cell}" for name, cell in row.items() if cell)
    place = place_of_rule(str(row.get("method", "")), str(row.get("node_id", "")))
    return f"{place}: {cells}" if place else cells


def _failing_rows(database: Path, query: str, *, whole: bool = False) -> list[dg.TableRecord]:
    """The first rows a test finds, as short printable texts; of them what says which rows they are,
    no cell of a report, unless they are shown ``whole``."""
    with working_database(database) as connection:
        found = connection.sql(query).limit(_MOST_ROWS)
        return [
            dg.TableRecord(
                {
                    name: "" if cell is None else printable(str(cell))[:_LONGEST_CELL]
                    for name, cell in zip(found.columns, row, strict=True)
                    if whole or name.endswith("_id") or name in _TOLD
                }
            )
            for row in found.fetchall()
        ]


def _severity(test: dict[str, Any]) -> dg.AssetCheckSeverity:
    warns = str(test["config"].get("severity", "error")).lower() == "warn"
    return dg.AssetCheckSeverity.WARN if warns else dg.AssetCheckSeverity.ERROR
