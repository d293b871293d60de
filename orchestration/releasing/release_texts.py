"""What ``csi publish`` and ``csi releases`` print, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboards.looks.locale import shown
from dashboards.release_record.comparing import Comparison
from dashboards.release_record.manifest import Manifest, UnitStanding
from ingestion.messages import text
from orchestration.releasing.acknowledgements import StandingAcknowledgement

_NAMED_AT_MOST = 5


def found_lines(findings: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """What the gates found: code, what it means, how much, and the first ids."""
    lines = []
    for one in findings:
        named = ", ".join(one["named"][:_NAMED_AT_MOST])
        others = one["count"] - _NAMED_AT_MOST
        more = f" … (+{others})" if others > 0 else ""
        meaning = text(f"gate.{one['code']}", language)
        values = {"code": one["code"], "meaning": meaning, "count": one["count"]}
        lines.append(text("cli.release.found", language, **values, named=named + more))
    return lines


def refused_lines(findings: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """What stopped a release, and what to do about the warnings among it."""
    lines = [text("cli.release.refused", language), *found_lines(findings, language)]
    if any(one["severity"] == "warns" for one in findings):
        lines.append(text("cli.release.acknowledging", language))
    return lines


def acknowledged_lines(standing: Iterable[StandingAcknowledgement], language: str) -> list[str]:
    """One line per warning that somebody lets stand for runs to come."""
    lines = [
        text(
            "cli.acknowledged.line",
            language,
            **vars(one) | {"until": shown(one.until, language)},
        )
        for one in standing
    ]
    return lines or [text("cli.acknowledged.none", language)]


def release_lines(
    releases: Sequence[Manifest], current: Manifest | None, language: str
) -> list[str]:
    """One line per release, the one in force marked."""
    if not releases:
        return [text("cli.release.none", language)]
    lines = []
    for one in releases:
        in_force = current is not None and one.release_id == current.release_id
        line = text(
            "cli.release.line",
            language,
            mark="→" if in_force else " ",
            release=one.release_id,
            day=shown(one.as_of, language),
            year=one.index_year,
            method=one.method,
            geography=one.geography,
            warnings=len(one.warnings),
        )
        if one.corrects:
            names = ", ".join(one.corrections)
            reason = one.reason or text("page.correction.decisions", language, names=names)
            corrects = text("cli.release.corrects", language, release=one.corrects, reason=reason)
            line += f" {corrects}"
        lines.append(line)
    return lines


def comparison_lines(comparison: Comparison, language: str) -> list[str]:
    """What changed: units by score, rank and group, then pages, then inputs; of the first release
    of all only how many pages it has."""
    before, after = comparison.before, comparison.after
    if before is None:
        pages = len(comparison.pages_added)
        return [text("cli.compare.first", language, release=after, pages=pages)]
    lines = [text("cli.compare.heading", language, before=before, after=after)]
    if comparison.is_comparable:
        lines.append(text("cli.compare.moved", language, count=len(comparison.moved)))
    else:
        lines.append(text("cli.compare.other_kind", language))
    for moved in comparison.moved:
        ends = (_standing(moved.before, language), _standing(moved.after, language))
        lines.append(f"  {moved.unit_id}: {ends[0]} → {ends[1]}")
    lines.append(
        text(
            "cli.compare.pages",
            language,
            added=len(comparison.pages_added),
            removed=len(comparison.pages_removed),
            changed=len(comparison.pages_changed),
        )
    )
    if comparison.inputs_changed:
        words = (text(f"cli.compare.input.{name}", language) for name in comparison.inputs_changed)
        names = ", ".join(words)
        lines.append(text("cli.compare.inputs", language, names=names))
    return lines


def _standing(standing: UnitStanding | None, language: str) -> str:
    if standing is None:
        return text("page.none", language)
    if standing.rank is None:
        return text("page.unranked.heading", language)
    score = shown(standing.score, language)
    return text(
        "cli.compare.standing", language, rank=standing.rank, grade=standing.grade, score=score
    )
