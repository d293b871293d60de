"""What the columns and codes of the SDMX files are: one structure message (SDMX-ML 3.0) for all
files of an audience, with its agency, concepts, codelists, data structures and dataflows.

CL_FREQ, CL_OBS_STATUS and CL_CONF_STATUS are SDMX's own, of which it holds the codes that are used
(``isPartial``); their English names are those of SDMX. All else is this warehouse's: its codes
come from the marts. Versions are of two places, which the standard does not freeze, for areas and
indicators are added from release to release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboards.downloads.imprint import in_both, statements
from dashboards.looks.locale import text
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import Edition

# The codelist of each coded component: its agency, name and version.
_CODELISTS = {
    "FREQ": ("SDMX", "CL_FREQ", "2.1"),
    "OBS_STATUS": ("SDMX", "CL_OBS_STATUS", "2.2"),
    "CONF_STATUS": ("SDMX", "CL_CONF_STATUS", "1.3"),
    "REF_AREA": ("VN.CSI", "CL_AREA", "2.0"),
    "INDICATOR": ("VN.CSI", "CL_INDICATOR", "2.0"),
    "METHOD": ("VN.CSI", "CL_METHOD", "2.0"),
    "GEOGRAPHY": ("VN.CSI", "CL_GEOGRAPHY", "2.0"),
    "INCIDENT_TYPE": ("VN.CSI", "CL_INCIDENT_TYPE", "2.0"),
    "GRADE": ("VN.CSI", "CL_GRADE", "2.0"),
    "UNIT_MEASURE": ("VN.CSI", "CL_UNIT_MEASURE", "2.0"),
}
# Codes that are no data, each with its component; the catalogue has their names.
_FIXED = (
    *("FREQ.A", "FREQ.S", "REF_AREA.VN"),
    *("INDICATOR.SCORE", "INDICATOR.RANK", "INDICATOR.INCIDENTS", "INDICATOR.HANDLED"),
    *("UNIT_MEASURE.POINTS", "UNIT_MEASURE.PLACE", "UNIT_MEASURE.NUMBER"),
    *("OBS_STATUS.A", "OBS_STATUS.B", "OBS_STATUS.O", "OBS_STATUS.Q"),
    *("CONF_STATUS.A", "CONF_STATUS.C", "CONF_STATUS.F", "CONF_STATUS.N"),
)
CODES = """
    with named as (
        select 1 as place, 'REF_AREA' as concept, unit_id as code, unit_name_full as vi,
            unit_name_en as en, 0 as sort_order
        from visible.dim_unit
        where geography in (select geography from visible.mart_csi_ranking)
        union all
        select 2, 'INDICATOR', node_id, min_by(node_name_vi, method), min_by(node_name_en, method),
            min(node_sort_order)
        from visible.mart_csi_score
        where parent_id is not null
        group by node_id
        union all
        select 3, 'METHOD', method, method || ': ' || node_name_vi, method || ': ' || node_name_en,
            0
        from visible.dim_method_node
        where node_level = 1 and method in (select method from visible.mart_csi_ranking)
        union all
        select 4, 'GEOGRAPHY', geography, geography_name, geography_name_en, 0
        from visible.dim_geography
        union all
        select distinct 5, 'INCIDENT_TYPE', incident_type, incident_type_name,
            incident_type_name_en, 0
        from visible.mart_incident_total
        union all
        select distinct 6, 'GRADE', grade, grade, grade, 0
        from visible.dim_grade_band
    )
    select concept, code, vi, en from named order by place, sort_order, code
"""
_DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "INCIDENT_TYPE", "METHOD", "GEOGRAPHY")
_OTHERS = ("TIME_PERIOD", "OBS_VALUE")
_MANDATORY = ("OBS_STATUS", "UNIT_MEASURE", "CONF_STATUS")


@dataclass(frozen=True)
class Named:
    """An artefact or a code with its names; ``en`` is missing where nobody said it in English."""

    name: str
    vi: str
    en: str | None


@dataclass(frozen=True)
class Codelist:
    """The codes that a component may have; of a list of SDMX those that are used."""

    agency: str
    version: str
    called: Named
    codes: tuple[Named, ...]


@dataclass(frozen=True)
class Structure:
    """A dataflow, what kind of figures it holds, and its components besides time and value."""

    called: Named
    about: Named
    dimensions: tuple[str, ...]
    attributes: tuple[str, ...]


def write_structure(
    marts: Marts, edition: Edition, columns: Mapping[str, Sequence[str]], file: Path
) -> None:
    """Write the structure message of some dataflows, each with the ``columns`` of its file."""
    used = list(dict.fromkeys(name for names in columns.values() for name in names))
    coded = _codes(marts)
    template = _environment().get_template("sdmx_structure.xml")
    xml = template.render(
        as_of=edition.as_of.isoformat(),
        is_test=marts.is_synthetic,
        agency=_named("CSI", "sdmx.agency"),
        scheme=_named("CS_CSI", "sdmx.concepts"),
        concepts=[_named(name, f"sdmx.concept.{name}") for name in used],
        codelists={
            concept: Codelist(
                agency, version, _named(name, f"sdmx.concept.{concept}"), coded.get(concept, ())
            )
            for concept, (agency, name, version) in _CODELISTS.items()
            if concept in used
        },
        structures=[
            Structure(
                _named(flow, f"sdmx.flow.{flow}"),
                _about(marts, edition, flow),
                tuple(name for name in names if name in _DIMENSIONS),
                tuple(name for name in names if name not in _DIMENSIONS and name not in _OTHERS),
            )
            for flow, names in columns.items()
        ],
        mandatory=_MANDATORY,
    )
    file.write_text(xml + "\n", encoding="utf-8")


def _codes(marts: Marts) -> dict[str, tuple[Named, ...]]:
    """The codes of every list, by its component: the fixed ones first."""
    codes: defaultdict[str, list[Named]] = defaultdict(list)
    for fixed in _FIXED:
        concept, _, code = fixed.partition(".")
        codes[concept].append(_named(code, f"sdmx.code.{fixed}"))
    for concept, code, vi, en in marts.connection.execute(CODES).fetchall():
        codes[concept].append(Named(code, vi, en))
    return {concept: tuple(named) for concept, named in codes.items()}


def _named(name: str, key: str) -> Named:
    return Named(name, *in_both(lambda: text(key)))


def _about(marts: Marts, edition: Edition, flow: str) -> Named:
    """What kind of figures they are, of which release and audience."""
    return Named(flow, *in_both(lambda: ". ".join(statements(marts, edition))))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dashboards", "downloads"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
