"""The index and the country's incidents as observations: SDMX-CSV 2.0, beside the structure that
says what their columns and codes are (``sdmx_structure``).

What is counted or ordered is an observation of an indicator of its own, with its own unit: the
score, the rank, the points of a node. What qualifies an observation is its attribute, as in the
structure of the SDG indicators: the two ends of its interval (LOWER_BOUND, UPPER_BOUND), the share
of its data that was reported (COVERAGE), its status. The grade is an attribute of the score, for it
is a code, and OBS_VALUE holds figures only. So every observation has one value, which is what
programs for SDMX 2.1 can hold, too. Areas are unit versions of this warehouse, or the country (VN).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dashboards.downloads.sdmx_structure import write_structure
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import Edition

# OBS_STATUS is A (normal), B (a break: first year of a new geography, or of another meaning by law)
# or O (missing); CONF_STATUS is F (free) for score and rank and N (not for publication) for the
# nodes below them. LOWER_BOUND and UPPER_BOUND of a rank are the best and the worst one.
_INDEX = """
    with meaning_breaks as (
        select distinct method, node_id, first_year as index_year
        from visible.dim_indicator_meaning
        where first_year is not null
    ),
    breaks_of_methods as (
        select distinct method, index_year from meaning_breaks
    ),
    ranked as (
        select ranking.*,
            case when ranking.rank is null then 'O'
                when trend.breaks_series or breaks.method is not null then 'B'
                else 'A' end as status
        from visible.mart_csi_ranking as ranking
        left join visible.mart_csi_trend as trend
            using (method, geography, unit_id, index_year)
        left join breaks_of_methods as breaks
            on ranking.method = breaks.method and ranking.index_year = breaks.index_year
    ),
    observed as (
        select method, geography, unit_id, index_year, 'SCORE' as indicator,
            cast(score as varchar) as value, 'POINTS' as unit, status, 'F' as confidentiality,
            coverage, cast(score_lower as varchar) as lower, cast(score_upper as varchar) as upper,
            grade
        from ranked
        union all
        select method, geography, unit_id, index_year, 'RANK', cast(rank as varchar), 'PLACE',
            status, 'F', coverage, cast(rank_best as varchar), cast(rank_worst as varchar), null
        from ranked
        union all
        select scores.method, scores.geography, scores.unit_id, scores.index_year, scores.node_id,
            cast(scores.points as varchar), 'POINTS',
            case when scores.points is null then 'O'
                when breaks.method is not null then 'B' else 'A' end,
            'N', scores.coverage, null, null, null
        from visible.mart_csi_score as scores
        left join meaning_breaks as breaks
            on scores.method = breaks.method and scores.node_id = breaks.node_id
                and scores.index_year = breaks.index_year
        where scores.parent_id is not null and scores.status is not null
    )
    select 'dataflow' as "STRUCTURE", 'VN.CSI:DF_CSI(2.0)' as "STRUCTURE_ID", 'I' as "ACTION",
        'A' as "FREQ", unit_id as "REF_AREA", indicator as "INDICATOR", method as "METHOD",
        geography as "GEOGRAPHY", index_year as "TIME_PERIOD",
        case when status <> 'O' then value end as "OBS_VALUE",
        status as "OBS_STATUS", unit as "UNIT_MEASURE", confidentiality as "CONF_STATUS",
        case when status <> 'O' then lower end as "LOWER_BOUND",
        case when status <> 'O' then upper end as "UPPER_BOUND",
        case when status <> 'O' then grade end as "GRADE", coverage as "COVERAGE"
    from observed
    order by method, geography, unit_id, index_year, indicator
"""
# OBS_STATUS is A (normal), O (missing) or Q (suppressed); CONF_STATUS says why: A (primary
# confidentiality due to small counts) or C (confidential: which of the other reasons it is would
# say more than the count may), else F (free).
_INCIDENTS = """
    with observed as (
        select period, period_kind, incident_type, 'INCIDENTS' as indicator, incidents as value,
            incidents_status as status
        from visible.mart_incident_total
        union all
        select period, period_kind, incident_type, 'HANDLED', handled, handled_status
        from visible.mart_incident_total
    )
    select 'dataflow' as "STRUCTURE", 'VN.CSI:DF_INCIDENTS(2.0)' as "STRUCTURE_ID",
        'I' as "ACTION",
        case period_kind when 'year' then 'A' when 'half-year' then 'S' end as "FREQ",
        'VN' as "REF_AREA", indicator as "INDICATOR", incident_type as "INCIDENT_TYPE",
        period as "TIME_PERIOD", value as "OBS_VALUE",
        case when status is null then 'O' when status = 'shown' then 'A' else 'Q' end
            as "OBS_STATUS",
        'NUMBER' as "UNIT_MEASURE",
        case status when 'small' then 'A' when 'hidden' then 'C' else 'F' end as "CONF_STATUS"
    from observed
    order by period, incident_type, indicator
"""
STRUCTURE = "sdmx_structure.xml"
# The columns that say of what a line is an observation, which are no component of it.
ADDRESS = ("STRUCTURE", "STRUCTURE_ID", "ACTION")


@dataclass(frozen=True)
class Flow:
    """A dataflow: its file, the mart that a reader must see to get it, and its query, whose columns
    are the components of its structure in the order dimensions, measure, attributes."""

    name: str
    file: str
    mart: str
    query: str


FLOWS = (
    Flow("CSI", "csi_sdmx.csv", "mart_csi_ranking", _INDEX),
    Flow("INCIDENTS", "incidents_sdmx.csv", "mart_incident_total", _INCIDENTS),
)


def sdmx_files(marts: Marts) -> tuple[str, ...]:
    """The names of the files that an audience gets."""
    return (*(flow.file for flow in _flows(marts)), STRUCTURE)


def write_sdmx(marts: Marts, edition: Edition, folder: Path) -> None:
    """Write the files of an audience: observations, then the structure of all of them."""
    columns = {}
    for flow in _flows(marts):
        file = str(folder / flow.file).replace("'", "''")
        marts.connection.execute(f"copy ({flow.query}) to '{file}' (format csv, header)")
        named = marts.connection.sql(flow.query).columns
        columns[flow.name] = [name for name in named if name not in ADDRESS]
    write_structure(marts, edition, columns, folder / STRUCTURE)


def observations(marts: Marts) -> dict[str, tuple[list[str], int]]:
    """The columns of each file of observations of an audience, and how many there are."""
    counted = {}
    for flow in _flows(marts):
        observed = marts.connection.sql(flow.query)
        counted[flow.file] = (observed.columns, observed.shape[0])
    return counted


def _flows(marts: Marts) -> list[Flow]:
    return [flow for flow in FLOWS if marts.sees(flow.mart)]
