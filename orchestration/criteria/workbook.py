"""A published set of criteria as rows: one sheet with the published columns, anywhere in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.numbers import parse_number
from ingestion.language.vietnamese import fold
from ingestion.readers.files import read_document
from ingestion.readers.grid import Grid
from orchestration.any_index.csv_tables import BadIndex

_COLUMNS = {
    "number": ("stt", "so thu tu", "tt"),
    "name": ("chi so", "tieu chi", "noi dung", "ten"),
    "maximum": ("diem toi da", "thang diem", "diem chuan"),
    "scoring": ("cach xac dinh", "cach tinh", "phuong phap"),
    "evidence": ("tai lieu kiem chung", "minh chung"),
    "source": ("nguon",),
    "verifier": ("don vi",),
}
_NEEDED = ("number", "name", "maximum", "scoring")
_NUMBERING = re.compile(r"(?:[IVX]+|\d+(?:\.\d+)*)\.?")


@dataclass(frozen=True)
class Criterion:
    """One row as it stands in the workbook; ``scoring`` is empty for a group."""

    row: int
    number: str
    name: str
    maximum: Decimal
    scoring: str
    evidence: str
    source: str
    verifier: str


def read_criteria(content: bytes) -> list[Criterion]:
    """The criteria in the order of the workbook. Raises ``BadIndex`` where the columns are not
    there or a row has no maximum."""
    try:
        document = read_document(content)
    except UnreadableFile as unreadable:
        raise BadIndex("criteria_unreadable", reason=unreadable.key) from unreadable
    for grid in document.grids:
        for row in grid.rows:
            columns = _columns(grid, row)
            if all(name in columns for name in _NEEDED):
                return _criteria(grid, row, columns)
    raise BadIndex("criteria_no_columns")


def _columns(grid: Grid, row: int) -> dict[str, int]:
    """Which column of a row is which, by the beginning of its label; the first one wins."""
    found: dict[str, int] = {}
    for (at, column), cell in sorted(grid.cells.items()):
        label = fold(cell.raw_text)
        for name, beginnings in _COLUMNS.items():
            if at == row and name not in found and label.startswith(beginnings):
                found[name] = column
                break
    return found


def _criteria(grid: Grid, header: int, columns: dict[str, int]) -> list[Criterion]:
    criteria = []
    for row in (row for row in grid.rows if row > header):
        said = {name: grid.text(row, column).strip() for name, column in columns.items()}
        if not _NUMBERING.fullmatch(said["number"]):
            continue
        maximum = parse_number(said["maximum"])
        if maximum is None or maximum <= 0:
            raise BadIndex("criteria_no_maximum", row=row, name=said["name"])
        criteria.append(
            Criterion(
                row=row,
                number=said["number"].rstrip("."),
                name=said["name"],
                maximum=maximum,
                scoring=said["scoring"],
                evidence=said.get("evidence", ""),
                source=said.get("source", ""),
                verifier=said.get("verifier", ""),
            )
        )
    if not criteria:
        raise BadIndex("criteria_none")
    return criteria
