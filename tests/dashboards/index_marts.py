"""The index in the hand-made warehouse: the tree, scores, ranks, changes and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import duckdb

from tests.dashboards.mart_tables import Filled
from tests.dashboards.published_units import ORDER, Unit, grade_of

# node | parent | level | name | weight (maximum points)
_NODES = """
root||0|Chỉ số an toàn, an ninh mạng|100
survey|root|1|Khảo sát: báo cáo của các cơ quan|50
measured|root|1|Đánh giá thực tế: đo kiểm|50
legal|survey|2|Pháp lý|10
technical|survey|2|Kỹ thuật|10
organisation|survey|2|Tổ chức|10
regulation_in_force|legal|3|Quy chế bảo đảm an toàn thông tin|5
coordination_regulation|legal|3|Quy chế phối hợp với công an, quân sự|5
level_approved_share|technical|3|Hệ thống được phê duyệt cấp độ|5
independent_assessment_share|technical|3|Hệ thống cấp 3 trở lên được đánh giá độc lập|5
security_budget_share|organisation|3|Tỷ lệ kinh phí an toàn thông tin|5
drills|organisation|3|Diễn tập trong năm|5
portal_security|measured|2|An toàn cổng thông tin|25
malware_infection|measured|2|Lây nhiễm mã độc|25
"""
_LEAVES: dict[str, tuple[str, str | None, str | None, str | None]] = {
    "regulation_in_force": ("reported", "1", "2", "0.5"),
    "coordination_regulation": ("reported", "0", "2", "0"),
    "level_approved_share": ("reported", "1913", "2200", "0.869545454545"),
    "independent_assessment_share": ("not_applicable", None, None, None),
    "security_budget_share": ("reported", "1234567890", "12345678900", "0.1"),
    "drills": ("reported", "2", None, "2"),
    "portal_security": ("reported", "47", "52", "0.903846153846"),
    "malware_infection": ("not_reported", None, None, None),
}


def filled(all_units: list[Unit], is_synthetic: bool) -> list[Filled]:
    """The marts of the index with their rows."""
    return [
        Filled(
            "dim_method_node",
            "method method_kind node_id node_kind node_level node_sort_order node_name_vi "
            "node_name_en weight weight_basis whole_share missing_policy source_item "
            "status",
            _tree(),
        ),
        Filled(
            "dim_indicator_meaning",
            "method node_id node_sort_order node_name_vi node_name_en form measure valid_from "
            "first_year meaning_vi meaning_en legal_basis source mark",
            _meanings(),
        ),
        Filled(
            "mart_csi_ranking",
            "method geography unit_id unit_name unit_name_en unit_sort_order region_name "
            "is_merged index_year season is_restated score grade rank tied_units ranked_units "
            "coverage late_share waived_share corrected_share self_reported_share "
            "not_ranked_reason is_synthetic",
            _ranking(all_units, is_synthetic),
        ),
        Filled(
            "mart_csi_score",
            "method geography unit_id index_year node_id parent_id node_level node_sort_order "
            "node_name_vi node_name_en weight normalised points max_points coverage "
            "late_share waived_share corrected_share self_reported_share status numerator "
            "denominator value agencies_due agencies_reported agencies_not_applicable "
            "is_synthetic",
            _scores(all_units, is_synthetic),
        ),
        Filled(
            "mart_csi_trend",
            "method geography unit_id index_year score grade baseline_year baseline_score "
            "baseline_grade score_change grade_steps previous_score previous_grade "
            "score_change_on_year grade_steps_on_year published_grades is_restated "
            "breaks_series changed_meanings is_synthetic",
            _trends(all_units, is_synthetic),
        ),
        Filled(
            "mart_csi_uncertainty",
            "method geography unit_id index_year score_lower score_upper score_lower_by_method "
            "score_upper_by_method rank_best rank_worst units_not_told_apart interval_status "
            "replicates",
            _certainties(all_units),
        ),
        Filled(
            "mart_csi_change_uncertainty",
            "method geography unit_id index_year baseline_year change_lower change_upper "
            "change_lower_by_method change_upper_by_method verdict",
            _change_certainties(all_units),
        ),
        Filled(
            "mart_published_grade",
            "index_year unit_id unit_name entity_type grades best_grade worst_grade basis "
            "source_url conflict_note conflict_note_vi",
            _published(all_units),
        ),
        Filled(
            "mart_published_predecessor",
            "index_year unit_id predecessor_unit_id predecessor_name grades",
            _published_predecessors(all_units),
        ),
    ]


def _tree() -> Iterable[tuple[object, ...]]:
    for place, line in enumerate(_NODES.strip().splitlines()):
        node, _, level, name, points = line.split("|")
        kind = "indicator" if node in _LEAVES else "root" if level == "0" else "pillar"
        share = Decimal(points) / 100
        yield (
            "CSI-R1", "recomputed", node, kind, int(level) + 1, place, name, node,
            Decimal(points), "ours", share, "no_points", "S2-06", "ours",
        )  # fmt: skip


def _meanings() -> Iterable[tuple[object, ...]]:
    """The law gives drills another meaning after the year of the pages."""
    for day, meaning in ((None, "Diễn tập theo quy định cũ"), (date(2026, 8, 19), "Diễn tập khác")):
        yield (
            "CSI-R1", "drills", 11, "Diễn tập trong năm", "Drills", "agency_security_report",
            "drills", day, day and day.year, meaning, meaning, "NĐ 1/2026", "law", "second_hand",
        )  # fmt: skip


def _ranking(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for year in range(2018, 2027):
        floor = Decimal("0.80")
        scores = sorted(
            (unit.score(year) for unit in all_units if unit.coverage >= floor or year < 2025),
            reverse=True,
        )
        for unit in all_units:
            ranked = (unit.coverage >= floor or year < 2025) and year < 2026
            score = unit.score(year)
            reason = "season_in_progress" if year == 2026 else "coverage_below_floor"
            yield (
                "CSI-R1", "VN34", unit.unit_id, unit.name, unit.name, ORDER.index(unit.code),
                "Miền Trung" if unit.code in {"48", "46"} else None, len(unit.predecessors) > 1,
                year, "in_progress" if year == 2026 else "complete", year < 2025,
                score if year < 2026 else None, grade_of(score) if ranked else None,
                scores.index(score) + 1 if ranked else None,
                scores.count(score) if ranked else None,
                len(scores) if ranked else None, unit.coverage, *_basis(unit),
                None if ranked else reason, is_synthetic,
            )  # fmt: skip


def _basis(unit: Unit) -> tuple[Decimal | None, ...]:
    """Shares late, waived, corrected and self-reported: one unit has all, one has no report."""
    if unit.code == "12":
        return (None,) * 4
    late, corrected = ("0.0349", "0.5") if unit.code == "51" else ("0", "0")
    return Decimal(late), Decimal(0), Decimal(corrected), Decimal("0.6")


def _scores(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    nodes = [line.split("|") for line in _NODES.strip().splitlines()]
    for unit in all_units:
        for place, (node, parent, level, name, points) in enumerate(nodes):
            status, numerator, denominator, value = _LEAVES.get(
                node, ("reported", None, None, None)
            )
            reached = (Decimal(points) * unit.now / 100).quantize(Decimal("0.01"))
            leaf = node in _LEAVES
            yield (
                "CSI-R1", "VN34", unit.unit_id, 2025, node, parent or None, int(level), place,
                name, node, Decimal(1), unit.now / 100, reached if status == "reported" else None,
                Decimal(points), unit.coverage, *_basis(unit), status, numerator, denominator,
                value, 4 if leaf else None, 3 if leaf else None, 1 if leaf else None,
                is_synthetic,
            )  # fmt: skip


def _trends(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        before = grade_of(unit.before)
        for year in range(2018, 2026):
            yield (
                "CSI-R1", "VN34", unit.unit_id, year, unit.score(year),
                grade_of(unit.score(year)), 2018, unit.before, before,
                unit.score(year) - unit.before, ord(before) - ord(grade_of(unit.score(year))),
                *_on_year(unit, year), unit.published(2018), year < 2025, year == 2025, 0,
                is_synthetic,
            )  # fmt: skip


def _on_year(unit: Unit, year: int) -> tuple[object, ...]:
    """Score and grade of the year before, and both changes; the first year and Lai Châu's last
    have none."""
    if year == 2018 or (year == 2025 and unit.code == "12"):
        return (None,) * 4
    then, now = unit.score(year - 1), unit.score(year)
    return then, grade_of(then), now - then, ord(grade_of(then)) - ord(grade_of(now))


def _certainties(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    """Two points to either side, four under other choices of method; ranks of three but for Đà
    Nẵng. Nine points make an order clear, as in ``_PAIRS``."""
    ranked = [unit for unit in all_units if unit.code != "12"]
    for place, unit in enumerate(ranked):
        level = sum(abs(other.now - unit.now) < 9 for other in ranked) - 1
        yield (
            "CSI-R1", "VN34", unit.unit_id, 2025, unit.now - 2, unit.now + 2, unit.now - 4,
            unit.now + 4, place + 1, place + (1 if unit.code == "48" else 3), level, "computed",
            1000,
        )  # fmt: skip


def _change_certainties(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        lower, upper = unit.now - unit.before - 3, unit.now - unit.before + 3
        verdict = "improved" if lower > 0 else "declined" if upper < 0 else "no_clear_change"
        ends = lower, upper, lower - 1, upper + 1
        yield ("CSI-R1", "VN34", unit.unit_id, 2025, 2018, *ends, verdict)


def _published(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        for code, name, grades in unit.predecessors:
            for year, grade in zip((2018, 2019, 2020), grades, strict=True):
                conflict = "một nguồn khác ghi 12 tỉnh nhóm B" if code == "46" else None
                url = f"https://example.org/{year}" if year != 2020 else "javascript:alert(1)"
                letters = grade.split("|")
                yield (
                    year, f"VN63-{code}", name, "province", grade, letters[0], letters[-1],
                    "listed by name", url, conflict, conflict,
                )  # fmt: skip
    yield (2018, "MIN-y-te", "Bộ Y tế", "ministry", "B", "B", "B", "", "", None, None)


def _published_predecessors(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        for code, name, grades in unit.predecessors:
            for year, grade in zip((2018, 2019, 2020), grades, strict=True):
                yield year, unit.unit_id, f"VN63-{code}", name, grade


# Every point between two scores makes the order 5 % surer; ranks are as probable as they are near.
_PAIRS = """
insert into marts.mart_csi_pairwise by name
with sure as (
    select method, geography, index_year, unit_id, score_lower as score
    from marts.mart_csi_uncertainty
),
pairs as (
    select one.method, one.geography, one.index_year, one.unit_id, other.unit_id as other_unit_id,
        least(greatest(0.5 + (one.score - other.score) * 0.05, 0), 1) as probability_above
    from sure as one inner join sure as other on one.unit_id <> other.unit_id
)
select *, 0 as probability_tied, true as is_synthetic, case when probability_above >= 0.95
    then 'above' when probability_above <= 0.05 then 'below' else 'not_told_apart' end as verdict
