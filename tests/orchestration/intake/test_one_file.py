"""One file does not stop the others: what is wrong with it costs its cell or itself."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from ingestion.home.home import Home
from ingestion.landing.receipts import receipts
from ingestion.readers.returned_sheets import RETURN_SHEET
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.cli import main
from orchestration.intake.latest_verdicts import ACCEPTED
from orchestration.intake.taking_in import take_in
from orchestration.intake.verdicts import submissions
from orchestration.run_context import Run
from tests.end_to_end.homes import CSI
from tests.orchestration.small_reports import AS_OF

SENT = Path(__file__).parents[2] / "ingestion/parsing/kept_files/technical_measurements-1.sent.json"
CENTRE = "AGY-NATIONAL-1,Trung tâm (mẫu),national_centre,,2018-01-01,,true\n"
PLACE = "JSON!/measurements/0/portal_checks_made"


def csi(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def measurements(text: str, instead_of: str = '"portal_checks_made": 786') -> bytes:
    """The centre's report with something else in place of a member, in JSON."""
    return SENT.read_text("utf-8").replace(instead_of, text).encode()


def checked(*files: Path, language: str = "en") -> dict[str, Any]:
    """What ``csi check`` says of each file, by its name."""
    done = csi("check", *files, "--lang", language, "--json")
    return {Path(one["name"]).name: one for one in json.loads(done.stdout)["files"]}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with the register and a report beside the one that is wrong."""
    home = Home(tmp_path / "home")
    (home.inbox / "agencies.csv").write_bytes(register(AGENCY, CENTRE))
    (home.inbox / "AGY-1").mkdir()
    (home.inbox / "AGY-1" / "right.csv").write_bytes(report())
    return home


def refused(home: Home) -> dict[str, str]:
    """Take in the inbox: why each file in it that is not accepted is refused."""
    take_in(Run(home, AS_OF))
    with home.ledger() as ledger:
        judged = submissions(ledger, date.max)
        assert judged.height == len(receipts(ledger))
    wrong = judged.filter(~pl.col("verdict").is_in(ACCEPTED))
    codes = pl.col("blocking_codes").list.join(",")
    return dict(wrong.select("name", codes).iter_rows())


@pytest.mark.parametrize(
    ("sent", "code", "shown"),
    [
        (r'"portal_checks_made": "\ud800"', "CELL-ERROR", "�"),
        (r'"portal_checks_made": "7\udfff86"', "CELL-ERROR", "7�86"),
        (r'"portal_checks_made": ["\ud800"]', "CELL-ERROR", '["�"]'),
        ('"portal_checks_made": 1e999999999', "CELL-TYPE", "1E+999999999"),
        ('"portal_checks_made": -1e999999999', "CELL-TYPE", "-1E+999999999"),
        ('"portal_checks_made": 1e-999999999', "CELL-TYPE", "1E-999999999"),
        (f'"portal_checks_made": 1e{"9" * 30}', "CELL-TYPE", f"1e{'9' * 30}"),
        (f'"portal_checks_made": {"9" * 5_000}', "CELL-TYPE", "9" * 5_000),
        ('"portal_checks_made": NaN', "CELL-TYPE", "NaN"),
        ('"portal_checks_made": {}', "CELL-ERROR", "{}"),
        ('"portal_checks_made": [786]', "CELL-ERROR", '["786"]'),
        ('"portal_checks_made": true', "CELL-TYPE", "true"),
        (r'"portal_checks_made": "7\u000086"', "CELL-ERROR", "7�86"),
    ],
)
def test_a_value_nothing_can_hold_costs_its_cell(
    tmp_path: Path, sent: str, code: str, shown: str
) -> None:
    (tmp_path / "broken.json").write_bytes(measurements(sent))
    (tmp_path / "right.json").write_bytes(SENT.read_bytes())
    files = checked(tmp_path / "broken.json", tmp_path / "right.json")
    (finding,) = files["broken.json"]["findings"]
    assert (finding["code"], finding["place"], finding["sent"]) == (code, PLACE, shown)
    assert files["right.json"]["verdict"] == "accepted"


def test_what_is_no_text_is_refused_where_a_text_is_asked_for(tmp_path: Path) -> None:
    wrong = {"{}": "ERROR", "[]": "ERROR", "true": "TYPE", "1e308": "TYPE", "NaN": "TYPE"}
    wrong |= {r'"a\u0000"': "ERROR"}
    sent = {"agency_id": '"AGY-NATIONAL-1"', "data_kind": '"Số liệu mẫu"'}
    files, expected = [], {}
    for number, (field, (member, code)) in enumerate(product(sent, wrong.items())):
        files.append(tmp_path / f"{number}.json")
        content = measurements(f'"{field}": {member}', f'"{field}": {sent[field]}')
        files[-1].write_bytes(content)
        expected[f"{number}.json"] = (f"CELL-{code}", f"JSON!/header/{field}")
    for name, one in checked(*files).items():
        found = [(finding["code"], finding["place"]) for finding in one["findings"]]
        assert expected[name] in found


def test_a_document_beyond_every_form_says_which_limit(tmp_path: Path) -> None:
    beyond = {
        b'{"form": "a/1",\n "x": }': "in line 2, character 7",
        b'{"form": "a/1", "form": "b/1"}': "names the same member twice",
        b'{"x": ' + b"[" * 20 + b"]" * 20 + b"}": "nested deeper",
        b'{"x": ' + b"[" * 100_000: "nested deeper",
        b'{"x": [' + b"1," * 2_000_001 + b"1]}": "more rows or columns",
        json.dumps({"x": [{f"c{n}": 1 for n in range(401)}]}).encode(): "more rows or columns",
        json.dumps({f"c{n}": [] for n in range(101)}).encode(): "more rows or columns",
        json.dumps({"header": {f"c{n}": 1 for n in range(401)}}).encode(): "more rows or columns",
        json.dumps({"x": [{}] * 50_001}).encode(): "more rows or columns",
    }
    for number, content in enumerate(beyond):
        (tmp_path / f"{number}.json").write_bytes(content)
    files = checked(*sorted(tmp_path.iterdir()))
    for number, reason in enumerate(beyond.values()):
        (finding,) = files[f"{number}.json"]["findings"]
        assert finding["code"] == "FILE-UNREADABLE"
        assert reason in finding["problem"]


def test_a_folder_is_checked_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "AGY-1").mkdir()
    (tmp_path / "AGY-1" / "right.csv").write_bytes(report())
    (tmp_path / "wrong.csv").write_bytes(report("nhiều"))
    (tmp_path / "~$open.xlsx").write_bytes(b"x")
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "link.csv").symlink_to(tmp_path / "wrong.csv")
    files = checked(tmp_path)
    assert sorted(files) == ["link.csv", "right.csv", "wrong.csv", "~$open.xlsx"]
    assert files["right.csv"]["findings"] == []
    assert files["wrong.csv"]["findings"][0]["code"] == "CELL-TYPE"
    assert "Copy the file itself here" in files["link.csv"]["findings"][0]["fix"]
    assert "Close the report in Excel" in files["~$open.xlsx"]["findings"][0]["fix"]
    assert ".hidden" in csi("check", tmp_path).stdout


def test_a_broken_letter_is_told_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(measurements(r'"portal_checks_made": "\ud800"'))
    for language, reason in (("vi", "ký tự hỏng"), ("en", "broken character")):
        done = csi("check", tmp_path / "broken.json", "--lang", language)
        assert done.exit_code == 1
        assert PLACE in done.stdout
        assert reason in done.stdout


@pytest.mark.parametrize(
    ("sent", "instead_of", "code"),
    [
        (r'"portal_checks_made\ud800": 786', '"portal_checks_made": 786', "COLUMN-MISSING"),
        (r'"period\ud800": "2024"', '"period": "2024"', "CELL-REQUIRED"),
        (r'"agency_id": "AGY\ud800"', '"agency_id": "AGY-NATIONAL-1"', "CELL-ERROR"),
        (r'"agency_id": "AGY\ufffe\u0001"', '"agency_id": "AGY-NATIONAL-1"', "AGENCY-UNKNOWN"),
        (r'"form": "technical\ud800/1"', '"form": "technical_measurements/1"', "FORM-UNKNOWN"),
        (r'"unit_code": "\ud800"', '"unit_code": "24"', "CELL-ERROR"),
        ('"revision": 1e999999999', '"revision": 0', "CELL-TYPE"),
    ],
)
def test_a_broken_name_or_header_costs_its_report(
    home: Home, sent: str, instead_of: str, code: str
) -> None:
    (home.inbox / "broken.json").write_bytes(measurements(sent, instead_of))
    refusals = refused(home)
    assert [*refusals] == ["broken.json"]
    assert code in refusals["broken.json"]
    done = csi("--home", home.folder, "return", "broken.json")
    assert load_workbook(done.stdout.strip()).worksheets[0].title == RETURN_SHEET


def test_names_that_are_no_text_stop_nothing(home: Home, tmp_path: Path) -> None:
    folder = home.inbox / os.fsdecode(b"\xff")
    folder.mkdir()
    (folder / os.fsdecode(b"a\xfe.csv")).write_bytes(report("4", period="2024-S1"))
    assert refused(home) == {"?/a?.csv": "SENDER-NOT-ENTITLED"}
    named = tmp_path / os.fsdecode(b"b\xfd.xlsx")
    strict = os.environ | {"PYTHONIOENCODING": "utf-8:strict"}
    for command in (["template", "budget", "--out", named], ["check", named]):
        done = subprocess.run([CSI, *command], capture_output=True, env=strict, check=False)
        assert done.stdout.decode("utf-8")
        assert b"Traceback" not in done.stderr


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that says it is far larger than any memory."""
    path = tmp_path / "large.xlsx"
    path.touch()
    os.truncate(path, 64 * 1024**3)
    return path


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("vi", "large.xlsx: chưa tiếp nhận: tệp có dung lượng 65.536 MB, vượt giới hạn 32 MB"),
        ("en", "large.xlsx: not received: the file has 65,536 MB, more than the limit of 32 MB"),
    ],
)
def test_a_file_too_large_is_not_received_and_the_others_are(
    tmp_path: Path, large: Path, language: str, reason: str
) -> None:
    right = tmp_path / "right.csv"
    right.write_bytes(report())
    listed = tmp_path / "deliveries.csv"
    lines = [f"{name},AGY-1,post,2024-12-10T08:00:00+07:00" for name in (large.name, right.name)]
    listed.write_text("\n".join(["file,sender,channel,received_at", *lines]), "utf-8")
    submit = ("--home", tmp_path / "home", "submit", large, right, "--lang", language)
    done = csi(*submit, "--deliveries", listed)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(reason)
    assert done.stdout.startswith("right.csv: ")
    done = csi(*submit, "--deliveries", large)
    assert done.exit_code == 2
    assert str(large) in done.stderr


