"""What is held goes back as a workbook; sent again mended it is accepted, explained it asks for a
waiver."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from expectations.sent_back.returned_workbook import COLUMNS
from ingestion.home.home import Home
from ingestion.landing.receipts import Receipt
from ingestion.readers.returned_sheets import FORMS_SHEET, RETURN_SHEET
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions.decisions import Waiver, Why, decisions_of
from orchestration.cli import main
from orchestration.decisions.deciding import approve, propose_purge, propose_withdrawal
from orchestration.decisions.handing_back import hand_back
from orchestration.decisions.views import Refused
from orchestration.identity.session import Actor
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.outbox import Return, fill_outbox, owed, write_returns
from orchestration.intake.taking_in import take_in
from orchestration.run_context import Run
from tests.orchestration.small_reports import AS_OF, RECEIVED, deliver, verdicts
from tests.orchestration.two_people import APPROVER, put_in_force


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def csi(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), *arguments])


def run_once(home: Home) -> int:
    """An intake with its outbox; returns the number of waivers asked for."""
    run = Run(home, AS_OF)
    take_in(run)
    return hand_back(run).waivers


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
    assert fill_outbox(Run(home, AS_OF)).explained == {}
    assert path.stat().st_mtime_ns == before
    put_in_force(home, register(AGENCY))
    run_once(home)
    assert returned_files(home) == []


def test_a_file_that_is_no_report_comes_back_with_the_list_of_forms(home: Home) -> None:
    registered(home)
    deliver(home, b"PK\x03\x04 cut short", sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    assert load_workbook(path).sheetnames == [RETURN_SHEET, FORMS_SHEET]


def test_a_file_without_our_code_comes_back_as_the_form_it_was_meant_to_be(home: Home) -> None:
    """Filled in where it is blank and sent again, it is a report."""
    registered(home)
    sent = report().replace(b"incident_summary/1", b"")
    deliver(home, sent, sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    book: Any = load_workbook(path)
    assert book.sheetnames[0] == RETURN_SHEET
    lines = [line for line in csv.reader(io.StringIO(report().decode())) if line]
    for row in book.worksheets[1].iter_rows():
        filled = next((line for line in lines if line[0] == row[0].value), [])
        for cell, entry in zip(row[1:], filled[1:], strict=False):
            cell.value = int(entry) if entry.isdecimal() and row[0].row > 10 else entry
    stream = io.BytesIO()
    book.save(stream)
    deliver(home, stream.getvalue(), sender="AGY-1")
    assert verdicts(home) == {"accepted": 1, "rejected": 1}


def later(revision: str, incidents: str = "3") -> bytes:
    return report(incidents, revision=revision)


def owed_revisions(home: Home) -> list[int]:
    """The revisions of the reports in the outbox, by what they say themselves."""
    with home.ledger() as ledger:
        kept = latest_verdicts(ledger)
    names = [path.stem[-12:] for path in returned_files(home)]
    there = kept.filter(pl.col("submission_id").str.head(12).is_in(names))
    assert set(there["submission_id"]) == owed(home)
    return sorted(there["revision"].to_list())


def test_what_a_later_revision_mended_is_withdrawn(home: Home) -> None:
    registered(home)
    deliver(home, later("0", "vài"), sender="AGY-1")
    run_once(home)
    assert owed_revisions(home) == [0]
    deliver(home, later("1", "nhiều"), sender="AGY-1")
    run_once(home)
    assert owed_revisions(home) == [1], "one workbook, of the latest held revision"
    deliver(home, later("2"), sender="AGY-1")
    run_once(home)
    assert owed_revisions(home) == []
    assert not (home / "outbox" / "AGY-1").exists()


def test_a_held_revision_after_one_that_counts_is_still_owed(home: Home) -> None:
    registered(home)
    deliver(home, later("0"), later("1", "vài"), sender="AGY-1")
    run_once(home)
    assert owed_revisions(home) == [1]


def test_both_of_two_contents_of_one_revision_go_back(home: Home) -> None:
    registered(home)
    deliver(home, later("0", "3"), later("0", "4"), sender="AGY-1")
    run_once(home)
    assert owed_revisions(home) == [0, 0]


def test_what_was_withdrawn_or_waived_goes_from_the_outbox(home: Home) -> None:
    """One by a decision on the file, one by a waiver of what held it."""
    more_handled = report().decode().replace(",3,0,0,0,0", ",3,4,0,0,0", 1).encode()
    registered(home)
    deliver(home, more_handled, report("vài", period="2023"), sender="AGY-1")
    run_once(home)
    assert len(returned_files(home)) == 2
    propose_withdrawal(home, "lan", "1.csv", Why(category="duplicate", reason="Gửi nhầm"))
    approve(home, APPROVER, "D1")
    run_once(home)
    (left,) = returned_files(home)
    deliver(home, explained(left, "Hai đơn vị cùng xử lý"), sender="AGY-1")
    run_once(home)
    approve(home, APPROVER, "D2")
    run_once(home)
    assert returned_files(home) == []


def test_a_file_of_a_person_stays_in_the_outbox(home: Home) -> None:
    registered(home)
    deliver(home, later("0", "vài"), sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    own = path.with_name("ghi-chú.xlsx")
    own.write_bytes(b"of a person")
    path.write_bytes(b"filled in by a person")
    deliver(home, later("1", "nhiều"), sender="AGY-1")
    run_once(home)
    deliver(home, later("2"), sender="AGY-1")
    run_once(home)
    assert {file.read_bytes() for file in returned_files(home)} == {
        b"of a person",
        b"filled in by a person",
    }


def test_a_workbook_that_was_changed_makes_room_for_one_asked_for_anew(home: Home) -> None:
    registered(home)
    deliver(home, later("0", "vài"), sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    whole = path.read_bytes()
    path.write_bytes(b"filled in by a person")
    done = csi(home, "return", "0.csv")
    assert (done.exit_code, done.stdout.strip()) == (0, str(path))
    assert path.read_bytes() == whole
    (aside,) = {*returned_files(home)} - {path}
    assert aside.read_bytes() == b"filled in by a person"


def test_a_changed_workbook_of_what_is_purged_is_erased(home: Home) -> None:
    registered(home)
    deliver(home, later("0", "vài"), sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    path.write_bytes(b"filled in by a person")
    why = Why(category="law", reason="gửi nhầm danh sách cán bộ")
    made = propose_purge(home, "lan", "0.csv", "Luật Bảo vệ dữ liệu cá nhân 2025", why)
    approve(home, APPROVER, made.decision_id)
    run_once(home)
    assert returned_files(home) == []
    assert [path.name for path in (home / "outbox").iterdir()] == ["returned.json"]


def test_return_fills_the_outbox_with_what_is_owed_only(home: Home) -> None:
    registered(home)
    deliver(home, later("0", "vài"), sender="AGY-1")
    verdicts(home)
    assert csi(home, "return", "--all-held").exit_code == 0
    assert owed_revisions(home) == [0]
    mended = later("1")
    deliver(home, mended, sender="AGY-1")
    verdicts(home)
    with home.ledger() as ledger:
        (held,) = latest_verdicts(ledger).filter(verdict="held")["submission_id"]
    refused = csi(home, "return", held[:12], "--lang", "en")
    assert (refused.exit_code, "no longer to be mended" in refused.stderr) == (2, True)
    assert csi(home, "return", "--all-held").stdout == ""
    assert owed_revisions(home) == []
    copied = csi(home, "return", held[:12], "--out", str(home.folder.parent / "usb"))
    assert copied.exit_code == 0


@pytest.mark.parametrize("record", ["", "[]", '{"a": 1}', "{", None])
def test_a_record_that_cannot_be_read_takes_nothing_away(home: Home, record: str | None) -> None:
    registered(home)
    deliver(home, later("0", "vài"), sender="AGY-1")
    run_once(home)
    (path,) = returned_files(home)
    kept = home / "outbox" / "returned.json"
    kept.unlink() if record is None else kept.write_text(record)
    run_once(home)
    assert returned_files(home) == [path]
    deliver(home, later("1"), sender="AGY-1")
    run_once(home)
    assert returned_files(home) == []


def test_a_record_of_before_digests_were_kept_is_ours(home: Home) -> None:
    registered(home)
    deliver(home, later("0", "vài"), sender="AGY-1")
    run_once(home)
    kept = home / "outbox" / "returned.json"
    older = {name: one[:2] for name, one in json.loads(kept.read_text()).items()}
    kept.write_text(json.dumps(older))
    deliver(home, later("1"), sender="AGY-1")
    run_once(home)
    assert returned_files(home) == []


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
