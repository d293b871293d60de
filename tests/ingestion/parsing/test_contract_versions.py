"""Old and new versions of a form are read side by side, and files of old versions for ever."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from ingestion.blanks.json_reports import json_bytes
from ingestion.blanks.layout import Entry, SheetLayout, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import Contracts, Form, load_contracts
from ingestion.forms.raw_tables import raw_rows
from ingestion.parsing.interpret import interpret
from ingestion.parsing.report import Report
from ingestion.readers.files import read_document
from ingestion.submissions.frames import batch_of
from orchestration.reference.seeds import law
from tests.drill_report import drill_answers, drill_reports
from tests.ingestion.parsing.keep_a_file import KEPT_FILES, WRITTEN_AS, as_read, kept_files, read_as

# Files as the first blank workbooks made them, each with what it was read as on that day. They stay
# as they are: whatever is written today, they must be read the same.
KEPT = sorted(path for ending in WRITTEN_AS for path in KEPT_FILES.glob(f"*{ending}"))
Writer = Callable[[Form, list[SheetLayout]], bytes]


def filled(written_as: Writer, form: Form, **entries: Entry) -> Report:
    answers = drill_answers(form, {"agency_id": "AGY-24-1", "period": "2024"}, **entries)
    content = written_as(form, lay_out(form, answers))
    return interpret(read_document(content), Contracts(list(drill_reports())))


@pytest.mark.parametrize("written_as", [workbook_bytes, json_bytes])
def test_files_of_both_versions_fill_one_table_under_the_new_names(written_as: Writer) -> None:
    old, new = drill_reports()
    first: dict[str, Entry] = {"place": "Huế", "held": date(2024, 5, 3), "cost": 5, "drills": 2}
    first |= {"trained": 6, "all": 8}
    later = first | {"place": "Vinh", "held": date(2025, 6, 4), "people": 9, "planned": 4}
    reports = {"a": filled(written_as, old, **first), "b": filled(written_as, new, **later)}
    assert not [problem for report in reports.values() for problem in report.problems]
    batch = batch_of(reports, Contracts([old, new]), law())
    cells = batch.cells.join(batch.headers, on="submission_id", suffix="_of_header").with_columns(
        unit_id=pl.lit("VN63-24")
    )
    tables = raw_rows([old, new], cells)
    drills = tables["drills"].sort("submission_id")
    assert drills.select("venue", "held_on", "people").rows() == [
        ("Huế", date(2024, 5, 3), None),
        ("Vinh", date(2025, 6, 4), 9),
    ]
    assert "held" not in drills.columns
    lines = tables["indicator_cells"].filter(field="value").sort("submission_id", "line")
    assert lines.select("submission_id", "line", "number").rows() == [
        ("a", "drills_held", 2), ("a", "trained_staff", 6),
        ("b", "drills_held", 2), ("b", "planned", 4), ("b", "trained_staff", 6),
    ]  # fmt: skip


def test_every_version_of_every_form_has_a_kept_file_of_each_kind() -> None:
    expected = {path for contract_id in load_contracts() for path in kept_files(contract_id)}
    assert set(KEPT) == expected, "keep files of the new version (kept_files/README.md)"


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_a_kept_file_is_read_as_it_was(path: Path) -> None:
    report = interpret(read_document(path.read_bytes()), load_contracts())
    expected = json.loads(read_as(path).read_text(encoding="utf-8"))
    assert as_read(report) == expected


@pytest.mark.parametrize("version", [1, 2])
def test_a_time_that_is_expected_may_be_a_quarter_in_both_versions(version: int) -> None:
    """Version 1 asked for a count and for days where the form asks for a time."""
    book = load_workbook(KEPT_FILES / f"information_systems-{version}.xlsx")
    book.worksheets[0]["C21"] = "Quý II/2027"
    book.worksheets[1]["I2"], book.worksheets[1]["I3"] = "Quý II/2027", "30/6/2028"
    stream = io.BytesIO()
    book.save(stream)
    report = interpret(read_document(stream.getvalue()), load_contracts())
    form = load_contracts()[f"information_systems/{version}"]
    batch = batch_of({"a": report}, load_contracts(), law())
    cells = batch.cells.join(batch.headers, on="submission_id", suffix="_of_header").with_columns(
        unit_id=pl.lit("VN63-24")
    )
    tables = raw_rows(load_contracts().versions(form.form), cells)
    systems = tables["information_systems"].sort("row_number")["expected_approval"].to_list()
    assert systems[:2] == [date(2027, 6, 30), date(2028, 6, 30)], "the last day it may be"
    line = tables["indicator_cells"].filter(line="expected_completion", field="value")
    assert line.select("number", "text").rows() == [(None, "2027-Q2")]
