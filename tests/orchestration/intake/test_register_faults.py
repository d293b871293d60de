"""A register that says what cannot be: told by ``csi check``, refused by ``csi agencies`` and at
the door, with line, column and value."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from ingestion.landing.agencies import AGENCIES, read_agencies
from ingestion.samples.agencies import Scale, register_of, register_rows
from ingestion.submissions.decisions import RegisterChange, Why
from ingestion.submissions.registers import registers_in_force
from orchestration.cli import main
from orchestration.commands.register_texts import event_lines, waiting_lines
from orchestration.decisions.deciding import approve, propose, propose_register
from orchestration.decisions.preview import preview_register
from orchestration.intake.register_faults import UnusableRegister, judged_register
from orchestration.intake.registers import since_run, waiting
from orchestration.reference.seeds import sample_facts
from orchestration.run_context import last_run
from tests.orchestration.small_reports import deliver, verdicts
from tests.orchestration.two_people import APPROVER, STEWARD

HEAD = (
    "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,"
    "parent_id,sector,successor_id\n"
)
IN_FORCE = f"""\
{HEAD}AGY-1,Sở A (mẫu),department,VN34-01,2025-07-01,,true,,,
AGY-2,Sở B (mẫu),department,VN34-01,2025-07-01,,true,AGY-1,,
""".encode()
WHY = Why(category="law", reason="nghị quyết")


def lines(*written: str) -> bytes:
    return (HEAD + "".join(f"{one}\n" for one in written)).encode()


def one_line(
    kind: str = "department", unit: str = "VN34-01", first: str = "", last: str = "", more: str = ""
) -> bytes:
    return lines(f"AGY-3,Sở C (mẫu),{kind},{unit},{first},{last},true,{more or ',,'}")


def csi(home: Home | None, *arguments: str) -> Result:
    where = ["--home", str(home.folder)] if home else []
    return CliRunner().invoke(main, [*where, *arguments])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, IN_FORCE)
    return home


def id_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (one_line(unit="VN99-01"), ("unknown_unit", "unit_id", "VN99-01")),
        (
            one_line(unit="VN63-48", first="2025-07-01"),
            ("unit_not_on_these_days", "unit_id", "VN63-48"),
        ),
        (one_line(unit="VN63-48", last="2025-06-30"), None),
        (
            one_line(unit="VN63-48", last="2025-07-01"),
            ("unit_not_on_these_days", "unit_id", "VN63-48"),
        ),
        (one_line(first="2025-07-01"), None),
        (one_line(first="2025-06-30"), ("unit_not_on_these_days", "unit_id", "VN34-01")),
        (one_line("ministry", "", "2000-01-01"), None),
        (one_line("commune", first="2025-07-01"), None),
        *(
            (one_line(kind, "", "2025-06-30"), ("kind_not_on_these_days", "agency_type", kind))
            for kind in ("commune", "ward", "special_zone")
        ),
        (one_line("ward", "VN63-48"), ("kind_not_on_these_days", "agency_type", "ward")),
        (one_line(more="AGY-1,,AGY-2"), None),
        (one_line(more="AGY-9,,"), ("unknown_agency", "parent_id", "AGY-9")),
        (one_line(more=",,AGY-9"), ("unknown_agency", "successor_id", "AGY-9")),
    ],
)
def test_what_a_line_names_exists_on_its_days(
    content: bytes, expected: tuple[str, str, str] | None
) -> None:
    wrong, doubtful = judged_register(content, read_agencies(IN_FORCE))
    found = [(one.reason.removeprefix("register."), one.column, one.value) for one in wrong]
    assert found == ([expected] if expected else [])
    assert [one.line for one in wrong] == [2] * len(wrong)
    assert doubtful == []
    for one in wrong:
        assert all(one.value in one.words(language) for language in ("vi", "en"))


@pytest.mark.parametrize(
    ("content", "is_told"),
    [
        (one_line(unit="VN63-48", first="2025-06-30"), True),
        (one_line(unit="VN63-48"), True),
        (one_line(unit="VN63-48", first="2025-06-30", last="2025-06-30"), False),
        (one_line(unit="VN63-48", last="2025-06-30"), False),
        (one_line(unit="VN34-48", first="2025-07-01"), False),
        (one_line("ministry", ""), False),
    ],
)
def test_a_line_that_goes_on_after_its_unit_is_told_to_be_closed(
    content: bytes, is_told: bool, tmp_path: Path
) -> None:
    """Not refused: a register from before a merger was right on its day."""
    wrong, doubtful = judged_register(content, read_agencies(IN_FORCE))
    assert wrong == []
    told = [(one.reason, one.line, one.column, one.value) for one in doubtful]
    assert told == ([("register.unit_has_ended", 2, "unit_id", "VN63-48")] if is_told else [])
    (tmp_path / "agencies.csv").write_bytes(content)
    done = csi(None, "check", str(tmp_path / "agencies.csv"))
    assert done.exit_code == is_told
    assert ("ghi ngày cuối của tỉnh, đơn vị đó vào cột valid_to" in done.output) == is_told


def test_without_the_register_in_force_nothing_is_said_of_others() -> None:
    assert judged_register(one_line(more="AGY-9,,AGY-8"), None).wrong == []


def test_a_circle_may_lead_through_lines_in_force() -> None:
    """The register holds AGY-1 only, which stands above AGY-2 already."""
    content = lines("AGY-1,Sở A (mẫu),department,VN34-01,2025-07-01,,true,AGY-2,,")
    (one,) = judged_register(content, read_agencies(IN_FORCE)).wrong
    assert (one.reason, one.line) == ("register.parents_in_a_circle", 2)
    both = content + b"AGY-2,B,department,VN34-01,2025-07-01,,true,,,\n"
    assert judged_register(both, read_agencies(IN_FORCE)).wrong == []


@pytest.mark.parametrize("scale", ["small", "season", "national"])
def test_nothing_is_wrong_with_the_registers_of_the_samples(scale: Scale) -> None:
    written = io.StringIO()
    csv.writer(written).writerows(register_rows(register_of(sample_facts(), scale)))
    nothing = pl.DataFrame(schema=AGENCIES)
    assert judged_register(written.getvalue().encode(), nothing) == ([], [])


def test_check_tells_every_cell(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "agencies.csv"
    file.write_bytes(
        lines(
            "AGY-3,C,department,VN63-48,2025-08-01,,true,AGY-9,,",
            "AGY-4,D,department,VN99-01,2025-08-01,2025-07-31,true,,,",
        )
    )
    checked = csi(home, "check", str(file), "--json")
    assert checked.exit_code == 2
    (answer,) = json.loads(checked.stdout)["files"]
    places = [(one["code"], one["place"], one["label"]) for one in answer["findings"]]
    code = "REGISTER-UNUSABLE"
    assert places == [
        (code, "dòng 2", "parent_id"),
        (code, "dòng 2", "unit_id"),
        (code, "dòng 3", "unit_id"),
        (code, "dòng 3", "valid_to"),
    ]
    printed = csi(home, "check", str(file)).stdout
    assert "cả tệp" not in printed
    assert "Không đọc được" not in printed
    alone = json.loads(csi(None, "check", str(file), "--json").stdout)["files"][0]
    assert "parent_id" not in {one["label"] for one in alone["findings"]}


def test_a_register_that_names_nobody_there_is_not_put_in_force(home: Home) -> None:
    content = one_line(first="2025-07-01", more="AGY-9,,")
    deliver(home, content)
    with home.ledger() as ledger:
        (one,) = waiting(home, ledger)
    (told,) = waiting_lines([one], "vi")
    assert "dòng 2, cột parent_id: không có cơ quan “AGY-9”" in told
    assert "csi agencies propose" not in told
    refused = csi(home, "agencies", "diff", "0.csv")
    assert refused.exit_code == 2
    assert "dòng 2, cột parent_id: không có cơ quan “AGY-9”" in refused.output
    with pytest.raises(UnusableRegister):
        propose_register(home, STEWARD, id_of(content), WHY)
    made = propose(home, STEWARD, RegisterChange(register_id=id_of(content)), WHY)
    with pytest.raises(UnusableRegister):
        approve(home, APPROVER, made.decision_id)


def test_a_register_of_changed_lines_only_is_put_in_force(home: Home) -> None:
    content = one_line(first="2025-07-01", more="AGY-1,,AGY-2")
    deliver(home, content)
    made = propose_register(home, STEWARD, id_of(content), WHY)
    approve(home, APPROVER, made.decision_id)
    with home.ledger() as ledger:
        assert registers_in_force(ledger) == [id_of(IN_FORCE), id_of(content)]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_register_of_units_that_cannot_be_is_refused_at_the_door(
    tmp_path: Path, is_first: bool
) -> None:
    home = Home(tmp_path / "other")
    if not is_first:
        deliver(home, IN_FORCE)
    (home.inbox / "agencies.csv").write_bytes(one_line(unit="VN99-01"))
    assert verdicts(home) == {"rejected": 1}
    with home.ledger() as ledger:
        assert registers_in_force(ledger) == ([] if is_first else [id_of(IN_FORCE)])
        assert waiting(home, ledger) == []
    findings = pl.read_parquet(home / "findings" / "*.parquet")
    told = findings.select("code", "expected_key", "row_number", "field", "sent").rows()
    assert told == [("REGISTER-UNUSABLE", "register.unknown_unit", 2, "unit_id", "VN99-01")]


def test_a_first_register_that_names_nobody_there_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path / "other")
    deliver(home, one_line(more=",,AGY-9"))
    with home.ledger() as ledger:
        first, told = event_lines(since_run(home, ledger, last_run(ledger)), "vi")
    assert "có hiệu lực ngay" in first
    assert "dòng 2, cột successor_id: không có cơ quan “AGY-9”" in told


def test_a_sector_no_rule_knows_is_told_and_not_refused(home: Home, tmp_path: Path) -> None:
    content = one_line(first="2025-07-01", more=",farming,")
    file = tmp_path / "agencies.csv"
    file.write_bytes(content)
    told = "dòng 2, cột sector: không có quy định báo cáo nào riêng cho lĩnh vực “farming”"
    checked = csi(home, "check", str(file))
    assert (checked.exit_code, told in checked.output) == (1, True)
    deliver(home, content)
    assert told in csi(home, "agencies", "diff", "0.csv").output
    with home.ledger() as ledger:
        assert told in "\n".join(waiting_lines(waiting(home, ledger), "vi"))
    made = propose_register(home, STEWARD, id_of(content), WHY)
    assert preview_register(home, id_of(content)).doubtful[0].value == "farming"
    assert approve(home, APPROVER, made.decision_id).state == "approved"
    banking = one_line(first="2025-07-01", more=",banking,")
    assert judged_register(banking, None) == ([], [])
