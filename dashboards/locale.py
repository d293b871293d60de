"""Numbers and dates as a Vietnamese reader writes them; the charts' locale.

Figures arrive as exact decimals and leave as text with the decimals they came with: what was
ranked is what is shown.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"


def number(value: Decimal | int) -> str:
    """``1234.50`` → ``1.234,50``, with the decimals the mart gave."""
    swapped = f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,"))
    return swapped.replace("-", MINUS)


def plain(value: Decimal) -> str:
    """A measured quantity without the zeros its column type adds: ``12.000`` → ``12``."""
    whole = value == value.to_integral_value()
    return number(value.to_integral_value() if whole else value.normalize())


def signed(value: Decimal) -> str:
    """A change with its sign always written: ``+3,40``, ``−0,25``, ``0,00``."""
    return ("+" if value > 0 else "") + number(value)


def percent(share: Decimal, decimals: int = 1) -> str:
    """A share as percent, cut and never rounded up: 79.96 % must not read as 80 %."""
    cut = (share * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
    return f"{plain(cut)}{NO_BREAK}%"


def day(value: date) -> str:
    """``31/03/2026``: day first."""
    return f"{value:%d/%m/%Y}"


PLOTLY_VI: dict[str, Any] = {
    "moduleType": "locale",
    "name": "vi",
    "dictionary": {
        "Double-click on legend to isolate one trace": "Bấm đúp vào chú giải để xem riêng một nhóm",
        "Download plot as a PNG": "Tải biểu đồ dạng PNG",
        "Download plot": "Tải biểu đồ",
        "Snapshot succeeded": "Đã lưu ảnh",
        "Sorry, there was a problem downloading your snapshot!": "Không lưu được ảnh",
        "Taking snapshot - this may take a few seconds": "Đang lưu ảnh",
    },
    "format": {
        "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
        "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
        "months": [f"Tháng {month}" for month in range(1, 13)],
        "shortMonths": [f"Thg {month}" for month in range(1, 13)],
        "date": "%d/%m/%Y",
        "decimal": ",",
        "thousands": ".",
    },
}
