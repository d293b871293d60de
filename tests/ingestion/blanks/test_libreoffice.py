"""A workbook filled in and saved again by LibreOffice reads the same."""

from datetime import date
from decimal import Decimal

import pytest

from ingestion.blanks.layout import Answers, Entry, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import Form, load_contracts
from ingestion.parsing.interpret import interpret
from ingestion.readers.files import read_document
from ingestion.readers.grid import Document
from tests.libreoffice import Resave

WORKBOOK_FORMS = sorted(name for name, form in load_contracts().items() if "xlsx" in form.formats)
HEADER: dict[str, Entry] = {
    "data_kind": "Số liệu mẫu",
    "agency_id": "AGY-1",
    "agency_name": "Sở Thông tin và Truyền thông (mẫu)",
    "unit_code": "01",
    "unit_name": "Thành phố Hà Nội",
    "period": "2024",
    "scope": "Của đơn vị",
    "revision": 0,
    "report_date": date(2024, 12, 4),
    "money_unit": "triệu đồng",
}
ENTRIES: dict[str, Entry] = {
    "count": 1_234,
    "number": Decimal("94.59"),
    "percent": Decimal("99.9"),
    "money": Decimal("1500.5"),
    "yes_no": "Có",
    "text": "Kế hoạch, giai đoạn “2021–2025” =1",
    "date": date(2024, 5, 3),
}


def filled(form: Form) -> Answers:
    """Something in every cell a sender may fill, one line not applicable."""
    lines: dict[str, dict[str, Entry]] = {}
    rows: dict[str, list[dict[str, Entry]]] = {}
    for sheet in form.sheets:
        if sheet.kind == "indicator":
            for line in sheet.lines:
                value = "Không" if line.kind == "yes_no" else 7
                lines[line.code] = {"value": value, "denominator": 12, "evidence": "QĐ 12/QĐ-UBND"}
            lines[sheet.lines[-1].code] = {"value": "Không áp dụng"}
        else:
            keys = form.lists[sheet.printed_rows] if sheet.printed_rows else [None]
            rows[sheet.name] = [
                {
                    field.code: form.lists[field.list][index % len(form.lists[field.list])].label.vi
                    if field.list
                    else ENTRIES[field.kind]
                    for field in sheet.fields
                }
                for index, _ in enumerate(keys)
            ]
    return Answers(HEADER, lines, {name: list(values) for name, values in rows.items()})


def cells(document: Document) -> list[tuple[object, ...]]:
    report = interpret(document, load_contracts())
    assert not report.problems
    return [(cell[:-1], cell.value) for cell in report.cells]


def written(contract_id: str) -> bytes:
    form = load_contracts()[contract_id]
    return workbook_bytes(form, lay_out(form, filled(form)))


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory: pytest.TempPathFactory, resaved: Resave) -> dict[str, bytes]:
    """The workbook of every form as LibreOffice saves it."""
    contents = {name.replace("/", "-"): written(name) for name in WORKBOOK_FORMS}
    return resaved(contents, tmp_path_factory.mktemp("forms"))


@pytest.mark.parametrize("contract_id", WORKBOOK_FORMS)
def test_a_filled_workbook_survives_libreoffice(
    contract_id: str, saved_again: dict[str, bytes]
) -> None:
    content, again = written(contract_id), saved_again[contract_id.replace("/", "-")]
    assert again != content, "LibreOffice wrote a file of its own"
    before, after = read_document(content), read_document(again)
    assert cells(after) == cells(before)
    assert after.contract_property == contract_id
