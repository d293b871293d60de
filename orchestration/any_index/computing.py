"""Runs the models of the engine over a stranger's method and data, and writes what comes out."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from ingestion.home.database import read_database, working_database
from ingestion.refusal import Refusal
from orchestration.any_index.data import DATA_TABLES, read_data
from orchestration.any_index.method import Method, read_method
from orchestration.any_index.results import IndexOutcome, write_results
from orchestration.any_index.scratch import fill
from orchestration.any_index.tables import BadIndex, unread_files
from orchestration.reference.method_tables import METHOD_TABLES
from orchestration.warehouse.dbt_runner import environment, invoke_dbt

ENGINE = "path:models/intermediate/index"
_CHECKS = ["path:seeds/method", "path:tests/method"]
_HASHES_OF_THE_HOUSE = "method_hash+"
_EXAMPLES = 5


class ChecksFailed(Refusal):
    """The method or the figures break checks: one sentence for each."""

    kind = "findings"


def compute_index(method_folder: Path, data_folder: Path, out: Path) -> IndexOutcome:
    """Check the method, run the models and write ``scores.csv`` (and ``linked.csv`` where methods
    are linked) into ``out``. Raises ``BadIndex`` or ``ChecksFailed``."""
    method = read_method(method_folder)
    data = read_data(data_folder, method)
    if not data.figures:
        raise BadIndex("index.no_figures", folder=data_folder)
    for folder in dict.fromkeys((method_folder, data_folder)):
        data.not_read += unread_files(folder, (*METHOD_TABLES, *DATA_TABLES))
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "working.duckdb"
        with working_database(database) as connection:
            fill(connection, method, data)
        check = ["test", "--select", *_CHECKS, "--exclude", _HASHES_OF_THE_HOUSE]
        build = ["build", "--select", ENGINE, "--exclude-resource-type", "unit_test"]
        with environment(CSI_WAREHOUSE=str(database)):
            _run(database, [*check, "--indirect-selection", "cautious"], method)
            _run(database, [*build, "--indirect-selection", "buildable"], method)
        out.mkdir(parents=True, exist_ok=True)
        return write_results(database, out, data.periods, data.not_read)


def _run(database: Path, arguments: list[str], method: Method) -> None:
    """One dbt command; raises ``ChecksFailed`` with the rows that break a check, and where the
    rules of their nodes stand."""
    # Without a home to keep the parsed project in, it stays in the user's cache.
    target = platformdirs.user_cache_path("csi-warehouse", appauthor=False) / "dbt"
    results = invoke_dbt(arguments, target).results
    broken = [r for r in results if r.status in ("fail", "error", "runtime error")]
    if broken:
        reasons = "\n".join(_reason(database, result, method) for result in broken)
        raise ChecksFailed("index.checks_failed", reasons=reasons)


def _reason(database: Path, result: Any, method: Method) -> str:
    name = result.node.name.replace("_", " ")
    if result.status != "fail":
        return f"{name}: {result.message}"
    with read_database(database) as connection:
        cursor = connection.execute(f"{result.node.compiled_code}\nlimit {_EXAMPLES}")
        columns = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    bands = method.bands if name.startswith("bands ") else {}
    examples = [_example(dict(zip(columns, row, strict=True)), method, bands) for row in rows]
    return "\n  ".join([f"{name} ({result.failures}):", *examples])


def _example(row: dict[str, object], method: Method, bands: Mapping[str, tuple[str, int]]) -> str:
    """A row that breaks a check, behind the place of the rule that it is about: that of a node, or
    the bands of a method."""
    cells = ", ".join(f"{name}={cell}" for name, cell in row.items() if cell is not None)
    named = str(row.get("method"))
    place = bands.get(named) or method.places.get((named, str(row.get("node_id"))))
    return f"{place[0]}:{place[1]}: {cells}" if place else cells
