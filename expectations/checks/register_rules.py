"""Rules that compare a report with what is known beside it: the registers of agencies and units,
the day the run is computed for, the kind of the home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from expectations.checks.check_frame import checks_of, days
from expectations.checks.meant_agencies import with_meant
from expectations.checks.unit_versions import unit_cells, valid_on, with_name, with_unit
from ingestion.forms.contract import Contracts
from ingestion.forms.header import HEADER_TABLE
from ingestion.forms.periods import FIRST_EVENT_YEAR, FIRST_INDEX_YEAR
from ingestion.landing.agencies import has_assumed_duties, reporter_of
from ingestion.language.vietnamese import name_key
from ingestion.submissions.frames import Batch

BOUND = pl.Schema({"obligation": pl.String(), "unit_id": pl.String()})
DATA_ENDS = pl.Schema({"obligation": pl.String(), "month": pl.Int8(), "day": pl.Int8()})


@dataclass(frozen=True)
class Register:
    """Who may report, which units exist and whom a duty binds, by date. ``agencies``: agency_id,
    agency_name, agency_type, unit_id, valid_from, valid_to, successor_id, in_response_network.
    ``units``: unit_id, code, name_vi, name_vi_short, valid_from, valid_to, and ``called``, the
    short names it is read under on any day. ``bound``, in the shape of ``BOUND``: of each
    obligation that binds some only, the units it binds; one without a unit binds the members of
    the response network. ``data_ends``, in the shape of ``DATA_ENDS``: of each
    obligation whose text names it, the last day its data cover in the year of the period. Dates are
    inclusive, null is open."""

    agencies: pl.DataFrame
    units: pl.DataFrame
    bound: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BOUND))
    data_ends: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DATA_ENDS))


class _HeaderCells:
    """Where each header line is, for the reports in which it could be read."""

    def __init__(self, batch: Batch, clean: pl.DataFrame) -> None:
        self._cells = clean.filter(table=HEADER_TABLE, status="reported").drop("contract_id")
        self._headers = batch.headers

    def at(self, field: str) -> pl.DataFrame:
        """The reports whose ``field`` was read: its place and the whole header."""
        return self._cells.filter(field=field).join(
            self._headers, on="submission_id", maintain_order="left"
        )


def register_checks(
    batch: Batch, clean: pl.DataFrame, register: Register, contracts: Contracts
) -> Iterator[pl.DataFrame]:
    """Agency, name, unit and obligation against the registers."""
    header = _HeaderCells(batch, clean)
    agencies = _agencies_of(batch.headers, register)
    at_agency = header.at("agency_id").join(agencies, on="submission_id", how="left")
    yield checks_of(
        with_meant(at_agency, register.agencies),
        "AGENCY-UNKNOWN",
        "present",
        left_text=pl.col("known_id"),
        candidate_ids=pl.col("meant_ids"),
        candidate_names=pl.col("meant_names"),
        expected_text=pl.col("successor_id"),
        limit_day=pl.col("period_end"),
    )
    registered = at_agency.filter(pl.col("known_id").is_not_null())
    reporters = pl.DataFrame(
        [(form.contract_id, form.reporter) for form in contracts.values()],
        schema={"contract_id": pl.String(), "reporter": pl.String},
        orient="row",
    )
    yield checks_of(
        registered.join(reporters, on="contract_id"),
        "FORM-NOT-OWED",
        "same_text",
        left_text=pl.coalesce(reporter_of(pl.col("agency_type")), "agency_type"),
        right_text=pl.col("reporter"),
    )
    named = header.at("agency_name").join(agencies, on="submission_id")
    yield checks_of(
        named,
        "AGENCY-NAME",
        "same_text",
        left_text=_name_key("agency_name"),
        right_text=_name_key("known_name"),
        expected_text=pl.col("known_name"),
    )
    yield from _units(header, agencies, register)
    covered = header.at("report_date").join(register.data_ends, on="obligation")
    covered = covered.with_columns(data_end=pl.date("index_year", "month", "day"))
    yield checks_of(
        covered.drop_nulls("report_date"),
        "REPORT-EARLY",
        "at_least",
        left_number=days("report_date"),
        right_number=days("data_end"),
        limit_day=pl.col("data_end"),
    )
    in_tables = clean.join(_dated(batch.headers), on="submission_id", how="semi")
    yield checks_of(
        unit_cells(in_tables, batch.headers, register.units),
        "UNIT-UNKNOWN",
        "present",
        left_text=pl.col("unit_id"),
    )


def period_checks(batch: Batch, clean: pl.DataFrame, as_of: date | None) -> Iterator[pl.DataFrame]:
    """The period is valid, of a kind the form is sent for, no older than the index (a day no older
    than the oldest survey), and over. Where the law sets a deadline before the period's last day
    the report comes earlier: then the period must have begun."""
    stated = _HeaderCells(batch, clean).at("period")
    yield checks_of(
        stated, "PERIOD-INVALID", "present", left_text=pl.col("period_end").cast(pl.String())
    )
    dated = stated.drop_nulls("period_end")
    yield checks_of(
        dated,
        "PERIOD-INVALID",
        "in_list",
        left_text=pl.concat_str("contract_id", "period_kind", separator="="),
    )
    yield checks_of(
        dated.with_columns(
            first=pl.when(pl.col("period_kind") == "event")
            .then(FIRST_EVENT_YEAR)
            .otherwise(FIRST_INDEX_YEAR)
        ),
        "PERIOD-INVALID",
        "at_least",
        left_number=pl.col("index_year"),
        right_number=pl.col("first"),
    )
    if as_of is not None:
        # A year whose data have days of their own ends for this as the calendar's does: that a
        # report was signed before its data end is told (REPORT-EARLY), not held.
        year_end = pl.when(period_kind="year").then(pl.date("index_year", 12, 31))
        early = (pl.col("deadline") <= year_end.otherwise("period_end")).fill_null(False)
        yield checks_of(
            dated.with_columns(
                ready=pl.when(early).then("period_start").otherwise("period_end"),
                as_of=pl.lit(as_of),
            ),
            "PERIOD-INVALID",
            "at_most",
            left_number=days("ready"),
            right_number=days("as_of"),
            limit_operator=pl.lit("at_most"),
            limit_day=pl.col("as_of"),
        )


def data_kind_checks(batch: Batch, clean: pl.DataFrame, home_kind: str) -> Iterator[pl.DataFrame]:
    """Real and synthetic figures never share a home."""
    yield checks_of(
        _HeaderCells(batch, clean).at("data_kind"),
        "DATA-KIND",
        "same_text",
        left_text=pl.col("text"),
        right_text=pl.lit(home_kind),
        expected_key=pl.lit(home_kind),
    )


def _dated(headers: pl.DataFrame) -> pl.DataFrame:
    return headers.drop_nulls("period_end")


def _agencies_of(headers: pl.DataFrame, register: Register) -> pl.DataFrame:
    """The register's entry of each report's agency at the end of its period; without a readable
    period, its latest entry."""
    entries = register.agencies.select(
        "agency_id",
        "valid_from",
        "valid_to",
        "agency_type",
        known_id="agency_id",
        known_name="agency_name",
        agency_unit="unit_id",
        is_member="in_response_network",
    )
    chosen = (
        headers.select("submission_id", "agency_id", "period_end")
        .join(entries, on="agency_id")
        .filter(pl.col("period_end").is_null() | valid_on("period_end"))
        .sort("submission_id", "valid_from", nulls_last=False)
        .unique("submission_id", keep="last", maintain_order=True)
    )
    named = with_name(chosen, register.units, "agency_unit", "period_end")
    return named.drop("agency_id", "period_end", "valid_from", "valid_to")


def bound_reports(dated: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Of reports with a deadline (``submission_id``, ``agency_id``, ``period_end``,
    ``obligation``) those whose agency the obligation binds; one of a kind that no
    text addresses is bound by none."""
    bound = register.bound.group_by("obligation").agg(bound_units="unit_id")
    agencies = _agencies_of(dated, register).select(
        "submission_id", "agency_unit", "is_member", "agency_type"
    )
    is_bound = (
        pl.col("bound_units").is_null()
        | pl.col("bound_units").list.drop_nulls().list.contains(pl.col("agency_unit"))
        | (pl.col("bound_units").list.contains(None) & pl.col("is_member"))
    )
    is_addressed = ~has_assumed_duties(pl.col("agency_type"))
    return (
        dated.join(bound, on="obligation", how="left", maintain_order="left")
        .join(agencies, on="submission_id", how="left", maintain_order="left")
        .filter(is_bound.fill_null(False) & is_addressed)
        .drop("bound_units", "agency_unit", "is_member", "agency_type")
    )