from pairs
"""
_RANKS = """
insert into marts.mart_csi_rank_probability by name
with sure as (
    select method, geography, index_year, unit_id,
        row_number() over (order by score_lower desc, unit_id) as place
    from marts.mart_csi_uncertainty
)
select one.method, one.geography, one.index_year, one.unit_id, ranks.place as possible_rank,
    greatest(0.25 - 0.0625 * abs(one.place - ranks.place), 0) as probability
from sure as one cross join sure as ranks
"""


_INTERVALS = """
update marts.mart_csi_ranking as ranking
set score_lower = certainty.score_lower, score_upper = certainty.score_upper,
    rank_best = certainty.rank_best, rank_worst = certainty.rank_worst
from marts.mart_csi_uncertainty as certainty
where ranking.method = certainty.method and ranking.geography = certainty.geography
    and ranking.unit_id = certainty.unit_id and ranking.index_year = certainty.index_year
"""
_REASONS = """
update marts.mart_csi_ranking
set is_own_method = true, is_default = method = 'CSI-R1' and geography = 'VN34',
    interval_status = case when score_lower is null then 'none' else 'computed' end,
    no_interval_reason = case when rank is null then 'not_ranked'
        when score_lower is null then 'too_few_units' end
"""


def add_intervals(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the intervals beside the ranks, and say why where there are none."""
    connection.execute(_INTERVALS)
    connection.execute(_REASONS)


def add_pairs(connection: duckdb.DuckDBPyConnection) -> None:
    """Insert how often each unit is above each other, and how probable each rank is."""
    connection.execute(_PAIRS)
    connection.execute(_RANKS)
