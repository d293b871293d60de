"""What a change would do, as people read it: a headline, what it is compared with, then each thing
that changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboards.looks.locale import shown
from expectations.wording.rule_texts import rule_in_words
from ingestion.language.vietnamese import printable
from ingestion.messages import text
from orchestration.commands.decision_texts import what_in_words
from orchestration.commands.register_texts import change_lines, doubt_lines, lead_lines
from orchestration.decisions.baseline import Baseline, NamedDecision
from orchestration.decisions.effects import UnitEffect
from orchestration.decisions.preview import Preview, VerdictEffect
from orchestration.decisions.views import short

_IN_WORDS = 5


def effect_lines(effect: Preview, language: str) -> list[str]:
    """What a decision would do: in a sentence, beside what, then agencies, verdicts with the rules
    that hold them, and provinces, the one the decision is about first."""
    lines = [_headline(effect, language), *baseline_lines(effect.baseline, language)]
    if effect.is_judged_again:
        lines.append(text("effect.judged_again", language))
    lines += [*change_lines(effect.agencies, language), *lead_lines(effect.leads, language)]
    lines += doubt_lines(effect.doubtful, language)
    lines += _verdict_lines(effect.verdicts, language)
    for one in effect.accepted:
        lines.append(text("effect.accepted", language, **_about(one, language)))
    if effect.units is None:
        return [*lines, text("effect.nothing_published", language)]
    return [*lines, *unit_lines(effect.units, language)]


def baseline_lines(baseline: Baseline, language: str) -> Iterator[str]:
    """What a change is compared with: which decisions are in both sides, and which in neither."""
    yield text("effect.baseline", language, day=f"{baseline.as_of:%d/%m/%Y}")
    for key, decisions in (
        ("effect.counted", baseline.counted),
        ("effect.left_out", baseline.left_out),
    ):
        if decisions:
            yield text(key, language, decisions=named_decisions(decisions, language))


def named_decisions(decisions: Sequence[NamedDecision], language: str) -> str:
    """Decisions by their ids, the first with what they do."""
    named = [
        f"{one.decision_id} ({printable(what_in_words(one.what, language))})"
        for one in decisions[:_IN_WORDS]
    ]
    return "; ".join([*named, *(one.decision_id for one in decisions[_IN_WORDS:])])


def unit_lines(units: Sequence[UnitEffect], language: str) -> Iterator[str]:
    """A line for each province and year, such as ``Đà Nẵng 2025: CSI-R1 71,2 → 70,4, hạng 6 → 8``,
    whatever the number of methods."""
    places: dict[tuple[str, int, str], list[UnitEffect]] = {}
    for unit in units:
        places.setdefault((unit.unit_id, unit.index_year, unit.geography), []).append(unit)
    for (_, year, _), methods in places.items():
        moves = "; ".join(_move(one, language) for one in methods)
        yield text("effect.unit", language, unit=methods[0].unit_name, year=year, moves=moves)


def _headline(effect: Preview, language: str) -> str:
    reports = len(effect.verdicts)
    if effect.units is None:
        return text("effect.headline.unpublished", language, reports=reports)
    if not (effect.units or reports or effect.agencies):
        return text("effect.headline.nothing", language)
    own = next((one for one in effect.units if one.unit_id in effect.own_units), None)
    values = {"provinces": effect.provinces, "reports": reports}
    if own is None:
        return text("effect.headline.others", language, **values)
    first = text(
        "effect.unit", language, unit=own.unit_name, year=own.index_year, moves=_move(own, language)
    )
    return text("effect.headline.own", language, first=first, **values)


def _move(unit: UnitEffect, language: str) -> str:
    return text(
        "effect.move",
        language,
        method=unit.method,
        score_before=shown(unit.before.score, language),
        score_after=shown(unit.after.score, language),
        rank_before=unit.before.rank or "–",
        rank_after=unit.after.rank or "–",
    )


def _verdict_lines(verdicts: Sequence[VerdictEffect], language: str) -> Iterator[str]:
    """Each report with its two verdicts and the rules that make the difference; then what these
    rules ask."""
    for one in verdicts:
        key = "effect.same_verdict" if one.before == one.after else "effect.verdict"
        parts = [text(key, language, **_about(one, language))]
        for side, codes in (("fails", one.fails), ("passes", one.passes)):
            if codes:
                parts.append(text(f"effect.{side}", language, codes=", ".join(codes)))
        yield "; ".join(parts)
    for code in sorted({code for one in verdicts for code in (*one.fails, *one.passes)}):
        yield text(
            "effect.rule", language, code=code, problem=rule_in_words(code, "problem", language)
        )


def _about(one: VerdictEffect, language: str) -> dict[str, str]:
    words = {side: text(f"verdict.{getattr(one, side)}", language) for side in ("before", "after")}
    of_whom = printable(one.agency_id or "") or text("decision.blank", language)
    return {"id": short(one.submission_id), "name": one.name, "agency": of_whom, **words}
