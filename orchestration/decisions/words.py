"""Decisions as people and machines read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ingestion.decisions import Correction, Decision, Revocation, RuleChange, Waiver, What
from ingestion.messages import text
from ingestion.vietnamese import printable
from orchestration.decisions.views import short

if TYPE_CHECKING:
    from orchestration.decisions.preview import Preview
    from orchestration.effects import Standing


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
    """A decision in words: what, why, who."""
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
    if decision.decided_by and decision.decided_on:
        said = {"name": printable(decision.decided_by), "day": f"{decision.decided_on:%d/%m/%Y}"}
        lines.append(text("decision.decided_by", language, **said))
    return lines


def what_in_words(what: What, language: str) -> str:
    """What a decision does, in one line."""
    match what:
        case Correction() as made:
            place = " ".join(part for part in (made.table, made.row_key, made.field) if part)
            said = {"old": made.expected or "∅", "new": made.new or "∅", "place": place}
            report = f"{made.report.form} {made.report.agency_id} {made.report.period}"
            return text("decision.what.correction", language, report=report, **said)
        case Waiver() as waiver:
            names = ("form", "agency_id", "period", "subject", "table", "row_key", "field")
            scope = " ".join(str(v) for name in names if (v := getattr(waiver, name)) is not None)
            until = f"{waiver.expires:%d/%m/%Y}"
            return text(
                "decision.what.waiver", language, rule=waiver.rule, scope=scope, until=until
            )
        case RuleChange() as change:
            changed = change.model_dump(mode="json", exclude_none=True, exclude={"kind", "code"})
            said = {"code": change.code, "changes": view_in_words(changed)}
            return text("decision.what.rule_change", language, **said)
        case Revocation(decision_id=name):
            return text("decision.what.revocation", language, id=name)
    return text("decision.what.withdrawal", language, id=short(what.submission_id))


def view_in_words(view: Mapping[str, object]) -> str:
    """A view as one line."""
    return printable(", ".join(f"{name} {value}" for name, value in view.items()))


def effect_lines(effect: Preview, language: str) -> list[str]:
    """What a decision would do: verdicts, then units, such as ``Đà Nẵng 2025: 71,2 → 70,4; hạng 6
    → 8``."""
    lines = []
    for one in effect.verdicts:
        words = {
            side: text(f"verdict.{getattr(one, side)}", language) for side in ("before", "after")
        }
        lines.append(text("effect.verdict", language, id=short(one.submission_id), **words))
    if effect.units is None:
        return [*lines, text("effect.nothing_published", language)]
    for unit in effect.units:
        said = {
            "unit": unit.unit_name,
            "year": unit.index_year,
            "method": unit.method,
            "score_before": _score(unit.before, language),
            "score_after": _score(unit.after, language),
            "rank_before": unit.before.rank or "–",
            "rank_after": unit.after.rank or "–",
        }
        lines.append(text("effect.unit", language, **said))
    return [*lines, text("effect.count", language, count=len(effect.units))]


def _score(standing: Standing, language: str) -> str:
    if standing.score is None:
        return "–"
    written = str(standing.score)
    return written if language == "en" else written.replace(".", ",")
