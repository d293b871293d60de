"""The recomputed scores of 2018 to 2020 lie inside the published sets of grades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest

from ingestion.forms.contract import Contracts
from ingestion.forms.header import load_header
from ingestion.samples import Facts, plan_sample
from ingestion.samples.draft import Draft

BANDS = {"A": (80, 101), "B": (65, 80), "C": (50, 65), "D": (30, 50), "E": (0, 30)}
SAFETY = 1.0
SCORED = ("agency_security_report", "budget", "incident_summary", "technical_measurements")
Reports = list[Draft]


def pooled(line: str) -> Callable[[Reports], float]:
    def share(reports: Reports) -> float:
        lines = [report.lines[line] for report in reports]
        return sum(int(x["value"]) for x in lines) / sum(int(x["denominator"]) for x in lines)

    return share


def share_of_agencies(line: str) -> Callable[[Reports], float]:
    return lambda rs: sum(r.lines[line]["value"] == "Có" for r in rs) / len(rs)


def any_agency(line: str) -> Callable[[Reports], float]:
    return lambda rs: float(any(r.lines[line]["value"] == "Có" for r in rs))


PILLARS: list[list[Callable[[Reports], float]]] = [
    [share_of_agencies("regulation_in_force"), any_agency("coordination_regulation")],
    [
        pooled("level_approved_share"),
        share_of_agencies("four_layer_share"),
        pooled("endpoint_protection_share"),
        pooled("independent_assessment_share"),
    ],
    [share_of_agencies("contact_point_share"), any_agency("response_team")],
    [pooled("certified_staff_share"), pooled("trained_staff_share")],
    [lambda rs: min(1.0, sum(int(r.lines["drills"]["value"]) for r in rs) / 2)],
]


def dong(report: Draft, entry: object) -> int:
    options = load_header().lists["money_unit"]
    labels = {option.label.vi: int(option.code) for option in options}
    return int(str(entry)) * labels[str(report.header["money_unit"])]


def budget(reports: Reports) -> float:
    rows = [(r, row) for r in reports for row in r.rows["budget"][:1]]
    security = sum(dong(r, row["security_budget"]) for r, row in rows)
    return min(1.0, security / sum(dong(r, row["total_it_budget"]) for r, row in rows) / 0.1)


def handled(reports: Reports) -> float:
    rows = [row for report in reports for row in report.rows["incidents"]]
    done = sum(int(r["self_handled"]) + int(r["handled_with_support"]) for r in rows)
    return done / sum(int(row["incidents"]) for row in rows)


def measured(row: dict[str, object]) -> list[float]:
    def ratio(part: str, whole: str) -> float:
        return int(str(row[part])) / int(str(row[whole]))

    infected = ratio("addresses_infected", "addresses_monitored")
    leaked = ratio("accounts_leaked", "accounts_monitored")
    return [
        ratio("portal_checks_passed", "portal_checks_made"),
        max(0.0, 1 - infected / 0.2),
        max(0.0, 1 - leaked / 0.1),
        ratio("systems_connected", "systems_required"),
    ]


def scores(drafts: Reports) -> dict[tuple[int, str], float]:
    counting = {
        (*draft.key[:2], draft.period.index_year): draft
        for draft in sorted(drafts, key=lambda draft: draft.revision)
        if draft.period.kind == "year" and draft.fault is None
    }
    by_unit: dict[tuple[int, str], dict[str, Reports]] = defaultdict(lambda: defaultdict(list))
    centre: dict[tuple[int, str], list[float]] = {}
    for (_, form, year), draft in counting.items():
        if draft.agency.unit is None:
            rows = draft.rows["measurements"]
            centre |= {(year, str(row["unit_code"])): measured(row) for row in rows}
        else:
            by_unit[year, draft.agency.unit.unit_id][form].append(draft)
    result = {}
    for (year, unit_id), forms in by_unit.items():
        if year > 2020:
            continue
        security = forms["agency_security_report"]
        pillars = [[indicator(security) for indicator in pillar] for pillar in PILLARS]
        pillars[2].append(budget(forms["budget"]))
        pillars[4].append(handled(forms["incident_summary"]))
        survey = sum(10 * sum(pillar) / len(pillar) for pillar in pillars)
        result[year, unit_id] = survey + 12.5 * sum(centre[year, unit_id[-2:]])
    return result


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_scores_lie_inside_the_published_sets(
    seed: int, contracts: Contracts, facts: Facts
) -> None:
    scored = Contracts([form for form in contracts.values() if form.form in SCORED])
    season = plan_sample(seed=seed, scale="small", contracts=scored, facts=facts)
    scores_by_unit = scores(season.drafts)
    assert len(scores_by_unit) == 3 * 63
    outside = {}
    for key, score in scores_by_unit.items():
        grades = facts.grades[key]
        low = min(BANDS[grade][0] for grade in grades) + SAFETY
        high = max(BANDS[grade][1] for grade in grades) - SAFETY
        if not low <= score <= high:
            outside[key] = (round(score, 2), sorted(grades))
    assert not outside
