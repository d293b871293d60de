"""Every obligation with a day that can be computed, in its last minute on time and the first late
one, through the models themselves; and those without one, which nobody is ever late for."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import duckdb
import pytest

from tests.dbt_project.conftest import PROJECT, Built

MODELS = (
    "int_obligation_periods",
    "int_incident_reports",
    "int_incident_events",
    "int_obligation_events",
    "int_obligation_due",
    "int_obligation_status",
    "mart_obligation_status",
    "mart_deadline_calendar",
)
DETECTED, DETECTED_2026 = date(2024, 3, 1), date(2026, 7, 1)
DETECTED_AT = time(8, 30)
# The last day on time, worked out by hand: of the period 2024, of 2026 under the new law, of the
# day itself, or after the event (detected, or its response ended, on the days above).
LAST_DAY_ON_TIME = {
    "R1": date(2024, 3, 6),
    "R1-BANK": date(2024, 3, 2),
    "R3": date(2024, 3, 6),
    "R4": date(2024, 3, 6),
    "R5": date(2024, 6, 19),
    "R6": date(2024, 12, 14),
    "R7": date(2024, 12, 4),
    "R8": date(2024, 12, 13),
    "R9": date(2024, 6, 13),
    "R10": date(2024, 12, 13),
    "R14": date(2014, 11, 19),
    "R16": date(2024, 9, 30),
    "R17": date(2024, 12, 31),
    "R18": date(2020, 9, 29),
    "R19": date(2022, 11, 30),
    "R20": date(2023, 5, 31),
    "R21": date(2026, 7, 4),
    "R22": date(2026, 7, 2),
    "R23": date(2026, 12, 19),
    "R24": date(2026, 12, 24),
    "R25": date(2027, 1, 1),
}
# A day ends at midnight; hours are counted from the minute of detection.
LAST_MINUTE_ON_TIME = {
    rule_id: datetime.combine(day, time(23, 59)) for rule_id, day in LAST_DAY_ON_TIME.items()
} | {
    "R1-BANK": datetime(2024, 3, 2, 8, 30),
    "R21": datetime(2026, 7, 4, 8, 30),
    "R22": datetime(2026, 7, 2, 8, 30),
}
WITHOUT_A_DAY = {
    "R2": "at_once",
    "R4-BANK": "within_working_days",
    "R11": "on_change",
    "R12": "on_change",
    "R13": "not_known",
    "R15": "not_known",
    "F1": "not_known",
    "F2": "not_known",
}


def _seed() -> dict[str, dict[str, str]]:
    path = PROJECT / "seeds" / "reference" / "obligation_rule.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["rule_id"]: row for row in csv.DictReader(file)}


RULES = _seed()
REPORTS = sorted(r for r in LAST_DAY_ON_TIME if RULES[r]["kind"] != "goal")
NEVER_ASKED_FOR = {"R11", "R12", "R15"}


@dataclass(frozen=True)
class World:
    """A copy of the built warehouse whose inputs are tables that a test fills."""

    connection: duckdb.DuckDBPyConnection
    code: dict[str, str]

    def fill(self, table: str, *rows: dict[str, Any]) -> None:
        """Put rows into an emptied input; columns not named are null."""
        self.connection.execute(f"delete from {table}")
        for row in rows:
            marks = ", ".join("?" for _ in row)
            names = ", ".join(row)
            self.connection.execute(
                f"insert into {table} ({names}) values ({marks})", list(row.values())
            )

    def run(self) -> None:
        """Compute the models from what was filled in."""
        for model in MODELS:
            schema = "marts" if model.startswith("mart_") else "intermediate"
            self.connection.execute(
                f"create or replace table {schema}.{model} as {self.code[model]}"
            )

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Read what was computed."""
        return self.connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def world(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = tmp_path_factory.mktemp("obligations") / built.warehouse.name
    shutil.copyfile(built.warehouse, path)
    nodes = built.manifest["nodes"].values()
    code = {node["name"]: node["compiled_code"] for node in nodes if node["name"] in MODELS}
    with duckdb.connect(str(path)) as connection:
        for name in ("run", "agencies", "forms", "form_periods", "submissions", "form_lines"):
            connection.execute(f"create table staging.filled as from staging.stg_{name} limit 0")
            connection.execute(f"drop view staging.stg_{name}")
            connection.execute(f"alter table staging.filled rename to stg_{name}")
        yield World(connection, code)


def last_day(rule_id: str) -> date:
    return LAST_DAY_ON_TIME[rule_id]


def sender_of(rule: dict[str, str]) -> str:
    if rule["actor"] == "lead_agency":
        return "LEAD"
    return "BANK" if rule["sector"] else "AGENCY"


def fill_house(world: World, year: int, as_of: date) -> None:
    """A world without reports: the day, the forms, and a lead agency with two below it."""
    world.fill("staging.stg_run", {"as_of": as_of})
    world.fill("staging.stg_form_periods", {"index_year": year})
    forms = {one["form"] for one in RULES.values() if one["form"]}
    world.fill("staging.stg_forms", *({"form": f, "reporter": "province_agency"} for f in forms))
    agency = {"reporter": "province_agency", "is_synthetic": True}
    world.fill(
        "staging.stg_agencies",
        {"agency_id": "LEAD", **agency},
        {"agency_id": "AGENCY", "parent_id": "LEAD", **agency},
        {"agency_id": "BANK", "parent_id": "LEAD", "sector": "banking", **agency},
    )
    world.fill("staging.stg_submissions")
    world.fill("staging.stg_form_lines")


def deliver(
    world: World, rule_id: str, received_at: datetime, as_of: date, happened: date | None = None
) -> None:
    """A world with one report, of the kind the rule asks for, that came in a minute."""
    rule = RULES[rule_id]
    year = LAST_DAY_ON_TIME.get(rule_id, DETECTED).year
    fill_house(world, year, as_of)
    report: dict[str, Any] = {
        "submission_id": "S",
        "form": rule["form"],
        "agency_id": sender_of(rule),
        "received_at": received_at,
        "received_on": received_at.date(),
        "verdict": "accepted",
        "is_counting": True,
    }
    if rule["period_kind"] == "event":
        day = happened or (DETECTED_2026 if rule["valid_from"] else DETECTED)
        about = {"subject": "I-1", "period": day.isoformat(), "period_end": day}
        lines = {
            "report_kind": rule["report_kind"] or "REPORT-2",
            "severity": "SEV-2",
            "detected_on": day.isoformat(),
            "detected_at": f"{DETECTED_AT:%H:%M}",
        }
        if rule["event"] == "response_end":
            lines |= {"response_ended_on": day.isoformat()}
        cell = {"submission_id": "S", "form": rule["form"], "agency_id": sender_of(rule)}
        cell |= {"unit_id": "VN34-01", "subject": "I-1", "period_end": day}
        world.fill(
            "staging.stg_form_lines",
            *({**cell, "line": line, "answer": answer} for line, answer in lines.items()),
        )
    else:
        half = f"-S{rule['period_half']}" if rule["period_half"] else ""
        about = {"period": f"{year}{half}", "index_year": year, "scope": rule["scope"]}
    world.fill("staging.stg_submissions", {**report, **about})
    world.run()


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
    found = world.ask(
        f"""
        select status, days_late, last_day_on_time from marts.mart_obligation_status
        where rule_id = '{rule_id}' and agency_id = '{sender}'
            and index_year = {last_day(rule_id).year}
        """
    )
    assert found == [(status, late, last_day(rule_id))]


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
    found = world.ask(
        f"""
        select status, received_on from marts.mart_obligation_status
        where rule_id = '{rule_id}' and subject = 'I-1'
        """
    )
    assert found == [(status, None)]


@pytest.mark.parametrize(
    "rule_id", [r for r in LAST_DAY_ON_TIME if RULES[r]["period_kind"] != "event"]
)
@pytest.mark.parametrize(("after", "there"), [(0, True), (1, False)])
def test_a_deadline_or_goal_is_in_the_calendar_to_its_last_day(
    world: World, rule_id: str, after: int, there: bool
) -> None:
    day = last_day(rule_id)
    deliver(world, rule_id, LAST_MINUTE_ON_TIME[rule_id], as_of=day + timedelta(days=after))
    found = world.ask(
        f"""
        select last_day_on_time from marts.mart_deadline_calendar
        where rule_id = '{rule_id}' and index_year = {day.year}
        """
    )
    assert found == ([(day,)] if there else [])


@pytest.mark.parametrize(
    ("rule_id", "detected", "owed"),
    [
        ("R1", date(2026, 6, 30), ["R1", "R2", "R3"]),
        ("R4", date(2026, 6, 30), ["R1", "R2", "R3", "R4"]),
        ("R21", date(2026, 7, 1), ["R2", "R21", "R22"]),
    ],
)
def test_the_law_of_the_day_of_detection_counts(
    world: World, rule_id: str, detected: date, owed: list[str]
) -> None:
    deliver(world, rule_id, datetime.combine(detected, time(9)), date(2026, 8, 1), detected)
    found = world.ask(
        "select rule_id from marts.mart_obligation_status where subject = 'I-1' order by rule_id"
    )
    assert [rule for (rule,) in found] == owed


def test_the_yearly_report_of_the_new_law_covers_15_december_to_14_december(world: World) -> None:
    deliver(world, "R24", datetime(2026, 12, 1), as_of=date(2026, 12, 1))
    found = world.ask(
        """
        select rule_id, period_start, period_end, mark from marts.mart_obligation_status
        where rule_id in ('R23', 'R24') and period = '2026' and agency_id = 'LEAD' order by rule_id
        """
    )
    days = (date(2025, 12, 15), date(2026, 12, 14))
    assert found == [("R23", *days, "second_hand"), ("R24", *days, "second_hand")]


def test_the_summaries_of_the_old_law_are_no_longer_owed(world: World) -> None:
    deliver(world, "R24", datetime(2026, 12, 1), as_of=date(2026, 12, 31))
    found = world.ask(
        """
        select distinct rule_id, period from marts.mart_obligation_status
        where rule_id in ('R5', 'R6') order by rule_id
        """
    )
    assert found == [("R5", "2026-S1")]


def test_a_district_owes_nothing_after_it_ended(world: World) -> None:
    deliver(world, "R6", datetime(2024, 12, 1), as_of=date(2026, 7, 31))
    world.fill("staging.stg_form_periods", {"index_year": 2024}, {"index_year": 2025})
    world.fill(
        "staging.stg_agencies",
        {
            "agency_id": "DISTRICT",
            "reporter": "province_agency",
            "valid_to": date(2025, 6, 30),
            "is_synthetic": True,
        },
    )
    world.run()
    found = world.ask(
        """
        select period, status from marts.mart_obligation_status
        where rule_id in ('R5', 'R6') order by period
        """
    )
    assert found == [
        ("2024", "missing"),
        ("2024-S1", "missing"),
        ("2025", "exempt"),
        ("2025-S1", "missing"),
    ]
