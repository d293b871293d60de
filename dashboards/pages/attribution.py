"""Why a score or a rank changed, as a sentence."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from dashboards.looks.locale import number, plain, signed, text
from dashboards.marts.trend import Attribution

_CAUSES = ("own_values", "others_values", "method", "geography", "data")
_SHOWN = Decimal("0.01")


def sentence(change: Attribution) -> str:
    """``So với 2024 (85,22 → 86,64 điểm): giá trị của địa phương +1,38 điểm; …``.

    Parts are rounded half up to two decimals; those that show as nothing are left out.
    """
    parts = {cause: _rounded(getattr(change, f"part_{cause}")) for cause in _CAUSES}
    causes = [
        text(f"page.attribution.cause.{cause}", moved=_moved(change, part))
        for cause, part in parts.items()
        if part
    ]
    own_past = change.unit_id == change.from_unit_id
    return text(
        f"page.attribution.measure.{change.measure}",
        since=change.from_year
        if own_past
        else text("page.attribution.since_unit", name=change.from_unit, year=change.from_year),
        before=_shown(change, change.from_value),
        now=_shown(change, change.to_value),
        parts="; ".join(causes) or text("page.attribution.nothing"),
    )


def _rounded(part: Decimal) -> Decimal:
    return part.quantize(_SHOWN, ROUND_HALF_UP)


def _shown(change: Attribution, value: Decimal) -> str:
    return plain(value) if change.measure == "rank" else number(_rounded(value))


def _moved(change: Attribution, part: Decimal) -> str:
    """Points with their sign; places up or down, for a lower number is the better rank."""
    if change.measure == "score":
        return text("page.attribution.points", points=signed(part))
    key = "page.attribution.places_up" if part < 0 else "page.attribution.places_down"
    return text(key, places=plain(abs(part)))
