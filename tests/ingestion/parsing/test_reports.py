"""From a layout to a file and back: the blank workbook, typing, rows, the raw tables."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from expectations.sent_back.self_check import blank_workbook
from ingestion.blanks.layout import Answers, Entry, lay_out
from ingestion.blanks.templates import csv_bytes, workbook_bytes
from ingestion.forms.contract import Contracts, load_contract, load_contracts
from ingestion.forms.raw_tables import indicator_rows, raw_tables, register_rows
from ingestion.parsing.interpret import interpret
from ingestion.parsing.report import Report, TypedCell
from ingestion.readers.files import read_document
from ingestion.submissions.frames import batch_of
from orchestration.reference.seeds import law
from tests.drill_report import CONTRACT, drill_answers

HEADER: dict[str, Entry] = {
    "data_kind": "Số liệu mẫu",
    "agency_id": "AGY-1",
    "agency_name": "Sở A (mẫu)",
    "unit_code": 1,
    "unit_name": "Hà Nội",
    "period": "2024",
    "scope": "Của đơn vị",
    "revision": 0,
    "report_date": date(2024, 12, 1),
    "money_unit": "triệu đồng",
}
BUDGET = Answers(
    HEADER,
    rows={
        "budget": [
            {
                "scope_of_budget": "Kế hoạch hằng năm",
                "item": "2024",
                "total_it_budget": Decimal("1500.5"),
                "security_budget": Decimal(150),
                "exempt": "Không",
            }
        ]
    },
)
SECURITY = Answers(
    HEADER,
    lines={
        "regulation_in_force": {"value": "Có", "evidence": "QĐ 12/QĐ-UBND"},
        "level_approved_share": {"value": 3, "denominator": 5},
        "independent_assessment_share": {"value": "Không áp dụng"},
        "drills": {"value": 0},
    },
)


def read(content: bytes) -> Report:
    return interpret(read_document(content), load_contracts())


def by_place(report: Report) -> dict[tuple[str, str], TypedCell]:
    return {(cell.row_key, cell.field): cell for cell in report.cells}


def test_a_workbook_and_a_csv_file_of_one_report_say_the_same() -> None:
    form = load_contracts()["budget/1"]
    pages = lay_out(form, BUDGET)
    in_workbook, in_csv = read(workbook_bytes(form, pages)), read(csv_bytes(form, pages))
    assert not in_workbook.problems
    assert not in_csv.problems
    for one, other in zip(in_workbook.cells, in_csv.cells, strict=True):
        assert (one.cell, one.value.number, one.value.text) == (
            other.cell,
            other.value.number,
            other.value.text,
        )


def test_money_is_kept_in_dong_with_the_text_as_sent() -> None:
    form = load_contracts()["budget/1"]
    cell = by_place(read(workbook_bytes(form, lay_out(form, BUDGET))))[
        "yearly_plan|2024", "total_it_budget"
    ]
    assert cell.value.number == 1_500_500_000
    assert cell.value.raw_text == "1500.5"
    assert cell.cell == "C15"


def test_a_day_in_the_place_of_something_else_is_quoted_day_first() -> None:
    form = load_contracts()["budget/1"]
    book = load_workbook(io.BytesIO(workbook_bytes(form, lay_out(form, BUDGET))))
    for place in ("A15", "B15", "C15", "H20"):
        book.worksheets[0][place].value = date(2024, 6, 5)
    stream = io.BytesIO()
    book.save(stream)
    report = read(stream.getvalue())
    quoted = {c.cell: c.value.raw_text for c in report.cells if c.cell in ("A15", "B15", "C15")}
    assert set(quoted.values()) == {"05/06/2024"}
    assert [p.found for p in report.problems] == ["05/06/2024"]


def test_zero_blank_and_not_applicable_are_three_things() -> None:
    form = load_contracts()["agency_security_report/1"]
    cells = by_place(read(workbook_bytes(form, lay_out(form, SECURITY))))
    assert cells["drills", "value"].value.status == "reported"
    assert cells["drills", "value"].value.number == 0
    assert cells["four_layer_share", "value"].value.status == "not_reported"
    assert cells["independent_assessment_share", "value"].value.status == "not_applicable"
    assert cells["", "unit_code"].value.text == "01", "a spreadsheet drops the leading zero"


@pytest.mark.parametrize("contract_id", sorted(load_contracts()))
def test_a_blank_workbook_reads_as_nothing_reported(contract_id: str) -> None:
    form = load_contracts()[contract_id]
    report = read(blank_workbook(form))
    assert report.contract_id == contract_id
    assert not report.problems
    keys = {code for sheet in form.registers for code in sheet.row_key}
    asked = [cell for cell in report.cells if cell.field not in keys]
    assert {cell.value.status for cell in asked} == {"not_reported"}
    assert all(cell.cell for cell in asked), "what is missing can be pointed at"


@pytest.mark.parametrize("contract_id", sorted(load_contracts()))
def test_a_blank_workbook_locks_labels_and_carries_its_contract(contract_id: str) -> None:
    form = load_contracts()[contract_id]
    book = load_workbook(io.BytesIO(blank_workbook(form)))
    sheet = book.worksheets[0]
    assert sheet["B2"].value == contract_id
    assert "csi_contract" in book.defined_names
    assert read_document(blank_workbook(form)).contract_property == contract_id
    assert sheet.protection.sheet
    assert sheet["B2"].protection.locked
    assert not sheet["B4"].protection.locked
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert lists, "closed lists are drop-downs"


def test_the_same_answers_give_the_same_bytes() -> None:
    form = load_contracts()["agency_security_report/1"]
    assert workbook_bytes(form, lay_out(form, SECURITY)) == workbook_bytes(
        form, lay_out(form, SECURITY)
    )


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    form = load_contracts()["agency_security_report/1"]
    answers = Answers(HEADER, lines={"drills": {"value": 1, "note": "=cmd|' /C calc'!A0"}})
    content = workbook_bytes(form, lay_out(form, answers))
    note = by_place(read(content))["drills", "note"]
    assert note.value.text == "=cmd|' /C calc'!A0"
    assert note.cell is not None
    cell = load_workbook(io.BytesIO(content)).worksheets[0][note.cell]
    assert cell.data_type == "s"


def test_rows_may_move_and_signatures_may_follow() -> None:
    form = load_contracts()["incident_summary/1"]
    lines = list(csv.reader(io.StringIO(csv_bytes(form, lay_out(form)).decode("utf-8-sig"))))
    lines.insert(1, ["Kính gửi: Cục An toàn thông tin"])
    lines += [[], ["Người lập biểu"], ["Nguyễn Văn A (mẫu)"]]
    stream = io.StringIO()
    csv.writer(stream).writerows(lines)
    report = read(stream.getvalue().encode())
    unread = [(p.code, p.cell, p.found) for p in report.problems]
    assert unread == [
        ("CONTENT-UNREAD", "A2", "Kính gửi: Cục An toàn thông tin"),
        ("CONTENT-UNREAD", f"A{len(lines) - 1}", "Người lập biểu; Nguyễn Văn A (mẫu)"),
    ]
    types = {cell.row_key for cell in report.cells if cell.table == "incident_counts"}
    assert types == {f"TYPE-{n:02d}" for n in range(1, 11)} | {"total"}


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["level_approved_share", "trained_staff_share"]),
        st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)),
    )
)
def test_whatever_numbers_are_filled_in_are_read(figures: dict[str, tuple[int, int]]) -> None:
    form = load_contracts()["agency_security_report/1"]
    lines: dict[str, dict[str, Entry]] = {
        code: {"value": a, "denominator": b} for code, (a, b) in figures.items()
    }
    cells = by_place(read(csv_bytes(form, lay_out(form, Answers(HEADER, lines=lines)))))
    for code, (a, b) in figures.items():
        assert cells[code, "value"].value.number == a
        assert cells[code, "denominator"].value.number == b


def test_accepted_cells_become_the_raw_tables_of_the_contract() -> None:
    contracts = load_contracts()
    forms = {name: contracts[f"{name}/1"] for name in ("budget", "agency_security_report")}
    budget = read(csv_bytes(forms["budget"], lay_out(forms["budget"], BUDGET)))
    security = read(
        csv_bytes(
            forms["agency_security_report"], lay_out(forms["agency_security_report"], SECURITY)
        )
    )
    batch = batch_of({"b": budget, "s": security}, contracts, law())
    cells = batch.cells.join(
        batch.headers.drop("contract_id").with_columns(unit_id=pl.lit("VN63-01")),
        on="submission_id",
    )
    (row,) = register_rows(forms["budget"].registers[0], cells).rows(named=True)
    assert row["total_it_budget"] == 1_500_500_000
    assert row["total_it_budget_cell"] == "C15"
    assert row["exempt"] is False
    assert row["exemption_reason_status"] == "not_reported"
    lines = indicator_rows(cells)
    approved = lines.filter(line="level_approved_share", field="denominator")
    assert approved["number"].to_list() == [Decimal(5)]
    for form in forms.values():
        for table, columns in raw_tables([form]).items():
            frame = lines if table == "indicator_cells" else register_rows(form.registers[0], cells)
            assert frame.columns == list(columns)


def test_a_new_form_needs_no_code(tmp_path: Path) -> None:
    folder = tmp_path / "drill_report"
    folder.mkdir()
    (folder / "1.yml").write_text(CONTRACT, encoding="utf-8")
    form = load_contract(folder / "1.yml")
    answers = drill_answers(form, HEADER, place="Huế", held=date(2024, 5, 3))
    content = workbook_bytes(form, lay_out(form, answers))
    report = interpret(read_document(content), Contracts([form]))
    assert by_place(report)["Huế", "held"].value.text == "2024-05-03"


@pytest.mark.parametrize("contract_id", sorted(load_contracts()))
def test_a_blank_workbook_shows_whole_labels_and_prints_what_is_to_be_filled(
    contract_id: str,
) -> None:
    form = load_contracts()[contract_id]
    book = load_workbook(io.BytesIO(blank_workbook(form)))
    for sheet in book.worksheets[: len(form.sheets) + 1]:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            width = sheet.column_dimensions[cell.column_letter].width
            if isinstance(cell.value, str) and cell.alignment.wrap_text and cell.row > 1:
                lines = len(cell.value) / width
                height = sheet.row_dimensions[cell.row].height or 15
                assert height >= 15 * lines, f"{sheet.title}!{cell.coordinate}"
    for sheet in book.worksheets[: len(form.sheets)]:
        last = max(
            cell.row for row in sheet.iter_rows() for cell in row if not cell.protection.locked
        )
        assert sheet.print_area.endswith(f"${last}")
