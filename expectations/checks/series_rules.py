"""Figures beside those of the same agency for other periods: units of money that slipped, figures
that jumped, a year below its parts.

Periods are walked year by year: a report is compared only with reports that count, and one that
breaks the rule is no base for the years after it, unless that finding is waived.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from expectations.book.check_kinds import SeriesCheck
from expectations.book.rule_book import Rule, RuleBook
from expectations.book.waivers import unwaived, with_waivers
from expectations.checks.check_frame import Operator, all_checks, checks_of
from expectations.checks.comparison import CheckOutcome, evaluate
from expectations.checks.rules_in_force import checks_in_force, with_severity
from expectations.checks.unit_versions import with_unit
from ingestion.forms.contract import INDICATOR_TABLE, TOTAL_ROW_KEY, Contracts
from ingestion.forms.raw_tables import renamed_codes
from ingestion.submissions.decisions import Decision
from ingestion.submissions.frame_columns import REPORT_KEY

_SERIES = ["form", "agency_id", "period_kind", "scope", "subject"]
_SAME_YEAR = ["form", "agency_id", "scope", "subject", "index_year", "match"]


@dataclass(frozen=True)
class ComparedFigures:
    """What is compared: the cells of the reports that count (``in_latest_codes``), those reports,
    the versions of provinces (None without a register), which agency succeeds which after which day
    (``agency_id``, ``successor_id``, ``valid_to``), the tables whose rows are provinces, and the
    reports that others are compared with and that are not compared themselves."""

    cells: pl.DataFrame
    standing: pl.DataFrame
    units: pl.DataFrame | None
    successors: pl.DataFrame
    of_units: frozenset[str]
    uncompared: frozenset[str] = frozenset()


def unit_tables(contracts: Contracts) -> frozenset[str]:
    """The registers with one row per province."""
    return frozenset(
        sheet.table
        for form in contracts.latest().values()
        for sheet in form.registers
        if any(sheet.field(code).kind == "unit" for code in sheet.row_key)
    )


def in_latest_codes(cells: pl.DataFrame, contracts: Contracts) -> pl.DataFrame:
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


def walk_years(
    figures: ComparedFigures, rule_book: RuleBook, decisions: Sequence[Decision]
) -> Iterator[CheckOutcome]:
    """The rules that compare with other periods, year after year."""
    standing = figures.standing
    forms = set(standing["form"])
    checks = [(rule, check) for rule, check in series_checks(rule_book) if rule.form in forms]
    rows = [_rows(figures, rule, check) for rule, check in checks]
    fallen: set[str] = set()
    for year in sorted(standing["index_year"].drop_nulls().unique()):
        bases = _counting(standing.filter(~pl.col("submission_id").is_in(fallen)))
        has_ended = pl.col("valid_to").dt.year().fill_null(year) <= year
        successors = figures.successors.filter(has_ended)
        compared = [
            _compare(frame, bases, successors, year, rule, check)
            for frame, (rule, check) in zip(rows, checks, strict=True)
        ]
        checked = all_checks(compared).filter(
            ~pl.col("submission_id").is_in(list(figures.uncompared))
        )
        outcome = evaluate(checks_in_force(checked, standing, rule_book))
        failed = with_severity(outcome.failed, standing, rule_book).filter(severity="block")
        broken = unwaived(with_waivers(failed, standing, decisions))
        fallen |= outcome.crashed | set(broken["submission_id"])
        yield outcome


def _rows(figures: ComparedFigures, rule: Rule, check: SeriesCheck) -> pl.DataFrame:
    """The figures a check compares, one per row of a report, with what they are matched by. A row
    that shares its match with another of the same report has no single counterpart: left out."""
    mine = figures.cells.filter(table=check.table, status="reported").join(
        figures.standing.filter(form=rule.form), on="submission_id", maintain_order="left"
    )
    rows = mine.filter(
        pl.col("latest_field") == check.field,
        pl.col("number").is_not_null(),
        pl.col("row_key") != TOTAL_ROW_KEY,
        pl.col("latest_row").is_in(check.lines) if check.lines else pl.lit(True),
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
    matched = rows.with_columns(match=match)
    if check.table in figures.of_units:
        matched = _of_same_province(matched, figures.units)
    return matched.filter(pl.len().over("submission_id", "match") == 1)


def _of_same_province(rows: pl.DataFrame, units: pl.DataFrame | None) -> pl.DataFrame:
    """Rows matched by the version of a province, not by its code, which may name another one."""
    if units is None:
        return rows.clear()
    with_units = with_unit(rows, units, "match", "period_end")
    return with_units.with_columns(match="unit_id").drop_nulls("match")


def _counting(standing: pl.DataFrame) -> pl.DataFrame:
    """Of each report the revision that counts."""
    ordered = standing.sort("revision", "report_date", "submission_id", nulls_last=False)
    return ordered.unique(REPORT_KEY, keep="last", maintain_order=True)


def _compare(
    rows: pl.DataFrame,
    bases: pl.DataFrame,
    successors: pl.DataFrame,
    year: int,
    rule: Rule,
    check: SeriesCheck,
) -> pl.DataFrame:
    """The checks on the reports of one index year; a figure of zero is neither compared with
    earlier ones nor a base. An agency that has reported nothing before is compared with those it
    succeeds by then."""
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
    before = _with_successors(before, successors)
    now = rows.filter(number > 0, pl.col("index_year") == year)
    pairs = now.join(before, on=[*_SERIES, "match"], maintain_order="left")
    if check.kind == "jump":
        least, most = base * (100 - check.per_cent), base * (100 + check.per_cent)
        sides: list[tuple[Operator, pl.Expr, pl.Expr]] = [
            ("at_most", number * 100, most),
            ("at_least", number * 100, least),
        ]
        change = (number - base).cast(pl.Float64()) * 100 / base.cast(pl.Float64())
        per_cent = change.round().cast(pl.Int64()).cast(pl.String())
        expected = {"limit_number": base, "expected_key": per_cent}
    else:
        sides = [
            ("less_than", number, base * check.times),
            ("less_than", base, number * check.times),
        ]
        expected = {"limit_number": base, "slip_exponent": _slip_exponent(number, base)}
    return all_checks(
        [
            checks_of(pairs, rule.code, operator, left_number=left, right_number=right, **expected)
            for operator, left, right in sides
        ]
    )


def _with_successors(before: pl.DataFrame, successors: pl.DataFrame) -> pl.DataFrame:
    """The earlier figures; an agency without any takes those of the agencies it succeeds, which
    may in turn have theirs from the agencies they succeeded."""
    key = [*_SERIES, "match"]
    while True:
        inherited = _inherited(before, successors)
        first = inherited.join(before, on=key, how="anti", maintain_order="left")
        if first.is_empty():
            return before
        before = pl.concat([before, first])


def _inherited(before: pl.DataFrame, successors: pl.DataFrame) -> pl.DataFrame:
    """The figures of agencies that ended, summed for their successor, where all have one."""
    ended = successors.group_by("successor_id").agg(ended=pl.len())
    key = [column if column != "agency_id" else "successor_id" for column in _SERIES]
    return (
        before.join(successors.drop("valid_to"), on="agency_id", maintain_order="left")
        .drop_nulls("successor_id")
        .group_by([*key, "match"], maintain_order=True)
        .agg(base=pl.col("base").sum(), summed=pl.len())
        .join(ended, on="successor_id", maintain_order="left")
        .filter(pl.col("summed") == pl.col("ended"))
        .rename({"successor_id": "agency_id"})
        .select(before.columns)
    )


def _slip_exponent(number: pl.Expr, base: pl.Expr) -> pl.Expr:
    """Which step between units of money a slip looks like, as a power of ten: 3 where the number is
    a thousand times too large, -6 where it is a million times too small."""
    ratio = pl.max_horizontal(number, base).cast(pl.Float64()) / pl.min_horizontal(number, base)
    steps = pl.when(ratio >= 10**7.5).then(9).when(ratio >= 10**4.5).then(6).otherwise(3)
    return pl.when(number > base).then(steps).otherwise(-steps)


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


def series_checks(rule_book: RuleBook) -> Iterator[tuple[Rule, SeriesCheck]]:
    """Every check that looks at other periods, with its rule."""
    for rule, check in rule_book.with_checks():
        if isinstance(check, SeriesCheck):
            yield rule, check
