"""What is wrong, or worth knowing, about the shape of a file: labels missing, doubled, renamed or
added, tables that appear twice, and what a person opening the file would not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from ingestion.language.vietnamese import label_key
from ingestion.parsing.table_search import Table


class Problem(NamedTuple):
    """Something about the shape of a file: what was expected and what was found there; for a file
    that cannot be read the reason, the line and column where it was seen, and the size of one too
    large or the number of its parts."""

    code: str
    sheet: str | None
    cell: str | None
    expected: str
    found: str
    row_number: int | None = None
    field: str | None = None
    size: int | None = None


def shape_problems(
    tables: list[Table],
    labels: Mapping[str, str],
    needed: Collection[str],
    other_titles: Collection[str],
) -> Iterator[Problem]:
    """The problems of a sheet's table, the first of ``tables``; the others are further places of
    its labels. ``needed`` are the columns a sheet must have, ``other_titles`` those of the form's
    other sheets."""
    table, *others = tables
    title = table.grid.title
    yield from _columns(table, labels, needed)
    for code, place in table.doubles:
        yield Problem(
            "COLUMN-DUPLICATE", title, table.grid.address(*place), labels[code], labels[code]
        )
    yield from _other_labels_again(table, labels)
    for other in others:
        is_same = other.width == table.width and other.grid.title not in other_titles
        if is_same and other.rows:
            first = other.grid.address(*next(iter(other.labels.values())))
            yield Problem("SHEET-DUPLICATE", other.grid.title, first, title, other.grid.title)
    yield from _hidden(table)


def _columns(table: Table, labels: Mapping[str, str], needed: Collection[str]) -> Iterator[Problem]:
    """Columns without their label, each at the label in its place, if there is one; and columns
    nobody asked for, which are not read."""
    title, codes = table.grid.title, list(labels)
    unknown = list(table.unknown_labels())
    for code in (code for code in codes if code not in table.columns):
        instead = [one for one in unknown if table.stands_for(code, codes, one[0][1])]
        if len(instead) == 1 and (code in needed or instead[0][2]):
            (place, label, _) = instead[0]
            unknown.remove(instead[0])
            yield Problem("COLUMN-MISSING", title, table.grid.address(*place), labels[code], label)
        elif code in needed:
            first = table.grid.address(table.top, min(table.columns.values()))
            yield Problem("COLUMN-MISSING", title, first, labels[code], "")
    for place, text, is_filled in unknown:
        if is_filled:
            yield Problem("COLUMN-EXTRA", title, table.grid.address(*place), "", text)


def _other_labels_again(table: Table, labels: Mapping[str, str]) -> Iterator[Problem]:
    """Labels that stand again between the rows, in other words or in another order: the rows below
    them are not those of the columns above."""
    grid = table.grid
    for row in sorted(table.repeated):
        for code, column in table.columns.items():
            first, again = grid.text(*table.labels[code]), grid.text(row, column)
            if again and label_key(again) != label_key(first):
                place = grid.address(row, column)
                yield Problem("COLUMN-DUPLICATE", grid.title, place, labels[code], again)


def _hidden(table: Table) -> Iterator[Problem]:
    grid = table.grid
    first = grid.address(*next(iter(table.labels.values())))
    if grid.hidden:
        yield Problem("HIDDEN-CONTENT", grid.title, first, "sheet", grid.title)
    for code, column in table.columns.items():
        if column in grid.hidden_columns:
            place = table.labels[code]
            yield Problem(
                "HIDDEN-CONTENT",
                grid.title,
                table.grid.address(*place),
                "column",
                grid.text(*place),
            )


def hidden_rows(table: Table, rows: Iterable[int]) -> Iterator[Problem]:
    """The rows of data that the file hides; they are read like the others."""
    grid = table.grid
    for row in rows:
        if row in grid.hidden_rows:
            column = min(column for at, column in grid.cells if at == row)
            place, text = grid.address(row, column), grid.text(row, column)
            yield Problem("HIDDEN-CONTENT", grid.title, place, "row", text)
