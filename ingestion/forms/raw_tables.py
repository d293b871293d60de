"""The raw tables a contract promises: their columns, and accepted cells turned into their rows.

Indicator sheets share the long ``indicator_cells``; each register sheet is a wide table with, for
every field, its value, its status and its cell; for the name of a body also its key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from ingestion.forms.contract import (
    INDICATOR_TABLE,
    TOTAL_ROW_KEY,
    Contracts,
    FieldContract,
    Form,
    RegisterSheet,
)
from ingestion.forms.periods import parse_period
from ingestion.language.vietnamese import name_key

SUBMISSION_COLUMNS = {
    "submission_id": "varchar",
    "form": "varchar",
    "agency_id": "varchar",
    "unit_id": "varchar",
    "period": "varchar",
    "period_kind": "varchar",
    "index_year": "integer",
    "scope": "varchar",
    "is_synthetic": "boolean",
    "sheet": "varchar",
}
INDICATOR_COLUMNS = SUBMISSION_COLUMNS | {
    "line": "varchar",
    "field": "varchar",
    "cell": "varchar",
    "status": "varchar",
    "raw_text": "varchar",
    "number": "decimal(38, 12)",
    "text": "varchar",
}
_SQL_TYPES = {
    "count": "bigint",
    "money": "bigint",
    "number": "decimal(38, 12)",
    "percent": "decimal(38, 12)",
    "yes_no": "boolean",
    "date": "date",
}


def register_columns(sheet: RegisterSheet) -> dict[str, str]:
    """The columns of a register's raw table with their SQL types."""
    columns = SUBMISSION_COLUMNS | {"row_key": "varchar", "row_number": "integer"}
    for field in sheet.fields:
        columns |= {
            field.code: "boolean" if field.personal else _SQL_TYPES.get(field.kind, "varchar"),
            f"{field.code}_status": "varchar",
            f"{field.code}_cell": "varchar",
        }
        if field.is_name:
            columns[f"{field.code}_key"] = "varchar"
    return columns


def in_latest_codes(versions: Sequence[Form]) -> list[tuple[Form, dict[str, str]]]:
    """Each version, oldest first, with its registers under the codes of the latest, and what each
    of its renamed codes is called there. What was sent under an old name stays one column."""
    renamed: list[tuple[Form, dict[str, str]]] = []
    for at, form in enumerate(versions):
        codes = {code: code for code in _codes(form)}
        for later in versions[at + 1 :]:
            codes = {old: later.renames.get(new, new) for old, new in codes.items()}
        sheets = [
            _with_codes(sheet, codes) if sheet.kind == "register" else sheet
            for sheet in form.sheets
        ]
        changed = {old: new for old, new in codes.items() if old != new}
        renamed.append((form.model_copy(update={"sheets": tuple(sheets)}), changed))
    return renamed


def renamed_codes(contracts: Contracts) -> pl.DataFrame:
    """Every code that a later version of its form calls otherwise: ``contract_id``, ``old``, and
    ``latest``, what it is called now."""
    renamed = [
        (form.contract_id, old, latest)
        for name in contracts.latest()
        for form, codes in in_latest_codes(contracts.versions(name))
        for old, latest in sorted(codes.items())
    ]
    schema = dict.fromkeys(("contract_id", "old", "latest"), pl.String())
    return pl.DataFrame(renamed, schema=schema, orient="row")


def _codes(form: Form) -> set[str]:
    fields = {field.code for sheet in form.registers for field in sheet.fields}
    return fields | {line.code for line in form.lines}


def _with_codes(sheet: RegisterSheet, codes: Mapping[str, str]) -> RegisterSheet:
    fields = [field.model_copy(update={"code": codes[field.code]}) for field in sheet.fields]
    keys = tuple(codes[code] for code in sheet.row_key)
    return sheet.model_copy(update={"fields": tuple(fields), "row_key": keys})


def raw_tables(versions: Sequence[Form]) -> dict[str, dict[str, str]]:
    """Every raw table the versions of a form fill, with the columns of all of them: rows of an old
    version leave the columns it does not have empty."""
    tables: dict[str, dict[str, str]] = {}
    for form, _ in in_latest_codes(versions):
        for sheet in form.registers:
            tables.setdefault(sheet.table, {}).update(register_columns(sheet))
        if any(sheet.kind == "indicator" for sheet in form.sheets):
            tables[INDICATOR_TABLE] = INDICATOR_COLUMNS
    return tables


def raw_rows(versions: Sequence[Form], cells: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows of every raw table out of accepted cells, each read by the version it was sent
    under."""
    rows: dict[str, list[pl.DataFrame]] = {}
    is_line = pl.col("table") == INDICATOR_TABLE
    for form, codes in in_latest_codes(versions):
        own = cells.filter(pl.col("contract_id") == form.contract_id).with_columns(
            field=pl.when(is_line).then("field").otherwise(pl.col("field").replace(codes)),
            row_key=pl.when(is_line).then(pl.col("row_key").replace(codes)).otherwise("row_key"),
        )
        for sheet in form.registers:
            rows.setdefault(sheet.table, []).append(register_rows(sheet, own))
        if any(sheet.kind == "indicator" for sheet in form.sheets):
            rows.setdefault(INDICATOR_TABLE, []).append(indicator_rows(own))
    return {table: pl.concat(parts, how="diagonal") for table, parts in rows.items()}


def indicator_rows(cells: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``indicator_cells`` out of accepted cells."""
    return (
        cells.filter(pl.col("table") == INDICATOR_TABLE)
        .rename({"row_key": "line"})
        .select(list(INDICATOR_COLUMNS))
        .sort("submission_id", "line", "field")
    )


def register_rows(sheet: RegisterSheet, cells: pl.DataFrame) -> pl.DataFrame:
    """Rows of a register's table out of accepted cells; total rows are controls, never data."""
    body = cells.filter(
        (pl.col("table") == sheet.table) & (pl.col("row_key") != TOTAL_ROW_KEY)
    ).sort("submission_id", "row_key")
    keys = [*SUBMISSION_COLUMNS, "row_key", "row_number"]
    rows = body.select(keys).unique(["submission_id", "row_key"], maintain_order=True)
    for field in sheet.fields:
        rows = rows.join(
            body.filter(pl.col("field") == field.code).select(
                "submission_id",
                "row_key",
                _typed(field).alias(field.code),
                pl.col("status").alias(f"{field.code}_status"),
                pl.col("cell").alias(f"{field.code}_cell"),
                *_key_of(field),
            ),
            on=["submission_id", "row_key"],
            how="left",
        )
    return rows.select(list(register_columns(sheet)))


def _key_of(field: FieldContract) -> list[pl.Expr]:
    """What a name is compared by, where the contract says that the field names a body."""
    if not field.is_name:
        return []
    key = pl.col("text").map_elements(name_key, return_dtype=pl.String())
    return [key.alias(f"{field.code}_key")]


def _typed(field: FieldContract) -> pl.Expr:
    """A field's value in its column's type; for a personal field, whether it was filled in."""
    if field.personal:
        return pl.col("text").is_not_null()
    match field.kind:
        case "count" | "money":
            return pl.col("number").cast(pl.Int64)
        case "number" | "percent":
            return pl.col("number")
        case "yes_no":
            return pl.col("number") == 1
        case "date" if field.or_period:
            return pl.col("text").map_elements(_last_day, return_dtype=pl.Date())
        case "date":
            return pl.col("text").str.to_date("%Y-%m-%d", strict=False)
        case _:
            return pl.col("text")


def _last_day(text: str) -> date:
    """The last day of the time a cell names, given as the reader typed it."""
    return parse_period(text).end
