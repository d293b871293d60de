"""Validate files without receiving them: nothing is kept, nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from expectations.book.rule_book import load_rule_book
from expectations.book.rule_changes import rule_book_of
from expectations.validation import Validation, validate
from expectations.wording.descriptions import Description, describe
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.landing.agencies import is_readable_register
from ingestion.landing.containers import WITHIN, open_container
from ingestion.landing.door import read_file
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.parsing.pool import read_reports
from ingestion.parsing.report import READER_FAILED, Report, unreadable
from ingestion.submissions.decisions import decisions_of, in_force
from ingestion.submissions.frames import Batch
from orchestration.intake.judging import earlier_reports, register_of
from orchestration.intake.one_by_one import framed, joined, judged
from orchestration.intake.verdicts import latest_verdicts
from orchestration.reference.seeds import unit_names
from orchestration.run_context import today

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2
_REPORTS_AT_ONCE = 200


@dataclass(frozen=True)
class CheckedFile:
    """One file: its name, the verdict it would get, its findings in words, and why our reader gave
    up on it, where it did."""

    name: str
    verdict: str
    findings: list[Description]
    reader_failed: str | None = None


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
    that need its register or its earlier reports. Files are read a few at a time."""
    names: dict[str, list[int]] = {}
    answers: list[CheckedFile] = []
    reports = read_reports(_contents(paths, answers, names), names=unit_names())
    batches = _batches(reports)
    if home is not None:  # rules across reports see all of them
        batches = iter([joined([*batches])])
    judge, left_out = _judge(home), list[str]()
    for batch in batches:
        batch, validation = judged(batch, judge)
        left_out = validation.left_out
        failed = dict(
            batch.problems.filter(code=READER_FAILED).select("submission_id", "found").iter_rows()
        )
        for name, verdict, words in _words(batch, validation, language):
            for number in names.get(name, ()):
                shown = answers[number].name
                answers[number] = CheckedFile(shown, verdict, words, failed.get(name))
    return Checked(answers, left_out, home is not None)


def _batches(reports: Iterator[tuple[str, Report]]) -> Iterator[Batch]:
    """The reports as frames, some at a time; an empty one where there are none."""
    part = dict(islice(reports, _REPORTS_AT_ONCE))
    while True:
        yield framed(part)
        part = dict(islice(reports, _REPORTS_AT_ONCE))
        if not part:
            return


def _contents(
    paths: Sequence[Path], answers: list[CheckedFile], names: dict[str, list[int]]
) -> Iterator[tuple[str, bytes | Report]]:
    """The files that are no usable register, each once, read when they are asked for; each begins
    its answer, and ``names`` takes down under which id it is judged."""
    for path in paths:
        for shown, content in _files(printable(str(path)), path):
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


def _files(shown: str, path: Path) -> Iterator[tuple[str, bytes | Report]]:
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
    for member in (*within.reports, *within.closed):
        closed = unreadable(member.reason) if member.reason else None
        yield f"{shown}{WITHIN}{member.name}", closed or member.content


def _words(
    batch: Batch, validation: Validation, language: str
) -> Iterator[tuple[str, str, list[Description]]]:
    """Each submission of a batch with its verdict and its findings in words."""
    contracts = load_contracts()
    forms = dict(batch.headers.select("submission_id", "contract_id").iter_rows())
    findings = validation.findings.partition_by("submission_id", as_dict=True)
    for name, verdict in validation.verdicts.select("submission_id", "verdict").iter_rows():
        own = findings.get((name,))
        rows = own.iter_rows(named=True) if own is not None else ()
        form = contracts.get(forms.get(name) or "")
        yield name, verdict, [describe(row, form, language) for row in rows]


def _judge(home: Home | None) -> Callable[[Batch], Validation]:
    if home is None:
        return partial(validate, as_of=today(), rule_book=load_rule_book())
    with home.ledger() as ledger:
        rules = rule_book_of(ledger)
        register = register_of(home, ledger)
        verdicts = latest_verdicts(ledger)
        decisions = in_force(decisions_of(ledger).values(), today())

    def judge(batch: Batch) -> Validation:
        return validate(
            batch,
            register=register,
            earlier=earlier_reports(home, verdicts, set(batch.headers["submission_id"])),
            as_of=today(),
            home_kind=home.kind,
            rule_book=rules,
            decisions=decisions,
        )

    return judge


def as_json(checked: Checked) -> dict[str, object]:
    """The outcome for a machine to read."""
    return asdict(checked) | {"exit_code": checked.exit_code}
