"""Why a score changed, as a sentence."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from dashboards.looks.locale import number, signed, text
from dashboards.marts.trend import Attribution

_CAUSES = ("own_values", "others_values", "method", "geography", "data")
_SHOWN = Decimal("0.01")


def sentence(change: Attribution) -> str:
    """``So với 2024 (85,22 → 86,64 điểm): giá trị của địa phương +1,38 điểm; …``.

    Parts are rounded half up to two decimals; those that show as nothing are left out.
    """
    parts = {cause: _rounded(getattr(change, f"part_{cause}")) for cause in _CAUSES}
    causes = [
        text(
            f"page.attribution.cause.{cause}",
            moved=text("page.attribution.points", points=signed(part)),
        )
        for cause, part in parts.items()
        if part
    ]
    own_past = change.unit_id == change.from_unit_id
    return text(
        "page.attribution.score",
        since=change.from_year
        if own_past
        else text("page.attribution.since_unit", name=change.from_unit, year=change.from_year),
        before=number(_rounded(change.from_value)),
        now=number(_rounded(change.to_value)),
        parts="; ".join(causes) or text("page.attribution.nothing"),
    )


def _rounded(part: Decimal) -> Decimal:
    return part.quantize(_SHOWN, ROUND_HALF_UP)
