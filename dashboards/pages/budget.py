"""The security budget of every province against the floor of 10 % of the IT budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.looks.locale import number, percent, text
from dashboards.marts.index import BudgetShare, Ranking
from dashboards.marts.reading import Marts
from dashboards.marts.reporting import BudgetYear
from dashboards.pages.phrases import BUDGET_SCOPES
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition

_SCALE_TO = Decimal("0.25")
_MILLION = 1_000_000


@dataclass(frozen=True)
class BudgetLine:
    """One unit's share in one scope of budget, with a bar on a scale of 0 to 25 %."""

    unit: Ranking
    budget: BudgetShare
    share: str
    fill: Decimal
    threshold_at: Decimal | None
    security: str
    total: str


def budget_page(marts: Marts, edition: Edition) -> Content:
    """One table per scope of budget, highest share first, then the years."""
    scopes = {scope: _lines(marts, scope) for scope in BUDGET_SCOPES}
    values = {
        "scopes": {scope: lines for scope, lines in scopes.items() if lines},
        "years": marts.rows(BudgetYear),
        "sentence": _sentence(marts, scopes[BUDGET_SCOPES[0]]),
        "exempt": text(
            "page.budget.exempt_reports",
            year=marts.year,
            exempt=sum(row.exempt_reports for row in marts.rows(BudgetShare)),
            reports=sum(row.reports for row in marts.rows(BudgetShare)),
        ),
    }
    return Content("budget.html", values)


def _lines(marts: Marts, scope: str) -> list[BudgetLine]:
    lines = [
        _line(unit, budget)
        for unit in marts.units
        for budget in marts.of_unit(BudgetShare, unit.unit_id)
        if budget.scope_of_budget == scope
    ]
    return sorted(lines, key=lambda line: -(line.budget.share or Decimal(-1)))


def _line(unit: Ranking, budget: BudgetShare) -> BudgetLine:
    share = budget.share
    none = text("page.budget.exempt" if budget.exempt_reports else "page.none")
    return BudgetLine(
        unit=unit,
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


def _sentence(marts: Marts, lines: Sequence[BudgetLine]) -> str:
    asked = [line for line in lines if line.budget.meets_threshold is not None]
    if not asked:
        return text("page.budget.no_figures", year=marts.year)
    met = sum(bool(line.budget.meets_threshold) for line in asked)
    key = "page.budget.sentence" if met else "page.budget.nobody"
    return text(key, year=marts.year, met=met, asked=len(asked))
