"""From which columns of which tables each column of a model is made, read from its compiled SQL.

Reading it takes as long as a small model: what was read is kept beside the parsed project, for as
long as neither the SQL nor the columns of what it reads change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage

from ingestion.home.whole_files import whole_file

_DIALECT = "duckdb"
_FILE = "column_lineage.json"
# The relation (``marts.dim_unit``) and the name of a column.
ColumnOf = tuple[str, str]
Lineage = Mapping[str, Sequence[ColumnOf]]


class LineageBook:
    """The lineage of models, by relation; ``columns`` are those of every table there is, which
    grows as models are built."""

    def __init__(self, target: Path, columns: dict[str, list[str]]) -> None:
        self._file = target / _FILE
        self._columns = columns
        self._kept = json.loads(self._file.read_text("utf-8")) if self._file.is_file() else {}
        self._is_new = False

    def built(self, relation: str, columns: Sequence[str]) -> None:
        """Know the columns a model has now, before others read it."""
        self._columns[relation] = list(columns)

    def of(self, relation: str, sql: str, parents: Sequence[str]) -> Lineage:
        """The columns of other tables from which each column of a model is made; a constant has
        none. Empty where the SQL cannot be read."""
        read = {parent: self._columns.get(parent, []) for parent in sorted(parents)}
        made_from = hashlib.sha256(json.dumps([sql, read]).encode()).hexdigest()
        kept = self._kept.get(relation)
        if kept is None or kept["made_from"] != made_from:
            kept = {"made_from": made_from, "columns": column_lineage(sql, read)}
            self._kept[relation] = kept
            self._is_new = True
        return {
            name: [(table, column) for table, column in read_from]
            for name, read_from in kept["columns"].items()
        }

    def keep(self) -> None:
        """Write down what was read anew."""
        if self._is_new:
            with whole_file(self._file) as unfinished:
                unfinished.write_text(json.dumps(self._kept), encoding="utf-8")
            self._is_new = False


def column_lineage(sql: str, read: Mapping[str, Sequence[str]]) -> dict[str, list[ColumnOf]]:
    """The columns each column of a query is made from; ``read`` are the columns of the relations
    it names. Empty for SQL that cannot be read."""
    try:
        nodes = lineage(None, sql, _schema_of(sql, read), dialect=_DIALECT, trim_selects=False)
    except (SqlglotError, ValueError):
        return {}
    known: dict[int, set[ColumnOf]] = {}
    return {name: sorted(_leaves(node, known)) for name, node in nodes.items()}


def _schema_of(sql: str, read: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The relations as sqlglot is told of them, below the database that the SQL names."""
    schemas: dict[str, dict[str, dict[str, str]]] = {}
    for relation, columns in read.items():
        schema, _, table = relation.partition(".")
        schemas.setdefault(schema, {})[table] = dict.fromkeys(columns, "unknown")
    query: exp.Expr = parse_one(sql, dialect=_DIALECT)
    catalogs = sorted({table.catalog for table in query.find_all(exp.Table)} - {""})
    return dict.fromkeys(catalogs, schemas) if catalogs else dict(schemas)


def _leaves(node: Node, known: dict[int, set[ColumnOf]]) -> set[ColumnOf]:
    """The columns of tables at the end of a column's lineage."""
    if id(node) not in known:
        known[id(node)] = set()
        if node.downstream:
            known[id(node)] = set().union(*(_leaves(one, known) for one in node.downstream))
        elif isinstance(node.expression, exp.Table):
            table = f"{node.expression.db}.{node.expression.name}"
            known[id(node)] = {(table, exp.to_column(node.name).name)}
    return known[id(node)]
