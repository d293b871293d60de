"""The sheet “Kiểm tra”, worked out by LibreOffice: quiet on right reports, loud at the right line
on wrong ones, and nothing to the reader."""

from __future__ import annotations

import io
from itertools import accumulate

import pytest
from openpyxl import load_workbook

from expectations.book.rule_book import load_rule_book
from expectations.sent_back.self_check import COLUMNS, HEAD_ROW, add_self_check, blank_workbook
from ingestion.blanks.layout import SheetLayout, lay_out
from ingestion.blanks.templates import saved, workbook_of
from ingestion.forms.contract import load_contracts
from ingestion.parsing.interpret import interpret
from ingestion.readers.files import read_document
from ingestion.readers.returned_sheets import CHECK_SHEET
from tests.expectations.builders import BUDGET, INCIDENTS, SECURITY
from tests.expectations.checks.general_cases import GENERAL
from tests.expectations.checks.new_form_cases import NEW_FORMS
from tests.expectations.checks.rule_case import RuleCase, pages_of
from tests.expectations.new_form_reports import NEW_FORMS as NEWER
from tests.expectations.new_form_reports import pages_of_report
from tests.libreoffice import Resave

RULES = load_rule_book()
KINDS = {"row", "total_row", "required_when", "at_least_one", "dates", "row_count"}
CHECKED = {
    code for code, rule in RULES.items() if any(check.kind in KINDS for check in rule.checks)
}
CHECKED |= {"CELL-REQUIRED", "RATIO-ORDER"}
CASES = [case for case in [*GENERAL, *NEW_FORMS] if case.code in CHECKED and case.spoilt]
RIGHT = {form: pages_of(form) for form in (SECURITY, INCIDENTS, BUDGET)}
RIGHT |= {form: pages_of_report(form) for form in NEWER}
BLANK = {form: lay_out(load_contracts().latest()[form]) for form in RIGHT}


def checked(form: str, pages: list[SheetLayout]) -> bytes:
    contract = load_contracts().latest()[form]
    book = workbook_of(contract, pages)
    add_self_check(book, contract, pages, RULES)
    return saved(book)


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory, resaved: Resave) -> dict[str, bytes]:
    """Every workbook as LibreOffice saves it, by what is wrong with it and its form."""
    contents = {f"right-{form}": checked(form, pages) for form, pages in RIGHT.items()}
    contents |= {f"blank-{form}": checked(form, pages) for form, pages in BLANK.items()}
    contents |= {case.code: checked(case.form, case.spoilt or []) for case in CASES}
    return resaved(contents, tmp_path_factory.mktemp("computed"))


def counts(content: bytes) -> list[tuple[str, str, float]]:
    """Rule, words and count of every line; a count that is no number fails here."""
    sheet = load_workbook(io.BytesIO(content), data_only=True)[CHECK_SHEET]
    lines = []
    for row in sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True):
        line = dict(zip(COLUMNS, row, strict=False))
        if line["code"] is None:  # below the lines: hidden columns only
            continue
        assert type(line["places"]) in (int, float), "a count, not a truth"
        is_sure = not str(line["result"]).startswith("Chưa kiểm tra được")
        assert (line["result"] == "Đạt") == (line["places"] == 0 and is_sure)
        lines.append((str(line["code"]), str(line["what"]), float(line["places"])))
    return lines


# A figure typed as a text beside 1200, and what the sheet says of the two: the receiver reads the
# first ones as the numbers they are, and holds the others.
TYPED = {
    "1.500": "Cần xem lại",
    "1.199": "Đạt",
    "1500": "Cần xem lại",
    "1.234.567": "Cần xem lại",
    "1.200,5": "Cần xem lại",
    "12,5": "Đạt",
    "-5": "Đạt",
    "Không áp dụng": "Đạt",
    "95 triệu": "Chưa kiểm tra được",
    "1.5": "Chưa kiểm tra được",
    "60,000": "Chưa kiểm tra được",
    "0.123": "Chưa kiểm tra được",
    "1.23.456": "Chưa kiểm tra được",
    "12,": "Chưa kiểm tra được",
    "1e5": "Chưa kiểm tra được",
    "5/6": "Chưa kiểm tra được",
    "1.200 1.300": "Chưa kiểm tra được",
}


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory, resaved: Resave) -> dict[str, str]:
    """What the sheet says of the order of a budget, by the text typed for its smaller figure."""
    contents = {}
    for number, text in enumerate(TYPED):
        book = load_workbook(io.BytesIO(blank_workbook(load_contracts().latest()[BUDGET])))
        sheet = book.worksheets[0]
        sheet["C16"], sheet["C15"], sheet["D16"] = 800, "1.200", 80
        sheet["D15"] = text
        contents[str(number)] = saved(book)
    computed = resaved(contents, tmp_path_factory.mktemp("typed"))
    return {text: order_of(computed[str(n)]) for n, text in enumerate(TYPED)}


