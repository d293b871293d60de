"""Workbooks and CSV files as grids: what is kept, what is refused, what costs only itself."""

import io
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.landing.unreadable import UnreadableFile
from ingestion.parsing.pool import read_reports
from ingestion.readers.files import read_document
from ingestion.readers.grid import Cell, address, column_letter


def workbook(fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    fill(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_every_kind_of_cell_keeps_its_address_and_text() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["C5"] = "Đà Nẵng"
        sheet["D6"] = 12.5
        sheet["E7"] = date(2024, 12, 5)
        sheet["F8"] = True

    (grid,) = read_document(workbook(fill)).grids
    assert grid.cells == {
        (5, 3): Cell("Đà Nẵng"),
        (6, 4): Cell("12.5", Decimal("12.5")),
        (7, 5): Cell("2024-12-05", number_format="yyyy-mm-dd", is_date=True),
        (8, 6): Cell("TRUE"),
    }


def test_errors_and_formulas_without_a_value_are_marked() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "#REF!"
        sheet["B1"] = "=1+1"

    (grid,) = read_document(workbook(fill)).grids
    assert grid.cells[1, 1].problem == "error"
    assert grid.cells[1, 2].problem == "uncached_formula"
    assert grid.cells[1, 2].raw_text == "=1+1"


def test_a_csv_file_in_each_usual_dialect_reads_the_same() -> None:
    rows = [["Mã", "Số liệu"], ["a, b; c", "1.234"]]
    grids = []
    for delimiter in ",;\t|":
        lines = [delimiter.join(f'"{value}"' for value in row) for row in rows]
        content = ("\r\n".join(lines)).encode("utf-8-sig")
        grids.append(read_document(content).grids[0].cells)
    assert all(cells == grids[0] for cells in grids)
    assert grids[0][2, 1] == Cell("a, b; c")


_CSV, _JSON = "Mã;Số liệu\r\na;12\r\n", '{"form": "x/1", "header": {"period": "2024"}}'


@pytest.mark.parametrize("text", [_CSV, _JSON])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["", "\x1a", "\x1a\r\n", "\x04", "\x0c"])
def test_a_text_is_the_same_in_every_encoding_and_with_every_mark_of_its_end(
    text: str, encoding: str, end: str
) -> None:
    (grid,) = read_document((text + end).encode(encoding)).grids
    assert grid == read_document(text.encode()).grids[0]


def test_a_document_in_utf_16_needs_no_mark() -> None:
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):
        assert read_document(_JSON.encode(encoding)).grids == read_document(_JSON.encode()).grids


def test_the_line_that_states_what_parts_the_cells_is_none_of_the_sheet() -> None:
    """A spreadsheet shows the line below it as its first."""
    (grid,) = read_document(f"sep=;\r\n{_CSV}".encode()).grids
    assert grid == read_document(_CSV.encode()).grids[0]
    assert read_document(b"sep=|\na;b|12\n").grids[0].cells[1, 1] == Cell("a;b")


@pytest.mark.parametrize("written", ["0e999999999", "-0e99999", "0E+400", "0.0e1000000"])
def test_a_zero_is_a_zero_whatever_its_exponent(written: str) -> None:
    content = f'{{"form": "websites/1", "header": {{"revision": {written}}}}}'
    cell = read_document(content.encode()).grids[0].cells[2, 2]
    assert (cell.raw_text, cell.number) == ("0", 0)


def test_the_parts_of_a_line_in_json_are_known_in_any_case() -> None:
    """Two that differ in nothing else are two columns, which are told."""
    lines = '{"a": {"Value": 1, "NOTE": "x"}, "b": {"value": 2}, "c": {"value": 3, "Value": 4}}'
    _, grid = read_document(f'{{"form": "x/1", "figures": {lines}}}'.encode()).grids
    labels = {cell.raw_text: column for (row, column), cell in grid.cells.items() if row == 1}
    assert sorted(labels) == ["Value", "code", "denominator", "evidence", "note", "value"]
    values = [grid.text(row, labels["value"]) for row in (2, 3, 4)]
    assert (values, grid.text(4, labels["Value"])) == (["1", "2", "3"], "4")


def test_what_was_not_copied_is_no_end() -> None:
    """NUL fills the place of what is missing: the last figure may have been cut."""
    with pytest.raises(UnreadableFile):
        read_document(_CSV.rstrip().encode() + b"\x00" * 100)


