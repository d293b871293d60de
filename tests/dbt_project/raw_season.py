"""A small raw schema by hand: four old provinces, two new ones, three years and a half.

Every agency answers the same unless a test needs otherwise, so that the expected figures can be
worked out on paper. What differs is listed in ``build`` beside the rule it is there for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import duckdb

from tests.dbt_project.raw_tables import REGISTERS, all_tables

YES_NO = (
    "regulation_in_force",
    "coordination_regulation",
    "four_layer_share",
    "contact_point_share",
    "response_team",
)
RATIOS = (
    "level_approved_share",
    "endpoint_protection_share",
    "independent_assessment_share",
    "certified_staff_share",
    "trained_staff_share",
)
FORMS = {
    "agency_security_report": ("Báo cáo an toàn thông tin mạng", "province_agency"),
    "incident_summary": ("Tổng hợp sự cố (Mẫu số 05)", "province_agency"),
    "budget": ("Báo cáo kinh phí", "province_agency"),
    "technical_measurements": ("Kết quả đo kỹ thuật", "national_centre"),
}
YEARS = (2018, 2024, 2025)
CENTRE = "AGY-CENTRE"
AS_OF = date(2026, 7, 31)


@dataclass
class RawSeason:
    """Collects rows and writes them, in any order asked for, to a DuckDB file."""

    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)

    def add(self, table: str, *values: object) -> None:
        """Put one row into a table of the raw schema."""
        self.rows.setdefault(table, []).append(values)

    def agency(self, agency_id: str, unit_id: str, valid_to: date | None = None) -> None:
        """Register an agency of a province; the old ones end with their province."""
        name = f"Sở Thông tin và Truyền thông (mẫu) {agency_id}"
        start = None if valid_to else date(2025, 7, 1)
        self.add(
            "agencies", agency_id, name, "department", unit_id, start, valid_to, True,
            None, None, None, "province_agency", True, False,
        )  # fmt: skip

    def submission(
        self,
        form: str,
        agency_id: str,
        unit_id: str | None,
        year: int,
        *,
        revision: int = 1,
        received_on: date | None = None,
        verdict: str = "accepted",
        scope: str = "own",
        waived: int = 0,
        corrected: int = 0,
    ) -> str:
        """Receive a yearly report; returns its id."""
        submission_id = f"{form}-{agency_id}-{year}-{scope}-{revision}"
        day = received_on or date(year, 12, 14)
        self.add(
            "submissions", submission_id, form, 1, agency_id, unit_id, str(year), "year",
            date(year, 1, 1), date(year, 12, 31), year, scope, "-", revision,
            date(year, 12, 1), datetime.combine(day, time(9)), day, False, deadline(form, year),
            None, verdict, verdict != "rejected", 1 if verdict == "held" else 0, 0, waived,
            corrected, True, agency_id, "submit", "lan", f"{submission_id}.xlsx",
        )  # fmt: skip
        return submission_id

    def line(
        self, report: tuple[object, ...], code: str, part: str, number: float | None, status: str
    ) -> None:
        """Put one cell of the security report; its address is made of its line and its field."""
        place = ("Sheet1", code, part, f"{code}.{part}")
        self.add("indicator_cells", *report, *place, status, None, number, None)

    def register_row(self, table: str, report: tuple[object, ...], **fields: object) -> None:
        """Put one row of a register; a field left out is not reported. The address of a cell is
        made of its field and how many rows the table has."""
        number = len(self.rows.get(table, [])) + 1
        values: list[object] = []
        for name in REGISTERS[table]:
            value = fields.get(name)
            status = "reported" if value is not None else "not_reported"
            values += [value, status, f"{name}{number}"]
        self.add(table, *report, "Sheet1", "row", 1, *values)

    def write(self, path: Path, *, newest_first: bool = False) -> None:
        """Write the raw schema; ``newest_first`` inserts the rows in the opposite order."""
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema raw")
            for table, columns in all_tables().items():
                connection.execute(f"create table raw.{table} ({columns})")
            for table, rows in self.rows.items():
                marks = ", ".join("?" for _ in rows[0])
                ordered = list(reversed(rows)) if newest_first else rows
                connection.executemany(f"insert into raw.{table} values ({marks})", ordered)


def deadline(form: str, year: int) -> date | None:
    """Before 15 December for the incident summary; no date is known for the others."""
    return date(year, 12, 15) if form == "incident_summary" else None


def report_keys(
    submission_id: str,
    form: str,
    agency_id: str,
    unit_id: str | None,
    year: int,
    scope: str = "own",
) -> tuple[object, ...]:
    """The columns that every table of rows starts with."""
    return (submission_id, form, agency_id, unit_id, str(year), "year", year, scope, True)


def security_report(
    season: RawSeason,
    agency_id: str,
    unit_id: str,
    year: int,
    *,
    yes: int = 1,
    share: tuple[int, int] = (5, 10),
    drills: int = 1,
    revision: int = 1,
    scope: str = "own",
    verdict: str = "accepted",
    without: tuple[str, ...] = (),
    not_applicable: tuple[str, ...] = (),
) -> None:
    """One agency's security report: the same answer in every line unless told otherwise."""
    form = "agency_security_report"
    submission_id = season.submission(
        form, agency_id, unit_id, year, revision=revision, scope=scope, verdict=verdict
    )
    if verdict == "held":
        return
    report = report_keys(submission_id, form, agency_id, unit_id, year, scope)
    answers: list[tuple[str, str, int]] = [(code, "value", yes) for code in YES_NO]
    answers += [(code, "value", share[0]) for code in RATIOS]
    answers += [(code, "denominator", share[1]) for code in RATIOS]
    answers += [("drills", "value", drills)]
    for code, cell, number in answers:
        if code in not_applicable:
            season.line(report, code, cell, None, "not_applicable")
        elif code in without:
            season.line(report, code, cell, None, "not_reported")
        else:
            season.line(report, code, cell, number, "reported")


