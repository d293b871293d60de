"""Columns as Dagster's catalogue shows them: name, type and meaning, and from which columns of
which assets each is made."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from ingestion.forms.contract import Form
from ingestion.forms.raw_tables import INDICATOR_COLUMNS, raw_tables
from orchestration.warehouse.column_lineage import Lineage
from orchestration.warehouse.dbt_sources import column_texts
from orchestration.warehouse.duckdb_files import BuiltTable

SCHEMA, LINEAGE, ROW_COUNT = (
    "dagster/column_schema",
    "dagster/column_lineage",
    "dagster/row_count",
)


def form_schema(versions: Sequence[Form]) -> dg.TableSchema:
    """The columns of what an asset of a form fills, as the contracts promise them; where that is
    more than one table, each with its table."""
    tables, texts = raw_tables(versions), column_texts(versions)
    return dg.TableSchema(
        [
            dg.TableColumn(f"{table}.{name}" if len(tables) > 1 else name, kind, texts.get(name))
            for table, columns in tables.items()
            for name, kind in columns.items()
        ]
    )


def indicator_schema() -> dg.TableSchema:
    """The columns of the table that all indicator sheets share."""
    texts = column_texts([])
    return dg.TableSchema(
        [dg.TableColumn(name, kind, texts[name]) for name, kind in INDICATOR_COLUMNS.items()]
    )


class Relations:
    """The relations of dbt's manifest (``marts.dim_unit``, ``raw.websites``) as assets. Several
    sources may be one asset: their columns are then named with their table."""

    def __init__(self, manifest: Mapping[str, Any], translator: DagsterDbtTranslator) -> None:
        made = [
            node
            for node in manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed")
        ]
        self._nodes = {relation_of(node): node for node in (*made, *manifest["sources"].values())}
        self._keys = {name: translator.get_asset_key(one) for name, one in self._nodes.items()}
        self._tables = Counter(self._keys.values())

    def tables_of(self, asset: dg.AssetKey) -> list[str]:
        """The relations that are one asset."""
        return [relation for relation, key in self._keys.items() if key == asset]

    def schema(self, tables: Mapping[str, BuiltTable]) -> dg.TableSchema:
        """The columns of relations that are one asset, as they are in the database, with what the
        project says of them."""
        return dg.TableSchema(
            [
                dg.TableColumn(self._column(relation, name), kind, self._text(relation, name))
                for relation, table in tables.items()
                for name, kind in table.columns.items()
            ]
        )

    def lineage(self, lineage: Lineage) -> dg.TableColumnLineage:
        """The lineage of a model with assets in the place of relations."""
        return dg.TableColumnLineage(
            {
                name: [
                    dg.TableColumnDep(self._keys[relation], self._column(relation, column))
                    for relation, column in read
                    if relation in self._keys
                ]
                for name, read in lineage.items()
            }
        )

    def _column(self, relation: str, name: str) -> str:
        table = relation.partition(".")[2]
        return f"{table}.{name}" if self._tables[self._keys[relation]] > 1 else name

    def _text(self, relation: str, name: str) -> str | None:
        described = self._nodes[relation]["columns"].get(name)
        return described["description"] or None if described else None


def relation_of(node: Mapping[str, Any]) -> str:
    """The relation of a model, seed or source, as the lineage of columns names it."""
    return f"{node['schema']}.{node.get('alias') or node['name']}"
