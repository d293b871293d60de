"""The lines every report begins with (``contracts/header.yml``): who reports, on what period, which
revision, in which unit of money, and whether the figures are synthetic."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import yaml

from ingestion.forms.contract import CONTRACTS, FieldContract, Form, Option
from ingestion.forms.frozen_model import Part

HEADER_TABLE = "header"


class Header(Part):
    """The fields of the header and their closed lists."""

    lists: Mapping[str, tuple[Option, ...]]
    fields: tuple[FieldContract, ...]


@cache
def load_header() -> Header:
    """The header all forms share."""
    text = (CONTRACTS / "header.yml").read_text(encoding="utf-8")
    return Header.model_validate(yaml.load(text, yaml.CSafeLoader))


def dong_of(money_unit: str | None) -> Decimal:
    """How many đồng a unit of money is, 1 for a text that is not on the closed list."""
    units = {option.code for option in load_header().lists["money_unit"]}
    return Decimal(money_unit) if money_unit in units else Decimal(1)


def header_fields(form: Form) -> list[FieldContract]:
    """The header lines of one form: a province only where an agency of one reports, a subject only
    where the form has one (in the form's own words), a unit of money only where it has money."""
    asked = {
        "unit_code": form.reporter == "province_agency",
        "unit_name": form.reporter == "province_agency",
        "subject": form.subject is not None,
        "money_unit": form.has_money,
    }
    return [
        field.model_copy(update={"label": form.subject}) if field.code == "subject" else field
        for field in load_header().fields
        if asked.get(field.code, True)
    ]
