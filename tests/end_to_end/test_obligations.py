"""Who owed what in the whole small sample, and whether its aggregates add up."""

from datetime import date

from tests.end_to_end.homes import SampleHome


def test_the_control_totals_that_differ_are_those_planted(season: SampleHome) -> None:
    differing = season.query(
        """
        select agency_id, period, part, field, cast(difference as integer)
        from marts.mart_control_totals where status = 'differs'
        """
    )
    planted = {
        (one["agency_id"], one["period"], one["part"], one["field"], one["too_many"])
        for one in season.manifest["control_totals"]
    }
    assert len(planted) == 2
    assert set(differing) == planted
    statuses = season.query("select distinct status from marts.mart_control_totals order by 1")
    assert statuses == [("agrees",), ("differs",)]


def test_every_report_of_the_sample_is_on_time_late_or_missing(season: SampleHome) -> None:
    counts = dict(
        season.query(
            """
            select status, count(*) from marts.mart_obligation_status
            where rule_id in ('R5', 'R6') group by status
            """
        )
    )
    assert set(counts) >= {"on_time", "late", "exempt"}
    assert counts["on_time"] > 10 * counts["late"]


def test_a_report_asked_for_before_its_year_ends_can_be_on_time(season: SampleHome) -> None:
    """By those whom the letter of their province binds."""
    rows = season.query(
        """
        select status, max(period), max(unit_id) from marts.mart_obligation_status
        where rule_id = 'R7' and status in ('on_time', 'late') group by status order by status
        """
    )
    assert rows[-1] == ("on_time", "2025", "VN63-46")


def test_under_an_assumed_duty_nobody_is_late_or_missing(season: SampleHome) -> None:
    statuses = season.query(
        """
        select status, count(distinct rule_id) from marts.mart_obligation_status
        where is_assumed group by status order by status
        """
    )
    assert [status for status, _ in statuses] == ["exempt", "received"]
    elsewhere = season.query(
        """
        select count(*) from marts.mart_obligation_status
        where rule_id in ('R7', 'R8', 'R9', 'R10', 'R11', 'R12') and not is_assumed
            and unit_id not in ('VN63-46', 'VN34-46')
        """
    )
    assert elsewhere == [(0,)]


def test_what_ended_with_june_2025_owes_nothing_afterwards(season: SampleHome) -> None:
    statuses = season.query(
        """
        select distinct period, status from marts.mart_obligation_status
        where agency_type = 'district' and period >= '2025' order by period
        """
    )
    assert ("2025", "exempt") in statuses
    assert not [period for period, status in statuses if period == "2025" and status != "exempt"]
    assert not [period for period, _ in statuses if period > "2025-S1"]
    late = season.query(
        """
        select count(*) from marts.mart_obligation_status
        where status in ('late', 'missing') and unit_id like 'VN63-%'
            and period_end > date '2025-06-30'
        """
    )
    assert late == [(0,)]


def test_completeness_and_timeliness_lie_between_nothing_and_all(season: SampleHome) -> None:
    rows = season.query(
        """
        select min(completeness), max(completeness), min(timeliness), max(timeliness),
            count(distinct form)
        from marts.mart_reporting_completeness
        """
    )
    ((fewest, most, slowest, fastest, forms),) = rows
    assert 0 <= fewest < most == 1
    assert 0 <= slowest < fastest == 1
    assert forms >= 3


def test_the_calendar_shows_the_season_now_open(season: SampleHome) -> None:
    coming = season.query(
        """
        select rule_id, last_day_on_time, period_start, mark from marts.mart_deadline_calendar
        where rule_id in ('R6', 'R24') order by rule_id
        """
    )
    assert coming == [("R24", date(2026, 12, 24), date(2025, 12, 15), "second_hand")]


def test_the_survey_of_2014_is_owed_by_every_department_of_its_day(season: SampleHome) -> None:
    """A ninth of them sent it in the sample, each before the day of the deadline or after it."""
    rows = season.query(
        """
        select status, count(*), min(last_day_on_time), min(recipients)
        from marts.mart_obligation_status where rule_id = 'R14' group by status order by status
        """
    )
    assert sum(count for _, count, *_ in rows) == 63
    counts = {status: count for status, count, *_ in rows}
    assert counts["missing"] == 56
    assert counts["on_time"] + counts.get("late", 0) == 7
    assert {day for _, _, day, _ in rows} == {date(2014, 11, 19)}
    sites = season.query(
        """
        select distinct period, period_kind from marts.mart_websites where index_year = 2014
        """
    )
    assert sites == [("2014-11-18", "event")]


def test_events_are_told_in_time_too_late_or_not_at_all(season: SampleHome) -> None:
    """Five days for those of 2024 and June 2026, no day for those of July 2026, after the old law
    and before the decree; a change of contacts within 24 hours, or in good time."""
    counts = {
        (rule, year, status): count
        for rule, year, status, count in season.query(
            """
            select rule_id, index_year, status, count(*) from marts.mart_obligation_status
            where event is not null group by rule_id, index_year, status
            """
        )
    }
    assert {(rule, year) for rule, year, _ in counts} == {
        *(("R1", 2024), ("R3", 2024), ("R4", 2024)),
        *(("R1", 2026), ("R3", 2026), ("R4", 2026)),
        *(("R11", 2026), ("F3", 2026), ("F4", 2026)),
    }
    for rule, year in (("R1", 2024), ("R3", 2024), ("R4", 2024)):
        assert counts[rule, year, "on_time"] > counts[rule, year, "late"] > 0
    assert {status for rule, year, status in counts if (rule, year) == ("R3", 2026)} == {"missing"}
    assert {status for rule, year, status in counts if (rule, year) == ("R4", 2026)} == {"missing"}
    assert {status for rule, _, status in counts if rule in ("R11", "F4")} == {"received"}
    assert counts["F3", 2026, "on_time"] > counts["F3", 2026, "late"] > 0


def test_nobody_is_late_for_an_incident_between_the_two_laws(season: SampleHome) -> None:
    between = "between date '2026-07-01' and date '2026-08-18'"
    incidents = season.query_computed(
        f"""
        select count(distinct (reports.agency_id, events.subject))
        from intermediate.int_incident_events as events
        inner join staging.stg_submissions as reports using (submission_id)
        where reports.is_counting and events.event = 'detection' and events.event_on {between}
        """
    )
    assert incidents == [(41,)]
    duties = season.query(
        f"""
        select rule_id, status, deadline, count(*) from marts.mart_obligation_status
        where event is not null and period_start {between}
        group by rule_id, status, deadline
        """
    )
    assert duties == [("F4", "received", None, 41)], (
        "that no deadline is known is a line of its own"
    )


def test_an_incident_told_in_its_last_minute_is_told_in_time(season: SampleHome) -> None:
    rules = {"last_minute_of_five_days": ("R1", "R3")}
    planted = {
        (one["file"].split("/")[0], rule, "on_time")
        for one in season.manifest["near_misses"]
        for rule in rules.get(one["what"], ())
    }
    assert {rule for _, rule, _ in planted} == {"R1", "R3"}
    statuses = season.query(
        """
        select agency_id, rule_id, status from marts.mart_obligation_status
        where told_at
            = coalesce(last_minute_on_time, last_day_on_time + interval '23 hours 59 minutes')
        """
    )
    assert set(statuses) == planted
