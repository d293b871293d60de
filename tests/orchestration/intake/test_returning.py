"""What is held goes back as a workbook; sent again mended it is accepted, explained it asks for a
waiver."""

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from expectations.sent_back.returned_workbook import COLUMNS
from ingestion.home.home import Home
from ingestion.landing.receipts import Receipt
from ingestion.readers.returned_sheets import RETURN_SHEET
from ingestion.submissions.decisions import Waiver, decisions_of
from orchestration.decisions.deciding import approve
from orchestration.decisions.views import Refused
from orchestration.decisions.waiver_requests import request_waivers
from orchestration.identity.session import Actor
from orchestration.intake.outbox import Return, fill_outbox, write_returns
from orchestration.intake.taking_in import take_in
from orchestration.intake.verdicts import latest_verdicts
from orchestration.run_context import Run
from tests.orchestration.small_reports import (
    AGENCY,
    AS_OF,
    RECEIVED,
    deliver,
    register,
    report,
    verdicts,
)
from tests.orchestration.two_people import put_in_force


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def run_once(home: Home) -> int:
    """An intake with its outbox; returns the number of waivers asked for."""
    run = Run(home, AS_OF)
    take_in(run)
    return request_waivers(run, fill_outbox(run))


def registered(home: Home) -> None:
    deliver(home, register(AGENCY))


def returned_files(home: Home) -> list[Path]:
    return sorted((home / "outbox").rglob("*.xlsx"))


def test_a_held_report_comes_back_and_is_accepted_when_mended(home: Home) -> None:
    registered(home)
    deliver(home, report("vài"), sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    assert path.parent.name == "AGY-1"
    with home.ledger() as ledger:
        (name,) = latest_verdicts(ledger)["submission_id"]
    (copy,) = write_returns(Run(home, AS_OF), [name], home.folder / "usb")
    assert copy.read_bytes() == path.read_bytes()
    book: Any = load_workbook(path)
    red = [cell for row in book.worksheets[1].iter_rows() for cell in row if cell.comment]
    assert [cell.coordinate for cell in red] == [f"B{row}" for row in range(15, 25)]
    assert book[RETURN_SHEET].cell(7, COLUMNS.index("place") + 1).value.endswith("B15:B24, 10 ô")
    for cell in red:
        cell.value = 3
    stream = io.BytesIO()
    book.save(stream)
    deliver(home, stream.getvalue(), sender="AGY-1")
    assert verdicts(home) == {"accepted": 1, "held": 1}
    with home.ledger() as ledger:
        accepted = latest_verdicts(ledger).filter(verdict="accepted")
    assert accepted["revision"].item() == 1


def test_nothing_is_written_twice_and_what_no_longer_holds_goes(home: Home) -> None:
    deliver(home, register("AGY-9,B (mẫu),province_agency,VN63-01,,,true\n"), report())
    run_once(home)
    (path,) = returned_files(home)
    before = path.stat().st_mtime_ns
    assert fill_outbox(Run(home, AS_OF)) == {}
    assert path.stat().st_mtime_ns == before
    put_in_force(home, register(AGENCY))
    run_once(home)
    assert returned_files(home) == []


def test_a_file_that_is_no_report_comes_back_as_a_list(home: Home) -> None:
    registered(home)
    deliver(home, b"PK\x03\x04 cut short", sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    assert load_workbook(path).sheetnames == [RETURN_SHEET]


@pytest.mark.parametrize("sender", ["../../etc", "/etc/x", ".hidden", "a/b", "A" * 200, None])
def test_a_sender_does_not_choose_where_its_workbook_goes(sender: str | None) -> None:
    receipt = Receipt("a" * 64, "x.xlsx", 1, sender, "test", RECEIVED, True)
    verdict = {"sender": sender, "agency_id": "../x", "form": "budget", "period": "../2024"}
    one = Return(verdict, receipt, pl.DataFrame(), None)
    assert one.path == Path("_") / "budget-aaaaaaaaaaaa.xlsx"


def explained(path: Path, words: str) -> bytes:
    book: Any = load_workbook(path)
    book[RETURN_SHEET].cell(7, COLUMNS.index("explanation") + 1).value = words
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_explanation_asks_for_a_waiver_once(home: Home) -> None:
    more_handled = report().decode().replace(",3,0,0,0,0", ",3,4,0,0,0", 1).encode()
    registered(home)
    deliver(home, more_handled, sender="AGY-1")
    assert run_once(home) == 0
    (path,) = returned_files(home)
    deliver(home, explained(path, "=HYPERLINK(1) Hai đơn vị cùng xử lý"), sender="AGY-1")
    assert run_once(home) == 1
    with home.ledger() as ledger:
        (asked,) = decisions_of(ledger).values()
    assert isinstance(asked.what, Waiver)
    assert (asked.what.rule, asked.what.row_key) == ("INCIDENT-HANDLED", "TYPE-01")
    about = (asked.what.agency_id, asked.what.period, asked.what.scope, asked.what.subject)
    assert about == ("AGY-1", "2024", "own", "-")
    assert asked.proposed_by == "AGY-1"
    assert "Hai đơn vị" in asked.why.reason
    (home / "outbox" / "returned.json").unlink()
    assert run_once(home) == 0


def test_who_handed_an_explanation_in_does_not_grant_it(home: Home) -> None:
    more_handled = report().decode().replace(",3,0,0,0,0", ",3,4,0,0,0", 1).encode()
    registered(home)
    deliver(home, more_handled, sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    deliver(home, explained(path, "Hai đơn vị cùng xử lý"), by="minh")
    assert run_once(home) == 1
    with pytest.raises(Refused, match="own_proposal"):
        approve(home, Actor("minh", frozenset({"reader", "approver"}), "session"), "D1")


def test_an_explanation_of_what_is_never_waived_asks_for_nothing(home: Home) -> None:
    registered(home)
    deliver(home, report().replace(b"AGY-1", b"AGY-7"), sender="AGY-7")
    run_once(home)
    (path,) = returned_files(home)
    deliver(home, explained(path, "đúng"), sender="AGY-7")
    assert run_once(home) == 0
