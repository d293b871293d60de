"""Decisions as people and machines read them."""

from __future__ import annotations

from typing import Any

from expectations.wording.place_labels import PlaceLabels
from ingestion.forms.contract import Form, load_contracts
from ingestion.forms.header import load_header
from ingestion.language.vietnamese import VIETNAM, printable
from ingestion.messages import text
from ingestion.submissions.decisions import (
    Correction,
    Decision,
    MethodChoice,
    Purge,
    Redating,
    RegisterChange,
    ReportKey,
    Revocation,
    RuleChange,
    Waiver,
    What,
)
from ingestion.submissions.frame_columns import VALUE_PLACE
from orchestration.decisions.views import short, view_in_words


def as_json(decision: Decision) -> dict[str, Any]:
    """A decision for a machine to read."""
    return {
        "decision_id": decision.decision_id,
        "state": decision.state,
        "what": decision.what.model_dump(mode="json", exclude_none=True),
        "why": decision.why.model_dump(mode="json"),
        "proposed_by": decision.proposed_by,
        "proposed_on": decision.proposed_on.isoformat(),
        "seen": decision.seen,
        "decided_by": decision.decided_by,
        "decided_on": decision.decided_on.isoformat() if decision.decided_on else None,
        "answer": decision.answer,
    }


def decision_lines(decision: Decision, language: str) -> list[str]:
    """A decision in words: what, why, who, and what its proposer saw."""
    lines = [
        text(
            "decision.line",
            language,
            id=decision.decision_id,
            state=text(f"decision.state.{decision.state}", language),
            what=printable(what_in_words(decision.what, language)),
        ),
        text(
            "decision.why",
            language,
            category=text(f"decision.category.{decision.why.category}", language),
            reason=printable(decision.why.reason),
            evidence=printable(decision.why.evidence) or "-",
        ),
        text(
            "decision.proposed_by",
            language,
            name=printable(decision.proposed_by),
            day=f"{decision.proposed_on:%d/%m/%Y}",
        ),
    ]
    if decision.seen:
        lines.append(text("decision.seen", language, seen=view_in_words(decision.seen, language)))
    if decision.decided_by and decision.decided_on:
        values = {"name": printable(decision.decided_by), "day": f"{decision.decided_on:%d/%m/%Y}"}
        note = f". {printable(decision.answer)}" if decision.answer else ""
        lines.append(text("decision.decided_by", language, **values) + note)
    return lines


def what_in_words(what: What, language: str) -> str:
    """What a decision does, in one line."""
    match what:
        case Correction() as made:
            blank = text("decision.blank", language)
            values = {"old": made.expected or blank, "new": made.new or blank}
            report = _report_in_words(made.report, language)
            place = _place_in_words(made, made.report.form, language)
            return text("decision.what.correction", language, report=report, place=place, **values)
        case Waiver() as waiver:
            parts = [_report_in_words(waiver, language)]
            if waiver.row_key or waiver.field:
                parts.append(_place_in_words(waiver, waiver.form, language))
            days = {"first_day": waiver.first_day, "last_day": waiver.last_day}
            if named := {name: f"{day}" for name, day in days.items() if day}:
                parts.append(view_in_words(named, language))
            values = {"rule": waiver.rule, "until": f"{waiver.expires:%d/%m/%Y}"}
            return text("decision.what.waiver", language, scope=", ".join(parts), **values)
        case RuleChange() as change:
            changed = change.model_dump(mode="json", exclude_none=True, exclude={"kind", "code"})
            values = {"code": change.code, "changes": view_in_words(changed, language)}
            return text("decision.what.rule_change", language, **values)
        case RegisterChange(register_id=name):
            return text("decision.what.register_change", language, id=short(name))
        case Purge(submission_id=name, legal_base=base):
            return text("decision.what.purge", language, id=short(name), base=base)
        case Redating(submission_id=name, received_at=moment):
            day = f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
            return text("decision.what.redating", language, id=short(name), day=day)
        case MethodChoice(method=method):
            return text("decision.what.method_choice", language, method=method)
        case Revocation(decision_id=name):
            return text("decision.what.revocation", language, id=name)
    return text("decision.what.withdrawal", language, id=short(what.submission_id))


def _report_in_words(about: ReportKey | Waiver, language: str) -> str:
    """The form, agency, period, scope and subject that are named."""
    form = _form(about.form)
    scopes = {option.code: option.label for option in load_header().lists["scope"]}
    scope = scopes.get(about.scope or "")
    named = (
        form.title.in_language(language) if form else about.form,
        about.agency_id,
        about.period,
        scope.in_language(language).lower() if scope else about.scope,
        None if about.subject == "-" else about.subject,
    )
    return ", ".join(part for part in named if part)


def _place_in_words(at: Correction | Waiver, form: str | None, language: str) -> str:
    """The row and column, by their labels."""
    place = at.model_dump(include=set(VALUE_PLACE))
    return PlaceLabels(place, _form(form), language).row_and_column()


def _form(name: str | None) -> Form | None:
    return load_contracts().latest().get(name or "")
