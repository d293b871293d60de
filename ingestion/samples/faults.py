"""The catalogue of faults a sample contains, each with the code it should be found under.

It knows what senders get wrong, not how it is found: it names codes and places, no rule.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ingestion.blanks.layout import Entry, Place, SheetLayout
from ingestion.forms.sheet_columns import ANSWER_COLUMN, CONTRACT_LABEL, LABEL_COLUMN
from ingestion.messages import text as message
from ingestion.samples.answers import header_label
from ingestion.samples.damage import cut_short, emptied, overwritten, with_uncomputed_formula
from ingestion.samples.draft import Draft, Fault, Row, Suffix

SECURITY, INCIDENTS, BUDGET = "agency_security_report", "incident_summary", "budget"
YEARLY_PLAN, _PROJECT, FIRST_TYPE, _TOTAL = "yearly_plan", "project", "TYPE-01", "total"


def place_of(page: SheetLayout, row: str, field: str) -> Place:
    """The place of a field in the first row whose key begins with ``row``; header lines have
    the row ``""``."""
    if not row:
        return page.places["", field]
    return next(
        p for (key, code), p in page.places.items() if code == field and key.startswith(row)
    )


def _put(
    code: str,
    form: str,
    row: str,
    field: str,
    entry: Entry,
    note: str,
    suffix: Suffix | None = None,
) -> Fault:
    """A fault made by one entry at one place; None blanks it."""

    def on_page(page: SheetLayout) -> Place:
        place = place_of(page, row, field)
        page.entries.pop(place, None)
        page.write(*place, entry)
        return place

    return Fault(code, form, note, on_page=on_page, suffix=suffix)


def _in_row(
    code: str,
    form: str,
    row: str,
    field: str,
    change: Callable[[Row], None],
    note: str,
    index: int = 0,
) -> Fault:
    """A fault among the figures of a row; printed totals are added up with it."""

    def on_draft(draft: Draft) -> None:
        change(draft.rows[draft.form.sheets[0].name][index])

    return Fault(code, form, note, on_draft, lambda page: place_of(page, row, field))


def _more_handled_than_happened(row: Row) -> None:
    row["self_handled"] = number_of(row["incidents"]) - number_of(row["handled_with_support"]) + 1


def _more_security_than_all(row: Row) -> None:
    row["security_budget"] = number_of(row["total_it_budget"]) + 1


def _exempt_without_reason(row: Row) -> None:
    row["exempt"] = message("form.yes")
    row.pop("exemption_reason", None)


def _no_budget(row: Row) -> None:
    row |= {"total_it_budget": 0, "security_budget": 0}


def _blank_incidents(row: Row) -> None:
    row.pop("incidents")
    row |= {"self_handled": 0, "handled_with_support": 0, "support_requested": 0}


def number_of(entry: Entry) -> int:
    """An entry as a whole number, 0 where it is none."""
    return int(entry) if isinstance(entry, int | Decimal) else 0


def _numerator_above(line: str) -> Fault:
    def on_draft(draft: Draft) -> None:
        entries = draft.lines[line]
        entries["value"] = number_of(entries["denominator"]) + 3

    note = "numerator above denominator"
    return Fault(
        "RATIO-ORDER", SECURITY, note, on_draft, lambda page: place_of(page, line, "value")
    )


def _wrong_total(field: str) -> Fault:
    def on_page(page: SheetLayout) -> Place:
        place = place_of(page, _TOTAL, field)
        page.write(*place, number_of(page.entries.get(place)) + 1)
        return place

    return Fault("TOTAL-ROW", INCIDENTS, f"total of {field} is one too many", on_page=on_page)


def _row_again(form: str, row: str, field: str) -> Fault:
    """A row that appears a second time below the table."""

    def on_page(page: SheetLayout) -> Place:
        first = place_of(page, row, field)[0]
        page.last_row += 1
        for (at, column), entry in list(page.entries.items()):
            if at == first:
                page.write(page.last_row, column, entry)
        return page.last_row, 1

    return Fault("ROW-DUPLICATE", form, "a row stands twice", on_page=on_page)


def _unknown_line(code: str) -> Fault:
    def on_page(page: SheetLayout) -> Place:
        page.last_row += 1
        page.write(page.last_row, 1, code)
        page.write(page.last_row, 2, "Chỉ tiêu tự thêm (mẫu)")
        page.write(page.last_row, 3, 1)
        return page.last_row, 1

    return Fault("ROW-UNKNOWN", SECURITY, "a line the form does not have", on_page=on_page)


def _without_column(form: str, row: str, field: str) -> Fault:
    def on_page(page: SheetLayout) -> Place:
        del page.entries[page.labels_row, place_of(page, row, field)[1]]
        return page.labels_row, 1

    return Fault("COLUMN-MISSING", form, f"the label of {field} is gone", on_page=on_page)


def _without_labels(form: str) -> Fault:
    def on_page(page: SheetLayout) -> None:
        for place in [place for place in page.entries if place[0] == page.labels_row]:
            del page.entries[place]

    return Fault("SHEET-MISSING", form, "the row of labels is gone", on_page=on_page)


def _unknown_form(form: str) -> Fault:
    def on_page(page: SheetLayout) -> Place:
        label = (entry for entry in page.entries.items() if entry[1] == CONTRACT_LABEL)
        row = next(place[0] for place, _ in label if place[1] == LABEL_COLUMN)
        page.write(row, ANSWER_COLUMN, "khac/9")
        return row, ANSWER_COLUMN

    return Fault("FORM-UNKNOWN", form, "names a form nobody knows", on_page=on_page)


def _misspelt_agency(form: str) -> Fault:
    def on_draft(draft: Draft) -> None:
        draft.header["agency_id"] = draft.agency.agency_id.replace("AGY-", "AGI-")

    note = "agency code misspelt"
    return Fault(
        "AGENCY-UNKNOWN", form, note, on_draft, lambda page: place_of(page, "", "agency_id")
    )


def _whole(
    code: str, form: str, note: str, damage: Callable[[bytes, Place | None], bytes]
) -> Fault:
    return Fault(code, form, note, on_bytes=damage, suffix="xlsx" if form == SECURITY else None)


def _formula(line: str) -> Fault:
    return Fault(
        "CELL-ERROR",
        SECURITY,
        "a formula without a computed value",
        on_page=lambda page: place_of(page, line, "value"),
        on_bytes=with_uncomputed_formula,
        suffix="xlsx",
    )


WORDS, BLANK, BELOW = "words where a number is asked", "required and blank", "below the least"
LISTED, KIND = "not in the list", "synthetic figures called real"
REAL = header_label("data_kind", "real")
# Faults that need another report or agency to be wrong against are made where they are planted.
AGENCY_NAME, UNIT_MISMATCH, SENDER = "AGENCY-NAME", "UNIT-MISMATCH", "SENDER-NOT-ENTITLED"
REVISION_CONFLICT = "REVISION-CONFLICT"
CATALOGUE: tuple[Fault, ...] = (
    _put("CELL-TYPE", SECURITY, "drills", "value", "hai cuộc", WORDS),
    _put("CELL-TYPE", BUDGET, _PROJECT, "security_budget", "đang tổng hợp", WORDS),
    _in_row(
        "CELL-TYPE",
        INCIDENTS,
        FIRST_TYPE,
        "support_requested",
        lambda row: row.update(support_requested="vài sự cố"),
        WORDS,
    ),
    _put("CELL-REQUIRED", SECURITY, "response_team", "value", None, BLANK),
    _put("CELL-REQUIRED", BUDGET, _PROJECT, "total_it_budget", None, BLANK),
    _in_row("CELL-REQUIRED", INCIDENTS, FIRST_TYPE, "incidents", _blank_incidents, BLANK),
    _put("CELL-RANGE", SECURITY, "drills", "value", -2, BELOW),
    _put("CELL-RANGE", SECURITY, "drills", "value", 600, "above the most"),
    _in_row("CELL-RANGE", BUDGET, _PROJECT, "total_it_budget", _no_budget, BELOW, index=-1),
    _put("CELL-LIST", BUDGET, _PROJECT, "scope_of_budget", "Kinh phí khác", LISTED),
    _put("CELL-LIST", INCIDENTS, "", "scope", "Một phần đơn vị", LISTED),
    _put("CELL-LIST", SECURITY, "", "scope", "Không rõ", LISTED),
    _put("CELL-ERROR", SECURITY, "trained_staff_share", "value", "#REF!", "an error value", "xlsx"),
    _put("CELL-ERROR", SECURITY, "drills", "value", "#DIV/0!", "an error value", "xlsx"),
    _formula("certified_staff_share"),
    _formula("endpoint_protection_share"),
    _numerator_above("level_approved_share"),
    _numerator_above("certified_staff_share"),
    _numerator_above("trained_staff_share"),
    _wrong_total("incidents"),
    _wrong_total("self_handled"),
    _wrong_total("support_requested"),
    _in_row(
        "INCIDENT-HANDLED",
        INCIDENTS,
        FIRST_TYPE,
        "self_handled",
        _more_handled_than_happened,
        "more handled than happened",
    ),
    _in_row(
        "BUDGET-ORDER",
        BUDGET,
        YEARLY_PLAN,
        "security_budget",
        _more_security_than_all,
        "security budget above the whole budget",
    ),
    _in_row(
        "EXEMPTION-REASON",
        BUDGET,
        YEARLY_PLAN,
        "exemption_reason",
        _exempt_without_reason,
        "exempt and no reason given",
    ),
    _misspelt_agency(INCIDENTS),
    _misspelt_agency(BUDGET),
    _misspelt_agency(SECURITY),
    _put("PERIOD-INVALID", INCIDENTS, "", "period", "năm báo cáo", "no period key"),
    _put("PERIOD-INVALID", BUDGET, "", "period", "2023-S1", "a period the form does not have"),
    _put("PERIOD-INVALID", SECURITY, "", "period", "2024-Q3", "a period the form does not have"),
    _row_again(BUDGET, _PROJECT, "item"),
    _row_again(SECURITY, "drills", "value"),
    _unknown_line("chi_tieu_moi"),
    _unknown_line("social_media_share"),
    _without_column(BUDGET, _PROJECT, "security_budget"),
    _without_column(INCIDENTS, FIRST_TYPE, "support_requested"),
    _without_column(SECURITY, "level_approved_share", "denominator"),
    _without_labels(BUDGET),
    _without_labels(INCIDENTS),
    _without_labels(SECURITY),
    _unknown_form(BUDGET),
    _unknown_form(INCIDENTS),
    _whole("FILE-UNREADABLE", SECURITY, "cut short", cut_short),
    _whole("FILE-UNREADABLE", BUDGET, "empty file", emptied),
    _whole("FILE-UNREADABLE", INCIDENTS, "no file of any kind", overwritten),
    _put("DATA-KIND", BUDGET, "", "data_kind", REAL, KIND),
    _put("DATA-KIND", INCIDENTS, "", "data_kind", REAL, KIND),
)
