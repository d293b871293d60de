"""The register of agencies: who they are by date, in the short form and the long one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion.home.home import Home
from ingestion.landing.agencies import BadRegister, agency_types, current_agencies, read_agencies
from ingestion.landing.receipts import receive
from ingestion.landing.sources import Delivery

SHORT = "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic"
LONG = f"{SHORT},parent_id,sector,successor_id"
OLD = "AGY-1,Sở A (mẫu),department,VN63-01,,2025-02-28,true,AGY-M,,AGY-2"


def test_the_short_form_is_still_read() -> None:
    read = read_agencies(
        f"{SHORT}\nAGY-1,Sở A,province_agency,VN63-01,2018-01-01,,false\n".encode()
    )
    (line,) = read.iter_rows(named=True)
    assert (line["valid_from"], line["valid_to"]) == (date(2018, 1, 1), None)
    assert (line["parent_id"], line["sector"], line["successor_id"]) == (None, None, None)
    assert line["is_synthetic"] is False


def test_an_agency_has_a_line_for_each_time() -> None:
    later = "AGY-1,Sở A đổi tên (mẫu),department,VN63-01,2025-03-01,,true,AGY-P,banking,"
    read = read_agencies(f"{LONG}\n{later}\n{OLD}\n".encode())
    assert read["agency_name"].to_list() == ["Sở A (mẫu)", "Sở A đổi tên (mẫu)"]
    assert read["parent_id"].to_list() == ["AGY-M", "AGY-P"]
    assert read["sector"].to_list() == [None, "banking"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{SHORT.removesuffix(',is_synthetic')}\n", "missing columns: is_synthetic"),
        (f"{LONG},phone\n", "unknown columns: phone"),
        (f"{SHORT}\nAGY-1,A,club,VN63-01,,,true\n", "unknown agency_type: club"),
        (f"{SHORT}\nAGY-1,A,police,VN63-01,1/2/2018,,true\n", "date"),
        (f"{SHORT}\nAGY-1,A,police,VN63-01,,,maybe\n", "is_synthetic"),
        (
            f"{LONG}\n{OLD}\nAGY-1,A,department,VN63-01,2025-02-28,,true,,,\n",
            "AGY-1: two lines hold on the same day",
        ),
    ],
)
def test_a_register_that_cannot_be_right_is_refused(content: str, said: str) -> None:
    with pytest.raises(BadRegister, match=said):
        read_agencies(content.encode())


def test_the_latest_register_replaces_all_lines_of_the_agencies_it_names(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    ledger, store = home.ledger(), home.raw_store()
    twice = f"{LONG}\n{OLD}\nAGY-1,A,department,VN63-01,2025-03-01,,true,,,\n"
    other = f"{SHORT}\nAGY-2,B,police,VN63-01,,,true\n"
    corrected = f"{SHORT}\nAGY-1,A,police,VN63-01,,,true\n"
    given = [
        Delivery(f"{n}.csv", content.encode(), None, "test", datetime(2025, 1, 1 + n, tzinfo=UTC))
        for n, content in enumerate((twice, other, corrected))
    ]
    receive(given, store, ledger)
    current = current_agencies(ledger, store)
    ledger.close()
    assert current.select("agency_id", "agency_type").rows() == [
        ("AGY-1", "police"),
        ("AGY-2", "police"),
    ]
    assert current.schema["valid_from"] == pl.Date()


def test_the_kinds_of_the_founding_documents_are_known() -> None:
    kinds = agency_types()
    named = {
        "military_command",
        "police",
        "department",
        "district",
        "public_service_unit",
        "telecom",
    }
    assert {kinds[kind].reporter for kind in named} == {"province_agency"}
    assert kinds["ministry"].reporter is None
