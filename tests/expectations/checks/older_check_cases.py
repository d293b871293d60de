"""The same for the checks inside the older forms, and for those that look at other years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.blanks.layout import SheetLayout
from tests.expectations.builders import BUDGET, INCIDENTS, SECURITY, Row, header, plan, put
from tests.expectations.checks.check_cases import SYSTEMS
from tests.expectations.checks.rule_case import MEASUREMENTS, as_workbook, filled, measured
from tests.expectations.new_form_reports import (
    Change,
    Lines,
    Rows,
    line,
    pages_of_report,
    together,
)

Entries = Mapping[str, Any]


@dataclass(frozen=True)
class OlderCase:
    """As ``CheckCase``, by what is filled in."""

    code: str
    number: int
    form: str
    broken: Entries
    near: Entries


@dataclass(frozen=True)
class YearCase:
    """A report that breaks a check beside the one before it, and one that does not beside its own.
    Of the newer forms also the pages of the broken one, and of the right one."""

    code: str
    number: int
    before: bytes
    broken: bytes
    before_near: bytes
    near: bytes
    form: str = ""
    right: tuple[SheetLayout, ...] = ()
    spoilt: tuple[SheetLayout, ...] = ()


OLDER = [
    OlderCase("TOTAL-ROW", 0, INCIDENTS, {"change": put("total", "self_handled", 31)},
              {"change": put("total", "self_handled", "30,0")}),
    OlderCase("INCIDENT-HANDLED", 0, INCIDENTS, {"TYPE_05": {"self_handled": 4}},
              {"TYPE_05": {"self_handled": 5, "handled_with_support": 0}}),
    OlderCase("INCIDENT-HANDLED", 1, INCIDENTS, {"TYPE_05": {"handled_with_foreign_support": 6}},
              {"TYPE_05": {"handled_with_foreign_support": 5}}),
    OlderCase("INCIDENT-HANDLED", 2, INCIDENTS, {"TYPE_05": {"support_requested": 6}},
              {"TYPE_05": {"support_requested": 5}}),
    OlderCase("BUDGET-ORDER", 0, BUDGET, {"rows": [plan(security_budget=60_000_000_001)]},
              {"rows": [plan(security_budget=60_000_000_000)]}),
    OlderCase("EXEMPTION-REASON", 0, BUDGET, {"rows": [plan(exempt="Có")]},
              {"rows": [plan(exempt="Có", exemption_reason="Dự án đường")]}),
    *(OlderCase("MEASUREMENT-ORDER", number, MEASUREMENTS, {"rows": [measured(**{part: 6})]},
                {"rows": [measured(**{part: 5})]})
      for number, part in enumerate(("portal_checks_passed", "addresses_infected",
                                     "accounts_leaked", "systems_connected"))),
]  # fmt: skip


def _older(form: str, agency: str, year: str, entries: Entries) -> bytes:
    signed = f"05/12/{year[:4]}"
    head: Row = header(agency_id=agency, period=year, report_date=signed)
    return filled(form, {"head": head} | dict(entries))


def _newer(form: str, agency: str, year: str, change: Change) -> bytes:
    return as_workbook(form, pages_of_report(form, change, year=year, agency_id=agency))


def of_older(
    code: str, number: int, form: str, before: Entries, broken: Entries, near: Entries,
    years: tuple[str, str] = ("2022", "2023"),
) -> YearCase:  # fmt: skip
    """Reports of one of the older forms; each pair has an agency of its own."""
    agencies = [f"AGY-{code}-{number}-{part}" for part in ("B", "N")]
    return YearCase(
        code,
        number,
        _older(form, agencies[0], years[0], before),
        _older(form, agencies[0], years[1], broken),
        _older(form, agencies[1], years[0], before),
        _older(form, agencies[1], years[1], near),
    )


def of_newer(
    code: str, number: int, form: str, before: Change, broken: Change, near: Change
) -> YearCase:
    """Reports of one of the newer forms for 2023 and 2024."""
    agencies = [f"AGY-{code}-{number}-{part}" for part in ("B", "N")]
    return YearCase(
        code,
        number,
        _newer(form, agencies[0], "2023", before),
        _newer(form, agencies[0], "2024", broken),
        _newer(form, agencies[1], "2023", before),
        _newer(form, agencies[1], "2024", near),
        form,
        tuple(pages_of_report(form, near, agency_id=agencies[0])),
        tuple(pages_of_report(form, broken, agency_id=agencies[0])),
    )


def _budget(total: int, scope: str = "Kế hoạch hằng năm") -> Entries:
    row = plan(scope_of_budget=scope, item="Đường", total_it_budget=total, security_budget=1)
    return {"rows": [row]}


def _share(denominator: int) -> Entries:
    return {"level_approved_share": {"value": 2, "denominator": denominator}}


def _incidents(count: int, field: str = "incidents") -> Entries:
    figures = ("incidents", "self_handled", "handled_with_support", "support_requested")
    none: Row = dict.fromkeys(figures, 0)
    rows = {f"TYPE_{number:02}": none for number in range(2, 11)}
    return {"TYPE_01": none | {"incidents": 9, field: count}} | rows


def of(code: str, denominator: int) -> Change:
    """A ratio of so many."""

    def change(lines: Lines, _: Rows) -> None:
        lines[code] |= {"value": 1, "denominator": denominator}

    return change


def systems(count: int) -> Change:
    """A list of so many systems, the first ones, and what the counts say of it."""

    def change(lines: Lines, rows: Rows) -> None:
        for name in ("systems", "protection"):
            rows[name] = list(rows[name])[:count]
        states = [row["approval_state"] for row in rows["systems"]]
        inspected = [row.get("inspection") for row in rows["systems"]]
        approved = states.count("Đã được phê duyệt")
        counts = {"total_systems": count, "classified": count, "dossier_made": count}
        counts |= {"appraised": count, "approved": approved}
        counts |= {"periodically_inspected": inspected.count("Định kỳ")}
        for code, value in counts.items():
            lines[code]["value"] = value

    return change


def budgets(amount: int) -> Change:
    """Every line of the inspectors' budget the same."""
    codes = ("budget_planned", "budget_allocated", "budget_spent")
    return together(*(line(code, amount) for code in codes))


