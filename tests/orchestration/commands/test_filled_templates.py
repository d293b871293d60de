"""``csi template`` filled in from a home: the header, the names of last time's rows, the duty on
the guide, and one file for each report that is due and was not received."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from ingestion.blanks.layout import Entry
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.forms.sheet_columns import GUIDE_SHEET
from ingestion.home.home import Home
from ingestion.parsing.interpret import interpret
from ingestion.readers.files import read_document
from orchestration.cli import main
from tests.expectations.new_form_reports import pages_of_report
from tests.orchestration.small_reports import deliver, verdicts

CODE = "AGY-24-1"
AGENCY = "Sở Thông tin và Truyền thông tỉnh Bắc Giang (mẫu)"
REGISTER = (
    "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,parent_id,"
    "in_response_network\n"
    f"{CODE},{AGENCY},province_agency,VN63-24,2018-01-01,2025-06-30,true,,true\n"
    f"{CODE},{AGENCY},province_agency,VN34-24,2025-07-01,,true,,true\n"
    "AGY-24-2,Ủy ban nhân dân huyện (mẫu),province_agency,"
    f"VN63-24,2018-01-01,2025-06-30,true,{CODE},\n"
    "AGY-24-3,Ủy ban nhân dân xã mẫu (mẫu),commune,VN34-24,2025-07-01,,true,"
    f"{CODE},\n"
    "AGY-N,Trung tâm (mẫu),national_centre,,2018-01-01,,true,,\n"
).encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with one accepted report on the information systems of 2024."""
    home = Home(tmp_path_factory.mktemp("filled") / "home")
    pages = pages_of_report("information_systems", agency_id=CODE)
    form = load_contracts().latest()["information_systems"]
    pages[0].entries[pages[0].places["", "agency_name"]] = AGENCY
    deliver(home, REGISTER, workbook_bytes(form, pages))
    assert set(verdicts(home)) <= {"accepted", "accepted_with_warnings"}
    return home


def template(home: Home, *arguments: object) -> Result:
    return CliRunner().invoke(
        main, ["--home", str(home.folder), "template", *(str(one) for one in arguments)]
    )


def filled(home: Home, folder: Path, form: str, period: str, agency: str = CODE) -> Any:
    target = folder / "filled.xlsx"
    done = template(home, form, "--agency", agency, "--period", period, "--out", target)
    assert done.exit_code == 0, done.output
    return load_workbook(io.BytesIO(target.read_bytes()))


def guide(book: Any) -> list[str]:
    return [str(row[0]) for row in book[GUIDE_SHEET].iter_rows(values_only=True)]


def test_the_header_is_filled_in_as_of_the_periods_end(home: Home, tmp_path: Path) -> None:
    filled(home, tmp_path, "information_systems", "2026")
    report = interpret(read_document((tmp_path / "filled.xlsx").read_bytes()), load_contracts())
    header = {
        cell.field: cell.value.text or cell.value.number
        for cell in report.cells
        if cell.table == "header" and cell.value.status == "reported"
    }
    assert header == {
        "data_kind": "synthetic",
        "agency_id": CODE,
        "agency_name": AGENCY,
        "unit_code": "24",
        "unit_name": "Thành phố Bắc Ninh",
        "period": "2026",
        "scope": "own",
        "revision": 0,
    }


def test_the_names_of_last_times_rows_are_there_and_no_figure(home: Home, tmp_path: Path) -> None:
    sent = pages_of_report("information_systems")
    names: dict[str, dict[str, list[Entry]]] = {page.title: {} for page in sent[1:]}
    for page in sent[1:]:
        for (row, code), place in page.places.items():
            if page.sheet.kind == "register" and code in page.sheet.row_key:
                names[page.title].setdefault(row, []).append(page.entries.get(place))
    book = filled(home, tmp_path, "information_systems", "2025")
    assert sum(map(len, names.values())) > 2
    for title, expected in names.items():
        rows = [
            [value for value in row if value is not None]
            for row in book[title].iter_rows(min_row=2, values_only=True)
        ]
        assert sorted(row for row in rows if row) == sorted(expected.values())


def test_the_reader_takes_nothing_it_prints_for_an_answer(home: Home, tmp_path: Path) -> None:
    filled(home, tmp_path, "information_systems", "2025")
    report = interpret(read_document((tmp_path / "filled.xlsx").read_bytes()), load_contracts())
    assert report.problems == []


