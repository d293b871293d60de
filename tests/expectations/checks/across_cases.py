"""The two fixtures of every rule that looks at other reports; each case has periods of its own."""

from __future__ import annotations

from typing import Any

from tests.expectations.builders import BUDGET, INCIDENTS, SECURITY, Row, header, plan, put
from tests.expectations.checks.rule_case import EARLY, MEASUREMENTS, filled, measured, one


def _year(year: str, **row: Any) -> bytes:
    return filled(BUDGET, _budget(year, **row))


def _budget(year: str, **row: Any) -> dict[str, Any]:
    return {"head": header(period=year), "rows": [plan(item=f"Kế hoạch {year}", **row)]}


def _share(year: str, denominator: int) -> dict[str, Any]:
    line: Row = {"value": 2, "denominator": denominator}
    return {"head": header(period=year), "level_approved_share": line}


def _watched(year: str, addresses: int) -> dict[str, Any]:
    return {"head": {"period": year}, "rows": [measured(addresses_monitored=addresses)]}


def _summary(period: str, count: int) -> dict[str, Any]:
    figures = ("incidents", "self_handled", "handled_with_support", "support_requested")
    none: Row = dict.fromkeys(figures, 0)
    rows = {f"TYPE_{number:02}": none for number in range(2, 11)}
    return {"head": header(period=period), "TYPE_01": none | {"incidents": count}} | rows


ACROSS = [
    one("REVISION-CONFLICT", BUDGET, _budget("2019", security_budget=5_000_000_000),
        _budget("2018"), _budget("2019"), before=[_year("2019")],
        delivered=EARLY, near_delivered=EARLY),
    one("UNIT-SLIP", BUDGET, _budget("2021", total_it_budget=60_000, security_budget=6_000),
        _budget("2022", total_it_budget=600_000_000, security_budget=6_000), _budget("2021"),
        before=[_year("2020")],
        delivered=EARLY, near_delivered=EARLY),
    one("DENOMINATOR-JUMP", SECURITY, _share("2022", 151), _share("2023", 150),
        _share("2022", 150), before=[filled(SECURITY, _share("2021", 100))],
        delivered=EARLY, near_delivered=EARLY),
    one("YEAR-BELOW-PARTS", INCIDENTS,
        _summary("2022", 4) | {"change": put("total", "incidents", None)}, _summary("2023", 5),
        _summary("2022", 5), before=[filled(INCIDENTS, _summary("2022-S1", 5))],
        delivered=EARLY, near_delivered=EARLY),
    one("MEASUREMENT-JUMP", MEASUREMENTS, _watched("2023", 8), _watched("2023", 7),
        _watched("2023", 7), before=[filled(MEASUREMENTS, _watched("2022", 5))],
        delivered=EARLY, near_delivered=EARLY),
]  # fmt: skip
