"""The language of a page: its texts, its numbers and dates, and the charts' locale.

A page is rendered inside ``speaking(language)``; everything it says follows. Figures arrive as
exact decimals and leave as text with the decimals they came with: what was ranked is what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from ingestion import messages

_OF_POINTS = 2
MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
VIETNAMESE, ENGLISH = messages.LANGUAGES
_LANGUAGE: ContextVar[str] = ContextVar("language", default=VIETNAMESE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language of the catalogue for the length of a block."""
    before = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def language() -> str:
    """The current language."""
    return _LANGUAGE.get()


def text(key: str, **values: object) -> str:
    """The text under a key, in the current language."""
    return messages.text(key, _LANGUAGE.get(), **values)


def has_text(key: str) -> bool:
    """Whether there is a text under a key."""
    return key in messages.catalogue(_LANGUAGE.get())


def in_language(vietnamese: str, english: str | None) -> str:
    """A name in the current language; the Vietnamese one where there is no other."""
    return english if english and _LANGUAGE.get() == ENGLISH else vietnamese


def number(value: Decimal | int) -> str:
    """``1234.50`` → ``1.234,50`` (English ``1,234.50``), with the decimals the mart gave."""
    written = f"{Decimal(value):,f}".replace("-", MINUS)
    if _LANGUAGE.get() == ENGLISH:
        return written
    return written.translate(str.maketrans(",.", ".,"))


def plain(value: Decimal) -> str:
    """A measured quantity without the zeros its column type adds: ``12.000`` → ``12``."""
    whole = value == value.to_integral_value()
    return number(value.to_integral_value() if whole else value.normalize())


def signed(value: Decimal) -> str:
    """A change with its sign always written: ``+3,40``, ``−0,25``, ``0,00``."""
    return ("+" if value > 0 else "") + number(value)


def percent(share: Decimal, decimals: int = 1) -> str:
    """A share as percent, cut and never rounded up: 79.96 % must not read as 80 %."""
    between = "" if _LANGUAGE.get() == ENGLISH else NO_BREAK
    return f"{plain(cut(share, decimals))}{between}%"


def cut(share: Decimal, decimals: int = 1) -> Decimal:
    """The per cent of a share as they are written: ``0.7996`` → ``79.9``."""
    return (share * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)


def day(value: date) -> str:
    """``31/03/2026``: day first; in English the month is a word, ``31 Mar 2026``."""
    if _LANGUAGE.get() == ENGLISH:
        return f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year}"
    return f"{value:%d/%m/%Y}"


def shown(value: object, language: str) -> str:
    """A value as it is written in a language: a figure, a day, ``–`` for none, any other as it is.
    What has more decimals than points (two) loses the zeros its column type adds."""
    with speaking(language):
        match value:
            case None:
                return "–"
            case Decimal():
                decimals = -int(value.as_tuple().exponent)
                return plain(value) if decimals > _OF_POINTS else number(value)
            case date():
                return day(value)
    return str(value)


_ENGLISH_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

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
