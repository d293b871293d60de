"""What everybody may open of the sample's release, read by each province in turn: nobody's figures
follow from it, and nothing is hidden that could be shown."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from tests.dashboards.html_pages import Page
from tests.dashboards.marts.attacker import Published, Rule, recovered
from tests.end_to_end.homes import SampleHome


class Count(NamedTuple):
    """A count of the country, as readers find it."""

    form: str
    period: str
    line: str
    breakdown: str
    column: str


Contributions = dict[Count, dict[str, float]]
_WHOLE = {"handled": "incidents", "total": "denominator"}
# What each unit adds, from the marts that only leaders have; today's units know what the units that
# they were made from reported.
_CONTRIBUTIONS = """
    with said as (
        select 'incident_types' as form, period, incident_type as line, '-' as breakdown,
            unnest([('incidents', incidents), ('handled', handled)]) as one, unit_id
        from marts.mart_incident_count
        union all
        select form, period, line, breakdown,
            unnest([('total', total), ('denominator', denominator)]), unit_id
        from marts.mart_directive_figure
        where total is not null
    )
    select form, period, line, breakdown, one[1], coalesce(successor_unit_id, unit_id),
        cast(sum(one[2]) as double)
    from said left join marts.dim_unit_lineage using (unit_id)
    where one[2] is not null
    group by all
"""
_OPEN = {
    "mart_incident_total": ("'incident_types', period, incident_type, '-'", "incidents handled"),
    "mart_directive_total": ("form, period, line, breakdown", "total denominator"),
}


@pytest.fixture(scope="module")
def contributions(season: SampleHome) -> Contributions:
    found: Contributions = defaultdict(dict)
    for *cell, unit, amount in season.query(_CONTRIBUTIONS):
        found[Count(*cell)][unit] = amount
    return found


@pytest.fixture(scope="module")
def public(season: SampleHome) -> Path:
    """The folder of the release that everybody may open."""
    return Path(season.outcome["ranking_page"]).parents[1] / "public"


@pytest.fixture(scope="module")
def published(public: Path) -> dict[Count, Published]:
    """Every count of the country in the files of that folder."""
    return dict(chain.from_iterable(_read(public, mart) for mart in _OPEN))


def _read(public: Path, mart: str) -> Iterator[tuple[Count, Published]]:
    cell, columns = _OPEN[mart]
    file = public / "data" / f"{mart}.parquet"
    with duckdb.connect() as connection:
        for column in columns.split():
            for *place, mark, figure in connection.execute(
                f"select {cell}, {column}_status, cast({column} as double)"
                f" from read_parquet('{file}') where {column}_status is not null"
            ).fetchall():
                yield Count(*place, column), Published(mark, figure)


def _gives_away(added: Mapping[str, float]) -> bool:
    """Small, of fewer than three, or known to one of them to within a tenth."""
    parts = sorted((amount for amount in added.values() if amount), reverse=True)
    return 0 < sum(parts) < 5 or 0 < len(parts) < 3 or sum(parts[2:]) < sum(parts[:1]) / 10


def test_what_is_hidden_is_what_would_give_somebody_away(
    published: dict[Count, Published], contributions: Contributions
) -> None:
    assert set(published) == set(contributions)
    hidden = {count for count, one in published.items() if one.figure is None}
    unsafe = {count for count, added in contributions.items() if _gives_away(added)}
    nothing_of_few = {
        count
        for count in hidden
        if not any(contributions[count].values())
        and count._replace(column=_WHOLE[count.column]) in unsafe
    }
    assert hidden == unsafe | nothing_of_few
    years = [one for count, one in published.items() if count.form == "incident_types"
             and "-" not in count.period]  # fmt: skip
    assert len(years) == 160
    assert {one.mark for one in years} == {"shown"}
    for count, one in published.items():
        total = sum(contributions[count].values())
        assert one.figure is None or one.figure == pytest.approx(total), count
        assert one.mark != "small" or total < 5, count


def test_no_province_recovers_what_another_added_to_a_count_that_is_shown(
    published: dict[Count, Published], contributions: Contributions
) -> None:
    """From the count alone: what is left without its own is more than a tenth above any other."""
    for count, one in published.items():
        if one.figure is not None:
            for who, own in contributions[count].items():
                others = [n for unit, n in contributions[count].items() if unit != who and n]
                assert all(one.figure - own >= 1.1 * n - 1e-6 for n in others), (count, who)


def test_no_province_recovers_a_hidden_count_or_a_part_of_it(
    published: dict[Count, Published], contributions: Contributions
) -> None:
    """By everything that is linked to it: its other column, the year that it is a half of."""
    units = sorted({unit for added in contributions.values() for unit in added})
    for linked in _linked_to_hidden(published):
        found = recovered(
            {count: published[count] for count in linked},
            {count: contributions[count] for count in linked},
            [*_rules(linked)],
            [None, *units],
            only_hidden=True,
        )
        assert list(found) == []


def _linked_to_hidden(published: Mapping[Count, Published]) -> Iterator[list[Count]]:
    groups = defaultdict(list)
    for count in published:
        year = count.period[:4] if count.form == "incident_types" else count.period
        groups[count.form, year, count.line, count.breakdown].append(count)
    for group in groups.values():
        if any(published[count].figure is None for count in group):
            yield group


def _rules(counts: list[Count]) -> Iterator[Rule]:
    for count in counts:
        whole = count._replace(column=_WHOLE.get(count.column, ""))
        year = count._replace(period=count.period[:4])
        for holds in (whole, year):
            if holds != count and holds in counts:
                yield Rule(holds, (count,), is_equal=False)


def test_the_share_that_is_hidden_is_said_of_each_table(
    public: Path, published: dict[Count, Published]
) -> None:
    page = Page(public / "downloads.html").text
    for is_incident in (True, False):
        marks = [
            one.figure is None
            for count, one in published.items()
            if (count.form == "incident_types") is is_incident
        ]
        assert f"Không công bố {sum(marks)} trong {len(marks)} số đếm" in page


def test_the_sdmx_file_has_the_same_figures(
    public: Path, published: dict[Count, Published]
) -> None:
    with (public / "data" / "incidents_sdmx.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    for row in rows:
        line, column = row["INCIDENT_TYPE"], row["INDICATOR"].lower()
        one = published[Count("incident_types", row["TIME_PERIOD"], line, "-", column)]
        assert row["OBS_VALUE"] == ("" if one.figure is None else f"{one.figure:.0f}")
        assert row["CONF_STATUS"] == {"shown": "F", "small": "A", "hidden": "C"}[one.mark]
