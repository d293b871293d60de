"""The worksheets of a package as openpyxl reads them, but for what it does with ranges: it makes an
object of every cell that a merged range or a link lies over, 17 billion for one over a whole sheet.
Here a merged range stays a range, and links, which say nothing of a figure, are passed over.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from io import BytesIO
from typing import Any, cast

from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.packaging.relationship import RelationshipList, get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import COMMENTS_NS
from openpyxl.xml.functions import fromstring

from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.faulty_parts import within_sheet
from ingestion.readers.grid import MOST_COLUMNS, MOST_ROWS

# Merged ranges, each counted once for every row below it that holds cells: two for each row of the
# longest form.
_MOST_MERGED = 100_000


class RangeReader(ExcelReader):
    """Reads a package; raises ``UnreadableFile`` for more merged cells than any form has. Charts,
    pictures and pivots are not read."""

    def read_worksheets(self) -> None:
        """Every sheet whose part is there, with its notes and tables."""
        for sheet, relation in cast(Any, self.parser).find_sheets():
            if relation.target not in self.valid_files:
                continue
            if "chartsheet" in relation.Type:
                self.read_chartsheet(sheet, relation)
                continue
            with within_sheet(sheet.name):
                self._read_worksheet(sheet, relation.target)

    def _read_worksheet(self, listed: Any, path: str) -> None:
        sheet: Any = self.wb.create_sheet(listed.name)
        relations: Any = RelationshipList()
        where = cast(Any, get_rels_path)(path)
        if where in self.valid_files:
            relations = get_dependents(self.archive, where)
        sheet._rels = relations
        content = self.archive.read(path)
        # Counted before openpyxl makes anything of them, as most programs write them.
        if content.count(b"mergeCell ") > _MOST_MERGED:
            raise UnreadableFile("too_many_merged")
        strings = cast(Any, self.shared_strings)
        reader = _SheetReader(sheet, BytesIO(content), strings, self.data_only, self.rich_text)
        reader.bind_all()
        for relation in relations.find(COMMENTS_NS):
            notes = cast(Any, CommentSheet).from_tree(
                fromstring(self.archive.read(relation.target))
            )
            for at, note in notes.comments:
                sheet.cell(*coordinate_to_tuple(at)).comment = note
        for part in reader.tables:
            sheet.add_table(cast(Any, Table).from_tree(fromstring(self.archive.read(part))))
        sheet.legacy_drawing = None
        sheet.sheet_state = listed.state


class _SheetReader(WorksheetReader):
    def bind_merged_cells(self) -> None:
        """Keep the merged ranges, cut at the largest form, and drop what is stored below them."""
        merged = cast(Any, self.parser).merged_cells
        refs = dict.fromkeys(one.ref for one in merged.mergeCell) if merged else {}
        if len(refs) > _MOST_MERGED:
            raise UnreadableFile("too_many_merged")
        ranges = [_cut(CellRange(ref)) for ref in refs]
        _drop_below(self.ws, ranges)
        self.ws.merged_cells = cast(Any, MultiCellRange(cast(Any, ranges)))

    def bind_hyperlinks(self) -> None:
        """Nothing: openpyxl gives a link's address to an empty cell as its value."""


def _cut(area: CellRange) -> CellRange:
    area.max_row = max(area.min_row, min(area.max_row, MOST_ROWS))
    area.max_col = max(area.min_col, min(area.max_col, MOST_COLUMNS))
    return area


def _drop_below(sheet: Worksheet, ranges: list[CellRange]) -> None:
    """Take out the cells that lie in a merged range but are not its first: nobody sees them."""
    cells: dict[tuple[int, int], Any] = cast(Any, sheet)._cells
    columns = defaultdict[int, list[int]](list)
    for row, column in sorted(cells):
        columns[row].append(column)
    rows = list(columns)
    below = [
        rows[bisect_left(rows, area.min_row) : bisect_right(rows, area.max_row)] for area in ranges
    ]
    if sum(map(len, below)) > _MOST_MERGED:
        raise UnreadableFile("too_many_merged")
    for area, within in zip(ranges, below, strict=True):
        for row in within:
            held = columns[row]
            for column in held[bisect_left(held, area.min_col) : bisect_right(held, area.max_col)]:
                if (row, column) != (area.min_row, area.min_col):
                    cells.pop((row, column), None)
