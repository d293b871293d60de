"""Figures and days that somebody typed as texts, as formulas of the sheet “Kiểm tra” see them.

A spreadsheet compares ``"1.500"`` with nothing, so every cell that a check compares is read once
more, in hidden columns of that sheet: a number as it is, a text as ``language.numbers`` reads it
where only one reading is possible, and the word ``text`` for any other. What stands on that word is
not compared, and nobody is told that it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingestion.forms.contract import NUMERIC_KINDS
from ingestion.language.numbers import NumberFormat
from ingestion.messages import text as message
from ingestion.readers.grid import address, column_letter

Place = tuple[int, int]
# The columns before these are the ones a person reads, and the first unclear cell of each line.
FIRST_COLUMN = 6
UNCLEAR = '"text"'
_LONGEST = 99


class TypedFigures:
    """The hidden columns: one for each column of a page that a check compares, cell beside cell."""

    def __init__(self, number_format: NumberFormat | None) -> None:
        self._group, self._point = {"vi": (".", ","), "en": (",", "."), None: ("", "")}[
            number_format
        ]
        self._columns: dict[tuple[str, int], int] = {}
        self._cells: dict[Place, str] = {}
        self._shown: dict[str, tuple[str, int, int, int]] = {}

    def of(self, title: str, places: Sequence[Place], kind: str) -> str:
        """The reference to what is read of cells that lie below each other on a page."""
        column = self._columns.setdefault((title, places[0][1]), FIRST_COLUMN + len(self._columns))
        for place in places:
            self._cells[place[0], column] = self._read(reference(title, place), kind)
        first, last = places[0][0], places[-1][0]
        name = absolute((first, column))
        if last > first:
            name += f":{absolute((last, column))}"
        self._shown[name] = (title, first, last, places[0][1])
        return name

    def cells(self) -> Iterator[tuple[Place, str]]:
        """Every hidden cell and its formula."""
        yield from self._cells.items()

    def first_unclear(self, names: Sequence[str], *, with_title: bool) -> str:
        """A formula for the address of the first of these cells that is a text nobody can be sure
        of; an empty text where there is none."""
        formula = '""'
        for name in reversed(names):
            title, first, _, column = self._shown[name]
            sheet = f"{title}!" if with_title else ""
            shown = quoted(f"{sheet}{column_letter(column)}")
            found = f"{shown}&(MATCH({UNCLEAR},{name},0)+{first - 1})"
            formula = f"IFERROR({found},{formula})"
        return formula

    def _read(self, cell: str, kind: str) -> str:
        as_text = self._number(cell) if kind in NUMERIC_KINDS or kind == "ratio" else UNCLEAR
        none = quoted(message("form.not_applicable"))
        nothing = f"OR(LEN(TRIM({cell}))=0,TRIM({cell})={none})"
        return f'IF(ISNUMBER({cell}),{cell},IF({nothing},"",{as_text}))'

    def _number(self, cell: str) -> str:
        """The number of a text that is written, digit for digit, as the number would be: whole
        groups of three, and decimals that are no group of three themselves."""
        text = f"TRIM({cell})"
        if not self._point:
            return f'IFERROR(IF(TEXT(VALUE({text}),"0")={text},VALUE({text}),{UNCLEAR}),{UNCLEAR})'
        whole = f'LEFT({text},FIND("{self._point}",{text}&"{self._point}")-1)'
        behind = f"MID({text},LEN({whole})+2,{_LONGEST})"
        digits = f'SUBSTITUTE({whole},"{self._group}","")'
        groups = f"(LEN({whole})-LEN({digits}))"
        decimals = f'TEXT(VALUE("1"&{behind}),"0")'
        written = (
            f'TEXT(VALUE({digits}),"0"&REPT("\\{self._group}000",{groups}))'
            f'&IF(LEN({behind})=0,"","{self._point}"&MID({decimals},2,{_LONGEST}))'
        )
        two_readings = (
            f'LEFT(SUBSTITUTE({whole},"-",""),2)="0{self._group}",AND(LEN({behind})=3,{groups}=0)'
        )
        number = f"VALUE({digits}&{behind})/10^LEN({behind})"
        return (
            f"IFERROR(IF(AND({written}={text},NOT(OR({two_readings}))),{number},{UNCLEAR}),"
            f"{UNCLEAR})"
        )


def absolute(place: Place) -> str:
    """The address of a cell that stays the same wherever a formula is copied."""
    letters = address(*place).rstrip("0123456789")
    return f"${letters}${place[0]}"


def reference(title: str, place: Place) -> str:
    """The absolute address of a cell on a sheet."""
    escaped = title.replace("'", "''")
    return f"'{escaped}'!{absolute(place)}"


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    escaped = text.replace('"', '""')
    return f'"{escaped}"'
