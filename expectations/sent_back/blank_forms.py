"""What goes back for a file that is no report: the blank form it was meant to be, where the file
tells which, else the list of forms to choose from."""

from __future__ import annotations

import re

from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill

from ingestion.blanks.paper import BOLD, TITLE, fit_to_width, heighten
from ingestion.blanks.templates import write_text
from ingestion.forms.contract import Contracts, Form, load_contracts
from ingestion.language.vietnamese import fold
from ingestion.messages import text as message
from ingestion.parsing.report import Report
from ingestion.readers.grid import column_letter
from ingestion.readers.returned_sheets import FORMS_SHEET

_COLUMNS = {"title": 50, "code": 26, "periods": 26, "formats": 14, "legal_source": 40}
_HEAD_ROW = 4
_LABELS = PatternFill("solid", start_color="DCE6F1")
_NO_LETTERS = re.compile("[^a-z0-9]+")
_WRAP = Alignment(wrap_text=True, vertical="top")


def meant_form(report: Report, name: str) -> Form | None:
    """The form a file that is no report was meant to be: the only likely one by its labels, or the
    only one (of the likely ones, if there are any) that the ``name`` of the file names by code or
    title; None where neither says so."""
    contracts = load_contracts()
    found = [one.expected for one in report.problems if one.code == "FORM-UNKNOWN"]
    likely = [contracts[one] for one in ", ".join(found).split(", ") if one in contracts]
    if len(likely) == 1:
        return likely[0]
    named = _named(name, likely or [*contracts.latest().values()])
    return named[0] if len(named) == 1 else None


def _named(name: str, forms: list[Form]) -> list[Form]:
    """The forms that a file is named after. Words that are part of another form's do not count."""
    words = _words(name)
    named = {
        form.form: max((key for key in _keys(form) if key in words), key=len, default="")
        for form in forms
    }
    all_named = set(named.values())
    within = {one for one in all_named for other in all_named if one != other and one in other}
    return [form for form in forms if named[form.form] not in within | {""}]


def _keys(form: Form) -> tuple[str, str]:
    return _words(form.form), _words(form.title.vi)


def _words(text: str) -> str:
    """The words of a text between blanks, one before the first and one behind the last."""
    return f" {_NO_LETTERS.sub(' ', fold(text)).strip()} "


def is_a_register(report: Report) -> bool:
    """Whether a file was meant to be a register of agencies, which is no form."""
    return any(one.code == "REGISTER-UNUSABLE" for one in report.problems)


def add_list_of_forms(book: Workbook) -> None:
    """Add the sheet that names every form: title, code, periods, kinds of file, legal source."""
    sheet = book.create_sheet(FORMS_SHEET)
    write_text(sheet["A1"], message("form_list.title"))
    write_text(sheet["A2"], message("form_list.how"))
    sheet["A1"].font = TITLE
    for column, (code, width) in enumerate(_COLUMNS.items(), 1):
        label = sheet.cell(_HEAD_ROW, column)
        write_text(label, message(f"form_list.column.{code}"))
        label.font, label.fill, label.alignment = BOLD, _LABELS, _WRAP
        sheet.column_dimensions[column_letter(column)].width = width
    for row, texts in enumerate(_rows(load_contracts()), _HEAD_ROW + 1):
        heighten(sheet, row, [*zip(texts, _COLUMNS.values(), strict=True)])
        for column, text in enumerate(texts, 1):
            write_text(sheet.cell(row, column), text)
            sheet.cell(row, column).alignment = _WRAP
    sheet.protection.sheet = True
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    fit_to_width(sheet)


def _rows(contracts: Contracts) -> list[list[str]]:
    return [
        [
            form.title.vi,
            form.contract_id,
            ", ".join(message(f"rule.period.{kind}") for kind in form.periods),
            ", ".join(form.formats),
            form.legal_source,
        ]
        for form in sorted(contracts.latest().values(), key=lambda one: fold(one.title.vi))
    ]
