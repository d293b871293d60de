"""What an agency owes on a day, by the command."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ingestion.blanks.layout import Answers, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.language.vietnamese import VIETNAM
from orchestration.cli import main
from orchestration.intake.taking_in import take_in
from orchestration.run_context import Run
from tests.expectations.builders import header
from tests.orchestration.small_reports import deliver, verdicts

REGISTER = """\
agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,parent_id,sector,in_response_network
LEAD,Công an A (mẫu),police,VN63-48,2018-01-01,2025-06-30,true,,,true
LEAD,Công an A (mẫu),police,VN34-48,2025-07-01,,true,,,true
OWN,Sở A (mẫu),department,VN63-48,2018-01-01,2025-06-30,true,LEAD,,
OWN,Sở A (mẫu),department,VN34-48,2025-07-01,,true,LEAD,,
BANK,Ngân hàng A (mẫu),department,VN34-48,2025-07-01,,true,LEAD,banking,
HUE,Sở Huế (mẫu),department,VN63-46,2018-01-01,2025-06-30,true,LEAD,,
"""
# Its columns and one more.
SUCCEEDED = """\
agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,successor_id
OLD,Sở cũ (mẫu),department,VN34-48,2025-07-01,2026-05-31,true,NEW
NEW,Sở mới (mẫu),department,VN34-48,2026-06-01,,true,
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("duties") / "home")
    (home.inbox / "agencies.csv").write_text(REGISTER, "utf-8")
    take_in(Run(home, date(2026, 12, 5)))
    return home


