"""What the pages of the directives count in registers: which figures, under which heading, and in
which list their kinds are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.looks.locale import language, text
from dashboards.pages.figures import COUNT, MONEY, SHARE, LineOfForm, choice
from ingestion.landing.agencies import agency_types

AGENCY_TYPES = "agency_types"


@dataclass(frozen=True)
class Counted:
    """Figures of one heading (key of a text). Where they are counted by kind, ``kinds`` is the list
    of the form that names the kinds: each has a table of its own under its own name, or is a line
    of one table."""

    heading: str
    figures: tuple[tuple[str, str], ...]
    kinds: str | None = None
    is_line_per_kind: bool = False


COUNTED: dict[str, tuple[Counted, ...]] = {
    "register": (
        Counted("agencies", (("agencies_reporting", SHARE),), AGENCY_TYPES, is_line_per_kind=True),
    ),
    "information_systems": (
        Counted("levels", tuple((f"level_{level}", COUNT) for level in range(1, 6))),
        Counted(
            "protection",
            (
                ("monitored", SHARE),
                ("hired_with_provider", SHARE),
                ("level_3_and_above_assessed", SHARE),
                ("level_3_4_assessed", SHARE),
                ("level_5_assessed", SHARE),
                ("with_four_layers", SHARE),
                ("domestic_products", SHARE),
                ("police_or_military", SHARE),
            ),
        ),
    ),
    "contact_points": (
        Counted(
            "contact_points",
            (
                ("agencies_with_contact", SHARE),
                ("province_notices", COUNT),
                ("response_teams", COUNT),
                ("team_members", COUNT),
                ("drills", COUNT),
                ("patrol_teams", COUNT),
                ("team_collaborators", COUNT),
            ),
        ),
    ),
    "data_centres": (
        Counted(
            "data_centres",
            (
                ("data_centres", COUNT),
                ("with_level", SHARE),
                ("inspected", SHARE),
                ("monitored", SHARE),
                ("with_response_plan", SHARE),
                ("with_conformity", SHARE),
                ("services_with_sla", SHARE),
            ),
        ),
        Counted("services", (("offering_centres", COUNT),), "service_type", is_line_per_kind=True),
    ),
    "websites": (
        Counted(
            "websites",
            (("licensed", SHARE), ("applied", SHARE), ("unlicensed", SHARE), ("trial", SHARE)),
            "site_kind",
        ),
    ),
    "inspections": (
        Counted(
            "inspections",
            (
                ("inspections", COUNT),
                ("joint_inspections", SHARE),
                ("with_violation", SHARE),
                ("violations_handled", SHARE),
                ("fines_dong", MONEY),
            ),
            "inspection_kind",
        ),
        Counted("remediation", (("findings_closed", SHARE),)),
    ),
    "telecom_infrastructure": (
        Counted(
            "cases", (("case_theft", COUNT), ("case_sabotage", COUNT), ("case_intrusion", COUNT))
        ),
    ),
}


def counted_groups(
    form: str, shown: Iterable[tuple[str, str]]
) -> list[tuple[str, list[LineOfForm]]]:
    """The headings of a form's registers, each with its lines, of what was counted (pairs of a
    figure and a kind, ``-`` where there is none)."""
    pairs = sorted(set(shown))
    groups = []
    for counted in COUNTED.get(form, ()):
        kinds = {code for code, _ in counted.figures}
        found = sorted({kind for figure, kind in pairs if figure in kinds})
        if counted.is_line_per_kind:
            lines = [_named(form, counted, kind) for kind in found]
            groups.append((_heading(counted), lines))
            continue
        for kind in found:
            lines = [
                LineOfForm(figure, kind, text(f"page.figure.line.{figure}"), figure_kind)
                for figure, figure_kind in counted.figures
            ]
            title = _kind(form, counted.kinds, kind) if counted.kinds else _heading(counted)
            groups.append((title, lines))
    return groups


def _heading(counted: Counted) -> str:
    return text(f"page.directive.counted.{counted.heading}")


def _named(form: str, counted: Counted, kind: str) -> LineOfForm:
    """A line that is a kind of what is counted."""
    ((figure, figure_kind),) = counted.figures
    return LineOfForm(figure, kind, _kind(form, counted.kinds or "", kind), figure_kind)


def _kind(form: str, kinds: str, code: str) -> str:
    if kinds == AGENCY_TYPES:
        known = agency_types()
        return known[code].label.in_language(language()) if code in known else code
    return choice(form, kinds, code)
