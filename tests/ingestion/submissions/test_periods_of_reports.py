"""The days a report is about: those its rule names, where the law names any."""

from __future__ import annotations

from datetime import date

import pytest

from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.parsing.interpret import interpret
from ingestion.readers.files import read_document
from ingestion.submissions.frames import batch_of
from orchestration.reference.seeds import law
from tests.expectations.new_form_reports import pages_of_report


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_a_report_under_the_decree_ends_with_its_data(year: str, first: date, last: date) -> None:
    contracts = load_contracts()
    form = contracts.latest()["information_systems"]
    content = workbook_bytes(form, pages_of_report("information_systems", year=year))
    report = interpret(read_document(content), contracts)
    (header,) = batch_of({"s": report}, contracts, law()).headers.to_dicts()
    assert (header["period"], header["period_kind"], header["index_year"]) == (
        year, "year", int(year),
    )  # fmt: skip
    assert (header["period_start"], header["period_end"]) == (first, last)
