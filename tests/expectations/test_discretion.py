"""A person's name and phone number reach no finding, wherever in a form that asks for people they
are written."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from expectations.validation import Validation, validate
from expectations.wording.descriptions import describe
from ingestion.forms.contract import load_contracts
from ingestion.submissions.frames import Batch
from tests.expectations.builders import batch, register
from tests.expectations.checks.test_new_forms_rules import report

PHONE, PERSON = "0912 345 678", "Nguyễn Thị Bí Mật"
CONTACTS, INCIDENT = "contact_points", "incident_report"
Spoil = Callable[[Worksheet], object]
# The header ends at row 11; labels are in row 13, rows from 14: topic, rank, name, position,
# phone, e-mail, yes or no twice, two dates.
_ROW, _LABELS = 14, 13


def put(**entries: str) -> Spoil:
    def change(sheet: Worksheet) -> None:
        for place, entry in entries.items():
            sheet[place].value = entry

    return change


def pasted_off(columns: int) -> Spoil:
    """The rows pasted some columns from where they belong."""

    def change(sheet: Worksheet) -> None:
        rows = range(_ROW, sheet.max_row + 1)
        entries = {(r, c): sheet.cell(r, c).value for r in rows for c in range(1, 11)}
        for row in rows:
            for column in range(1, 13):
                sheet.cell(row, column).value = entries.get((row, column - columns))

    return change


def titled(sheet: Worksheet) -> None:
    sheet.title, sheet["A14"] = PHONE, PHONE


def hidden(sheet: Worksheet) -> None:
    sheet["A14"] = PHONE
    sheet.row_dimensions[14].hidden = True


# Where the number is, form, what is done, a rule that finds the report.
PLANTED: list[tuple[str, str, Spoil, str]] = [
    ("two columns to the left", CONTACTS, pasted_off(-2), "CELL-LIST"),
    ("one column to the left", CONTACTS, pasted_off(-1), "CELL-LIST"),
    ("one column to the right", CONTACTS, pasted_off(1), "CELL-LIST"),
    ("two columns to the right", CONTACTS, pasted_off(2), "CELL-TYPE"),
    ("a choice", CONTACTS, put(A14=PHONE), "CELL-LIST"),
    ("a choice, twice", CONTACTS, put(A14=PHONE, A15=PHONE, B15="Chính"), "ROW-DUPLICATE"),
    ("an answer", CONTACTS, put(G14=PHONE), "CELL-TYPE"),
    ("a day", CONTACTS, put(I14=PHONE), "CELL-TYPE"),
    ("a label", CONTACTS, put(C13=PHONE), "COLUMN-MISSING"),
    ("an optional label", CONTACTS, put(D13=PHONE, D14=PERSON), "COLUMN-MISSING"),
    ("a column more", CONTACTS, put(K13=PHONE, K14=PERSON), "COLUMN-EXTRA"),
    ("under the table", CONTACTS, put(A40="Người lập", A42=PHONE, B42=PERSON), "AGENCY-UNKNOWN"),
    ("a hidden row", CONTACTS, hidden, "HIDDEN-CONTENT"),
    ("the title of the sheet", CONTACTS, titled, "CELL-LIST"),
    ("the form's code", CONTACTS, put(B2=PHONE), "FORM-UNKNOWN"),
    ("the kind of data", CONTACTS, put(B3=PHONE), "CELL-LIST"),
    ("the agency's code", CONTACTS, put(B4=PHONE), "AGENCY-UNKNOWN"),
    ("the agency's name", CONTACTS, put(B5=PHONE), "AGENCY-UNKNOWN"),
    ("the province's code", CONTACTS, put(B6=PHONE), "UNIT-MISMATCH"),
    ("the province's name", CONTACTS, put(B7=PHONE), "UNIT-MISMATCH"),
    ("the period", CONTACTS, put(B8=PHONE), "PERIOD-INVALID"),
    ("the scope", CONTACTS, put(B9=PHONE), "CELL-LIST"),
    ("the revision", CONTACTS, put(B10=PHONE), "CELL-TYPE"),
    ("the date", CONTACTS, put(B11=PHONE), "CELL-TYPE"),
    ("beside the header", CONTACTS, put(C4=PHONE, D8=PERSON, A12=PHONE, A14=PHONE), "CELL-LIST"),
    ("an error value beside", CONTACTS, put(E14="#REF!", A14=PHONE), "CELL-ERROR"),
    ("a choice of an incident", INCIDENT, put(C40=PHONE, C41=PERSON), "CELL-TYPE"),
    ("a code of no line", INCIDENT, put(A20=PHONE), "ROW-UNKNOWN"),
    ("the incident's code", INCIDENT, put(B9=PHONE), "AGENCY-UNKNOWN"),
]  # fmt: skip


def planted(form: str, spoil: Spoil) -> bytes:
    book = load_workbook(io.BytesIO(report(form)))
    spoil(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def judged() -> tuple[dict[str, str], Batch, Validation]:
    """The ids of the planted reports by the names of their cases, their batch, its validation."""
    contents = {name: planted(form, spoil) for name, form, spoil, _ in PLANTED}
    read = batch(list(contents.values()))
    ids = dict(zip(contents, read.headers["submission_id"], strict=True))
    validation = validate(read, as_of=date(2026, 7, 31), home_kind="synthetic", register=register())
    return ids, read, validation


@pytest.mark.parametrize(("name", "form", "code"), [(n, f, c) for n, f, _, c in PLANTED])
def test_a_phone_number_reaches_no_finding(
    name: str, form: str, code: str, judged: tuple[dict[str, str], Batch, Validation]
) -> None:
    ids, read, validation = judged
    findings = validation.findings.filter(submission_id=ids[name])
    assert code in findings["code"].to_list()
    contract = load_contracts().latest()[form]
    rows = findings.to_dicts()
    texts = [str(describe(row, contract, lang)) for row in rows for lang in ("vi", "en")]
    frames = (
        *(frame.filter(submission_id=ids[name]) for frame in (read.problems, read.headers)),
        read.cells.filter(submission_id=ids[name]).drop("text"),
        findings,
    )
    printed = " ".join([*texts, *(frame.write_json() for frame in frames)])
    for secret in (PHONE, PHONE.replace(" ", ""), PHONE.replace(" ", "")[1:], PERSON):
        assert secret not in printed


def test_the_texts_that_stay_are_those_the_contract_asks_for(
    judged: tuple[dict[str, str], Batch, Validation],
) -> None:
    """What was not read as its kind leaves no text at all; free texts of a table stay with it."""
    cells = judged[1].cells.filter(pl.col("kind") != "text")
    assert PHONE not in cells.write_csv()
    assert PERSON not in cells.write_csv()


def test_other_forms_say_what_was_sent() -> None:
    content = planted("websites", lambda sheet: put(C16="bảy")(sheet))
    read = batch([content])
    assert "bảy" in read.cells["raw_text"].to_list()
