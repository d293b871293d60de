"""A declared day of receipt: whoever says it has an account, and nobody moves a day alone."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from ingestion.landing.receipts import Receipt, receipts
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions.decisions import Why
from orchestration.cli import main
from orchestration.commands.outcome_texts import not_polled_lines
from orchestration.decisions.deciding import approve, propose_redating, propose_revocation
from orchestration.decisions.views import Refused
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.taking_in import take_in
from orchestration.run_context import Run
from tests.orchestration.small_reports import AS_OF, deliver, verdicts
from tests.orchestration.two_people import APPROVER, steward_acts

HEAD = "file,sender,channel,received_at\n"
IN_TIME = "2024-12-10T09:00:00+07:00"
WHY = ("--category", "other", "--reason", "dấu công văn đến")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY))
    return home


def csi(home: Home, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), *map(str, arguments)])


def written(folder: Path, content: bytes, moment: str = IN_TIME) -> tuple[Path, Path]:
    """A report in a folder, and the list that says when it came."""
    folder.mkdir(exist_ok=True)
    (folder / "cũ.csv").write_bytes(content)
    (folder / "deliveries.csv").write_text(f"{HEAD}cũ.csv,AGY-1,bưu điện,{moment}\n", "utf-8")
    return folder / "cũ.csv", folder / "deliveries.csv"


def received(home: Home) -> list[Receipt]:
    with home.ledger() as ledger:
        return list(receipts(ledger).values())


def test_a_declared_day_needs_an_account(home: Home, tmp_path: Path) -> None:
    file, listed = written(tmp_path / "old", report())
    refused = csi(home, "submit", file, "--deliveries", listed)
    assert (refused.exit_code, "csi login" in refused.stderr) == (2, True)
    assert received(home) == []
    steward_acts(home.folder)
    assert csi(home, "submit", file, "--deliveries", listed).exit_code == 0
    (receipt,) = received(home)
    assert (receipt.declared, receipt.declared_by) == (True, "lan")
    assert receipt.received_on == date(2024, 12, 10)


def test_what_the_inbox_declares_waits_for_an_account(home: Home) -> None:
    written(home.inbox, report())
    taken_in = take_in(Run(home, AS_OF))
    assert [(one.name, one.reason.reason) for one in taken_in.left] == [
        ("cũ.csv", "declared_by_nobody")
    ]
    steward_acts(home.folder)
    assert take_in(Run(Home(home.folder), AS_OF)).left == []
    (receipt,) = received(home)
    assert (receipt.declared, receipt.declared_by) == (True, "lan")


def test_who_fills_an_empty_home_declares(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    (home.inbox / "agencies.csv").write_bytes(register(AGENCY))
    written(home.inbox, report())
    assert take_in(Run(home, AS_OF)).left == []
    assert received(home)[0].declared
    again = take_in(Run(home, AS_OF))
    assert (again.left, again.received) == ([], 0), "the same day again moves nothing"


def test_a_list_that_names_a_file_twice_says_nothing_new(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    (home.inbox / "agencies.csv").write_bytes(register(AGENCY))
    written(home.inbox, report())
    (home.inbox / "lại.csv").write_bytes(report())
    with (home.inbox / "deliveries.csv").open("a", encoding="utf-8") as listed:
        listed.write("lại.csv,AGY-1,bưu điện,2024-12-20T09:00:00+07:00\n")
    for _ in range(2):
        assert take_in(Run(home, AS_OF)).left == []
    assert received(home)[0].received_on == date(2024, 12, 10)


def late(home: Home, tmp_path: Path) -> tuple[Path, Path]:
    """A report that came late by the receipt's clock, and the list that says another day."""
    file, listed = written(tmp_path / "old", report())
    assert csi(home, "submit", file).exit_code == 0
    take_in(Run(home, AS_OF))
    return file, listed


@pytest.mark.parametrize("door", ["submit", "inbox"])
def test_nobody_moves_a_day_of_receipt_alone(home: Home, tmp_path: Path, door: str) -> None:
    file, listed = late(home, tmp_path)
    (before,) = received(home)
    steward_acts(home.folder)
    if door == "submit":
        told = csi(home, "submit", file, "--deliveries", listed, "--lang", "en")
        assert told.exit_code == 2
        assert f"csi decide redate {before.submission_id[:12]}" in told.stderr
    else:
        written(home.inbox, report())
        (left,) = take_in(Run(Home(home.folder), AS_OF)).left
        poll = {"source": "sở", "left": [left.body()], "reason": None}
        lines = not_polled_lines(poll, "en")
        assert f"csi decide redate {before.submission_id[:12]}" in "\n".join(lines)
    assert received(home) == [before]


