"""Every obligation with a day that can be computed, in its last minute on time and the first late
one, through the models themselves; and those without one, which nobody is ever late for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from ingestion.forms.periods import periods_of_year
from orchestration.reference.seeds import data_ends, law
from tests.dbt_project.conftest import Built
from tests.dbt_project.obligation_world import (
    DETECTED,
    LAST_DAY_ON_TIME,
    LAST_MINUTE_ON_TIME,
    RULES,
    World,
    deliver,
    fill_house,
    open_world,
    sender_of,
)

WITHOUT_A_DAY = {
    "R2": "at_once",
    "R4-BANK": "within_working_days",
    "R11": "on_change",
    "R12": "on_change",
    "R13": "not_known",
    "R15": "not_known",
    "R21-UPDATE": "not_known",
    "R21-CLOSING": "not_known",
    "R26": "at_once",
    "R29": "at_once",
    "F1": "not_known",
    "F2": "not_known",
    "F4": "not_known",
}


# No deadline for incidents is known between the law that ended and the decree.
BETWEEN_THE_LAWS = (date(2026, 7, 1), date(2026, 8, 18))
REPORTS = sorted(r for r in LAST_DAY_ON_TIME if RULES[r]["kind"] != "goal" and RULES[r]["form"])
NEVER_ASKED_FOR = {"F4", "R15", "R21-UPDATE", "R21-CLOSING", "R26", "R29"}
# The letter of one province, and the circular for members of the response network.
READ_FOR_SOME = ("R5", "R6", "R7", "R8", "R9", "R10")


@pytest.fixture(scope="module")
def world(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(built, tmp_path_factory.mktemp("obligations")) as opened:
        yield opened


def last_day(rule_id: str) -> date:
    return LAST_DAY_ON_TIME[rule_id]


def test_every_obligation_is_told_apart_by_whether_a_day_can_be_computed() -> None:
    assert set(LAST_DAY_ON_TIME) | set(WITHOUT_A_DAY) == set(RULES)
    for rule_id, deadline_rule in WITHOUT_A_DAY.items():
        assert RULES[rule_id]["deadline_rule"] == deadline_rule


@pytest.mark.parametrize("rule_id", REPORTS)
@pytest.mark.parametrize(("after", "status", "late"), [(0, "on_time", 0), (1, "late", 1)])
def test_a_report_in_its_last_minute_on_time_and_the_first_late_one(
    world: World, rule_id: str, after: int, status: str, late: int
) -> None:
    received_at = LAST_MINUTE_ON_TIME[rule_id] + timedelta(minutes=after)
    deliver(world, rule_id, received_at, as_of=received_at.date())
    sender = sender_of(RULES[rule_id])
    rows = world.ask(
        f"""
        select status, late_days, last_day_on_time from marts.mart_obligation_status
        where rule_id = '{rule_id}' and agency_id = '{sender}'
            and index_year = {last_day(rule_id).year}
        """
    )
    assert rows == [(status, late, last_day(rule_id))]


@pytest.mark.parametrize("rule_id", READ_FOR_SOME)
def test_under_an_assumed_duty_nobody_is_late_or_missing(world: World, rule_id: str) -> None:
    too_late = LAST_MINUTE_ON_TIME[rule_id] + timedelta(days=1)
    deliver(world, rule_id, too_late, as_of=too_late.date())
    world.connection.execute(
        "update staging.stg_agencies set unit_id = 'VN63-01', in_response_network = null"
    )
    world.run()
    year = last_day(rule_id).year
    rows = world.ask(
        f"""
        select agency_id = '{sender_of(RULES[rule_id])}', status, late_days, is_assumed
        from marts.mart_obligation_status where rule_id = '{rule_id}' and index_year = {year}
        """
    )
    assert (True, "received", None, True) in rows
    assert all(row[0] for row in rows), "nobody is named for what did not come"


@pytest.mark.parametrize("rule_id", WITHOUT_A_DAY)
def test_nobody_is_late_for_what_has_no_day(world: World, rule_id: str) -> None:
    deliver(world, rule_id, datetime(2026, 7, 1, 9), as_of=date(2026, 7, 31))
    asked = f"select status from marts.mart_obligation_status where rule_id = '{rule_id}'"
    of_sender = f" and agency_id = '{sender_of(RULES[rule_id])}' and index_year = 2024"
    expected = [] if rule_id in NEVER_ASKED_FOR else [("received",)]
    assert world.ask(asked + of_sender) == expected
    assert {status for (status,) in world.ask(asked)} <= {"received", "no_deadline", "not_yet_due"}


@pytest.mark.parametrize(("after", "status"), [(0, "not_yet_due"), (1, "missing")])
@pytest.mark.parametrize("rule_id", ["R3", "R4"])
def test_a_report_of_another_kind_is_not_the_one_that_was_asked_for(
    world: World, rule_id: str, after: int, status: str
) -> None:
    """A progress report tells of the incident and of its end; the first and the closing one are
    still to come, and missing from the first day that is too late."""
    as_of = last_day(rule_id) + timedelta(days=after)
    deliver(world, rule_id, datetime.combine(DETECTED, time(10)), as_of=as_of)
    world.connection.execute(
        "update staging.stg_form_lines set answer = 'REPORT-2' where line = 'report_kind'"
    )
    world.run()
    rows = world.ask(
        f"""
        select status, received_on from marts.mart_obligation_status
        where rule_id = '{rule_id}' and subject = 'I-1'
        """
    )
    assert rows == [(status, None)]


@pytest.mark.parametrize(
    ("kind", "severity", "statuses"),
    [
        ("REPORT-1", "SEV-2", {"R21": "missing", "R22": "on_time"}),
        ("REPORT-2", "SEV-2", {"R21": "on_time", "R22": "missing"}),
        ("REPORT-6", "SEV-2", {"R21": "on_time", "R22": "missing"}),
        ("REPORT-1", "SEV-1", {"R21": "on_time"}),
    ],
)
def test_a_first_notice_and_a_report_each_answer_what_asks_for_them(
    world: World, kind: str, severity: str, statuses: dict[str, str]
) -> None:
    """Of a serious incident the decree asks for both, of any other for the report alone."""
    deliver(world, "R22", datetime(2026, 8, 19, 10), date(2026, 9, 1), date(2026, 8, 19))
    world.connection.execute(
        "update staging.stg_form_lines set answer = ? where line = 'report_kind'", [kind]
    )
    world.connection.execute(
        "update staging.stg_form_lines set answer = ? where line = 'severity'", [severity]
    )
    world.run()
    rows = world.ask(
        "select rule_id, status from marts.mart_obligation_status where subject = 'I-1'"
    )
    assert dict(rows) == statuses


@pytest.mark.parametrize(
    "rule_id", [r for r in LAST_DAY_ON_TIME if RULES[r]["period_kind"] != "event"]
)
@pytest.mark.parametrize(("after", "there"), [(0, True), (1, False)])
def test_a_deadline_or_goal_is_in_the_calendar_to_its_last_day(
    world: World, rule_id: str, after: int, there: bool
) -> None:
    day = last_day(rule_id)
    deliver(world, rule_id, LAST_MINUTE_ON_TIME[rule_id], as_of=day + timedelta(days=after))
    rows = world.ask(
        f"""
        select last_day_on_time from marts.mart_deadline_calendar
        where rule_id = '{rule_id}' and index_year = {day.year}
        """
    )
    assert rows == ([(day,)] if there else [])


def test_every_change_of_contacts_is_told_for_itself(world: World) -> None:
    """Days are not given by the directive; the circular gives 24 hours, until it ended."""
    deliver(world, "R11", datetime(2024, 3, 1, 9), as_of=date(2026, 7, 31))
    second, third = date(2024, 9, 1), date(2026, 7, 1)
    for number, day in enumerate((second, third)):
        world.connection.execute(
            """
            insert into staging.stg_submissions by name
            select * replace (
                ? as submission_id, ? as period, ? as period_end, ? as received_at
            ) from staging.stg_submissions where submission_id = 'S'
            """,
            [f"S{number}", day.isoformat(), day, datetime.combine(day, time()) + timedelta(9)],
        )
    world.run()
    rows = world.ask(
        """
        select rule_id, subject, status, late_days from marts.mart_obligation_status
        where event = 'contact_change' order by rule_id, subject
        """
    )
    assert rows == [
        ("F3", "2024-03-01", "on_time", 0),
        ("F3", "2024-09-01", "late", 8),
        ("R11", "2024-03-01", "received", None),
        ("R11", "2024-09-01", "received", None),
        ("R11", "2026-07-01", "received", None),
    ]


@pytest.mark.parametrize(
    ("rule_id", "detected", "owed"),
    [
        ("R1", date(2026, 6, 30), ["R1", "R2", "R3"]),
        ("R4", date(2026, 6, 30), ["R1", "R2", "R3", "R4"]),
        *(("R21", day, ["F4"]) for day in BETWEEN_THE_LAWS),
        ("R21", date(2026, 8, 19), ["R21", "R22"]),
        *(("R1-BANK", day, ["F4", "R1-BANK"]) for day in BETWEEN_THE_LAWS),
        ("R1-BANK", date(2026, 8, 19), ["R1-BANK", "R21", "R22"]),
    ],
)
def test_the_law_of_the_day_of_detection_counts(
    world: World, rule_id: str, detected: date, owed: list[str]
) -> None:
    deliver(world, rule_id, datetime.combine(detected, time(9)), date(2026, 9, 1), detected)
    rows = world.ask(
        "select rule_id, deadline from marts.mart_obligation_status where subject = 'I-1'"
        " order by rule_id"
    )
    assert [rule for rule, _ in rows] == owed
    assert all(deadline is None for rule, deadline in rows if rule == "F4")


@pytest.mark.parametrize(
    ("rule_id", "year", "recipients"),
    [
        ("R7", 2024, "Sở Thông tin và Truyền thông"),
        ("R7", 2025, "Công an tỉnh"),
        ("R8", 2024, "Bộ Thông tin và Truyền thông; Thủ tướng Chính phủ"),
        ("R8", 2025, "Bộ Công an; Thủ tướng Chính phủ"),
        ("R13", 2024, "Bộ Thông tin và Truyền thông (Cục An toàn thông tin)"),
        ("R13", 2025, "Bộ Công an (A05)"),
    ],
)
def test_a_report_goes_to_whoever_has_the_task_on_its_day(
    world: World, rule_id: str, year: int, recipients: str
) -> None:
    fill_house(world, year, date(2026, 1, 31))
    world.run()
    rows = world.ask(
        f"""
        select distinct recipients, recipients_mark from marts.mart_obligation_status
        where rule_id = '{rule_id}' and index_year = {year}
        """
    )
    mark = "second_hand" if year == 2025 else RULES[rule_id]["mark"]
    assert rows == [(recipients, mark)]


def test_nothing_goes_to_the_department_or_the_ministry_after_february_2025(world: World) -> None:
    """Of a state to be reached no text may say to whom it is told."""
    fill_house(world, 2024, date(2026, 12, 1))
    world.run()
    goals = ", ".join(f"'{name}'" for name, rule in RULES.items() if rule["kind"] == "goal")
    for mart in ("mart_obligation_status", "mart_deadline_calendar"):
        rows = world.ask(
            f"""
            select rule_id, period, recipients from marts.{mart}
            where coalesce(last_day_on_time, period_end) >= date '2025-03-01'
                and (
                    (recipients is null and rule_id not in ({goals}))
                    or recipients like '%Thông tin và Truyền thông%'
                )
            """
        )
        assert rows == [], mart


def test_the_yearly_report_of_the_new_law_covers_15_december_to_14_december(world: World) -> None:
    deliver(world, "R24", datetime(2026, 12, 1), as_of=date(2026, 12, 1))
    rows = world.ask(
        """
        select rule_id, period_start, period_end, mark from marts.mart_obligation_status
        where rule_id in ('R23', 'R24') and period = '2026' and agency_id = 'LEAD' order by rule_id
        """
    )
    days = (date(2025, 12, 15), date(2026, 12, 14))
    assert rows == [("R23", *days, "second_hand"), ("R24", *days, "second_hand")]


def test_models_and_the_receiving_side_read_the_same_day_from_the_law(world: World) -> None:
    """For every form, kind of period and scope from 2014 to 2035: the one rule that gives a day."""
    years = range(2014, 2036)
    fill_house(world, years[0], date(years[-1], 1, 1))
    world.fill("staging.stg_form_periods", *({"index_year": year} for year in years))
    world.run()
    rows = world.ask(
        """
        select rules.form, periods.period, rules.scope, periods.deadline, rules.obligation_id
        from intermediate.int_obligation_periods as periods
        inner join reference.obligation_rule as rules on periods.rule_id = rules.rule_id
        where rules.form is not null and periods.deadline is not null
            and periods.period_kind in ('year', 'half-year')
            and periods.index_year between 2014 and 2035
        """
    )
    asked = [
        (form, period, scope)
        for form in {rule["form"] for rule in RULES.values()}
        for year in years
        for kind in ("year", "half-year")
        for period in periods_of_year(year, kind)
        for scope in ("own", "aggregate")
    ]
    read = [
        (form, period.key, scope, *deadline)
        for form, period, scope in asked
        if (deadline := law().deadline_of(form, period, scope))
    ]
    assert sorted(rows) == sorted(read)
    old_incidents, old_systems, decree = 13 + 12, 7 + 7 + 7 + 7, 10 + 10
    assert len(rows) == old_incidents + old_systems + decree


def test_the_systems_report_of_2026_is_due_under_the_decree_alone(world: World) -> None:
    fill_house(world, 2026, date(2026, 12, 31))
    world.run()
    rows = world.ask(
        """
        select rule_id, scope, period, last_day_on_time, period_end
        from marts.mart_obligation_status
        where form = 'information_systems' and index_year = 2026 and agency_id = 'LEAD'
        order by rule_id
        """
    )
    assert rows == [
        ("R23", "own", "2026", date(2026, 12, 19), date(2026, 12, 14)),
        ("R24", "aggregate", "2026", date(2026, 12, 24), date(2026, 12, 14)),
        ("R9", "aggregate", "2026-S1", date(2026, 6, 13), date(2026, 6, 30)),
    ]


def test_the_summaries_of_the_old_law_are_no_longer_owed(world: World) -> None:
    deliver(world, "R24", datetime(2026, 12, 1), as_of=date(2026, 12, 31))
    rows = world.ask(
        """
        select distinct rule_id, period from marts.mart_obligation_status
        where rule_id in ('R5', 'R6') order by rule_id
        """
    )
    assert rows == [("R5", "2026-S1")]


def test_a_rule_that_names_its_data_is_never_due_before_they_end(world: World) -> None:
    """R23 and R24; the receiving side is told of the same days."""
    fill_house(world, 2026, date(2035, 1, 1))
    world.fill("staging.stg_form_periods", *({"index_year": year} for year in range(2014, 2036)))
    world.run()
    rows = world.ask(
        """
        select rules.obligation_id, min(periods.last_day_on_time - periods.period_end),
            min(extract(month from periods.period_end)), min(extract(day from periods.period_end))
        from intermediate.int_obligation_periods as periods
        inner join reference.obligation_rule as rules on periods.rule_id = rules.rule_id
        where rules.period_ends is not null group by rules.obligation_id order by 1
        """
    )
    assert [row[0] for row in rows] == ["R23", "R24"]
    assert all(spare > 0 for _, spare, _, _ in rows)
    assert sorted((one, *day) for one, _, *day in rows) == sorted(data_ends().rows())


def test_a_district_owes_nothing_after_it_ended(world: World) -> None:
    deliver(world, "R6", datetime(2024, 12, 1), as_of=date(2026, 7, 31))
    world.fill("staging.stg_form_periods", {"index_year": 2024}, {"index_year": 2025})
    world.fill(
        "staging.stg_agencies",
        {
            "agency_id": "DISTRICT",
            "reporter": "province_agency",
            "valid_to": date(2025, 6, 30),
            "in_response_network": True,
            "is_synthetic": True,
        },
    )
    world.run()
    rows = world.ask(
        """
        select period, status from marts.mart_obligation_status
        where rule_id in ('R5', 'R6') order by period
        """
    )
    assert rows == [
        ("2024", "missing"),
        ("2024-S1", "missing"),
        ("2025", "exempt"),
        ("2025-S1", "missing"),
    ]
