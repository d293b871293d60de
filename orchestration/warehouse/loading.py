"""Accepted rows into the raw tables of the warehouse. Which rows are accepted is read from the
ledger, never from a file or a finding.

Not here: any figure computed from them (``dbt_project``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import polars as pl

from expectations.book.rule_changes import rule_book_of
from expectations.checks.register_rules import Register, bound_reports
from ingestion.forms.contract import Contracts, Form, load_contracts
from ingestion.forms.periods import FIRST_INDEX_YEAR
from ingestion.forms.raw_tables import raw_rows, raw_tables
from ingestion.home.database import drop_damaged, working_database
from ingestion.landing.agencies import has_assumed_duties, reporter_of
from ingestion.refusal import Refusal
from ingestion.submissions.accepted_rows import rows_in_parts
from ingestion.submissions.decisions import decisions_of
from orchestration.intake.kept_findings import finding_rows
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from orchestration.intake.originals import agencies_in
from orchestration.intake.outbox import workbook_rows
from orchestration.intake.verdicts import submissions
from orchestration.reference.published_method import published_method
from orchestration.reference.seeds import bound, law, units
from orchestration.run_context import Run
from orchestration.warehouse.build_record import record_built, record_loaded
from orchestration.warehouse.decision_rows import decision_rows, submission_decisions
from orchestration.warehouse.duckdb_files import (
    add_rows,
    create_raw_tables,
    drop_year,
    replace_table,
)
from orchestration.warehouse.rule_rows import rule_hits, rule_rows


def load_ledger_tables(run: Run) -> pl.DataFrame:
    """Write what is known beside the rows into the working database (``put_ledger_tables``)."""
    drop_damaged(run.home.working)
    with working_database(run.home.working) as connection:
        return put_ledger_tables(connection, run)


def put_ledger_tables(connection: duckdb.DuckDBPyConnection, run: Run) -> pl.DataFrame:
    """Write what is known beside the rows: ``raw.submissions``, ``agencies``, ``forms``,
    ``form_periods``, ``decisions``, ``submission_decisions``, ``rules``, ``rule_hits``,
    ``findings``, ``returned_workbooks`` and ``run`` (the as-of day, how much of the ledger was
    known, and the method that is published); returns the first."""
    contracts = load_contracts()
    with run.home.ledger() as ledger:
        received = submissions(ledger, run.as_of)
        agencies = agencies_in(connection, ledger, run.home.raw_store())
        received = _with_own_deadlines(received, Register(agencies, units(), bound()))
        rule_book = rule_book_of(ledger)
        tables = {
            "submissions": received.drop("blocking_codes").rename({"name": "file_name"}),
            "agencies": agencies.with_columns(
                reporter=reporter_of(pl.col("agency_type")),
                is_duty_assumed=has_assumed_duties(pl.col("agency_type")),
            ),
            "forms": _forms(contracts),
            "form_periods": _form_periods(contracts, run.as_of),
            "decisions": decision_rows(decisions_of(ledger).values()),
            "submission_decisions": submission_decisions(ledger),
            "rules": rule_rows(rule_book),
            "rule_hits": rule_hits(ledger),
            "findings": finding_rows(run.home, latest_verdicts(ledger), rule_book),
            "returned_workbooks": workbook_rows(run.home),
            "run": pl.DataFrame(
                {
                    "as_of": [run.as_of],
                    "ledger_events": [ledger.length()],
                    "released_method": [published_method(ledger)],
                }
            ),
        }
    for table, frame in tables.items():
        replace_table(connection, table, frame)
    record_built(connection, [f"raw.{table}" for table in tables], run.run_id)
    for form in contracts.latest():
        create_raw_tables(connection, contracts.versions(form))
    return received


def _with_own_deadlines(received: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Submissions without the deadline of an obligation that does not bind their agency: under an
    assumed duty nobody is late."""
    bound_ids = bound_reports(received.drop_nulls("obligation"), register)["submission_id"]
    is_bound = pl.col("submission_id").is_in(bound_ids.implode())
    return received.with_columns(pl.when(is_bound).then(pl.col("deadline", "obligation")))


def load_form_years(
    run: Run, form: Form, years: Sequence[int], received: pl.DataFrame
) -> pl.DataFrame:
    """Replace the rows of one form and some years in the working database (``put_form_year``), all
    or nothing; returns the submissions of that form and those years."""
    with working_database(run.home.working) as connection:
        create_raw_tables(connection, load_contracts().versions(form.form))
        connection.begin()
        for year in years:
            put_form_year(connection, run, form, year, received)
            record_loaded(connection, form.form, year, received)
        tables = raw_tables(load_contracts().versions(form.form))
        record_built(connection, [f"raw.{table}" for table in tables], run.run_id)
        connection.commit()
    return received.filter(pl.col("form") == form.form, pl.col("index_year").is_in(years))


def put_form_year(
    connection: duckdb.DuckDBPyConnection,
    run: Run,
    form: Form,
    year: int,
    received: pl.DataFrame,
) -> None:
    """Replace the rows of one form and year in tables that ``put_ledger_tables`` has made.
    ``received`` is the projection of the ledger (``verdicts.SUBMISSION``)."""
    of_year = received.filter(form=form.form, index_year=year)
    accepted = of_year.filter(pl.col("verdict").is_in(ACCEPTED))
    versions = load_contracts().versions(form.form)
    for table in raw_tables(versions):
        drop_year(connection, table, form.form, year)
    kept = 0
    for cells in rows_in_parts(run.home / "rows", form.form, year, accepted["submission_id"]):
        kept += cells["submission_id"].n_unique()
        for table, rows in raw_rows(versions, cells).items():
            add_rows(connection, table, rows)
    if kept != accepted.height:
        counts = {"wanted": accepted.height, "found": kept}
        raise RowsMissing("refused.rows_missing", form=form.form, year=year, **counts)


class RowsMissing(Refusal):
    """The accepted rows on disk are not those the ledger says; ``csi rebuild`` makes them again."""

    kind = "failed"


def _forms(contracts: Contracts) -> pl.DataFrame:
    rows = [
        (form.form, form.title.vi, form.title.en, form.reporter, form.asset)
        for form in contracts.latest().values()
    ]
    columns = ("form", "title_vi", "title_en", "reporter", "asset")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")


def _form_periods(contracts: Contracts, as_of: date) -> pl.DataFrame:
    rows = []
    for form in contracts.latest().values():
        for period in law().owed_periods(form, FIRST_INDEX_YEAR, as_of):
            due = law().deadline_of(form.form, period)
            rows.append(
                (
                    form.form,
                    period.key,
                    period.kind,
                    period.start,
                    period.end,
                    period.index_year,
                    due.day if due else None,
                    due.obligation if due else None,
                )
            )
    schema = {
        "form": pl.String(),
        "period": pl.String(),
        "period_kind": pl.String(),
        "period_start": pl.Date(),
        "period_end": pl.Date(),
        "index_year": pl.Int32(),
        "deadline": pl.Date(),
        "obligation": pl.String(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
