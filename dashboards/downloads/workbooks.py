"""The workbook of an audience: the few tables a person reads, named, with every column explained.

All figures lie in the CSV, Parquet and JSON files beside it; a workbook of them all would hold
millions of cells nobody opens. Texts are written as texts: no program runs what a sender wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboards.looks.locale import ENGLISH, VIETNAMESE, day, speaking, text
from dashboards.marts.offered_files import Taking
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import Edition

# The sheets in their order: the mart of each, and the columns a person reads of it.
SHEETS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "index": (
        "mart_csi_ranking",
        (
            *("unit_name", "unit_id", "region_name", "index_year", "score", "grade", "rank"),
            *("tied_units", "ranked_units", "coverage", "late_share", "waived_share"),
            *("corrected_share", "self_reported_share", "season", "not_ranked_reason"),
            *("method", "geography", "is_restated", "is_merged", "is_synthetic"),
        ),
    ),
    "trend": (
        "mart_csi_trend",
        (
            *("unit_id", "index_year", "score", "grade", "baseline_year", "baseline_score"),
            *("baseline_grade", "score_change", "grade_steps", "published_grades"),
            *("method", "geography", "is_restated", "breaks_series"),
            *("changed_meanings", "meanings_change_on", "is_synthetic"),
        ),
    ),
    "reports": (
        "mart_report_status",
        (
            *("agency_name", "agency_id", "unit_id", "form_title_vi", "period", "subject", "event"),
            *("status", "is_owed", "next_step", "deadline", "received_on", "has_declared_receipt"),
            *("late_days", "is_late", "revision", "blocking_findings", "warning_findings"),
            "is_synthetic",
        ),
    ),
    "completeness": (
        "mart_reporting_completeness",
        (
            *("unit_name", "unit_id", "form_title_vi", "index_year", "reports_due"),
            *("reports_received", "reports_accepted", "reports_late", "reports_held"),
            *("reports_missing", "reports_exempt", "reports_with_deadline", "reports_on_time"),
            *("completeness", "timeliness", "is_synthetic"),
        ),
    ),
}
_LONGEST_TEXT = 32_767
_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_WIDTH, _WIDE = 14, 28
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_workbook(marts: Marts, takings: Sequence[Taking], edition: Edition, target: Path) -> None:
    """Write the sheets of what an audience may take; the same figures give the same bytes."""
    offered = {taking.mart: taking for taking in takings}
    shown = {
        sheet: (offered[mart], [name for name in columns if name in offered[mart].columns])
        for sheet, (mart, columns) in SHEETS.items()
        if mart in offered
    }
    with xlsxwriter.Workbook(str(target), _OPTIONS) as book:
        made_on = edition.as_of
        book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})
        styles = Styles(book)
        with speaking(VIETNAMESE):
            _write_guide(book.add_worksheet(text("workbook.guide")), styles, marts, edition, shown)
            for sheet, (taking, columns) in shown.items():
                page = book.add_worksheet(text(f"workbook.sheet.{sheet}"))
                _write_rows(page, styles, marts, taking, columns)


class Styles:
    """The formats of a workbook's cells."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})


def _write_guide(
    page: Worksheet,
    styles: Styles,
    marts: Marts,
    edition: Edition,
    shown: Mapping[str, tuple[Taking, list[str]]],
) -> None:
    """What the workbook holds, what kind of figures they are, and what each column means."""
    page.set_column(0, 1, _WIDE)
    page.set_column(2, 3, 3 * _WIDE, styles.wrapped)
    page.set_column(4, 4, _WIDE)
    lines = chain(_about(marts, edition), _sheets(shown), [()], _columns(shown))
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            is_heading = number > 0 and line and line[0] == text("workbook.heading.sheet")
            style = styles.title if number == 0 else styles.heading if is_heading else None
            write_cell(page, number, place, value, styles, style)


def _about(marts: Marts, edition: Edition) -> list[tuple[str, ...]]:
    badges = [text("page.badge.recomputed")]
    badges += [text("page.badge.synthetic")] if marts.is_synthetic else []
    badges += [text("page.preview")] if edition.is_preview else []
    return [
        (text("workbook.title"),),
        *((badge,) for badge in badges),
        (text("page.meta.release", release=edition.release_id),),
        (text("page.meta.as_of", day=day(edition.as_of)),),
        (text("workbook.more"),),
        (),
    ]


def _sheets(shown: Mapping[str, tuple[Taking, list[str]]]) -> list[tuple[Any, ...]]:
    heads = (
        *("workbook.heading.sheet", "workbook.heading.rows"),
        *("workbook.heading.meaning", "workbook.heading.meaning_en"),
    )
    rows = [
        (
            text(f"workbook.sheet.{sheet}"),
            taking.rows,
            text(f"workbook.sheet_meaning.{sheet}"),
            _in_english(f"workbook.sheet_meaning.{sheet}"),
        )
        for sheet, (taking, _) in shown.items()
    ]
    return [tuple(text(head) for head in heads), *rows]


def _columns(shown: Mapping[str, tuple[Taking, list[str]]]) -> list[tuple[str, ...]]:
    heads = (
        *("workbook.heading.sheet", "workbook.heading.column", "workbook.heading.meaning"),
        *("workbook.heading.meaning_en", "workbook.heading.name"),
    )
    rows = [
        (
            text(f"workbook.sheet.{sheet}"),
            text(f"workbook.column.{name}"),
            text(f"workbook.column_meaning.{name}"),
            _in_english(f"workbook.column_meaning.{name}"),
            f"{taking.mart}.{name}",
        )
        for sheet, (taking, columns) in shown.items()
        for name in columns
    ]
    return [tuple(text(head) for head in heads), *rows]


def _in_english(key: str) -> str:
    with speaking(ENGLISH):
        return text(key)


def _write_rows(
    page: Worksheet, styles: Styles, marts: Marts, taking: Taking, columns: list[str]
) -> None:
    page.freeze_panes(1, 1)
    page.set_column(0, len(columns) - 1, _WIDTH)
    page.set_column(0, 0, _WIDE)
    for place, name in enumerate(columns):
        page.write_string(0, place, text(f"workbook.column.{name}"), styles.heading)
    ordered = f"from visible.{taking.mart} order by {', '.join(taking.columns)}"
    rows = marts.connection.execute(f"select {', '.join(columns)} {ordered}").fetchall()
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            write_cell(page, number, place, value, styles)
    page.autofilter(0, 0, len(rows), len(columns) - 1)


def write_cell(
    page: Worksheet,
    row: int,
    column: int,
    value: object,
    styles: Styles,
    style: Format | None = None,
) -> None:
    """One cell of the type of its value; raises ``TypeError`` for any other type."""
    match value:
        case None:
            return
        case bool():
            page.write_boolean(row, column, value, style)
        case int() | Decimal():
            page.write_number(row, column, value, style)
        case datetime():
            page.write_datetime(row, column, value, style or styles.moment)
        case date():
            page.write_datetime(row, column, value, style or styles.day)
        case str():
            page.write_string(row, column, _fitting(value), style)
        case _:
            raise TypeError(f"no way to write a {type(value).__name__} into a workbook")


def _fitting(value: str) -> str:
    """A text without letters that XML cannot hold, cut where it is longer than a cell can be, which
    counts in UTF-16."""
    whole = value.translate(_NOT_IN_XML)
    is_long = len(whole.encode("utf-16-le")) > 2 * _LONGEST_TEXT
    return f"{whole[: _LONGEST_TEXT // 2]}…" if is_long else whole
