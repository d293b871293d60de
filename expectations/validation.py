"""Submissions in, findings and verdicts out: every rule of the book over a whole batch.

Three passes, each a handful of Great Expectations runs whatever the number of submissions: rules on
one cell; rules across the cells of a report and against the registers, on cells that passed the
first; rules across reports, on reports that passed the second. The first two look at each report
alone, so that many are judged in parts (``Validator.alone``); the third sees all at once and needs
little of each (``Validator.together``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from expectations.book.rule_book import RuleBook, load_rule_book
from expectations.book.waivers import REPORTED, with_waivers
from expectations.checks.across_rules import (
    CELL_COLUMNS,
    Across,
    Earlier,
    across_codes,
    judge_across,
    needed_cells,
)
from expectations.checks.cell_rules import cell_checks
from expectations.checks.check_frame import all_checks
from expectations.checks.comparison import CheckOutcome, Crash, evaluate, merged
from expectations.checks.limits import list_entries
from expectations.checks.register_rules import (
    Register,
    data_kind_checks,
    period_checks,
    register_checks,
)
from expectations.checks.report_rules import report_checks
from expectations.checks.rules_in_force import checks_in_force
from expectations.checks.sender_rules import sender_checks
from expectations.findings import findings_of
from expectations.verdicts import changed_verdicts, verdicts_of
from ingestion.forms.contract import Contracts, load_contracts
from ingestion.home.home import HomeKind
from ingestion.submissions.decisions import Decision
from ingestion.submissions.frame_columns import CELL_KEY
from ingestion.submissions.frames import Batch

DELIVERIES = pl.Schema(
    {"submission_id": pl.String(), "sender": pl.String(), "received_on": pl.Date()}
)
_OF_DELIVERY = {"SENDER-NOT-ENTITLED", "SENDER-UNKNOWN", "DEADLINE-LATE"}
_OF_REGISTER = {
    *("AGENCY-UNKNOWN", "AGENCY-NAME", "FORM-NOT-OWED"),
    *("UNIT-MISMATCH", "UNIT-UNKNOWN", "REPORT-EARLY"),
}


@dataclass(frozen=True)
class Validation:
    """What a batch's validation found. ``findings`` (schema ``FINDINGS``); ``verdicts`` (schema
    ``VERDICTS``), one per submission of the batch and one per earlier submission whose verdict
    changed; ``left_out``, the codes of rules that could not run, or only in part, for want of what
    they compare with; ``crashes``, why a verdict is ``tool_error``; ``compared``, the reports
    compared with earlier periods, earlier reports included."""

    findings: pl.DataFrame
    verdicts: pl.DataFrame
    left_out: list[str]
    crashes: tuple[Crash, ...] = ()
    compared: frozenset[str] = frozenset()

    def failures(self, headers: pl.DataFrame) -> list[tuple[str, str]]:
        """Which of the reports with these headers no rule can judge because of what they hold, and
        the kind of error."""
        names = frozenset(headers["submission_id"])
        failed = {
            name: crash.error
            for crash in self.crashes
            if crash.is_theirs
            for name in crash.submission_ids & names
        }
        return sorted(failed.items())

    def crashes_of(self, submission_id: str) -> list[str]:
        """What could not be evaluated of a report: each operator with the kind of error."""
        own = [one for one in self.crashes if submission_id in one.submission_ids]
        return [f"{one.operator}: {one.error}" for one in own]


@dataclass(frozen=True)
class Alone:
    """What the rules on single reports found, and what those across reports ask of each: its header
    (schema ``HEADERS``) and the cells that are compared with other periods, where nothing was found
    in them. ``lost`` are reports that allow no verdict, ``left_out`` the codes of rules that could
    not run."""

    headers: pl.DataFrame
    cells: pl.DataFrame
    outcome: CheckOutcome
    lost: frozenset[str]
    left_out: frozenset[str]

    def only(self, submission_ids: Collection[str]) -> Alone:
        """What was found in some of the reports."""
        kept = pl.col("submission_id").is_in(list(submission_ids))
        failed, names = self.outcome.failed.filter(kept), frozenset(submission_ids)
        crashes = [one for one in self.outcome.crashes if one.submission_ids & names]
        return Alone(
            self.headers.filter(kept),
            self.cells.filter(kept),
            CheckOutcome(failed, tuple(crashes)),
            self.lost & names,
            self.left_out,
        )


def all_alone(parts: Sequence[Alone]) -> Alone:
    """What was found in several parts, at least one, as if they had been one."""
    return Alone(
        pl.concat([part.headers for part in parts]),
        pl.concat([part.cells for part in parts]),
        merged([part.outcome for part in parts]),
        frozenset[str]().union(*(part.lost for part in parts)),
        frozenset[str]().union(*(part.left_out for part in parts)),
    )


@dataclass(frozen=True)
class Validator:
    """The rules, and what reports are held against. Without a register, a day or a home's kind the
    rules that need them are left out, and named. ``decisions`` are those in force; what their
    waivers cover is found, marked, and does not count."""

    register: Register | None = None
    as_of: date | None = None
    home_kind: HomeKind | None = None
    rule_book: RuleBook = field(default_factory=load_rule_book)
    contracts: Contracts = field(default_factory=load_contracts)
    decisions: Sequence[Decision] = ()

    def alone(self, batch: Batch, deliveries: pl.DataFrame | None = None) -> Alone:
        """Judge each report of a batch by itself; without ``deliveries`` (schema ``DELIVERIES``)
        the rules on senders and days of receipt are left out."""
        book, entries = self.rule_book, list_entries(self.contracts)
        book.verify(self.contracts)
        first = _in_force(cell_checks(batch, self.contracts, book), batch, book)
        cells = evaluate(first, entries)
        clean = batch.cells.join(cells.failed, on=CELL_KEY, how="anti", maintain_order="left")
        dated = evaluate(_in_force(period_checks(batch, clean, self.as_of), batch, book), entries)
        frames = [*report_checks(batch, clean, book, self.contracts)]
        if deliveries is not None:
            frames += sender_checks(batch, deliveries, self.register)
        if self.register is not None:
            asked = _without_period(batch, dated)
            frames += register_checks(asked, clean, self.register, self.contracts)
        if self.home_kind is not None:
            frames += data_kind_checks(batch, clean, self.home_kind)
        outcome = merged([cells, dated, evaluate(_in_force(frames, batch, book), entries)])
        needed = needed_cells(book, self.contracts)
        compared = clean.join(needed, on=["table", "field"], how="semi", maintain_order="left")
        return Alone(
            _apart(batch.headers),
            _apart(compared.select(CELL_COLUMNS)),
            CheckOutcome(_apart(outcome.failed), outcome.crashes),
            outcome.crashed | _unchecked(batch, first, book),
            self._left_out(deliveries),
        )

    def together(self, alone: Alone, earlier: Earlier | None = None) -> Validation:
        """The findings and verdicts on reports that were judged alone, after the rules across
        reports, which are left out where it is not known what came ``earlier``."""
        book, left_out = self.rule_book, alone.left_out
        across = Across(merged([]), frozenset())
        if earlier is None:
            left_out |= across_codes(book)
        else:
            own = verdicts_of(alone.headers, self._findings(alone, alone.outcome), alone.lost, book)
            across = judge_across(
                alone.headers,
                alone.cells,
                earlier,
                book,
                own,
                self.contracts,
                self.decisions,
                register=self.register,
            )
        outcome = merged([alone.outcome, across.outcome])
        findings = self._findings(alone, outcome, earlier)
        lost = alone.lost | across.outcome.crashed
        verdicts = verdicts_of(alone.headers, findings, lost, book)
        if earlier is not None:
            changed = changed_verdicts(alone.headers, earlier, across, findings, book)
            verdicts = pl.concat([verdicts, changed])
        return Validation(
            findings.join(verdicts, on="submission_id", how="semi", maintain_order="left"),
            verdicts,
            sorted(left_out),
            outcome.crashes,
            across.compared,
        )

    def _findings(
        self, alone: Alone, outcome: CheckOutcome, earlier: Earlier | None = None
    ) -> pl.DataFrame:
        of_each = [one.headers.select(REPORTED) for one in (alone, earlier) if one is not None]
        headers = pl.concat(of_each)
        found = findings_of(outcome.failed, headers, self.rule_book)
        return with_waivers(found, headers, self.decisions)

    def _left_out(self, deliveries: pl.DataFrame | None) -> frozenset[str]:
        left_out: set[str] = set()
        left_out |= _OF_DELIVERY if deliveries is None else set()
        left_out |= _OF_REGISTER if self.register is None else set()
        left_out |= {"PERIOD-INVALID"} if self.as_of is None else set()
        left_out |= {"DATA-KIND"} if self.home_kind is None else set()
        return frozenset(left_out)


def validate(
    batch: Batch,
    *,
    deliveries: pl.DataFrame | None = None,
    register: Register | None = None,
    earlier: Earlier | None = None,
    as_of: date | None = None,
    home_kind: HomeKind | None = None,
    rule_book: RuleBook | None = None,
    contracts: Contracts | None = None,
    decisions: Sequence[Decision] = (),
) -> Validation:
    """Judge every submission of one batch, alone and together (``Validator``)."""
    book, forms = rule_book or load_rule_book(), contracts or load_contracts()
    validator = Validator(register, as_of, home_kind, book, forms, decisions)
    return validator.together(validator.alone(batch, deliveries), earlier)


def _apart(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame without what it was chosen from: a few rows hold the texts of all the others
    as long as they are kept."""
    return pl.DataFrame(frame.to_arrow(), schema=frame.schema)


def _without_period(batch: Batch, dated: CheckOutcome) -> Batch:
    """The batch without invalid periods: registers are not consulted for such a day."""
    wrong = pl.col("submission_id").is_in(dated.failed["submission_id"].to_list())
    headers = batch.headers.with_columns(period_end=pl.when(~wrong).then("period_end"))
    return Batch(batch.cells, batch.problems, headers)


def _in_force(frames: Iterable[pl.DataFrame], batch: Batch, rule_book: RuleBook) -> pl.DataFrame:
    return checks_in_force(all_checks(list(frames)), batch.headers, rule_book)


def _unchecked(batch: Batch, checks: pl.DataFrame, rule_book: RuleBook) -> frozenset[str]:
    """Submissions without a single check, or with a problem no rule knows: neither allows a
    verdict."""
    everything = set(batch.headers["submission_id"])
    unknown = batch.problems.filter(~pl.col("code").is_in(list(rule_book)))
    unasked = everything - set(checks["submission_id"])
    return frozenset(unasked | set(unknown["submission_id"]))
