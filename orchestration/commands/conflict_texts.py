"""Conflicts of reports in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.wording.place_labels import PlaceLabels
from ingestion.forms.contract import load_contracts
from ingestion.language.vietnamese import printable
from ingestion.messages import text
from orchestration.commands.sender_texts import sender_words
from orchestration.intake.conflicts import Conflict, DifferingCell

_SHORT = 12


def conflict_lines(conflict: Conflict, language: str) -> list[str]:
    """What the reports are about, each of them, and at last how one is chosen."""
    form = load_contracts().latest().get(conflict.form)
    lines = [
        text(
            "conflict.heading",
            language,
            count=len(conflict.reports),
            agency=printable(conflict.agency_id),
            form=form.title.in_language(language) if form else conflict.form,
            period=conflict.period,
            revision=conflict.revision,
            day=f"{conflict.report_date:%d/%m/%Y}",
        )
    ]
    for one in conflict.reports:
        values = {
            "id": one.submission_id[:_SHORT],
            "name": one.name,
            "by": sender_words(one.sender, one.handed_in_by, one.channel, language),
        }
        day = f"{one.received_on:%d/%m/%Y}"
        lines.append(text("conflict.report", language, day=day, **values))
    first, *_ = conflict.reports
    named = {"id": first.submission_id[:_SHORT], "next": conflict.revision + 1}
    return [*lines, text("conflict.choose", language, **named)]


def cell_lines(conflict: Conflict, cells: Sequence[DifferingCell], language: str) -> Iterator[str]:
    """Each cell in which the reports differ, with what each of them says, in their order."""
    form = load_contracts().latest().get(conflict.form)
    if not cells:
        yield text("conflict.no_cells", language)
    blank = text("decision.blank", language)
    for one in cells:
        place = {"table": one.table, "row_key": one.row_key, "field": one.field}
        yield text(
            "conflict.cell",
            language,
            place=f"{one.sheet}!{one.cell}",
            label=printable(PlaceLabels(place, form, language).row_and_column()),
            values=" / ".join(blank if value is None else value for value in one.values),
        )


def see_line(conflict: Conflict, language: str) -> str:
    """The command that shows the cells in which the reports differ."""
    shown = conflict.reports[0].submission_id[:_SHORT]
    return text("conflict.see", language, id=shown)
