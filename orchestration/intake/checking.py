"""Validate files without receiving them: nothing is kept, nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import polars as pl

from expectations.book.rule_book import load_rule_book
from expectations.book.rule_changes import rule_book_of
from expectations.findings import Description, describe
from expectations.validation import Validation, validate
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.landing.agencies import is_readable_register
from ingestion.parsing.pool import read_reports
from ingestion.submissions.decisions import decisions_of, in_force
from ingestion.submissions.frames import Batch, batch_of
from orchestration.intake.judging import earlier_reports, register_of
from orchestration.intake.verdicts import latest_verdicts
from orchestration.reference.seeds import law, unit_names
from orchestration.run_context import today

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class CheckedFile:
    """One file: its name, the verdict it would get, and its findings in words."""

    name: str
    verdict: str
    findings: list[Description]


@dataclass(frozen=True)
class Checked:
    """What ``csi check`` found; ``left_out`` are the rules that could not run, with a home those
    that ask when and from whom a file came."""

    files: list[CheckedFile]
    left_out: list[str]
    has_home: bool

    @property
    def exit_code(self) -> int:
        """0 nothing found, 1 findings, 2 a file that cannot be read as any form."""
        if any(file.verdict in ("rejected", "tool_error") for file in self.files):
            return UNREADABLE
        return FINDINGS if any(file.findings for file in self.files) else CLEAN


def check_files(files: Sequence[tuple[str, bytes]], home: Home | None, language: str) -> Checked:
    """Judge files by every rule that can be applied: all of them with a home, else without those
    that need its register or its earlier reports."""
    contracts = load_contracts()
    reports = [
        (name, hashlib.sha256(content).hexdigest(), content)
        for name, content in files
        if not is_readable_register(content)
    ]
    contents = {submission_id: content for _, submission_id, content in reports}
    batch = batch_of(dict(read_reports(contents.items(), names=unit_names())), contracts, law())
    validation = _judge(batch, home)
    forms = dict(batch.headers.select("submission_id", "contract_id").iter_rows())
    verdicts = dict(validation.verdicts.select("submission_id", "verdict").iter_rows())
    checked = [CheckedFile(n, "accepted", []) for n, c in files if is_readable_register(c)]
    for name, submission_id, _ in reports:
        found = validation.findings.filter(pl.col("submission_id") == submission_id)
        form = contracts.get(forms[submission_id] or "")
        words = [describe(row, form, language) for row in found.iter_rows(named=True)]
        checked.append(CheckedFile(name, verdicts[submission_id], words))
    return Checked(checked, validation.left_out, home is not None)


def _judge(batch: Batch, home: Home | None) -> Validation:
    if home is None:
        return validate(batch, as_of=today(), rule_book=load_rule_book())
    with home.ledger() as ledger:
        rules = rule_book_of(ledger)
        register = register_of(ledger, home.raw_store())
        known = latest_verdicts(ledger)
        decisions = in_force(decisions_of(ledger).values(), today())
    earlier = earlier_reports(home, known, set(batch.headers["submission_id"]))
    return validate(
        batch,
        register=register,
        earlier=earlier,
        as_of=today(),
        home_kind=home.kind,
        rule_book=rules,
        decisions=decisions,
    )


def as_json(checked: Checked) -> dict[str, object]:
    """The outcome for a machine to read."""
    return asdict(checked) | {"exit_code": checked.exit_code}
