"""Rows of one unit's page that are not of the index itself: its three series, how its pillars
compare with the median, its reporting duties, its incidents. Rows of the units it was made from are
its own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from dashboards.looks.locale import day, in_language, text
from dashboards.marts.mart_row import MartRow, UnitRow
from dashboards.marts.reporting import Owed


class UnitName(UnitRow):
    """What a unit of any geography is called."""

    unit_name: str
    unit_name_en: str | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.unit_name, self.unit_name_en)

    QUERY: ClassVar[str] = """
        select unit_id, unit_name, unit_name_en
        from visible.dim_unit
        order by unit_id
    """


class NameInTime(UnitRow):
    """A full name of a unit, such as ``Thành phố Đồng Nai``, and the days it bears it."""

    unit_name_full: str
    valid_from: date | None
    valid_to: date | None

    @property
    def in_words(self) -> str:
        """The name with its first or last day, as far as there are any."""
        if self.valid_to:
            return text("page.province.called_to", name=self.unit_name_full, day=day(self.valid_to))
        if self.valid_from:
            since = day(self.valid_from)
            return text("page.province.called_from", name=self.unit_name_full, day=since)
        return self.unit_name_full

    QUERY: ClassVar[str] = """
        select unit_id, unit_name_full, valid_from, valid_to
        from visible.dim_unit_name
        order by unit_id, valid_from nulls first
    """


class GeographyName(MartRow):
    """The name of a geography, as it is used in a sentence."""

    geography: str
    geography_name: str
    geography_name_en: str | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.geography_name, self.geography_name_en)

    QUERY: ClassVar[str] = """
        select geography, geography_name, geography_name_en
        from visible.dim_geography
        order by geography
    """


class SeriesPoint(UnitRow):
    """One year of one series of a unit, or of a unit it was made from, as that one reported."""

    source_unit_id: str
    source_vi: str
    source_en: str | None
    series: Literal["as_reported", "restated", "linked"]
    index_year: int
    score: Decimal | None
    is_break: bool

    @property
    def is_own(self) -> bool:
        """Whether it is of the unit itself, not of one it was made from."""
        return self.unit_id == self.source_unit_id

    @property
    def source(self) -> str:
        """The name of the unit it is of, in the current language."""
        return in_language(self.source_vi, self.source_en)

    QUERY: ClassVar[str] = """
        select coalesce(points.successor_unit_id, points.unit_id) as unit_id,
            points.unit_id as source_unit_id, units.unit_name as source_vi,
            units.unit_name_en as source_en, points.series, points.index_year,
            points.score, points.is_break
        from visible.mart_csi_series as points
        inner join visible.dim_unit as units on points.unit_id = units.unit_id
        where points.method = $method and points.index_year <= $year
            and (points.geography = $geography
                or (points.series = 'as_reported' and points.successor_unit_id is not null))
        order by 1, 2, points.series, points.index_year
    """


class PillarMedian(MartRow):
    """The median of one part or pillar over the ranked units of the year; only some audiences see
    the share, all see its grade."""

    node_id: str
    node_kind: str
    node_sort_order: int
    node_name_vi: str
    node_name_en: str
    units: int
    median_share: Decimal | None
    median_grade: str | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    QUERY: ClassVar[str] = """
        select node_id, node_kind, node_sort_order, node_name_vi, node_name_en, units,
            median_share, median_grade
        from visible.mart_csi_pillar_median
        where method = $method and geography = $geography and index_year = $year
        order by node_sort_order
    """


class UnitDuty(Owed, UnitRow):
    """What a unit's agencies owed in the year, by status."""

    last_day_on_time: date | None

    @property
    def by_when(self) -> str:
        """The last day on time, or how long after which event; empty where none is known."""
        if self.event:
            return self.when
        return day(self.last_day_on_time) if self.last_day_on_time else ""

    QUERY: ClassVar[str] = """
        select coalesce(successors.unit_id, duties.unit_id) as unit_id,
            coalesce(duties.obligation_id, duties.rule_id) as obligation_id, duties.report_vi,
            duties.form, duties.period, duties.event, duties.deadline_rule,
            duties.deadline_amount,
            case when duties.event is null then duties.deadline end as deadline,
            case when duties.event is null then duties.last_day_on_time end as last_day_on_time,
            duties.legal_basis, duties.mark, duties.note_vi, duties.note_en,
            duties.report_status as status, duties.is_assumed, count(*) as reports,
            list(duties.agency_name order by duties.agency_name) filter (
                duties.report_status in ('late', 'missing', 'held')
                and duties.agency_name is not null
            ) as agencies
        from visible.mart_obligation_status as duties
        left join visible.dim_unit_lineage as lineage on duties.unit_id = lineage.unit_id
        left join visible.dim_unit as successors
            on lineage.successor_unit_id = successors.unit_id
                and successors.geography = $geography
        where duties.index_year = $year and duties.unit_id is not null
            and duties.report_status <> 'exempt'
        group by 1, 2, duties.report_vi, duties.form, duties.period, duties.event,
            duties.deadline_rule, duties.deadline_amount, 9, 10, duties.legal_basis,
            duties.mark, duties.note_vi, duties.note_en, duties.report_status,
            duties.is_assumed
        order by 1, duties.form, duties.period, 2, duties.report_status
    """


class UnitIncidentType(UnitRow):
    """The incidents of one type that the agencies of a unit counted in one whole year."""

    index_year: int
    incident_type: str
    name_vi: str | None
    name_en: str | None
    incidents: int
    handled: int | None

    @property
    def name(self) -> str:
        """The name of the type in the current language."""
        return in_language(self.name_vi or self.incident_type, self.name_en)

    QUERY: ClassVar[str] = """
        select coalesce(successors.unit_id, counts.unit_id) as unit_id, counts.index_year,
            counts.incident_type, counts.incident_type_name as name_vi,
            counts.incident_type_name_en as name_en,
            cast(sum(counts.incidents) as bigint) as incidents,
            cast(
                case when count(counts.handled) = count(*) then sum(counts.handled) end as bigint
            ) as handled
        from visible.mart_incident_count as counts
        left join visible.dim_unit_lineage as lineage on counts.unit_id = lineage.unit_id
        left join visible.dim_unit as successors
            on lineage.successor_unit_id = successors.unit_id
                and successors.geography = $geography
        where counts.period_kind = 'year' and counts.index_year between $year - 4 and $year
        group by 1, counts.index_year, counts.incident_type, counts.incident_type_name,
            counts.incident_type_name_en
        order by 1, counts.incident_type, counts.index_year
    """
