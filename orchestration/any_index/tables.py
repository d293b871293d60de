"""A stranger's tables of text, as CSV files and sheets hold them; errors name the place."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ingestion.home.whole_files import whole_file
from ingestion.refusal import Refusal

Row = dict[str, str]
# All but the tabs and ends of lines that a description may hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class BadIndex(Refusal):
    """The method or the data cannot be used."""


@dataclass
class TextTable:
    """One CSV file, or one sheet of a workbook: its name, its columns, and its rows with an empty
    text for a blank cell. ``lines`` are the line numbers of the rows in it."""

    file: str
    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def place(self, line: int, column: str, value: str) -> dict[str, object]:
        """The place of a cell, as a refusal names it."""
        return {"file": self.file, "line": line, "column": column, "value": value}

    def numbered(self) -> Iterable[tuple[int, Row]]:
        """The rows, each with its line in the file."""
        return zip(self.lines, self.rows, strict=True)


def read_table(
    folder: Path,
    name: str,
    *,
    required: Iterable[str] = (),
    allowed: Collection[str] | None = None,
) -> TextTable | None:
    """Read ``<name>.csv``; None when there is no such file.

    Raises ``BadIndex`` when it is not UTF-8, lacks a required column, has a column that is not
    ``allowed`` (when given), or a line with more or fewer cells than columns.
    """
    path = folder / f"{name}.csv"
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = [column.strip() for column in reader.fieldnames or ()]
            reader.fieldnames = columns
            table = TextTable(path.name, columns)
            check_columns(table, required, allowed)
            for row in reader:
                if None in row:
                    raise BadIndex("index.too_many_cells", file=path.name, line=reader.line_num)
                if None in row.values():
                    raise BadIndex("index.too_few_cells", file=path.name, line=reader.line_num)
                table.rows.append({name: (row[name] or "").strip() for name in columns})
                table.lines.append(reader.line_num)
            _refuse_control_characters(table)
    except UnicodeDecodeError as wrong:
        raise BadIndex("index.not_utf8", file=path.name) from wrong
    except csv.Error as wrong:
        raise BadIndex("index.not_csv", file=path.name, reason=str(wrong)) from wrong
    return table


def _refuse_control_characters(table: TextTable) -> None:
    for line, row in table.numbered():
        for column, text in row.items():
            if _CONTROL.search(text):
                raise BadIndex("index.control_character", **table.place(line, column, text))


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file as ``read_table`` reads it."""
    with whole_file(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def unread_files(folder: Path, tables: Iterable[str]) -> list[str]:
    """The CSV files of a folder that nothing reads, such as one misspelt."""
    names = {f"{name}.csv" for name in tables}
    return sorted(path.name for path in folder.glob("*.csv") if path.name not in names)


def need(table: TextTable | None, folder: Path, *names: str) -> TextTable:
    """The table, or the sentence that its file is missing."""
    if table is None:
        files = ", ".join(f"{name}.csv" for name in names)
        raise BadIndex("index.missing_file", folder=folder, files=files)
    return table


def check_columns(
    table: TextTable, required: Iterable[str], allowed: Collection[str] | None
) -> None:
    """Raise ``BadIndex`` where a column occurs twice, is missing, or is not ``allowed``."""
    doubled = sorted({c for c in table.columns if table.columns.count(c) > 1})
    if doubled:
        raise BadIndex("index.doubled_column", file=table.file, columns=", ".join(doubled))
    missing = [column for column in required if column not in table.columns]
    if missing:
        raise BadIndex(
            "index.missing_column",
            file=table.file,
            columns=", ".join(missing),
            found=", ".join(table.columns),
        )
    unknown = [column for column in table.columns if allowed is not None and column not in allowed]
    if unknown:
        raise BadIndex(
            "index.unknown_column",
            file=table.file,
            columns=", ".join(unknown),
            known=", ".join(allowed or ()),
        )


def plain_number(text: str) -> Decimal | None:
    """A number with a decimal point; ``None`` where the text is not one."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and text.isascii() and "_" not in text else None


def places_of(number: Decimal) -> int:
    """How many decimals a finite number has, without zeros at its end."""
    _, digits, exponent = number.as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    return max(0, -int(exponent) - (len(digits) - len(significant))) if significant else 0
