"""Deadlines ahead: told once for each day of the settings, what is assumed called so, agencies only
of what is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.home.home import Home
from ingestion.samples.one_agency import REGISTER_HEAD
from orchestration.intake.taking_in import take_in
from orchestration.notices.deadlines import tell_deadlines_ahead
from orchestration.notices.sending import Mailed
from orchestration.run_context import Run, today
from tests.orchestration.notices.mail_servers import OPERATOR, Server, home_with_mail, mail_server
from tests.orchestration.notices.marts import publish

# A year that no test lives to see: a letter whose deadline has passed is not sent.
YEAR = 2126
ADDRESSES = {"AGY-1": "baocao@so-a.example", "AGY-2": "baocao@so-b.example", "AGY-3": ""}


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as server:
        yield server


def home_of(folder: Path, server: Server, *, kind: str = "real", **settings: object) -> Home:
    """A home of three agencies, two of them with an address; all are told of deadlines."""
    settings = {"agencies": ["deadlines"], "language": "vi", **settings}
    home = home_with_mail(folder, server.port, **settings)
    lines = "".join(
        f"{name},Sở {name},department,VN34-01,2025-07-01,,{str(kind != 'real').lower()},{address}\n"
        for name, address in ADDRESSES.items()
    )
    register = f"{REGISTER_HEAD.strip()},email\n{lines}"
    (home.inbox / "agencies.csv").write_text(register, "utf-8")
    take_in(Run(home, today()))
    return home


def duty(rule: str = "R23", last_day: date = date(YEAR, 12, 19), **changed: Any) -> dict[str, Any]:
    """A deadline of the calendar."""
    return {
        "rule_id": rule,
        "obligation_id": rule,
        "kind": "report",
        "form": "information_systems",
        "scope": "own",
        "actor": "agency",
        "binds": "everyone",
        "report_vi": f"Báo cáo {rule}",
        "recipients": "Công an tỉnh",
        "period": str(YEAR),
        "last_day_on_time": last_day,
        "legal_basis": "Nghị định số 331/2026/NĐ-CP",
        "mark": "verified",
        "reports_due": 63,
        "reports_received": 12,
        **changed,
    }


def owed(agency: str = "AGY-1", rule: str = "R23", **changed: Any) -> dict[str, Any]:
    """The same as an agency owes it."""
    of_calendar = ("actor", "binds", "reports_due", "reports_received")
    row = {name: value for name, value in duty(rule).items() if name not in of_calendar}
    named = {"agency_id": agency, "agency_name": f"Sở {agency}", "subject": "-"}
    what = {"status": "not_yet_due", "is_assumed": False, "is_synthetic": False}
    return {**row, **named, **what, **changed}


def published(home: Home, *rows: dict[str, Any], of: date = date(YEAR, 12, 1)) -> None:
    """Calendar and statuses as a run computed them for a day."""
    calendar = [row for row in rows if "agency_id" not in row]
    statuses = [row for row in rows if "agency_id" in row]
    publish(home.published, of, calendar, statuses)


def test_before_the_first_run_nothing_is_told(server: Server, tmp_path: Path) -> None:
    home = home_with_mail(tmp_path / "home", server.port)
    assert tell_deadlines_ahead(home, date(YEAR, 12, 18)) == Mailed(True)
    with duckdb.connect(str(home.published)) as connection:
        connection.execute("create table something_else (i integer)")
    assert tell_deadlines_ahead(home, date(YEAR, 12, 18)) == Mailed(True)


def test_operators_are_told_at_each_of_the_days_once(server: Server, tmp_path: Path) -> None:
    home = home_with_mail(tmp_path / "home", server.port, language="vi")
    published(home, duty(), duty("R24", date(YEAR, 12, 24)), duty("R5", date(YEAR + 1, 6, 19)))
    told = []
    # No run on the ninth and the third day before: it is told on the next.
    for day in (8, 9, 10, 10, 14, 15, 17, 17, 18, 19, 20):
        server.letters.clear()
        tell_deadlines_ahead(home, date(YEAR, 12, day))
        rules = ["R23", "R24"]
        told += [(day, [one for one in rules if f"({one})" in x.body]) for x in server.letters]
    assert told == [
        (9, ["R23"]),
        (14, ["R24"]),
        (17, ["R23"]),
        (18, ["R23"]),
    ]
    server.letters.clear()
    assert tell_deadlines_ahead(home, date(YEAR, 12, 23)).sent == 1
    assert "(R24): kỳ 2126, chậm nhất hết ngày 24/12/2126" in server.letters[0].body


def test_a_letter_says_what_csi_duties_says(server: Server, tmp_path: Path) -> None:
    home = home_with_mail(tmp_path / "home", server.port)
    doubted = {"mark": "second_hand", "note_vi": "kỳ đầu theo nghị định", "note_en": "the first"}
    published(
        home,
        duty(**doubted),
        duty("R27", binds="nobody_known", form=None, recipients=None, reports_due=0),
        duty("R6", binds="network_members", sector="banking"),
        duty("R25", kind="goal", report_vi=None, reports_due=None, reports_received=None),
        duty("R9", reports_received=63),
    )
    assert tell_deadlines_ahead(home, date(YEAR, 12, 18)).sent == 1
    (letter,) = server.letters
    assert letter.subject == "[CSI tỉnh A] Báo cáo sắp đến hạn / Reports due soon"
    vietnamese, english = letter.body.split("* * *")
    assert "tính cho ngày 01/12/2126" in vietnamese
    lines = [line for line in vietnamese.splitlines() if line.startswith("- ")]
    assert lines[0] == (
        "- Báo cáo R23 (R23): kỳ 2126, chậm nhất hết ngày 19/12/2126. Nơi nhận: Công an tỉnh."
        " Căn cứ: Nghị định số 331/2026/NĐ-CP."
        " [theo nguồn thứ cấp, chưa đối chiếu văn bản gốc] (kỳ đầu theo nghị định)"
    )
    assert [re.findall(r"\((R\d+)\)", line) for line in lines] == [
        ["R23"],
        ["R25"],
        ["R27"],
        ["R6"],
    ]
    assert "mục tiêu phải đạt, không phải báo cáo" in lines[1]
    assert "[chưa có danh mục cơ quan phải gửi]" in lines[2]
    assert "Nơi nhận" not in lines[2]
    assert "với cơ quan khác là giả định" in lines[3]
    assert "Under an assumed duty no agency is called late" in english
    assert "(the first)" in english
    assert "63" not in letter.body
    assert "12 " not in letter.body


def test_an_agency_is_told_of_what_it_has_not_sent(server: Server, tmp_path: Path) -> None:
    home = home_of(tmp_path / "home", server)
    published(
        home,
        duty(),
        owed(),
        owed(rule="R24"),
        owed(rule="R1", received_on=date(YEAR, 12, 1), status="on_time"),
        owed("AGY-2", is_assumed=True),
        owed("AGY-3"),
        owed("AGY-9"),
        of=date(YEAR, 12, 17),
    )
    day = date(YEAR, 12, 18)
    assert tell_deadlines_ahead(home, day) == Mailed(True, sent=2)
    assert tell_deadlines_ahead(home, day) == Mailed(True, sent=0)
    assert [one.to for one in server.letters] == [[OPERATOR], [ADDRESSES["AGY-1"]]]
    letter = server.letters[1]
    assert letter.subject == "[CSI tỉnh A] Nhắc hạn gửi báo cáo"
    assert letter.body.startswith("Kính gửi Sở AGY-1,\n")
    told = [one for one in ("R23", "R24", "R1)") if f"({one}" in letter.body]
    assert told == ["R23", "R24"]
    assert "Sở AGY-2" not in letter.body


def test_no_agency_is_told_what_an_older_run_says_it_owes(server: Server, tmp_path: Path) -> None:
    """It may have sent it since."""
    home = home_of(tmp_path / "home", server)
    published(home, owed(), of=date(YEAR, 12, 16))
    assert tell_deadlines_ahead(home, date(YEAR, 12, 18)) == Mailed(True)


def test_agencies_are_told_only_where_the_settings_say_so(server: Server, tmp_path: Path) -> None:
    home = home_of(tmp_path / "home", server, agencies=["receipts"])
    published(home, owed())
    assert tell_deadlines_ahead(home, date(YEAR, 12, 18)) == Mailed(True)


def test_a_synthetic_home_writes_to_operators_only(server: Server, tmp_path: Path) -> None:
    home = home_of(tmp_path / "home", server, kind="synthetic")
    published(home, duty(), owed(), owed("AGY-2", is_synthetic=True))
    assert tell_deadlines_ahead(home, date(YEAR, 12, 18)).sent == 1
    (letter,) = server.letters
    assert letter.to == [OPERATOR]
    assert "số liệu mẫu" in letter.subject
    assert letter.body.startswith("SỐ LIỆU MẪU")


def test_a_server_that_is_down_costs_no_deadline(server: Server, tmp_path: Path) -> None:
    home = home_with_mail(tmp_path / "home", 1)
    published(home, duty())
    failed = tell_deadlines_ahead(home, date(YEAR, 12, 18))
    assert (failed.sent, failed.waiting, failed.reason) == (0, 1, "no_connection")
    home = home_with_mail(tmp_path / "home", server.port)
    assert tell_deadlines_ahead(home, date(YEAR, 12, 18)).sent == 1


def test_after_an_outage_only_the_latest_letter_on_a_deadline_is_sent(
    server: Server, tmp_path: Path
) -> None:
    day = today()
    home = home_with_mail(tmp_path / "home", 1)
    published(home, duty(last_day=day + timedelta(days=3)))
    assert tell_deadlines_ahead(home, day - timedelta(days=1)).sent == 0
    home = home_with_mail(tmp_path / "home", server.port)
    assert tell_deadlines_ahead(home, day) == Mailed(True, sent=1)