def test_what_somebody_writes_on_the_guide_is_told(home: Home, tmp_path: Path) -> None:
    book = filled(home, tmp_path, "information_systems", "2025")
    book[GUIDE_SHEET]["A20"] = "Hạn gửi: chúng tôi xin gia hạn"
    book.save(tmp_path / "more.xlsx")
    report = interpret(read_document((tmp_path / "more.xlsx").read_bytes()), load_contracts())
    assert [(p.code, p.cell) for p in report.problems] == [("CONTENT-UNREAD", "A20")]


@pytest.mark.parametrize(
    ("form", "period", "words"),
    [
        ("information_systems", "2026", ("hết ngày 19/12/2026", "NĐ 331/2026 Đ.35.3", "chủ quản")),
        ("information_systems", "2024", ("hết ngày 04/12/2024", "Công văn 5620/UBND-CT")),
        ("budget", "2025", ("chưa tìm thấy", "Công an tỉnh", "Chỉ thị 14/CT-TTg")),
        ("incident_summary", "2026", ("chưa tìm thấy văn bản quy định cho kỳ này",)),
        ("incident_report", "2026-10-02", ("trong 72 giờ", "Bộ Công an", "Đ.31.2.d")),
    ],
)
def test_the_guide_says_by_when_to_whom_and_why(
    home: Home, tmp_path: Path, form: str, period: str, words: tuple[str, ...]
) -> None:
    line = guide(filled(home, tmp_path, form, period))[6]
    assert line.startswith("Hạn gửi")
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("budget", "--agency", "AGY-9", "--period", "2026"), "AGY-9"),
        (("budget", "--agency", "AGY-24-2", "--period", "2026"), "31/12/2026"),
        (("budget", "--agency", "AGY-N", "--period", "2026"), "không thuộc đối tượng"),
        (("budget", "--agency", CODE, "--period", "2026-Q1"), "năm (ví dụ 2024)"),
        (("budget", "--agency", CODE, "--period", "nay"), "“nay”"),
        (("budget", "--agency", CODE), "--period"),
        (("--all-due",), "--out"),
        ((), "--all-due"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(
    home: Home, arguments: tuple[str, ...], words: str
) -> None:
    done = template(home, *arguments)
    assert done.exit_code == 2
    assert words in done.output


def test_every_report_that_is_due_and_was_not_received(home: Home, tmp_path: Path) -> None:
    """Under an assumed duty nothing is due: of the summaries of incidents those of a member of the
    network, of a letter of another province and of a commune none."""
    out = tmp_path / "due"
    due = ("--all-due", "--as-of", "2025-12-01", "--out", out)
    done = template(home, *due)
    assert done.exit_code == 0, done.output
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {
        f"{CODE}/agency_security_report-2024.xlsx",
        f"{CODE}/budget-2024.xlsx",
        f"{CODE}/incident_summary-2024-S1.xlsx",
        f"{CODE}/incident_summary-2024.xlsx",
        f"{CODE}/incident_summary-2025-S1.xlsx",
        f"{CODE}/incident_summary-2025.xlsx",
        "AGY-24-2/agency_security_report-2024.xlsx",
        "AGY-24-2/budget-2024.xlsx",
        "AGY-N/technical_measurements-2024-S1.csv",
        "AGY-N/technical_measurements-2024-S2.csv",
        "AGY-N/technical_measurements-2024.csv",
        "AGY-N/technical_measurements-2025-S1.csv",
    }
    book = load_workbook(out / CODE / "incident_summary-2025.xlsx")
    assert book.worksheets[0]["B4"].value == CODE


def test_files_that_are_there_are_replaced_only_by_force(home: Home, tmp_path: Path) -> None:
    out = tmp_path / "due"
    kept = out / CODE / "budget-2024.xlsx"
    kept.parent.mkdir(parents=True)
    kept.write_text("begun")
    due = ("--all-due", "--as-of", "2025-12-01", "--out", out)
    done = template(home, *due)
    assert done.exit_code == 2
    assert "--force" in done.output
    assert [path for path in out.rglob("*") if path.is_file()] == [kept]
    assert kept.read_text() == "begun"
    assert template(home, *due, "--force").exit_code == 0
    assert load_workbook(kept).worksheets[0]["B2"].value == "budget/1"
