"""A register of agencies from the inbox to the verdicts that rest on it, through the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion.samples.one_agency import REGISTER_HEAD, report
from orchestration.cli import main
from tests.end_to_end.homes import AS_OF, start_parsed

PHRASE = "mot mat khau dai\n"
WHY = ("--category", "law", "--reason", "sáp nhập từ 01/7/2024")
SUCCESSOR = "AGY-2,Sở B (mẫu),province_agency,VN63-01,2018-01-01,,true"
FIRST = f"{REGISTER_HEAD}AGY-1,Sở A (mẫu),province_agency,VN63-01,2018-01-01,,true\n{SUCCESSOR}\n"
DECLARED = """\
file,sender,channel,received_at
AGY-1/a.csv,AGY-1,bưu điện,2024-12-10T09:00:00+07:00
"""
# As Excel writes it where the comma is the decimal sign.
MERGED = (
    "\ufeffagency_id;agency_name;agency_type;unit_id;valid_from;valid_to;is_synthetic;"
    "successor_id\r\nAGY-1;Sở A (mẫu);province_agency;VN63-01;01/01/2018;30/06/2024;TRUE;AGY-2\r\n"
    ";;;;;;;\r\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "inbox" / "AGY-1").mkdir(parents=True)
    start_parsed(folder)
    (folder / "inbox" / "agencies.csv").write_text(FIRST, "utf-8")
    (folder / "inbox" / "AGY-1" / "a.csv").write_bytes(report())
    (folder / "inbox" / "deliveries.csv").write_text(DECLARED, "utf-8")
    return folder


def csi(folder: Path, *arguments: str, typed: str = PHRASE) -> Result:
    return CliRunner().invoke(main, ["--home", str(folder), *arguments], input=typed)


def test_a_register_is_received_shown_and_in_force_when_a_second_person_approves(
    folder: Path,
) -> None:
    first = csi(folder, "run", "--as-of", AS_OF)
    assert first.exit_code == 0, first.output
    assert "agencies.csv" in first.output
    assert "là danh mục đầu tiên của kho dữ liệu nên có hiệu lực ngay" in first.output

    (folder / "inbox" / "agencies-2.csv").write_text(MERGED, "utf-8")
    waiting = csi(folder, "run", "--as-of", AS_OF)
    assert "agencies-2.csv" in waiting.output
    assert "chưa có hiệu lực: sáp nhập 1" in waiting.output
    assert "csi agencies propose" in csi(folder, "status").output

    foreseen = json.loads(csi(folder, "agencies", "diff", "agencies-2.csv", "--json").stdout)
    assert [one["kind"] for one in foreseen["agencies"]] == ["merged"]
    assert [(one["before"], one["after"]) for one in foreseen["accepted"]] == [("accepted", "held")]
    assert foreseen["verdicts"] == []
    moved = {(one["unit_name"], one["index_year"]) for one in foreseen["units"]}
    assert moved == {("Hà Nội", 2024)}, "an agency that had ended owes nothing for the year"

    refused = csi(folder, "agencies", "propose", "agencies-2.csv", *WHY)
    assert (refused.exit_code, "csi login" in refused.output) == (2, True)
    for name in ("lan", "minh"):
        roles = ("--role", "steward", "--role", "approver")
        csi(folder, "account", "add", name, *roles, "--password-stdin")
    csi(folder, "login", "lan", "--password-stdin")
    assert "D1" in csi(folder, "agencies", "propose", "agencies-2.csv", *WHY).output
    own = csi(folder, "decide", "approve", "D1", "--yes")
    assert (own.exit_code, "người thứ hai" in own.output) == (2, True)
    assert "lan đã đề xuất (D1), chờ người thứ hai" in csi(folder, "status").output
    csi(folder, "login", "minh", "--password-stdin")
    approved = csi(folder, "decide", "approve", "D1", "--yes")
    assert approved.exit_code == 0, approved.output
    assert "Sáp nhập: AGY-1 Sở A (mẫu) → AGY-2, hết ngày 30/06/2024" in approved.output
    assert "AGY-1/a.csv" in approved.output, "the second person sees the difference and its effect"

    done = csi(folder, "run", "--as-of", AS_OF, "--json")
    outcome = json.loads(done.stdout)
    assert outcome["verdicts"] == {"accepted": 1}
    assert [(one["name"], one["decision_id"]) for one in outcome["registers"]] == [
        ("agencies-2.csv", "D1")
    ]
    assert outcome["waiting_registers"] == []

    csi(folder, "revalidate", "--record", "--yes")
    assert json.loads(csi(folder, "status", "--json").stdout)["verdicts"] == {"held": 1}
    checked = csi(folder, "check", str(folder / "inbox" / "AGY-1" / "a.csv"))
    assert "Đề nghị AGY-2 Sở B (mẫu) (đơn vị kế thừa) gửi báo cáo của kỳ này." in checked.output
