"""A Plotly chart of a page, drawn on a sheet: the same traces, axes and legend.

It draws what our charts are made of: scatter traces of lines and markers, axes of numbers or names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from dashboards.charts import Chart
from dashboards.images.axis import Axis, axis_of, ticks_of
from dashboards.images.picture import WIDTH
from dashboards.looks.theme import INK, MUTED

if TYPE_CHECKING:
    from dashboards.images.canvas import Align, Canvas, Dash

Spec = Mapping[str, Any]

_MM = 25.4 / 96
_DASHES: dict[str, Dash] = {"solid": "-", "dash": "--", "dot": ":"}
_SYMBOLS = {"circle": "o", "diamond": "D", "square": "s", "triangle-up": "^", "triangle-down": "v"}
_KEY, _LETTER, _LEGEND_LINE = 9.0, 1.45, 5.0
_NAMES, _NUMBERS, _FOOT = 46.0, 14.0, 12.0


def height_of(chart: Chart) -> float:
    """How high a chart is on its sheet, in millimetres: as on a page, and its legend."""
    return chart.height * _MM + len(_legend(chart.spec)) * _LEGEND_LINE


def draw_figure(sheet: Canvas, top: float, chart: Chart) -> None:
    """Draw a chart below ``top``."""
    traces, layout = chart.spec["data"], chart.spec["layout"]
    bottom = top + height_of(chart) - _FOOT
    top = _draw_legend(sheet, top, chart.spec)
    xs, ys = ([v for trace in traces for v in trace[axis] if v is not None] for axis in "xy")
    left = _NAMES if isinstance(ys[0], str) else _NUMBERS
    across = axis_of(layout["xaxis"], xs, left, WIDTH - 4)
    up = axis_of(layout["yaxis"], ys, bottom, top)
    for value, words in ticks_of(layout["xaxis"], across):
        _draw_grid(sheet, layout["xaxis"], [(across.at(value), y) for y in (top, bottom)])
        sheet.text(across.at(value), bottom + 4, words, size=7, colour=MUTED, align="center")
    for value, words in ticks_of(layout["yaxis"], up):
        _draw_grid(sheet, layout["yaxis"], [(x, up.at(value)) for x in (left, WIDTH - 4)])
        colour = INK if up.names else MUTED
        x = 0.0 if up.names else left - 2
        align: Align = "left" if up.names else "right"
        sheet.text(x, up.at(value), unescape(words), size=7.5, colour=colour, align=align)
    if title := layout["xaxis"].get("title"):
        middle = (left + WIDTH) / 2
        sheet.text(middle, bottom + 9, title["text"], size=7, colour=MUTED, align="center")
    for trace in traces:
        _draw_trace(sheet, trace, across, up)


def _draw_grid(sheet: Canvas, settings: Spec, points: list[tuple[float, float]]) -> None:
    if not str(settings.get("gridcolor", "rgba")).startswith("rgba"):
        sheet.line(points, colour=settings["gridcolor"])


def _legend(spec: Spec) -> list[list[Spec]]:
    """The named traces, in lines as wide as the sheet."""
    if spec["layout"].get("showlegend") is False:
        return []
    lines: list[list[Spec]] = []
    room = 0.0
    for trace in spec["data"]:
        if trace.get("showlegend") is not False and trace.get("name"):
            if room < _width_in_legend(trace):
                lines.append([])
                room = WIDTH
            lines[-1].append(trace)
            room -= _width_in_legend(trace)
    return lines


def _width_in_legend(trace: Spec) -> float:
    return _KEY + _LETTER * len(unescape(trace["name"])) + 6


def _draw_legend(sheet: Canvas, top: float, spec: Spec) -> float:
    """Draw the legend; returns where the drawing below it begins."""
    for line in _legend(spec):
        x = 1.5
        for trace in line:
            key = Axis(0, 1, x, x + _KEY - 2)
            level = Axis(0, 1, top, top + 4)
            xs = [0.0, 1.0] if "lines" in trace["mode"] else [0.5]
            sample = {**trace, "x": xs, "y": [0.5] * len(xs)}
            _draw_trace(sheet, sample, key, level)
            sheet.text(x + _KEY, level.at(0.5), unescape(trace["name"]), size=7.5)
            x += _width_in_legend(trace)
        top += _LEGEND_LINE
    return top


def _points(trace: Spec, across: Axis, up: Axis) -> Iterator[list[tuple[float, float]]]:
    """The points of a trace, in runs: a gap in the figures is a gap in the line."""
    pairs = zip(trace["x"], trace["y"], strict=True)
    for is_there, run in groupby(pairs, lambda pair: None not in pair):
        if is_there:
            yield [(across.at(x), up.at(y)) for x, y in run]


def _draw_trace(sheet: Canvas, trace: Spec, across: Axis, up: Axis) -> None:
    line, marker = trace.get("line", {}), trace.get("marker", {})
    runs = list(_points(trace, across, up))
    if "lines" in trace["mode"]:
        dash = _DASHES[line.get("dash", "solid")]
        for run in runs:
            sheet.line(run, colour=line["color"], width=line["width"] * _MM, dash=dash)
    if "markers" in trace["mode"]:
        edge = marker.get("line", {}).get("color")
        for x, y in (point for run in runs for point in run):
            sheet.dot(
                x,
                y,
                size=marker["size"] * _MM,
                colour=edge or marker.get("color") or line["color"],
                symbol=_SYMBOLS[marker.get("symbol", "circle")],
                hollow=edge is not None,
            )
