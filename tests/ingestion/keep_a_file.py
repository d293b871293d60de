"""Keeps filled-in reports of a contract version, one per kind of file, and what each is read as."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from ingestion.contract import load_contracts
from ingestion.json_reports import json_bytes
from ingestion.layout import Answers, lay_out
from ingestion.periods import parse_period
from ingestion.readers.files import read_document
from ingestion.report import Report
from ingestion.rows import interpret
from ingestion.samples.agencies import NATIONAL_CENTRE, agencies_of
from ingestion.samples.answers import AnswerBook, Sender
from ingestion.samples.facts import Facts, Unit
from ingestion.templates import csv_bytes, workbook_bytes
from orchestration.reference import law

KEPT_FILES = Path(__file__).parent / "kept_files"
UNIT = Unit("VN63-24", "24", "Tỉnh Bắc Giang", "Bắc Giang", None, date(2025, 6, 30))
MOST_ROWS = 12
WRITTEN_AS = {".xlsx": workbook_bytes, ".csv": csv_bytes, ".sent.json": json_bytes}
"""Endings of kept files, and what writes such a file."""

EVENTS = {"incident_report": "2024-05-25"}


def kept_files(contract_id: str) -> list[Path]:
    """The files a version needs: a workbook, and one for each other kind of file it may come as."""
    formats = {"xlsx", *load_contracts()[contract_id].formats}
    stem = contract_id.replace("/", "-")
    return [
        KEPT_FILES / f"{stem}{ending}"
        for ending in WRITTEN_AS
        if ending.rpartition(".")[2] in formats
    ]


def read_as(path: Path) -> Path:
    """Where it is kept what a kept file is read as."""
    return (
        path.with_suffix(".json") if path.suffix == ".xlsx" else path.with_name(f"{path.name}.read")
    )


def keep(contract_id: str) -> None:
    """Write the files of one version that do not exist yet."""
    form = load_contracts()[contract_id]
    book = AnswerBook([form], Facts({UNIT.unit_id: UNIT}, {}, {}, law()), seed=5)
    national = form.reporter == "national_centre"
    agency = NATIONAL_CENTRE if national else agencies_of(UNIT, 1)[0]
    period = parse_period(EVENTS.get(form.form, "2024"))
    lines, rows = book.fill(form, Sender(agency, 1, period))
    header = book.header(form, agency, period, date(2025, 1, 10))
    few = {name: list(register)[:MOST_ROWS] for name, register in rows.items()}
    pages = lay_out(form, Answers(header, lines, few))
    for path in (path for path in kept_files(contract_id) if not path.exists()):
        path.write_bytes(WRITTEN_AS[path.name[path.name.index(".") :]](form, pages))
        read = as_read(interpret(read_document(path.read_bytes()), load_contracts()))
        text = json.dumps(read, ensure_ascii=False, indent=1)
        read_as(path).write_text(text + "\n", encoding="utf-8")


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
