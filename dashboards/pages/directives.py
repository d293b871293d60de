"""What the founding directives ask for: one page per subject, line by line, the country first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.charts.strip import Strip, strip
from dashboards.looks.locale import text
from dashboards.marts.figures import DirectiveFigure, DirectiveTotal
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.pages import phrases
from dashboards.pages.figures import (
    COUNT,
    MONEY,
    RANGE,
    SHARE,
    LineOfForm,
    Written,
    choice,
    form,
    groups_of,
    write,
)
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition

# What is counted in a form's registers: its lines, and the list its breakdown is named in.
_COUNTED: dict[str, tuple[str | None, tuple[tuple[str, str], ...]]] = {
    "data_centres": (
        None,
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
    "websites": ("site_kind", (("licensed", SHARE),)),
    "inspections": (
        "inspection_kind",
        (
            ("inspections", COUNT),
            ("with_violation", SHARE),
            ("violations_handled", SHARE),
            ("fines_dong", MONEY),
        ),
    ),
    "internet_programme": (None, ()),
    "telecom_infrastructure": (None, ()),
}


@dataclass(frozen=True)
class DirectiveLine:
    """One line of a table: the country's figure in each period, and where the units stand."""

    name: str
    figures: tuple[Written, ...]
    units: int
    strip: Strip | None
    measure: str


@dataclass(frozen=True)
class UnitFigures:
    """One unit's figures of a group, in the year of the page."""

    unit: Ranking
    figures: tuple[Written, ...]


@dataclass(frozen=True)
class FigureTable:
    """One table: its title and lines, and the units behind them where the reader may see them."""

    title: str
    lines: tuple[DirectiveLine, ...]
    units: tuple[UnitFigures, ...]


def directive_page(name: str) -> Callable[[Marts, Edition], Content]:
    """The page of one form's figures."""

    def page(marts: Marts, edition: Edition) -> Content:
        totals = [row for row in marts.rows(DirectiveTotal) if row.form == name]
        periods = sorted({row.period for row in totals}, key=lambda period: (len(period), period))
        groups = [
            _group(marts, name, title, lines, periods)
            for title, lines in [*_register_groups(name, totals), *groups_of(name)]
        ]
        values = {
            "form": name,
            "contract": form(name),
            "periods": periods,
            "groups": [group for group in groups if group.lines],
            "count_notes": phrases.count_notes(
                words
                for group in groups
                for line in group.lines
                for figure in line.figures
                for words in (figure.main, *figure.parts)
            ),
        }
        return Content("directive.html", values)

    return page


def _register_groups(
    name: str, totals: Sequence[DirectiveTotal]
) -> list[tuple[str, list[LineOfForm]]]:
    """What is counted in the registers, one group for each kind."""
    kind, counted = _COUNTED[name]
    codes = {line for line, _ in counted}
    groups = []
    for breakdown in sorted({row.breakdown for row in totals if row.line in codes}):
        title = text(f"page.directive.counted.{name}")
        if kind and breakdown != "-":
            title = choice(name, kind, breakdown)
        lines = [
            LineOfForm(line, breakdown, text(f"page.figure.line.{line}"), figure_kind)
            for line, figure_kind in counted
        ]
        groups.append((title, lines))
    if name == "inspections":
        closed = text("page.figure.findings_closed")
        line = LineOfForm("findings_closed", "-", closed, SHARE)
        groups.append((text("page.directive.remediation"), [line]))
    return groups


def _group(
    marts: Marts, name: str, title: str, lines: Sequence[LineOfForm], periods: Sequence[str]
) -> FigureTable:
    totals = {
        (row.line, row.breakdown, row.period): row
        for row in marts.rows(DirectiveTotal)
        if row.form == name
    }
    figures = {
        (row.unit_id, row.line, row.breakdown): row
        for row in marts.rows(DirectiveFigure)
        if row.form == name
    }
    counted = {key[:2] for key in totals}
    shown = [line for line in lines if (line.line, line.breakdown) in counted]
    units = []
    for unit in marts.units:
        own = [(line, figures.get((unit.unit_id, line.line, line.breakdown))) for line in shown]
        if any(figure for _, figure in own):
            written = tuple(write(line.kind, figure) for line, figure in own)
            units.append(UnitFigures(unit, written))
    return FigureTable(
        title,
        tuple(_line(line, totals, figures, periods) for line in shown),
        tuple(units),
    )


def _line(
    line: LineOfForm,
    totals: dict[tuple[str, str, str], DirectiveTotal],
    figures: dict[tuple[str, str, str], DirectiveFigure],
    periods: Sequence[str],
) -> DirectiveLine:
    rows = [totals.get((line.line, line.breakdown, period)) for period in periods]
    shares = [
        row.share
        for (_, code, breakdown), row in figures.items()
        if (code, breakdown) == (line.line, line.breakdown) and row.share is not None
    ]
    return DirectiveLine(
        line.name,
        tuple(_of_country(line.kind, row) for row in rows),
        max((row.units for row in rows if row), default=0),
        strip(shares) if line.kind == SHARE else None,
        text("page.figure.million") if line.kind == MONEY else "",
    )


def _of_country(kind: str, row: DirectiveTotal | None) -> Written:
    """A figure of the country, or what is shown instead of each of its counts."""
    if row is None or row.total_status in (None, "shown") or kind == RANGE:
        return write(kind, row)
    total = phrases.count_in_words(row.total, row.total_status)
    if kind != SHARE or "small" not in (row.total_status, row.denominator_status):
        return Written(total)
    whole = phrases.count_in_words(row.denominator, row.denominator_status)
    return Written(text("page.count.hidden"), (total, whole))
