"""Merged ranges, of the usual size and over the whole of a sheet: what lies below them, and that
they cost nothing."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterable

import pytest
from openpyxl import Workbook

from ingestion.landing.unreadable import UnreadableFile
from ingestion.parsing.pool import read_report
from ingestion.readers.files import read_document
from ingestion.readers.grid import Cell, Merge, column_letter
from tests.ingestion.parsing.letters import SYSTEMS_LETTER


def workbook(rows: Iterable[Iterable[object]] = (("a", "b"), ("c", "d"))) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    book.save(stream)
    return stream.getvalue()


def merged(content: bytes, *ranges: str, links: str = "") -> bytes:
    """A workbook with ranges merged and linked in its first sheet, its cells as they are."""
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    behind = f"</sheetData><mergeCells>{cells}</mergeCells>{links}"
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", behind.encode())
            target.writestr(name, part)
    return changed.getvalue()


def test_what_lies_below_a_merged_range_is_held_and_what_lies_beside_it_is_read() -> None:
    (grid,) = read_document(merged(workbook(), "A1:A2")).grids
    assert grid.merges == (Merge(1, 1, 2, 1),)
    assert {place: cell.raw_text for place, cell in grid.cells.items()} == {
        (1, 1): "a", (1, 2): "b", (2, 1): "c", (2, 2): "d",
    }  # fmt: skip
    assert [place for place, cell in grid.cells.items() if cell.problem] == [(2, 1)]


def test_a_label_below_a_merged_range_names_no_column() -> None:
    (grid,) = read_document(merged(workbook(), "A1:B1")).grids
    assert grid.labels == {"a": [(1, 1)], "c": [(2, 1)], "d": [(2, 2)]}


@pytest.mark.parametrize(
    "ranges",
    [
        ["A3:XFD3"],
        ["A3:XFD40"],
        ["H1:H1048576"],
        ["A3:F1048576"],
        ["C3:XFD200"],
        ["C1:XFD1048576"],
        [f"A{row}:XFD{row}" for row in range(3, 472)],
        [f"A{row}:XFD{row + 5}" for row in range(3, 3_000)],
    ],
    ids=lambda ranges: f"{len(ranges)}-of-{ranges[0]}",
)
def test_ranges_over_millions_of_empty_cells_change_and_cost_nothing(ranges: list[str]) -> None:
    (plain,) = read_document(workbook()).grids
    tracemalloc.start()
    try:
        (grid,) = read_document(merged(workbook(), *ranges)).grids
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grid.cells == plain.cells
    assert len(grid.merges) == len(ranges)
    assert peak < 64 * 1024**2


def test_a_link_over_a_merged_range_puts_no_text_into_it() -> None:
    link = '<hyperlinks><hyperlink ref="A3:XFD1048576" location="A1" display="x"/></hyperlinks>'
    (grid,) = read_document(merged(workbook(), "A3:XFD3", links=link)).grids
    assert grid.cells == {
        (1, 1): Cell("a"), (1, 2): Cell("b"), (2, 1): Cell("c"), (2, 2): Cell("d"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        merged(workbook(), *(f"A{row}:B{row}" for row in range(1, 100_002))),
        merged(workbook([["a"]] * 1_000), *(f"A1:{column_letter(n)}1000" for n in range(2, 103))),
    ],
    ids=["more-than-rows", "one-over-another"],
)
def test_more_merged_ranges_than_any_form_has_are_told(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_document(content)
    assert refused.value.reason == "too_many_merged"
    assert "merged ranges" in refused.value.words("en")


def test_a_title_merged_across_the_whole_sheet_holds_nothing() -> None:
    content, title = SYSTEMS_LETTER.workbook(), 4
    below = len(SYSTEMS_LETTER.page()) + 1
    report = read_report(merged(content, f"A{title}:XFD{title}", f"A{below}:XFD{below + 10}"))
    assert report.cells
    assert report == read_report(content)
