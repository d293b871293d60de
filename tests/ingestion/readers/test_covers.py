"""Drawings over cells: what is below them is not what a person sees."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.files import read_document
from ingestion.readers.grid import Cell

_CELL = {"width": 64, "height": 20}
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fea7359d810000000049454e44ae426082"
)
Draw = Callable[[Any], object]


def cells(draw: Draw) -> dict[tuple[int, int], Cell]:
    """A sheet of three figures in B2 to D2, and what is drawn on it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row("B2", [12, 13, 14])
        draw(sheet)
    return read_document(stream.getvalue()).grids[0].cells


def box(place: str, text: str, **more: Any) -> Draw:
    return lambda sheet: sheet.insert_textbox(place, text, _CELL | more)


@pytest.mark.parametrize("text", ["99", "= 99 vụ"])
def test_a_figure_below_another_one_is_shown_otherwise(text: str) -> None:
    found = cells(box("C2", text))
    assert [found[2, column].figure_problem for column in (2, 3, 4)] == [None, "covered", None]


@pytest.mark.parametrize(
    "draw",
    [
        box("C2", ""),
        box("C2", "xong"),
        box("B2", "", width=192),
        lambda sheet: sheet.insert_image(
            "C2", "1.png", {"image_data": io.BytesIO(_PIXEL), "x_scale": 64, "y_scale": 20}
        ),
    ],
)
def test_a_figure_below_a_shape_or_picture_is_unseen(draw: Draw) -> None:
    found = cells(draw)
    assert found[2, 3].is_unseen
    assert found[2, 3].figure_problem is None


@pytest.mark.parametrize(
    "draw",
    [
        box("C2", "", fill={"none": True}),
        box("C4", "99"),
        box("G2", "99"),
        box("C2", "99", y_offset=15),
    ],
)
def test_a_frame_or_a_box_beside_covers_nothing(draw: Draw) -> None:
    found = cells(draw)
    assert not any(cell.is_unseen or cell.figure_problem for cell in found.values())


def test_more_drawings_than_any_form_has_are_refused() -> None:
    def draw(sheet: Any) -> None:
        for row in range(400):
            sheet.write_row(row + 10, 0, range(50))
            sheet.insert_textbox("C2", "")

    with pytest.raises(UnreadableFile):
        cells(draw)
