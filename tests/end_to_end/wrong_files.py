"""A home in which some files are past reading: one was lost, others lie in the inbox."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from ingestion.samples.one_agency import AGENCY, register, report
from tests.end_to_end.homes import must
from tests.orchestration.intake.test_one_file import CENTRE, SENT, measurements

LARGE = 64 * 1024**3


def fill_with_wrong_files(home: Path) -> None:
    """A report that was received and lost, and an inbox of right and wrong files."""
    inbox, lost = home / "inbox", home.with_name("lost.csv")
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
