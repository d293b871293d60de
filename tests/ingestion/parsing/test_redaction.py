"""A person is read as having been named, and not by what: on the lines of a form as in every row of
a table."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from openpyxl import load_workbook

from ingestion.blanks.json_reports import json_bytes
from ingestion.blanks.layout import Answers, Entry, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import INDICATOR_TABLE, Form, load_contracts
from ingestion.messages import text as message
from ingestion.parsing.interpret import interpret
from ingestion.parsing.redaction import asks_for_people, code_of_unknown_form
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.values import PRESENT
from ingestion.readers.files import read_document
from tests.expectations.builders import header

ASKING = sorted(name for name, form in load_contracts().items() if asks_for_people(form))
# As people write who they are: a name, numbers with and without spaces, as text and as a figure.
PERSONS: list[Entry] = [
    "Nguyễn Thị Bí Mật", "0912 345 678", "0912345678", 912345678, "bi.mat@tinh.gov.vn",
    "Không", "12", "2024-05-17", "Nguyễn Thị Bí Mật, 0912 345 678",
]  # fmt: skip


def personal_places(form: Form) -> set[tuple[str, str]]:
    """The table of every personal answer, with its line or its column."""
    columns = {(s.table, f.code) for s in form.registers for f in s.fields if f.personal}
    return columns | {(INDICATOR_TABLE, line.code) for line in form.lines if line.personal}


def named(form: Form, person: Entry) -> list[TypedCell]:
    """What is read of the personal answers of a report, where each line and two rows of each table
    say ``person``."""
    return of_people(form, read(form, person))


def of_people(form: Form, report: Report) -> list[TypedCell]:
    places = personal_places(form)
    return [
        cell
        for cell in report.cells
        if (cell.table, cell.field) in places
        or ((cell.table, cell.row_key) in places and cell.field == "value")
    ]


def read(form: Form, person: Entry, suffix: str = "xlsx") -> Report:
    lines: dict[str, dict[str, Entry]] = {
        line.code: {"value": person} for line in form.lines if line.personal
    }
    rows = {}
    for sheet in form.registers:
        people: dict[str, Entry] = {field.code: person for field in sheet.fields if field.personal}
        lists = [(field.code, form.lists[field.list]) for field in sheet.fields if field.list]
        if people:
            rows[sheet.name] = [
                people | {code: options[n].label.vi for code, options in lists} for n in (0, 1)
            ]
    pages = lay_out(form, Answers(header(), lines, {n: list(r) for n, r in rows.items()}))
    content = json_bytes(form, pages) if suffix == "json" else workbook_bytes(form, pages)
    return interpret(read_document(content), load_contracts())


def test_lines_and_tables_ask_for_people() -> None:
    kinds = {table for name in ASKING for table, _ in personal_places(load_contracts()[name])}
    assert kinds == {INDICATOR_TABLE, "contact_points", "system_bodies"}


@pytest.mark.parametrize("person", PERSONS)
@pytest.mark.parametrize("contract_id", ASKING)
def test_of_a_person_only_that_one_was_named_is_read(contract_id: str, person: Entry) -> None:
    form = load_contracts()[contract_id]
    cells = named(form, person)
    rows = 2 if form.registers and not any(line.personal for line in form.lines) else 1
    assert len(cells) == rows * len(personal_places(form))
    for cell in cells:
        value = cell.value
        assert (value.status, value.raw_text, value.text, value.number) == (
            "reported", PRESENT, PRESENT, None
        )  # fmt: skip


@pytest.mark.parametrize(
    ("contract_id", "suffix"),
    [
        (name, suffix)
        for name in ASKING
        for suffix in ("xlsx", "json")
        if suffix in load_contracts()[name].formats
    ],
)
def test_no_part_of_what_is_read_names_the_person(contract_id: str, suffix: str) -> None:
    report = read(load_contracts()[contract_id], PERSONS[0], suffix)
    assert of_people(load_contracts()[contract_id], report)
    assert str(PERSONS[0]) not in repr(report)


@pytest.mark.parametrize("contract_id", ASKING)
def test_nobody_named_is_nothing_reported(contract_id: str) -> None:
    for cell in named(load_contracts()[contract_id], None):
        assert (cell.value.status, cell.value.raw_text, cell.value.text) == (
            "not_reported", None, None
        )  # fmt: skip


@pytest.mark.parametrize("contract_id", ASKING)
def test_of_an_error_in_the_place_of_a_person_only_the_place_is_read(contract_id: str) -> None:
    for cell in named(load_contracts()[contract_id], "#REF!"):
        assert (cell.value.status, cell.value.raw_text, cell.value.text) == (
            "unreadable", PRESENT, None
        )  # fmt: skip


def test_a_free_text_beside_people_stays_a_value_and_is_not_quoted() -> None:
    """Who may see it is the contract's to say; a finding would show it to whoever reads one."""
    form = load_contracts().latest()["contact_points"]
    sheet = next(sheet for sheet in form.registers if sheet.name == "teams")
    row: dict[str, Entry] = {
        "team_kind": form.lists["team_kind"][0].label.vi,
        "decision": "QĐ 12/QĐ-UBND",
        "members": 12,
    }
    pages = lay_out(form, Answers(header(), rows={sheet.name: [row]}))
    report = interpret(read_document(workbook_bytes(form, pages)), load_contracts())
    values = {c.field: c.value for c in report.cells if c.row_key == "response"}
    assert (values["decision"].text, values["decision"].raw_text) == ("QĐ 12/QĐ-UBND", PRESENT)
    assert values["members"].number == 12
    assert values["members"].raw_text == "12"


