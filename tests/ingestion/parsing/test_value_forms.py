"""Values as people write them: each form of writing is read, or found at its exact cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.validation import Validation, validate
from ingestion.blanks.layout import Answers, Entry, lay_out
from ingestion.blanks.templates import csv_bytes, workbook_bytes
from ingestion.forms.contract import Contracts
from ingestion.parsing.columns import Habit, habit_of
from ingestion.parsing.interpret import interpret
from ingestion.parsing.pool import read_report
from ingestion.readers.files import read_document
from ingestion.readers.grid import Cell
from ingestion.submissions.frames import Batch, batch_of
from orchestration.reference.seeds import law
from tests.ingestion.parsing.value_forms import (
    conditions,
    figures,
    parts,
    seen,
    shapes,
    texts,
    unit_lines,
)
from tests.ingestion.parsing.value_forms.reports import FORMS, HEADER, NAMES, Case, write_contracts

CASES = [
    *figures.cases(),
    *texts.cases(),
    *shapes.cases(),
    *seen.cases(),
    *conditions.cases(),
    *parts.cases(),
    *unit_lines.cases(),
]


@dataclass(frozen=True)
class Judged:
    """Every case's report, read and validated together."""

    batch: Batch
    validation: Validation


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("contracts")
    contracts = write_contracts(folder)
    reports = {case.name: read_report(case.make(), folder, NAMES) for case in CASES}
    batch = batch_of(reports, contracts, law())
    return Judged(batch, validate(batch, as_of=date(2026, 7, 31), contracts=contracts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_value_is_read_or_found_at_its_cell(case: Case, judged: Judged) -> None:
    findings = judged.validation.findings.filter(
        pl.col("code") != "CONTENT-UNREAD", submission_id=case.name
    )
    assert set(findings.select("code", "cell").iter_rows()) == case.findings
    cells = judged.batch.cells.filter(submission_id=case.name)
    for place, expected in case.values.items():
        (cell,) = cells.filter(cell=place).head(1).iter_rows(named=True)
        if expected is None:
            assert cell["status"] == "not_reported", place
        elif isinstance(expected, int | float | Decimal):
            assert cell["number"] == Decimal(str(expected)), place
        else:
            assert cell["text"] == expected, place


@pytest.mark.parametrize("number_format", sorted(FORMS))
def test_a_form_prints_numbers_as_it_reads_them(number_format: str) -> None:
    form = FORMS[number_format]
    row: dict[str, Entry] = {
        "item": "A", "share": Decimal("0.5"), "rate": Decimal("1.234"), "amount": Decimal("1.5")
    }  # fmt: skip
    pages = lay_out(
        form, Answers(HEADER, rows={"figures": [row, row | {"item": "B", "share": 10}]})
    )
    for content in (workbook_bytes(form, pages), csv_bytes(form, pages)):
        report = interpret(read_document(content), Contracts([form]))
        read = {(c.row_key, c.field): c.value.number for c in report.cells}
        assert read["A", "rate"] == Decimal("1.234")
        assert read["A", "amount"] == 1_500_000
        assert (read["A", "share"], read["B", "share"]) == (Decimal("0.5"), 10)


@given(st.permutations(["1.234", "12.5", "94,59", "1.865.270", "0", "1,234", "hai", "7"]))
def test_how_a_column_is_written_does_not_depend_on_the_order_of_its_cells(
    texts: list[str],
) -> None:
    cells = [("number", Cell(text)) for text in texts]
    assert habit_of(cells, "vi", Decimal(1)) == Habit("vi", doubted=True, shown=True)
    assert habit_of([c for c in cells if c[1].raw_text != "12.5"], "vi", Decimal(1)) == Habit(
        "vi", shown=True
    )


def test_there_are_enough_cases_and_each_stands_once() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 200


def test_no_case_needs_luck(judged: Judged) -> None:
    verdicts = judged.validation.verdicts.filter(pl.col("verdict") == "tool_error")
    assert verdicts.is_empty()
    assert not judged.validation.crashes
