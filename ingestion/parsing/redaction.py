"""What may be shown of a report on a form that asks for people: for texts that were not read as
what their place asks for, only the place. A table pasted one column off puts a name or a phone
number anywhere, so nothing on such a form is quoted unless the contract itself knows it. Where only
some tables of a form ask for people, this is so of their sheets; the others are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ingestion.forms.contract import Contracts, Form, Option
from ingestion.forms.header import HEADER_TABLE, header_fields, load_header
from ingestion.forms.periods import parse_period
from ingestion.messages import text as message
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.values import PRESENT, Value
from ingestion.readers.grid import Document
from ingestion.readers.returned_sheets import RETURN_SHEET

# A count with as many digits as a phone number is none.
_TOO_LARGE = 10**7
_PHONE_OR_MAIL = re.compile(r"(?<!\d)(\+?84|0)([ .()-]{0,2}\d){8,10}(?!\d)|@")
_CODE = re.compile(r"\S{1,60}")
_UNIT_CODE = re.compile(r"\d{1,2}")
_ORDINARY_TITLE = re.compile(r"(sheet|trang tính|trang|bảng) ?\d{1,3}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,5}")
# The closed list of every choice, by table and field (of a line: by its code).
_Lists = Mapping[tuple[str, str], tuple[Option, ...]]


def asks_for_people(form: Form) -> bool:
    """Whether a form has a field of which only presence is kept."""
    fields = (field for sheet in form.registers for field in sheet.fields)
    return any(line.personal for line in form.lines) or any(field.personal for field in fields)


def _tables_of_people(form: Form) -> set[str]:
    """The tables of a form of which nothing is quoted: all of them and the header, where its lines
    ask for people or it has none; of a form of figures that asks for people besides, the registers
    that do."""
    asking = {s.table for s in form.registers if any(field.personal for field in s.fields)}
    has_figures = bool(form.lines) and not any(line.personal for line in form.lines)
    if not asks_for_people(form) or has_figures:
        return asking
    return {sheet.table for sheet in form.sheets} | {HEADER_TABLE}


def discreet(report: Report, form: Form, document: Document) -> None:
    """Reduce a report on a form that asks for people to what may be shown; reports on other forms
    stay as they are."""
    tables = _tables_of_people(form)
    if not tables:
        return
    titles = _Titles(form, document)
    lists = _lists_by_field(form)
    renamed = _row_keys([cell for cell in report.cells if cell.table in tables], form, lists)
    on_sheets = {cell.sheet for cell in report.cells if cell.table in tables}
    quoted_sheets = {cell.sheet for cell in report.cells} - on_sheets
    report.cells = [
        cell
        if cell.table not in tables
        else cell._replace(
            sheet=titles.of(cell.sheet),
            row_key=renamed.get((cell.table, cell.row_number, cell.row_key), cell.row_key),
            cell=_place(cell.cell, form),
            value=_redacted(cell, lists),
        )
        for cell in report.cells
    ]
    quotable = _contract_words(form) | {cell.row_key for cell in report.cells}
    report.problems = [
        problem
        if problem.sheet in quoted_sheets
        else problem._replace(
            sheet=problem.sheet and titles.of(problem.sheet),
            cell=_place(problem.cell, form),
            found=problem.found if problem.found in quotable else PRESENT,
        )
        for problem in report.problems
    ]


def code_of_unknown_form(code: str) -> str:
    """The text in the place of a form's code, if there is one and it can be one; else only that
    there was one."""
    if not code:
        return ""
    return code if _CODE.fullmatch(code) and not _PHONE_OR_MAIL.search(code) else PRESENT


def title_of_unknown_form(title: str, contracts: Contracts) -> str:
    """The title of a sheet of an unknown form, where a contract or a spreadsheet gave it."""
    titles = {sheet.title.vi for form in contracts.values() for sheet in form.sheets}
    if title in titles or _is_ordinary(title):
        return title
    return message("form.nth_sheet", number="1")


def _is_ordinary(title: str) -> bool:
    return bool(_ORDINARY_TITLE.fullmatch(title)) or title in ("CSV", "JSON", "")


class _Titles:
    """The titles of sheets: those the contract or a spreadsheet program gives, others by place."""

    def __init__(self, form: Form, document: Document) -> None:
        own = {sheet.title.vi for sheet in form.sheets} | {RETURN_SHEET}
        self._shown = {
            grid.title: grid.title
            if grid.title in own or _is_ordinary(grid.title)
            else message("form.nth_sheet", number=str(number))
            for number, grid in enumerate(document.grids, 1)
        }

    def of(self, title: str) -> str:
        return self._shown.get(title, title)


def _lists_by_field(form: Form) -> _Lists:
    header_lists = load_header().lists
    lists = {(HEADER_TABLE, f.code): header_lists[f.list] for f in header_fields(form) if f.list}
    for sheet in form.sheets:
        asked = sheet.fields if sheet.kind == "register" else sheet.lines
        lists |= {(sheet.table, part.code): form.lists[part.list] for part in asked if part.list}
    return lists


def _is_allowed_value(cell: TypedCell, lists: _Lists) -> bool:
    """Whether a reported value is one of those its kind and list allow, so that it says nothing
    else. Free texts never are."""
    value = cell.value
    match cell.kind:
        case "choice":
            asked = cell.field if (cell.table, cell.field) in lists else cell.row_key
            return value.text in {option.code for option in lists[cell.table, asked]}
        case "unit":
            return bool(_UNIT_CODE.fullmatch(value.text or ""))
        case "text":
            return False
        case "count" | "number" | "percent":
            return value.number is None or abs(value.number) < _TOO_LARGE
    return True


def _redacted(cell: TypedCell, lists: _Lists) -> Value:
    """A value without the words of what was not read; a free text of a table stays a value (the
    contract says who may see it), but is not quoted."""
    value = cell.value
    if value.status in ("not_reported", "not_applicable"):
        return value
    if value.status == "unreadable":
        return value._replace(raw_text=value.raw_text and PRESENT, text=None)
    if _is_allowed_value(cell, lists):
        return value
    if cell.kind in ("count", "number", "percent"):
        return Value("unreadable", PRESENT)
    if cell.kind == "text":
        is_shown = cell.table != HEADER_TABLE or _may_be_shown(cell.field, value.text or "")
        return value._replace(raw_text=PRESENT, text=value.text if is_shown else PRESENT)
    return value._replace(raw_text=PRESENT, text=PRESENT)


def _may_be_shown(field: str, text: str) -> bool:
    """Whether a text of the header may appear in the state of a submission."""
    if field == "period":
        try:
            parse_period(text)
        except ValueError:
            return False
    if field == "agency_id" and not _CODE.fullmatch(text):
        return False
    return not _PHONE_OR_MAIL.search(text)


def _row_keys(
    cells: list[TypedCell], form: Form, lists: Mapping[tuple[str, str], tuple[Option, ...]]
) -> dict[tuple[str, int | None, str], str]:
    """The rows whose keys hold unknown words, each called by its number."""
    keys = {(sheet.table, code) for sheet in form.registers for code in sheet.row_key}
    return {
        (cell.table, cell.row_number, cell.row_key): f"#{cell.row_number}"
        for cell in cells
        if (cell.table, cell.field) in keys
        and cell.value.status != "not_reported"
        and not (cell.value.status == "reported" and _is_allowed_value(cell, lists))
    }


def _contract_words(form: Form) -> set[str]:
    """Words that the contract or the reader itself says."""
    words = {sheet.title.vi for sheet in form.sheets} | {""}
    for sheet in form.sheets:
        asked = sheet.fields if sheet.kind == "register" else sheet.lines
        words |= {part.label.vi for part in asked} | {part.code for part in asked}
    return words


def _place(address: str | None, form: Form) -> str | None:
    """An address; for a JSON pointer only the part that the contract names."""
    if not address or not address.startswith("/"):
        return address
    names = {"form", "header", "value", "denominator", "note", "evidence"}
    names |= {field.code for field in header_fields(form)} | {sheet.name for sheet in form.sheets}
    return "/" + "/".join(_leading_names(address.split("/")[1:], names | _contract_words(form)))


def _leading_names(parts: list[str], names: set[str]) -> Iterator[str]:
    for part in parts:
        if part not in names and not _NUMBER.fullmatch(part):
            return
        yield part
