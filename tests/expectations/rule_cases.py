"""For every rule a report that breaks it and only it, and one that looks as if it did and is right.

Each case also holds the report its sender meant, which says what a red cell should have held.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import load_contracts
from ingestion.layout import Answers, Entry, SheetLayout, lay_out
from ingestion.templates import csv_bytes, workbook_bytes
from tests.expectations.builders import (
    AGENCY,
    BUDGET,
    CENTRE,
    CENTRE_NAME,
    INCIDENTS,
    SECURITY,
    Change,
    Row,
    answers,
    header,
    plan,
    put,
)
from tests.expectations.test_new_forms_rules import (
    BROKEN,
    Lines,
    cell,
    good,
    line,
)
from tests.expectations.test_new_forms_rules import Change as NewChange
from tests.ingestion.value_forms.texts import windows_1258

MEASUREMENTS = "technical_measurements"
IN_TIME = (AGENCY, date(2024, 12, 10))
EARLY = (AGENCY, date(2018, 1, 1))
Delivery = tuple[str | None, date]
Edit = Callable[[Workbook, Worksheet], None]


@dataclass(frozen=True)
class RuleCase:
    """A rule's two fixtures. ``before`` are reports that must be known for the rule to apply;
    ``spoilt`` are the pages of the broken one, where the fault is on them; ``delivered`` says who
    sent the broken one, and when."""

    code: str
    form: str
    meant: list[SheetLayout]
    broken: bytes
    near_miss: bytes
    before: Sequence[bytes] = ()
    spoilt: list[SheetLayout] | None = None
    delivered: Delivery = IN_TIME
    near_delivered: Delivery = IN_TIME


def pages_of(form: str, head: Row | None = None, **given: Any) -> list[SheetLayout]:
    """The pages of a right report."""
    contract = load_contracts().latest()[form]
    if form == MEASUREMENTS:
        rows = {"measurements": given.get("rows", [measured()])}
        whole = header(agency_id=CENTRE, agency_name=CENTRE_NAME) | (head or {})
        return lay_out(contract, Answers(whole, rows=rows))
    return lay_out(contract, answers(contract, head, **given))


def measured(**changed: Any) -> Row:
    counts = [f.code for f in load_contracts().latest()[MEASUREMENTS].registers[0].fields[1:]]
    return {"unit_code": "24"} | dict.fromkeys(counts, 5) | changed


def as_csv(form: str, pages: list[SheetLayout], change: Change | None = None) -> bytes:
    if change:
        change(pages)
    return csv_bytes(load_contracts().latest()[form], pages)


def as_workbook(form: str, pages: list[SheetLayout], edit: Edit | None = None) -> bytes:
    content = workbook_bytes(load_contracts().latest()[form], pages)
    if edit is None:
        return content
    book = load_workbook(io.BytesIO(content))
    edit(book, cast(Worksheet, book.worksheets[0]))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def one(
    code: str,
    form: str,
    broken: Mapping[str, Any],
    near: Mapping[str, Any],
    meant: Mapping[str, Any] | None = None,
    **case: Any,
) -> RuleCase:
    """A case of reports that differ in what was filled in; ``change`` spoils the layout."""
    return RuleCase(
        code, form, pages_of(form, **(meant or {})), _filled(form, broken), _filled(form, near),
        spoilt=_pages(form, broken), **case,
    )  # fmt: skip


def _filled(form: str, given: Mapping[str, Any]) -> bytes:
    return as_csv(form, _pages(form, given))


def _pages(form: str, given: Mapping[str, Any]) -> list[SheetLayout]:
    pages = pages_of(form, **{name: value for name, value in given.items() if name != "change"})
    if "change" in given:
        given["change"](pages)
    return pages


def edited(code: str, form: str, broken: Edit, near: Edit, **given: Any) -> RuleCase:
    """A case of workbooks that somebody has worked on."""
    meant = pages_of(form, **given)
    return RuleCase(
        code, form, meant, as_workbook(form, pages_of(form, **given), broken),
        as_workbook(form, pages_of(form, **given), near),
    )  # fmt: skip


def relabelled(label: str, text: str | None) -> Change:
    """Another text where a label stands."""

    def change(pages: list[SheetLayout]) -> None:
        place = next(place for place, entry in pages[0].entries.items() if entry == label)
        pages[0].entries.pop(place)
        pages[0].write(*place, text)

    return change


def row_again(key: str, code: str, text: str | None = None) -> Change:
    """A row once more below the table; ``text`` stands in its first column."""

    def change(pages: list[SheetLayout]) -> None:
        page = pages[0]
        row, _ = page.places[key, code]
        for (at, column), entry in list(page.entries.items()):
            if at == row:
                shown = text if text is not None and column == 1 else entry
                page.write(page.last_row + 1, column, shown)

    return change


def without_rows(*, of_total: bool) -> Change:
    """Labels and rows gone, or the total row only."""

    def change(pages: list[SheetLayout]) -> None:
        page = pages[0]
        first = page.last_row if of_total else page.labels_row
        for place in [place for place in page.entries if place[0] >= first]:
            page.entries.pop(place)

    return change


def at(form: str, key: str, code: str, **given: Any) -> tuple[int, int]:
    return pages_of(form, **given)[0].places[key, code]


PLAN, SECOND = "yearly_plan|Kế hoạch 2024", plan(scope_of_budget="Dự án", item="Đường")
TWO_PLANS = {"rows": [plan(), SECOND]}
_LABELS_ROW = pages_of(BUDGET)[0].labels_row


def _copy(book: Workbook, sheet: Worksheet) -> None:
    book.copy_worksheet(sheet).title = "Bản sao"


def _copy_of_labels(book: Workbook, sheet: Worksheet) -> None:
    copy = book.copy_worksheet(sheet)
    copy.title = "Bản sao"
    copy.delete_rows(_LABELS_ROW + 1, 200)


def _write(*cells: tuple[int, int, object]) -> Edit:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        for row, column, entry in cells:
            sheet.cell(row, column).value = cast(Any, entry)

    return edit


def _hide(row: int) -> Edit:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[row].hidden = True

    return edit


def _merge(span: str) -> Edit:
    return lambda _, sheet: sheet.merge_cells(span)


def _retitle(_: Workbook, sheet: Worksheet) -> None:
    sheet.title = "Trang 1"


BY_CENTRE = header(agency_id=CENTRE, agency_name=CENTRE_NAME)
SYNTHETIC = header(data_kind="Số liệu thật"), header(data_kind="Synthetic sample data")
TRIEU = header(money_unit="triệu đồng")
WHOLE_FILE = [
    RuleCase("FILE-UNREADABLE", BUDGET, pages_of(BUDGET), b"PK\x03\x04 cut short",
             as_csv(BUDGET, pages_of(BUDGET)).removeprefix(b"\xef\xbb\xbf")),
    one("FORM-UNKNOWN", BUDGET, {"change": relabelled("budget/1", "budget/99")},
        {"change": relabelled("budget/1", "\u00a0budget/1 ")}),
]  # fmt: skip
GENERAL = [
    RuleCase("SHEET-MISSING", BUDGET, pages_of(BUDGET),
             as_csv(BUDGET, pages_of(BUDGET), without_rows(of_total=False)),
             as_workbook(BUDGET, pages_of(BUDGET), _retitle)),
    edited("SHEET-DUPLICATE", BUDGET, _copy, _copy_of_labels),
    one("COLUMN-MISSING", INCIDENTS, {"change": relabelled("Số sự cố tự xử lý", "Tự xử lý")},
        {"change": relabelled("Số sự cố tự xử lý", "2. SỐ SỰ CỐ TỰ XỬ LÝ (1)")}),
    edited("COLUMN-DUPLICATE", BUDGET,
           _write((_LABELS_ROW, 8, "Kinh phí an toàn thông tin mạng"), (_LABELS_ROW + 1, 8, 9)),
           _write((_LABELS_ROW, 8, "Kinh phí an toàn thông tin mạng năm trước"))),
    edited("COLUMN-EXTRA", BUDGET,
           _write((_LABELS_ROW, 8, "Theo dõi riêng"), (_LABELS_ROW + 1, 8, 9)),
           _write((_LABELS_ROW, 8, "Theo dõi riêng"))),
    one("TOTAL-MISSING", INCIDENTS, {"change": without_rows(of_total=True)},
        {"change": relabelled("Tổng cộng", "TỔNG SỐ")}),
    one("ROW-DUPLICATE", INCIDENTS, {"change": row_again("TYPE-03", "incidents")},
        {"change": relabelled("Thay đổi giao diện", "thay đổi  GIAO DIỆN")}),
    one("ROW-UNKNOWN", SECURITY, {"change": row_again("drills", "value", "drills_2")},
        {"change": row_again("drills", "value", "")}),
    edited("HIDDEN-CONTENT", BUDGET, _hide(_LABELS_ROW + 1), _hide(_LABELS_ROW + 40)),
    RuleCase("TEXT-CONVERTED", BUDGET, pages_of(BUDGET),
             windows_1258(as_csv(BUDGET, pages_of(BUDGET)).decode("utf-8-sig")),
             as_csv(BUDGET, pages_of(BUDGET)).decode("utf-8-sig").encode("utf-16")),
    edited("CELL-ERROR", BUDGET, _write((_LABELS_ROW + 1, 3, "=2+3")),
           _write((_LABELS_ROW + 1, 2, "# Kế hoạch 2024"))),
    one("CELL-AMBIGUOUS", BUDGET,
        {"head": TRIEU, "rows": [plan(total_it_budget="1.234", security_budget=1),
                                 SECOND | {"total_it_budget": "12.5", "security_budget": 1}]},
        {"head": TRIEU, "rows": [plan(total_it_budget="1.234", security_budget=1),
                                 SECOND | {"total_it_budget": "12,5", "security_budget": 1}]},
        {"head": TRIEU, "rows": [plan(total_it_budget=1234, security_budget=1),
                                 SECOND | {"total_it_budget": 12, "security_budget": 1}]}),
    one("CELL-UNIT", BUDGET, {"rows": [plan(total_it_budget="60 tỷ")]},
        {"rows": [plan(total_it_budget="60.000.000.000 đồng")]}),
    edited("CELL-MERGED", BUDGET, _merge(f"C{_LABELS_ROW + 1}:C{_LABELS_ROW + 2}"),
           _merge(f"E{_LABELS_ROW + 1}:E{_LABELS_ROW + 2}"), **TWO_PLANS),
    one("CELL-ENCODING", BUDGET, {"rows": [plan(item="Tªn tr­êng")]},
        {"rows": [plan(item="Ðường sắt")]}, {"rows": [plan(item="Tên trường")]}),
    one("CELL-TYPE", INCIDENTS, {"change": put("TYPE-02", "support_requested", "khoảng 3")},
        {"change": put("TYPE-02", "support_requested", "\u00a01 ")}),
    one("CELL-REQUIRED", SECURITY, {"drills": {}}, {"drills": {"value": 0}}),
    one("CELL-RANGE", SECURITY, {"drills": {"value": 61}}, {"drills": {"value": 60}}),
    one("CELL-LIST", BUDGET, {"head": header(scope="Của tỉnh")},
        {"head": header(scope="của  ĐƠN VỊ")}),
    one("RATIO-ORDER", SECURITY, {"trained_staff_share": {"value": 9, "denominator": 8}},
        {"trained_staff_share": {"value": 8, "denominator": 8}}),
    one("DATA-KIND", SECURITY, {"head": SYNTHETIC[0]}, {"head": SYNTHETIC[1]}),
    one("PERIOD-INVALID", BUDGET, {"head": header(period="2024-S1")},
        {"head": header(period="2023")}),
    one("AGENCY-UNKNOWN", BUDGET, {"head": header(agency_id="AGI-24-1")},
        {"head": header(agency_id=f"{AGENCY}\u200b")}),
    one("AGENCY-NAME", BUDGET, {"head": header(agency_name="Sở Nội vụ Bắc Giang")},
        {"head": header(agency_name="SỞ THÔNG TIN VÀ TRUYỀN THÔNG BẮC GIANG (MẪU)")}),
    one("FORM-NOT-OWED", SECURITY, {"head": BY_CENTRE}, {},
        delivered=(CENTRE, date(2024, 12, 10))),
    one("UNIT-MISMATCH", SECURITY, {"head": header(unit_code="99")},
        {"head": header(unit_name="TỈNH  BẮC GIANG")}),
    one("UNIT-UNKNOWN", MEASUREMENTS, {"rows": [measured(), measured(unit_code="99")]},
        {"rows": [measured(), measured(unit_code="27")]},
        {"rows": [measured(), measured(unit_code="27")]},
        delivered=(CENTRE, date(2024, 12, 10)), near_delivered=(CENTRE, date(2024, 12, 10))),
    one("SENDER-NOT-ENTITLED", BUDGET, {}, {}, delivered=(CENTRE, date(2024, 12, 10)),
        near_delivered=(None, date(2024, 12, 10))),
    one("DEADLINE-LATE", INCIDENTS, {}, {}, delivered=(AGENCY, date(2024, 12, 15)),
        near_delivered=(AGENCY, date(2024, 12, 14))),
    one("TOTAL-ROW", INCIDENTS, {"change": put("total", "self_handled", 31)},
        {"change": put("total", "self_handled", "30,0")}),
    one("INCIDENT-HANDLED", INCIDENTS,
        {"TYPE_05": {"self_handled": 4}, "change": put("total", "self_handled", None)},
        {"TYPE_05": {"self_handled": 5, "handled_with_support": 0}}),
    one("BUDGET-ORDER", BUDGET, {"rows": [plan(security_budget=60_000_000_001)]},
        {"rows": [plan(security_budget=60_000_000_000)]}),
    one("EXEMPTION-REASON", BUDGET, {"rows": [plan(exempt="Có")]},
        {"rows": [plan(exempt="Có", exemption_reason="Dự án đường")]},
        {"rows": [plan(exempt="Có", exemption_reason="Dự án đường")]}),
    one("MEASUREMENT-ORDER", MEASUREMENTS, {"rows": [measured(accounts_leaked=6)]},
        {"rows": [measured(accounts_leaked=0)]},
        delivered=(CENTRE, date(2024, 12, 10)), near_delivered=(CENTRE, date(2024, 12, 10))),
]  # fmt: skip


def _year(year: str, **row: Any) -> bytes:
    return _filled(BUDGET, _budget(year, **row))


def _budget(year: str, **row: Any) -> dict[str, Any]:
    return {"head": header(period=year), "rows": [plan(item=f"Kế hoạch {year}", **row)]}


def _share(year: str, denominator: int) -> dict[str, Any]:
    line: Row = {"value": 2, "denominator": denominator}
    return {"head": header(period=year), "level_approved_share": line}


def _summary(period: str, count: int) -> dict[str, Any]:
    figures = ("incidents", "self_handled", "handled_with_support", "support_requested")
    none: Row = dict.fromkeys(figures, 0)
    rows = {f"TYPE_{number:02}": none for number in range(2, 11)}
    return {"head": header(period=period), "TYPE_01": none | {"incidents": count}} | rows


# Rules that look at other reports; each case has periods of its own.
ACROSS = [
    one("REVISION-CONFLICT", BUDGET, _budget("2019", security_budget=5_000_000_000),
        _budget("2018"), _budget("2019"), before=[_year("2019")],
        delivered=EARLY, near_delivered=EARLY),
    one("UNIT-SLIP", BUDGET, _budget("2021", total_it_budget=60_000, security_budget=6_000),
        _budget("2022", total_it_budget=600_000_000, security_budget=6_000), _budget("2021"),
        before=[_year("2020")],
        delivered=EARLY, near_delivered=EARLY),
    one("DENOMINATOR-JUMP", SECURITY, _share("2022", 151), _share("2023", 150),
        _share("2022", 150), before=[_filled(SECURITY, _share("2021", 100))],
        delivered=EARLY, near_delivered=EARLY),
    one("YEAR-BELOW-PARTS", INCIDENTS,
        _summary("2022", 4) | {"change": put("total", "incidents", None)}, _summary("2023", 5),
        _summary("2022", 5), before=[_filled(INCIDENTS, _summary("2022-S1", 5))],
        delivered=EARLY, near_delivered=EARLY),
]  # fmt: skip


# Cases of the newer forms the first of which needs its red cell to be the wrong one.
_OTHERWISE: dict[str, NewChange] = {
    "SYSTEM-STEPS": lambda lines, _: lines["appraised"].update(value=9_998),
    "SITE-COUNT": line("sites_found", 9_999),
}
_NEAR: dict[str, NewChange] = {
    "SYSTEM-COUNT": lambda lines, _: _as_text(lines, "total_systems"),
    "SYSTEM-STEPS": lambda lines, _: _equal(lines, "classified", "total_systems"),
    "SYSTEM-DECISION": cell("systems", 0, "approval_decision", "=QĐ 1"),
    "SYSTEM-EXPECTED": cell("systems", 0, "deployment", "Chưa triển khai",
                            expected_deployment=date(2026, 1, 1)),
    "SYSTEM-ASSESSOR": cell("protection", 0, "assessor", "Doanh nghiệp bảo vệ 2 (mẫu)"),
    "SYSTEM-ASSESSED": cell("protection", 4, "assessed_on", date(2024, 7, 1)),
    "SYSTEM-PROVIDER": cell("protection", 0, "assessment_kind", "Đột xuất theo yêu cầu",
                            request_reference="Công văn 1"),
    "SYSTEM-PRODUCTS": lambda _, rows: _same(rows["protection"][0], "domestic_products",
                                             "security_products"),
    "INCIDENT-CLOSING": line("result", "–"),
    "INCIDENT-DATES": lambda lines, _: _equal(lines, "response_ended_on", "detected_on"),
    "INCIDENT-TICKED": lambda lines, _: (lines["detect_1"].update(value="Không"),
                                         lines["detect_2"].update(value="có")),
    "CONTACT-DATES": lambda _, rows: _same(rows["contacts"][0], "valid_to", "valid_from"),
    "TEAM-MEMBERS": cell("teams", 0, "members", None, established="Không"),
    "CONFORMITY-DATES": lambda _, rows: _same(rows["data_centres"][0], "conformity_to",
                                              "conformity_from"),
    "SERVICE-SLA": lambda _, rows: _same(rows["services"][0], "with_sla", "offering_centres"),
    "SITE-COUNT": lambda lines, _: _as_text(lines, "sites_found"),
    "SITE-LICENCE": cell("websites", 0, "licence_number", "–"),
    "VIOLATION-HANDLED": lambda _, rows: _same(rows["inspections"][0], "violations_handled",
                                               "violations"),
    "FINDING-CLOSED": cell("findings", 0, "finding_state", "Đã khắc phục",
                           closed_on=date(2024, 2, 1), evidence="Biên bản 1"),
    "BUDGET-SPENT": lambda lines, _: _equal(lines, "budget_spent", "budget_allocated"),
    "DOCUMENT-DATES": lambda _, rows: _same(rows["documents"][0], "effective_on", "issued_on"),
    "DOCUMENT-SUPERSEDED": cell("documents", 0, "document_state", "Đã thay thế",
                                superseded_by="2/CT-UBND"),
    "AWARENESS-PART": lambda lines, _: _equal(lines, "awareness_data_centres",
                                              "awareness_activities"),
}  # fmt: skip


def _as_text(lines: Lines, code: str) -> None:
    """A figure as the text of it, with spaces around."""
    lines[code]["value"] = f" {lines[code]['value']}\u00a0"


def _equal(lines: Lines, code: str, other: str) -> None:
    lines[code]["value"] = lines[other]["value"]


def _same(row: dict[str, Entry], code: str, other: str) -> None:
    row[code] = row[other]


def changed(form: str, *changes: NewChange) -> list[SheetLayout]:
    """The pages of the synthetic report of a form, changed."""
    head, lines, rows = good(form)
    for change in changes:
        change(lines, rows)
    listed = {name: list(values) for name, values in rows.items()}
    return lay_out(load_contracts().latest()[form], Answers(head, lines, listed))


def _without_totals(pages: list[SheetLayout]) -> list[SheetLayout]:
    """Totals are not asked for: so that a figure can be wrong alone."""
    for page in pages:
        for (key, _), place in page.places.items():
            if key == "total":
                page.entries.pop(place, None)
    return pages


def _new_form_cases() -> list[RuleCase]:
    """The first case of each rule of the newer forms."""
    cases = {}
    for code, form, change, _ in BROKEN:
        if code in _NEAR and code not in cases:
            spoilt = _without_totals(changed(form, _OTHERWISE.get(code, change)))
            cases[code] = RuleCase(
                code,
                form,
                changed(form),
                as_workbook(form, spoilt),
                as_workbook(form, changed(form, _NEAR[code])),
                spoilt=spoilt,
            )
    form = "inspections"
    untold = as_workbook(form, _without_totals(changed(form)))
    spoilt = changed(form)
    spoilt[1].write(*spoilt[1].places["total", "inspections"], 1)
    wrong = as_workbook(form, spoilt)
    total = RuleCase("INSPECTION-TOTAL", form, changed(form), wrong, untold, spoilt=spoilt)
    return [total, *cases.values()]


NEW_FORMS = _new_form_cases()
