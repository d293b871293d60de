"""The facts of a unit as the short phrases that tables and sentences share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboards.looks.locale import day, has_text, number, percent, plain, signed, text
from dashboards.looks.theme import GRADES, THIN_COVERAGE
from dashboards.marts.certainty import Certainty, ChangeCertainty
from dashboards.marts.disclosure import Status
from dashboards.marts.index import FormerGrade, Ranking, Trend
from dashboards.marts.mart_row import Basis

BUDGET_SCOPES = ("yearly_plan", "five_year_plan", "project")
_DIRECTIONS = {"improved": "up", "declined": "down"}
_BY_METHOD = {"depends_on_method", "error_not_known"}
_HALF = re.compile(r"[0-9]{4}-S[12]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MARKS = {"up": "▲", "level": "■", "down": "▼"}


@dataclass(frozen=True)
class ScoreChange:
    """A change in points: its direction as a word, a mark and a signed figure."""

    direction: str
    mark: str
    points: str


def change_since_baseline(
    trend: Trend | None, certainty: ChangeCertainty | None
) -> ScoreChange | None:
    """The change within one method and one geography; ``None`` when either end is missing."""
    if trend is None or trend.score_change is None:
        return None
    direction = direction_of(certainty)
    return ScoreChange(direction, _MARKS[direction], signed(trend.score_change))


def direction_of(certainty: ChangeCertainty | None) -> str:
    """``up`` and ``down`` only where the index says so; any other change is ``level``."""
    return "level" if certainty is None else _DIRECTIONS.get(certainty.verdict, "level")


def grade_set(*grades: str) -> str:
    """A set of possible grades as a reader sees it: ``B|C`` → ``B–C``, ``B|D`` → ``B, D``; of
    several, all together."""
    ordered = [letter for letter in GRADES if any(letter in one for one in grades)]
    is_range = len(ordered) > 1 and "".join(ordered) in "".join(GRADES)
    return f"{ordered[0]}–{ordered[-1]}" if is_range else ", ".join(ordered)


def grade_step(before: str | None, now: str | None) -> str | None:
    """From one recomputed grade to another: ``C → B``; ``None`` where either is missing."""
    return None if before is None or now is None else f"{before} → {now}"


def grade_steps_in_words(trend: Trend | None) -> str | None:
    """How many grades up or down since the recomputed one of the baseline year."""
    return None if trend is None or trend.grade_steps is None else _steps(trend.grade_steps)


def _steps(steps: int) -> str:
    if steps == 0:
        return text("page.steps.same")
    return text("page.steps.up" if steps > 0 else "page.steps.down", steps=abs(steps))


def published_by_year(
    predecessors: dict[str, list[FormerGrade]], years: Iterable[int]
) -> dict[int, str]:
    """The set of published grades over all predecessors, for each year."""
    rows = [row for grades in predecessors.values() for row in grades]
    return {
        year: grade_set(*(row.grades for row in rows if row.index_year == year)) for year in years
    }


def range_in_words(low: Decimal | int, high: Decimal | int) -> str:
    """A range of scores or ranks: ``74,55–79,34``, or the one value that it is."""
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def certainty_in_words(certainty: Certainty | None) -> str | None:
    """How far score and rank can be trusted, and from how many units it cannot be told apart."""
    if certainty is None:
        return None
    if certainty.rank_best == certainty.rank_worst:
        ranks = text("page.certainty.rank_kept", rank=certainty.rank_best)
    else:
        possible = range_in_words(certainty.rank_best, certainty.rank_worst)
        ranks = text("page.certainty.ranks", ranks=possible)
    by_method = range_in_words(certainty.score_lower_by_method, certainty.score_upper_by_method)
    if certainty.score_lower is None or certainty.score_upper is None:
        intervals = text("page.certainty.by_method", ranks=ranks, scores=by_method)
    else:
        scores = range_in_words(certainty.score_lower, certainty.score_upper)
        intervals = text(
            "page.certainty.unit", ranks=ranks, scores=scores, scores_by_method=by_method
        )
    level = certainty.units_not_told_apart
    return f"{intervals} {text('page.certainty.level', units=level)}" if level else intervals


def verdict_in_words(change: ChangeCertainty | None) -> str | None:
    """What may be said of a change since the baseline, with the interval that says it."""
    if change is None:
        return None
    ends = [change.change_lower, change.change_upper]
    if change.verdict in _BY_METHOD:
        ends = [change.change_lower_by_method, change.change_upper_by_method]
    lower, upper = (signed(end) if end is not None else text("page.none") for end in ends)
    return text(
        f"page.certainty.verdict.{change.verdict}",
        baseline=change.baseline_year,
        lower=lower,
        upper=upper,
    )


def rank_range(unit: Ranking, certainty: Certainty | None) -> str:
    """The ranks a unit could just as well have: ``3–10``; empty where there is no other."""
    if certainty is None or certainty.rank_best == certainty.rank_worst == unit.rank:
        return ""
    return range_in_words(certainty.rank_best, certainty.rank_worst)


def coverage_in_words(unit: Ranking) -> str:
    """The share of the index that rests on accepted reports."""
    return text("page.none") if unit.coverage is None else percent(unit.coverage)


def marks_in_words(row: Basis) -> str:
    """Which shares of the reported data came late, were waived or corrected; empty if none."""
    shares = {
        "page.basis.late": row.late_share,
        "page.basis.waived": row.waived_share,
        "page.basis.corrected": row.corrected_share,
    }
    return ", ".join(text(mark, share=percent(share)) for mark, share in shares.items() if share)


def basis_in_words(row: Basis) -> str | None:
    """What a unit's data rests on: self-reported or measured, and its marks."""
    if row.self_reported_share is None:
        return None
    return text(
        "page.basis.unit",
        self_reported=percent(row.self_reported_share),
        measured=percent(1 - row.self_reported_share),
        marks=marks_in_words(row) or text("page.basis.no_marks"),
    )


