"""How good the method is: the bars of its audit, its indicators, and which choice moves ranks."""

from __future__ import annotations

from decimal import Decimal

from dashboards.looks.locale import number, text
from dashboards.marts.audit import AuditBar, IndicatorAudit, Sensitivity
from dashboards.marts.certainty import ErrorSimulation
from dashboards.marts.reading import Marts
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition


def audit_page(marts: Marts, edition: Edition) -> Content:
    """The audit of the year and geography of the release."""
    bars = marts.rows(AuditBar)
    values = {
        "bars": bars,
        "failed": [bar for bar in bars if bar.passes is False],
        "verdict": _verdict,
        "indicators": marts.rows(IndicatorAudit),
        "sensitivities": marts.rows(Sensitivity),
        "simulations": marts.rows(ErrorSimulation),
        "figure": _figure,
        "share": _share,
    }
    return Content("audit.html", values)


def _verdict(bar: AuditBar) -> str:
    if bar.passes is None:
        return text("page.audit.unjudged")
    return text("page.audit.passed" if bar.passes else "page.audit.failed")


def _figure(value: Decimal | None) -> str:
    """A statistic with two decimals, or that there is none."""
    if value is None:
        return text("page.none")
    rounded = round(value, 2)
    return number(rounded if rounded else abs(rounded))


def _share(value: Decimal, lower: Decimal, upper: Decimal) -> str:
    """A share of the variance with its interval."""
    return text(
        "page.audit.share", value=_figure(value), lower=_figure(lower), upper=_figure(upper)
    )
