"""The dbt sources of the raw tables, written from the contracts: ``make sources``.

The file is committed, and a test says when it is stale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from ingestion.forms.contract import (
    INDICATOR_TABLE,
    Contracts,
    FieldContract,
    Form,
    load_contracts,
)
from ingestion.forms.raw_tables import INDICATOR_COLUMNS, raw_tables
from ingestion.home.whole_files import whole_file
from orchestration.reference.seeds import DBT_PROJECT

SOURCES = DBT_PROJECT / "models" / "staging" / "_sources_forms.yml"
_HEAD = "# Written from the contracts by `make sources`; a change made here is lost.\n"
_SUBMISSION_TEXTS = {
    "submission_id": "SHA-256 of the file.",
    "form": "Form the file follows.",
    "agency_id": "Agency that reports.",
    "unit_id": "Version of the reporter's province at the period's end, null for a centre.",
    "period": "Reporting period in SDMX form.",
    "period_kind": "Kind of period, such as year or half-year.",
    "index_year": "Year whose index the period feeds.",
    "scope": "own, or aggregate (a control total, never pooled).",
    "is_synthetic": "Whether the figures are a labelled sample.",
    "sheet": "Sheet of the file.",
    "row_key": "Key of the row inside its register.",
    "row_number": "Row of the sheet.",
}
_INDICATOR_TEXTS = {
    "line": "Code of the indicator line.",
    "field": "value (or numerator), denominator, note or evidence.",
    "cell": "Address of the cell.",
    "status": "reported, not_applicable, not_reported or unreadable.",
    "raw_text": "The cell as sent.",
    "number": "The figure; 1 and 0 for yes and no; money in whole đồng.",
    "text": "The text of a note or an evidence.",
}


def sources_text(contracts: Contracts) -> str:
    """The whole sources file for the latest version of every form."""
    tables = [_indicator_table()]
    for form in contracts.latest():
        tables += _register_tables(contracts.versions(form))
    source = {
        "name": "raw",
        "schema": "raw",
        "description": "Rows of accepted submissions: one table per register, one for indicators.",
        "tables": tables,
    }
    document = {"version": 2, "sources": [source]}
    return _HEAD + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def _indicator_table() -> dict[str, Any]:
    texts = _SUBMISSION_TEXTS | _INDICATOR_TEXTS
    return {
        "name": INDICATOR_TABLE,
        "description": "One row per cell of an indicator sheet.",
        "config": _asset(INDICATOR_TABLE),
        "columns": [{"name": name, "description": texts[name]} for name in INDICATOR_COLUMNS],
    }


def column_texts(versions: Sequence[Form]) -> dict[str, str]:
    """What each column of the raw tables of a form holds, by its name."""
    texts = _SUBMISSION_TEXTS | _INDICATOR_TEXTS
    for field in _fields(versions):
        note = " Only whether it was filled in." if field.personal else ""
        texts[field.code] = f"{field.label.vi} ({field.label.en}).{note}"
        texts[f"{field.code}_status"] = f"Status of {field.code}."
        texts[f"{field.code}_cell"] = f"Address of {field.code} in the file."
        texts[f"{field.code}_key"] = f"What {field.code} is compared by, however it is spelt."
    return texts


def _fields(versions: Sequence[Form]) -> list[FieldContract]:
    return [f for form in versions for sheet in form.registers for f in sheet.fields]


def _register_tables(versions: Sequence[Form]) -> Iterator[dict[str, Any]]:
    """The tables of the registers of a form, with the columns of all its versions."""
    latest, texts, seen_by = versions[-1], column_texts(versions), {}
    titles = {sheet.table: sheet.title for form in versions for sheet in form.registers}
    for field in _fields(versions):
        if field.conf != "public":
            for name in (field.code, f"{field.code}_key"):
                seen_by[name] = {"config": {"meta": {"conf": field.conf}}}
    for table, columns in raw_tables(versions).items():
        if table != INDICATOR_TABLE:
            title = titles[table]
            yield {
                "name": table,
                "description": f"{latest.title.vi}: {title.vi} ({latest.title.en}: {title.en}).",
                "config": _asset(latest.asset),
                "columns": [
                    {"name": name, "description": texts[name]} | seen_by.get(name, {})
                    for name in columns
                ],
            }


def _asset(name: str) -> dict[str, Any]:
    return {"meta": {"dagster": {"asset_key": ["raw", name]}}}


if __name__ == "__main__":
    with whole_file(SOURCES) as unfinished:
        unfinished.write_text(sources_text(load_contracts()), encoding="utf-8")
