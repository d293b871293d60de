"""A small but full published.duckdb: 34 units, hand-made values, the columns the pages read.

It holds what makes a ranking page hard: a tie, a unit without a rank, merged units, a name with
HTML in it, a fall, sets of published grades, a season in progress, and synthetic rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.dashboards import figure_marts, published_trend

HOSTILE_NAME = "Sơn La </script><b>&\"'"

# code | name | score 2018 | score 2025 | coverage | predecessors, each with published grades
_UNITS = """
01|Hà Nội|64.40|75.21|1|01 Hà Nội C/C|D/B|C
04|Cao Bằng|51.02|50.10|0.9611|04 Cao Bằng C/C|D/B|C
08|Tuyên Quang|50.77|61.83|0.9601|02 Hà Giang C/C|D/B|C; 08 Tuyên Quang C/B/B|C
11|Điện Biên|50.23|51.98|0.9433|11 Điện Biên C/C|D/B|C
12|Lai Châu|34.10|44.00|0.7999|12 Lai Châu D/C|D/B|C
14|Sơn La|55.90|58.64|0.9255|14 Sơn La C/B/B|C
15|Lào Cai|58.11|63.35|0.9610|10 Lào Cai B/B/B|C; 15 Yên Bái C/C|D/B|C
19|Thái Nguyên|56.04|77.20|0.9602|06 Bắc Kạn C/C|D/B|C; 19 Thái Nguyên C/B/A
20|Lạng Sơn|53.50|54.49|0.9600|20 Lạng Sơn C/C|D/B|C
22|Quảng Ninh|58.61|78.60|0.9201|22 Quảng Ninh C/B/A
24|Bắc Ninh|63.47|75.30|0.9600|24 Bắc Giang C/B/B|C; 27 Bắc Ninh B/B/B|C
25|Phú Thọ|62.29|77.84|0.9800|17 Hòa Bình C/B/B|C; 25 Phú Thọ C/B/B|C; 26 Vĩnh Phúc B/A/A
31|Hải Phòng|57.50|69.02|0.9900|30 Hải Dương C/B/B|C; 31 Hải Phòng C/B/B|C
33|Hưng Yên|60.27|63.98|0.9700|33 Hưng Yên C/B/B|C; 34 Thái Bình B/B/B|C
37|Ninh Bình|44.92|55.31|0.9302|35 Hà Nam C/C|D/B|C; 36 Nam Định D/C|D/B|C; 37 Ninh Bình C/C|D/B|C
38|Thanh Hóa|54.20|67.52|0.8800|38 Thanh Hóa C/B/B|C
40|Nghệ An|56.61|64.20|0.9903|40 Nghệ An C/B/B|C
42|Hà Tĩnh|53.40|71.40|0.9600|42 Hà Tĩnh C/C|D/B|C
44|Quảng Trị|57.40|71.00|0.9800|44 Quảng Bình C/C|D/B|C; 45 Quảng Trị B/B/B|C
46|Huế|68.80|79.04|0.8899|46 Thừa Thiên Huế B/B/A
48|Đà Nẵng|68.61|82.13|0.9600|48 Đà Nẵng B/A/A; 49 Quảng Nam C/C|D/B|C
51|Quảng Ngãi|59.60|73.10|0.9800|51 Quảng Ngãi B/B/A; 62 Kon Tum C/C|D/B|C
52|Gia Lai|58.20|64.63|1|52 Bình Định C/B/B|C; 64 Gia Lai C/B/B|C
56|Khánh Hòa|47.43|60.07|0.9700|56 Khánh Hòa D/C|D/B|C; 58 Ninh Thuận C/B/B|C
66|Đắk Lắk|46.00|56.25|0.9100|54 Phú Yên D/C|D/B|C; 66 Đắk Lắk C/B/B|C
68|Lâm Đồng|57.02|62.60|0.9800|60 Bình Thuận C/B/B|C; 67 Đắk Nông C/C|D/B|C; 68 Lâm Đồng B/B/B|C
75|Đồng Nai|63.10|68.13|0.9900|70 Bình Phước C/B/B|C; 75 Đồng Nai B/B/B|C
79|Hồ Chí Minh|60.22|77.20|0.8822|74 Bình Dương C/C|D/B|C; 77 Bà Rịa - Vũng Tàu C/B/B|C; \
79 Hồ Chí Minh C/B/B|C
80|Tây Ninh|46.31|64.46|1|72 Tây Ninh C/B/B|C; 80 Long An D/C|D/B|C
82|Đồng Tháp|46.04|57.34|0.9405|82 Tiền Giang D/C|D/B|C; 87 Đồng Tháp C/C|D/B|C
86|Vĩnh Long|55.00|59.01|0.9500|83 Bến Tre C/B/B|C; 84 Trà Vinh C/B/B|C; 86 Vĩnh Long C/C|D/B|C
91|An Giang|58.33|55.10|0.9600|89 An Giang C/C/B|C; 91 Kiên Giang C/B/B|C
92|Cần Thơ|55.10|78.11|0.9600|92 Cần Thơ B/A/A; 93 Hậu Giang C/C|D/B|C; 94 Sóc Trăng D/C|D/B|C
96|Cà Mau|43.90|49.73|0.9001|95 Bạc Liêu C/C|D/B|C; 96 Cà Mau D/C|D/B|C
"""
# In Vietnamese order, Đ after D: where a code stands here sorts its unit.
_ORDER = (
    "91 24 96 04 92 48 66 11 75 82 52 01 42 31 79 46 33 56 12 68 20 15 40 37 25 51 22 44 14 80 19"
    " 38 08 86"
)

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

_TABLES = """
create schema reference;
create table reference.unit_lineage (unit_id varchar, successor_unit_id varchar);
create schema marts;
create table marts.dim_method_node (
    method varchar, method_kind varchar, node_id varchar, node_kind varchar, node_level integer,
    node_sort_order integer, node_name_vi varchar, node_name_en varchar, weight decimal(18, 9),
    weight_basis varchar, share_of_whole decimal(18, 6), missing_policy varchar,
    source_item varchar, status varchar
);
create table marts.mart_csi_ranking (
    method varchar, geography varchar, unit_id varchar, unit_name varchar, unit_name_en varchar,
    unit_sort_order integer, region_name varchar, is_merged boolean, index_year integer,
    season varchar, is_restated boolean, score decimal(9, 2), grade varchar, rank integer,
    tied_units integer, ranked_units integer, coverage decimal(9, 4), share_late decimal(9, 4),
    share_waived decimal(9, 4), share_corrected decimal(9, 4),
    share_self_reported decimal(9, 4), not_ranked_reason varchar,
    is_synthetic boolean
);
create table marts.mart_csi_score (
    method varchar, geography varchar, unit_id varchar, index_year integer, node_id varchar,
    parent_id varchar, node_level integer, node_sort_order integer, node_name_vi varchar,
    node_name_en varchar, weight decimal(18, 6), normalised decimal(18, 6), points decimal(9, 2),
    max_points decimal(9, 2), coverage decimal(9, 4), share_late decimal(9, 4),
    share_waived decimal(9, 4), share_corrected decimal(9, 4),
    share_self_reported decimal(9, 4), status varchar, numerator decimal(38, 12),
    denominator decimal(38, 12), value decimal(38, 12), agencies_due integer,
    agencies_reported integer, agencies_not_applicable integer, is_synthetic boolean
);
create table marts.mart_csi_trend (
    method varchar, geography varchar, unit_id varchar, index_year integer, score decimal(9, 2),
    grade varchar, baseline_year integer, baseline_score decimal(9, 2),
    score_change decimal(9, 2), published_grades varchar, published_predecessors varchar,
    grade_steps_min integer, grade_steps_max integer, is_restated boolean, breaks_series boolean,
    is_synthetic boolean
);
create table marts.mart_csi_uncertainty (
    method varchar, geography varchar, unit_id varchar, index_year integer,
    score_lower decimal(9, 2), score_upper decimal(9, 2), rank_best integer, rank_worst integer,
    units_in_tie_group integer, replicates integer
);
create table marts.mart_csi_advice (
    method varchar, geography varchar, unit_id varchar, index_year integer, node_name_vi varchar,
    node_name_en varchar, target varchar, target_grade varchar, status varchar, is_count boolean,
    value decimal(38, 12), target_value decimal(38, 12), score_gain decimal(9, 2),
    own_points decimal(18, 2), step integer
);
create table marts.mart_csi_audit (
    method varchar, geography varchar, index_year integer, bar varchar, node_id varchar,
    other_id varchar, value decimal(18, 6), bar_limit decimal(18, 6), direction varchar,
    passes boolean, blocks boolean, units integer
);
create table marts.mart_csi_audit_statistic (
    method varchar, geography varchar, index_year integer, statistic varchar, node_id varchar,
    node_name_vi varchar, node_name_en varchar, other_id varchar, value decimal(18, 6)
);
create table marts.mart_csi_sensitivity (
    method varchar, geography varchar, index_year integer, unit_id varchar, source varchar,
    first_order decimal(9, 4), total_order decimal(9, 4)
);
create table marts.mart_csi_change_uncertainty (
    method varchar, geography varchar, unit_id varchar, index_year integer, baseline_year integer,
    change_lower decimal(9, 2), change_upper decimal(9, 2), verdict varchar
);
create table marts.mart_published_grade (
    index_year integer, unit_id varchar, unit_name varchar, entity_type varchar, grades varchar,
    best_grade varchar, worst_grade varchar, basis varchar, source_url varchar,
    conflict_note varchar
);
create table marts.mart_budget_share (
    geography varchar, unit_id varchar, index_year integer, scope_of_budget varchar,
    reports integer, exempt_reports integer, total_it_budget bigint, security_budget bigint,
    all_total_it_budget bigint, share decimal(18, 6), threshold decimal(18, 6),
    meets_threshold boolean, is_synthetic boolean
);
create table marts.mart_submission_status (
    form varchar, form_title_vi varchar, agency_id varchar, agency_name varchar, unit_id varchar,
    period varchar, index_year integer, deadline date, received_on date, days_late integer,
    status varchar, is_late boolean, revision integer, blocking_findings integer,
    warning_findings integer, is_synthetic boolean
);
create table marts.mart_reporting_completeness (
    unit_id varchar, unit_name varchar, form varchar, form_title_vi varchar, index_year integer,
    reports_due integer, reports_received integer, reports_accepted integer,
    reports_with_deadline integer, reports_on_time integer, reports_late integer,
    reports_missing integer, reports_exempt integer, completeness decimal(18, 6),
    timeliness decimal(18, 6), is_synthetic boolean
);
create table marts.mart_held_submission (
    submission_id varchar, form varchar, form_title_vi varchar, form_title_en varchar,
    agency_id varchar, agency_name varchar, unit_id varchar, period varchar, index_year integer,
    revision integer, verdict varchar, received_on date, deadline date, owners varchar,
    blocking_codes varchar, blocking_findings integer, warning_findings integer,
    waived_findings integer, is_replaced boolean, returned_workbook varchar, is_synthetic boolean
);
create table marts.mart_finding (
    submission_id varchar, finding_number integer, form varchar, agency_id varchar,
    unit_id varchar, period varchar, index_year integer, rule_code varchar, severity varchar,
    owner varchar, sheet varchar, cell varchar, label_vi varchar, label_en varchar,
    is_waived boolean, is_synthetic boolean
);
create table marts.mart_rule_quality (
    rule_code varchar, form varchar, severity varchar, is_on boolean, legal_source varchar,
    owner varchar, valid_from date, valid_to date, submissions integer, findings integer,
    waived_findings integer, false_alarms integer, waivers integer, changes integer,
    is_never_triggered boolean
);
"""


@dataclass(frozen=True)
class Unit:
    """One line of the hand-made table."""

    code: str
    name: str
    before: Decimal
    now: Decimal
    coverage: Decimal
    predecessors: tuple[tuple[str, str, tuple[str, ...]], ...]

    @property
    def unit_id(self) -> str:
        return f"VN34-{self.code}"

    def score(self, year: int) -> Decimal:
        """A straight way from 2018 to 2025, so that every year has its own value."""
        step = (self.now - self.before) / 7 * (year - 2018)
        return (self.before + step).quantize(Decimal("0.01"))

    def published(self, year: int) -> str:
        """The set of published grades over the predecessors, as the trend mart holds it."""
        sets = (grades[year - 2018].split("|") for _, _, grades in self.predecessors)
        return "|".join(sorted({letter for letters in sets for letter in letters}))


def units(hostile_name: str = HOSTILE_NAME) -> list[Unit]:
    """The 34 units; one of them carries a name with HTML in it."""
    read = []
    for row in _UNITS.strip().splitlines():
        code, name, before, now, coverage, listed = row.split("|", 5)
        predecessors = []
        for part in listed.split("; "):
            words, grades = part.rsplit(" ", 1)
            old_code, old_name = words.split(" ", 1)
            predecessors.append((old_code, old_name, tuple(grades.split("/"))))
        shown = hostile_name if code == "14" else name
        read.append(
            Unit(code, shown, Decimal(before), Decimal(now), Decimal(coverage), tuple(predecessors))
        )
    return read


def grade_of(score: Decimal) -> str:
    """The bands of CSI-R1."""
    bands = (("A", 80), ("B", 65), ("C", 50), ("D", 30))
    return next((grade for grade, mark in bands if score >= mark), "E")


def build(
    path: Path,
    *,
    hostile_name: str = HOSTILE_NAME,
    is_synthetic: bool = True,
    codes: Sequence[str] = (),
) -> Path:
    """Write the database, of some units or of all, and return its path."""
    all_units = [unit for unit in units(hostile_name) if not codes or unit.code in codes]
    with duckdb.connect(str(path)) as con:
        con.execute(_TABLES + published_trend.TABLES)
        for table, rows in (
            ("reference.unit_lineage", _lineage(all_units)),
            ("marts.dim_method_node", _tree()),
            ("marts.mart_csi_ranking", _ranking(all_units, is_synthetic)),
            ("marts.mart_csi_score", _scores(all_units, is_synthetic)),
            ("marts.mart_csi_trend", _trends(all_units, is_synthetic)),
            ("marts.mart_csi_uncertainty", _certainties(all_units)),
            ("marts.mart_csi_change_uncertainty", _change_certainties(all_units)),
            ("marts.mart_csi_audit", _bars()),
            ("marts.mart_csi_advice", _advice(all_units)),
            ("marts.mart_csi_audit_statistic", _audit_statistics()),
            ("marts.mart_csi_sensitivity", _sensitivities()),
            ("marts.mart_published_grade", _published(all_units)),
            ("marts.mart_budget_share", _budgets(all_units, is_synthetic)),
            ("marts.mart_submission_status", _submissions(all_units, is_synthetic)),
            *published_trend.rows(all_units, is_synthetic).items(),
            ("marts.mart_reporting_completeness", _completeness(all_units, is_synthetic)),
            ("marts.mart_held_submission", _held(hostile_name, is_synthetic)),
            ("marts.mart_finding", _findings(hostile_name, is_synthetic)),
            ("marts.mart_rule_quality", _rules()),
        ):
            values = list(rows)
            marks = ", ".join("?" for _ in values[0])
            con.executemany(f"insert into {table} values ({marks})", values)
        figure_marts.add(con, _lineage(all_units))
        figure_marts.of_units(con, [unit.unit_id for unit in all_units])
    return path


def _lineage(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        for code, _, _ in unit.predecessors:
            yield (f"VN63-{code}", unit.unit_id)


def _tree() -> Iterable[tuple[object, ...]]:
    for place, line in enumerate(_NODES.strip().splitlines()):
        node, _, level, name, points = line.split("|")
        kind = "indicator" if node in _LEAVES else "root" if level == "0" else "pillar"
        share = Decimal(points) / 100
        yield (
            "CSI-R1", "recomputed", node, kind, int(level) + 1, place, name, node,
            Decimal(points), "ours", share, "no_points", "S2-06", "ours",
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
                "CSI-R1", "VN34", unit.unit_id, unit.name, unit.name, _ORDER.index(unit.code),
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
            reached = Decimal(0) if status != "reported" else Decimal(points) * unit.now / 100
            leaf = node in _LEAVES
            yield (
                "CSI-R1", "VN34", unit.unit_id, 2025, node, parent or None, int(level), place,
                name, node, Decimal(1), unit.now / 100, reached.quantize(Decimal("0.01")),
                Decimal(points), unit.coverage, *_basis(unit), status, numerator, denominator,
                value, 4 if leaf else None, 3 if leaf else None, 1 if leaf else None,
                is_synthetic,
            )  # fmt: skip


def _trends(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        published = unit.published(2018)
        listed = "; ".join(f"{name}: {grades[0]}" for _, name, grades in unit.predecessors)
        steps = [ord(letter) - ord(grade_of(unit.now)) for letter in published.split("|")]
        for year in range(2018, 2026):
            yield (
                "CSI-R1", "VN34", unit.unit_id, year, unit.score(year),
                grade_of(unit.score(year)), 2018, unit.before, unit.score(year) - unit.before,
                published, listed, min(steps), max(steps), year < 2025, year == 2025,
                is_synthetic,
            )  # fmt: skip


def _certainties(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    """Two points to either side, ranks of three; Đà Nẵng is alone in its group."""
    ranked = [unit for unit in all_units if unit.code != "12"]
    for place, unit in enumerate(ranked):
        yield (
            "CSI-R1", "VN34", unit.unit_id, 2025, unit.now - 2, unit.now + 2, place + 1,
            place + (1 if unit.code == "48" else 3), 1 if unit.code == "48" else 4, 1000,
        )  # fmt: skip


def _change_certainties(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        lower, upper = unit.now - unit.before - 3, unit.now - unit.before + 3
        verdict = "improved" if lower > 0 else "declined" if upper < 0 else "no_clear_change"
        yield ("CSI-R1", "VN34", unit.unit_id, 2025, 2018, lower, upper, verdict)


def _advice(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    """A share, a count and a missing indicator; nothing to advise to An Giang."""
    for unit in all_units:
        keys = ("CSI-R1", "VN34", unit.unit_id, 2025)
        share = ("Hệ thống được phê duyệt cấp độ", "Approved systems")
        if unit.code == "91":
            continue
        yield (
            *keys, *share, "next_band", "A", "reported", False, Decimal("0.55"), Decimal("0.65"),
            Decimal("1.25"), Decimal(10), 1,
        )  # fmt: skip
        yield (
            *keys, "Diễn tập", "Drills", "next_band", "A", "reported", True, Decimal(1), Decimal(2),
            Decimal("2.50"), Decimal(50), 2,
        )  # fmt: skip
        yield (
            *keys, *share, "peers_median", None, "not_reported", False, None, Decimal("0.6"),
            Decimal("3.00"), None, 1,
        )  # fmt: skip


def _bars() -> Iterable[tuple[object, ...]]:
    keys = ("CSI-R1", "VN34", 2025)
    yield (
        *keys, "highest_correlation", "legal", "drills", Decimal("0.9951"), Decimal("0.92"),
        "at_most", False, False, 33,
    )  # fmt: skip
    yield (
        *keys,
        "silent_weight",
        None,
        None,
        Decimal("0.1"),
        Decimal("0.5"),
        "at_most",
        True,
        True,
        33,
    )
    yield (
        *keys,
        "lowest_alpha",
        "legal",
        None,
        Decimal("0.6"),
        Decimal("0.7"),
        "at_least",
        None,
        False,
        33,
    )


def _audit_statistics() -> Iterable[tuple[object, ...]]:
    for statistic, value in (
        ("weight", "0.05"),
        ("importance", "0.876"),
        ("left_out_shift", "1.5"),
    ):
        yield (
            "CSI-R1", "VN34", 2025, statistic, "drills", "Diễn tập trong năm", "Drills", "-",
            Decimal(value),
        )  # fmt: skip


def _sensitivities() -> Iterable[tuple[object, ...]]:
    for unit, first in (("-", "0.2"), ("VN34-48", "0.9")):
        yield ("CSI-R1", "VN34", 2025, unit, "weights", Decimal(first), Decimal("0.35"))


def _published(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        for code, name, grades in unit.predecessors:
            for year, grade in zip((2018, 2019, 2020), grades, strict=True):
                conflict = "một nguồn khác ghi 12 tỉnh nhóm B" if code == "46" else None
                url = f"https://example.org/{year}" if year != 2020 else "javascript:alert(1)"
                letters = grade.split("|")
                yield (
                    year, f"VN63-{code}", name, "province", grade, letters[0], letters[-1],
                    "listed by name", url, conflict,
                )  # fmt: skip
    yield (2018, "MIN-y-te", "Bộ Y tế", "ministry", "B", "B", "B", "", "", None)


def _budgets(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        for scope, total, security, share, meets in (
            ("yearly_plan", 12_345_678_900, 1_234_567_890, Decimal("0.1"), True),
            ("project", 5_000_000_000, 499_999_999, Decimal("0.099999"), False),
            ("five_year_plan", 0, 0, None, None),
        ):
            yield (
                "VN34", unit.unit_id, 2025, scope, 2, 2 if share is None else 0, total, security,
                total, share, Decimal("0.1"), meets, is_synthetic,
            )  # fmt: skip


def _submissions(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    forms = (
        ("agency_security_report", "Báo cáo an toàn thông tin mạng", "2025", 2025),
        ("incident_summary", "Tổng hợp sự cố", "2025-S1", 2025),
        ("incident_summary", "Tổng hợp sự cố", "2026-S1", 2026),
    )
    for place, unit in enumerate(all_units):
        for form, title, period, year in forms:
            owner = unit.unit_id if period != "2025-S1" else f"VN63-{unit.predecessors[0][0]}"
            kinds = ("accepted", "accepted_with_warnings", "held", "missing")
            status = kinds[place % 4]
            yield (
                form, title, f"AGY-{unit.code}", "Sở (mẫu)", owner, period, year,
                date(year, 12, 15), date(year, 12, 20), 5, status, place % 2 == 0, 1, 0, 0,
                is_synthetic,
            )  # fmt: skip


def _completeness(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        yield (
            unit.unit_id, unit.name, "budget", "Kinh phí", 2025, 4, 3, 2, 4, 2, 1, 1, 0,
            Decimal("0.5"), Decimal("0.5"), is_synthetic,
        )  # fmt: skip


HELD = ("a" * 64, "b" * 64, "c" * 64)


def _held(hostile_name: str, is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    """One that waits, one that a revision replaced, and a file nobody could read."""
    both = "data_steward, register_keeper"
    form = ("budget", "Kinh phí", "Budget", "AGY-14", hostile_name, "VN34-14", "2025", 2025, 0)
    late, due = date(2026, 1, 5), date(2025, 12, 15)
    told = ("CELL-TYPE, UNIT-MISMATCH", 2, 1, 0)
    yield (HELD[0], *form, "held", late, due, both, *told, False, "a/b.xlsx", is_synthetic)
    yield (HELD[1], *form, "held", late, due, "data_steward", *told, True, None, is_synthetic)
    nothing = (None,) * 9
    yield (
        HELD[2], *nothing, "rejected", late, None, "data_steward", "FILE-UNREADABLE", 1, 0, 0,
        False, None, is_synthetic,
    )  # fmt: skip


def _findings(hostile_name: str, is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for name in HELD:
        for number, code in enumerate(("CELL-TYPE", "UNIT-MISMATCH"), 1):
            yield (
                name, number, "budget", "AGY-14", "VN34-14", "2025", 2025, code, "block",
                "data_steward", hostile_name, "C5", "Tổng kinh phí", "Total", False, is_synthetic,
            )  # fmt: skip


def _rules() -> Iterable[tuple[object, ...]]:
    for code, findings in (("CELL-TYPE", 6), ("TOTAL-ROW", 0)):
        yield (
            code, None, "block", True, "form", "data_steward", None, None, findings // 2,
            findings, 0, 0, 0, 0, not findings,
        )  # fmt: skip