def is_thin(unit: Ranking) -> bool:
    """Whether a unit's coverage deserves a warning even where it is ranked."""
    return unit.coverage is None or unit.coverage < THIN_COVERAGE


def reason_in_words(unit: Ranking) -> str:
    """Why a unit has no rank."""
    return text(
        f"page.reason.{unit.not_ranked_reason or 'no_data'}", coverage=coverage_in_words(unit)
    )


def rule_title(code: str) -> str:
    """What a rule of validation finds; its code where the rule is no more."""
    key = f"rule.title.{code}"
    return text(key) if has_text(key) else code


def count_in_words(count: Decimal | int | None, status: Status | None) -> str:
    """A count, or what is printed instead of one that is small or hidden; a dash where there is
    none."""
    if status in ("small", "hidden"):
        return text(f"page.count.{status}")
    return text("page.none") if count is None else plain(Decimal(count))


def count_notes(printed: Iterable[str]) -> list[str]:
    """What the marks printed instead of counts mean."""
    marks = set(printed)
    return [
        text(f"page.count_note.{mark}")
        for mark in ("small", "hidden")
        if text(f"page.count.{mark}") in marks
    ]


def period_in_words(period: str) -> str:
    """A period as a heading: a year as it is, a half of one in words, a day as a day."""
    if _HALF.fullmatch(period):
        return text(f"page.period.{period[5:]}", year=period[:4])
    return day(date.fromisoformat(period)) if _DAY.fullmatch(period) else period


def names_in_words(names: Sequence[str]) -> str:
    """Names of equal standing as one phrase: ``Pháp lý, Hợp tác và Kỹ thuật``."""
    *others, last = names
    return text("page.names", others=", ".join(others), last=last) if others else last


def score_in_words(unit: Ranking) -> str:
    """The score exactly as it was ranked."""
    return text("page.none") if unit.shown_score is None else number(unit.shown_score)


def handled_share(counts: Iterable[tuple[int | None, int | None]]) -> str:
    """The share of incidents that were handled, of pairs (handled, incidents); a dash where some
    that were counted do not say, or none was counted."""
    counted = [(handled, incidents) for handled, incidents in counts if incidents]
    handled = [one for one, _ in counted if one is not None]
    if not counted or len(handled) < len(counted):
        return text("page.none")
    return percent(Decimal(sum(handled)) / sum(incidents for _, incidents in counted))