def incident_summary(
    season: RawSeason,
    agency_id: str,
    unit_id: str,
    year: int,
    *,
    incidents: int = 10,
    handled: int = 5,
    received_on: date | None = None,
) -> None:
    """One agency's yearly incident summary with a single row."""
    form = "incident_summary"
    submission_id = season.submission(form, agency_id, unit_id, year, received_on=received_on)
    report = report_keys(submission_id, form, agency_id, unit_id, year)
    season.register_row(
        "incident_counts", report, incident_type="TYPE-01", incidents=incidents,
        self_handled=handled, handled_with_support=0, handled_with_foreign_support=0,
        support_requested=0, estimated_damage=0,
    )  # fmt: skip


def budget(
    season: RawSeason,
    agency_id: str,
    unit_id: str,
    year: int,
    *,
    total: int = 1_000_000_000,
    security: int = 50_000_000,
    exempt: bool = False,
    corrected: int = 0,
) -> None:
    """One agency's budget report with a yearly plan."""
    submission_id = season.submission("budget", agency_id, unit_id, year, corrected=corrected)
    report = report_keys(submission_id, "budget", agency_id, unit_id, year)
    season.register_row(
        "budget_figures", report, scope_of_budget="yearly_plan", item=f"Kế hoạch {year}",
        total_it_budget=total, security_budget=security, exempt=exempt,
    )  # fmt: skip


def measurements(season: RawSeason, year: int, units: dict[str, int]) -> None:
    """The national centre's table: so many of ten good in each of the four measures."""
    form = "technical_measurements"
    submission_id = season.submission(form, CENTRE, None, year)
    report = report_keys(submission_id, form, CENTRE, None, year)
    for unit_code, good in units.items():
        bad = 100 - 10 * good
        season.register_row(
            form, report, unit_code=unit_code, portal_checks_passed=good, portal_checks_made=10,
            addresses_infected=2 * bad, addresses_monitored=1000, accounts_leaked=bad,
            accounts_monitored=1000, systems_connected=good, systems_required=10,
        )  # fmt: skip


