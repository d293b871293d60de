"""The first and the last day of what holds for a time, and the day beside each: rules, entries of
the register, deadlines, periods, waivers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl
import pytest

from expectations.book.rule_book import Rule, RuleBook, load_rule_book
from expectations.checks.check_frame import CHECKS, all_checks
from expectations.checks.comparison import evaluate
from expectations.checks.register_rules import (
    Register,
    period_checks,
    register_checks,
)
from expectations.checks.rules_in_force import checks_in_force
from expectations.checks.sender_rules import sender_checks
from expectations.validation import DELIVERIES
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.submissions.decisions import Decision, State, Waiver, Why, in_force
from ingestion.submissions.frames import Batch
from tests.expectations.builders import BUDGET, INCIDENTS, batch, file_of, header, register
from tests.expectations.new_form_reports import pages_of_report

ONE_DAY = timedelta(days=1)
LAST = date(2024, 12, 31)
"""The end of the period 2024."""
DUE = date(2024, 12, 15)
"""The first day that is too late for a summary of incidents of 2024."""
SPANS = [
    (None, None, True),
    (LAST - ONE_DAY, None, True),
    (LAST, None, True),
    (LAST + ONE_DAY, None, False),
    (None, LAST + ONE_DAY, True),
    (None, LAST, True),
    (None, LAST - ONE_DAY, False),
    (LAST, LAST, True),
    (LAST + ONE_DAY, LAST + ONE_DAY, False),
    (LAST - ONE_DAY, LAST - ONE_DAY, False),
]


@pytest.mark.parametrize(("first", "last", "holds"), SPANS)
def test_a_rule_holds_from_its_first_day_to_its_last(
    first: date | None, last: date | None, holds: bool
) -> None:
    """Whether it is asked of a frame of checks or of one report."""
    dated = load_rule_book()["AGENCY-NAME"].model_copy(
        update={"valid_from": first, "valid_to": last}
    )
    assert dated.judges(BUDGET, LAST) == holds
    assert dated.judges(BUDGET, None), "who cannot say the period is asked about every rule"
    headers = pl.DataFrame({"submission_id": ["s"], "period_end": [LAST]})
    assert _one_check(dated.code, headers, _book_with(dated)).is_empty() != holds


def test_a_rule_that_is_off_holds_on_no_day() -> None:
    off = load_rule_book()["AGENCY-NAME"].model_copy(update={"is_on": False})
    headers = pl.DataFrame({"submission_id": ["s"], "period_end": [LAST]})
    assert not off.judges(BUDGET, LAST)
    assert _one_check(off.code, headers, _book_with(off)).is_empty()


def _book_with(changed: Rule) -> RuleBook:
    return RuleBook(
        [changed if rule.code == changed.code else rule for rule in load_rule_book().values()]
    )


def _one_check(code: str, headers: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """What stays of one check of the only report."""
    check = pl.DataFrame([{"submission_id": "s", "code": code}], schema=CHECKS)
    return checks_in_force(check, headers, book)


@pytest.mark.parametrize(("first", "last", "holds"), SPANS)
def test_an_agency_is_known_from_its_first_day_to_its_last(
    first: date | None, last: date | None, holds: bool
) -> None:
    read = batch([file_of(BUDGET)])
    codes = _codes(read, register_checks(read, read.cells, _registered(first, last), FORMS))
    assert ("AGENCY-UNKNOWN" in codes) == (not holds)


@pytest.mark.parametrize(("first", "last", "holds"), SPANS)
def test_a_code_names_a_province_from_its_first_day_to_its_last(
    first: date | None, last: date | None, holds: bool
) -> None:
    entries = register()
    (unit,) = entries.units.filter(unit_id="VN63-24").to_dicts()
    dated = pl.DataFrame(
        [unit | {"valid_from": first, "valid_to": last}], schema=entries.units.schema
    )
    read = batch([file_of(BUDGET)])
    codes = _codes(
        read, register_checks(read, read.cells, Register(entries.agencies, dated), FORMS)
    )
    assert ("UNIT-MISMATCH" in codes) == (not holds)


@pytest.mark.parametrize(
    ("received", "is_late"), [(DUE - ONE_DAY, False), (DUE, True), (DUE + ONE_DAY, True)]
)
def test_a_report_is_late_from_the_day_of_the_law_on(received: date, is_late: bool) -> None:
    assert _late(received, _registered(None, None)) == is_late


@pytest.mark.parametrize(
    ("ended", "is_late"),
    [
        (DUE - 2 * ONE_DAY, False),
        (DUE - ONE_DAY, True),
        (DUE, True),
        (None, True),
    ],
)
def test_who_ended_before_its_last_day_on_time_is_not_late(
    ended: date | None, is_late: bool
) -> None:
    assert _late(DUE + ONE_DAY, _registered(None, ended)) == is_late


@pytest.mark.parametrize(
    ("form", "period", "as_of", "is_over"),
    [
        (BUDGET, "2024", LAST - ONE_DAY, False),
        (BUDGET, "2024", LAST, True),
        (BUDGET, "2024", LAST + ONE_DAY, True),
        # Due on a day of its year: sent from the year's first day on.
        (INCIDENTS, "2024", date(2023, 12, 31), False),
        (INCIDENTS, "2024", date(2024, 1, 1), True),
        (INCIDENTS, "2024-S1", date(2023, 12, 31), False),
        (INCIDENTS, "2024-S1", date(2024, 1, 1), True),
        # A half-year without a day of its own: when it is over.
        (INCIDENTS, "2024-S2", LAST - ONE_DAY, False),
        (INCIDENTS, "2024-S2", LAST, True),
    ],
)
def test_a_report_is_taken_from_the_day_it_can_be_made(
    form: str, period: str, as_of: date, is_over: bool
) -> None:
    read = batch([file_of(form, header(period=period))])
    codes = _codes(read, period_checks(read, read.cells, as_of))
    assert ("PERIOD-INVALID" in codes) == (not is_over)


@pytest.mark.parametrize(("period", "is_one"), [("2017", False), ("2018", True)])
def test_the_index_begins_with_a_year(period: str, is_one: bool) -> None:
    read = batch([file_of(BUDGET, header(period=period))])
    assert ("PERIOD-INVALID" in _codes(read, period_checks(read, read.cells, None))) != is_one


@pytest.mark.parametrize(
    ("as_of", "holds"), [(LAST - ONE_DAY, True), (LAST, True), (LAST + ONE_DAY, False)]
)
@pytest.mark.parametrize(
    ("state", "ever"),
    [("approved", True), ("proposed", False), ("rejected", False), ("revoked", False)],
)
def test_a_waiver_holds_to_its_last_day_once_it_is_approved(
    state: State, ever: bool, as_of: date, holds: bool
) -> None:
    waiver = Waiver(rule="TOTAL-SUM", form=BUDGET, expires=LAST)
    why = Why(category="other", reason="x")
    one = Decision("D1", waiver, why, "lan", date(2024, 1, 1), {}, state=state)
    assert in_force([one], as_of) == ([one] if ever and holds else [])


FORMS = load_contracts()


def _registered(first: date | None, last: date | None) -> Register:
    """The register with one line of the agency of the reports, for a time."""
    entries = register()
    line = entries.agencies.row(0, named=True) | {"valid_from": first, "valid_to": last}
    return Register(pl.DataFrame([line], schema=entries.agencies.schema), entries.units)


def _late(received: date, entries: Register) -> bool:
    read = batch([file_of(INCIDENTS)])
    sent = [(read.headers["submission_id"].item(), None, received)]
    deliveries = pl.DataFrame(sent, schema=DELIVERIES, orient="row")
    return "DEADLINE-LATE" in _codes(read, sender_checks(read, deliveries, entries))


def _codes(read: Batch, checks: Iterable[pl.DataFrame]) -> set[str]:
    """The rules by which the only report of a batch is found."""
    outcome = evaluate(all_checks(list(checks)), {f"{form}={kind}" for form, kind in _kinds()})
    assert not outcome.crashed
    assert read.headers.height == 1
    return set(outcome.failed["code"])


def _kinds() -> Iterable[tuple[str, str]]:
    return ((name, kind) for name, form in FORMS.items() for kind in form.periods)


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        (date(2025, 12, 14), {"PERIOD-INVALID"}),
        (date(2025, 12, 15), set()),
        (date(2026, 12, 13), set()),
        (date(2026, 12, 18), set()),
    ],
)
def test_a_report_that_comes_before_its_data_end_is_not_held_for_it(
    as_of: date, found: set[str]
) -> None:
    """The data of 2026 under the decree are those of 15/12/2025 to 14/12/2026: before they begin
    there is nothing to report; before they end the day of signing is told (REPORT-EARLY)."""
    form = FORMS.latest()["information_systems"]
    content = workbook_bytes(form, pages_of_report("information_systems", year="2026"))
    read = batch([content])
    assert _codes(read, period_checks(read, read.cells, as_of)) == found
