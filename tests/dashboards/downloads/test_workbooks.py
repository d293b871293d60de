"""The workbooks of a release, as other programs read them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from dashboards.downloads.workbook_cells import Styles, write_cell
from dashboards.looks.locale import text
from tests.dashboards.downloads.workbook_reading import FORMULA, assert_holds_the_marts
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release
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
    cover = book.get_sheet_by_index(0).to_python()
    assert [row[:2] for row in cover[:3]] == [
        ["", "Chỉ số an toàn, an ninh mạng: các bảng chính"],
        ["Số liệu mẫu", text("workbook.synthetic")],
        ["Tính chất / Kind of figures", "Điểm do hệ thống tính lại, không phải công bố chính thức"],
    ]
    assert ["Bản phát hành / Release", "1", "1"] in [row[:3] for row in cover]


def test_a_real_workbook_bears_no_band(tmp_path: Path) -> None:
    published = build(tmp_path / "published.duckdb", codes=("48",), is_synthetic=False)
    release = written_release(published, tmp_path / "releases")
    book = CalamineWorkbook.from_path(str(release / "public" / "data" / "csi.xlsx"))
    cover = book.get_sheet_by_index(0).to_python()
    assert "Số liệu mẫu" not in "\n".join(str(cell) for row in cover for cell in row)


def test_the_cover_says_whence_on_what_terms_and_how_to_cite(written: Path) -> None:
    book = load_workbook(written / "leadership" / "data" / "csi.xlsx")
    cover = book.worksheets[0]
    said = {row[0].value: (row[1].value, row[2].value) for row in cover.iter_rows(max_col=3)}
    assert said["Đối tượng / Audience"] == ("Bản dành cho lãnh đạo", "Edition for leadership")
    assert said["Ngày tính / As of"] == ("15/07/2026", "15 Jul 2026")
    assert "CSI-R1" in said["Phương pháp / Method"][0]
    for label, words in {
        "Nguồn / Source": ("Báo cáo mẫu do máy sinh ra", "Synthetic reports"),
        "Giấy phép / Licence": ("Chưa quy định giấy phép", "No licence has been set"),
        "Liên hệ / Contact": ("mã bản phát hành 1", "name release 1"),
        "Trích dẫn / How to cite": (
            "năm 2025, tính lại theo CSI-R1, bản phát hành 1",
            "release 1, data as of",
        ),
    }.items():
        assert all(word in line for word, line in zip(words, said[label], strict=True)), label
    links = {row[0].value: row[0].hyperlink for row in cover.iter_rows() if row[0].hyperlink}
    assert {tab: link.location for tab, link in links.items()} == {
        sheet.title: f"'{sheet.title}'!A1" for sheet in book.worksheets[1:]
    }


def test_every_column_has_its_unit_and_key(written: Path) -> None:
    book = CalamineWorkbook.from_path(str(written / "leadership" / "data" / "csi.xlsx"))
    head, *rows = book.get_sheet_by_index(1).to_python()
    assert head[3:6] == ["Đơn vị tính", "Khóa", "Tên trong các tệp dữ liệu"]
    by_name = {row[5]: row for row in rows}
    assert all(row[2] and row[6] for row in rows), "a meaning in both languages"
    assert by_name["mart_csi_ranking.score"][3::4] == ["điểm", "points"]
    assert by_name["mart_csi_ranking.coverage"][3] == "tỷ lệ, từ 0 đến 1"
    assert by_name["mart_csi_ranking.rank"][3:5] == ["thứ hạng", ""]
    assert by_name["mart_csi_ranking.unit_id"][3:5] == ["", "có"]


def test_the_head_stays_in_sight_on_screen_and_on_paper(written: Path) -> None:
    book = load_workbook(written / "leadership" / "data" / "csi.xlsx")
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes in ("B2", "C2")
        assert sheet.print_title_rows == "$1:$1"
    for sheet in book.worksheets:
        assert "Số liệu mẫu" in sheet.oddFooter.left.text


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
