"""What a person sees before deciding, so that a decision on a stale view can be refused."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from expectations.book.rule_changes import rule_book_of
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import receipts, registers
from ingestion.language.vietnamese import VIETNAM, printable
from ingestion.messages import LANGUAGES, catalogue, text
from ingestion.parsing.report import Report, TypedCell
from ingestion.refusal import Refusal
from ingestion.submissions.decisions import (
    Correction,
    MethodChoice,
    Purge,
    Redating,
    RegisterChange,
    ReportKey,
    Revocation,
    RuleChange,
    Waiver,
    What,
    Withdrawal,
    decisions_of,
    is_about,
    order_of,
)
from ingestion.submissions.frame_columns import REPORT_KEY
from ingestion.submissions.register_changes import CHANGE_KINDS
from ingestion.submissions.registers import waiting_registers
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.originals import lost_in, read_originals
from orchestration.intake.references import meant
from orchestration.intake.registers import changes_by
from orchestration.intake.verdicts import WITHDRAWN
from orchestration.reference.published_method import published_method

View = dict[str, str]
_SHORT = 12
_LISTED = 20
_DAYS = ("valid_from", "valid_to", "first_day", "last_day")


class Refused(Refusal):
    """A decision that cannot be proposed or answered."""

    def words(self, language: str = LANGUAGES[0]) -> str:
        """The reason, with the state that prevents it in words."""
        values = dict(self.values)
        if "state" in values:
            values["state"] = text(f"decision.state.{values['state']}", language)
        return text(self.key, language, **values)


class Stale(Refusal):
    """A decision on an outdated view: what was seen, and what is true now."""

    def __init__(self, seen: View, now: View) -> None:
        super().__init__("decision.stale", seen=seen, now=now)
        self.seen, self.now = seen, now

    def words(self, language: str = LANGUAGES[0]) -> str:
        """The reason, with both views in words; where another value was seen, the two values."""
        changed = {name for name, value in self.now.items() if self.seen.get(name) != value}
        if changed == {"value"} and self.seen.keys() == self.now.keys():
            blank = text("decision.blank", language)
            seen, now = (printable(view["value"]) or blank for view in (self.seen, self.now))
            return text("decision.stale_value", language, seen=seen, now=now)
        seen, now = (view_in_words(view, language) for view in (self.seen, self.now))
        return text(self.key, language, seen=seen, now=now)


def view_in_words(view: Mapping[str, object], language: str) -> str:
    """A view as one line; a name that is not ours is the beginning of a report's id."""
    words = catalogue(language)
    parts = []
    for name, value in view.items():
        label = words.get(f"decision.view.{name}", name)
        shown = words.get(_key_of(name, value), str(value))
        if name in _DAYS and shown != "None":
            shown = f"{date.fromisoformat(shown):%d/%m/%Y}"
        parts.append(f"{label} {'…' if shown == 'None' else shown or words['decision.blank']}")
    return printable(", ".join(parts))


def _key_of(name: str, value: object) -> str:
    """The key in the catalogue for a value that is a code; else empty."""
    match name:
        case "verdict":
            return f"verdict.{value}"
        case "state":
            return f"decision.state.{value}"
        case "severity":
            return f"rule.severity.{value}"
        case "is_on":
            return f"decision.is_on.{str(value).lower()}"
        case "is_declared":
            return f"decision.is_declared.{str(value).lower()}"
    return ""


def view_of(home: Home, ledger: Ledger, what: What) -> View:
    """What is true now of the thing a decision is about; raises ``Refused`` where there is none."""
    match what:
        case Correction() as correction:
            return _corrected_value(home, ledger, correction)
        case Waiver() as waiver:
            return _waived_findings(ledger, waiver)
        case Withdrawal(submission_id=name):
            row = judged(ledger, name)
            file = receipts(ledger)[name].name
            return {"submission": short(name), "file": file, "verdict": row["verdict"]}
        case Purge(submission_id=name):
            return {"submission": short(name), "file": receipts(ledger)[name].name}
        case Redating(submission_id=name):
            return _received(ledger, name)
        case RuleChange(code=code):
            book = rule_book_of(ledger)
            if code not in book:
                raise Refused("decision.refused.no_rule", rule=code)
            shown = {"severity", "valid_from", "valid_to", "is_on"}
            rule = book[code].model_dump(mode="json", include=shown)
            others = [one for one in book.for_a_time if one.code == code]
            view = {name: str(value) for name, value in rule.items()}
            return view | ({"for_a_time": str(len(others))} if others else {})
        case RegisterChange(register_id=name):
            return _changed_agencies(home, ledger, name)
        case MethodChoice():
            return {"released_method": published_method(ledger)}
        case Revocation(decision_id=name):
            decisions = decisions_of(ledger)
            if name not in decisions:
                raise Refused("decision.refused.no_decision", id=name)
            return {"decision": name, "state": decisions[name].state}


def _received(ledger: Ledger, name: str) -> View:
    """The day of receipt as it stands, and whether it was declared."""
    receipt = receipts(ledger)[name]
    about = {"submission": short(name), "file": receipt.name}
    return {
        **about,
        "received_at": f"{receipt.received_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
        "is_declared": str(receipt.declared),
    }


def find_register(ledger: Ledger, reference: str) -> str:
    """The id of a register of agencies that was received, named by the beginning of its id or by
    its file: of those that wait for a decision, else of all. Raises ``Refusal`` for none or
    several."""
    waiting = {one.submission_id: one.name for one in waiting_registers(ledger)}
    everything = {one.submission_id: one.name for one in registers(ledger)}
    try:
        return meant(waiting, reference, "decision.refused.no_register")
    except Refusal:
        return meant(everything, reference, "decision.refused.no_register")


