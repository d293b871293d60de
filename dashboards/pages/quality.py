"""The quality pages: the reports the index of the year waits for, the queue of all that are held,
the findings against each, completeness, and how the rules perform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboards.looks.locale import percent, text
from dashboards.marts.quality import (
    Finding,
    FormCompleteness,
    HeldEffect,
    HeldSubmission,
    RuleQuality,
)
from dashboards.marts.reading import Marts
from dashboards.pages.control_totals import control_differences
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition

_FAULTS_AT_MOST = 2


@dataclass(frozen=True)
class _Waiting:
    """A line of the queue: how many days it has waited, who has to see to it, and the first faults
    in words with how many more there are."""

    held: HeldSubmission
    days: int | None
    owners: str
    faults: list[str]
    more_faults: str


@dataclass(frozen=True)
class _Blocking:
    """A held report that the index of the year waits for, and what it lacks without it."""

    line: _Waiting
    effect: str


@dataclass(frozen=True)
class _Warning:
    """A warning that the release was made with, how many things it is about, and who lets it
    stand."""

    code: str
    count: int
    answered: str


def quality_page(marts: Marts, edition: Edition) -> Content:
    """What the index of the year waits for, units without a rank first; the rest of the queue by
    age, aggregates that do not add up, completeness of the year, every rule."""
    findings = _by_submission(marts)
    lines = [
        _waiting(held, findings.get(held.submission_id, []), edition.as_of)
        for held in marts.rows(HeldSubmission)
    ]
    by_submission = {line.held.submission_id: line for line in lines}
    effects = {effect.submission_id: effect for effect in marts.rows(HeldEffect)}
    rules = marts.rows(RuleQuality)
    return Content(
        "quality.html",
        {
            "blocking": [
                _Blocking(by_submission[submission_id], _effect(effect))
                for submission_id, effect in effects.items()
                if submission_id in by_submission
            ],
            "open": [
                line
                for line in lines
                if not line.held.is_replaced and line.held.submission_id not in effects
            ],
            "waiting": sum(not line.held.is_replaced for line in lines),
            "replaced": [line for line in lines if line.held.is_replaced],
            "warnings": [
                _Warning(code, count, _answered(edition, code))
                for code, count in edition.this.warnings.items()
            ],
            "control": control_differences(marts),
            "completeness": marts.rows(FormCompleteness),
            "rules": [rule for rule in rules if not rule.is_never_triggered],
            "silent": [rule.rule_code for rule in rules if rule.is_never_triggered],
        },
    )


def _effect(effect: HeldEffect) -> str:
    """What the index of a unit lacks while a report is held."""
    coverage = (
        text("page.none") if effect.coverage is None else percent(effect.coverage, decimals=1)
    )
    return text(
        "page.quality.effect.unranked" if effect.is_unranked else "page.quality.effect.ranked",
        unit=effect.unit,
        coverage=coverage,
        share=percent(effect.data_share, decimals=1),
    )


def _answered(edition: Edition, code: str) -> str:
    acknowledgement = edition.this.acknowledgements.get(code)
    if acknowledgement:
        return acknowledgement.by
    if edition.is_preview:
        return text("page.quality.warning.nobody")
    return text("page.quality.warning.sample")


def submission_page(marts: Marts, edition: Edition, key: str) -> Content:
    """The findings against one submission in the queue."""
    held = next(held for held in marts.rows(HeldSubmission) if held.key == key)
    findings = _by_submission(marts).get(held.submission_id, [])
    line = _waiting(held, findings, edition.as_of)
    return Content("submission.html", {"line": line, "held": held, "findings": findings})


def held_keys(marts: Marts) -> Iterable[str]:
    """The submissions that have a page."""
    return [held.key for held in marts.rows(HeldSubmission)]


def _by_submission(marts: Marts) -> dict[str, list[Finding]]:
    by_submission: dict[str, list[Finding]] = {}
    for finding in marts.rows(Finding):
        by_submission.setdefault(finding.submission_id, []).append(finding)
    return by_submission


def _waiting(held: HeldSubmission, findings: Iterable[Finding], as_of: date) -> _Waiting:
    days = (as_of - held.received_on).days if held.received_on else None
    blocking = [one for one in findings if one.severity == "block" and not one.is_waived]
    owners = sorted({one.owner for one in blocking if one.owner})
    faults = list(dict.fromkeys(_fault(one) for one in blocking))
    more = len(faults) - _FAULTS_AT_MOST
    return _Waiting(
        held,
        days,
        ", ".join(text(f"page.quality.owner.{name}") for name in owners),
        faults[:_FAULTS_AT_MOST],
        text("page.quality.more_faults", faults=more) if more > 0 else "",
    )


def _fault(finding: Finding) -> str:
    """What is wrong and where, as the sender is told."""
    return ": ".join(part for part in (finding.label, finding.problem) if part)
