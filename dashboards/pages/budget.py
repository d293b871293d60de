"""The security budget of every province against the floor of 10 % of the IT budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts.sparkline import Path, Scale, Sparkline, scale_of, sparkline
from dashboards.charts.strip import Strip, strip
from dashboards.looks.locale import cut, number, percent, signed, text
from dashboards.marts.index import BudgetShare, Ranking
from dashboards.marts.reading import Marts
from dashboards.marts.reporting import BudgetYear
from dashboards.pages.phrases import BUDGET_SCOPES
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition

_SCALE_TO = Decimal("0.25")
_MILLION = 1_000_000


@dataclass(frozen=True)
class ScopeLine:
    """One scope of budget: how many reach the floor (``now``), the middle share and its change on
    the year before, its path through the years, and where the units stand from 0 to 25 %."""

    scope: str
    now: BudgetYear
    change: str
    path: Sparkline | None
    path_label: str
    strip: Strip | None
    strip_label: str


@dataclass(frozen=True)
class ShareInScope:
    """One unit's share in one scope, with a bar on a scale of 0 to 25 % and the money in millions
    of dong."""

    budget: BudgetShare
    share: str
    fill: Decimal
    threshold_at: Decimal | None
    security: str
    total: str


@dataclass(frozen=True)
class UnitLine:
    """One unit's shares, by scope; None where it has no figures."""

    unit: Ranking
    shares: tuple[ShareInScope | None, ...]


def budget_page(marts: Marts, edition: Edition) -> Content:
    """A line for every scope of budget, one for every unit (highest share first), the years."""
    of_units = {
        (row.unit_id, row.scope_of_budget): row
        for unit in marts.units
        for row in marts.of_unit(BudgetShare, unit.unit_id)
    }
    scopes = [one for one in BUDGET_SCOPES if one in {scope for _, scope in of_units}]
    years = marts.rows(BudgetYear)
    values = {
        "scopes": scopes,
        "lines": _scope_lines(marts, scopes),
        "units": _unit_lines(marts, scopes, of_units),
        "years": years,
        "sentence": _sentence(marts),
        "exempt": text(
            "page.budget.exempt_reports",
            year=marts.year,
            exempt=sum(row.exempt_reports for row in of_units.values()),
            reports=sum(row.reports for row in of_units.values()),
        ),
    }
    return Content("budget.html", values)


def _scope_lines(marts: Marts, scopes: Sequence[str]) -> list[ScopeLine]:
    rows = marts.rows(BudgetYear)
    paths: dict[str, Path] = {
        scope: sorted((row.index_year, row.middle) for row in rows if row.scope_of_budget == scope)
        for scope in scopes
    }
    scale = scale_of(list(paths.values()))
    now = {row.scope_of_budget: row for row in rows if row.index_year == marts.year}
    return [
        _scope_line(marts, now[scope], paths[scope], scale)
        for scope in scopes
        if scope in now and scale is not None
    ]


def _scope_line(marts: Marts, now: BudgetYear, path: Path, scale: Scale) -> ScopeLine:
    by_year = dict(path)
    before = by_year.get(marts.year - 1)
    change = text("page.none")
    if now.middle is not None and before is not None:
        change = text("page.figure.points", change=signed(cut(now.middle) - cut(before)))
    shares = [row for row in marts.rows(BudgetShare) if row.scope_of_budget == now.scope_of_budget]
    floor = next((row.threshold for row in shares if row.threshold is not None), None)
    drawn = [row.share for row in shares if row.share is not None]
    marks = strip(drawn, _SCALE_TO, floor)
    return ScopeLine(
        now.scope_of_budget,
        now,
        change,
        sparkline(path, None, scale),
        "; ".join(f"{year}: {percent(middle)}" for year, middle in path if middle is not None),
        marks,
        text(
            "page.directive.strip_label",
            low=percent(marks.low),
            middle=percent(marks.middle),
            high=percent(marks.high),
        )
        if marks
        else "",
    )


def _unit_lines(
    marts: Marts, scopes: Sequence[str], of_units: dict[tuple[str, str], BudgetShare]
) -> list[UnitLine]:
    lines = []
    for unit in marts.units:
        own = [of_units.get((unit.unit_id, scope)) for scope in scopes]
        if any(own):
            lines.append(
                UnitLine(unit, tuple(None if row is None else _in_scope(row) for row in own))
            )
    return sorted(lines, key=lambda line: [-_share(one) for one in line.shares])


def _share(shown: ShareInScope | None) -> Decimal:
    share = shown.budget.share if shown else None
    return Decimal(-1) if share is None else share


def _in_scope(budget: BudgetShare) -> ShareInScope:
    share = budget.share
    none = text("page.budget.exempt" if budget.exempt_reports else "page.none")
    return ShareInScope(
        budget=budget,
        share=none if share is None else percent(share, decimals=2),
        fill=_at(share or Decimal(0)),
        threshold_at=None if budget.threshold is None else _at(budget.threshold),
        security=_millions(budget.security_budget_dong),
        total=_millions(budget.total_it_budget_dong),
    )


def _at(share: Decimal) -> Decimal:
    return (min(share, _SCALE_TO) / _SCALE_TO * 100).quantize(Decimal("0.1"))


def _millions(value: int | None) -> str:
    return text("page.none") if value is None else number(value // _MILLION)


def _sentence(marts: Marts) -> str:
    """How many units reach the floor in the yearly plan."""
    scope = BUDGET_SCOPES[0]
    for row in marts.rows(BudgetYear):
        if (row.index_year, row.scope_of_budget) == (marts.year, scope) and row.asked:
            key = "page.budget.sentence" if row.met else "page.budget.nobody"
            return text(key, year=marts.year, met=row.met, asked=row.asked)
    return text("page.budget.no_figures", year=marts.year)
