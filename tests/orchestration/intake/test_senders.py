"""Reports that came by mail: an address means an agency where the register has it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion.home.home import Home
from ingestion.landing.receipts import receipts
from ingestion.landing.receiving import receive
from ingestion.landing.sources import Delivery
from ingestion.refusal import Refusal
from ingestion.samples.one_agency import AGENCY, REGISTER_HEAD, report
from orchestration.identity.accounts import AccountProblem
from orchestration.identity.session import Actor
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.taking_in import take_in
from orchestration.intake.unknown_senders import confirm_sender, proposed_senders, undo_sender
from orchestration.intake.verdicts import submissions
from orchestration.run_context import Run
from tests.orchestration.small_reports import AS_OF, deliver
from tests.orchestration.two_people import judge_again, put_in_force

STEWARD = Actor("lan", frozenset({"steward"}), "session")
APPROVER = Actor("minh", frozenset({"approver"}), "session")
ADDRESS = "baocao@so-a.example"
OTHER = "AGY-2,Sở B (mẫu),province_agency,VN63-01,2018-01-01,,true"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def addressed(*lines: tuple[str, str]) -> bytes:
    """A register of these lines, each with the address behind it."""
    listed = "".join(f"{line.strip()},{address}\n" for line, address in lines)
    return (REGISTER_HEAD.strip() + f",email\n{listed}").encode()


def registered(home: Home, *lines: tuple[str, str]) -> None:
    """Hand in a register of these lines, each with the address behind it."""
    deliver(home, addressed(*lines))


def judged(home: Home) -> tuple[str, list[str]]:
    take_in(Run(home, AS_OF))
    with home.ledger() as ledger:
        (one,) = latest_verdicts(ledger).iter_rows(named=True)
    return one["sender"], one["blocking_codes"]


def test_an_address_of_the_register_is_its_agency(home: Home) -> None:
    registered(home, (AGENCY, "BaoCao@So-A.example"))
    deliver(home, report(), sender=ADDRESS)
    assert judged(home) == ("AGY-1", [])


def test_an_unknown_address_is_held_until_the_register_has_it(home: Home) -> None:
    registered(home, (AGENCY, ""))
    deliver(home, report(), sender=ADDRESS)
    assert judged(home) == (ADDRESS, ["SENDER-UNKNOWN"])
    put_in_force(home, addressed((AGENCY, ADDRESS)))
    assert judged(home) == ("AGY-1", [])
    put_in_force(home, addressed((AGENCY, "khac@so-a.example")))
    assert judged(home) == ("AGY-1", []), "what was accepted is judged again on purpose only"
    judge_again(home)
    assert judged(home) == (ADDRESS, ["SENDER-UNKNOWN"])


def test_what_a_person_takes_back_is_judged_again_though_the_register_changed(home: Home) -> None:
    registered(home, (AGENCY, ""))
    deliver(home, report(), sender=ADDRESS)
    assert judged(home) == (ADDRESS, ["SENDER-UNKNOWN"])
    confirm_sender(home, STEWARD, "0.csv", "đã gọi điện")
    assert judged(home) == ("AGY-1", [])
    put_in_force(home, addressed((AGENCY.replace("VN63-01", "VN63-02"), "")))
    assert judged(home) == ("AGY-1", [])
    undo_sender(home, STEWARD, "0.csv", "nhầm")
    assert judged(home)[0] == ADDRESS


def test_the_address_of_another_agency_does_not_entitle(home: Home) -> None:
    registered(home, (AGENCY, ""), (OTHER, ADDRESS))
    deliver(home, report(), sender=ADDRESS)
    assert judged(home) == ("AGY-2", ["SENDER-NOT-ENTITLED"])


def test_an_address_two_agencies_share_entitles_each(home: Home) -> None:
    registered(home, (AGENCY, ADDRESS), (OTHER, ADDRESS))
    deliver(home, report(), sender=ADDRESS)
    assert judged(home) == ("AGY-1", [])


def test_an_address_counts_on_the_days_it_is_registered_for(home: Home) -> None:
    before = "AGY-1,Sở A (mẫu),province_agency,VN63-01,2018-01-01,2024-11-30,true"
    after = "AGY-1,Sở A (mẫu),province_agency,VN63-01,2024-12-01,,true"
    registered(home, (before, ADDRESS), (after, "moi@so-a.example"))
    deliver(home, report(), sender=ADDRESS)
    assert judged(home) == (ADDRESS, ["SENDER-UNKNOWN"])


def test_a_message_whose_sender_nobody_knows_gives_its_file_to_nobody(home: Home) -> None:
    """The same bytes, sent by the agency's own mailbox too, are the agency's."""
    registered(home, (AGENCY, ADDRESS))
    deliver(home, report(), sender="ai.do@noi-khac.example")
    assert judged(home)[1] == ["SENDER-UNKNOWN"]
    deliver(home, report(), sender=ADDRESS)
    assert judged(home) == ("AGY-1", [])


def test_a_person_confirms_whose_one_report_is_and_takes_it_back(home: Home) -> None:
    registered(home, (AGENCY, ""))
    deliver(home, report(), sender=ADDRESS)
    assert judged(home)[1] == ["SENDER-UNKNOWN"]
    with home.ledger() as ledger:
        (proposed,) = proposed_senders(ledger)
    assert (proposed.address, proposed.agency_id) == (ADDRESS, "AGY-1")
    with pytest.raises(AccountProblem):
        confirm_sender(home, APPROVER, "0.csv", "đã gọi điện")
    confirm_sender(home, STEWARD, "0.csv", "đã gọi điện")
    assert judged(home) == ("AGY-1", [])
    with home.ledger() as ledger:
        assert proposed_senders(ledger) == []
    undo_sender(home, STEWARD, proposed.submission_id[:8], "nhầm")
    assert judged(home) == (ADDRESS, ["SENDER-UNKNOWN"])
    with pytest.raises(Refusal, match="not_one"):
        undo_sender(home, STEWARD, proposed.submission_id[:8], "nhầm")


def test_what_a_stranger_says_of_an_agency_touches_none_of_its_reports(home: Home) -> None:
    """Neither an accepted report, nor whether the agency answered its duty."""
    registered(home, (AGENCY, ""))
    deliver(home, report(), sender="AGY-1")
    assert judged(home) == ("AGY-1", [])
    deliver(home, report("4"), sender="ai.do@noi-khac.example")
    for _ in range(2):
        take_in(Run(home, AS_OF))
    with home.ledger() as ledger:
        state = submissions(ledger, AS_OF)
    told = state.select("verdict", "is_received", "blocking_codes").sort("verdict").rows()
    assert told == [("accepted", True, []), ("held", False, ["SENDER-UNKNOWN"])]


def test_the_same_bytes_sent_later_by_a_stranger_change_no_receipt(home: Home) -> None:
    registered(home, (AGENCY, ""))
    first = Delivery("a.csv", report(), "AGY-1", "inbox", datetime(2024, 12, 9, tzinfo=UTC))
    later = datetime(2024, 12, 20, tzinfo=UTC)
    mailed = Delivery("b.eml", report(), "ai.do@noi-khac.example", "hop-thu", later)
    with home.ledger() as ledger:
        for delivery in (first, mailed):
            receive([delivery], home.raw_store(), ledger, home.kind)
        (kept,) = receipts(ledger).values()
    assert (kept.name, kept.sender, kept.received_on.isoformat()) == (
        "a.csv",
        "AGY-1",
        "2024-12-09",
    )


@pytest.mark.parametrize("address", ["Sở A <a@b.example>", "a@b.example; c@d.example", "a", "@"])
def test_a_register_holds_one_address_per_line(home: Home, address: str) -> None:
    registered(home, (AGENCY, ""))
    registered(home, (AGENCY, address))
    take_in(Run(home, AS_OF))
    with home.ledger() as ledger:
        assert latest_verdicts(ledger).filter(pl.col("verdict") == "rejected").height == 1
