"""The figures of a form in one table: the country in each period, how it moved, where the units
stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from dashboards.charts.strip import Strip, strip
from dashboards.looks.locale import language, text
from dashboards.marts.figures import DirectiveFigure, DirectiveTotal
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.pages import phrases
from dashboards.pages.counted import counted_groups
from dashboards.pages.figures import (
    MONEY,
    RANGE,
    SHARE,
    YES_NO,
    LineOfForm,
    Written,
    change,
    form,
    groups_of,
    is_form,
    value_in_words,
    write,
)
from dashboards.pages.years_compared import counts_the_same


@dataclass(frozen=True)
class DirectiveLine:
    """One line of a table: the country's figure in each period, how it moved in the year of the
    page, and where the units stand; ``code`` is the line of the form, ``anchor`` its address on the
    page, ``measure`` what it is counted in."""

    code: str
    anchor: str
    name: str
    figures: tuple[Written, ...]
    change: str
    strip: Strip | None
    strip_label: str
    measure: str
    is_money: bool


@dataclass(frozen=True)
class UnitFigures:
    """One unit's figures of a group, in the year of the page."""

    unit: Ranking
    figures: tuple[Written, ...]


@dataclass(frozen=True)
class FigureGroup:
    """Lines under one heading, and the units behind them where the reader may see them."""

    title: str
    lines: tuple[DirectiveLine, ...]
    units: tuple[UnitFigures, ...]


@dataclass(frozen=True)
class FigureTable:
    """The figures of one form: its title and periods, and what moved between which of them, from
    how many units (empty where no two years can be compared)."""

    title: str
    periods: tuple[str, ...]
    compared: str
    groups: tuple[FigureGroup, ...]

    @property
    def columns(self) -> int:
        """How many columns the table has."""
        return 1 + len(self.periods) + bool(self.compared) + self.has_strips

    @property
    def has_strips(self) -> bool:
        """Whether a line says where the units stand."""
        return any(line.strip for group in self.groups for line in group.lines)

    @property
    def has_units(self) -> bool:
        """Whether the reader sees figures of units."""
        return any(group.units for group in self.groups)


def figure_anchor(figure: str, kind: str = "-") -> str:
    """The address of a figure on its page."""
    return f"figure-{figure}" if kind == "-" else f"figure-{figure}-{kind}"


def figure_table(marts: Marts, name: str) -> FigureTable:
    """The figures of one form: groups that have none are left out, and a form without any has no
    groups."""
    totals = [row for row in marts.rows(DirectiveTotal) if row.form == name]
    lines = groups_of(name) if is_form(name) else []
    counted = {(row.line, row.breakdown) for row in totals}
    groups = [*counted_groups(name, counted), *lines]
    asked = {(line.line, line.breakdown) for _, lines in groups for line in lines}
    of_country = {
        (row.line, row.breakdown, row.period): row
        for row in totals
        if (row.line, row.breakdown) in asked
    }
    ordered = sorted({(row.period_kind == "multi-year", row.period) for row in of_country.values()})
    periods = [period for _, period in ordered]
    reading = _Reading(marts, name, of_country, periods)
    shown = [
        (title, [line for line in lines if (line.line, line.breakdown) in counted])
        for title, lines in groups
    ]
    first = next((title for title, lines in shown if lines), "")
    filled = tuple(reading.group(title, lines) for title, lines in shown if lines)
    return FigureTable(
        form(name).title.in_language(language()) if is_form(name) else first,
        tuple(phrases.period_in_words(period) for period in periods),
        reading.compared,
        filled,
    )


@dataclass(frozen=True)
class _Reading:
    """The rows of one form that a page is written from."""

    marts: Marts
    form: str
    of_country: Mapping[tuple[str, str, str], DirectiveTotal]
    periods: Sequence[str]

    @property
    def years(self) -> tuple[str, str]:
        """The year of the page and the one before."""
        return str(self.marts.year), str(self.marts.year - 1)

    @property
    def compared(self) -> str:
        """Between which years figures moved, and how many units have some in each."""
        if not {*self.years} <= {*self.periods}:
            return ""
        now, before = (_units_in_words(self._of_period(year)) for year in self.years)
        year, previous = self.years
        return text("page.directive.compared", year=year, previous=previous, now=now, before=before)

    def _of_period(self, period: str) -> list[DirectiveTotal]:
        return [row for (*_, one), row in self.of_country.items() if one == period]

    @cached_property
    def of_units(self) -> Mapping[tuple[str, str, str], DirectiveFigure]:
        """The figures of units in the year of the page."""
        return {
            (row.unit_id, row.line, row.breakdown): row
            for row in self.marts.rows(DirectiveFigure)
            if row.form == self.form
        }

    def group(self, title: str, lines: Sequence[LineOfForm]) -> FigureGroup:
        """Some lines under their heading."""
        units = []
        for unit in self.marts.units:
            own = [
                (line, self.of_units.get((unit.unit_id, line.line, line.breakdown)))
                for line in lines
            ]
            if any(figure for _, figure in own):
                written = tuple(write(line.kind, figure) for line, figure in own)
                units.append(UnitFigures(unit, written))
        return FigureGroup(title, tuple(self._line(line) for line in lines), tuple(units))

    def _line(self, line: LineOfForm) -> DirectiveLine:
        marks, label = self._strip(line)
        rows = [self.of_country.get((line.line, line.breakdown, one)) for one in self.periods]
        now, before = (
            self.of_country.get((line.line, line.breakdown, year)) for year in self.years
        )
        is_same = counts_the_same(self.marts, self.form, line.line, self.marts.year)
        if line.kind == YES_NO and now and before:  # a count of units
            is_same = is_same and now.units == before.units
        return DirectiveLine(
            line.line,
            figure_anchor(line.line, line.breakdown),
            line.name,
            tuple(_of_country(line.kind, row) for row in rows),
            change(line.kind, now, before) if is_same else text("page.none"),
            marks,
            label,
            text(f"page.figure.unit.{line.kind}"),
            line.kind == MONEY,
        )

    def _strip(self, line: LineOfForm) -> tuple[Strip | None, str]:
        """Where the units stand, and the same in words."""
        figures = [
            figure
            for (_, code, breakdown), figure in self.of_units.items()
            if (code, breakdown) == (line.line, line.breakdown)
        ]
        values = [one.share if line.kind == SHARE else one.total for one in figures]
        drawn = [] if line.kind == RANGE else [value for value in values if value is not None]
        marks = strip(drawn, Decimal(1) if line.kind == SHARE else max(drawn, default=Decimal(0)))
        if marks is None:
            return None, ""
        low, middle, high = (
            value_in_words(line.kind, value) for value in (marks.low, marks.middle, marks.high)
        )
        return marks, text("page.directive.strip_label", low=low, middle=middle, high=high)


def _units_in_words(rows: Sequence[DirectiveTotal]) -> str:
    """How many units have a figure in these rows."""
    units = [row.units for row in rows]
    return phrases.range_in_words(min(units), max(units))


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
