"""Rules across reports: two contents under one revision, and figures against other periods.

They are judged over all reports that are known, those of the batch and those before it, so that
the answer does not depend on how reports were split into batches or in which order they came. A
report that was judged before may therefore get another verdict (``Across.earlier``).

Earlier periods are walked year by year: a report is compared only with reports that stand, and one
that breaks the rule is no base for the years after it, unless that finding is waived.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from expectations.checks import PLACE, Operator, all_checks, checks_of, shortest
from expectations.rule_book import Rule, RuleBook, SeriesCheck
from expectations.suites import Outcome, evaluate, merged
from expectations.validity import checks_in_force
from expectations.waivers import unwaived, with_waivers
from ingestion.contract import INDICATOR_TABLE, TOTAL_ROW_KEY, Contracts
from ingestion.decisions import Decision
from ingestion.frames import Batch
from ingestion.tables import renamed_codes

CONFLICT = "REVISION-CONFLICT"
KNOWN = pl.Schema(
    {
        "submission_id": pl.String(),
        "form": pl.String(),
        "agency_id": pl.String(),
        "period": pl.String(),
        "period_kind": pl.String(),
        "period_end": pl.Date(),
        "index_year": pl.Int32(),
        "scope": pl.String(),
        "subject": pl.String(),
        "revision": pl.Int32(),
        "report_date": pl.Date(),
    }
)
JUDGED = pl.Schema(
    [
        *KNOWN.items(),
        ("verdict", pl.String()),
        ("blocking_codes", pl.String()),
        ("codes", pl.String()),
        ("waived_codes", pl.String()),
    ]
)
CELL_COLUMNS = (*PLACE, "contract_id", "status", "raw_text", "number", "text")
_SERIES = ["form", "agency_id", "period_kind", "scope", "subject"]
_SAME_YEAR = ["form", "agency_id", "scope", "subject", "index_year", "match"]
_KEY = ["agency_id", "form", "period", "scope", "subject"]


@dataclass(frozen=True)
class Earlier:
    """What was judged before this batch. ``headers`` (schema ``JUDGED``): every submission that is
    accepted or held; ``cells``: their cells in the shape of ``ingestion.frames.CELLS``, at least
    those of accepted submissions that ``needed_cells`` names; ``findings`` (schema ``FINDINGS``):
    what stands against them, without which a verdict changes only with its counts."""

    headers: pl.DataFrame
    cells: pl.DataFrame
    findings: pl.DataFrame | None = None


@dataclass(frozen=True)
class Across:
    """What the rules across reports found, and which reports were held against earlier periods."""

    outcome: Outcome
    compared: frozenset[str]


def across_codes(rule_book: RuleBook) -> set[str]:
    """The codes that are judged over all known reports."""
    return {CONFLICT} | {rule.code for rule, _ in _series_checks(rule_book)}


def needed_cells(rule_book: RuleBook, contracts: Contracts) -> pl.DataFrame:
    """The ``table`` and ``field`` of every cell that comparisons with other periods read, under
    every name it ever had."""
    now = {(check.table, f) for _, check in _series_checks(rule_book) for f in check.fields}
    codes = renamed_codes(contracts).select("old", "latest").rows()
    before = {(table, old) for table, f in now for old, latest in codes if latest == f}
    wanted = sorted(now | before)
    return pl.DataFrame(wanted, schema={"table": pl.String(), "field": pl.String}, orient="row")


def judge_across(
    batch: Batch,
    clean: pl.DataFrame,
    earlier: Earlier,
    rule_book: RuleBook,
    own: pl.DataFrame,
    contracts: Contracts,
    decisions: Sequence[Decision] = (),
) -> Across:
    """Every rule across reports. ``own`` are the verdicts the reports of the batch earn by
    themselves: a rejected one takes no part, a held one is neither compared nor a base."""
    out = own.filter(pl.col("verdict").is_in(["rejected", "tool_error"]))
    known = _known(batch, earlier, rule_book).join(
        out, on="submission_id", how="anti", maintain_order="left"
    )
    conflicts = evaluate(_conflicts(known))
    held = set(own.filter(verdict="held")["submission_id"])
    held |= conflicts.crashed
    if rule_book[CONFLICT].severity == "block":
        held |= set(conflicts.failed["submission_id"])
    standing = known.filter("stands_alone", ~pl.col("submission_id").is_in(held))
    before = earlier.cells.join(batch.headers, on="submission_id", how="anti")
    cells = _in_latest_codes(
        pl.concat([clean.select(CELL_COLUMNS), before.select(CELL_COLUMNS)]), contracts
    )
    compared = standing.join(cells, on="submission_id", how="semi")["submission_id"]
    years = _walk_years(standing, cells, rule_book, decisions)
    return Across(merged([conflicts, *years]), frozenset(compared))


def _in_latest_codes(cells: pl.DataFrame, contracts: Contracts) -> pl.DataFrame:
    """The cells with what their row and column are called in the latest version of their form
    (``latest_row``, ``latest_field``), by which reports of several versions are compared."""
    renamed = renamed_codes(contracts)
    is_line = pl.col("table") == INDICATOR_TABLE
    old = pl.when(is_line).then("row_key").otherwise("field")
    named = cells.with_columns(old=old).join(
        renamed, on=["contract_id", "old"], how="left", maintain_order="left"
    )
    return named.with_columns(
        latest_row=pl.when(is_line).then(pl.coalesce("latest", "row_key")).otherwise("row_key"),
        latest_field=pl.when(is_line).then("field").otherwise(pl.coalesce("latest", "field")),
    ).drop("old", "latest")


def _known(batch: Batch, earlier: Earlier, rule_book: RuleBook) -> pl.DataFrame:
    """All reports, those of the batch first; ``stands_alone``: no finding but of these rules."""
    own = batch.headers.select(*KNOWN).with_columns(stands_alone=pl.lit(True))
    codes = pl.col("blocking_codes").fill_null("").str.split(",")
    others = codes.list.set_difference(pl.lit(["", *sorted(across_codes(rule_book))]))
    before = earlier.headers.filter(
        pl.col("verdict").is_in(["accepted", "accepted_with_warnings", "held"])
    ).with_columns(stands_alone=others.list.len() == 0)
    before = before.join(own, on="submission_id", how="anti", maintain_order="left")
    return pl.concat([own, before.select(*KNOWN, "stands_alone")])


def _conflicts(known: pl.DataFrame) -> pl.DataFrame:
    named = known.drop_nulls([*_KEY, "revision", "report_date"]).with_columns(
        key=pl.concat_str(*_KEY, "revision", "report_date", separator="|")
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
        expected=others.list.sort().list.join(", "),
    )


def _walk_years(
    standing: pl.DataFrame,
    cells: pl.DataFrame,
    rule_book: RuleBook,
    decisions: Sequence[Decision],
) -> Iterator[Outcome]:
    checks = list(_series_checks(rule_book))
    rows = [_rows(cells, standing, rule, check) for rule, check in checks]
    blocking = [code for code, rule in rule_book.items() if rule.severity == "block"]
    fallen: set[str] = set()
    for year in sorted(standing["index_year"].drop_nulls().unique()):
        bases = _counting(standing.filter(~pl.col("submission_id").is_in(fallen)))
        compared = [
            _compare(frame, bases, year, rule, check)
            for frame, (rule, check) in zip(rows, checks, strict=True)
        ]
        outcome = evaluate(checks_in_force(all_checks(compared), standing, rule_book))
        broken = unwaived(with_waivers(outcome.failed, standing, decisions)).filter(
            pl.col("code").is_in(blocking)
        )
        fallen |= outcome.crashed | set(broken["submission_id"])
        yield outcome


def _rows(
    cells: pl.DataFrame, standing: pl.DataFrame, rule: Rule, check: SeriesCheck
) -> pl.DataFrame:
    """The figures a check compares, one per row of a report, with what they are matched by. A row
    that shares its match with another of the same report has no single counterpart: left out."""
    mine = cells.filter(table=check.table, status="reported").join(
        standing.filter(form=rule.form), on="submission_id", maintain_order="left"
    )
    rows = mine.filter(
        pl.col("latest_field") == check.field,
        pl.col("number").is_not_null(),
        pl.col("row_key") != TOTAL_ROW_KEY,
    )
    for field in dict.fromkeys([*check.match, *check.where]):
        texts = mine.filter(latest_field=field).select(
            "submission_id",
            "row_key",
            pl.col("text").str.normalize("NFC").str.to_lowercase().alias(f"match_{field}"),
        )
        rows = rows.join(texts, on=["submission_id", "row_key"], maintain_order="left")
    for field, codes in check.where.items():
        rows = rows.filter(pl.col(f"match_{field}").is_in([code.lower() for code in codes]))
    named = [f"match_{field}" for field in check.match]
    match = pl.concat_str(named, separator="|") if named else pl.col("latest_row")
    return rows.with_columns(match=match).filter(pl.len().over("submission_id", "match") == 1)


def _counting(standing: pl.DataFrame) -> pl.DataFrame:
    """Of each report the revision that counts."""
    ordered = standing.sort("revision", "report_date", "submission_id", nulls_last=False)
    return ordered.unique(_KEY, keep="last", maintain_order=True)


def _compare(
    rows: pl.DataFrame, bases: pl.DataFrame, year: int, rule: Rule, check: SeriesCheck
) -> pl.DataFrame:
    """The checks on the reports of one index year; a figure of zero is neither compared with
    earlier ones nor a base."""
    counting = rows.join(bases, on="submission_id", how="semi", maintain_order="left")
    if check.kind == "within_year":
        return _within_year(rows.filter(index_year=year), counting, rule)
    number, base = pl.col("number"), pl.col("base")
    before = (
        counting.filter(number > 0, pl.col("index_year").is_between(year - check.years, year - 1))
        .sort("index_year", "period")
        .unique([*_SERIES, "match"], keep="last", maintain_order=True)
        .select(*_SERIES, "match", base="number")
    )
    now = rows.filter(number > 0, pl.col("index_year") == year)
    pairs = now.join(before, on=[*_SERIES, "match"], maintain_order="left")
    if check.kind == "jump":
        least, most = base * (100 - check.per_cent), base * (100 + check.per_cent)
        sides: list[tuple[Operator, pl.Expr, pl.Expr]] = [
            ("at_most", number * 100, most),
            ("at_least", number * 100, least),
        ]
        expected = shortest(base)
    else:
        sides = [
            ("less_than", number, base * check.times),
            ("less_than", base, number * check.times),
        ]
        expected = pl.concat_str(shortest(base), pl.lit(" "), _factor(number, base))
    return all_checks(
        [
            checks_of(
                pairs, rule.code, operator, left_number=left, right_number=right, expected=expected
            )
            for operator, left, right in sides
        ]
    )


def _factor(number: pl.Expr, base: pl.Expr) -> pl.Expr:
    """Which step between units of money a slip looks like: ``×1000``, ``÷1000000`` …"""
    ratio = pl.max_horizontal(number, base).cast(pl.Float64()) / pl.min_horizontal(number, base)
    steps = pl.when(ratio >= 10**7.5).then(9).when(ratio >= 10**4.5).then(6).otherwise(3)
    zeros = pl.lit("000").repeat_by(steps // 3).list.join("")
    return pl.concat_str(pl.when(number > base).then(pl.lit("×1")).otherwise(pl.lit("÷1")), zeros)


def _within_year(rows: pl.DataFrame, counting: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Yearly figures beside the sums of the parts of their year."""
    is_year = pl.col("period_kind") == "year"
    parts = (
        counting.filter(~is_year)
        .group_by(_SAME_YEAR, maintain_order=True)
        .agg(parts=pl.col("number").sum())
    )
    return checks_of(
        rows.filter(is_year).join(parts, on=_SAME_YEAR, maintain_order="left"),
        rule.code,
        "at_least",
        left_number=pl.col("number"),
        right_number=pl.col("parts"),
    )


def _series_checks(rule_book: RuleBook) -> Iterator[tuple[Rule, SeriesCheck]]:
    for rule, check in rule_book.with_checks():
        if isinstance(check, SeriesCheck):
            yield rule, check
