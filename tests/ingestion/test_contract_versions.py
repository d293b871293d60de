"""Old and new versions of a form are read side by side, and files of old versions for ever."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from ingestion.contract import Contracts, Form, load_contracts
from ingestion.frames import batch_of
from ingestion.layout import Answers, Entry, lay_out
from ingestion.readers.files import read_document
from ingestion.rows import Report, interpret
from ingestion.tables import raw_rows
from ingestion.templates import workbook_bytes
from tests.ingestion.keep_a_file import KEPT_FILES, as_read

# Files as the first blank workbooks made them, each with what it was read as on that day. They stay
# as they are: whatever is written today, they must be read the same.
KEPT = sorted(KEPT_FILES.glob("*.xlsx"))
OLD = """
form: drill_report
version: 1
asset: drills
title: {vi: Báo cáo diễn tập, en: Drills}
legal_source: thử
reporter: province_agency
periods: [year]
formats: [xlsx]
sheets:
  - name: drills
    kind: register
    table: drills
    title: {vi: Diễn tập, en: Drills}
    row_key: [place]
    fields:
      - {code: place, kind: text, label: {vi: Nơi diễn tập, en: Place}}
      - {code: held, kind: date, label: {vi: Ngày, en: Day}}
  - name: summary
    kind: indicator
    title: {vi: Tổng hợp, en: Summary}
    groups: {all: {vi: Chung, en: All}}
    lines:
      - {code: drills, group: all, kind: count, label: {vi: Số cuộc, en: Drills}}
"""


def versions() -> tuple[Form, Form]:
    """A form, and its next version: columns and lines renamed, both by code and by label, one of
    each added."""
    old = yaml.safe_load(OLD)
    new = yaml.safe_load(OLD)
    new |= {"version": 2, "renames": {"held": "held_on", "drills": "drills_held"}}
    new["sheets"][0]["fields"][1] |= {"code": "held_on", "label": {"vi": "Ngày mở", "en": "Day"}}
    new["sheets"][0]["fields"].append(
        {"code": "people", "kind": "count", "label": {"vi": "Số người", "en": "People"}}
    )
    new["sheets"][1]["lines"][0]["code"] = "drills_held"
    new["sheets"][1]["lines"].append(
        {
            "code": "planned",
            "group": "all",
            "kind": "count",
            "label": {"vi": "Dự kiến", "en": "Due"},
        }
    )
    return Form.model_validate(old), Form.model_validate(new)


def filled(form: Form, row: dict[str, Entry], **lines: int) -> Report:
    answers = Answers(
        {"agency_id": "AGY-24-1", "period": "2024"},
        {code: {"value": figure} for code, figure in lines.items()},
        {"drills": [row]},
    )
    content = workbook_bytes(form, lay_out(form, answers))
    return interpret(read_document(content), Contracts(versions()))


def test_files_of_both_versions_fill_one_table_under_the_new_names() -> None:
    old, new = versions()
    reports = {
        "a": filled(old, {"place": "Huế", "held": date(2024, 5, 3)}, drills=2),
        "b": filled(new, {"place": "Vinh", "held_on": date(2025, 6, 4), "people": 9},
                    drills_held=3, planned=4),
    }  # fmt: skip
    assert not [problem for report in reports.values() for problem in report.problems]
    batch = batch_of(reports, Contracts([old, new]))
    cells = batch.cells.join(batch.headers, on="submission_id", suffix="_of_header").with_columns(
        unit_id=pl.lit("VN63-24")
    )
    tables = raw_rows([old, new], cells)
    drills = tables["drills"].sort("submission_id")
    assert drills.select("place", "held_on", "people").rows() == [
        ("Huế", date(2024, 5, 3), None),
        ("Vinh", date(2025, 6, 4), 9),
    ]
    assert "held" not in drills.columns
    lines = tables["indicator_cells"].filter(field="value").sort("submission_id", "line")
    assert lines.select("submission_id", "line", "number").rows() == [
        ("a", "drills_held", 2), ("b", "drills_held", 3), ("b", "planned", 4),
    ]  # fmt: skip


def test_every_version_of_every_form_has_a_kept_file() -> None:
    kept = {path.stem.replace("-", "/") for path in KEPT}
    assert kept == set(load_contracts()), "keep a file of the new version (kept_files/README.md)"


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_kept_file_is_read_as_it_was(path: Path) -> None:
    report = interpret(read_document(path.read_bytes()), load_contracts())
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert as_read(report) == wanted
