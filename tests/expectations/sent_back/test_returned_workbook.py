"""The workbook a sender gets back: mended as it suggests and sent again, it is accepted; for every
rule of the book."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from expectations.book.rule_book import load_rule_book
from expectations.sent_back.blank_forms import meant_form
from expectations.sent_back.returned_workbook import COLUMNS, returned_workbook
from expectations.validation import DELIVERIES, Validation, validate
from ingestion.blanks.layout import SheetLayout
from ingestion.forms.contract import load_contracts
from ingestion.forms.header import load_header
from ingestion.landing.unreadable import UnreadableFile
from ingestion.messages import text as message
from ingestion.parsing.pool import read_report
from ingestion.parsing.report import Report, unreadable
from ingestion.parsing.shape import Problem
from ingestion.readers.returned_sheets import FORMS_SHEET, RETURN_SHEET, UNCONFIRMED
from ingestion.submissions.frames import batch_of
from orchestration.reference.seeds import law
from tests.expectations.builders import AS_OF, nothing_earlier, register
from tests.expectations.checks.across_cases import ACROSS
from tests.expectations.checks.general_cases import GENERAL, WHOLE_FILE
from tests.expectations.checks.new_form_cases import LISTED, NEW_FORMS, YEARS
from tests.expectations.checks.rule_case import EARLY, Delivery, RuleCase
from tests.libreoffice import Resave

ALL = [*WHOLE_FILE, *GENERAL, *ACROSS, *NEW_FORMS, *YEARS]
RETURNABLE = [*GENERAL, *ACROSS, *NEW_FORMS, *(c for c in YEARS if c.code not in LISTED)]
_HEAD_ROW = 6
NAMES = ("Bắc Giang", "Bắc Ninh", "Thành phố Hà Nội")


@dataclass(frozen=True)
class Judged:
    """Files judged together with what must be known before them."""

    reports: dict[str, Report]
    validation: Validation

    def findings(self, content: bytes) -> pl.DataFrame:
        return self.validation.findings.filter(submission_id=sha256(content).hexdigest())

    def codes(self, content: bytes) -> list[str]:
        return self.findings(content)["code"].to_list()

    def verdict(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        return str(self.validation.verdicts.filter(submission_id=name)["verdict"].item())


def judge(files: Sequence[tuple[bytes, Delivery]], *, kind: str) -> Judged:
    """One batch; the newer forms come from agencies of the sample, which no register here names."""
    sent = {sha256(content).hexdigest(): delivery for content, delivery in files}
    reports = {sha256(content).hexdigest(): read_report(content, names=NAMES)
               for content, _ in files}  # fmt: skip
    deliveries = pl.DataFrame(
        [(name, *delivery) for name, delivery in sent.items()], schema=DELIVERIES, orient="row"
    )
    is_registered = kind in ("general", "across")
    registers = {"deliveries": deliveries, "register": register()} if is_registered else {}
    return Judged(
        reports,
        validate(
            batch_of(reports, load_contracts(), law()),
            earlier=nothing_earlier() if kind in ("across", "years") else None,
            as_of=AS_OF,
            home_kind="synthetic",
            **registers,
        ),
    )


GROUPS: dict[str, list[RuleCase]] = {
    "general": [*WHOLE_FILE, *GENERAL],
    "across": ACROSS,
    "new": NEW_FORMS,
    "years": YEARS,
}


@pytest.fixture(scope="module")
def broken() -> dict[str, Judged]:
    return {
        kind: judge(
            [(case.broken, case.delivered) for case in cases]
            + [(content, EARLY) for case in cases for content in case.before],
            kind=kind,
        )
        for kind, cases in GROUPS.items()
    }


@pytest.fixture(scope="module")
def near_misses() -> dict[str, Judged]:
    return {
        kind: judge(
            [(case.near_miss, case.near_delivered) for case in cases]
            + [(content, EARLY) for case in cases for content in case.before],
            kind=kind,
        )
        for kind, cases in GROUPS.items()
    }


def kind_of(case: RuleCase) -> str:
    return next(kind for kind, cases in GROUPS.items() if case in cases)


def test_every_rule_has_a_report_that_breaks_it_and_a_near_miss() -> None:
    # A letter breaks it that a person confirmed: tests/orchestration/intake.
    in_letters = {"SHEET-LEFT-OUT"}
    assert {case.code for case in ALL} == set(load_rule_book()) - in_letters
    assert len(ALL) == len({case.code for case in ALL})


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.code)
def test_a_report_breaks_its_rule_and_only_it(case: RuleCase, broken: dict[str, Judged]) -> None:
    assert set(broken[kind_of(case)].codes(case.broken)) == {case.code}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.code)
def test_a_near_miss_passes(case: RuleCase, near_misses: dict[str, Judged]) -> None:
    codes = set(near_misses[kind_of(case)].codes(case.near_miss))
    assert codes - {"CONTENT-UNREAD"} == set()  # a note of the sender's own is told, and no fault


@pytest.fixture(scope="module")
def books(broken: dict[str, Judged]) -> dict[str, bytes]:
    """The returned workbook of every broken report, by rule."""
    return {case.code: returned(case, broken) for case in ALL}


def returned(case: RuleCase, broken: dict[str, Judged]) -> bytes:
    judged = broken[kind_of(case)]
    report = judged.reports[sha256(case.broken).hexdigest()]
    form = load_contracts()[report.contract_id] if report.contract_id else None
    return returned_workbook(
        report,
        judged.findings(case.broken),
        form,
        name="báo cáo.xlsx",
        next_revision=1 if form else None,
    )


def lines_of(book: Workbook) -> list[dict[str, Any]]:
    """The lines of the list, by column, with where each link leads."""
    sheet = book[RETURN_SHEET]
    lines = []
    for row in sheet.iter_rows(min_row=_HEAD_ROW + 1):
        line = {code: cell.value for code, cell in zip(COLUMNS, row, strict=True)}
        link = row[COLUMNS.index("place")].hyperlink
        lines.append(line | {"link": link.location if link else None})
    return lines


def mended(case: RuleCase, content: bytes) -> bytes:
    """What a sender does: write each suggestion, else the right value into each red or orange
    cell, fill in what is missing, and nothing else."""
    book = load_workbook(io.BytesIO(content))
    for line in lines_of(book):
        if line["suggestion"] is not None and line["link"]:
            _suggested(book, line)
    for page in case.right:
        _corrected(book[page.title], page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _suggested(book: Workbook, line: dict[str, Any]) -> None:
    title, _, place = line["link"].rpartition("!")
    sheet, entry = book[title.strip("'")], line["suggestion"]
    for field in load_header().fields:
        if isinstance(entry, str) and entry.startswith(f"{field.label.vi}: "):
            label = next(c for row in sheet.iter_rows() for c in row if c.value == field.label.vi)
            sheet.cell(label.row, 2).value = entry.split(": ", 1)[1]
            entry = sheet[place].value
    sheet[place].value = entry
    sheet[place].comment = None


def _corrected(sheet: Worksheet, page: SheetLayout) -> None:
    entries: dict[tuple[int, int], Any] = dict.fromkeys(page.places.values())
    entries |= dict(page.entries.items())
    who, name = page.places.get(("", "agency_id")), page.places.get(("", "agency_name"))
    if who and name and sheet.cell(*who).comment is not None:
        sheet.cell(*name).value = None  # a sender that corrects its id corrects the name as well
    for place, entry in entries.items():
        cell: Any = sheet.cell(*place)
        if place == page.places.get(("", "revision")):
            continue
        if cell.comment is not None or str(cell.value).startswith(UNCONFIRMED):
            filler = date(2025, 1, 5) if cell.number_format == "dd/mm/yyyy" else "Đã bổ sung (mẫu)"
            cell.value = filler if entry is None else entry
        elif cell.value is None and entry is not None:
            cell.value = entry


@pytest.fixture(scope="module")
def sent_again(
    books: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, resaved: Resave
) -> dict[str, bytes]:
    """Every returned workbook, mended and saved by LibreOffice, by rule."""
    contents = {case.code: mended(case, books[case.code]) for case in RETURNABLE}
    return resaved(contents, tmp_path_factory.mktemp("returned"))


@pytest.fixture(scope="module")
def judged_again(sent_again: dict[str, bytes], broken: dict[str, Judged]) -> dict[str, Judged]:
    again = {}
    for kind, cases in GROUPS.items():
        files = [(sent_again[case.code], case.near_delivered) for case in cases
                 if case.code in sent_again]  # fmt: skip
        others = [(content, EARLY) for case in cases for content in case.before]
        others += [(case.broken, case.delivered) for case in ACROSS if kind == "across"]
        again[kind] = judge([*files, *others], kind=kind)
    return again


@pytest.mark.parametrize("case", RETURNABLE, ids=lambda case: case.code)
def test_a_returned_workbook_mended_as_it_says_is_accepted(
    case: RuleCase, sent_again: dict[str, bytes], judged_again: dict[str, Judged]
) -> None:
    judged = judged_again[kind_of(case)]
    findings = judged.findings(sent_again[case.code]).select("code", "sheet", "cell", "sent")
    assert findings.rows() == []
    assert judged.verdict(sent_again[case.code]) == "accepted"


@pytest.mark.parametrize("case", RETURNABLE, ids=lambda case: case.code)
def test_a_returned_workbook_says_each_finding_once_and_keeps_what_form_it_is(
    case: RuleCase, broken: dict[str, Judged], books: dict[str, bytes]
) -> None:
    content = books[case.code]
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == RETURN_SHEET
    assert [line["code"] for line in lines_of(book)] == broken[kind_of(case)].codes(case.broken)
    for line in lines_of(book):
        if line["link"]:
            title, _, place = line["link"].rpartition("!")
            assert book[title.strip("'")][place].comment is not None
    contract_id = load_contracts().latest()[case.form].contract_id
    assert book.worksheets[1]["B2"].value == contract_id
    assert "csi_contract" in book.defined_names
    assert read_report(content).contract_id == contract_id


@pytest.mark.parametrize("case", WHOLE_FILE, ids=lambda case: case.code)
def test_a_file_nobody_could_read_comes_back_with_a_form_to_fill_in(
    case: RuleCase, books: dict[str, bytes]
) -> None:
    book = load_workbook(io.BytesIO(books[case.code]))
    assert book.sheetnames[0] == RETURN_SHEET
    assert [line["code"] for line in lines_of(book)] == [case.code]
    if case.code == "REGISTER-UNUSABLE":
        assert book.sheetnames == [RETURN_SHEET]
    elif FORMS_SHEET in book.sheetnames:
        listed = {row[1].value for row in book[FORMS_SHEET].iter_rows(min_row=5)}
        assert listed == {form.contract_id for form in load_contracts().latest().values()}
        assert [one.code for one in read_report(books[case.code]).problems] == ["FORM-UNKNOWN"]
    else:
        contract_id = book.worksheets[1]["B2"].value
        assert read_report(books[case.code]).contract_id == contract_id


PDF = UnreadableFile("pdf", size=3)
TWO_LIKELY = Problem("FORM-UNKNOWN", "Trang 1", None, "budget/1, websites/1", "")


@pytest.mark.parametrize(
    ("name", "problem", "form"),
    [
        ("budget.pdf", None, "budget"),
        ("AGY-1/incident_summary-2024.pdf", None, "incident_summary"),
        ("Báo cáo kinh phí an toàn thông tin mạng 2025.pdf", None, "budget"),
        ("scan0001.pdf", None, None),
        ("budget websites.pdf", None, None),
        ("x.csv", Problem("FORM-UNKNOWN", "Trang 1", None, "budget/1", ""), "budget"),
        ("x.csv", TWO_LIKELY, None),
        ("websites.csv", TWO_LIKELY, "websites"),
        ("inspections.csv", TWO_LIKELY, None),
    ],
)
def test_which_form_a_file_was_meant_to_be_is_told_by_its_labels_or_its_name(
    name: str, problem: Problem | None, form: str | None
) -> None:
    report = Report(None, problems=[problem]) if problem else unreadable(PDF)
    meant = meant_form(report, name)
    assert (meant.form if meant else None) == form


def test_the_list_is_printed_across_a4_in_letters_that_can_be_read(books: dict[str, bytes]) -> None:
    for content in books.values():
        sheet: Any = load_workbook(io.BytesIO(content))[RETURN_SHEET]
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        (printed,) = [area.split("!")[1].replace("$", "") for area in [sheet.print_area]]
        _, _, last, _ = range_boundaries(printed)
        widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, last + 1)]
        inches = sum(widths) * 7 / 96  # a character of the default font is seven pixels wide
        assert 11 * (297 / 25.4 - 1) / inches > 8.5, "points, letters of eleven scaled to the paper"
        labels = [sheet.cell(6, column).value for column in range(1, last + 1)]
        assert message("return.column.explanation") in labels


# Whose mending needs no new value: our layout or another delivery mends it.
MENDED_BY_ITSELF = {
    "TOTAL-MISSING", "ROW-UNKNOWN", "COLUMN-EXTRA", "HIDDEN-CONTENT", "TEXT-CONVERTED",
    "SENDER-NOT-ENTITLED", "SENDER-UNKNOWN", "DEADLINE-LATE", "REVISION-CONFLICT",
}  # fmt: skip


def test_a_returned_workbook_sent_again_untouched_is_not_accepted(
    books: dict[str, bytes],
) -> None:
    """What was held is held again, whatever shape it has now."""
    held = [case for case in GENERAL if load_rule_book()[case.code].severity == "block"
            and case.code not in MENDED_BY_ITSELF]  # fmt: skip
    judged = judge([(books[case.code], case.delivered) for case in held], kind="general")
    accepted = [case.code for case in held if judged.verdict(books[case.code]) == "accepted"]
    assert accepted == []
