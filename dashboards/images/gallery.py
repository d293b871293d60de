"""The pictures there are, and writing them: one copy, of what everybody may see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.images.from_charts import change_picture, incidents_picture
from dashboards.images.map import map_picture
from dashboards.images.picture import BOOKLET, Picture, picture_path
from dashboards.images.pillars import pillars_picture
from dashboards.images.ranking import ranking_picture
from dashboards.marts.reading import Marts

if TYPE_CHECKING:
    from dashboards.record.edition import Edition

_MAKERS = (ranking_picture, change_picture, map_picture, pillars_picture, incidents_picture)


def pictures(marts: Marts) -> list[Picture]:
    """Every picture that has figures, in the language that is spoken."""
    return [picture for maker in _MAKERS if (picture := maker(marts))]


def write_pictures(marts: Marts, folder: Path, edition: Edition) -> None:
    """Write all pictures below the folder of a release; ``marts`` are those of the public."""
    from dashboards.images.canvas import bound
    from dashboards.images.sheet import drawn

    booklet = folder / picture_path(BOOKLET)
    booklet.parent.mkdir(parents=True, exist_ok=True)
    sheets = {picture.name: drawn(picture, marts, edition) for picture in pictures(marts)}
    for name, sheet in sheets.items():
        sheet.save(booklet.parent, name)
    bound(sheets.values(), booklet)
