"""The index of the hand-made season, worked out on paper."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.dbt_project.conftest import Query


def _ranking(
    query: Query, columns: str, geography: str, year: int
) -> dict[str, tuple[object, ...]]:
    rows = query(
        f"""select unit_id, {columns} from marts.mart_csi_ranking
        where method = 'CSI-R1' and geography = '{geography}' and index_year = {year}"""
    )
    return {row[0]: row[1:] for row in rows}


def test_scores_and_ranks_of_the_old_provinces(query: Query) -> None:
    ranking = _ranking(query, "score, grade, rank, tied_units, ranked_units", "VN63", 2024)
    ranked = {unit: row for unit, row in ranking.items() if row[2] is not None}
    # Legal, technical, organisation, capacity and cooperation of 10 each, then measured of 50:
    # Bắc Giang  10 + 9.25 + 8.3333 + 9 + 5 + 25 (shares .9, half of the budget floor)
    # Lai Châu   10 + 6.25 + 10 + 5 + 5 + 25 (exactly the floor, no incidents: not applicable)
    # Bắc Ninh   10 + 4 + 8.3333 + 2 + 5 + 25 (shares .2)
    # Huế        7.5 + 5 + 6.6667 + 5 + 5 + 25 (one agency of two says yes)
    assert ranked == {
        "VN63-24": (Decimal("66.58"), "B", 1, 1, 4),
        "VN63-12": (Decimal("61.25"), "C", 2, 1, 4),
        "VN63-27": (Decimal("54.33"), "C", 3, 1, 4),
        "VN63-46": (Decimal("54.17"), "C", 4, 1, 4),
    }


def test_no_rank_without_reports(query: Query) -> None:
    """Hà Nội was measured and sent nothing; Cao Bằng has no agency and was not measured."""
    columns = "score, coverage, rank, not_ranked_reason"
    ranking = _ranking(query, columns, "VN63", 2024)
    assert ranking["VN63-01"] == (None, Decimal("0.5000"), None, "coverage_below_floor")
    assert ranking["VN63-04"] == (None, Decimal(0), None, "no_data")


def test_a_half_year_is_a_season_in_progress(query: Query) -> None:
    columns = "season, score, grade, rank, not_ranked_reason, is_synthetic"
    ranking = _ranking(query, columns, "VN34", 2026)
    assert len(ranking) == 34
    assert set(ranking.values()) == {("in_progress", None, None, None, "season_in_progress", True)}


def test_geographies_by_year(query: Query) -> None:
    rows = query(
        """select geography, index_year, count(*), bool_and(is_restated)
        from marts.mart_csi_ranking where method = 'CSI-R1' group by all order by all"""
    )
    assert rows == [
        ("VN34", 2018, 34, True),
        ("VN34", 2024, 34, True),
        ("VN34", 2025, 34, False),
        ("VN34", 2026, 34, False),
        ("VN63", 2018, 63, False),
        ("VN63", 2024, 63, False),
    ]


def test_bac_ninh_is_its_predecessors_pooled_and_never_bac_giang(query: Query) -> None:
    """Code 24 was Bắc Giang; today's Bắc Ninh is Bắc Giang and the old Bắc Ninh."""
    rows = query(
        """select geography, unit_id, numerator, denominator from marts.mart_csi_score
        where method = 'CSI-R1' and node_id = 'level_approved_share' and index_year = 2024
        and unit_id in ('VN63-24', 'VN63-27', 'VN34-24') order by all"""
    )
    assert rows == [
        ("VN34", "VN34-24", Decimal(100), Decimal(150)),
        ("VN63", "VN63-24", Decimal(90), Decimal(100)),
        ("VN63", "VN63-27", Decimal(10), Decimal(50)),
    ]
    trend = query(
        """select unit_id, geography, baseline_score, baseline_grade, grade_steps,
            published_grades, is_restated, breaks_series
        from marts.mart_csi_trend
        where method = 'CSI-R1' and unit_id in ('VN34-24', 'VN63-24')
        and index_year in (2024, 2025) order by all"""
    )
    # 10 + 7.5 + 8.3333 + 6.6667 + 7.5 + 25: shares 100 of 150, and the drills of both add up.
    today = Decimal("65.00")
    assert trend == [
        ("VN34-24", "VN34", today, "B", 0, "B|C", True, False),
        ("VN34-24", "VN34", today, "B", 1, "B|C", False, True),
        ("VN63-24", "VN63", Decimal("66.58"), "B", 0, "C", False, False),
    ]
    predecessors = query(
        """select predecessor_unit_id, predecessor_name, grades
        from marts.mart_published_predecessor
        where unit_id = 'VN34-24' and index_year = 2018 order by all"""
    )
    assert predecessors == [("VN63-24", "Bắc Giang", "C"), ("VN63-27", "Bắc Ninh", "B")]


def test_three_series_and_a_plain_mean_that_is_not_ours(query: Query) -> None:
    """Bắc Ninh of today: 66.58 and 54.33 as reported, 65.00 restated; 60.46 is their plain mean."""
    rows = query(
        """select series, unit_id, score, plain_mean, not_ranked_reason, is_break
        from marts.mart_csi_series where method = 'CSI-R1' and index_year = 2024
        and (unit_id = 'VN34-24' or successor_unit_id = 'VN34-24') and series != 'linked'
        order by series, unit_id"""
    )
    mean = Decimal("60.46")
    assert rows == [
        ("as_reported", "VN34-24", None, mean, "several_predecessors", False),
        ("as_reported", "VN63-24", Decimal("66.58"), None, None, False),
        ("as_reported", "VN63-27", Decimal("54.33"), None, None, False),
        ("restated", "VN34-24", Decimal("65.00"), mean, None, False),
    ]
    # A province that kept its borders goes on; without a link a linked series is the method's own.
    rows = query(
        """select series, index_year, score, is_break from marts.mart_csi_series
        where method = 'CSI-R1' and unit_id = 'VN34-12' and index_year >= 2024
        order by series, index_year"""
    )
    before, after = Decimal("61.25"), rows[1][2]
    assert rows == [
        (series, year, score, False)
        for series in ("as_reported", "linked", "restated")
        for year, score in ((2024, before), (2025, after))
    ]