def order_of(content: bytes) -> str:
    """What the sheet says of the order of a budget's figures."""
    sheet = load_workbook(io.BytesIO(content), data_only=True)[CHECK_SHEET]
    lines = [dict(zip(COLUMNS, row, strict=False)) for row in sheet.iter_rows(values_only=True)]
    return next(str(line["result"]) for line in lines if line["code"] == "BUDGET-ORDER")


@pytest.mark.parametrize("text", TYPED)
def test_a_figure_typed_as_a_text_is_compared_or_named(text: str, typed: dict[str, str]) -> None:
    assert typed[text].startswith(TYPED[text])
    if TYPED[text] == "Chưa kiểm tra được":
        assert typed[text] == "Chưa kiểm tra được: ô D15 là chữ"


@pytest.mark.parametrize("form", sorted(RIGHT))
def test_a_right_report_is_told_nothing(form: str, computed: dict[str, bytes]) -> None:
    lines = counts(computed[f"right-{form}"])
    assert [line for line in lines if line[2]] == []


@pytest.mark.parametrize("form", sorted(RIGHT))
def test_a_blank_one_is_told_what_is_empty_and_nothing_else(
    form: str, computed: dict[str, bytes]
) -> None:
    failing = {code for code, _, count in counts(computed[f"blank-{form}"]) if count}
    assert failing - {"INCIDENT-TICKED"} == {"CELL-REQUIRED"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_wrong_one_is_told_at_the_line_of_its_rule(
    case: RuleCase, computed: dict[str, bytes]
) -> None:
    assert {code for code, _, count in counts(computed[case.code]) if count} == {case.code}


def test_every_rule_inside_a_report_is_told() -> None:
    national = {"MEASUREMENT-ORDER"}
    assert {case.code for case in CASES} | national >= CHECKED


@pytest.mark.parametrize("form", sorted(RIGHT))
def test_the_reader_passes_it_by(form: str, computed: dict[str, bytes]) -> None:
    contract = load_contracts().latest()[form]
    before = interpret(read_document(saved(workbook_of(contract, RIGHT[form]))), load_contracts())
    after = interpret(read_document(computed[f"right-{form}"]), load_contracts())
    assert after.problems == []
    assert [(c[:-1], c.value) for c in after.cells] == [(c[:-1], c.value) for c in before.cells]


@pytest.mark.parametrize("form", sorted(RIGHT))
def test_no_formula_leaves_truths_to_be_added_up(form: str) -> None:
    """LibreOffice adds TRUE up as 1, Excel as nothing: both do with numbers made of them."""
    sheet = load_workbook(io.BytesIO(checked(form, BLANK[form])))[CHECK_SHEET]
    formulas = [
        str(value)
        for row in sheet.iter_rows(min_row=HEAD_ROW + 1, min_col=3, values_only=True)
        for value in row
        if value is not None
    ]
    for summed in (part for formula in formulas for part in summed_up(formula)):
        made = summed.startswith("--") or "*" in summed
        assert made or not set("=<>") & set(summed), summed


def summed_up(formula: str) -> list[str]:
    """The argument of each SUMPRODUCT of a formula."""
    arguments = []
    for rest in formula.split("SUMPRODUCT(")[1:]:
        depth = accumulate((c == "(") - (c == ")") for c in rest)
        arguments.append(rest[: next(at for at, open_ in enumerate(depth) if open_ < 0)])
    return arguments


def test_the_template_has_it() -> None:
    book = load_workbook(io.BytesIO(blank_workbook(load_contracts().latest()[INCIDENTS])))
    assert CHECK_SHEET in book.sheetnames


def test_a_senders_sheet_of_that_name_is_read() -> None:
    pages = pages_of(BUDGET)
    book = workbook_of(load_contracts().latest()[BUDGET], pages)
    book.worksheets[0].title = CHECK_SHEET
    report = interpret(read_document(saved(book)), load_contracts())
    assert report.problems == []
    assert {cell.sheet for cell in report.cells} == {CHECK_SHEET}
