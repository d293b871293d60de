"""The raw tables of decisions: codes and counts for the warehouse, never who, why in words, or what
values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from ingestion.home.ledger import Ledger
from ingestion.submissions.decisions import Correction, Decision, RuleChange, Waiver
from orchestration.intake.latest_verdicts import latest_verdicts

DECISIONS = pl.Schema(
    {
        "decision_id": pl.String(),
        "kind": pl.String(),
        "state": pl.String(),
        "category": pl.String(),
        "rule_code": pl.String(),
        "form": pl.String(),
        "agency_id": pl.String(),
        "period": pl.String(),
        "expires_on": pl.Date(),
    }
)


def decision_rows(decisions: Iterable[Decision]) -> pl.DataFrame:
    """One row per decision, in the shape of ``DECISIONS``."""
    return pl.DataFrame([_row(decision) for decision in decisions], schema=DECISIONS)


def submission_decisions(ledger: Ledger) -> pl.DataFrame:
    """Which decisions the verdict of each submission rests on: ``submission_id``,
    ``decision_id``."""
    rested = latest_verdicts(ledger).select("submission_id", decision_id="decisions")
    return rested.explode("decision_id").drop_nulls()


def _row(decision: Decision) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(DECISIONS)
    row |= {
        "decision_id": decision.decision_id,
        "kind": decision.what.kind,
        "state": decision.state,
        "category": decision.why.category,
    }
    match decision.what:
        case Correction(report=report):
            row |= report.model_dump(include={"form", "agency_id", "period"})
        case Waiver() as waiver:
            row |= waiver.model_dump(include={"form", "agency_id", "period"})
            row |= {"rule_code": waiver.rule, "expires_on": waiver.expires}
        case RuleChange(code=code):
            row["rule_code"] = code
    return row
