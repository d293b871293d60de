"""What the founding directives ask for: one page per subject, line by line, the country first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboards.charts.strip import Strip, strip
from dashboards.looks.locale import text
from dashboards.marts.figures import DirectiveFigure, DirectiveTotal
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.pages import phrases
from dashboards.pages.counted import counted_groups
from dashboards.pages.figures import (
    MONEY,
    RANGE,
    SHARE,
    LineOfForm,
    Written,
    form,
    groups_of,
    is_form,
    write,
)
from dashboards.pages.shell import Content
from dashboards.pages.years_compared import notes_on_years
from dashboards.release_record.edition import Edition

DIRECTIVES: Mapping[str, tuple[str, ...]] = {
    "management": ("register", "security_management", "information_systems", "contact_points"),
    "programme": ("internet_programme",),
    "data_centres": ("data_centres",),
    "websites": ("websites",),
    "infrastructure": ("telecom_infrastructure",),
    "inspections": ("inspections",),
}
"""The pages of figures, and the forms each shows; ``register`` is the register of agencies."""


@dataclass(frozen=True)
class DirectiveLine:
    """One line of a table: the country's figure in each period, and where the units stand;
    ``code`` is the line of the form, ``anchor`` its address on the page, ``measure`` what it is
    counted in."""

    code: str
    anchor: str
    name: str
    figures: tuple[Written, ...]
    units: int
    strip: Strip | None
    measure: str
    is_money: bool


@dataclass(frozen=True)
class UnitFigures:
    """One unit's figures of a group, in the year of the page."""

    unit: Ranking
    figures: tuple[Written, ...]


@dataclass(frozen=True)
class FigureTable:
    """One table: its title, periods and lines, and the units behind them where the reader may see
    them."""

    title: str
    periods: tuple[str, ...]
    lines: tuple[DirectiveLine, ...]
    units: tuple[UnitFigures, ...]

    @property
    def has_strips(self) -> bool:
        """Whether a line says where the units stand."""
        return any(line.strip for line in self.lines)


def directive_page(name: str) -> Callable[[Marts, Edition], Content]:
    """The page of the figures of some forms (``DIRECTIVES``)."""

    def page(marts: Marts, edition: Edition) -> Content:
        return Content("directive.html", directive_values(name, marts))

    return page


def directive_values(name: str, marts: Marts) -> dict[str, object]:
    """What the template of such a page prints."""
    forms = DIRECTIVES[name]
    groups = [group for one in forms for group in _tables(marts, one)]
    return {
        "name": name,
        "sources": [form(one).legal_source for one in forms if is_form(one)],
        "groups": groups,
        "year_notes": notes_on_years(
            marts, forms, {line.code: line.name for group in groups for line in group.lines}
        ),
        "count_notes": phrases.count_notes(
            words
            for group in groups
            for line in group.lines
            for figure in line.figures
            for words in (figure.main, *figure.parts)
        ),
    }


def figure_anchor(figure: str, kind: str = "-") -> str:
    """The address of a figure on its page."""
    return f"figure-{figure}" if kind == "-" else f"figure-{figure}-{kind}"


def _tables(marts: Marts, name: str) -> list[FigureTable]:
    """The tables of one form that have a figure."""
    totals = [row for row in marts.rows(DirectiveTotal) if row.form == name]
    figures = [row for row in marts.rows(DirectiveFigure) if row.form == name]
    lines = groups_of(name) if is_form(name) else []
    groups = [*counted_groups(name, ((row.line, row.breakdown) for row in totals)), *lines]
    tables = [_table(marts, title, lines, totals, figures) for title, lines in groups]
    return [table for table in tables if table.lines]


def _table(
    marts: Marts,
    title: str,
    lines: Sequence[LineOfForm],
    totals: Iterable[DirectiveTotal],
    figures: Iterable[DirectiveFigure],
) -> FigureTable:
    asked = {(line.line, line.breakdown) for line in lines}
    of_country = {
        (row.line, row.breakdown, row.period): row
        for row in totals
        if (row.line, row.breakdown) in asked
    }
    of_units = {(row.unit_id, row.line, row.breakdown): row for row in figures}
    periods = sorted({(row.period_kind == "multi-year", row.period) for row in of_country.values()})
    counted = {key[:2] for key in of_country}
    shown = [line for line in lines if (line.line, line.breakdown) in counted]
    units = []
    for unit in marts.units:
        own = [(line, of_units.get((unit.unit_id, line.line, line.breakdown))) for line in shown]
        if any(figure for _, figure in own):
            written = tuple(write(line.kind, figure) for line, figure in own)
            units.append(UnitFigures(unit, written))
    return FigureTable(
        title,
        tuple(phrases.period_in_words(period) for _, period in periods),
        tuple(
            _line(line, of_country, of_units, [period for _, period in periods]) for line in shown
        ),
        tuple(units),
    )


def _line(
    line: LineOfForm,
    totals: Mapping[tuple[str, str, str], DirectiveTotal],
    figures: Mapping[tuple[str, str, str], DirectiveFigure],
    periods: Sequence[str],
) -> DirectiveLine:
    rows = [totals.get((line.line, line.breakdown, period)) for period in periods]
    shares = [
        row.share
        for (_, code, breakdown), row in figures.items()
        if (code, breakdown) == (line.line, line.breakdown) and row.share is not None
    ]
    return DirectiveLine(
        line.line,
        figure_anchor(line.line, line.breakdown),
        line.name,
        tuple(_of_country(line.kind, row) for row in rows),
        max((row.units for row in rows if row), default=0),
        strip(shares) if line.kind == SHARE else None,
        text(f"page.figure.unit.{line.kind}"),
        line.kind == MONEY,
    )


def _of_country(kind: str, row: DirectiveTotal | None) -> Written:
    """A figure of the country, or what is shown instead of each of its counts."""
    if row is None or kind == RANGE:
        return write(kind, row)
    marks = {row.total_status, row.denominator_status if kind == SHARE else None}
    if not marks & {"small", "hidden"}:
        return write(kind, row)
    total = phrases.count_in_words(row.total, row.total_status)
    if kind != SHARE or marks == {"hidden"}:
        return Written(total)
    whole = phrases.count_in_words(row.denominator, row.denominator_status)
    return Written(text("page.count.hidden"), (total, whole))
