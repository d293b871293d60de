"""What a person sees of a cell, beside what the file holds: a figure is taken only where both are
the same number."""

from __future__ import annotations

import re
from decimal import Decimal

from ingestion.language.number_formats import Shown, shown_number, shown_text
from ingestion.language.numbers import shows_plain_figure
from ingestion.readers.grid import Cell

_ZERO_GROUP = re.compile(r"(?<![\d.,])0\d{0,2}\.\d{3}")


def seen_text(cell: Cell) -> str | None:
    """What a person sees of a cell of words, where its format makes it another text than is stored;
    None where it does not, or where nobody sees it."""
    if not cell.number_format or cell.is_date or cell.is_clock or cell.is_unseen:
        return None
    if cell.number is not None:
        seen = shown_number(cell.number, cell.number_format).text.strip()
    else:
        seen = shown_text(cell.raw_text, cell.number_format).strip()
    return None if seen == cell.raw_text else seen


def shown_figure(cell: Cell) -> Shown | None:
    """What a person sees of a cell of figures; None where that is what is stored."""
    if not cell.number_format:
        return None
    if cell.number is not None:
        return shown_number(cell.number, cell.number_format)
    seen = seen_text(cell)
    return Shown(seen, False, Decimal(1), "", False) if seen else None


def has_its_digits(cell: Cell, shown: Shown) -> bool:
    """Whether a person sees the digits of a figure: all of them, rounded to some decimals, or for a
    zero a dash; a group of zeros before it (``0.012``) makes a decimal of it. One that nobody sees
    is read as it is stored, and told."""
    if shown.is_unseen:
        return True
    if shown.has_own_digits:
        return not _ZERO_GROUP.search(shown.text)
    return cell.number == 0 and not any(char.isalnum() for char in shown.text)


def shows_just_the_figure(cell: Cell, shown: Shown) -> bool:
    """Whether a count or an amount is shown as it is stored: not in thousands, nor in per cent, nor
    beside words that make another amount of it."""
    is_scaled = shown.factor != 1 or shown.is_percent
    return has_its_digits(cell, shown) and not is_scaled and shows_plain_figure(shown)
