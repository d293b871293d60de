"""The index and the country's incidents as observations: SDMX-CSV 1.0, with the cross-domain
concepts and the codes of CL_FREQ, CL_OBS_STATUS and CL_CONF_STATUS. Areas are unit versions of this
warehouse, or the country (VN)."""

from __future__ import annotations

from pathlib import Path

from dashboards.marts.reading import Marts

# OBS_STATUS is A (normal), B (a break: first year of a new geography, or of another meaning by law)
# or O (missing); CONF_STATUS is F (free) for the score and N (not for publication) for the nodes
# below it.
_INDEX = """
    with meaning_breaks as (
        select distinct method, node_id, first_year as index_year
        from visible.dim_indicator_meaning
        where first_year is not null
    ),
    breaks_of_methods as (
        select distinct method, index_year from meaning_breaks
    ),
    observed as (
        select ranking.method, ranking.geography, ranking.unit_id, ranking.index_year,
            'SCORE' as indicator, ranking.score as value,
            case when ranking.rank is null then 'O'
                when trend.breaks_series or breaks.method is not null then 'B'
                else 'A' end as status,
            'F' as confidentiality
        from visible.mart_csi_ranking as ranking
        left join visible.mart_csi_trend as trend
            using (method, geography, unit_id, index_year)
        left join breaks_of_methods as breaks
            on ranking.method = breaks.method and ranking.index_year = breaks.index_year
        union all
        select scores.method, scores.geography, scores.unit_id, scores.index_year, scores.node_id,
            scores.points,
            case when scores.points is null then 'O'
                when breaks.method is not null then 'B' else 'A' end, 'N'
        from visible.mart_csi_score as scores
        left join meaning_breaks as breaks
            on scores.method = breaks.method and scores.node_id = breaks.node_id
                and scores.index_year = breaks.index_year
        where scores.parent_id is not null and scores.status is not null
    )
    select 'VN.CSI:DF_CSI(1.0)' as "DATAFLOW", 'A' as "FREQ", unit_id as "REF_AREA",
        indicator as "INDICATOR", method as "METHOD", geography as "GEOGRAPHY",
        index_year as "TIME_PERIOD",
        case when status <> 'O' then value end as "OBS_VALUE",
        status as "OBS_STATUS", 'POINTS' as "UNIT_MEASURE", confidentiality as "CONF_STATUS"
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
    select 'VN.CSI:DF_INCIDENTS(1.0)' as "DATAFLOW",
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
# Each file, the mart that a reader must see to get it, and its query.
SDMX_FILES = {
    "csi_sdmx.csv": ("mart_csi_ranking", _INDEX),
    "incidents_sdmx.csv": ("mart_incident_total", _INCIDENTS),
}


def sdmx_files(marts: Marts) -> tuple[str, ...]:
    """The names of the files that an audience gets."""
    return tuple(name for name, (mart, _) in SDMX_FILES.items() if marts.sees(mart))


def write_sdmx(marts: Marts, folder: Path) -> None:
    """Write the files of an audience."""
    for name in sdmx_files(marts):
        file = str(folder / name).replace("'", "''")
        _, query = SDMX_FILES[name]
        marts.connection.execute(f"copy ({query}) to '{file}' (format csv, header)")
