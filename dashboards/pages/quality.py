"""The quality pages: the queue of held submissions, the findings against each, completeness, and
how the rules perform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboards.looks.locale import text
from dashboards.marts.quality import Finding, FormCompleteness, HeldSubmission, RuleQuality
from dashboards.marts.reading import Marts
from dashboards.pages.control_totals import control_differences
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition


@dataclass(frozen=True)
class _Waiting:
    """A line of the queue: how many days it has waited, and its owners in words."""

    held: HeldSubmission
    days: int | None
    owners: str


def quality_page(marts: Marts, edition: Edition) -> Content:
    """The queue by age, aggregates that do not add up, completeness of the year, every rule."""
    lines = [_waiting(held, edition.as_of) for held in marts.rows(HeldSubmission)]
    rules = marts.rows(RuleQuality)
    return Content(
        "quality.html",
        {
            "open": [line for line in lines if not line.held.is_replaced],
            "replaced": [line for line in lines if line.held.is_replaced],
            "control": control_differences(marts),
            "completeness": marts.rows(FormCompleteness),
            "rules": [rule for rule in rules if not rule.is_never_triggered],
            "silent": [rule.rule_code for rule in rules if rule.is_never_triggered],
        },
    )


def submission_page(marts: Marts, edition: Edition, key: str) -> Content:
    """The findings against one submission in the queue."""
    held = next(held for held in marts.rows(HeldSubmission) if held.key == key)
    findings = [one for one in marts.rows(Finding) if one.submission_id == held.submission_id]
    line = _waiting(held, edition.as_of)
    return Content("submission.html", {"line": line, "held": held, "findings": findings})


def held_keys(marts: Marts) -> Iterable[str]:
    """The submissions that have a page."""
    return [held.key for held in marts.rows(HeldSubmission)]


def _waiting(held: HeldSubmission, as_of: date) -> _Waiting:
    days = (as_of - held.received_on).days if held.received_on else None
    owners = [text(f"page.quality.owner.{owner}") for owner in _listed(held.owners)]
    return _Waiting(held, days, ", ".join(owners))


def _listed(names: str | None) -> list[str]:
    return names.split(", ") if names else []
