"""Validate files without receiving them: nothing is kept, nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import polars as pl

from expectations.book.rule_changes import rule_book_of
from expectations.validation import Alone, Validation, Validator, all_alone
from expectations.wording.descriptions import Description, describe
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.landing.agencies import is_readable_register
from ingestion.landing.containers import WITHIN, open_container
from ingestion.landing.door import read_file
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.parsing.pool import read_reports
from ingestion.parsing.report import Report, unreadable
from ingestion.submissions.decisions import decisions_of, in_force
from orchestration.intake import one_by_one
from orchestration.intake.judging import earlier_reports, register_of, validator_of
from orchestration.intake.parts import in_parts
from orchestration.intake.quarantine import reader_failures
from orchestration.intake.verdicts import VERDICT, latest_verdicts
from orchestration.reference.seeds import unit_names
from orchestration.run_context import today

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class CheckedFile:
    """One file: its name, the verdict it would get, its findings in words, and why our reader gave
    up on it, where it did."""

    name: str
    verdict: str
    findings: list[Description]
    reader_failed: str | None = None

    @property
    def is_unread(self) -> bool:
        """Whether it could not be read as any form."""
        is_other_file = any(one.code == "FILE-UNREADABLE" for one in self.findings)
        return is_other_file or self.verdict in ("rejected", "tool_error")


@dataclass(frozen=True)
class Checked:
    """What ``csi check`` found; ``left_out`` are the rules that could not run, with a home those
    that ask when and from whom a file came; ``besides`` the names of what lay in a container and is
    no report, by the container's name."""

    files: list[CheckedFile]
    left_out: list[str]
    has_home: bool
    besides: dict[str, list[str]]

    @property
    def exit_code(self) -> int:
        """0 nothing found, 1 findings, 2 a file that cannot be read as any form."""
        if any(file.is_unread for file in self.files):
            return UNREADABLE
        return FINDINGS if any(file.findings for file in self.files) else CLEAN


def check_files(paths: Sequence[Path], home: Home | None, language: str) -> Checked:
    """Judge files by every rule that can be applied: all of them with a home, else without those
    that need its register or its earlier reports. Files are read a few at a time."""
    names: dict[str, list[int]] = {}
    answers: list[CheckedFile] = []
    besides: dict[str, list[str]] = {}
    reports = read_reports(_contents(paths, answers, names, besides), names=unit_names())
    validator, verdicts = _validator(home)
    alone, failures = list[Alone](), list[tuple[str, str]]()
    for part in in_parts(reports):
        alone.append(one_by_one.judged_alone(part, validator.alone))
        failures += reader_failures(part)
    whole = all_alone(alone)
    judged_now = set(whole.headers["submission_id"])
    earlier = None if home is None else earlier_reports(home, verdicts, judged_now)
    validation = one_by_one.judged_together(whole, partial(validator.together, earlier=earlier))
    failed = dict([*failures, *validation.failures(whole.headers)])
    for name, verdict, words in _words(whole.headers, validation, language):
        for number in names.get(name, ()):
            shown = answers[number].name
            answers[number] = CheckedFile(shown, verdict, words, failed.get(name))
    return Checked(answers, validation.left_out, home is not None, besides)


def _contents(
    paths: Sequence[Path],
    answers: list[CheckedFile],
    names: dict[str, list[int]],
    besides: dict[str, list[str]],
) -> Iterator[tuple[str, bytes | Report]]:
    """The files that are no usable register, each once, read when they are asked for; each begins
    its answer, ``names`` takes down under which id it is judged, and ``besides`` what lies in a
    container and is no report."""
    for path in paths:
        for shown, content in _files(printable(str(path)), path, besides):
            number = len(answers)
            answers.append(CheckedFile(shown, "accepted", []))
            if isinstance(content, Report):
                names[f"unread-{number}"] = [number]
                yield f"unread-{number}", content
            elif not is_readable_register(content):
                name = hashlib.sha256(content).hexdigest()
                names.setdefault(name, []).append(number)
                if len(names[name]) == 1:
                    yield name, content


def _files(
    shown: str, path: Path, besides: dict[str, list[str]]
) -> Iterator[tuple[str, bytes | Report]]:
    """A file as it is called, or in place of a container the files in it."""
    try:
        content = read_file(path)
    except UnreadableFile as reason:
        yield shown, unreadable(reason)
        return
    try:
        within = open_container(content)
    except UnreadableFile:  # the reader says so
        within = None
    if within is None:
        yield shown, content
        return
    if within.besides:
        besides[shown] = [*within.besides]
    for member in (*within.reports, *within.closed):
        closed = unreadable(member.reason) if member.reason else None
        yield f"{shown}{WITHIN}{member.name}", closed or member.content


def _words(
    headers: pl.DataFrame, validation: Validation, language: str
) -> Iterator[tuple[str, str, list[Description]]]:
    """Each submission with its verdict and its findings in words."""
    contracts = load_contracts()
    forms = dict(headers.select("submission_id", "contract_id").iter_rows())
    findings = validation.findings.partition_by("submission_id", as_dict=True)
    for name, verdict in validation.verdicts.select("submission_id", "verdict").iter_rows():
        own = findings.get((name,))
        rows = own.iter_rows(named=True) if own is not None else ()
        form = contracts.get(forms.get(name) or "")
        yield name, verdict, [describe(row, form, language) for row in rows]


def _validator(home: Home | None) -> tuple[Validator, pl.DataFrame]:
    """The rules that can be applied, and the verdicts given before."""
    if home is None:
        return Validator(as_of=today()), VERDICT.to_frame()
    with home.ledger() as ledger:
        decisions = in_force(decisions_of(ledger).values(), today())
        register, rules = register_of(home, ledger), rule_book_of(ledger)
        return validator_of(home, today(), register, rules, decisions), latest_verdicts(ledger)


def as_json(checked: Checked) -> dict[str, object]:
    """The outcome for a machine to read."""
    return asdict(checked) | {"exit_code": checked.exit_code}
