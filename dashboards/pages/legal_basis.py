"""The law that deadlines are computed by: what is in force, what is to come, what has ended."""

from __future__ import annotations

from dashboards.marts.legal_basis import LegalRule
from dashboards.marts.reading import Marts
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition

_STATES = ("in_force", "to_come", "ended")


def legal_basis_page(marts: Marts, edition: Edition) -> Content:
    """The rules by their state on the day of the release."""
    rules = marts.rows(LegalRule)
    by_state = {state: [rule for rule in rules if rule.state == state] for state in _STATES}
    values = {
        "states": {state: found for state, found in by_state.items() if found},
        "in_force": len(by_state["in_force"]),
        "doubted": sum(rule.is_doubted for rule in by_state["in_force"]),
    }
    return Content("legal_basis.html", values)
