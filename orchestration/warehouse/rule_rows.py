"""The raw tables of rules: the book as it stands, and what each rule found in each submission."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from expectations.book.rule_book import RuleBook
from ingestion.home.ledger import Ledger
from ingestion.submissions.decisions import FALSE_ALARMS, Decision, Waiver, decisions_of
from orchestration.intake.latest_verdicts import latest_verdicts

RULES = pl.Schema(
    {
        "rule_code": pl.String(),
        "form": pl.String(),
        "severity": pl.String(),
        "is_on": pl.Boolean(),
        "legal_source": pl.String(),
        "owner": pl.String(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
    }
)
HITS = pl.Schema(
    {
        "submission_id": pl.String(),
        "rule_code": pl.String(),
        "findings": pl.Int32(),
        "waived_findings": pl.Int32(),
        "false_alarms": pl.Int32(),
    }
)


def rule_rows(book: RuleBook) -> pl.DataFrame:
    """One row per rule, in the shape of ``RULES``."""
    rows = [
        {"rule_code": rule.code, **rule.model_dump(include=set(RULES))} for rule in book.values()
    ]
    return pl.DataFrame(rows, schema=RULES)


def rule_hits(ledger: Ledger) -> pl.DataFrame:
    """What each rule found in each submission by its verdict, in the shape of ``HITS``:
    ``findings`` with those waived, ``false_alarms`` those of them that were waived because what was
    sent is right."""
    decisions = decisions_of(ledger)
    columns = ("submission_id", "codes", "waived_codes", "decisions")
    rows: list[dict[str, Any]] = []
    for name, codes, waived, decision_ids in latest_verdicts(ledger).select(columns).iter_rows():
        counted, excused = json.loads(codes), json.loads(waived)
        false = _rules_found_unfit(decision_ids, decisions)
        for code in sorted({*counted, *excused}):
            count = excused.get(code, 0)
            rows.append(
                {
                    "submission_id": name,
                    "rule_code": code,
                    "findings": counted.get(code, 0) + count,
                    "waived_findings": count,
                    "false_alarms": count if code in false else 0,
                }
            )
    return pl.DataFrame(rows, schema=HITS)


def _rules_found_unfit(ids: Iterable[str], decisions: Mapping[str, Decision]) -> set[str]:
    """The rules that were waived by one of these decisions as a false alarm."""
    return {
        decision.what.rule
        for decision in (decisions[name] for name in ids)
        if isinstance(decision.what, Waiver) and decision.why.category in FALSE_ALARMS
    }
