"""Checks that the cells of a method's tables are of the types of their columns."""

from __future__ import annotations

from decimal import Decimal

from orchestration.any_index.tables import BadIndex, Row, TextTable, places_of, plain_number
from orchestration.reference.method_tables import Column, method_tables

# A link names a period of the data, whatever text that is; the seed has only years.
_PERIOD = ("method_link", "overlap_year")
_LARGEST_INTEGER = 2**31


def typed_table(name: str, table: TextTable) -> TextTable:
    """The same table with every cell as its type is written; raises ``BadIndex`` with line, column
    and value where one is not of its type or not among the values its column allows."""
    columns = [
        column
        for column in method_tables()[name].columns.values()
        if column.name in table.columns and (name, column.name) != _PERIOD
    ]
    rows = [_typed_row(table.file, line, row, columns) for line, row in table.numbered()]
    return TextTable(table.file, table.columns, rows, table.lines)


def _typed_row(file: str, line: int, row: Row, columns: list[Column]) -> Row:
    typed = dict(row)
    for column in columns:
        if value := row[column.name]:
            at = {"file": file, "line": line, "column": column.name, "value": value}
            typed[column.name] = _typed(column, value, at)
    return typed


def _typed(column: Column, value: str, at: dict[str, object]) -> str:
    if column.type == "boolean":
        if value.lower() not in ("true", "false"):
            raise BadIndex("index.not_true_or_false", **at)
        return value.lower()
    text = value if column.type == "varchar" else f"{_number(column, value, at):f}"
    if column.allowed and text not in column.allowed:
        raise BadIndex("index.not_allowed", **at, allowed=", ".join(column.allowed))
    return text


def _number(column: Column, value: str, at: dict[str, object]) -> Decimal:
    number = plain_number(value)
    if number is None:
        raise BadIndex("index.cell_not_a_number", **at)
    if column.type == "integer":
        if places_of(number):
            raise BadIndex("index.cell_not_whole", **at)
        limit, places = Decimal(_LARGEST_INTEGER), 0
    else:
        limit, places = _bounds(column.type)
    if number.copy_abs() >= limit:
        raise BadIndex("index.cell_too_large", **at, limit=f"{limit:f}")
    if places_of(number) > places:  # cut to them it would be another number
        raise BadIndex(
            "index.weight_too_fine" if column.name == "weight" else "index.cell_too_fine",
            **at,
            places=places,
        )
    return number.to_integral_value() if column.type == "integer" else number


def _bounds(decimal_type: str) -> tuple[Decimal, int]:
    """What a number of a type such as ``decimal(18, 9)`` must stay below, and its decimals."""
    declared = decimal_type.removeprefix("decimal(").removesuffix(")")
    precision, scale = map(int, declared.split(", "))
    return Decimal(10) ** (precision - scale), scale
