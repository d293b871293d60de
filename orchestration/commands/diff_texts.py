"""What ``csi diff`` prints, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboards.looks.locale import shown
from ingestion.language.vietnamese import printable
from ingestion.messages import text
from orchestration.commands.effect_texts import unit_lines
from orchestration.decisions.effects import provinces_of
from orchestration.releasing.difference import Difference, MartDifference, ReportDifference

_MOST_LINES = 20
_MOST_COLUMNS = 6


def difference_lines(found: Difference, language: str) -> Iterator[str]:
    """What moved, in sections, each with its first lines and how many more there are. The texts of
    a snapshot may be anybody's: they are printed as what can be printed safely."""
    sides = {
        side: text(
            "diff.side",
            language,
            name=name,
            day=shown(found.days[at], language),
            method=found.methods[at],
        )
        for at, (side, name) in enumerate((("before", found.before), ("after", found.after)))
    }
    yield printable(text("diff.heading", language, **sides))
    if found.is_empty:
        yield text("diff.nothing", language)
        yield from _not_compared_lines(found, language)
        return
    if found.units is None:
        yield text("diff.units_not_compared", language)
    else:
        counts = {"added": found.units_added, "removed": found.units_removed}
        counts |= {"provinces": provinces_of(found.units), "count": len(found.units)}
        yield text("diff.units", language, **counts)
        yield from _first([*unit_lines(found.units, language)], language)
    yield text("diff.reports", language, count=len(found.reports))
    yield from _first([_report_line(one, language) for one in found.reports], language)
    yield text(
        "diff.findings",
        language,
        added=sum(one.added for one in found.findings),
        removed=sum(one.removed for one in found.findings),
    )
    by_rule = [f"{one.rule_code}: +{one.added} −{one.removed}" for one in found.findings]
    yield from _first(by_rule, language)
    yield text("diff.marts", language, count=len(found.marts))
    for one in found.marts:
        yield f"  {printable(_mart_line(one, language))}"
    yield from _not_compared_lines(found, language)


def _not_compared_lines(found: Difference, language: str) -> Iterator[str]:
    if found.not_compared:
        yield text("diff.not_compared", language, names=printable(", ".join(found.not_compared)))


def _first(lines: Sequence[str], language: str) -> Iterator[str]:
    yield from (f"  {printable(line)}" for line in lines[:_MOST_LINES])
    if (more := len(lines) - _MOST_LINES) > 0:
        yield "  " + text("diff.more", language, count=more)


def _report_line(one: ReportDifference, language: str) -> str:
    subject = [] if one.subject in ("-", None) else [one.subject]
    named = ", ".join([one.form, one.agency_id, one.period, *subject])
    return f"{named}: {_state(one.before, language)} → {_state(one.after, language)}"


def _state(status: str | None, language: str) -> str:
    """What became of a report, or that none was owed."""
    if status is None:
        return text("diff.not_owed", language)
    return text(f"page.report.status.{status}", language)


def _mart_line(one: MartDifference, language: str) -> str:
    most = sorted(one.columns.items(), key=lambda column: (-column[1], column[0]))
    names = [f"{name} {count}" for name, count in most[:_MOST_COLUMNS]]
    if (more := len(most) - _MOST_COLUMNS) > 0:
        names.append(f"… (+{more})")
    counts = {"added": one.added, "removed": one.removed, "changed": one.changed}
    line = text("diff.mart", language, mart=one.mart, **counts)
    return f"{line} ({', '.join(names)})" if names else line
