"""Validate files without receiving them: nothing is kept, nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from expectations.book.rule_changes import rule_book_of
from expectations.validation import Alone, Validation, Validator, all_alone
from expectations.wording.descriptions import Description, describe
from ingestion.forms.contract import load_contracts
from ingestion.forms.header import HEADER_TABLE
from ingestion.home.home import Home
from ingestion.landing.agencies import AGENCIES
from ingestion.landing.containers import WITHIN, open_container
from ingestion.landing.door import offered, read_file
from ingestion.landing.sources import is_register
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.parsing.letter_reading import header_cells
from ingestion.parsing.pool import read_reports
from ingestion.parsing.report import Report, unreadable
from ingestion.refusal import Refusal
from ingestion.submissions.decisions import decisions_of, in_force
from ingestion.submissions.frames import Batch
from orchestration.intake import one_by_one
from orchestration.intake.judging import earlier_reports, register_of, validator_of
from orchestration.intake.latest_verdicts import VERDICT, latest_verdicts
from orchestration.intake.letter_senders import candidates
from orchestration.intake.letters import Given, WaitingLetter, confirmed_by
from orchestration.intake.originals import agencies_of
from orchestration.intake.parts import in_parts
from orchestration.intake.quarantine import reader_failures
from orchestration.intake.register_faults import RegisterCell, RegisterJudgement, checked_register
from orchestration.reference.seeds import unit_names
from orchestration.run_context import today

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class CheckedFile:
    """One file: its name, the verdict it would get (``waiting`` for a letter without our code,
    whose findings are those it would have as it is proposed to be read), its findings in words, why
    our reader gave up on it, where it did, the proposal (``WaitingLetter.body``), and the cells of
    a register of agencies that somebody should look at (``doubtful``)."""

    name: str
    verdict: str
    findings: list[Description]
    reader_failed: str | None = None
    letter: dict[str, Any] | None = None
    doubtful: Sequence[RegisterCell] = ()

    @property
    def is_unread(self) -> bool:
        """Whether it could not be read as any form."""
        codes = {one.code for one in self.findings}
        is_other_file = not codes.isdisjoint({"FILE-UNREADABLE", "REGISTER-UNUSABLE"})
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
        return (
            FINDINGS
            if any(file.findings or file.letter or file.doubtful for file in self.files)
            else CLEAN
        )


def check_files(paths: Sequence[Path], home: Home | None, language: str) -> Checked:
    """Judge files by every rule that can be applied: all of them with a home, else without those
    that need its register or its earlier reports. Files are read a few at a time."""
    names: dict[str, list[int]] = {}
    answers: list[CheckedFile] = []
    besides: dict[str, list[str]] = {}
    letters: dict[str, WaitingLetter] = {}
    contents = _contents(paths, answers, names, besides, _agencies_of(home))
    reports = read_reports(contents, names=unit_names())
    validator, verdicts = _validator(home)
    alone, failures, unsaid = list[Alone](), list[tuple[str, str]](), list[pl.DataFrame]()
    for part in in_parts(_as_proposed(reports, home, letters)):
        alone.append(one_by_one.judged_alone(part, validator.alone))
        failures += reader_failures(part)
        unsaid.append(_unsaid(part, letters))
    whole = all_alone(alone)
    judged_now = set(whole.headers["submission_id"])
    earlier = (
        earlier_reports(home, verdicts, judged_now, validator.register)
        if home and validator.register
        else None
    )
    validation = one_by_one.judged_together(whole, partial(validator.together, earlier=earlier))
    failed = dict([*failures, *validation.failures(whole.headers)])
    findings = validation.findings.join(
        pl.concat(unsaid), on=["submission_id", "table", "field"], how="anti", maintain_order="left"
    )
    validation = replace(validation, findings=findings)
    for name, verdict, words in _words(whole.headers, validation, language):
        for number in names.get(name, ()):
            shown, letter = answers[number].name, letters.get(name)
            body = {**letter.body(), "name": shown} if letter else None
            state = "waiting" if letter else verdict
            answers[number] = CheckedFile(shown, state, words, failed.get(name), body)
    return Checked(answers, validation.left_out, home is not None, besides)


def _as_proposed(
    reports: Iterator[tuple[str, Report]], home: Home | None, letters: dict[str, WaitingLetter]
) -> Iterator[tuple[str, Report]]:
    """The reports, letters among them with the header they would have if they were confirmed as
    they stand; ``letters`` takes them down."""
    agencies = _agencies_of(home)
    if agencies is None:
        agencies = pl.DataFrame(schema=AGENCIES)
    for name, report in reports:
        if report.proposal is not None:
            found = candidates(report.proposal, agencies)
            letters[name] = WaitingLetter(name, name, report.proposal, found)
            report = _with_header(report, letters[name], agencies)
        yield name, report


def _agencies_of(home: Home | None) -> pl.DataFrame | None:
    """The agencies in force; None without a home."""
    if home is None:
        return None
    with home.ledger() as ledger:
        return agencies_of(home, ledger)


def _with_header(report: Report, letter: WaitingLetter, agencies: pl.DataFrame) -> Report:
    try:
        confirmed = confirmed_by(letter, Given(), agencies)
    except Refusal:  # somebody has to say more, and ``must_be_given`` tells what
        return report
    header = header_cells(letter.form, letter.proposal.label.sheet, confirmed)
    rest = [cell for cell in report.cells if cell.table != HEADER_TABLE]
    return replace(report, cells=[*header, *rest])


def _unsaid(part: Batch, letters: Mapping[str, WaitingLetter]) -> pl.DataFrame:
    """The header cells of letters that say nothing yet: what is found in them is no fault."""
    blank = part.cells.filter(
        pl.col("submission_id").is_in(list(letters)), table=HEADER_TABLE, status="not_reported"
    )
    return blank.select("submission_id", "table", "field")


def _contents(
    paths: Sequence[Path],
    answers: list[CheckedFile],
    names: dict[str, list[int]],
    besides: dict[str, list[str]],
    agencies: pl.DataFrame | None,
) -> Iterator[tuple[str, bytes | Report]]:
    """The files that are no register without fault beside the ``agencies`` in force, each once,
    read when they are asked for; each begins its answer, ``names`` takes down under which id it is
    judged, and ``besides`` what lies in a container and is no report."""
    for path in _each(paths, besides):
        for shown, content in _files(printable(str(path)), path, besides):
            number = len(answers)
            answers.append(CheckedFile(shown, "accepted", []))
            if isinstance(content, bytes) and is_register(content):
                judgement = _register_judged(content, agencies)
                if isinstance(judgement, RegisterJudgement):
                    answers[number] = replace(answers[number], doubtful=judgement.doubtful)
                    continue
                content = judgement
            if isinstance(content, Report):
                names[f"unread-{number}"] = [number]
                yield f"unread-{number}", content
            else:
                name = hashlib.sha256(content).hexdigest()
                names.setdefault(name, []).append(number)
                if len(names[name]) == 1:
                    yield name, content


def _each(paths: Sequence[Path], besides: dict[str, list[str]]) -> Iterator[Path]:
    """The files, for a folder those in it; ``besides`` takes down what is hidden there."""
    for path in paths:
        if not path.is_dir() or path.is_symlink():
            yield path
            continue
        for one in offered(path):
            if isinstance(one, Path):
                yield one
            elif one.reason.reason == "hidden":
                besides.setdefault(printable(str(path)), []).append(one.name)
            else:
                yield path / one.name


def _register_judged(content: bytes, agencies: pl.DataFrame | None) -> RegisterJudgement | Report:
    """What is said of a register; where it cannot be used, the report that says where and why."""
    try:
        return checked_register(content, agencies)
    except UnreadableFile as reason:
        return unreadable(reason)


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
