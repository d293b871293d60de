"""A sheet of paper to draw on: positions in millimetres from its top left corner.

Matplotlib turns one drawing into PNG, SVG and PDF without a browser and with a font of its own
that carries Vietnamese, so that the same figures give the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import matplotlib
from matplotlib import rcParams
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from dashboards.images.picture import FORMATS
from dashboards.looks.theme import GRADE_COLOURS, INK, RULE

_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_FAMILY = ["DejaVu Sans", "Noto Sans", "Arial", "sans-serif"]
_POINTS_PER_MM = 72 / 25.4
_PIXELS_PER_INCH = 150
_MARGIN = 4.0
# Text stays text in an SVG file, and is found by a search in a PDF file.
rcParams["svg.fonttype"] = "none"
rcParams["svg.hashsalt"] = "csi"
rcParams["pdf.fonttype"] = 42
_NO_DATE: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_DARK = {"A", "B", "D", "E"}

Align = Literal["left", "center", "right"]
Dash = Literal["-", "--", ":"]


class Canvas:
    """One drawing; ``width`` and ``height`` are those within its margin, in millimetres."""

    def __init__(self, width: float, height: float, *, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        paper = ((width + 2 * _MARGIN) / 25.4, (height + 2 * _MARGIN) / 25.4)
        self.figure = Figure(figsize=paper, facecolor="#fff")
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set(xlim=(-_MARGIN, width + _MARGIN), ylim=(height + _MARGIN, -_MARGIN))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 8,
        colour: str = INK,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """Write one line, its middle at ``y``; ``size`` in points. Nothing in it is markup."""
        name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
        font = FontProperties(
            family=_FAMILY, weight="bold" if bold else "normal", fname=str(_FONTS / name), size=size
        )
        self._axes.text(
            x,
            y,
            words,
            color=colour,
            fontproperties=font,
            ha=align,
            va="center_baseline",
            parse_math=False,
        )

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str = RULE,
        width: float = 0.2,
        dash: Dash = "-",
    ) -> None:
        """Draw a line through points; ``width`` in millimetres."""
        xs, ys = zip(*points, strict=True)
        self._axes.add_line(
            Line2D(xs, ys, color=colour, linewidth=width * _POINTS_PER_MM, linestyle=dash)
        )

    def dot(
        self,
        x: float,
        y: float,
        *,
        size: float,
        colour: str,
        symbol: str = "o",
        hollow: bool = False,
    ) -> None:
        """Draw one mark; ``size`` is its width in millimetres."""
        self._axes.add_line(
            Line2D(
                [x],
                [y],
                marker=symbol,
                markersize=size * _POINTS_PER_MM,
                markerfacecolor="#fff" if hollow else colour,
                markeredgecolor=colour,
                linestyle="none",
            )
        )

    def box(
        self, x: float, y: float, width: float, height: float, *, colour: str, hatched: bool = False
    ) -> None:
        """Fill a box, its top left corner at ``x`` and ``y``."""
        edge = "#9aa5b1" if hatched else "none"
        shape = Rectangle((x, y), width, height, facecolor=colour, edgecolor=edge, linewidth=0.4)
        if hatched:
            shape.set_hatch("////")
        self._axes.add_patch(shape)

    def grade(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        letter: str | None,
        label: str = "",
    ) -> None:
        """A box in the colour of a group with its letter, below a label where there is one;
        hatched where there is no group."""
        colour = GRADE_COLOURS.get(letter or "", "#fff")
        self.box(x, y, width, height, colour=colour, hatched=letter is None)
        ink = "#fff" if letter in _DARK else INK
        lines = [words for words in (label, letter or "") if words]
        for place, words in enumerate(lines):
            middle = (x + width / 2, y + height * (2 * place + 1) / (2 * len(lines)))
            self.text(*middle, words, size=8, colour=ink, bold=words == letter, align="center")

    def save(self, folder: Path, name: str) -> None:
        """Write the drawing as ``<folder>/<name>.<format>``."""
        for ending in FORMATS:
            self.figure.savefig(
                folder / f"{name}.{ending}",
                dpi=_PIXELS_PER_INCH,
                metadata={**_NO_DATE[ending], "Title": self.title},
            )


def bound(sheets: Iterable[Canvas], file: Path) -> None:
    """Write drawings as the pages of one PDF file: its fonts are cut down once for all."""
    with PdfPages(file, metadata=_NO_DATE["pdf"]) as pages:
        for sheet in sheets:
            pages.savefig(sheet.figure)
