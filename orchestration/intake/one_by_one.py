"""Many reports at once as long as that goes well; where one of them stops all, it is found, counts
as a failure of ours, and the others are judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from expectations.validation import Validation
from ingestion.forms.contract import load_contracts
from ingestion.parsing.report import Report, reader_failed
from ingestion.submissions.frames import Batch, batch_of
from orchestration.reference.seeds import law

_Judge = Callable[[Batch], Validation]


def framed(reports: Mapping[str, Report]) -> Batch:
    """The frames of many reports, by submission id."""
    try:
        return batch_of(reports, load_contracts(), law())
    except Exception:  # whatever it is, it is about one of them
        return joined([_framed_alone(name, report) for name, report in reports.items()])


def _framed_alone(name: str, report: Report) -> Batch:
    try:
        return batch_of({name: report}, load_contracts(), law())
    except Exception as mistake:
        return _failed(name, mistake)


def joined(batches: Sequence[Batch]) -> Batch:
    """Several batches as one."""
    return Batch(
        pl.concat([batch.cells for batch in batches]),
        pl.concat([batch.problems for batch in batches]),
        pl.concat([batch.headers for batch in batches]),
    )


def judged(batch: Batch, judge: _Judge) -> tuple[Batch, Validation]:
    """A batch and what ``judge`` says of it; a report that it cannot bear is in the batch as one
    that could not be read."""
    try:
        return batch, judge(batch)
    except Exception as mistake:
        names = batch.headers["submission_id"].to_list()
        unbearable = _unbearable(batch, names, judge)
        if not unbearable:  # no report by itself is the reason
            raise
        rest = _only(batch, [name for name in names if name not in unbearable])
        mended = joined([rest, *(_failed(name, mistake) for name in unbearable)])
        order = pl.DataFrame({"submission_id": names})
        headers = order.join(mended.headers, on="submission_id", maintain_order="left")
        batch = Batch(mended.cells, mended.problems, headers)
        return batch, judge(batch)


def _unbearable(batch: Batch, names: Sequence[str], judge: _Judge) -> list[str]:
    """Which reports cannot be judged even alone, found by halves."""
    try:
        judge(_only(batch, names))
    except Exception:
        if len(names) == 1:
            return [*names]
        half = len(names) // 2
        return [
            *_unbearable(batch, names[:half], judge),
            *_unbearable(batch, names[half:], judge),
        ]
    return []


def _only(batch: Batch, names: Sequence[str]) -> Batch:
    kept = pl.col("submission_id").is_in(list(names))
    return Batch(batch.cells.filter(kept), batch.problems.filter(kept), batch.headers.filter(kept))


def _failed(name: str, mistake: Exception) -> Batch:
    return batch_of({name: reader_failed(type(mistake).__name__)}, load_contracts(), law())
