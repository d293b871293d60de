"""Values as people write them: each form of writing is read, or found at its exact cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from expectations.validation import Validation, validate
from ingestion.frames import Batch, batch_of
from ingestion.readers.sandbox import read_report
from tests.ingestion.value_forms import figures, shapes, texts
from tests.ingestion.value_forms.reports import NAMES, Case, write_contracts

CASES = [*figures.cases(), *texts.cases(), *shapes.cases()]


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
    batch = batch_of(reports, contracts)
    as_of = date(2026, 7, 31)
    return Judged(batch, validate(batch, None, None, None, as_of, None, contracts=contracts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_value_is_read_or_found_at_its_cell(case: Case, judged: Judged) -> None:
    found = judged.validation.findings.filter(submission_id=case.name)
    assert set(found.select("code", "cell").iter_rows()) == case.findings
    cells = judged.batch.cells.filter(submission_id=case.name)
    for place, expected in case.values.items():
        (cell,) = cells.filter(cell=place).head(1).iter_rows(named=True)
        if expected is None:
            assert cell["status"] == "not_reported", place
        elif isinstance(expected, int | float | Decimal):
            assert cell["number"] == Decimal(str(expected)), place
        else:
            assert cell["text"] == expected, place


def test_there_are_enough_cases_and_each_stands_once() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 200


def test_no_case_needs_luck(judged: Judged) -> None:
    verdicts = judged.validation.verdicts.filter(pl.col("verdict") == "tool_error")
    assert verdicts.is_empty()
    assert not judged.validation.crashes
