"""The looks shared by charts, marks and style sheet: one accent, one colour per group.

A colour never stands alone: the letter of the group goes with it, on screen and on paper.
``static/style.css`` holds the same values as custom properties; a test compares them.
"""

from __future__ import annotations

from decimal import Decimal

import plotly.graph_objects as go

from dashboards.looks.locale import PLOTLY_VI, VIETNAMESE, language

INK = "#1a2233"
MUTED = "#556070"
RULE = "#dfe3e8"
ACCENT = "#0b4f80"
BREAK = "#9a6a00"

GRADES = ("A", "B", "C", "D", "E")
GRADE_COLOURS = {
    "A": "#0b4f80",
    "B": "#2a78a8",
    "C": "#dbb646",
    "D": "#b3521b",
    "E": "#6d1b2b",
}
GRADE_SYMBOLS = {
    "A": "diamond",
    "B": "circle",
    "C": "square",
    "D": "triangle-up",
    "E": "triangle-down",
}


THIN_COVERAGE = Decimal("0.90")
"""Coverage below this is shown in bold red, although the unit may still be ranked."""

FONT = "'Noto Sans', system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif"


def plotly_config() -> dict[str, object]:
    """The settings of every chart, in the current language."""
    vietnamese = {"locale": "vi", "locales": {"vi": PLOTLY_VI}}
    return {
        **(vietnamese if language() == VIETNAMESE else {}),
        "responsive": True,
        "displaylogo": False,
        "showSendToCloud": False,
    }


def figure() -> go.Figure:
    """An empty figure in the house style, without Plotly's own large default template."""
    axis = {"gridcolor": RULE, "linecolor": RULE, "zeroline": False, "fixedrange": True}
    return go.Figure(
        layout={
            "template": go.layout.Template(),
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "dragmode": False,
            "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
            "xaxis": {**axis, "automargin": True},
            "yaxis": {**axis, "automargin": True},
            "hoverlabel": {"bgcolor": "#fff", "bordercolor": RULE, "font": {"color": INK}},
        }
    )


def chart_text(text: str) -> str:
    """Text safe inside a chart: Plotly reads ``<b>`` and ``<a>`` in labels as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
