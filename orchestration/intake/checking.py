"""Validate files without receiving them: nothing is kept, nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from expectations.book.rule_book import load_rule_book
from expectations.book.rule_changes import rule_book_of
from expectations.findings import Description, describe
from expectations.validation import Validation, validate
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.landing.agencies import is_readable_register
from ingestion.landing.door import read_file
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.parsing.pool import read_reports
from ingestion.parsing.report import Report, unreadable
from ingestion.submissions.decisions import decisions_of, in_force
from ingestion.submissions.frames import Batch, batch_of
from orchestration.intake.judging import earlier_reports, register_of
from orchestration.intake.verdicts import latest_verdicts
from orchestration.reference.seeds import law, unit_names
from orchestration.run_context import today

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class _File:
    """A file to check: its bytes, or the report of one that could not be opened."""

    name: str
    submission_id: str
    content: bytes | Report

    @property
    def is_register(self) -> bool:
        """Whether it is a register of agencies that can be used."""
        return isinstance(self.content, bytes) and is_readable_register(self.content)


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


def check_files(paths: Sequence[Path], home: Home | None, language: str) -> Checked:
    """Judge files by every rule that can be applied: all of them with a home, else without those
    that need its register or its earlier reports."""
    contracts = load_contracts()
    files = [_file(number, path) for number, path in enumerate(paths)]
    registers = [file for file in files if file.is_register]
    reports = [file for file in files if not file.is_register]
    contents = {file.submission_id: file.content for file in reports}
    batch = batch_of(dict(read_reports(contents.items(), names=unit_names())), contracts, law())
    validation = _judge(batch, home)
    forms = dict(batch.headers.select("submission_id", "contract_id").iter_rows())
    verdicts = dict(validation.verdicts.select("submission_id", "verdict").iter_rows())
    checked = [CheckedFile(file.name, "accepted", []) for file in registers]
    for file in reports:
        findings = validation.findings.filter(pl.col("submission_id") == file.submission_id)
        form = contracts.get(forms[file.submission_id] or "")
        words = [describe(row, form, language) for row in findings.iter_rows(named=True)]
        checked.append(CheckedFile(file.name, verdicts[file.submission_id], words))
    return Checked(checked, validation.left_out, home is not None)


def _file(number: int, path: Path) -> _File:
    """A file as it is on disk, number ``number`` of those that are checked."""
    name = printable(str(path))
    try:
        content = read_file(path)
    except UnreadableFile as reason:
        return _File(name, f"unread-{number}", unreadable(reason))
    return _File(name, hashlib.sha256(content).hexdigest(), content)


def _judge(batch: Batch, home: Home | None) -> Validation:
    if home is None:
        return validate(batch, as_of=today(), rule_book=load_rule_book())
    with home.ledger() as ledger:
        rules = rule_book_of(ledger)
        register = register_of(home, ledger)
        verdicts = latest_verdicts(ledger)
        decisions = in_force(decisions_of(ledger).values(), today())
    earlier = earlier_reports(home, verdicts, set(batch.headers["submission_id"]))
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
