"""Options, days and texts corrected by two people: read as their place asks, shown old beside new,
and loaded where the index is computed from; what their place does not allow stays held."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.samples.one_agency import register
from ingestion.submissions.decisions import Decision, Why
from orchestration.commands.decision_texts import what_in_words
from orchestration.decisions.deciding import approve, propose_correction, propose_revocation
from orchestration.decisions.views import find_submission, value_at
from orchestration.identity.session import Actor
from orchestration.run_context import Run
from orchestration.warehouse.loading import load_form_years, load_ledger_tables
from tests.expectations.new_form_reports import cell, report, together
from tests.orchestration.small_reports import AS_OF, deliver, verdicts

AGENCY = (
    "AGY-VN63-24-1,Sở Thông tin và Truyền thông tỉnh Bắc Giang (mẫu),province_agency,VN63-24,,"
    "2025-06-30,true\n"
)
APPROVER = Actor("minh", frozenset({"reader", "approver"}), "session")
WHY = Why(category="typing_error", reason="bản giấy ghi khác")
SURVEY, SITE = "websites", "trang-1.mau.example"
# Column, what was sent, what the steward saw there, what it is corrected to, what is read of that.
CORRECTED = [
    ("site_state", "Được phép", "Được phép", "Licensed or registered", "licensed"),
    ("licensed_on", "31/02/2024", "31/02/2024", "12/05/2024", date(2024, 5, 12)),
    ("licence_number", "GP I (mẫu)", " GP I (mẫu)", "GP 1 (mẫu)", "GP 1 (mẫu)"),
]
SENT = report(SURVEY, together(*(cell(SURVEY, 0, field, sent) for field, sent, *_ in CORRECTED)))


def proposed(home: Home, field: str, old: str, new: str) -> Decision:
    with home.ledger() as ledger:
        name = find_submission(ledger, home.raw_store().put(SENT))
    seen = value_at(home, name, row=SITE, column=field)
    return propose_correction(home, "lan", seen, old, new, WHY)


def test_options_days_and_texts_are_corrected_as_their_place_asks(tmp_path: Path) -> None:
    """An option that is none of the list is found like one that was sent; taken back, and with the
    right ones beside it, the report is accepted."""
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY))
    deliver(home, SENT)
    assert verdicts(home) == {"held": 1}
    mistaken = proposed(home, "site_state", "Được phép", "Không rõ")
    approve(home, APPROVER, mistaken.decision_id)
    assert verdicts(home) == {"held": 1}
    ended = propose_revocation(home, "lan", mistaken.decision_id, WHY)
    approve(home, APPROVER, ended.decision_id)
    for field, sent, old, new, _ in CORRECTED:
        made = proposed(home, field, old, new)
        for language in ("vi", "en"):
            assert what_in_words(made.what, language).endswith(f"{sent} → {new}")
        approve(home, APPROVER, made.decision_id)
    assert verdicts(home) == {"accepted": 1}
    run = Run(home, AS_OF)
    load_form_years(run, load_contracts().latest()[SURVEY], [2024], load_ledger_tables(run))
    fields = ", ".join(field for field, *_ in CORRECTED)
    with duckdb.connect(str(home.working), read_only=True) as connection:
        loaded = connection.execute(
            f"select {fields} from raw.websites where domain = '{SITE}'"
        ).fetchall()
    assert loaded == [tuple(read for *_, read in CORRECTED)]