def test_nothing_of_today_reaches_the_old_provinces(query: Query) -> None:
    assert query(
        """select count(*) from intermediate.int_unit_geography
        where source_unit_id like 'VN34%' and unit_id like 'VN63%'"""
    ) == [(0,)]
    assert query("select max(index_year) from marts.mart_csi_ranking where geography = 'VN63'") == [
        (2024,)
    ]


def test_pooling_coverage_and_status_of_a_unit_with_two_agencies(query: Query) -> None:
    """Huế: one agency says yes, the other no, skips a line and is not concerned by another."""
    rows = query(
        """select node_id, numerator, denominator, agencies_due, agencies_reported,
            agencies_not_applicable, coverage, points
        from marts.mart_csi_score
        where method = 'CSI-R1' and unit_id = 'VN63-46' and index_year = 2024
        and node_id in ('regulation_in_force', 'response_team', 'drills',
            'independent_assessment_share', 'trained_staff_share', 'security_budget_share')"""
    )
    by_node = {row[0]: row[1:] for row in rows}
    one = Decimal(1)
    assert by_node == {
        "regulation_in_force": (1, 2, 2, 2, 0, one, Decimal("2.50")),
        "response_team": (1, 2, 2, 2, 0, one, Decimal("3.33")),
        "drills": (1, None, 2, 2, 0, one, Decimal("2.50")),
        "independent_assessment_share": (5, 10, 1, 1, 1, one, Decimal("1.25")),
        "trained_staff_share": (5, 10, 2, 1, 0, Decimal("0.5"), Decimal("2.50")),
        "security_budget_share": (50_000_000, 10**9, 1, 1, 1, one, Decimal("1.67")),
    }


def test_what_the_score_rests_on_is_carried_to_the_root(query: Query) -> None:
    """One of three indicators of a pillar of 10 points was corrected; half of all is measured."""
    rows = query(
        """select node_id, late_share, waived_share, corrected_share, self_reported_share
        from marts.mart_csi_score
        where method = 'CSI-R1' and unit_id = 'VN63-27' and index_year = 2024
        and node_id in ('security_budget_share', 'organisation', 'survey', 'portal_security')
        union all
        select 'ranking', late_share, waived_share, corrected_share, self_reported_share
        from marts.mart_csi_ranking
        where method = 'CSI-R1' and unit_id = 'VN63-27' and index_year = 2024"""
    )
    assert {node: tuple(map(float, shares)) for node, *shares in rows} == {
        "security_budget_share": (0, 0, 1, 1),
        "organisation": (0, 0, 0.3333, 1),
        "survey": (0, 0, 0.0667, 1),
        "portal_security": (0, 0, 0, 0),
        "ranking": (0, 0, 0.0333, 0.5),
    }


def test_not_applicable_is_not_a_zero(query: Query) -> None:
    """Lai Châu had no incidents: the other half of the pillar carries its ten points."""
    rows = query(
        """select node_id, status, points, max_points from marts.mart_csi_score
        where method = 'CSI-R1' and unit_id = 'VN63-12' and index_year = 2024
        and node_id in ('cooperation', 'incident_handling_share', 'drills')
        order by node_sort_order"""
    )
    assert rows == [
        ("cooperation", "reported", Decimal("5.00"), Decimal("10.00")),
        ("incident_handling_share", "not_applicable", None, Decimal("0.00")),
        ("drills", "reported", Decimal("5.00"), Decimal("10.00")),
    ]


def test_ten_percent_exactly_and_exempt_budgets(query: Query) -> None:
    rows = query(
        """select unit_id, reports, exempt_reports, total_it_budget_dong, all_total_it_budget_dong,
            share, meets_threshold
        from marts.mart_budget_share where index_year = 2024 and geography = 'VN63'
        and unit_id in ('VN63-12', 'VN63-46') order by unit_id"""
    )
    billion = 1_000_000_000
    assert rows == [
        ("VN63-12", 1, 0, billion, billion, Decimal("0.1"), True),
        ("VN63-46", 2, 1, billion, 2 * billion, Decimal("0.05"), False),
    ]


@pytest.mark.parametrize(
    ("agency_id", "form", "period", "expected"),
    [
        ("AGY-A", "incident_summary", "2024", ("accepted", 0, False, 1)),
        ("AGY-C", "incident_summary", "2024", ("late", 1, True, 1)),
        ("AGY-C", "agency_security_report", "2024", ("accepted", None, False, 1)),
        ("AGY-F", "budget", "2024", ("missing", None, False, None)),
        ("AGY-M", "incident_summary", "2026-S1", ("missing", None, False, None)),
    ],
)
def test_report_status(
    query: Query, agency_id: str, form: str, period: str, expected: tuple[object, ...]
) -> None:
    rows = query(
        f"""select status, late_days, is_late, revision from marts.mart_report_status
        where agency_id = '{agency_id}' and form = '{form}' and period = '{period}'"""
    )
    assert rows == [expected]


def test_dissolved_agencies_owe_nothing_any_more(query: Query) -> None:
    """But for the half-year that ended on their last day."""
    rows = query(
        """select distinct form, period, status from marts.mart_report_status
        where agency_id in ('AGY-A', 'AGY-F') and index_year > 2024 and is_owed"""
    )
    assert rows == [("incident_summary", "2025-S1", "missing")]
