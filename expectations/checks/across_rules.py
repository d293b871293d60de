"""Rules across reports: two contents under one revision, and figures against other periods.

They are judged over all reports, those of the batch and those before it, so that
the answer does not depend on how reports were split into batches or in which order they came. A
report that was judged before may therefore get another verdict (``Across.earlier``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from expectations.book.rule_book import NOT_ITS_SENDERS, RuleBook
from expectations.checks.check_frame import PLACE, checks_of
from expectations.checks.comparison import CheckOutcome, evaluate, merged
from expectations.checks.register_rules import Register
from expectations.checks.series_rules import (
    ComparedFigures,
    in_latest_codes,
    series_checks,
    unit_tables,
    walk_years,
)
from ingestion.forms.contract import Contracts
from ingestion.forms.raw_tables import renamed_codes
from ingestion.submissions.decisions import Decision
from ingestion.submissions.frame_columns import HEADERS, REPORT_KEY

CONFLICT = "REVISION-CONFLICT"
REPORT_COLUMNS = pl.Schema(
    {
        name: HEADERS[name]
        for name in (
            *("submission_id", *REPORT_KEY),
            *("period_kind", "period_end", "index_year", "revision", "report_date"),
        )
    }
)
JUDGED = pl.Schema(
    [
        *REPORT_COLUMNS.items(),
        ("verdict", pl.String()),
        ("blocking_codes", pl.List(pl.String())),
        ("codes", pl.String()),
        ("waived_codes", pl.String()),
    ]
)
CELL_COLUMNS = (*PLACE, "contract_id", "status", "raw_text", "number", "text")


@dataclass(frozen=True)
class Earlier:
    """What was judged before this batch. ``headers`` (schema ``JUDGED``): every submission that is
    accepted or held; ``cells`` (``CELL_COLUMNS``): their cells, at least those of accepted
    submissions that ``needed_cells`` names; ``findings`` (schema ``FINDINGS``): the findings
    against them, without which a verdict changes only with its counts; ``uncompared``: submissions
    that others are compared with and that are not compared again themselves."""

    headers: pl.DataFrame
    cells: pl.DataFrame
    findings: pl.DataFrame | None = None
    uncompared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Across:
    """What the rules across reports found, and which reports were compared with earlier periods."""

    outcome: CheckOutcome
    compared: frozenset[str]


def across_codes(rule_book: RuleBook) -> set[str]:
    """The codes that are judged over all reports."""
    return {CONFLICT} | {rule.code for rule, _ in series_checks(rule_book)}


def needed_cells(rule_book: RuleBook, contracts: Contracts) -> pl.DataFrame:
    """The ``table`` and ``field`` of every cell that comparisons with other periods read, under
    every name it ever had."""
    now = {(check.table, f) for _, check in series_checks(rule_book) for f in check.fields}
    codes = renamed_codes(contracts).select("old", "latest").rows()
    before = {(table, old) for table, f in now for old, latest in codes if latest == f}
    cells = sorted(now | before)
    return pl.DataFrame(cells, schema={"table": pl.String(), "field": pl.String}, orient="row")


def judge_across(
    headers: pl.DataFrame,
    clean: pl.DataFrame,
    earlier: Earlier,
    rule_book: RuleBook,
    own: pl.DataFrame,
    contracts: Contracts,
    decisions: Sequence[Decision] = (),
    register: Register | None = None,
) -> Across:
    """Every rule across reports. ``headers`` (schema ``HEADERS``) are those of the reports judged
    now, ``clean`` their cells without a finding, at least those that ``needed_cells`` names, and
    ``own`` the verdicts they earn by themselves: a rejected one takes no part, nor does one whose
    sender is not the agency's; a held one is neither compared nor a base. The register says which
    province a code meant and which agency succeeds which; without it figures of provinces are not
    compared, nor an agency's with its predecessors'."""
    out = own.filter(pl.col("verdict").is_in(["rejected", "tool_error"]) | is_foreign())
    reports = _all_reports(headers, earlier, rule_book).join(
        out, on="submission_id", how="anti", maintain_order="left"
    )
    conflicts = evaluate(_conflicts(reports))
    held = set(own.filter(verdict="held")["submission_id"])
    held |= conflicts.crashed
    if rule_book[CONFLICT].severity == "block":
        held |= set(conflicts.failed["submission_id"])
    standing = reports.filter("stands_alone", ~pl.col("submission_id").is_in(held))
    before = earlier.cells.join(headers, on="submission_id", how="anti")
    cells = in_latest_codes(
        pl.concat([clean.select(CELL_COLUMNS), before.select(CELL_COLUMNS)]), contracts
    )
    compared = standing.join(cells, on="submission_id", how="semi")["submission_id"]
    figures = ComparedFigures(
        cells=cells,
        standing=standing,
        units=register.units if register else None,
        successors=_successors(register),
        of_units=unit_tables(contracts),
        uncompared=earlier.uncompared,
    )
    years = walk_years(figures, rule_book, decisions)
    return Across(merged([conflicts, *years]), frozenset(compared) - earlier.uncompared)


def _successors(register: Register | None) -> pl.DataFrame:
    named = pl.Schema(
        {"agency_id": pl.String(), "successor_id": pl.String(), "valid_to": pl.Date()}
    )
    if register is None:
        return named.to_frame()
    lines = register.agencies.select(list(named)).drop_nulls(["agency_id", "successor_id"])
    return lines.unique(["agency_id", "successor_id"], keep="last", maintain_order=True)


def _all_reports(headers: pl.DataFrame, earlier: Earlier, rule_book: RuleBook) -> pl.DataFrame:
    """All reports, those judged now first; ``stands_alone``: no finding but of these rules."""
    own = headers.select(*REPORT_COLUMNS).with_columns(stands_alone=pl.lit(True))
    across = pl.lit(sorted(across_codes(rule_book)))
    others = pl.col("blocking_codes").list.set_difference(across)
    before = earlier.headers.filter(
        pl.col("verdict").is_in(["accepted", "accepted_with_warnings", "held"]), ~is_foreign()
    ).with_columns(stands_alone=others.list.len() == 0)
    before = before.join(own, on="submission_id", how="anti", maintain_order="left")
    return pl.concat([own, before.select(*REPORT_COLUMNS, "stands_alone")])


def is_foreign() -> pl.Expr:
    """Whether a verdict says that the sender may not send for the agency that the report names."""
    foreign = pl.col("blocking_codes").list.set_intersection(pl.lit(sorted(NOT_ITS_SENDERS)))
    return foreign.list.len() > 0


def _conflicts(reports: pl.DataFrame) -> pl.DataFrame:
    named = reports.drop_nulls([*REPORT_KEY, "revision", "report_date"]).with_columns(
        key=pl.concat_str(*REPORT_KEY, "revision", "report_date", separator="|")
    )
    namesakes = named.group_by("key").agg(ids=pl.col("submission_id").sort())
    with_others = named.join(namesakes, on="key", maintain_order="left")
    own = pl.concat_list("submission_id")
    others = pl.col("ids").list.set_difference(own).list.eval(pl.element().str.head(12))
    return checks_of(
        with_others,
        CONFLICT,
        "unique",
        left_text=pl.col("key"),
        sent=pl.col("revision"),
        candidate_ids=others.list.sort(),
        limit_day=pl.col("report_date"),
    )
