"""Reports as senders would make them, read through ingestion, and judged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from expectations.checks.across_rules import CELL_COLUMNS, JUDGED, Earlier
from expectations.checks.register_rules import DATA_ENDS, Register
from expectations.validation import DELIVERIES, HomeKind, Validation, validate
from ingestion.blanks.layout import Answers, Entry, SheetLayout, lay_out
from ingestion.blanks.templates import csv_bytes, workbook_bytes
from ingestion.forms.contract import Contracts, Form, load_contracts
from ingestion.landing.unreadable import UnreadableFile
from ingestion.parsing.interpret import interpret
from ingestion.parsing.report import unreadable
from ingestion.readers.files import read_document
from ingestion.submissions.frame_columns import CELLS
from ingestion.submissions.frames import Batch, batch_of
from orchestration.reference.seeds import law

AS_OF = date(2026, 7, 31)
AGENCY, NAME = "AGY-24-1", "Sở Thông tin và Truyền thông Bắc Giang (mẫu)"
OTHER, OTHER_NAME = "AGY-27-1", "Sở Thông tin và Truyền thông Bắc Ninh (mẫu)"
MERGED, MERGED_NAME = "AGY-24-9", "Sở Khoa học và Công nghệ Bắc Ninh (mẫu)"
CENTRE, CENTRE_NAME = "AGY-NCSC", "Trung tâm quốc gia (mẫu)"
SECURITY, INCIDENTS, BUDGET = "agency_security_report", "incident_summary", "budget"
Change = Callable[[list[SheetLayout]], None]
Row = dict[str, Entry]


def register() -> Register:
    """Two provinces before the merger of July 2025 and one after it, where code 24 changed."""
    merger, last_day = date(2025, 7, 1), date(2025, 6, 30)
    units = pl.DataFrame(
        [
            ("VN63-24", "24", "Tỉnh Bắc Giang", "Bắc Giang", None, last_day, ["Bắc Giang"]),
            ("VN63-27", "27", "Tỉnh Bắc Ninh", "Bắc Ninh", None, last_day, ["Bắc Ninh"]),
            ("VN34-24", "24", "Tỉnh Bắc Ninh", "Bắc Ninh", merger, None, ["Bắc Ninh"]),
            ("MIN-khcn", None, "Bộ Khoa học và Công nghệ", "Bộ KHCN", None, None, ["Bộ KHCN"]),
        ],
        schema={
            "unit_id": pl.String,
            "code": pl.String,
            "name_vi": pl.String,
            "name_vi_short": pl.String,
            "valid_from": pl.Date,
            "valid_to": pl.Date,
            "called": pl.List(pl.String),
        },
        orient="row",
    )
    agencies = pl.DataFrame(
        [
            (AGENCY, NAME, "province_agency", "VN63-24", None, last_day, MERGED),
            (OTHER, OTHER_NAME, "province_agency", "VN63-27", None, last_day, MERGED),
            (MERGED, MERGED_NAME, "province_agency", "VN34-24", merger, None, None),
            (CENTRE, CENTRE_NAME, "national_centre", None, None, None, None),
        ],
        schema={
            "agency_id": pl.String,
            "agency_name": pl.String,
            "agency_type": pl.String,
            "unit_id": pl.String,
            "valid_from": pl.Date,
            "valid_to": pl.Date,
            "successor_id": pl.String,
        },
        orient="row",
    ).with_columns(in_response_network=pl.lit(None, pl.Boolean()))
    # As if the text of R6 named the day of signing as the last its data cover.
    data_ends = pl.DataFrame([("R6", 12, 5)], schema=DATA_ENDS, orient="row")
    return Register(agencies, units, data_ends=data_ends)


def header(**changed: Entry) -> Row:
    """The header of a good report."""
    good: Row = {
        "data_kind": "Số liệu mẫu",
        "agency_id": AGENCY,
        "agency_name": NAME,
        "unit_code": "24",
        "unit_name": "Bắc Giang",
        "period": "2024",
        "scope": "Của đơn vị",
        "revision": 0,
        "report_date": "05/12/2024",
        "money_unit": "đồng",
    }
    return good | changed


def lines(form: Form, **changed: Row) -> dict[str, Row]:
    """Good answers to every line of every indicator sheet."""
    answers: dict[str, Row] = {}
    for sheet in form.sheets:
        for line in sheet.lines if sheet.kind == "indicator" else ():
            figure: Row = {"value": "Có"} if line.kind == "yes_no" else {"value": 2}
            answers[line.code] = figure | ({"denominator": 8} if line.kind == "ratio" else {})
    return answers | changed


def incidents(form: Form, **changed: Row) -> list[Mapping[str, Entry]]:
    """Ten good rows; ``changed`` by type, with ``_`` for ``-``."""
    rows: list[Mapping[str, Entry]] = []
    for option in form.lists["incident_type"]:
        row: Row = {
            "incident_type": option.label.vi,
            "incidents": 5,
            "self_handled": 3,
            "handled_with_support": 2,
            "handled_with_foreign_support": 0,
            "support_requested": 1,
            "estimated_damage": None,
        }
        rows.append(row | changed.get(option.code.replace("-", "_"), {}))
    return rows


def plan(**changed: Entry) -> Row:
    """A good line of a budget."""
    good: Row = {
        "scope_of_budget": "Kế hoạch hằng năm",
        "item": "Kế hoạch 2024",
        "total_it_budget": 60_000_000_000,
        "security_budget": 6_000_000_000,
        "exempt": "Không",
        "exemption_reason": None,
    }
    return good | changed


def answers(form: Form, head: Row | None = None, **changed: Any) -> Answers:
    """A good report of one of the three forms; ``changed`` replaces its lines or rows."""
    head = head or header()
    if form.form == SECURITY:
        return Answers(head, lines=lines(form, **changed))
    if form.form == INCIDENTS:
        return Answers(head, rows={"incidents": incidents(form, **changed)})
    return Answers(head, rows={"budget": changed.get("rows", [plan()])})


def file_of(
    name: str,
    head: Row | None = None,
    change: Change | None = None,
    suffix: str = "csv",
    contracts: Contracts | None = None,
    **changed: Any,
) -> bytes:
    """The file a sender would send; ``change`` spoils its layout before it is printed."""
    form = (contracts or load_contracts()).latest()[name]
    pages = lay_out(form, answers(form, head, **changed))
    if change:
        change(pages)
    return csv_bytes(form, pages) if suffix == "csv" else workbook_bytes(form, pages)


def put(row_key: str, field: str, entry: Entry) -> Change:
    """A change of one entry."""

    def change(pages: list[SheetLayout]) -> None:
        place = pages[0].places[row_key, field]
        pages[0].entries.pop(place, None)
        pages[0].write(*place, entry)

    return change


def batch(files: list[bytes], contracts: Contracts | None = None) -> Batch:
    """Files read under their contracts."""
    forms = contracts or load_contracts()
    reports = {}
    for content in files:
        try:
            report = interpret(read_document(content), forms)
        except UnreadableFile as reason:
            report = unreadable(reason)
        reports[hashlib.sha256(content).hexdigest()] = report
    return batch_of(reports, forms, law())


def nothing_earlier() -> Earlier:
    """A home in which nothing was judged yet."""
    return Earlier(JUDGED.to_frame(), CELLS.to_frame())


def earlier_of(before: Batch, judged: Validation) -> Earlier:
    """What a caller hands in with the next batch."""
    verdicts = judged.verdicts.drop("blocking", "warnings", "waived")
    headers = before.headers.join(verdicts, on="submission_id").select(*JUDGED)
    return Earlier(headers, before.cells.select(CELL_COLUMNS))


def judge(
    files: list[bytes],
    *,
    deliveries: list[tuple[str | None, date]] | None = None,
    earlier: Earlier | None = None,
    home_kind: HomeKind | None = "synthetic",
    contracts: Contracts | None = None,
    as_of: date = AS_OF,
    across: bool = True,
    registered: Register | None = None,
) -> Validation:
    """The files as one batch, in a home with the register above or another. Without ``across`` no
    report is compared with another: many of one agency and period can be judged together."""
    read = batch(files, contracts)
    ids = [hashlib.sha256(content).hexdigest() for content in files]
    sent = deliveries or [(None, date(2024, 12, 10))] * len(files)
    frame = pl.DataFrame(
        [(name, *delivery) for name, delivery in zip(ids, sent, strict=True)],
        schema=DELIVERIES,
        orient="row",
    )
    return validate(
        read,
        deliveries=frame,
        register=registered or register(),
        earlier=(earlier or nothing_earlier()) if across else None,
        as_of=as_of,
        home_kind=home_kind,
        contracts=contracts,
    )


def part_of(judged: Validation, content: bytes) -> Validation:
    """What one file of a batch came to."""
    is_its = pl.col("submission_id") == hashlib.sha256(content).hexdigest()
    return replace(
        judged, findings=judged.findings.filter(is_its), verdicts=judged.verdicts.filter(is_its)
    )


def codes_and_cells(validation: Validation) -> list[tuple[str, str | None]]:
    """Code and cell of every finding."""
    return list(validation.findings.select("code", "cell").iter_rows())


def verdict(validation: Validation) -> str:
    """The verdict on the only submission."""
    (only,) = validation.verdicts["verdict"]
    return str(only)