def find_submission(ledger: Ledger, reference: str) -> str:
    """The id of a submission named by the beginning of its id or by its file; raises ``Refused``
    for none or several."""
    received = receipts(ledger)
    matches = [
        name
        for name, one in received.items()
        if name.startswith(reference) or one.name == reference
    ]
    if len(matches) != 1:
        raise Refused(
            "decision.refused.no_submission"
            if not matches
            else "decision.refused.several_submissions",
            said=reference,
        )
    return matches[0]


def judged(ledger: Ledger, submission_id: str) -> dict[str, Any]:
    """The current verdict on a submission, with its header; raises ``Refused`` before it has
    one."""
    rows = latest_verdicts(ledger).filter(submission_id=submission_id).to_dicts()
    if not rows:
        raise Refused("decision.refused.not_judged", said=short(submission_id))
    return rows[0]


def report_key(row: dict[str, Any]) -> ReportKey:
    """The report a verdict is about; raises ``Refused`` where its header could not be read."""
    key = {name: row[name] for name in REPORT_KEY}
    if any(value is None for value in key.values()):
        raise Refused("decision.refused.no_header", said=short(row["submission_id"]))
    return ReportKey.model_validate(key)


def read_again(home: Home, submission_id: str) -> Report:
    """A submission as it was sent, read once more; raises ``LostOriginal``."""
    with home.ledger() as ledger:
        receipt = receipts(ledger)[submission_id]
    ((_, report),) = read_originals(home, [receipt])
    if lost := lost_in(submission_id, report):
        raise lost
    return report


class Seen(NamedTuple):
    """A value of a submission, and the unit of money its report states."""

    submission_id: str
    place: TypedCell
    money_unit: str | None


def value_at(
    home: Home,
    reference: str,
    *,
    sheet: str | None = None,
    cell: str | None = None,
    row: str | None = None,
    column: str | None = None,
) -> Seen:
    """The value of a submission (``find_submission``) at an address (``C5``), or of a row key and a
    column; ``sheet`` is the title of a sheet or the name of a table. Raises ``Refused`` where there
    is none or several."""
    with home.ledger() as ledger:
        submission_id = find_submission(ledger, reference)
    report = read_again(home, submission_id)
    cells = [one for one in report.cells if sheet in (None, one.sheet, one.table)]
    if cell is not None:
        cells = [one for one in cells if one.cell == cell.upper()]
    else:
        cells = [one for one in cells if (one.row_key, one.field) == (row, column)]
    if len(cells) != 1:
        raise Refused(
            "decision.refused.no_place" if not cells else "decision.refused.several_places"
        )
    return Seen(submission_id, cells[0], report.money_unit)


def short(submission_id: str) -> str:
    """An id as people read it."""
    return submission_id[:_SHORT]


def latest_of(ledger: Ledger, report: ReportKey) -> dict[str, Any] | None:
    """The latest revision of a report that was neither rejected nor withdrawn."""
    out = pl.col("verdict").is_in(["rejected", WITHDRAWN])
    rows = latest_verdicts(ledger).filter(is_about(report), ~out).to_dicts()
    ordered = sorted(
        rows, key=lambda r: (order_of(r["revision"], r["report_date"]), r["submission_id"])
    )
    return ordered[-1] if ordered else None


def _changed_agencies(home: Home, ledger: Ledger, register_id: str) -> View:
    """How many agencies a register changes in each way; then all it changes as one hash."""
    (file,) = (one.name for one in registers(ledger) if one.submission_id == register_id)
    changes = changes_by(home, ledger, register_id)
    counts = Counter(one.kind for one in changes)
    listed = json.dumps([asdict(one) for one in changes], default=str)
    return {
        "file": file,
        **{kind: str(counts[kind]) for kind in CHANGE_KINDS if counts[kind]},
        "hash": short(hashlib.sha256(listed.encode()).hexdigest()),
    }


def _corrected_value(home: Home, ledger: Ledger, what: Correction) -> View:
    row = latest_of(ledger, what.report)
    if row is None:
        raise Refused("decision.refused.no_report")
    report = read_again(home, row["submission_id"])
    cells = [
        one
        for one in report.cells
        if (one.table, one.row_key, one.field) == (what.table, what.row_key, what.field)
    ]
    value = cells[0].value.raw_text if cells else None
    return {
        "submission": short(row["submission_id"]),
        "revision": str(row["revision"]),
        "value": value or "",
    }


def _waived_findings(ledger: Ledger, waiver: Waiver) -> View:
    """How many reports are in the scope and how often the rule is broken there; then, report by
    report where they are few, else as one hash of them."""
    rows = latest_verdicts(ledger).filter(is_about(waiver), pl.col("verdict") != WITHDRAWN)
    counts = {
        short(name): json.loads(codes).get(waiver.rule, 0)
        for name, codes in rows.select("submission_id", "codes").iter_rows()
    }
    view = {"reports": str(len(counts)), "findings": str(sum(counts.values()))}
    if len(counts) <= _LISTED:
        return view | {name: f"{waiver.rule} × {count}" for name, count in counts.items()}
    listed = json.dumps(counts, sort_keys=True)
    return view | {"hash": short(hashlib.sha256(listed.encode()).hexdigest())}
