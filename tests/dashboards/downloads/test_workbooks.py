"""The workbooks of a release, as other programs read them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from dashboards.downloads.workbooks import Styles, write_cell
from tests.dashboards.downloads.workbook_reading import FORMULA, assert_holds_the_marts
from tests.libreoffice import Resave

READ_AS_WRITTEN = (
    *(datetime(2026, 7, 9, 8, 30), date(2026, 7, 9), True, False, 0, -7, 2**53),
    *(Decimal("82.13"), "2026-07-09", "0123", "1e5", "TRUE", "+84 24 3943 4567", FORMULA),
    *("<b>&amp;</b> ]]>", " khoảng trắng hai đầu ", "_x000D_ là chữ", "http://example.org"),
)


def test_another_program_reads_what_the_marts_hold(written: Path) -> None:
    workbooks = sorted(written.glob("*/data/csi.xlsx"))
    assert [workbook.parts[-3] for workbook in workbooks] == [
        *("leadership", "province-VN34-14", "province-VN34-48", "public")
    ]
    for workbook in workbooks:
        assert_holds_the_marts(workbook, workbook.parent)


def test_libreoffice_opens_it_and_sees_the_same(
    written: Path, tmp_path: Path, resaved: Resave
) -> None:
    data = written / "leadership" / "data"
    resaved({"csi": (data / "csi.xlsx").read_bytes()}, tmp_path)
    assert_holds_the_marts(tmp_path / "out" / "csi.xlsx", data)


def test_text_that_looks_like_a_formula_stays_text(written: Path) -> None:
    book = load_workbook(written / "leadership" / "data" / "csi.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == FORMULA} == {"s"}
    assert "f" not in {cell.data_type for cell in cells}


def test_what_kind_of_figures_they_are_stands_first(written: Path) -> None:
    book = CalamineWorkbook.from_path(str(written / "public" / "data" / "csi.xlsx"))
    guide = "\n".join(str(row[0]) for row in book.get_sheet_by_index(0).to_python())
    assert "Số liệu mẫu" in guide
    assert "không phải công bố chính thức" in guide


def _cell(value: object, folder: Path) -> object:
    file = folder / "one.xlsx"
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        write_cell(book.add_worksheet(), 0, 0, value, Styles(book))
    (row,) = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    return row[0]


@pytest.mark.parametrize("value", READ_AS_WRITTEN, ids=repr)
def test_a_value_is_read_as_it_was_written(value: object, tmp_path: Path) -> None:
    assert _cell(value, tmp_path) == (float(value) if isinstance(value, Decimal) else value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("chuông\x07 và \ufffe", "chuông và "),
        ("ế" * 32_767, "ế" * 32_767),
        ("ế" * 32_768, "ế" * 16_383 + "…"),
        ("𝄞" * 16_384, "𝄞" * 16_383 + "…"),
    ],
    ids=["not in XML", "longest", "too long", "too long in UTF-16"],
)
def test_a_text_is_made_to_fit_a_cell(value: str, read: str, tmp_path: Path) -> None:
    assert _cell(value, tmp_path) == read


@pytest.mark.parametrize("value", [time(8, 30), 0.5, b"x", ["x"]], ids=repr)
def test_a_type_nobody_has_said_how_to_write_is_not_guessed(value: object, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        _cell(value, tmp_path)
