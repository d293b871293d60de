"""Reports sent in an e-mail message or a ZIP come in by every door as if they had been dropped."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from ingestion.landing.receipts import containers, receipts
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.cli import main
from orchestration.intake.latest_verdicts import ACCEPTED
from orchestration.intake.originals import lost_originals
from orchestration.intake.taking_in import take_in
from orchestration.intake.verdicts import submissions
from orchestration.run_context import Run
from tests.ingestion.landing.kinds_of_files import KINDS, letter, zipped
from tests.orchestration.small_reports import AS_OF

SENT = report() + b"\n"
HELD = {"báo cáo.csv": SENT, "quét.pdf": KINDS["scan.xlsx"][0]}
INNER = {"lồng.zip": zipped({"a.csv": SENT})}


def csi(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    (home.inbox / "agencies.csv").write_bytes(register(AGENCY))
    return home


def judged(home: Home) -> dict[str, str]:
    with home.ledger() as ledger:
        return dict(submissions(ledger, date.max).select("name", "verdict").iter_rows())


@pytest.mark.parametrize(("name", "pack"), [("thu.eml", letter), ("thu.zip", zipped)])
def test_a_report_within_is_judged_as_its_sender_s(home: Home, name: str, pack: Any) -> None:
    (home.inbox / "AGY-1").mkdir()
    (home.inbox / "AGY-1" / name).write_bytes(sent := pack(HELD | INNER))
    first = take_in(Run(home, AS_OF))
    assert first.received == 1
    assert {one.name: one.reason.reason for one in first.left} == {
        f"AGY-1/{name} › lồng.zip": "nested"
    }
    inside = f"AGY-1/{name} › báo cáo.csv"
    assert list(judged(home)) == [inside]
    assert judged(home)[inside] in ACCEPTED
    with home.ledger() as ledger:
        (receipt,) = receipts(ledger).values()
        (container,) = containers(ledger)
    assert receipt.sender == "AGY-1"
    assert container.members == (receipt.submission_id,)
    assert container.besides == ("quét.pdf",)
    assert home.raw_store().get(container.submission_id) == sent
    assert take_in(Run(home, AS_OF)).received == 0
    with home.ledger() as ledger:
        assert len(containers(ledger)) == 1
    assert lost_originals(home) == []


def test_the_same_report_dropped_and_mailed_is_one(home: Home) -> None:
    (home.inbox / "AGY-1").mkdir()
    (home.inbox / "AGY-1" / "a.csv").write_bytes(SENT)
    (home.inbox / "AGY-1" / "thu.eml").write_bytes(letter(HELD))
    assert take_in(Run(home, AS_OF)).received == 1
    assert len(judged(home)) == 1


def test_a_register_in_a_letter_is_none_of_the_house(home: Home) -> None:
    later = register(AGENCY.replace("Sở A", "Sở B"))
    (home.inbox / "thu.eml").write_bytes(letter({"agencies.csv": later, "a.csv": SENT}))
    take_in(Run(home, AS_OF))
    assert judged(home)["thu.eml › agencies.csv"] == "rejected"


def test_submit_gives_each_its_receipt(home: Home, tmp_path: Path) -> None:
    (tmp_path / "thu.eml").write_bytes(letter(HELD))
    done = csi("--home", home.folder, "submit", tmp_path / "thu.eml")
    assert done.exit_code == 0
    assert "thu.eml: đã mở, tiếp nhận 1 báo cáo bên trong" in done.stdout
    assert "thu.eml › báo cáo.csv: đã tiếp nhận, mã" in done.stdout
    assert "không phải báo cáo, không tiếp nhận: quét.pdf" in done.stdout
    listed = tmp_path / "deliveries.csv"
    moment = "2024-12-01T08:00:00+07:00"
    listed.write_text(f"file,sender,channel,received_at\nthu.eml,AGY-1,portal,{moment}\n")
    home = Home(tmp_path / "another")
    done = csi("--home", home.folder, "submit", tmp_path / "thu.eml", "--deliveries", listed)
    assert done.stderr == ""
    with home.ledger() as ledger:
        (receipt,) = receipts(ledger).values()
    assert (receipt.sender, receipt.declared) == ("AGY-1", True)


def test_check_shows_the_findings_of_what_is_inside(tmp_path: Path) -> None:
    late = report(period="2024-13") + b"\n"
    held = {"sai.csv": late, "cũ.xls": KINDS["old.xls"][0], **INNER, "quét.pdf": HELD["quét.pdf"]}
    (tmp_path / "thu.eml").write_bytes(letter(held))
    (tmp_path / "after.csv").write_bytes(SENT)
    asked = ("check", tmp_path / "thu.eml", tmp_path / "after.csv")
    outcome = json.loads(csi(*asked, "--json").stdout)
    files = {Path(one["name"]).name: one for one in outcome["files"]}
    assert outcome["besides"] == {str(tmp_path / "thu.eml"): ["quét.pdf"]}
    assert "thu.eml: không phải báo cáo, không tiếp nhận: quét.pdf" in csi(*asked).stdout
    names = ["thu.eml › sai.csv", "thu.eml › cũ.xls", "thu.eml › lồng.zip", "after.csv"]
    assert [*files] == names
    assert [one["code"] for one in files[names[0]]["findings"]] == ["PERIOD-INVALID"]
    (old,) = files[names[1]]["findings"]
    assert old["sent"] == "bảng tính Excel 97–2003 (.xls)"
    assert "Tệp › Lưu dưới dạng › Excel Workbook (*.xlsx)" in old["fix"]
    assert (files[names[1]]["verdict"], outcome["exit_code"]) == ("held", 2)
    assert files[names[2]]["verdict"] == "rejected"
    (closed,) = files[names[2]]["findings"]
    assert "không được mở" in closed["problem"]
    assert files[names[3]]["findings"] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_code_of_ours_is_shown_for_any_kind(tmp_path: Path, language: str) -> None:
    for name, (content, _) in KINDS.items():
        (tmp_path / name).write_bytes(content)
    paths = sorted(tmp_path.iterdir())
    done = csi("check", *paths, "--json", "--lang", language)
    assert done.exit_code == 2
    for one in json.loads(done.stdout)["files"]:
        kind = KINDS[Path(one["name"]).name][1]
        (finding,) = one["findings"]
        assert finding["code"] == "FILE-UNREADABLE"
        for part in ("sent", "problem", "fix"):
            assert "_" not in finding[part], kind
            assert "✓" not in finding[part], kind
        assert finding["sent"] != ("cả tệp" if language == "vi" else "the whole file"), kind
