"""An axis of a drawing: where its values lie on the sheet, and where its ticks stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.looks.locale import number

_TICKS = 6
_NICE = (1, 2, 5, 10)


@dataclass(frozen=True)
class Axis:
    """Values from ``low`` at ``start`` to ``high`` at ``end``, in millimetres; ``names`` are the
    places 0, 1, 2 …"""

    low: float
    high: float
    start: float
    end: float
    names: tuple[str, ...] = ()

    def at(self, value: float | str) -> float:
        """Where a value or a name lies."""
        place = self.names.index(value) if isinstance(value, str) else value
        span = (self.high - self.low) or 1
        return self.start + (place - self.low) / span * (self.end - self.start)


def axis_of(
    settings: Mapping[str, Any], values: Sequence[float | str], start: float, end: float
) -> Axis:
    """The axis that a Plotly layout describes, over the values of its traces."""
    names = tuple(dict.fromkeys(value for value in values if isinstance(value, str)))
    names = tuple(settings.get("categoryarray", names)) if names else ()
    places = [0.0, len(names) - 1.0] if names else [float(value) for value in values]
    low, high = min(places), max(places)
    pad = (high - low) * 0.04
    if "range" in settings:
        low, high = settings["range"]
    elif settings.get("rangemode") == "tozero":
        low, high = 0, high + pad
    else:
        low, high = low - pad, high + pad
    return Axis(low, high, start, end, names)


def ticks_of(settings: Mapping[str, Any], axis: Axis) -> list[tuple[float, str]]:
    """The ticks of an axis with their words."""
    if axis.names:
        return list(enumerate(axis.names))
    found = settings.get("tickvals")
    if found is None:
        step = settings.get("dtick") or _step(axis)
        first, last = math.ceil(axis.low / step), math.floor(axis.high / step)
        found = [place * step for place in range(first, last + 1)]
    words = number if "tickformat" in settings else str
    return [(value, words(int(value))) for value in found]


def _step(axis: Axis) -> int:
    """A whole, round step that leaves a handful of ticks."""
    least = max((axis.high - axis.low) / _TICKS, 1)
    unit = int(10 ** math.floor(math.log10(least)))
    return next(nice * unit for nice in _NICE if nice * unit >= least)
