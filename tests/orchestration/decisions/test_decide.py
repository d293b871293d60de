"""``csi decide`` as two people use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.cli import main
from tests.orchestration.small_reports import RECEIVED, deliver, verdicts

PHRASE = "mot mat khau dai\n"
WHY = ("--category", "typing_error", "--reason", "bản giấy ghi khác")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("decide") / "home")
    deliver(home, register(AGENCY), report("ba"))
    assert verdicts(home) == {"held": 1}
    csi(home, "account", "add", "minh", "--role", "approver", "--password-stdin")
    roles = ("--role", "steward", "--role", "approver")
    csi(home, "account", "add", "lan", *roles, "--password-stdin")
    return home


def csi(home: Home, *arguments: str, typed: str = PHRASE) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), *arguments], input=typed)


def login(home: Home, name: str) -> None:
    assert csi(home, "login", name, "--password-stdin").exit_code == 0


def correct(home: Home, old: str, row: str) -> Result:
    place = ("--row", row, "--column", "incidents")
    return csi(home, "decide", "correct", "1.csv", *place, "--old", old, "--new", "3", *WHY)


def test_a_stranger_may_look_and_not_decide(home: Home) -> None:
    csi(home, "logout")
    refused = correct(home, "ba", "TYPE-01")
    assert refused.exit_code == 2
    assert "csi login" in refused.output
    assert csi(home, "decide", "list").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("decide", "waive", "TOTAL-ROW", "--submission", "1.csv", "--expires", "2099-12-31", *WHY),
        ("decide", "withdraw", "1.csv", *WHY),
        ("decide", "revoke", "D1", *WHY),
        ("decide", "approve", "D1", "--yes"),
        ("rules", "set", "TOTAL-ROW", "--off", *WHY),
        ("revalidate", "--record"),
        ("account", "add", "hoa", "--role", "steward", "--password-stdin"),
        ("account", "confirm", "lan"),
        ("account", "close", "lan"),
        ("publish",),
    ],
)
def test_an_unmapped_user_changes_nothing(home: Home, arguments: tuple[str, ...]) -> None:
    csi(home, "logout")
    kept = [(home / f"{name}.sqlite").read_bytes() for name in ("ledger", "accounts")]
    refused = csi(home, *arguments)
    assert refused.exit_code == 2, refused.output
    assert "csi login" in refused.output
    assert [(home / f"{name}.sqlite").read_bytes() for name in ("ledger", "accounts")] == kept


def test_an_unmapped_user_reads(home: Home) -> None:
    csi(home, "logout")
    for command in ("status", "whoami", "decide list", "rules list", "account list", "revalidate"):
        assert csi(home, *command.split()).exit_code == 0, command


def test_one_proposes_and_another_approves(home: Home) -> None:
    login(home, "lan")
    assert "D1" in correct(home, "ba", "TYPE-01").output
    assert json.loads(csi(home, "status", "--json").stdout)["open_proposals"] == 1
    assert "Đề xuất chờ người thứ hai quyết định: 1" in csi(home, "status").output
    own = csi(home, "decide", "approve", "D1")
    assert own.exit_code == 2
    assert "người thứ hai" in own.output
    login(home, "minh")
    done = csi(home, "decide", "approve", "D1", "--yes", "--json")
    decided = json.loads(done.stdout)
    assert (decided["state"], decided["proposed_by"], decided["decided_by"]) == (
        "approved",
        "lan",
        "minh",
    )
    assert json.loads(csi(home, "status", "--json").stdout)["open_proposals"] == 0
    assert decided["what"]["expected"] == "ba"
    listed = json.loads(csi(home, "decide", "list", "--state", "approved", "--json").stdout)
    assert [one["decision_id"] for one in listed] == ["D1"]
    shown = csi(home, "decide", "show", "D1", "--lang", "en").output
    assert "ba → 3" in shown
    assert "typing error" in shown


def test_nobody_is_two_people_by_making_an_account(home: Home) -> None:
    """Who makes an account knows its password: it decides nothing until another confirms it."""
    own = PHRASE + "cua rieng toi\n"

    def tried(name: str, *arguments: str) -> Result:
        login(home, name)
        return csi(home, *arguments, "--lang", "en")

    made = ("account", "add", "hoa", "--role", "steward", "--password-stdin")
    assert tried("minh", *made).exit_code == 0
    place = ("1.csv", "--row", "TYPE-05", "--column", "incidents", "--old", "ba", "--new", "3")
    proposing = ("decide", "correct", *place, *WHY)
    assert csi(home, "login", "hoa", "--password-stdin").exit_code == 2, "another chose this one"
    assert "somebody else set" in csi(home, *proposing, "--lang", "en").output
    refused = tried("lan", "account", "confirm", "hoa")
    assert (refused.exit_code, "log in first" in refused.output) == (2, True)
    assert csi(home, "login", "hoa", "--password-stdin", typed=own).exit_code == 0
    assert "Nobody has confirmed" in csi(home, *proposing, "--lang", "en").output
    assert csi(home, "account", "confirm", "hoa").exit_code == 2
    assert tried("minh", "account", "confirm", "hoa").exit_code == 2
    assert tried("lan", "account", "confirm", "hoa").exit_code == 0
    assert csi(home, "login", "hoa", "--password-stdin").exit_code == 2, "the first one is gone"
    assert csi(home, "login", "hoa", "--password-stdin", typed="cua rieng toi\n").exit_code == 0
    assert csi(home, *proposing).exit_code == 0


def test_a_mistaken_view_shows_both_versions(home: Home) -> None:
    login(home, "lan")
    refused = correct(home, "bốn", "TYPE-02")
    assert refused.exit_code == 2
    assert "Ô này đang ghi “ba”, không phải “bốn”" in refused.output


def test_a_waiver_names_the_report_it_is_for_and_the_cell(home: Home) -> None:
    login(home, "lan")
    what = ("INCIDENT-HANDLED", "--submission", "1.csv", "--cell", "B16", "--expires", "2099-12-31")
    made = json.loads(csi(home, "decide", "waive", *what, *WHY, "--json").stdout)
    scope = {"agency_id": "AGY-1", "period": "2024", "scope": "own", "subject": "-"}
    place = {"table": "incident_counts", "row_key": "TYPE-04", "field": "incidents"}
    rule = {"form": "incident_summary", "rule": "INCIDENT-HANDLED", "expires": "2099-12-31"}
    assert made["what"] == {"kind": "waiver", **rule, **scope, **place}
    shown = csi(home, "decide", "show", made["decision_id"]).output
    assert "AGY-1, 2024, của đơn vị, Truy cập trái phép, chiếm quyền điều khiển — Số lượng" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("withdraw", "khong-co"),
        ("correct", "1.csv", "--cell", "ZZ99", "--old", "1", "--new", "2"),
        ("waive", "NO-SUCH", "--form", "budget", "--expires", "2099-12-31"),
        ("waive", "TOTAL-ROW", "--expires", "2099-12-31"),
        ("waive", "TOTAL-ROW", "--form", "budget", "--expires", "2020-01-01"),
        ("waive", "TOTAL-ROW", "--expires", "2099-12-31", "--form", "budget", "--cell", "C5"),
        ("revoke", "D99"),
    ],
)
def test_what_cannot_be_decided_is_said_in_words(home: Home, arguments: tuple[str, ...]) -> None:
    login(home, "lan")
    refused = csi(home, "decide", *arguments, *WHY)
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert "Traceback" not in refused.output


def test_a_withdrawn_submission_keeps_its_tombstone(home: Home) -> None:
    login(home, "lan")
    why = ("--category", "duplicate", "--reason", "gửi nhầm bản chưa ký")
    made = json.loads(csi(home, "decide", "withdraw", "1.csv", *why, "--json").stdout)
    login(home, "minh")
    csi(home, "decide", "approve", made["decision_id"], "--yes")
    name = made["what"]["submission_id"]
    assert verdicts(home) == {"withdrawn": 1}
    status = csi(home, "status").output
    assert "Đã thu hồi: 1" in status
    assert name[:12] not in status, "nobody waits for it"
    assert home.raw_store().get(name) == report("ba")
    assert "gửi nhầm bản chưa ký" in csi(home, "decide", "show", made["decision_id"]).output


def test_who_handed_a_report_in_is_kept_and_shown(home: Home, tmp_path: Path) -> None:
    login(home, "lan")
    for number, period in enumerate(("2022", "2023")):
        file = tmp_path / f"nop-{period}.csv"
        file.write_bytes(report("năm", period=period))
        printed = csi(home, "submit", str(file), "--json").stdout
        by = json.loads(csi(home, "whoami", "--json").stdout)["name"]
        assert [one["handed_in_by"] for one in json.loads(printed)] == [by]
        assert (by == "lan") == (number == 0)
        csi(home, "logout")
    (home.inbox / "hop-thu.csv").write_bytes(report("năm", period="2021"))
    verdicts(home)
    shown = csi(home, "status").output.splitlines()
    assert [line for line in shown if "nop-2022.csv" in line][-1].endswith("CELL-TYPE (lan)")
    assert [line for line in shown if "hop-thu.csv" in line][-1].endswith("(thư mục tiếp nhận)")
    queue = json.loads(csi(home, "status", "--json").stdout)["refused"]
    assert {one["name"]: one["handed_in_by"] for one in queue}["nop-2022.csv"] == "lan"


def test_a_rejected_file_keeps_its_name_its_sender_and_its_day(home: Home) -> None:
    """Nothing was read of it: what the receipt says is all that there is, wherever it is listed."""
    deliver(home, b"%PDF-1.7 no report", sender="AGY-1", at=RECEIVED)
    assert verdicts(home)["rejected"] == 1
    (line,) = [one for one in csi(home, "status").output.splitlines() if "FILE-UNREADABLE (" in one]
    assert "0.csv, nhận 10/12/2024 (ngày khai): FILE-UNREADABLE (AGY-1, test)" in line
    listed = json.loads(csi(home, "status", "--json").stdout)["refused"]
    (one,) = [one for one in listed if one["verdict"] == "rejected"]
    assert (one["name"], one["sender_id"], one["received_on"]) == ("0.csv", "AGY-1", "2024-12-10")
    login(home, "lan")
    why = ("--category", "other", "--reason", "gửi nhầm")
    made = json.loads(csi(home, "decide", "withdraw", one["submission_id"], *why, "--json").stdout)
    told = csi(home, "decide", "effect", made["decision_id"]).output
    assert f"Báo cáo 0.csv ({one['submission_id'][:12]}) của AGY-1: " in told


def test_a_rule_is_changed_for_a_year_by_two_people_at_the_command_line(home: Home) -> None:
    login(home, "lan")
    for_2025 = ("--from", "2025-01-01", "--to", "2025-12-31", *WHY, "--json")
    made = csi(home, "rules", "set", "INCIDENT-HANDLED", "--severity", "info", *for_2025)
    assert made.exit_code == 0, made.output
    decision = json.loads(made.stdout)["decision_id"]
    told = csi(home, "decide", "show", decision).output
    assert "kỳ kết thúc từ ngày 01/01/2025, kỳ kết thúc đến ngày 31/12/2025" in told
    upside_down = ("--from", "2025-12-31", "--to", "2025-01-01", *WHY)
    refused = csi(home, "rules", "set", "INCIDENT-HANDLED", "--off", *upside_down)
    assert refused.exit_code == 2
    assert "Ngày cuối 01/01/2025 trước ngày đầu 31/12/2025" in refused.output
    login(home, "minh")
    assert csi(home, "decide", "approve", decision, "--yes").exit_code == 0
    listed = csi(home, "rules", "list").output.splitlines()
    (at,) = [place for place, line in enumerate(listed) if line.startswith("INCIDENT-HANDLED [")]
    assert "phải sửa" in listed[at], "in other years it is what it was"
    assert listed[at + 1].startswith("   áp dụng khác: mức ")
    assert listed[at + 1].endswith("kỳ kết thúc đến ngày 31/12/2025")


def test_a_rule_that_stands_as_proposed_is_not_proposed(home: Home) -> None:
    login(home, "lan")
    as_it_is = ("rules", "set", "INCIDENT-HANDLED", "--severity", "block", *WHY)
    for_2031 = ("--from", "2031-01-01", "--to", "2031-12-31")
    for words, asked in (
        ("đã đúng như đề xuất", as_it_is),
        ("stands as proposed already", (*as_it_is, "--lang", "en")),
        ("đã đúng như đề xuất", (*as_it_is, "--on")),
        ("đã đúng như đề xuất", (*as_it_is, *for_2031)),
    ):
        refused = csi(home, *asked)
        assert (refused.exit_code, words in refused.stderr) == (2, True), refused.output
    milder = ("rules", "set", "INCIDENT-HANDLED", "--severity", "info", *for_2031, *WHY, "--json")
    decision = json.loads(csi(home, *milder).stdout)["decision_id"]
    login(home, "minh")
    assert csi(home, "decide", "approve", decision, "--yes").exit_code == 0
    login(home, "lan")
    assert csi(home, *as_it_is, "--from", "2032-01-01").exit_code == 2, "in a year it is so"
    back = csi(home, *as_it_is, "--from", "2031-12-01")
    assert back.exit_code == 0, "part of that time it is not"
