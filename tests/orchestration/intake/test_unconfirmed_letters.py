"""A letter without our code waits until one person says what it is; then it is judged like any
report, and it waits again when that is taken back."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from ingestion.landing.receiving import receive
from ingestion.landing.sources import Delivery
from ingestion.parsing.proposals import Found, Proposal
from ingestion.refusal import Refusal
from ingestion.samples.one_agency import REGISTER_HEAD
from ingestion.submissions.accepted_rows import read_rows
from orchestration.cli import main
from orchestration.identity.accounts import AccountProblem
from orchestration.identity.session import Actor
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.letter_senders import candidates
from orchestration.intake.letters import Given, confirm, put_away, undo
from orchestration.intake.standing_findings import standing_findings
from orchestration.intake.taking_in import rebuild_rows
from orchestration.run_context import Run
from tests.ingestion.parsing.letters import (
    SUMMARY_LETTER,
    SYSTEMS_LETTER,
    incident_rows,
    written,
)
from tests.orchestration.small_reports import AS_OF, verdicts

STEWARD = Actor("lan", frozenset({"steward"}), "session")
WARD = "AGY-1,UBND phường A (mẫu),province_agency,VN63-01,2018-01-01,2025-06-30,true\n"
CENTRE = "NAT-1,Trung tâm quốc gia (mẫu),national_centre,,2018-01-01,,true\n"
SENT = SYSTEMS_LETTER.workbook()
SENT_ID = hashlib.sha256(SENT).hexdigest()
WRONG = SYSTEMS_LETTER.but(
    lines=[*written(total_systems=5), *SYSTEMS_LETTER.lines[len(written()) :]]
).workbook()


def csi(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), *arguments])


def status(home: Home) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(csi(home, "status", "--json").stdout)
    return told


def hand_in(home: Home, name: str, content: bytes) -> None:
    received_at = datetime(2024, 12, 1, tzinfo=UTC)
    with home.ledger() as ledger:
        delivery = Delivery(name, content, None, "test", received_at, None)
        receive([delivery], home.raw_store(), ledger, home.kind)


def codes(home: Home) -> dict[str, str | None]:
    """Each rule that stands, with the cell it stands at."""
    with home.ledger() as ledger:
        findings = standing_findings(home, latest_verdicts(ledger))
    return dict(findings.select("code", "cell").iter_rows())


def rows_kept(home: Home) -> list[str]:
    rows = read_rows(home / "rows", "information_systems", 2024, pl.Series([SENT_ID]))
    return rows.filter(table="information_systems", field="system_name")["cell"].sort().to_list()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    hand_in(home, "agencies.csv", (REGISTER_HEAD + WARD + CENTRE).encode())
    hand_in(home, "bao-cao.xlsx", SENT)
    assert verdicts(home) == {}
    return home


def test_it_waits_and_counts_nowhere(home: Home) -> None:
    for _ in range(2):
        assert verdicts(home) == {}, "no run decides what it is"
    told = status(home)
    (letter,) = told["letters"]
    assert (told["waiting"], told["verdicts"], letter["submission_id"]) == (0, {}, SENT_ID)
    assert letter["contract_id"] == "information_systems/3"
    (agency,) = letter["agencies"]
    assert (agency["value"], agency["place"]) == ("AGY-1", "Sheet!A1")
    assert letter["must_be_given"] == ["period"]
    assert letter["command"] == f'csi confirm {SENT_ID[:12]} --period … --reason "…"'
    for lang, words in (("vi", "Chờ xác nhận"), ("en", "Waits to be confirmed")):
        printed = csi(home, "status", "--lang", lang).stdout
        assert words in printed
        assert letter["command"] in printed


def test_one_person_confirms_it_and_it_is_judged_like_any_report(home: Home) -> None:
    made = confirm(home, STEWARD, "bao-cao.xlsx", Given(period="Năm 2024"), "công văn 12")
    assert (made.confirmed.answers["agency_id"], made.confirmed.answers["period"]) == (
        "AGY-1", "2024",
    )  # fmt: skip
    assert status(home)["letters"] == []
    assert verdicts(home) == {"accepted": 1}
    assert rows_kept(home) == ["B17", "B18"]
    assert codes(home) == {"SHEET-LEFT-OUT": "A15"}
    assert verdicts(home) == {"accepted": 1}, "nothing is asked again"
    assert rebuild_rows(Run(home, AS_OF)) == []
    assert rows_kept(home) == ["B17", "B18"]


def test_a_wrong_figure_is_found_at_the_cell_that_was_sent(home: Home) -> None:
    hand_in(home, "sai.xlsx", WRONG)
    assert verdicts(home) == {}
    given = Given(period="2024", report_date="20/12/2024")
    made = confirm(home, STEWARD, "sai.xlsx", given, "công văn 12")
    assert made.confirmed.answers["report_date"] == "2024-12-20"
    assert "report_date" not in made.confirmed.places, "the letter says another day"
    assert verdicts(home) == {"held": 1}
    assert codes(home)["SYSTEM-COUNT"] == "A7"


def test_a_summary_of_incidents_goes_the_same_way(home: Home) -> None:
    """One type that its agency left out is not reported: nobody knows that it was nil."""
    whole = SUMMARY_LETTER.but(head=[*SUMMARY_LETTER.head[:2], ["Tên tổ chức: UBND phường A"]])
    hand_in(home, "whole.xlsx", whole.workbook())
    hand_in(home, "part.xlsx", whole.but(rows=incident_rows("TYPE-04")).workbook())
    assert verdicts(home) == {}
    confirm(home, STEWARD, "whole.xlsx", Given(report_date="10/12/2024"), "công văn 13")
    part = Given(report_date="10/12/2023", period="2023")
    confirm(home, STEWARD, "part.xlsx", part, "công văn 14")
    assert verdicts(home) == {"accepted": 1, "held": 1}
    assert codes(home) == {"CELL-REQUIRED": None}


def test_what_was_confirmed_is_taken_back(home: Home) -> None:
    confirm(home, STEWARD, SENT_ID[:10], Given(period="2024"), "công văn 12")
    assert verdicts(home) == {"accepted": 1}
    undo(home, STEWARD, SENT_ID[:10], "nhầm năm")
    assert verdicts(home) == {"withdrawn": 1}
    assert (rows_kept(home), codes(home)) == ([], {})
    assert rebuild_rows(Run(home, AS_OF)) == []
    assert [one["submission_id"] for one in status(home)["letters"]] == [SENT_ID]
    with pytest.raises(Refusal, match="not_one_confirmed"):
        undo(home, STEWARD, SENT_ID[:10], "nhầm năm")
    confirm(home, STEWARD, SENT_ID[:10], Given(period="2023", revision=1), "đúng năm")
    assert verdicts(home) == {"accepted": 1}
    with home.ledger() as ledger:
        (row,) = latest_verdicts(ledger).iter_rows(named=True)
        events = [event.body for event in ledger.events("letter_confirmed")]
    assert (row["period"], row["revision"], row["confirmation"]) == ("2023", 1, "C2")
    assert [(one["by"], one["reason"]) for one in events] == [
        ("lan", "công văn 12"), ("lan", "đúng năm"),
    ]  # fmt: skip


REFUSED = [
    ("bao-cao.xlsx", Given(), "letter.must_be_given"),
    ("bao-cao.xlsx", Given(period="2024-Q1"), "refused.period_of_form"),
    ("bao-cao.xlsx", Given(period="hôm qua"), "refused.period_of_form"),
    ("bao-cao.xlsx", Given(period="2024", agency_id="AGY-9"), "refused.unknown_agency"),
    ("bao-cao.xlsx", Given(period="2025"), "refused.agency_ended"),
    ("bao-cao.xlsx", Given(period="2024", agency_id="NAT-1"), "refused.form_not_owed"),
    ("bao-cao.xlsx", Given(period="2024", form="budget"), "letter.other_form"),
    ("bao-cao.xlsx", Given(period="2024", report_date="31/02/2024"), "letter.no_day"),
    ("khac.xlsx", Given(period="2024"), "letter.not_one"),
]


def test_a_letter_that_is_no_report_is_put_away(home: Home) -> None:
    with pytest.raises(AccountProblem):
        put_away(home, Actor("an", frozenset({"viewer"}), "session"), SENT_ID[:12], "bản nháp")
    put_away(home, STEWARD, "bao-cao.xlsx", "bản nháp, không phải báo cáo")
    for _ in range(2):
        assert verdicts(home) == {}
        told = status(home)
        assert (told["letters"], told["waiting"], told["verdicts"]) == ([], 0, {})
        (away,) = told["put_away"]
        assert (away["submission_id"], away["by"]) == (SENT_ID, "lan")
    for lang, words in (("vi", "Để riêng, không phải báo cáo"), ("en", "Put away, no report")):
        printed = csi(home, "status", "--lang", lang).stdout
        assert f"{words}: bao-cao.xlsx ({SENT_ID[:12]}); lan" in printed
        assert "bản nháp, không phải báo cáo" in printed
    with pytest.raises(Refusal, match=r"letter\.not_one"):
        confirm(home, STEWARD, "bao-cao.xlsx", Given(period="2024"), "công văn 12")
    undo(home, STEWARD, SENT_ID[:12], "là báo cáo")
    assert verdicts(home) == {}
    (letter,) = status(home)["letters"]
    assert (letter["submission_id"], status(home)["put_away"]) == (SENT_ID, [])
    put_away(home, STEWARD, "bao-cao.xlsx", "vẫn là bản nháp")
    assert status(home)["letters"] == []


def test_what_cannot_be_is_not_confirmed(home: Home) -> None:
    for reference, given, why in REFUSED:
        with pytest.raises(Refusal, match=why):
            confirm(home, STEWARD, reference, given, "công văn 12")
    reader = Actor("an", frozenset({"reader"}), "session")
    with pytest.raises(AccountProblem):
        confirm(home, reader, SENT_ID, Given(period="2024"), "công văn 12")
    with pytest.raises(AccountProblem):
        undo(home, reader, SENT_ID, "nhầm năm")
    refused = csi(home, "confirm", SENT_ID[:12], "--period", "2024", "--reason", "x")
    assert refused.exit_code == 2, "nobody is logged in"
    assert len(status(home)["letters"]) == 1


def test_a_check_shows_the_proposal_and_what_the_rules_say(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "sai.xlsx"
    path.write_bytes(WRONG)
    done = csi(home, "check", str(path))
    assert done.exit_code == 1
    for words in ("AGY-1 UBND phường A", "18/12/2024", "kỳ báo cáo", "SYSTEM-COUNT · Sheet!A7"):
        assert words in done.stdout
    for code in ("CELL-REQUIRED", "PERIOD-INVALID", "FORM-UNKNOWN", "AGENCY-UNKNOWN"):
        assert code not in done.stdout
    told = json.loads(CliRunner().invoke(main, ["check", str(path), "--json"]).stdout)
    (file,) = told["files"]
    assert (file["verdict"], file["letter"]["must_be_given"]) == (
        "waiting",
        ["agency_id", "period"],
    )


REGISTERED = [
    ("A", "Ủy ban nhân dân thành phố Hà Nội"),
    ("B", "Sở Khoa học và Công nghệ thành phố Hà Nội"),
    ("C", "Sở Khoa học và Công nghệ tỉnh Bắc Ninh"),
    ("D", "UBND phường Ba Đình"),
    ("E", "UBND phường Ba Đình mới"),
    ("F", "Sở Y tế tỉnh Bắc Ninh"),
]


@pytest.mark.parametrize(
    ("names", "sender", "found"),
    [
        (["ỦY BAN NHÂN DÂN PHƯỜNG BA ĐÌNH"], None, ["D"]),
        (["UBND TỈNH BẮC NINH", "SỞ KH&CN"], None, ["C"]),
        (["UBND THÀNH PHỐ HÀ NỘI", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"], None, ["B", "A"]),
        (["UBND TP HÀ NỘI", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"], "B", ["B"]),
        (["SỞ KHOA HỌC VÀ CÔNG NGHỆ"], None, ["B", "C"]),
        (["SỞ Y TẾ"], None, ["F"]),
        (["UBND phường Ba Đình, thành phố Hà Nội"], None, ["D"]),
        (["SỞ"], None, []),
        (["CÔNG TY X"], None, []),
        (["CÔNG TY X"], "B", []),
    ],
)
def test_the_head_names_registered_agencies(
    names: list[str], sender: str | None, found: list[str]
) -> None:
    at = Found("STT", "Sheet", "A9")
    texts = tuple(Found(name, "Sheet", f"A{row}") for row, name in enumerate(names, 1))
    proposal = Proposal("f/layouts/1", "f/1", at, texts, (), (), (), False)
    register = pl.DataFrame(REGISTERED, schema=["agency_id", "agency_name"], orient="row")
    assert [one.agency_id for one in candidates(proposal, register, sender)] == found
