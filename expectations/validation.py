"""Submissions in, findings and verdicts out: every rule of the book over a whole batch.

Three passes, each a handful of Great Expectations runs whatever the number of submissions: rules on
one cell; rules across the cells of a report and against the registers, on cells that passed the
first; rules across reports, on reports that passed the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from expectations.book.rule_book import RuleBook, load_rule_book
from expectations.book.waivers import REPORTED, with_waivers
from expectations.checks.across_rules import Across, Earlier, across_codes, judge_across
from expectations.checks.cell_rules import cell_checks
from expectations.checks.check_frame import all_checks
from expectations.checks.comparison import CheckOutcome, Crash, evaluate, merged
from expectations.checks.limits import list_entries
from expectations.checks.register_rules import (
    Register,
    data_kind_checks,
    period_checks,
    register_checks,
    sender_checks,
)
from expectations.checks.report_rules import report_checks
from expectations.checks.rules_in_force import checks_in_force
from expectations.findings import findings_of
from expectations.verdicts import changed_verdicts, verdicts_of_batch
from ingestion.forms.contract import Contracts, load_contracts
from ingestion.home.home import HomeKind
from ingestion.submissions.decisions import Decision
from ingestion.submissions.frames import CELL_KEY, Batch

DELIVERIES = pl.Schema(
    {"submission_id": pl.String(), "sender": pl.String(), "received_on": pl.Date()}
)
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
    """Judge every submission of a batch. Without deliveries, register, earlier reports, a day or a
    home's kind the rules that need them are left out, and named. ``decisions`` are those in force;
    what their waivers cover is found, marked, and does not count."""
    book, forms = rule_book or load_rule_book(), contracts or load_contracts()
    book.verify(forms)
    entries = list_entries(forms)

    first = _in_force(cell_checks(batch, forms, book), batch, book)
    cells = evaluate(first, entries)
    clean = batch.cells.join(cells.failed, on=CELL_KEY, how="anti", maintain_order="left")
    dated = evaluate(_in_force(period_checks(batch, clean, as_of), batch, book), entries)
    frames = [*report_checks(batch, clean, book, forms)]
    if deliveries is not None:
        frames += sender_checks(batch, deliveries, register)
    if register is not None:
        frames += register_checks(_without_period(batch, dated), clean, register, forms)
    if home_kind is not None:
        frames += data_kind_checks(batch, clean, home_kind)
    single = merged([cells, dated, evaluate(_in_force(frames, batch, book), entries)])
    lost = single.crashed | _unchecked(batch, first, book)

    across = Across(merged([]), frozenset())
    if earlier is not None:
        own_findings = with_waivers(findings_of(single.failed, book), batch.headers, decisions)
        own = verdicts_of_batch(batch, own_findings, lost, book)
        across = judge_across(
            batch,
            clean,
            earlier,
            book,
            own,
            forms,
            decisions,
            register=register,
        )
    outcome = merged([single, across.outcome])
    headers = [batch.headers.select(REPORTED)] + (
        [earlier.headers.select(REPORTED)] if earlier else []
    )
    findings = with_waivers(findings_of(outcome.failed, book), pl.concat(headers), decisions)
    verdicts = verdicts_of_batch(batch, findings, lost | across.outcome.crashed, book)
    if earlier is not None:
        verdicts = pl.concat([verdicts, changed_verdicts(batch, earlier, across, findings, book)])
    return Validation(
        findings.join(verdicts, on="submission_id", how="semi", maintain_order="left"),
        verdicts,
        _left_out(book, deliveries, register, earlier, as_of, home_kind),
        outcome.crashes,
        across.compared,
    )


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


def _left_out(
    rule_book: RuleBook,
    deliveries: pl.DataFrame | None,
    register: Register | None,
    earlier: Earlier | None,
    as_of: date | None,
    home_kind: HomeKind | None,
) -> list[str]:
    left_out: set[str] = set()
    left_out |= (
        {"SENDER-NOT-ENTITLED", "SENDER-UNKNOWN", "DEADLINE-LATE"} if deliveries is None else set()
    )
    left_out |= _OF_REGISTER if register is None else set()
    left_out |= across_codes(rule_book) if earlier is None else set()
    left_out |= {"PERIOD-INVALID"} if as_of is None else set()
    left_out |= {"DATA-KIND"} if home_kind is None else set()
    return sorted(left_out)
