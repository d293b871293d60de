"""Under an assumed duty nobody is late: no table that readers see says by when such a report was
due."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from ingestion.home.home import Home
from ingestion.samples.one_agency import report
from orchestration.run_context import Run
from orchestration.warehouse.loading import load_ledger_tables
from tests.orchestration.small_reports import AS_OF, deliver, verdicts

HEAD = (
    "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,"
    "in_response_network\n"
)
TOO_LATE = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "in_network", "deadline"),
    [
        ("department", "true", "2025-12-15"),
        ("department", "", None),
        ("commune", "true", None),
    ],
    ids=["a member of the network", "no member", "of a kind no text addresses"],
)
def test_only_a_duty_that_binds_gives_a_deadline(
    tmp_path: Path, kind: str, in_network: str, deadline: str | None
) -> None:
    home = Home(tmp_path / "home")
    line = f"AGY-1,Sở A (mẫu),{kind},VN34-01,2025-07-01,,true,{in_network}\n"
    deliver(home, (HEAD + line).encode(), report(period="2025"), at=TOO_LATE)
    assert sum(verdicts(home).values()) == 1
    received = load_ledger_tables(Run(home, AS_OF))
    assert [day and day.isoformat() for day in received["deadline"]] == [deadline]
    with duckdb.connect(str(home.working), read_only=True) as connection:
        (row,) = connection.execute("select deadline, obligation from raw.submissions").fetchall()
    assert row == ((received["deadline"][0], "R6") if deadline else (None, None))
