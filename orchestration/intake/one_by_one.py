"""Many reports at once as long as that goes well; where one of them stops all, it is found, counts
as a failure of ours, and the others are judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import polars as pl

from expectations.checks.across_rules import CELL_COLUMNS
from expectations.checks.check_frame import CHECKS
from expectations.checks.comparison import CheckOutcome, Crash
from expectations.validation import Alone, Validation, all_alone
from ingestion.forms.contract import load_contracts
from ingestion.parsing.report import Report, reader_failed
from ingestion.submissions.frame_columns import CELLS
from ingestion.submissions.frames import Batch, batch_of
from orchestration.reference.seeds import law


def framed(reports: Mapping[str, Report]) -> Batch:
    """The frames of many reports, by submission id."""
    try:
        return batch_of(reports, load_contracts(), law())
    except Exception:  # whatever it is, it is about one of them
        alone = [_framed_alone(name, report) for name, report in reports.items()]
        return Batch(
            pl.concat([batch.cells for batch in alone]),
            pl.concat([batch.problems for batch in alone]),
            pl.concat([batch.headers for batch in alone]),
        )


def _framed_alone(name: str, report: Report) -> Batch:
    try:
        return batch_of({name: report}, load_contracts(), law())
    except Exception as mistake:
        failed = reader_failed(type(mistake).__name__)
        return batch_of({name: failed}, load_contracts(), law())


def judged_alone(batch: Batch, judge: Callable[[Batch], Alone]) -> Alone:
    """What ``judge`` finds in each report of a batch; one that it cannot bear is a crash of that
    report."""
    try:
        return judge(batch)
    except Exception as mistake:
        names = batch.headers["submission_id"].to_list()
        unbearable = _unbearable(names, lambda some: judge(_only(batch, some)))
        if not unbearable:  # no report by itself is the reason
            raise
        rest = judge(_only(batch, set(names) - set(unbearable)))
        crashed = batch.headers.filter(pl.col("submission_id").is_in(unbearable))
        return all_alone([rest, _without_answer(crashed, mistake)])


def judged_together(alone: Alone, judge: Callable[[Alone], Validation]) -> Validation:
    """What ``judge`` says of all reports together, likewise."""
    try:
        return judge(alone)
    except Exception as mistake:
        names = alone.headers["submission_id"].to_list()
        unbearable = _unbearable(names, lambda some: judge(alone.only(some)))
        if not unbearable:
            raise
        rest = alone.only(set(names) - set(unbearable))
        crashed = alone.headers.filter(pl.col("submission_id").is_in(unbearable))
        return judge(all_alone([rest, _without_answer(crashed, mistake)]))


def _unbearable(names: Sequence[str], judge: Callable[[Sequence[str]], object]) -> list[str]:
    """Which reports cannot be judged even alone, found by halves."""
    try:
        judge(names)
    except Exception:
        if len(names) == 1:
            return [*names]
        half = len(names) // 2
        return [*_unbearable(names[:half], judge), *_unbearable(names[half:], judge)]
    return []


def _only(batch: Batch, names: Collection[str]) -> Batch:
    kept = pl.col("submission_id").is_in(list(names))
    return Batch(batch.cells.filter(kept), batch.problems.filter(kept), batch.headers.filter(kept))


def _without_answer(headers: pl.DataFrame, mistake: Exception) -> Alone:
    """What is known of reports that cannot be judged: that much."""
    names = frozenset(headers["submission_id"])
    crash = Crash("rules", type(mistake).__name__, names, is_theirs=True)
    cells = pl.DataFrame(schema=CELLS).select(CELL_COLUMNS)
    return Alone(headers, cells, CheckOutcome(CHECKS.to_frame(), (crash,)), names, frozenset())
