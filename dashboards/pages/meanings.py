"""Indicators to which the law gave another meaning: what they mean from when, and the sentence that
every comparison across such a day carries."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboards.looks.locale import day, text
from dashboards.marts.method import IndicatorMeaning
from dashboards.marts.reading import Marts


def indicator_meanings(marts: Marts) -> list[list[IndicatorMeaning]]:
    """The indicators whose meaning the law changed, each with its meanings, oldest first."""
    by_indicator = groupby(marts.rows(IndicatorMeaning), lambda one: one.node_id)
    return [list(meanings) for _, meanings in by_indicator]


def meanings_in_words(marts: Marts, since: int) -> str:
    """What a comparison of the year of the page with an earlier one compares besides: the
    indicators that mean something else since then; empty where there are none."""
    changed = [
        one
        for one in marts.rows(IndicatorMeaning)
        if one.first_year and since < one.first_year <= marts.year
    ]
    if not changed:
        return ""
    return text(
        "page.meaning.since", year=since, day=_first_day(changed), names=", ".join(_names(changed))
    )


def _first_day(changed: Sequence[IndicatorMeaning]) -> str:
    return day(min(one.valid_from for one in changed if one.valid_from))


def _names(changed: Sequence[IndicatorMeaning]) -> list[str]:
    return list(dict.fromkeys(f"“{one.name}”" for one in changed))
