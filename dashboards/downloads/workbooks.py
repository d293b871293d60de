"""The workbook of an audience: a cover, what every column means, and the few tables a person reads.

All figures lie in the CSV, Parquet and JSON files beside it; a workbook of them all would hold
millions of cells nobody opens. Texts are written as texts: no program runs what a sender wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dashboards.downloads.imprint import citation
from dashboards.downloads.workbook_cells import Styles, set_height, write_cell
from dashboards.downloads.workbook_cover import Sheet, write_columns, write_cover
from dashboards.looks.locale import VIETNAMESE, speaking, text
from dashboards.marts.offered_files import Taking
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import Edition

# The sheets in their order: the mart of each, and the columns a person reads of it.
SHEETS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "index": (
        "mart_csi_ranking",
        (
            *("unit_name", "unit_id", "region_name", "index_year", "score", "score_lower"),
            *("score_upper", "grade", "rank", "rank_best", "rank_worst", "tied_units"),
            *("ranked_units", "coverage", "late_share", "waived_share"),
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
_WIDTHS = {
    "unit_name": 18,
    "region_name": 40,
    "not_ranked_reason": 24,
    "published_grades": 16,
    "agency_name": 50,
    "agency_id": 18,
    "form_title_vi": 60,
    "subject": 18,
    "status": 24,
}
_WIDTH = 13
_A4 = 9
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_workbook(marts: Marts, takings: Sequence[Taking], edition: Edition, target: Path) -> None:
    """Write the sheets of what an audience may take; the same figures give the same bytes."""
    with speaking(VIETNAMESE), xlsxwriter.Workbook(str(target), _OPTIONS) as book:
        sheets = _sheets(takings)
        made_on = edition.as_of
        book.set_properties(
            {
                "title": text("workbook.title"),
                "comments": citation(marts, edition),
                "created": datetime(made_on.year, made_on.month, made_on.day),
            }
        )
        styles = Styles(book)
        write_cover(_added(book, "workbook.cover", marts, edition), styles, marts, edition, sheets)
        write_columns(_added(book, "workbook.columns", marts, edition), styles, sheets)
        for sheet in sheets:
            page = _added(book, f"workbook.sheet.{sheet.name}", marts, edition)
            _write_rows(page, styles, marts, sheet)


def tabs(takings: Sequence[Taking]) -> dict[str, int]:
    """The tabs of the workbook in their order, and the rows below the head of each; the cover has
    none."""
    with speaking(VIETNAMESE):
        sheets = _sheets(takings)
        explained = sum(len(sheet.columns) for sheet in sheets)
        before = {text("workbook.cover"): 0, text("workbook.columns"): explained}
        return before | {sheet.tab: sheet.taking.rows for sheet in sheets}


def _sheets(takings: Sequence[Taking]) -> list[Sheet]:
    """The tables of the workbook, each with the columns that its audience sees."""
    offered = {taking.mart: taking for taking in takings}
    return [
        Sheet(
            name,
            text(f"workbook.sheet.{name}"),
            offered[mart],
            tuple(column for column in columns if column in offered[mart].columns),
        )
        for name, (mart, columns) in SHEETS.items()
        if mart in offered
    ]


def _added(book: xlsxwriter.Workbook, key: str, marts: Marts, edition: Edition) -> Worksheet:
    """An empty sheet that prints on A4, with what kind of figures it holds on every page."""
    page = book.add_worksheet(text(key))
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    said = [text("page.meta.release", release=edition.release_id)]
    said += [text("page.badge.synthetic")] if marts.is_synthetic else []
    page.set_footer(f"&L{' · '.join(said)}&C&A&R&P/&N")
    return page


def _write_rows(page: Worksheet, styles: Styles, marts: Marts, sheet: Sheet) -> None:
    columns, taking = sheet.columns, sheet.taking
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    formats = [styles.of(taking.measure(name)) for name in columns]
    widths = [_WIDTHS.get(name, _WIDTH) for name in columns]
    heads = [text(f"workbook.column.{name}") for name in columns]
    set_height(page, 0, heads, widths, 1.15)
    for place, head in enumerate(heads):
        page.set_column(place, place, widths[place])
        page.write_string(0, place, head, styles.heading)
    ordered = f"from visible.{taking.mart} order by {', '.join(taking.columns)}"
    rows = marts.connection.execute(f"select {', '.join(columns)} {ordered}").fetchall()
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            write_cell(page, number, place, value, styles, formats[place])
    page.autofilter(0, 0, len(rows), len(columns) - 1)