def build() -> RawSeason:
    """The hand-made season the tests of this folder read."""
    season = RawSeason()
    for form, (title, reporter) in FORMS.items():
        season.add("forms", form, title, form, reporter, form)
        for year in YEARS:
            season.add(
                "form_periods", form, str(year), "year", date(year, 1, 1), date(year, 12, 31),
                year, deadline(form, year), None,
            )  # fmt: skip
    season.add(
        "form_periods", "incident_summary", "2026-S1", "half-year", date(2026, 1, 1),
        date(2026, 6, 30), 2026, date(2026, 6, 20), "R5",
    )  # fmt: skip
    season.add(
        "agencies", CENTRE, "Trung tâm (mẫu)", "national_centre", None, None, None, True,
        None, None, None, "national_centre", None, False,
    )  # fmt: skip
    season.add("run", AS_OF, 0, "CSI-R1")

    end_of_63 = date(2025, 6, 30)
    old = {"AGY-A": "VN63-24", "AGY-B": "VN63-27", "AGY-C": "VN63-12", "AGY-D": "VN63-46",
           "AGY-E": "VN63-46", "AGY-F": "VN63-01"}  # fmt: skip
    for agency_id, unit_id in old.items():
        season.agency(agency_id, unit_id, valid_to=end_of_63)
    new = {"AGY-M": "VN34-24", "AGY-N": "VN34-12"}
    for agency_id, unit_id in new.items():
        season.agency(agency_id, unit_id)

    for year in (2018, 2024):
        for agency_id, unit_id in old.items():
            if agency_id != "AGY-F":  # Hà Nội sends nothing: coverage below the floor
                _full_year(season, agency_id, unit_id, year)
        measurements(season, year, dict.fromkeys(old.values(), 5))
    for agency_id, unit_id in new.items():
        security_report(season, agency_id, unit_id, 2025, share=(8, 10))
        incident_summary(season, agency_id, unit_id, 2025, handled=8)
        budget(season, agency_id, unit_id, 2025, security=80_000_000)
    measurements(season, 2025, dict.fromkeys(new.values(), 8))
    _noise(season)
    return season


def _full_year(season: RawSeason, agency_id: str, unit_id: str, year: int) -> None:
    """Everything an agency owes; the two old halves of VN34-24 differ in size and strength."""
    if agency_id == "AGY-A":
        security_report(season, agency_id, unit_id, year, share=(90, 100))
    elif agency_id == "AGY-B":
        security_report(season, agency_id, unit_id, year, share=(10, 50))
    elif agency_id == "AGY-E":  # beside AGY-D, that says yes to everything
        security_report(
            season, agency_id, unit_id, year, yes=0, drills=0,
            not_applicable=("independent_assessment_share",), without=("trained_staff_share",),
        )  # fmt: skip
    else:
        security_report(season, agency_id, unit_id, year)
    late = date(year, 12, 15) if agency_id == "AGY-C" else None
    no_incidents = agency_id == "AGY-C"
    incident_summary(
        season, agency_id, unit_id, year, received_on=late,
        incidents=0 if no_incidents else 10, handled=0 if no_incidents else 5,
    )  # fmt: skip
    budget(
        season, agency_id, unit_id, year, exempt=agency_id == "AGY-D",
        security=100_000_000 if agency_id == "AGY-C" else 50_000_000,
        corrected=2 if agency_id == "AGY-B" and year == 2024 else 0,
    )  # fmt: skip


def _noise(season: RawSeason) -> None:
    """What must change no figure: an older revision's rows, a held file, an aggregate."""
    security_report(season, "AGY-C", "VN63-12", 2024, yes=0, share=(0, 10), revision=0)
    security_report(season, "AGY-C", "VN63-12", 2024, revision=2, verdict="held")
    security_report(season, "AGY-A", "VN63-24", 2024, yes=0, share=(0, 9), scope="aggregate")
