"""Whom a duty binds: the same answer about one agency and about many reports."""

from __future__ import annotations

from datetime import date

import polars as pl

from expectations.checks.register_rules import Register, bound_reports
from ingestion.landing.agencies import read_agencies
from orchestration.reference.duties import is_bound
from orchestration.reference.seeds import bound, seed_rows, units

REGISTER = b"""\
agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,parent_id,sector,in_response_network
HUE,S,department,VN34-46,2025-07-01,,true,,,
MEMBER,S,department,VN34-48,2025-07-01,,true,,,true
OTHER,S,department,VN34-48,2025-07-01,,true,,,
COMMUNE,S,commune,VN34-46,2025-07-01,,true,HUE,,
NOWHERE,S,department,,2025-07-01,,true,,,
"""


def test_one_agency_and_many_reports_are_judged_alike() -> None:
    """By every rule that a form carries."""
    agencies = read_agencies(REGISTER)
    rules = [r for r in seed_rows("reference/obligation_rule") if r["form"] and r["obligation_id"]]
    asked = [(rule, line) for rule in rules for line in agencies.to_dicts()]
    dated = pl.DataFrame(
        {
            "submission_id": [f"{rule['rule_id']} {line['agency_id']}" for rule, line in asked],
            "agency_id": [line["agency_id"] for _, line in asked],
            "obligation": [rule["obligation_id"] for rule, _ in asked],
            "period_end": [date(2026, 6, 30)] * len(asked),
        }
    )
    together = bound_reports(dated, Register(agencies, units(), bound()))
    one_by_one = [
        f"{rule['rule_id']} {line['agency_id']}" for rule, line in asked if is_bound(rule, line)
    ]
    assert together["submission_id"].to_list() == one_by_one
    assert {"R7 HUE", "R5 MEMBER", "R23 OTHER"} <= set(one_by_one)
    assert not {"R7 OTHER", "R5 OTHER", "R5 NOWHERE", "R23 COMMUNE", "R7 COMMUNE"} & set(one_by_one)
