"""The lines every report begins with (``contracts/header.yml``): who reports, on what period, which
revision, in which unit of money, and whether the figures are synthetic."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml

from ingestion.contract import CONTRACTS, FieldContract, Form, Option, Part

HEADER_TABLE = "header"
_PROVINCE_ONLY = frozenset({"unit_code", "unit_name"})


class Header(Part):
    """The fields of the header and their closed lists."""

    lists: Mapping[str, tuple[Option, ...]]
    fields: tuple[FieldContract, ...]


@cache
def load_header() -> Header:
    """The header all forms share."""
    text = (CONTRACTS / "header.yml").read_text(encoding="utf-8")
    return Header.model_validate(yaml.safe_load(text))


def header_fields(form: Form) -> list[FieldContract]:
    """The header lines of one form: a province only where an agency of one reports, a unit of money
    only where the form has money in it."""
    return [
        field
        for field in load_header().fields
        if (field.code not in _PROVINCE_ONLY or form.reporter == "province_agency")
        and (field.code != "money_unit" or form.has_money)
    ]
