"""A script, a formula and a piece of SQL in every text of every form: written down by every part of
the system, run by none."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser

from expectations.sent_back.returned_values import laid_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import Form, load_contracts
from ingestion.home.home import Home
from ingestion.parsing.pool import read_report
from ingestion.parsing.report import Report
from ingestion.readers.returned_sheets import CHECK_SHEET
from orchestration.graph.pipeline import dagster_home
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from tests.end_to_end.homes import AS_OF, SampleHome, deliveries_of, must

# A run of its own, with pages.
pytestmark = pytest.mark.nightly
MARK = "chaymanay"
TEXTS = (
    f"<script>window.{MARK}=1</script>",
    f'"><img src=x onerror=window.{MARK}=1>',
    f'=HYPERLINK("http://{MARK}.example/x","a")',
    f"=cmd|' /C {MARK}'!A0",
    f"'); drop table raw.submissions; -- {MARK}",
    "{{ 7*7 }}{% raise %} " + MARK,
    f"[a](javascript:{MARK})",
)
# Without these nobody knows whose report it is, or of which period.
KEPT = {"agency_id", "unit_name", "period"}
RECEIVED_AT = "2026-07-30T09:00:00+07:00"
# Of a person, in a table of contact points pasted two columns off.
PHONE = "0912 345 678"
FILE_NAME = f"<img src=x onerror={MARK}>.xlsx"


@pytest.fixture(scope="module")
def hostile(
    sample: Path, slice_of_sample: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SampleHome]:
    """A home after a run over the reports of a few units and two hostile ones of every form: one
    that is right but for its texts, and one that is held."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    inbox = home / "inbox"
    shutil.copytree(deliveries_of(slice_of_sample).parent, inbox)
    sound, declared = sound_reports(sample, inbox), []
    for number, (name, content) in enumerate(sorted(sound.items())):
        report = read_report(content)
        form = load_contracts()[report.contract_id or ""]
        for revision, spoilt in ((800, False), (801, True)):
            path = f"{name.partition('/')[0]}/{number}-{revision}-{FILE_NAME}"
            (inbox / path).write_bytes(written(form, report, revision, spoilt))
            declared.append((path, path.partition("/")[0], "portal", RECEIVED_AT))
    contacts = next(name for name in sound if "/contact_points-" in name)
    path = f"{contacts.partition('/')[0]}/802-{PHONE}.xlsx"
    (inbox / path).write_bytes(pasted_off((inbox / contacts).read_bytes()))
    declared.append((path, path.partition("/")[0], "portal", RECEIVED_AT))
    with (inbox / "deliveries.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(declared)
    printed = must("--home", str(home), "run", "--as-of", AS_OF, "--json")
    yield SampleHome(home, json.loads(printed))
    shutil.rmtree(home)


def sound_reports(sample: Path, inbox: Path) -> dict[str, bytes]:
    """One report of every form in which nothing was planted, by its name."""
    planted = json.loads((sample / "manifest.json").read_text("utf-8"))
    faulty = {one["file"] for one in planted["faults"]}
    names: dict[str, str] = {}
    for path in sorted(inbox.glob("AGY-*/*")):
        name = path.relative_to(inbox).as_posix()
        if name not in faulty:
            names.setdefault(path.name.partition("-")[0], name)
    assert set(names) == set(load_contracts().latest())
    return {name: (inbox / name).read_bytes() for name in names.values()}


def written(form: Form, report: Report, revision: int, spoilt: bool) -> bytes:
    """The report with hostile texts wherever a text may stand; ``spoilt`` puts one where a figure
    or an answer is asked for, and into the name of the province."""
    book = laid_out(form, report)
    kinds = {(cell.table, cell.row_key, cell.field): cell.kind for cell in report.cells}
    broken = False
    for number, (key, spot) in enumerate(book.spots.items()):
        is_header = key[0] == "header"
        text = f"{TEXTS[number % len(TEXTS)]} {number}"
        if kinds.get(key) == "text" and not (is_header and key[2] in KEPT):
            book.put(spot, text)
        elif spoilt and not is_header and not broken and kinds.get(key) in ("count", "yes_no"):
            book.put(spot, text)
            broken = True
        elif spoilt and is_header and key[2] == "unit_name":
            book.put(spot, text)
    book.put(book.spots["header", "", "revision"], revision)
    return workbook_bytes(form, book.pages)


def pasted_off(content: bytes) -> bytes:
    """The contact points with names and numbers where topics and answers belong."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    sheet["B10"], sheet["A14"], sheet["G14"], sheet["I14"] = 799, PHONE, PHONE, PHONE
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def mine(home: SampleHome) -> dict[str, str]:
    """The verdicts on the hostile reports."""
    with Home(home.folder).ledger() as ledger:
        verdicts = latest_verdicts(ledger)
    hostile = verdicts.filter(verdicts["revision"] >= 800)
    return dict(hostile.select("submission_id", "verdict").iter_rows())


def test_every_form_was_read_and_judged(hostile: SampleHome) -> None:
    verdicts = mine(hostile)
    assert len(verdicts) == 2 * len(load_contracts().latest())
    assert "tool_error" not in verdicts.values()
    assert (
        sum(verdict in ACCEPTED for verdict in verdicts.values())
        >= len(load_contracts().latest()) - 2
    )


def test_the_texts_are_kept_as_they_were_and_no_table_fell(hostile: SampleHome) -> None:
    ((kept,),) = hostile.query_computed(
        f"select count(*) from raw.budget_figures where item like '%{MARK}%'"
    )
    assert kept > 0
    assert hostile.query_computed("select count(*) from raw.submissions")[0][0] > len(mine(hostile))


def test_no_page_runs_them(hostile: SampleHome, browser: Browser) -> None:
    leadership = Path(hostile.outcome["ranking_page"]).parent
    pages = sorted(leadership.parent.rglob("*.html"))
    shown = [page for page in pages if MARK in page.read_text("utf-8")]
    assert shown
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
    for path in [leadership / "quality.html", *shown[:20]]:
        page.goto(path.resolve().as_uri(), wait_until="load")
        assert page.evaluate(f"window.{MARK}") is None, path
        assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0, path
    context.close()
    assert [url for url in asked if not url.startswith("file:")] == []


def test_no_workbook_of_ours_holds_a_formula_of_theirs(hostile: SampleHome) -> None:
    held = {name for name, verdict in mine(hostile).items() if verdict not in ACCEPTED}
    paths = [
        path
        for path in (hostile.folder / "outbox").rglob("*.xlsx")
        if any(name.startswith(path.stem[-12:]) for name in held)
    ]
    assert len(paths) == len(held)
    for path in paths:
        names = zipfile.ZipFile(path).namelist()
        assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]
        book = load_workbook(io.BytesIO(path.read_bytes()))
        formulas = [
            cell.value
            for sheet in book.worksheets
            if sheet.title != CHECK_SHEET
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target)
        ]
        assert formulas == []
        own = [c.value for r in book[CHECK_SHEET].iter_rows() for c in r if c.data_type == "f"]
        assert not [formula for formula in own if MARK in str(formula)]


def test_no_log_holds_them_and_dagster_shows_text_only(hostile: SampleHome) -> None:
    for log in (hostile.folder / "logs").glob("*.jsonl"):
        assert MARK not in log.read_text("utf-8")
    dagster_home(Home(hostile.folder))
    shown_as_such = (dg.MarkdownMetadataValue, dg.UrlMetadataValue, dg.NotebookMetadataValue)
    with dg.DagsterInstance.get() as instance:
        (run,) = instance.get_runs(limit=1)
        for record in instance.all_logs(run.run_id):
            event = record.dagster_event
            data = event.event_specific_data if event else None
            metadata = getattr(getattr(data, "materialization", data), "metadata", None) or {}
            for value in metadata.values():
                assert not (isinstance(value, shown_as_such) and MARK in str(value.value))


def test_csv_files_of_ours_begin_no_cell_with_a_formula(hostile: SampleHome) -> None:
    """What is held and why, as ``csi status`` says it, and the tables of the release, in which the
    findings say what was sent."""
    printed = must("--home", str(hostile.folder), "status", "--json")
    assert json.loads(printed)["refused"]
    theirs = (hostile.inbox, hostile.folder / "raw")
    cells = []
    for path in hostile.folder.rglob("*.csv"):
        if any(path.is_relative_to(folder) for folder in theirs):
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells += [cell for row in csv.reader(file) for cell in row if MARK in cell]
    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_no_phone_number_leaves_the_file_it_came_in(hostile: SampleHome) -> None:
    """It is in the raw store, and nowhere that anybody is shown: findings, marts, pages, logs."""
    held = hostile.query_computed("select count(*) from raw.submissions where revision = 799")
    assert held == [(1,)]
    for table in ("raw.findings", "raw.contact_points", "raw.submissions"):
        rows = hostile.query_computed(f"select cast(t as varchar) from {table} as t")
        assert PHONE not in str(rows)
    for folder in ("findings", "rows", "warehouse", "releases", "logs", "outbox"):
        for path in (hostile.folder / folder).rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert PHONE.encode() not in content, path
                assert PHONE.replace(" ", "").encode() not in content, path
