"""How a page looks, compared with how it looked: coarse enough for another way of drawing letters,
fine enough for a block that moved."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page

KEPT = Path(__file__).parent / "looks"
TALLEST = 2400
"""Pixels of a page from its top that are looked at."""

_BLOCK = 20
_CLEAR = 20.0
_COLOURS = 48


def taken(page: Page) -> Image.Image:
    """The top of an open page as it looks now."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    height = min(page.evaluate("document.scrollingElement.scrollHeight"), TALLEST)
    area = {"x": 0, "y": 0, "width": width, "height": height}
    shot = page.screenshot(full_page=True, clip=area, animations="disabled")
    return Image.open(BytesIO(shot)).convert("RGB")


def keep(picture: Image.Image, name: str) -> None:
    """Keep a picture as the reference of a name, in few colours."""
    KEPT.mkdir(exist_ok=True)
    reduced = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
    reduced.save(KEPT / f"{name}.png", optimize=True)


def kept(name: str) -> Image.Image:
    """The reference of a name."""
    return Image.open(KEPT / f"{name}.png").convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of blocks that clearly differ in their mean colour, 0 to 1; what only one of the
    pictures has differs."""
    rows = max(one.height, other.height) // _BLOCK
    blocks = [_blocks(picture, rows) for picture in (one, other)]
    apart = np.abs(blocks[0] - blocks[1]).max(axis=2) > _CLEAR
    return float(apart.mean())


def _blocks(picture: Image.Image, rows: int) -> np.ndarray:
    columns = picture.width // _BLOCK
    sheet = Image.new("RGB", (columns * _BLOCK, rows * _BLOCK), (255, 0, 255))
    sheet.paste(picture, (0, 0))
    return np.asarray(sheet.resize((columns, rows), Image.Resampling.BOX), dtype=float)
