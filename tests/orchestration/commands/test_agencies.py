"""``csi agencies template``, and what is said of a register that cannot be used."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from click.testing import CliRunner, Result

from ingestion.home.home import Home
from ingestion.landing.agencies import AGENCIES, read_agencies
from ingestion.samples.one_agency import AGENCY, REGISTER_HEAD, register
from ingestion.submissions.register_changes import register_changes
from orchestration.cli import main
from tests.orchestration.small_reports import deliver


def csi(folder: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["--home", str(folder), *arguments], input=typed)


def test_the_template_holds_the_lines_in_force_and_is_read_again(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY))
    out = tmp_path / "agencies.csv"
    done = csi(home.folder, "agencies", "template", "--out", str(out))
    assert done.exit_code == 0, done.output
    written = read_agencies(out.read_bytes())
    assert register_changes(read_agencies(register(AGENCY)), written) == []
    assert all(f"  {column}: " in done.output for column in AGENCIES)
    again = csi(home.folder, "agencies", "template", "--out", str(out))
    assert again.exit_code == 2, "a file that exists is not replaced"


def test_without_a_register_the_template_is_its_labels(tmp_path: Path) -> None:
    out = tmp_path / "agencies.csv"
    assert csi(tmp_path / "none", "agencies", "template", "--out", str(out)).exit_code == 0
    assert out.read_bytes().decode("utf-8-sig").split() == [",".join(AGENCIES)]
    assert not (tmp_path / "none").exists()


def test_every_wrong_cell_is_told_with_its_line_column_value_and_reason(tmp_path: Path) -> None:
    bad = tmp_path / "agencies.csv"
    bad.write_text(f"{REGISTER_HEAD}AGY-1,Sở A,sở,VN34-44,01/07/2025,,có\n", "utf-8")
    checked = CliRunner().invoke(main, ["check", str(bad), "--json"])
    assert checked.exit_code == 2
    (file,) = json.loads(checked.stdout)["files"]
    told = sorted(one["problem"] for one in file["findings"])
    places = ("agency_type: không có loại cơ quan “sở”", "is_synthetic: “có”", "valid_from: “01/0")
    for problem, place in zip(told, places, strict=True):
        assert f"dòng 2, cột {place}" in problem


def test_a_register_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY))
    refused = csi(home.folder, "agencies", "diff", "khong-co.csv")
    assert refused.exit_code == 2
    assert "“khong-co.csv” ứng với 0 danh mục" in refused.output


def test_a_province_that_loses_its_lead_agency_is_named(tmp_path: Path) -> None:
    """Where the difference is shown and where it is proposed: nothing else says that the aggregate
    reports of that province are owed by nobody any more."""
    home = Home(tmp_path / "home")
    head = REGISTER_HEAD.replace("\n", ",parent_id\n")
    lead = "LEAD,Công an A (mẫu),police,VN34-01,2025-07-01,,true,\n"
    own = "OWN,Sở A (mẫu),department,VN34-01,2025-07-01,,true,"
    led, blanked = (f"{head}{lead}{own}{parent}\n".encode() for parent in ("LEAD", ""))
    deliver(home, led)
    deliver(home, blanked)
    register_id = hashlib.sha256(blanked).hexdigest()[:12]
    shown = csi(home.folder, "agencies", "diff", register_id)
    assert shown.exit_code == 0, shown.output
    left = "Không còn cơ quan đầu mối: VN34-01 (Hà Nội)."
    assert left in shown.stdout
    as_json = json.loads(csi(home.folder, "agencies", "diff", register_id, "--json").stdout)
    assert as_json["leads"] == [{"unit_id": "VN34-01", "is_left": True}]
    phrase = "mot mat khau dai\n"
    csi(home.folder, "account", "add", "lan", "--role", "steward", "--password-stdin", typed=phrase)
    csi(home.folder, "login", "lan", "--password-stdin", typed=phrase)
    why = ("--category", "other", "--reason", "danh mục mới")
    proposed = csi(home.folder, "agencies", "propose", register_id, *why)
    assert proposed.exit_code == 0, proposed.output
    assert left in proposed.stderr
