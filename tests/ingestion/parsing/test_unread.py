"""Every filled cell is read, held or told: a text put anywhere in a report turns up in a value or
in a remark, and a file that ends early says so."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from ingestion.blanks.layout import Entry, lay_out
from ingestion.blanks.templates import csv_bytes, workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.parsing.pool import read_report
from ingestion.parsing.report import Report
from tests.expectations.builders import BUDGET, INCIDENTS, SECURITY, answers, plan
from tests.ingestion.parsing.value_forms.parts import with_box
from tests.ingestion.parsing.value_forms.reports import NAMES, write_contracts
from tests.ingestion.parsing.value_forms.reports import report as figures_report

_WORDS = "ghi chú riêng số 7319"
_FORMS = (SECURITY, INCIDENTS, BUDGET)
_ROWS = [plan(), plan(item="Kế hoạch 2025"), plan(scope_of_budget="Dự án", item="Đường")]


@cache
def _content(form_name: str) -> bytes:
    form = load_contracts().latest()[form_name]
    changed = {"rows": _ROWS} if form_name == BUDGET else {}
    return workbook_bytes(form, lay_out(form, answers(form, **changed)))


def _with(form_name: str, places: dict[tuple[int, int], object], title: str | None) -> bytes:
    book: Workbook = load_workbook(io.BytesIO(_content(form_name)))
    sheet = book.create_sheet(title) if title else book.worksheets[0]
    for (row, column), value in places.items():
        sheet.cell(row, column).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _said(report: Report) -> Iterator[str]:
    """Everything a report holds of what was sent."""
    for cell in report.cells:
        yield from (text for text in (cell.value.raw_text, cell.value.text, cell.row_key) if text)
    yield from (text for p in report.problems for text in (p.found, p.expected) if text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_FORMS), st.integers(1, 60), st.integers(1, 12))
def test_a_text_put_anywhere_is_read_held_or_told(form_name: str, row: int, column: int) -> None:
    assume((row, column) not in ((2, 1), (2, 2)))  # what form it is
    report = read_report(_with(form_name, {(row, column): _WORDS}, None))
    assert any(_WORDS in text for text in _said(report)), (form_name, row, column)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(_FORMS), st.integers(1, 60), st.integers(6, 12))
def test_a_number_put_beside_a_table_is_told(form_name: str, row: int, column: int) -> None:
    report = read_report(_with(form_name, {(row, column): 7319}, None))
    assert any("7319" in text for text in _said(report)), (form_name, row, column)


@pytest.mark.parametrize("form_name", _FORMS)
def test_a_report_as_it_is_printed_has_nothing_unread(form_name: str) -> None:
    assert read_report(_content(form_name)).problems == []


@pytest.mark.parametrize("form_name", _FORMS)
def test_a_sheet_of_the_senders_own_is_told_once(form_name: str) -> None:
    places: dict[tuple[int, int], object] = {(2, 1): _WORDS, (3, 1): "Hệ thống A", (3, 2): 12}
    report = read_report(_with(form_name, places, "Phụ lục"))
    told = [(p.code, p.sheet, p.cell, p.size) for p in report.problems]
    assert told == [("CONTENT-UNREAD", "Phụ lục", "A2", 3)]


def test_a_senders_sheet_of_words_that_the_form_prints_is_told() -> None:
    report = read_report(_with(BUDGET, {(1, 1): "Kế hoạch hằng năm", (2, 1): "Có"}, "Phụ lục"))
    assert [(p.cell, p.size) for p in report.problems] == [("A1", 2)]


def test_what_stands_among_the_numbers_of_rows_is_told() -> None:
    beside = {(14, 8): "STT", (15, 8): "1.", (16, 8): "chưa duyệt", (17, 8): 7319}
    told = [(p.code, p.found) for p in read_report(_with(BUDGET, beside, None)).problems]
    assert told == [("CONTENT-UNREAD", "chưa duyệt"), ("CONTENT-UNREAD", "7319")]


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    write_contracts(folder)
    return folder


@pytest.mark.parametrize(
    ("text", "is_row"),
    [
        ("Các hệ thống dùng chung", False),
        ("HỆ THỐNG NỘI BỘ", False),
        ("Hệ thống nội bộ:", False),
        ("Cổng thông tin điện tử", True),
        ("1. Cổng thông tin", True),
    ],
)
def test_a_heading_between_rows_is_told_and_a_name_alone_stays_a_row(
    text: str, is_row: bool, contracts: Path
) -> None:
    rows: list[dict[str, Entry]] = [{"item": name, "cases": 1} for name in NAMES[:2]]
    rows.insert(1, {"item": text})
    report = read_report(figures_report(rows), contracts, NAMES)
    assert (text in {cell.row_key for cell in report.cells}) == is_row
    assert [p.found for p in report.problems] == ([] if is_row else [text])


def test_a_row_of_a_text_file_with_more_cells_than_labels_is_held() -> None:
    whole = _budget_csv().decode("utf-8-sig")
    parted = whole.replace("Dự án,Đường,6", "Dự án,Đường,6,6")
    held = [c.cell for c in read_report(parted.encode()).cells if c.value.problem == "wider_row"]
    assert parted != whole
    assert held == ["F17"]


def test_a_delimiter_behind_every_row_is_no_cell_more() -> None:
    lines = _budget_csv().rstrip(b"\r\n").split(b"\r\n")
    rows = b"\r\n".join([*lines[:-3], *(line + b"," for line in lines[-3:])])
    assert read_report(rows).problems == []
    assert not [c for c in read_report(rows).cells if c.value.status == "unreadable"]


def _budget_csv() -> bytes:
    form = load_contracts().latest()[BUDGET]
    return csv_bytes(form, lay_out(form, answers(form, rows=_ROWS)))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 90))
def test_a_file_cut_within_its_last_row_is_held(cut: int) -> None:
    """At every byte of the last row up to its last separator; behind it every cell is whole."""
    whole = _budget_csv()
    last_row = whole.rstrip(b"\r\n").rsplit(b"\r\n", 1)[1]
    kept = last_row[: min(cut, last_row.rindex(b","))]
    report = read_report(whole[: whole.rindex(last_row)] + kept)
    assert "FILE-CUT" in {p.code for p in report.problems}, kept


def test_a_file_cut_within_a_quoted_cell_is_held() -> None:
    content = _budget_csv().rstrip(b"\r\n") + b'"Ly do dang ghi do'
    assert "FILE-CUT" in {p.code for p in read_report(content).problems}


def test_a_file_cut_within_a_line_end_is_held() -> None:
    """No text is lost of the last row that is left, and nothing else says that others follow."""
    content = _budget_csv().rstrip(b"\r\n").rsplit(b"\n", 1)[0]
    assert content.endswith(b"\r")
    assert "FILE-CUT" in {p.code for p in read_report(content).problems}


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\r\n\r\n", b"\r\n,,,,,\r\n"])
def test_a_whole_file_is_whole_whatever_its_last_line_end(ending: bytes) -> None:
    report = read_report(_budget_csv().rstrip(b"\r\n") + ending)
    assert report.problems == []


def test_old_macintosh_line_ends_are_line_ends() -> None:
    with_lf, with_cr = _budget_csv(), _budget_csv().replace(b"\r\n", b"\r")
    assert read_report(with_cr).cells == read_report(with_lf).cells


@pytest.mark.parametrize("key", ["Kế hoạch 2026", "Trung tâm dữ liệu"])
def test_a_row_of_which_only_the_key_is_filled_in_stays(key: str) -> None:
    rows = [*_ROWS, {"scope_of_budget": "Dự án", "item": key}]
    form = load_contracts().latest()[BUDGET]
    report = read_report(csv_bytes(form, lay_out(form, answers(form, rows=rows))))
    blank = [c for c in report.cells if key in c.row_key and c.value.status == "not_reported"]
    assert {c.field for c in blank} >= {"total_it_budget", "security_budget"}


def _with_note(words: str) -> bytes:
    book = load_workbook(io.BytesIO(_content(BUDGET)))
    book.worksheets[0]["C15"].comment = Comment(words, "An")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_notes_on_cells_and_text_boxes_are_told() -> None:
    for content, place in (_with_note(_WORDS), "C15"), (with_box(_content(BUDGET), _WORDS), "E13"):
        told = [(p.code, p.cell, p.found, p.size) for p in read_report(content).problems]
        assert told == [("CONTENT-UNREAD", place, _WORDS, 1)]


def test_only_our_own_remarks_are_not_told() -> None:
    """A sender's note that begins like one, or an answer written into one, is the sender's."""
    ours = "CELL-TYPE: chưa đọc được số.\nCách sửa: ghi số.\nGợi ý: 12\n\nUNIT-LINE: x\nCách sửa: y"
    assert read_report(_with_note(ours)).problems == []
    for words in ("GHI-CHU: số này chưa chốt", "CELL-TYPE: x", f"{ours}\nSố này đã đúng"):
        (problem,) = read_report(_with_note(words)).problems
        assert (problem.code, problem.cell) == ("CONTENT-UNREAD", "C15"), words


def test_a_member_of_a_document_beside_its_sheets_is_told() -> None:
    kept = Path(__file__).parent / "kept_files" / "technical_measurements-1.sent.json"
    document = json.loads(kept.read_bytes()) | {"note": _WORDS, "total": 7319}
    told = read_report(json.dumps(document).encode()).problems
    assert [(p.code, p.cell, p.size) for p in told] == [("CONTENT-UNREAD", "/note", 2)]


def test_a_header_line_that_the_form_does_not_ask_for_is_told() -> None:
    kept = Path(__file__).parent / "kept_files" / "technical_measurements-1.sent.json"
    document = json.loads(kept.read_bytes())
    document["header"]["money_unit"] = "nghìn đồng"
    (problem,) = read_report(json.dumps(document).encode()).problems
    assert (problem.code, problem.cell) == ("CONTENT-UNREAD", "/header/money_unit")
    assert problem.found == "money_unit; nghìn đồng"
