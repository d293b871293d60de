"""What an agency owes on a day, by the command."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from ingestion.home.home import Home
from orchestration.cli import main
from orchestration.intake.taking_in import take_in
from orchestration.run_context import Run

REGISTER = """\
agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,parent_id,sector,in_response_network
LEAD,Công an A (mẫu),police,VN63-48,2018-01-01,2025-06-30,true,,,true
LEAD,Công an A (mẫu),police,VN34-48,2025-07-01,,true,,,true
OWN,Sở A (mẫu),department,VN63-48,2018-01-01,2025-06-30,true,LEAD,,
OWN,Sở A (mẫu),department,VN34-48,2025-07-01,,true,LEAD,,
BANK,Ngân hàng A (mẫu),department,VN34-48,2025-07-01,,true,LEAD,banking,
HUE,Sở Huế (mẫu),department,VN63-46,2018-01-01,2025-06-30,true,LEAD,,
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


def duties(home: Home, agency: str, day: str) -> dict[str, dict[str, Any]]:
    done = CliRunner().invoke(
        main, ["--home", str(home.folder), "duties", agency, "--on", day, "--json"]
    )
    assert done.exit_code == 0, done.output
    return {one["rule_id"]: one for one in json.loads(done.stdout)}


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
