"""Rows of the pages on incidents and on what the founding directives ask for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from dashboards.looks.locale import in_language
from dashboards.marts.disclosure import Status
from dashboards.marts.mart_row import MartRow, Noted


class IncidentTotal(MartRow):
    """The country's incidents of one type in one period, as agencies counted them.

    ``incidents`` is null where it is not shown (``incidents_status``).
    """

    period: str
    period_kind: str
    index_year: int
    incident_type: str
    incident_type_name: str | None
    incident_type_name_en: str | None
    units: int
    incidents: int | None
    handled: int | None
    incidents_status: Status | None
    is_synthetic: bool | None

    @property
    def name(self) -> str:
        """The name of the type in the current language."""
        name = self.incident_type_name or self.incident_type
        return in_language(name, self.incident_type_name_en)

    QUERY: ClassVar[str] = """
        select period, period_kind, index_year, incident_type, incident_type_name,
            incident_type_name_en, units, incidents, handled, incidents_status, is_synthetic
        from visible.mart_incident_total
        order by period, incident_type
    """


class UnitIncidentYear(MartRow):
    """The incidents of one unit in one whole year."""

    unit_id: str
    index_year: int
    incidents: int
    handled: int | None

    QUERY: ClassVar[str] = """
        select unit_id, index_year, cast(sum(incidents) as bigint) as incidents,
            cast(case when count(handled) = count(*) then sum(handled) end as bigint) as handled
        from visible.mart_incident_count
        where period_kind = 'year'
        group by unit_id, index_year
        order by unit_id, index_year
    """


class PublishedIncident(Noted):
    """One national incident count as it was published."""

    publisher: str
    period_start: date
    period_end: date
    index_year: int
    category: str
    incidents: int
    is_whole_year: bool
    source_url: str | None

    QUERY: ClassVar[str] = """
        select publisher, period_start, period_end, index_year, category, incidents,
            is_whole_year, conflict_note, conflict_note_vi, source_url
        from visible.mart_published_incident
        order by publisher, period_start, period_end, category, incidents
    """


class DirectiveTotal(MartRow):
    """One figure of a directive over the country; null where it is not shown
    (``total_status``, ``denominator_status``)."""

    form: str
    period: str
    period_kind: str
    index_year: int
    line: str
    breakdown: str
    units: int
    total: Decimal | None
    denominator: Decimal | None
    share: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    total_status: Status | None
    denominator_status: Status | None
    is_synthetic: bool | None

    QUERY: ClassVar[str] = """
        select form, period, period_kind, index_year, line, breakdown, units, total, denominator,
            share, lowest, highest, total_status, denominator_status, is_synthetic
        from visible.mart_directive_total
        where period_kind in ('year', 'half-year', 'event', 'multi-year') and index_year <= $year
        order by form, line, breakdown, period
    """


class DirectiveFigure(MartRow):
    """One figure of a directive for one unit in the year of the page."""

    form: str
    unit_id: str
    line: str
    breakdown: str
    total: Decimal | None
    denominator: Decimal | None
    share: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None

    QUERY: ClassVar[str] = """
        select form, unit_id, line, breakdown, total, denominator, share, lowest, highest
        from visible.mart_directive_figure
        where period_kind = 'year' and index_year = $year
        order by form, unit_id, line, breakdown
    """


class ListedDocument(MartRow):
    """A document that an item of the founding documents names, as the reports of one year list it;
    only some audiences see it."""

    item_id: str
    document_number: str
    issued_on: date
    index_year: int
    reports: int
    in_force: int

    QUERY: ClassVar[str] = """
        select item_id, min(document_number) as document_number, issued_on, index_year,
            cast(sum(reports) as integer) as reports, cast(sum(in_force) as integer) as in_force
        from visible.mart_listed_document
        where item_id is not null and index_year <= $year
        group by item_id, issued_on, index_year
        order by item_id, issued_on, index_year
    """


class ReportedIncidents(MartRow):
    """What the reports of single incidents of one unit say, in the year of the page or before:
    incidents, and leaks as far as a report answers yes. A unit may be one of that time."""

    unit_id: str
    index_year: int
    incidents: int
    closed: int
    serious: int
    data_leaks: int
    state_secret_leaks: int

    QUERY: ClassVar[str] = """
        select unit_id, index_year, cast(sum(incidents) as integer) as incidents,
            cast(sum(closed) as integer) as closed, cast(sum(serious) as integer) as serious,
            cast(sum(data_leaks) as integer) as data_leaks,
            cast(sum(state_secret_leaks) as integer) as state_secret_leaks
        from visible.mart_incident_reports
        where index_year <= $year
        group by unit_id, index_year
        order by index_year desc, unit_id
    """


class GciEdition(Noted):
    """Viet Nam in one edition of the Global Cybersecurity Index, as one source gives it."""

    edition: int
    gci_rank: int | None
    of_countries: int | None
    score: Decimal | None
    score_max: Decimal | None
    tier: str | None
    source_url: str | None

    QUERY: ClassVar[str] = """
        select edition, gci_rank, of_countries, score, score_max, cast(tier as varchar) as tier,
            conflict_note, conflict_note_vi, source_url
        from visible.mart_gci
        order by edition, of_countries, gci_rank, source_url
    """
