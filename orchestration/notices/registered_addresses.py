"""The addresses of agencies that may be written to: those of the register, as far as every mail
server takes them for one address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from ingestion.home.mail_settings import mail_address
from ingestion.language.vietnamese import printable
from orchestration.intake.due_reports import is_valid


@dataclass(frozen=True)
class RegisteredAddress:
    """An agency as it is called on a day, and where it is written to."""

    agency_id: str
    agency_name: str
    to: str


def registered_addresses(agencies: pl.DataFrame, day: date) -> dict[str, RegisteredAddress]:
    """The addresses of a register of agencies (shape of ``AGENCIES``) on a day, by agency; none of
    synthetic agencies."""
    lines = agencies.filter(is_valid(day), ~pl.col("is_synthetic")).drop_nulls("email")
    columns = ("agency_id", "agency_name", "email")
    return {
        agency_id: RegisteredAddress(agency_id, printable(name), email)
        for agency_id, name, email in lines.select(columns).iter_rows()
        if _is_sendable(email)
    }


def _is_sendable(email: str) -> bool:
    """Whether an address is one to the letter: others could be read as several, or as a command."""
    try:
        mail_address(email)
    except ValueError:
        return False
    return True
