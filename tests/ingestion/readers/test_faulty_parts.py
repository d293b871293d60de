"""Packages that do not keep to the standard, and packages of which bytes are lost."""

from __future__ import annotations

import importlib.util
import io
import zipfile

import openpyxl
import pytest
from openpyxl import Workbook

from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.workbook import read_workbook

_SHEET = "xl/worksheets/sheet1.xml"


def changed(part: str, before: str, after: str) -> bytes:
    """A workbook with 12 in A1 and 5 in B1 of the sheet ``Số liệu``, and one part altered."""
    book, made, anew = Workbook(), io.BytesIO(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title, sheet["A1"], sheet["B1"] = "Số liệu", 12, 5
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(anew, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == part:
                assert before in content
                content = content.replace(before, after, 1)
            target.writestr(name, content)
    return anew.getvalue()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('r="A1"', 'r="ABCDE1"'),
        ('<row r="1"', '<row r="0"'),
        ('t="n"', 't="zz"'),
        ("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="zz"/></mergeCells>'),
        ('r="A1" t="n"', 'r="A1" t="s"'),
        ('r="A1" t="n"', 'r="A1" t="n" s="9999"'),
    ],
)
def test_a_sheet_that_does_not_keep_to_the_standard_is_named(before: str, after: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(changed(_SHEET, before, after))
    assert refused.value.reason == "not_by_standard_in"
    assert "“Số liệu”" in refused.value.words()


@pytest.mark.parametrize(
    ("part", "before", "after", "reason"),
    [
        ("[Content_Types].xml", "</Types>", "", "damaged"),
        (_SHEET, "</worksheet>", "", "damaged"),
        ("xl/styles.xml", 'patternType="gray125"', 'patternType="gray9"', "not_by_standard"),
    ],
)
def test_a_cut_file_is_told_from_one_with_faults(
    part: str, before: str, after: str, reason: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(changed(part, before, after))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("written", "problem", "begin"),
    [("abc", "error", "#VALUE!"), ("9" * 2_000_000, None, "9999"), ("9" * 4_000, None, "9999")],
)
def test_a_number_that_is_none_costs_its_cell(
    written: str, problem: str | None, begin: str
) -> None:
    (grid,) = read_workbook(changed(_SHEET, "<v>12</v>", f"<v>{written}</v>")).grids
    assert grid.cells[1, 1].problem == problem
    assert grid.cells[1, 1].raw_text.startswith(begin)
    assert grid.cells[1, 2].number == 5


def test_what_is_found_does_not_hang_on_what_else_is_installed() -> None:
    """lxml, which the tests have for other reasons, reads faulty files in its own way."""
    assert importlib.util.find_spec("lxml")
    assert not openpyxl.LXML
