"""What blocks a release and becomes known only after its snapshot was made: for the gates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import polars as pl

from expectations.book.rule_changes import rule_book_of
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.submissions.decisions import Decision, Waiver, decisions_of, in_force
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from orchestration.warehouse.duckdb_files import failed_tests


def known_now(home: Home, as_of: date) -> dict[str, list[str]]:
    """The ids for each of ``gates.KNOWN_NOW``: reports that count and would be held by the rules
    and waivers as they stand on ``as_of``, tests that failed in the last run, decisions nobody
    answered."""
    with home.ledger() as ledger:
        decisions = decisions_of(ledger)
        blocked = list(_blocked(ledger, decisions, as_of))
    open_ones = [name for name, one in decisions.items() if one.state == "proposed"]
    return {
        "blocking_finding": blocked,
        "failed_test": failed_tests(home.working),
        "open_decision": open_ones,
    }


def _blocked(ledger: Ledger, decisions: dict[str, Decision], as_of: date) -> Iterator[str]:
    """Accepted reports with a finding of a rule that blocks by now, or that was waived until
    then. A run judges the latter again; the former wait for ``csi revalidate``."""
    book = rule_book_of(ledger)
    standing = {one.decision_id for one in in_force(decisions.values(), as_of)}
    accepted = latest_verdicts(ledger).filter(pl.col("verdict").is_in(ACCEPTED))
    for verdict in accepted.iter_rows(named=True):
        rested_on = [decisions[name] for name in verdict["decisions"]]
        ended = [one for one in rested_on if one.decision_id not in standing]
        codes = set(json.loads(verdict["codes"]))
        if any(isinstance(one.what, Waiver) for one in ended):
            codes |= set(json.loads(verdict["waived_codes"]))
        rules = book.on(verdict["period_end"])
        blocking = (
            rules[code] for code in codes if code in rules and rules[code].severity == "block"
        )
        if any(rule.judges(verdict["form"], verdict["period_end"]) for rule in blocking):
            yield " ".join(str(verdict[name]) for name in ("agency_id", "form", "period"))
