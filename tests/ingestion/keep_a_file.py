"""Keeps a filled-in workbook of a contract version, and what it is read as."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from ingestion.contract import load_contracts
from ingestion.layout import Answers, lay_out
from ingestion.periods import parse_period
from ingestion.readers.files import read_document
from ingestion.rows import Report, interpret
from ingestion.samples.agencies import NATIONAL_CENTRE, agencies_of
from ingestion.samples.answers import AnswerBook, Sender
from ingestion.samples.facts import Facts, Unit
from ingestion.templates import workbook_bytes

KEPT_FILES = Path(__file__).parent / "kept_files"
UNIT = Unit("VN63-24", "24", "Tỉnh Bắc Giang", "Bắc Giang", None, date(2025, 6, 30))
MOST_ROWS = 12
EVENTS = {"incident_report": "2024-05-25"}


def keep(contract_id: str) -> None:
    """Write the files of one version, which must not exist yet."""
    form = load_contracts()[contract_id]
    path = KEPT_FILES / f"{contract_id.replace('/', '-')}.xlsx"
    book = AnswerBook([form], Facts({UNIT.unit_id: UNIT}, {}, {}), seed=5)
    national = form.reporter == "national_centre"
    agency = NATIONAL_CENTRE if national else agencies_of(UNIT, 1)[0]
    period = parse_period(EVENTS.get(form.form, "2024"))
    lines, rows = book.fill(form, Sender(agency, 1, period))
    header = book.header(form, agency, period, date(2025, 1, 10))
    few = {name: list(register)[:MOST_ROWS] for name, register in rows.items()}
    pages = lay_out(form, Answers(header, lines, few))
    with path.open("xb") as file:
        file.write(workbook_bytes(form, pages))
    read = as_read(interpret(read_document(path.read_bytes()), load_contracts()))
    text = json.dumps(read, ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def as_read(report: Report) -> dict[str, str]:
    """What was filled in, by table, row and field: address, status and value."""
    return {
        f"{cell.table}/{cell.row_key}/{cell.field}": " ".join(
            [str(cell.cell), cell.value.status, _value(cell.value.number, cell.value.text)]
        )
        for cell in report.cells
        if cell.value.raw_text is not None
    }


def _value(number: object, text: str | None) -> str:
    return str(number) if number is not None else text or ""


if __name__ == "__main__":
    for named in sys.argv[1:]:
        keep(named)
