"""What a workbook says of its formulas, and what is left unsaid."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import xlsxwriter
from openpyxl import Workbook

from ingestion.readers.workbook import read_workbook


def workbook(calculation: str) -> bytes:
    """A formula whose result is 0, in a workbook whose settings say this of formulas."""
    book, made = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=SUM(B1:B2)"
    book.save(made)
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "xl/workbook.xml":
                begin = content.index("<calcPr")
                end = content.index("/>", begin) + 2
                content = content[:begin] + calculation + content[end:]
            for empty in ("<v/>", "<v />", "<v></v>"):
                content = content.replace(f"</f>{empty}", "</f><v>0</v>")
            target.writestr(name, content)
    return changed.getvalue()


def test_a_workbook_need_not_list_styles_of_tables() -> None:
    """LibreOffice writes none."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(""))) as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        for name in source.namelist():
            content = re.sub(rb"<tableStyles[^>]*>", b"", source.read(name))
            target.writestr(name, content)
    assert (1, 1) in read_workbook(stream.getvalue()).grids[0].cells


def test_zeros_in_the_range_of_a_formula_that_was_never_computed_are_no_figures() -> None:
    """XlsxWriter writes them in all cells but the first."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_array_formula("A1:A3", "{=ROW(A5:A7)}", None, 5)
        sheet.write("B1", 0)
    (grid,) = read_workbook(stream.getvalue()).grids
    problems = {place: cell.problem for place, cell in grid.cells.items()}
    assert problems == {
        (1, 1): None, (2, 1): "uncached_formula", (3, 1): "uncached_formula", (1, 2): None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("calculation", "is_known"),
    [
        ("", True),
        ('<calcPr calcId="191029"/>', True),
        ('<calcPr calcId="191029" fullCalcOnLoad="0"/>', True),
        ('<calcPr calcId="191029" fullCalcOnLoad="1"/>', False),
        ('<calcPr fullCalcOnLoad="true" calcId="191029"/>', False),
    ],
)
def test_a_result_of_zero_counts_unless_the_file_asks_to_compute_it(
    calculation: str, is_known: bool
) -> None:
    (grid,) = read_workbook(workbook(calculation)).grids
    assert (grid.cells[1, 1].number == 0) == is_known
