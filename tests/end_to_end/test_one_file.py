"""One run over an inbox in which some files are past reading: all others go their way, and the run
says what became of those."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from tests.end_to_end.homes import must
from tests.orchestration.intake.test_one_file import CENTRE, SENT, measurements
from tests.orchestration.small_reports import AGENCY, register, report

LARGE = 64 * 1024**3


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a report that was received and lost, and an inbox of right and wrong files."""
    folder = tmp_path_factory.mktemp("one_file")
    home, inbox = folder / "home", folder / "home" / "inbox"
    lost = folder / "lost.csv"
    lost.write_bytes(report("4", period="2023"))
    must("--home", str(home), "submit", str(lost))
    (home / "csi.toml").write_text('publish = "by_hand"\n', "utf-8")
    digest = hashlib.sha256(lost.read_bytes()).hexdigest()
    (home / "raw" / digest[:2] / digest).unlink()
    (inbox / "agencies.csv").write_bytes(register(AGENCY, CENTRE))
    (inbox / "right.csv").write_bytes(report())
    (inbox / "right.json").write_bytes(SENT.read_bytes())
    broken = (("letter", r'"\ud800"'), ("exponent", "1e999999999"))
    for number, (name, sent) in enumerate(broken, 1):
        sent = f'"portal_checks_made": {sent}'
        content = measurements(sent).replace(b'"revision": 0', f'"revision": {number}'.encode())
        (inbox / f"{name}.json").write_bytes(content)
    unnamed = inbox / os.fsdecode(b"\xff")
    unnamed.mkdir()
    (unnamed / os.fsdecode(b"\xfe.csv")).write_bytes(report("5", period="2022"))
    (inbox / "large.xlsx").touch()
    os.truncate(inbox / "large.xlsx", LARGE)
    return home


def test_a_run_goes_on_and_tells_what_it_could_not_read(home: Path) -> None:
    printed = must("--home", str(home), "run").splitlines()
    size = "tệp có dung lượng 65.536 MB, vượt giới hạn 32 MB"
    assert any(f"còn nằm trong hộp thư đến: large.xlsx: {size}" in line for line in printed)
    (lost,) = [line for line in printed if line.startswith("Mất tệp gốc của báo cáo lost.csv: ")]
    assert "không còn trong kho dữ liệu. Nộp lại đúng tệp này" in lost
    status = json.loads(must("--home", str(home), "status", "--json"))
    refused = {one["name"]: one["blocking_codes"] for one in status["refused"]}
    assert refused == {
        "letter.json": ["CELL-ERROR"],
        "exponent.json": ["CELL-TYPE"],
        "?/?.csv": ["SENDER-NOT-ENTITLED"],
        "lost.csv": [],
    }
    assert sum(status["verdicts"].values()) == len(refused) + len(("right.csv", "right.json"))
    assert [one["name"] for one in status["lost"]] == ["lost.csv"]
    assert (home / "inbox" / "large.xlsx").stat().st_size == LARGE
