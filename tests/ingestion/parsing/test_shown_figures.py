"""What another program shows of a figure is what is read, for formats made up at random."""

from __future__ import annotations

import csv
import io
import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from ingestion.parsing.values import Reading, type_value
from ingestion.readers.files import read_document
from tests.libreoffice import Resave

_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76"
_CORES = (
    "0", "#,##0", "0.00", "#,##0.0", "#", "General", "0,", "#,##0,,", "0%", "0.0E+0", "0.000E+00",
    "##0.0E+0", "# ?/?", "?/?", "00", "@", "0.00.0", "",
)  # fmt: skip
_BESIDE = (
    "", "", "", '" máy"', '" nghìn"', '"k"', '"%"', '"-"', '"("', '")"', '"0"', '"."', '","', '"1"',
    "\\.", "\\-", "_-", "* ", "$", "%", ",", ".", " ", "+",
)  # fmt: skip
_BEGIN = ("", "", "", "[Red]", "[>100]", "[<0]", "[=12]")
_STORED = (12, -12, 0, 1234, -1234, 1_234_567, 0.5, 1.25, 12_000_000, 7)
_FIGURE = re.compile(r"[^\d-]*?(-?)[^\d.-]*(\d*\.?\d*(?:E[+-]?\d+)?)\D*")
_FORMATS, _SEEDS = 1_500, 4


def _number_format(chance: random.Random) -> str:
    sections = (
        chance.choice(_BEGIN)
        + chance.choice(_BESIDE)
        + chance.choice(_CORES)
        + chance.choice(_BESIDE)
        for _ in range(chance.choice((1, 1, 2, 3)))
    )
    return ";".join(sections)


def _is_shown(stored: Decimal, text: str) -> bool:
    """Whether a person reads a stored number in a text, rounded to the decimals it has; for a zero
    also in one without a digit."""
    if stored == 0 and not any(map(str.isdigit, text)):
        return True
    found = _FIGURE.fullmatch(re.sub(r"[, \u00a0]", "", text))
    if found is None or not any(map(str.isdigit, found[2])):
        return False
    decimals = 0 if "E" in found[2] else len(found[2].partition(".")[2])
    seen = Decimal(found[2]) * (-1 if found[1] or "(" in text.split(found[2][0])[0] else 1)
    return abs(seen - stored) <= Decimal(1).scaleb(-decimals) / 2


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(_SEEDS))
def test_a_figure_is_read_only_as_libreoffice_shows_it(
    seed: int, tmp_path: Path, resaved: Resave
) -> None:
    chance = random.Random(seed)
    book, stream = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.column_dimensions["A"].width = 80
    written = [(_number_format(chance), chance.choice(_STORED)) for _ in range(_FORMATS)]
    for row, (number_format, stored) in enumerate(written, 1):
        sheet.cell(row, 1, stored).number_format = number_format
        sheet.cell(row, 2, row)
    book.save(stream)
    (shown,) = resaved({"figures": stream.getvalue()}, tmp_path, _AS_SHOWN).values()
    (grid,) = read_document(stream.getvalue()).grids
    texts = [line[0] for line in csv.reader(io.StringIO(shown.decode()))]
    wrong, read = [], 0
    for row, (text, (number_format, stored)) in enumerate(zip(texts, written, strict=True), 1):
        cell = grid.cells[row, 1]
        value = type_value("number", cell, Reading({}))
        if value.status == "reported" and not cell.is_unseen:
            read += 1
            if not _is_shown(Decimal(str(stored)), text):
                wrong.append((number_format, stored, text))
    assert wrong == []
    assert read > _FORMATS / 20