@pytest.mark.parametrize(
    ("code", "is_told"),
    [
        ("budget/99", True),
        ("x" * 60, True),
        ("x" * 61, False),
        ("mau 08", False),
        ("a@b.vn", False),
        ("09123456", True),
        ("091234567", False),
        ("0912.345.678", False),
        ("+84912345678", False),
        ("(0912)345678", False),
        ("09123456789", False),
        ("091234567890", True),
        ("MAU-20240912345", True),
        ("1912345678", True),
    ],
)
def test_a_code_of_no_form_is_told_unless_it_may_be_a_telephone_number(
    code: str, is_told: bool
) -> None:
    assert code_of_unknown_form(code) == (code if is_told else PRESENT)


@pytest.mark.parametrize(
    ("title", "is_told"),
    [("Sheet12", True), ("Trang 3", True), ("Sheet1234", False), ("An", False)],
)
def test_a_sheet_is_called_by_its_place_where_somebody_named_it(title: str, is_told: bool) -> None:
    form = load_contracts().latest()["contact_points"]
    one: dict[str, Entry] = {name: form.lists[name][0].label.vi for name in ("topic", "rank")}
    pages = lay_out(form, Answers(header(), rows={"contacts": [one | {"phone": "1"}]}))
    for place in (0, 1):
        book = load_workbook(io.BytesIO(workbook_bytes(form, pages)))
        book.worksheets[place].title = title
        stream = io.BytesIO()
        book.save(stream)
        report = interpret(read_document(stream.getvalue()), load_contracts())
        tables = [sheet.table for sheet in form.sheets]
        (name,) = {cell.sheet for cell in report.cells if cell.table == tables[place]}
        called = message("form.nth_sheet", number=str(place + 1))
        assert name == (title if is_told else called)


def test_a_row_that_was_deleted_or_lacks_a_part_of_its_key_keeps_its_name() -> None:
    """A row is called by its number only where its key says what nobody knows."""
    form = load_contracts().latest()["contact_points"]
    ranks = [option.label.vi for option in form.lists["rank"]]
    rows: dict[str, list[Mapping[str, Entry]]] = {
        "contacts": [
            {"rank": ranks[0], "person_name": "An (mẫu)"},
            {"topic": "0912 345 678", "rank": ranks[1], "person_name": "An (mẫu)"},
        ],
    }
    first, second = lay_out(form, Answers(header(), rows=rows))
    for place in [place for place in second.entries if place[0] > second.labels_row]:
        second.entries.pop(place)
    content = workbook_bytes(form, [first, second])
    report = interpret(read_document(content), load_contracts())
    keys = {table: {c.row_key for c in report.cells if c.table == table}
            for table in ("contact_points", "response_teams")}  # fmt: skip
    assert keys["contact_points"] == {"|primary", f"#{first.labels_row + 2}"}
    assert keys["response_teams"] == {option.code for option in form.lists["team_kind"]}


@pytest.mark.parametrize(
    ("members", "status"), [(9_999_999, "reported"), (10_000_000, "unreadable")]
)
def test_a_count_of_as_many_digits_as_a_telephone_number_is_none(members: int, status: str) -> None:
    form = load_contracts().latest()["contact_points"]
    row: dict[str, Entry] = {
        "team_kind": form.lists["team_kind"][0].label.vi, "members": members
    }  # fmt: skip
    pages = lay_out(form, Answers(header(), rows={"teams": [row]}))
    report = interpret(read_document(workbook_bytes(form, pages)), load_contracts())
    (value,) = [
        c.value for c in report.cells if (c.row_key, c.field) == ("response", "members")
    ]  # fmt: skip
    assert value.status == status
    assert value.raw_text == (PRESENT if status == "unreadable" else str(members))
