"""Two answers of a closed list written one after the other, as Mẫu số 08 prints its column 12."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ingestion.forms.contract import load_contracts
from ingestion.parsing.choices import option_code
from ingestion.parsing.interpret import interpret
from ingestion.readers.files import read_document
from tests.ingestion.parsing.keep_a_file import KEPT_FILES
from tests.ingestion.parsing.letters import DOCUMENTS, PORTAL, SYSTEMS_LETTER, read, values

BEFORE_USE, PERIODIC = "Trước khi đưa vào sử dụng", "Định kỳ"
SEPARATORS = [", ", ",", "; ", ";", "\n", ";\n", " ", " / ", "/", " + ", " và ", ", và "]
ORDERS = [(BEFORE_USE, PERIODIC), (PERIODIC, BEFORE_USE)]
BOTH = [separator.join(order) for separator in SEPARATORS for order in ORDERS]
BOTH += [f"- {BEFORE_USE}\n- {PERIODIC}", f"{PERIODIC}, trước khi đưa vào sử dụng."]
OTHER = [
    f"{BEFORE_USE}, không {PERIODIC}",
    f"{BEFORE_USE}, {PERIODIC}, {PERIODIC}",
    f"{BEFORE_USE} hoặc {PERIODIC}",
    "và",
    ",",
]
INSPECTION = load_contracts()["information_systems/3"].lists["inspection"]
LETTERS = " ,;/+&.•-\nva"


def in_our_form(version: int, answers: list[str]) -> list[str | None]:
    """What the column of inspections is read as, row by row."""
    book = load_workbook(KEPT_FILES / f"information_systems-{version}.xlsx")
    sheet = book["Danh sách hệ thống"]
    labels = [cell.value for cell in sheet[1]]
    column = labels.index("Kiểm tra, đánh giá") + 1
    for row, answer in enumerate(answers, 2):
        sheet.cell(row, column).value = answer
    stream = io.BytesIO()
    book.save(stream)
    report = interpret(read_document(stream.getvalue()), load_contracts())
    cells = [cell for cell in report.cells if cell.field == "inspection"]
    return [cell.value.text for cell in cells][: len(answers)]


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("start", range(0, len(BOTH), 2))
def test_both_answers_are_read_in_our_form(version: int, start: int) -> None:
    answers = BOTH[start : start + 2]
    assert in_our_form(version, answers) == ["both"] * len(answers)


@pytest.mark.parametrize("answer", BOTH)
def test_both_answers_are_read_in_a_letter(answer: str) -> None:
    report = read(SYSTEMS_LETTER.but(rows=[{**PORTAL, "inspection": answer}, DOCUMENTS]))
    assert values(report)["Trang thông tin điện tử", "inspection"] == "both"


@pytest.mark.parametrize("answer", OTHER)
def test_what_says_more_or_less_is_no_answer(answer: str) -> None:
    assert option_code(answer, INSPECTION) not in {option.code for option in INSPECTION}


@given(st.text(alphabet=LETTERS, max_size=8))
def test_separators_alone_are_no_answer(text: str) -> None:
    assert option_code(text, INSPECTION) not in {option.code for option in INSPECTION}
