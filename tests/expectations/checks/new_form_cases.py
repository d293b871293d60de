"""The two fixtures of every rule of the newer forms: those of its first check."""

from __future__ import annotations

from ingestion.blanks.layout import SheetLayout
from tests.expectations.checks.check_cases import IN_REPORTS, protected
from tests.expectations.checks.older_check_cases import BETWEEN_YEARS, YearCase
from tests.expectations.checks.rule_case import RuleCase, as_workbook
from tests.expectations.new_form_reports import Change, line, pages_of_report

# Rules of which the red cell of the first check need not be the wrong one.
_OTHERWISE: dict[str, Change] = {
    "SYSTEM-STEPS": line("appraised", 9_998),
    "SYSTEM-COUNT": line("periodically_inspected", 0),
    "SYSTEM-LISTED": protected(system_name="Hệ thống khác (mẫu)"),
    "SITE-COUNT": line("sites_found", 9_999),
}


def _without_totals(pages: list[SheetLayout]) -> list[SheetLayout]:
    """Totals are not asked for: so that a figure can be wrong alone."""
    for page in pages:
        for (key, _), place in page.places.items():
            if key == "total":
                page.entries.pop(place, None)
    return pages


def _cases() -> list[RuleCase]:
    cases = []
    for case in (case for case in IN_REPORTS if case.number == 0):
        change = _OTHERWISE.get(case.code, case.broken)
        spoilt = _without_totals(pages_of_report(case.form, change))
        near = as_workbook(case.form, pages_of_report(case.form, case.near))
        broken = as_workbook(case.form, spoilt)
        right = pages_of_report(case.form)
        cases.append(RuleCase(case.code, case.form, right, broken, near, spoilt=spoilt))
    return [_wrong_total(), *cases]


def _wrong_total() -> RuleCase:
    form = "inspections"
    spoilt = pages_of_report(form)
    spoilt[1].write(*spoilt[1].places["total", "inspections"], 1)
    untold = as_workbook(form, _without_totals(pages_of_report(form)))
    wrong = as_workbook(form, spoilt)
    return RuleCase("INSPECTION-TOTAL", form, pages_of_report(form), wrong, untold, spoilt=spoilt)


def _beside_another_year(case: YearCase) -> RuleCase:
    right, spoilt = list(case.right), list(case.spoilt)
    near = as_workbook(case.form, list(case.right))
    return RuleCase(
        case.code, case.form, right, case.broken, near, before=[case.before], spoilt=spoilt
    )


NEW_FORMS = _cases()
YEARS = [_beside_another_year(case) for case in BETWEEN_YEARS if case.form and case.number == 0]
# Behind these counts is a list: the red cell alone does not mend them.
LISTED = ("SYSTEM-JUMP", "SITE-JUMP")
