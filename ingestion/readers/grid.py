"""What every reader returns: sheets of cells, each cell with its address and raw text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

LONGEST_TEXT = 2_000


class UnreadableFile(Exception):
    """The file cannot be read at all; ``reason`` is a key of the catalogue of messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Cell:
    """One value as sent. ``number`` is set where the file holds a number, not a text of one;
    ``problem`` is ``error``, ``uncached_formula`` or ``readers_differ`` where no value can be
    trusted."""

    raw_text: str
    number: Decimal | None = None
    problem: str | None = None


@dataclass
class Grid:
    """One sheet: cells by (row, column), both from 1."""

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """The raw text at a place; empty where nothing stands."""
        cell = self.cells.get((row, column))
        return cell.raw_text if cell else ""

    @property
    def rows(self) -> list[int]:
        """The rows that hold anything, in order."""
        return sorted({row for row, _ in self.cells})


@dataclass
class Document:
    """A file as read: its sheets, and the contract id kept in its properties, if any."""

    grids: list[Grid]
    contract_property: str | None = None


def column_letter(column: int) -> str:
    """``1`` → ``A``, ``27`` → ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet shows it, such as ``D15``."""
    return f"{column_letter(column)}{row}"