def test_two_people_move_it_and_it_is_shown_as_declared(home: Home, tmp_path: Path) -> None:
    late(home, tmp_path)
    (before,) = received(home)
    steward_acts(home.folder)
    proposed = csi(home, "decide", "redate", "cũ.csv", "--received-at", IN_TIME, *WHY)
    assert proposed.exit_code == 0, proposed.output
    assert "09:00" in proposed.stdout
    assert received(home) == [before], "until another person approves it"
    with home.ledger() as ledger:
        (late_verdict,) = latest_verdicts(ledger).to_dicts()
    assert late_verdict["received_on"] == before.received_on
    approve(home, APPROVER, "D1")
    (moved,) = received(home)
    assert (moved.declared, moved.redated_by) == (True, "D1")
    assert moved.received_on == date(2024, 12, 10)
    verdicts(home)
    with home.ledger() as ledger:
        (verdict,) = latest_verdicts(ledger).to_dicts()
    assert (verdict["received_on"], verdict["decisions"]) == (date(2024, 12, 10), ["D1"])
    why = Why(category="other", reason="nhầm")
    approve(home, APPROVER, propose_revocation(home, "lan", "D1", why).decision_id)
    verdicts(home)
    assert received(home) == [before]


def test_what_another_day_would_do_is_told_before(home: Home, tmp_path: Path) -> None:
    late(home, tmp_path)
    steward_acts(home.folder)
    made = csi(home, "decide", "redate", "cũ.csv", "--received-at", IN_TIME, *WHY, "--json")
    assert json.loads(made.stdout)["state"] == "proposed"
    assert csi(home, "decide", "effect", "D1").exit_code == 0


@pytest.mark.parametrize(
    "moment",
    ["2024-12-10", "hôm qua", "1980-01-01T00:00:00+07:00", "2999-01-01T00:00:00+07:00"],
)
def test_a_day_that_cannot_be_is_refused(home: Home, tmp_path: Path, moment: str) -> None:
    late(home, tmp_path)
    steward_acts(home.folder)
    refused = csi(home, "decide", "redate", "cũ.csv", "--received-at", moment, *WHY)
    assert (refused.exit_code, "2025-12-10T09:00:00+07:00" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "thuộc kỳ bắt đầu từ ngày 01/01/2024"), ("en", "a period that begins on 01/01/2024")],
)
def test_a_day_before_the_period_reported_on_is_refused(
    home: Home, tmp_path: Path, lang: str, words: str
) -> None:
    late(home, tmp_path)
    steward_acts(home.folder)
    (before,) = received(home)
    too_early = ("--received-at", "2023-12-31T23:00:00+07:00", *WHY, "--lang", lang)
    refused = csi(home, "decide", "redate", "cũ.csv", *too_early)
    assert (refused.exit_code, words in refused.stderr) == (2, True), refused.output
    assert received(home) == [before]
    on_its_first_day = ("--received-at", "2024-01-01T00:30:00+07:00", *WHY)
    assert csi(home, "decide", "redate", "cũ.csv", *on_its_first_day).exit_code == 0


def test_a_day_that_a_first_verdict_makes_impossible_is_not_approved(home: Home) -> None:
    deliver(home, report())
    moment = datetime.fromisoformat("2023-06-01T09:00:00+07:00")
    (one,) = received(home)
    why = Why(category="other", reason="dấu bưu điện")
    made = propose_redating(home, "lan", one.submission_id, moment, why)
    verdicts(home)
    with pytest.raises(Refused, match="before_period"):
        approve(home, APPROVER, made.decision_id)


def test_status_and_explanations_say_that_a_day_was_declared(home: Home, tmp_path: Path) -> None:
    deliver(home, report("vài"), sender="AGY-1")
    verdicts(home)
    assert "10/12/2024 (ngày khai)" in csi(home, "status").stdout
    (line,) = json.loads(csi(home, "status", "--json").stdout)["refused"]
    assert line["received_declared"] is True
