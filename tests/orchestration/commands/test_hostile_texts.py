"""A name or text of a submission that moves cursors, hides letters or turns lines round, at every
door it is shown at."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from dashboards.marts.audiences import KINDS, Audience, opened_for, table
from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.cli import main
from orchestration.intake.taking_in import take_in
from orchestration.run_context import Run
from tests.orchestration.small_reports import AS_OF
from tests.orchestration.two_people import steward_acts

ESCAPE = "\x1b[2J\x1b]0;x\x07"
UNSEEN = f"{ESCAPE}\u202egpj\u2066\u200b\u2060\ufeff\x9b31m\u061c\u2028"
HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
WHY = ("--category", "other", "--reason", f"lý do{UNSEEN}", "--evidence", f"CV 1{UNSEEN}")
COMMANDS = (
    ("status",),
    ("status", "--json"),
    ("decide", "list"),
    ("decide", "list", "--json"),
    ("decide", "show", "D1"),
    ("return", "--all-held"),
    ("revalidate",),
    ("sources",),
    ("quarantine", "list"),
    ("verify",),
    ("verify", "--json"),
    ("duties", "AGY-1", "--on", "2026-07-31"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that judged a held report with such a name and such texts."""
    home = Home(tmp_path_factory.mktemp("hostile") / "home")
    (home.inbox / "agencies.csv").write_bytes(register(AGENCY))
    (home.inbox / f"AGY-1{UNSEEN}").mkdir()
    spoilt = report("vài").decode().replace("Sở A (mẫu)", f"Sở A{UNSEEN.replace(chr(0x2028), '')}")
    spoilt = spoilt.replace("vài", '"vài\x1b[31m\u202e\u200b"')
    (home.inbox / f"AGY-1{UNSEEN}" / f"b{UNSEEN}.csv").write_bytes(spoilt.encode())
    (home.inbox / f".hidden{UNSEEN}").write_text("x")
    take_in(Run(home, AS_OF))
    steward_acts(home.folder)
    return home


def csi(home: Home, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["--home", str(home.folder), *arguments])
    assert done.exit_code in (0, 1, 2), (arguments, done.output, done.exception)
    return done.output


def submission(home: Home) -> str:
    (held,) = json.loads(csi(home, "status", "--json"))["refused"]
    return str(held["submission_id"])


def test_no_command_prints_them(home: Home) -> None:
    csi(home, "decide", "withdraw", submission(home)[:12], *WHY)
    printed = {command: csi(home, *command) for command in COMMANDS}
    printed["submit",] = csi(home, "submit", str(next(home.inbox.glob("AGY*/b*"))))
    printed["check",] = csi(home, "check", str(next(home.inbox.glob("AGY*/b*"))))
    printed["no such",] = csi(home, "return", f"x{UNSEEN}")
    printed["explain",] = csi(home, "explain", "--file", submission(home), "--cell", "B15")
    assert "gpj" in printed["status",]
    assert "vài" in printed["check",]
    assert {name for name, text in printed.items() if HOSTILE.search(text)} == set()


def test_no_workbook_shows_them(home: Home) -> None:
    csi(home, "return", "--all-held")
    (path,) = (home / "outbox").rglob("*.xlsx")
    book: Any = load_workbook(io.BytesIO(path.read_bytes()))
    texts = [
        text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        for text in (cell.value, cell.comment.text if cell.comment else None)
        if isinstance(text, str)
    ]
    assert [text for text in texts if "vài" in text]
    assert [text for text in texts if HOSTILE.search(text)] == []
    assert not HOSTILE.search(str(path))


MARTS = ("mart_finding", "mart_held_submission")


def test_no_page_or_file_of_a_release_holds_them(tmp_path: Path) -> None:
    """All of them are made from the views of their audience."""
    published = tmp_path / "published.duckdb"
    with duckdb.connect(str(published)) as connection:
        connection.execute("create schema marts")
        lineage = "marts.dim_unit_lineage (unit_id text, successor_unit_id text)"
        connection.execute(f"create table {lineage}")
        for mart in MARTS:
            names = {name for line in table().of_mart(mart) for name in line.columns}
            columns = ["unit_id", *sorted(names - {"unit_id"})]
            typed = ", ".join(f"{name} varchar" for name in columns)
            connection.execute(f"create table marts.{mart} ({typed})")
            texts = ["u", *(f"a\n{UNSEEN}b" for _ in columns[1:])]
            marks = ", ".join("?" * len(texts))
            connection.execute(f"insert into marts.{mart} values ({marks})", texts)
    shown = []
    for kind in KINDS:
        audience = Audience(kind, "u" if kind == "province" else None)
        with opened_for(published, audience, MARTS) as connection:
            for mart in MARTS:
                for row in connection.execute(f"from visible.{mart}").fetchall():
                    shown += [value for value in row if isinstance(value, str)]
    assert [text for text in shown if text.startswith("a\n")]
    assert [text for text in shown if HOSTILE.search(text)] == []