def test_a_file_too_large_or_closed_is_told_and_the_others_are_checked(
    tmp_path: Path, large: Path
) -> None:
    right = tmp_path / "right.csv"
    right.write_bytes(report())
    closed = Path("/proc/self/mem")  # whoever reads it from its beginning is told of a fault
    files = checked(large, closed, right)
    assert files["right.csv"]["verdict"] == "accepted"
    for name, problem in (("large.xlsx", "65,536 MB"), ("mem", "cannot be opened")):
        (finding,) = files[name]["findings"]
        assert files[name]["verdict"] == "rejected"
        assert problem in finding["problem"]
    assert "65.536 MB" in checked(large, language="vi")["large.xlsx"]["findings"][0]["problem"]


def test_a_file_too_large_stays_in_the_inbox_and_is_told_at_every_run(
    home: Home, large: Path
) -> None:
    os.rename(large, home.inbox / "AGY-1" / "large.xlsx")
    for _ in range(2):
        taken_in = take_in(Run(home, AS_OF))
        assert [one.body() for one in taken_in.left] == [
            {"name": "AGY-1/large.xlsx", "reason": "over_limit", "values": {"size": 64 * 1024**3}}
        ]
    assert (home.inbox / "AGY-1" / "large.xlsx").exists()
    assert refused(home) == {}


def test_a_period_in_words_and_a_day_behind_its_place_are_read(home: Home) -> None:
    content = report(period="Năm 2024").decode() + "\n"
    day = "Hà Nội, ngày 28 tháng 12 năm 2024"
    (home.inbox / "AGY-1" / "right.csv").write_text(content.replace("1/12/2024", day), "utf-8")
    assert refused(home) == {}
    with home.ledger() as ledger:
        (one,) = submissions(ledger, date.max).iter_rows(named=True)
    assert (one["period"], one["report_date"]) == ("2024", date(2024, 12, 28))
