"""Charts: the Plotly figures of the pages, and the small marks drawn as inline SVG."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go


@dataclass(frozen=True)
class Chart:
    """A Plotly figure as the page carries it: data for the script, words for who cannot see it."""

    name: str
    label: str
    height: int
    spec: dict[str, Any]


def chart(name: str, label: str, figure: go.Figure) -> Chart:
    """A figure made ready for a page; it must state its height."""
    spec = json.loads(figure.to_json())
    return Chart(name=name, label=label, height=int(spec["layout"]["height"]), spec=spec)