@pytest.fixture(scope="module")
def home_of_old(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose bank is there from before any law is."""
    home = Home(tmp_path_factory.mktemp("old") / "home")
    (home.inbox / "agencies.csv").write_text(
        "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,sector\n"
        "BANK,Ngân hàng A (mẫu),department,VN63-48,2000-01-01,2025-06-30,true,banking\n",
        "utf-8",
    )
    take_in(Run(home, date(2025, 6, 1)))
    return home


def listed(home: Home, agency: str, day: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(
        main, ["--home", str(home.folder), "duties", agency, "--on", day, "--json"]
    )
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def duties(home: Home, agency: str, day: str) -> dict[str, dict[str, Any]]:
    """What is not overdue, by rule."""
    return {one["rule_id"]: one for one in listed(home, agency, day) if not one["is_overdue"]}


def in_words(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), "duties", *arguments])


@pytest.mark.parametrize(
    ("agency", "rule", "last_day"),
    [("OWN", "R23", "2026-12-19"), ("LEAD", "R24", "2026-12-24")],
)
def test_the_systems_report_of_2026_is_due_when_the_decree_says(
    home: Home, agency: str, rule: str, last_day: str
) -> None:
    """And by no letter of one province, which ended with August 2026."""
    found = duties(home, agency, "2026-12-05")
    assert found[rule]["last_day"] == last_day
    assert found[rule]["mark"] == "second_hand"
    assert not {"R7", "R8", "R10"} & set(found)
    assert ("R24" in found) == (agency == "LEAD")


def test_between_the_laws_no_deadline_of_an_incident_is_known(home: Home) -> None:
    incidents = {"R1", "R1-BANK", "R2", "R3", "R4", "R4-BANK", "R21", "R22", "R26"}
    assert incidents & set(duties(home, "OWN", "2026-08-18")) == set()
    assert incidents & set(duties(home, "BANK", "2026-08-18")) == {"R1-BANK", "R4-BANK"}
    assert incidents & set(duties(home, "OWN", "2026-08-19")) == {"R21", "R22", "R26"}
    assert incidents & set(duties(home, "OWN", "2026-06-30")) == {"R1", "R2", "R3", "R4"}
    assert "R1" not in duties(home, "BANK", "2026-06-30")


def test_what_was_read_for_others_is_assumed(home: Home) -> None:
    own, hue = duties(home, "OWN", "2025-06-01"), duties(home, "HUE", "2025-06-01")
    assert own["R7"]["is_assumed"]
    assert not hue["R7"]["is_assumed"]
    lead = duties(home, "LEAD", "2025-06-01")
    assert not lead["R5"]["is_assumed"]
    assert own["R5"]["is_assumed"]
    assert own["R5"]["last_day"] == "2025-06-19"
    assert not own["R13"]["is_assumed"]


@pytest.mark.parametrize(
    ("rule", "eve", "day"),
    [
        ("R13", "2018-02-11", "2018-02-12"),
        ("R19", "2022-03-31", "2022-04-01"),
        ("R4-BANK", "2017-12-31", "2018-01-01"),
        ("R5", "2016-12-31", "2017-01-01"),
    ],
)
def test_a_rule_without_a_first_day_is_owed_on_no_day_before_its_document(
    home_of_old: Home, rule: str, eve: str, day: str
) -> None:
    assert rule not in duties(home_of_old, "BANK", eve)
    found = duties(home_of_old, "BANK", day)[rule]
    assert found["valid_from"] is None
    assert day.startswith(found["document_date"])


def test_of_a_rule_without_a_first_day_that_is_said(home: Home) -> None:
    """In both languages, as is what has to be known of a rule."""
    arguments = ["--home", str(home.folder), "duties", "OWN", "--on", "2025-06-01"]
    lines = CliRunner().invoke(main, arguments).stdout.splitlines()
    (since_unknown,) = [line for line in lines if "(R1)" in line]
    assert "[không rõ có hiệu lực từ ngày nào]" in since_unknown
    (since_known,) = [line for line in lines if "(R7)" in line]
    assert "từ ngày nào" not in since_known
    arguments = [*arguments[:-1], "2026-12-05"]
    assert "bắt đầu trước khi nghị định có hiệu lực" in CliRunner().invoke(main, arguments).stdout
    english = CliRunner().invoke(main, [*arguments, "--lang", "en"]).stdout
    assert "begins before the decree is in force" in english


@pytest.mark.parametrize(
    ("day", "period", "last_day"),
    [
        ("2026-12-18", "2026", "2026-12-19"),
        ("2026-12-19", "2026", "2026-12-19"),
        ("2026-12-20", "2027", "2027-12-19"),
    ],
)
def test_the_next_deadline_is_the_one_whose_last_day_is_not_over(
    home: Home, day: str, period: str, last_day: str
) -> None:
    found = duties(home, "OWN", day)["R23"]
    assert (found["period"], found["last_day"]) == (period, last_day)


def test_in_words(home: Home) -> None:
    arguments = ["--home", str(home.folder), "duties", "OWN", "--on", "2026-12-05"]
    done = CliRunner().invoke(main, arguments)
    assert "Nghĩa vụ của OWN vào ngày 05/12/2026:" in done.stdout
    assert "kỳ 2026, chậm nhất hết ngày 19/12/2026" in done.stdout
    assert "[theo nguồn thứ cấp, chưa đối chiếu văn bản gốc]" in done.stdout
    gone = CliRunner().invoke(main, [*arguments[:3], "HUE", "--on", "2025-07-01"])
    assert gone.exit_code == 2
    assert "01/07/2025" in gone.stderr


def test_what_is_overdue_and_not_received_stands_first(home: Home) -> None:
    """From the day after its last day on, for a year; in words too."""
    assert not [one for one in listed(home, "OWN", "2026-12-19") if one["is_overdue"]]
    first, *others = listed(home, "OWN", "2026-12-20")
    assert (first["rule_id"], first["period"], first["is_overdue"]) == ("R23", "2026", True)
    assert first["last_day"] == "2026-12-19"
    assert not [one for one in others if one["is_overdue"]]
    rules = [one["rule_id"] for one in listed(home, "LEAD", "2026-12-25") if one["is_overdue"]]
    assert rules == ["R5", "R23", "R24"], "the oldest first"
    assert [one["is_overdue"] for one in listed(home, "OWN", "2027-12-19")[:2]] == [True, False]
    (later, *_) = listed(home, "OWN", "2027-12-20")
    assert (later["period"], later["is_overdue"]) == ("2027", True)
    line = in_words(home, "OWN", "--on", "2026-12-20").stdout.splitlines()[1]
    assert "kỳ 2026, hạn cuối là ngày 19/12/2026: quá hạn, chưa nộp" in line


def test_nothing_is_overdue_under_an_assumed_duty(home: Home) -> None:
    """The half-year summary binds members of the network: the lead is one."""
    overdue = [one for one in listed(home, "LEAD", "2025-06-25") if one["is_overdue"]]
    assert [(one["rule_id"], one["period"]) for one in overdue] == [
        ("R6", "2024"),
        ("R5", "2025-S1"),
    ]
    assert not [one for one in listed(home, "OWN", "2025-06-25") if one["is_overdue"]]


def test_what_was_received_is_overdue_until_it_came(tmp_path: Path) -> None:
    """Though it is held."""
    home = Home(tmp_path / "home")
    form = load_contracts().latest()["information_systems"]
    names = {"agency_id": "OWN", "agency_name": "Sở A (mẫu)"}
    unit = {"unit_code": "48", "unit_name": "Đà Nẵng"}
    head = header(**names, **unit, period="2026", report_date="28/12/2026")
    report = workbook_bytes(form, lay_out(form, Answers(head)))
    deliver(home, REGISTER.encode(), report, at=datetime(2026, 12, 28, 9, tzinfo=VIETNAM))
    assert verdicts(home, date(2027, 1, 10)) == {"held": 1}
    days = {"2026-12-27": ["R23"], "2026-12-28": [], "2027-01-11": []}
    for day, rules in days.items():
        overdue = [one["rule_id"] for one in listed(home, "OWN", day) if one["is_overdue"]]
        assert overdue == rules, day


def test_a_note_on_the_first_period_stands_with_no_other(home: Home) -> None:
    ahead, later = (
        duties(home, "OWN", "2026-12-05")["R23"],
        duties(home, "OWN", "2026-12-20")["R23"],
    )
    assert "Kỳ đầu tiên" in ahead["note_vi"]
    assert "first period" in ahead["note_en"]
    assert later["period"] == "2027"
    assert "Kỳ đầu tiên" not in later["note_vi"]
    assert later["note_vi"].startswith("Nghị định không nêu mẫu")


def test_a_goal_to_be_reached_at_once_says_so(home: Home) -> None:
    lines = in_words(home, "OWN", "--on", "2026-12-05").stdout.splitlines()
    (line,) = [line for line in lines if "(R29)" in line]
    assert "(R29): ngay." in line
    assert "[mục tiêu phải đạt, không phải báo cáo]" in line


def test_a_goal_is_set_on_no_day_before_its_directive(home: Home) -> None:
    assert "R18" not in duties(home, "OWN", "2019-06-06")
    found = duties(home, "OWN", "2019-06-07")["R18"]
    assert found["document_date"] == "2019-06-07"
    assert "Chỉ thị 14/CT-TTg" in found["legal_basis"]


@pytest.mark.parametrize("value", ["2026-13-40", "31/31/2026", "mai"])
def test_what_is_no_day_is_refused_in_the_language_of_the_reader(home: Home, value: str) -> None:
    done = in_words(home, "OWN", "--on", value)
    assert done.exit_code == 2
    assert f"--on: “{value}” không phải là một ngày" in done.stderr
    assert "31/12/2026" in done.stderr
    english = in_words(home, "OWN", "--on", value, "--lang", "en")
    assert "is not a day" in english.stderr


def test_a_day_may_be_written_day_first(home: Home) -> None:
    day_first = in_words(home, "OWN", "--on", "20/12/2026")
    assert day_first.stdout == in_words(home, "OWN", "--on", "2026-12-20").stdout


def test_an_agency_that_ended_is_named_with_its_last_day_and_successor(
    tmp_path: Path, home: Home
) -> None:
    other = Home(tmp_path / "home")
    (other.inbox / "agencies.csv").write_text(SUCCEEDED, "utf-8")
    take_in(Run(other, date(2026, 12, 5)))
    done = in_words(other, "OLD", "--on", "2026-06-01")
    assert done.exit_code == 2
    assert "31/05/2026" in done.stderr
    assert "Đơn vị kế thừa: “NEW”" in done.stderr
    before = in_words(other, "NEW", "--on", "2026-05-31")
    assert "Không có đơn vị “NEW”" in before.stderr
    alone = in_words(home, "HUE", "--on", "2026-06-01")
    assert "ngày cuối trong danh mục là 30/06/2025" in alone.stderr
