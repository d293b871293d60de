"""Validation of 2,000 submissions beside the same rules by hand in Polars, and beside one run of
Great Expectations per file: ``make bench``.

Nothing here fails; the machine's noise would. Compare ratios within one run.
"""

import gc
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from hashlib import sha256

import polars as pl

from expectations.checks.limits import list_entries, with_limits
from expectations.validation import validate
from ingestion.forms.contract import INDICATOR_TABLE, TOTAL_ROW_KEY, load_contracts
from ingestion.parsing.pool import read_report
from ingestion.submissions.frames import Batch, batch_of
from orchestration.reference.seeds import law
from tests.expectations.builders import BUDGET, INCIDENTS, SECURITY, file_of

SUBMISSIONS, ALONE = 2_000, 10
_TIMES = 3
_ROW = ["submission_id", "table", "row_key"]


def many(count: int, failing: float) -> Batch:
    """As many submissions, a third of each form, of whose figures a share is below zero."""
    files = [file_of(form) for form in (SECURITY, INCIDENTS, BUDGET)]
    reports = {sha256(content).hexdigest(): read_report(content) for content in files}
    one = batch_of(reports, load_contracts(), law())
    names = sorted(reports)
    copies = pl.DataFrame(
        [(names[n % len(names)], f"{n:05}", f"AGY-{n}") for n in range(count)],
        schema=["submission_id", "copy", "agency"],
        orient="row",
    )
    cells = one.cells.join(copies, on="submission_id", maintain_order="left").with_columns(
        submission_id=pl.col("copy")
    )
    every = round(1 / failing)
    spoilt = pl.col("number").is_not_null() & (pl.int_range(pl.len()) % every == 0)
    wrong = pl.lit(Decimal(-1)).cast(cells.schema["number"])
    cells = cells.with_columns(number=pl.when(spoilt).then(wrong).otherwise("number"))
    headers = one.headers.join(copies, on="submission_id", maintain_order="left").with_columns(
        submission_id=pl.col("copy"), agency_id=pl.col("agency")
    )
    return Batch(cells.drop("copy", "agency"), one.problems, headers.drop("copy", "agency"))


def by_hand(batch: Batch) -> pl.DataFrame:
    """The rules that hold for these forms, each written as plain Polars: the findings."""
    forms = load_contracts()
    cells = with_limits(batch.cells, forms)
    number, is_total = pl.col("number"), pl.col("row_key") == TOTAL_ROW_KEY
    entry = pl.concat_str("list_name", "text", separator="=")
    reported = pl.col("status") == "reported"
    found = [
        cells.filter(pl.col("status") == "unreadable"),
        cells.filter("required", ~is_total, pl.col("raw_text").is_null()),
        cells.filter(reported, number < pl.col("minimum")),
        cells.filter(reported, number > pl.col("maximum")),
        cells.filter(reported, ~entry.is_in(list(list_entries(forms)))),
    ]
    below = cells.filter(table=INDICATOR_TABLE, field="denominator").select(*_ROW, below="number")
    values = cells.filter(table=INDICATOR_TABLE, field="value").join(below, on=_ROW)
    found.append(values.filter(number > pl.col("below")).select(cells.columns))
    column = ["submission_id", "table", "field"]
    sums = cells.filter(~is_total).group_by(column).agg(added=number.sum())
    totals = cells.filter(is_total, reported).join(sums, on=column)
    found.append(totals.filter(number != pl.col("added")).select(cells.columns))
    wide = cells.filter(table="incident_counts").pivot(
        "field", index=_ROW, values="number", aggregate_function="first"
    )
    parts = pl.col("self_handled") + pl.col("handled_with_support")
    more = wide.filter(parts > pl.col("incidents"))
    places = cells.filter(field="self_handled").join(more, on=_ROW, how="semi")
    plans = cells.filter(table="budget_figures").pivot(
        "field", index=_ROW, values="number", aggregate_function="first"
    )
    above = plans.filter(pl.col("security_budget") > pl.col("total_it_budget"))
    found += [places, cells.filter(field="security_budget").join(above, on=_ROW, how="semi")]
    return pl.concat(found).sort("submission_id", "sheet", "cell")


def seconds(work: Callable[[], object]) -> float:
    """The best of a few times."""
    taken = []
    for _ in range(_TIMES):
        gc.collect()
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def measure() -> Sequence[tuple[str, str, str]]:
    """Each row: what, what it is meant to be, what it was."""
    few, some = many(SUBMISSIONS, 0.001), many(SUBMISSIONS, 0.1)
    validate(many(3, 0.1))  # Great Expectations is imported on first use
    batched = seconds(lambda: validate(few))
    plain = seconds(lambda: by_hand(few))
    spoilt = seconds(lambda: validate(some))
    singles = [many(1, 0.1) for _ in range(ALONE)]
    alone = seconds(lambda: [validate(one) for one in singles]) * SUBMISSIONS / ALONE
    return [
        ("cells", "", f"{few.cells.height}"),
        ("findings, 0.1 % and 10 % failing", "",
         f"{validate(few).findings.height}, {validate(some).findings.height}"),
        (f"validate {SUBMISSIONS} in one batch", "", f"{batched:.2f} s"),
        ("the same rules by hand in Polars", "", f"{plain:.2f} s"),
        ("batch / by hand", "≤ 25", f"{batched / plain:.1f}"),
        ("10 % failing / 0.1 % failing", "≤ 2", f"{spoilt / batched:.2f}"),
        (f"one run per file (from {ALONE} files, extrapolated)", "", f"{alone:.0f} s"),
        ("one run per file / batch", "≥ 20", f"{alone / batched:.0f}"),
    ]  # fmt: skip


if __name__ == "__main__":
    for what, meant, was in measure():
        sys.stdout.write(f"{what:<52} {was:>14}   {meant}\n")
