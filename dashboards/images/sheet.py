"""The sheet around a picture: title and note above it, below it what kind of number it shows."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from dashboards.images.canvas import Canvas
from dashboards.images.picture import WIDTH, Picture
from dashboards.looks.locale import day, text
from dashboards.looks.theme import BREAK, MUTED
from dashboards.marts.reading import Marts

if TYPE_CHECKING:
    from dashboards.record.edition import Edition

_TITLE_COLUMNS, _NOTE_COLUMNS = 56, 110
_TITLE_LINE, _NOTE_LINE = 6.5, 4.2
_FOOT = 13.0


def drawn(picture: Picture, marts: Marts, edition: Edition) -> Canvas:
    """A picture on its sheet."""
    title = textwrap.wrap(picture.title, _TITLE_COLUMNS)
    note = textwrap.wrap(picture.note, _NOTE_COLUMNS)
    top = 4 + _TITLE_LINE * len(title) + _NOTE_LINE * len(note)
    sheet = Canvas(WIDTH, top + picture.height + _FOOT, title=picture.title)
    for place, line in enumerate(title):
        sheet.text(0, 4 + place * _TITLE_LINE, line, size=13, bold=True)
    for place, line in enumerate(note):
        y = 3 + _TITLE_LINE * len(title) + place * _NOTE_LINE
        sheet.text(0, y, line, colour=MUTED)
    picture.draw(sheet, top)
    _write_foot(sheet, marts, edition)
    return sheet


def _write_foot(sheet: Canvas, marts: Marts, edition: Edition) -> None:
    """What every page says of its numbers, too: a picture is passed on without its page."""
    badges = [text("page.badge.recomputed")]
    badges += [text("page.badge.synthetic")] if marts.is_synthetic else []
    badges += [text("page.preview")] if edition.is_preview else []
    sheet.line([(0, sheet.height - 9.5), (WIDTH, sheet.height - 9.5)])
    sheet.text(0, sheet.height - 6.2, ". ".join(badges), size=7, colour=BREAK, bold=True)
    said = (
        text(f"page.meta.audience.{marts.audience.kind}"),
        text("page.meta.release", release=edition.release_id),
        text("page.meta.as_of", day=day(edition.as_of)),
        text("page.meta.method", method=marts.method),
    )
    sheet.text(0, sheet.height - 2.4, " · ".join(said), size=7, colour=MUTED)