def _units(
    header: _HeaderCells, agencies: pl.DataFrame, register: Register
) -> Iterator[pl.DataFrame]:
    """The code is a unit's at the end of the period, and it, its name and the agency agree; under a
    name of another day it is read too."""
    coded = with_unit(
        _dated(header.at("unit_code")), register.units, "unit_code", "period_end"
    ).join(agencies, on="submission_id", how="left", maintain_order="left")
    code = pl.coalesce("agency_unit_code", "unit_official_code")
    name = pl.coalesce("agency_unit_name", "unit_official_name")
    right = {
        "candidate_ids": pl.when(code.is_not_null()).then(pl.concat_list(code)),
        "candidate_names": pl.when(code.is_not_null()).then(pl.concat_list(name)),
    }
    yield checks_of(coded, "UNIT-MISMATCH", "present", left_text=pl.col("unit_id"), **right)
    resolved = coded.drop_nulls("unit_id")
    written = _name_key("unit_name")
    keys = pl.col("unit_called").list.eval(pl.element().map_elements(name_key, pl.String()))
    is_called = keys.list.contains(written)
    named = header.at("unit_name").select("submission_id")
    yield checks_of(
        resolved.join(named, on="submission_id", how="semi", maintain_order="left"),
        "UNIT-MISMATCH",
        "same_text",
        left_text=written,
        right_text=pl.when(is_called).then(written).otherwise(_name_key("unit_official_name")),
        **right,
    )
    yield checks_of(
        resolved.drop_nulls("agency_unit"),
        "UNIT-MISMATCH",
        "same_text",
        left_text=pl.col("unit_id"),
        right_text=pl.col("agency_unit"),
        **right,
    )


def _name_key(column: str) -> pl.Expr:
    return pl.col(column).map_elements(name_key, return_dtype=pl.String())
