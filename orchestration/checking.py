"""Validate files without receiving them: nothing is kept, nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import polars as pl

from expectations.findings import Description, describe
from expectations.rule_book import load_rule_book
from expectations.validation import Validation, validate
from ingestion.contract import load_contracts
from ingestion.frames import Batch, batch_of
from ingestion.home import Home
from ingestion.readers.sandbox import read_reports
from orchestration.run import today
from orchestration.submissions import earlier_reports, register_of
from orchestration.verdicts import latest_verdicts

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class CheckedFile:
    """One file: its name, the verdict it would get, and its findings in words."""

    name: str
    verdict: str
    findings: list[Description]


@dataclass(frozen=True)
class Checked:
    """What ``csi check`` found; ``left_out`` are the rules that could not run."""

    files: list[CheckedFile]
    left_out: list[str]

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
    ids = {hashlib.sha256(content).hexdigest(): name for name, content in files}
    contents = {hashlib.sha256(content).hexdigest(): content for _, content in files}
    batch = batch_of(dict(read_reports(contents.items())), contracts)
    validation = _judge(batch, home)
    forms = dict(batch.headers.select("submission_id", "contract_id").iter_rows())
    verdicts = dict(validation.verdicts.select("submission_id", "verdict").iter_rows())
    checked = []
    for name_id, name in ids.items():
        found = validation.findings.filter(pl.col("submission_id") == name_id)
        form = contracts.get(forms[name_id] or "")
        words = [describe(row, form, language) for row in found.iter_rows(named=True)]
        checked.append(CheckedFile(name, verdicts[name_id], words))
    return Checked(checked, validation.left_out)


def _judge(batch: Batch, home: Home | None) -> Validation:
    rules = load_rule_book()
    if home is None:
        return validate(batch, None, None, None, today(), None, rules)
    ledger = home.ledger()
    try:
        register = register_of(home, ledger, home.raw_store())
        known = latest_verdicts(ledger)
    finally:
        ledger.close()
    earlier = earlier_reports(home, known, set(batch.headers["submission_id"]))
    return validate(batch, None, register, earlier, today(), home.kind, rules)


def as_json(checked: Checked) -> dict[str, object]:
    """The outcome for a machine to read."""
    return asdict(checked) | {"exit_code": checked.exit_code}
