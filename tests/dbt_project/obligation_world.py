"""A copy of the built warehouse in which a test fills in agencies and reports, and what each
obligation of the seed is worked out to by hand."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from tests.dbt_project.conftest import PROJECT, Built

MODELS = (
    "int_recipients",
    "int_obligation_periods",
    "int_incident_reports",
    "int_incident_events",
    "int_contact_changes",
    "int_obligation_events",
    "int_obligation_due",
    "int_obligation_status",
    "mart_obligation_status",
    "mart_deadline_calendar",
)
DETECTED = date(2024, 3, 1)
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
    "R21": date(2026, 8, 22),
    "R22": date(2026, 8, 20),
    "R23": date(2026, 12, 19),
    "R24": date(2026, 12, 24),
    "R25": date(2026, 12, 31),
    "R27": date(2026, 9, 30),
    "R28": date(2027, 6, 30),
    "F3": date(2024, 3, 2),
}
# A day ends at midnight; hours are counted from the minute of detection.
LAST_MINUTE_ON_TIME = {
    rule_id: datetime.combine(day, time(23, 59)) for rule_id, day in LAST_DAY_ON_TIME.items()
} | {
    "R1-BANK": datetime(2024, 3, 2, 8, 30),
    "R21": datetime(2026, 8, 22, 8, 30),
    "R22": datetime(2026, 8, 20, 8, 30),
}


def _seed() -> dict[str, dict[str, str]]:
    path = PROJECT / "seeds" / "reference" / "obligation_rule.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["rule_id"]: row for row in csv.DictReader(file)}


RULES = _seed()


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


@contextmanager
def open_world(built: Built, folder: Path) -> Iterator[World]:
    """A copy of the built warehouse whose inputs are tables that can be filled."""
    path = folder / built.warehouse.name
    shutil.copyfile(built.warehouse, path)
    code = {name: built.compiled[name] for name in MODELS}
    with duckdb.connect(str(path)) as connection:
        for name in ("run", "agencies", "forms", "form_periods", "submissions", "form_lines"):
            connection.execute(f"create table staging.filled as from staging.stg_{name} limit 0")
            connection.execute(f"drop view staging.stg_{name}")
            connection.execute(f"alter table staging.filled rename to stg_{name}")
        yield World(connection, code)


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
    agency: dict[str, Any] = {"reporter": "province_agency", "is_synthetic": True}
    # Of the province whose letter some rules are, and of the network others bind: bound by all.
    agency |= {"unit_id": "VN63-46", "in_response_network": True}
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
        "scope": rule["scope"],
        "received_at": received_at,
        "received_on": received_at.date(),
        "verdict": "accepted",
        "is_received": True,
        "is_counting": True,
    }
    if rule["period_kind"] == "event":
        in_force = date.fromisoformat(rule["valid_from"]) if rule["valid_from"] else DETECTED
        day = happened or max(DETECTED, in_force)
        subject = "-" if rule["event"] == "contact_change" else "I-1"
        about = {"subject": subject, "period": day.isoformat(), "period_end": day}
        about |= {"period_kind": "event"}
        _tell_of_incident(world, rule, day)
    else:
        half = f"-S{rule['period_half']}" if rule["period_half"] else ""
        about = {"period": f"{year}{half}", "index_year": year}
    world.fill("staging.stg_submissions", {**report, **about})
    world.run()


def _tell_of_incident(world: World, rule: dict[str, str], day: date) -> None:
    if rule["form"] != "incident_report":
        return
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
