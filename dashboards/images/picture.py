"""What a picture is: its words, how high it is, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.looks.locale import VIETNAMESE, language
from dashboards.marts.audiences import PUBLIC

if TYPE_CHECKING:
    from dashboards.images.canvas import Canvas

FORMATS = ("png", "svg")
BOOKLET = "charts.pdf"
"""All pictures on the pages of one file."""

WIDTH = 180.0
"""Millimetres: the text of an A4 page."""


@dataclass(frozen=True)
class Picture:
    """One picture. ``draw`` gets the sheet and the height at which the drawing begins, below title
    and note; it needs ``height`` millimetres."""

    name: str
    title: str
    note: str
    height: float
    draw: Callable[[Canvas, float], None]


def picture_path(file: str) -> str:
    """Where a file of pictures lies, from the top of the release, in the language that is spoken:
    pictures show what everybody may see, so there is one copy for all."""
    tongue = "" if language() == VIETNAMESE else f"{language()}/"
    return f"{PUBLIC.folder}/{tongue}images/{file}"


def files_of(name: str) -> dict[str, str]:
    """The files that hold a picture, by format."""
    return {**{ending: f"{name}.{ending}" for ending in FORMATS}, "pdf": BOOKLET}