def bomb() -> bytes:
    """A small archive that unpacks to far more than any report."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (65 * 1024 * 1024))
    return stream.getvalue()


def with_a_sheet_again(name: str) -> bytes:
    """A workbook whose package holds its sheet again, with another figure, under this name."""
    stream = io.BytesIO(workbook(lambda sheet: sheet.append([61_000])))
    with zipfile.ZipFile(stream, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = archive.read("xl/worksheets/sheet1.xml").replace(b"61000", b"99000")
        archive.writestr(name, again)
    return stream.getvalue()


def last_corner() -> bytes:
    def fill(sheet: Worksheet) -> None:
        sheet["XFD1048576"] = 1

    return workbook(fill)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
        (b"a\x00b", "zero_bytes"),
        (b"a,b\n1,2\n" + bytes(300), "zero_bytes"),
        (bytes(4_096), "zero_bytes"),
        (b"\x01\x00\x02\x00", "not_a_table"),
        (b"null", "json_no_members"),
        (b" [] ", "json_no_members"),
        (b'"text"', "json_no_members"),
        (b"[" * 200_000, "too_deep"),
        (b'{"form": "x", "rows": [1]}', "json_no_row"),
        (b'{"form": "x", "form": "y"}', "twice_named"),
        ("Đà Nẵng".encode("utf-16-le"), "not_a_table"),
        ("Đà Nẵng".encode("cp1258", "replace"), "not_utf8"),
        (bomb(), "too_large"),
        (last_corner(), "far_cell"),
        (with_a_sheet_again("xl/worksheets/sheet1.xml"), "not_by_standard"),
        (with_a_sheet_again("xl/worksheets/Sheet1.xml"), "not_by_standard"),
        (b"a," * 5_000_000, "too_large"),
        (b"a\n" + b"," * 400 + b"a\n", "far_cell"),
        (b"a,\n" * 50_001, "far_cell"),
        ((b"a," * 300 + b"\n") * 4_000, "too_large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_document(content)
    assert refused.value.reason == reason


def test_empty_cells_beyond_those_of_any_form_cost_nothing() -> None:
    empty = b"," * 16_383 + b"\n"
    (grid,) = read_document(b"a" + empty * 200 + b"\n" * 60_000).grids
    assert grid.cells == {(1, 1): Cell("a")}
    (grid,) = read_document(b"," * 399 + b"a\n").grids
    assert list(grid.cells) == [(1, 400)]


def test_one_bad_file_costs_one_file() -> None:
    good = "Mã biểu mẫu,khac/9\n".encode()
    files = [("good", good), ("bad", b"PK\x03\x04"), ("corner", last_corner()), ("again", good)]
    reports = dict(read_reports(files))
    assert list(reports) == ["good", "bad", "corner", "again"]
    assert reports["bad"].problems[0].code == "FILE-UNREADABLE"
    assert reports["corner"].problems[0].expected == "far_cell"
    assert reports["good"] == reports["again"]
    assert reports["good"].problems[0].code == "FORM-UNKNOWN"


def test_a_file_that_takes_too_long_is_given_up() -> None:
    def fill(sheet: Worksheet) -> None:
        for _ in range(3_000):
            sheet.append(["x"] * 50)

    slow = workbook(fill)
    reports = dict(read_reports([("slow", slow), ("good", b"a,b\n")], seconds_per_file=0.05))
    assert reports["slow"].problems[0].found == "time_limit"


def test_addresses() -> None:
    assert [column_letter(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert address(15, 4) == "D15"


def _by_xlsxwriter(look: dict[str, object]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_format_properties": look}) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", 12)
        sheet.write_formula("A2", "=6+6")
        sheet.write_formula("A3", "=6+6", None, 12)
    return stream.getvalue()


def test_the_look_of_every_cell_may_be_that_of_the_workbook() -> None:
    (grid,) = read_document(_by_xlsxwriter({"font_strikeout": True})).grids
    assert grid.cells[1, 1].problem == "struck_out"
    (grid,) = read_document(_by_xlsxwriter({"font_color": "#FFFFFF"})).grids
    assert grid.cells[1, 1].is_unseen


def test_a_formula_written_with_nought_for_its_result_is_not_worked_out() -> None:
    (grid,) = read_document(_by_xlsxwriter({})).grids
    assert grid.cells[2, 1].problem == "uncached_formula"
    assert grid.cells[3, 1].number == 12