def sites(count: int) -> Change:
    """A list of so many sites, none of them licensed."""

    def change(lines: Lines, rows: Rows) -> None:
        state = "Hoạt động không phép"
        listed = [row | {"site_state": state} for row in list(rows["websites"])[:count]]
        rows["websites"] = listed
        for code in ("sites_licensed", "sites_applied", "sites_trial"):
            lines[code]["value"] = 0
        lines["sites_unlicensed"]["value"] = lines["sites_found"]["value"] = count

    return change


BILLION = 10**9
BETWEEN_YEARS = [
    of_older("UNIT-SLIP", 0, BUDGET, _budget(60 * BILLION), _budget(60_000_000),
             _budget(120_000_001)),
    of_older("UNIT-SLIP", 1, BUDGET, _budget(60 * BILLION, "Dự án"), _budget(60_000_000, "Dự án"),
             _budget(120_000_001, "Dự án")),
    of_older("DENOMINATOR-JUMP", 0, SECURITY, _share(100), _share(151), _share(150)),
    *(of_older("YEAR-BELOW-PARTS", number, INCIDENTS, _incidents(5, field), _incidents(4, field),
               _incidents(5, field), ("2022-S1", "2022"))
      for number, field in enumerate(("incidents", "self_handled", "handled_with_support"))),
    of_newer("SYSTEM-JUMP", 0, SYSTEMS, systems(40), systems(61), systems(60)),
    of_newer("MANAGEMENT-JUMP", 0, "security_management", of("tokens_managed", 100),
             of("tokens_managed", 49), of("tokens_managed", 50)),
    of_newer("TELECOM-JUMP", 0, "telecom_infrastructure", of("agents_trained", 100),
             of("agents_trained", 151), of("agents_trained", 150)),
    of_newer("TELECOM-JUMP", 1, "telecom_infrastructure", line("cable_kilometres", 100),
             line("cable_kilometres", 151), line("cable_kilometres", 150)),
    of_newer("PROVIDER-JUMP", 0, "data_centres", of("providers_reporting", 10),
             of("providers_reporting", 16), of("providers_reporting", 15)),
    of_newer("POSTS-JUMP", 0, "inspections", of("inspector_posts_filled", 10),
             of("inspector_posts_filled", 16), of("inspector_posts_filled", 15)),
    of_newer("INSPECTION-SLIP", 0, "inspections", budgets(900 * 10**6), budgets(900_000),
             budgets(1_800_001)),
    of_newer("SITE-JUMP", 0, "websites", sites(8), sites(13), sites(12)),
]  # fmt: skip
