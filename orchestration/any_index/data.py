"""A stranger's figures: a long or a wide CSV file into the observation shape of the models."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import polars as pl

from orchestration.any_index.method import DATA_FORM, Method
from orchestration.any_index.tables import (
    BadIndex,
    Row,
    TextTable,
    need,
    plain_number,
    read_table,
)

LONG_COLUMNS = ("unit", "period", "agency", "indicator", "value", "numerator", "denominator",
                "status")  # fmt: skip
DATA_TABLES = ("observations", "values", "units", "lineage")
# A stranger's figures have no earlier state.
VINTAGE = "now"
_WHOLE_NUMBER = re.compile(r"\+?(?P<digits>[0-9][0-9_]*+)(?:\.0*+)?")
_KEY_COLUMNS = ("unit", "period", "agency")
_NOT_APPLICABLE = "not_applicable"
_YES_NO = {"yes": "1", "no": "0", "true": "1", "false": "0", "có": "1", "không": "0"}
_LARGEST = Decimal(10) ** 15
_MOST_PLACES = 12
_PLACES = Decimal(1).scaleb(-_MOST_PLACES)


class Figure(NamedTuple):
    """One figure of one agency about one unit in one period, and the line of the file it is on."""

    unit: str
    period: str
    agency: str
    measure: str
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    line: int = 0


@dataclass
class Data:
    """Everything observed; what each period counts as; units' populations; who became whom.

    ``not_read`` names columns or indicators that no indicator of the method reads.
    """

    figures: list[Figure]
    periods: dict[str, int]
    populations: dict[str, Decimal] = field(default_factory=dict)
    successors: dict[str, str] = field(default_factory=dict)
    not_read: list[str] = field(default_factory=list)


def read_data(folder: Path, method: Method) -> Data:
    """Read ``observations.csv`` (long) or ``values.csv`` (wide), and ``units.csv`` and
    ``lineage.csv`` if present. Raises ``BadIndex``."""
    long = read_table(folder, "observations", required=["unit", "indicator"], allowed=LONG_COLUMNS)
    wide = read_table(folder, "values", required=["unit"])
    if long and wide:
        raise BadIndex("index.two_tables", first=long.file, second=wide.file, folder=folder)
    table = need(long or wide, folder, "observations", "values")
    cells = _long_cells(table) if long else _wide_cells(table, method)
    words, measures = _words(method), method.measures
    figures = [
        _figure(table, line, cell, words) for line, cell in cells if cell["indicator"] in measures
    ]
    _refuse_unknown_options(table, figures, method)
    _refuse_two_ways(table, figures)
    offered = {row["indicator"] for row in table.rows} if long else set(table.columns)
    lacking = sorted(measures - offered)
    if lacking:
        raise BadIndex("index.missing_indicator", file=table.file, indicators=", ".join(lacking))
    _refuse_doubles(table, figures)
    _refuse_lookalikes(table, "period", ((one.period, one.line) for one in figures))
    _refuse_lookalikes(table, "unit", ((one.unit, one.line) for one in figures))
    data = Data(figures, _periods(figures))
    data.not_read = sorted(offered - measures - set(LONG_COLUMNS))
    _read_units(folder, data)
    return data


def _long_cells(table: TextTable) -> Iterator[tuple[int, Row]]:
    if not {"value", "numerator"} & set(table.columns):
        raise BadIndex(
            "index.missing_column", file=table.file, columns="value", found=", ".join(table.columns)
        )
    yield from table.numbered()


def _wide_cells(table: TextTable, method: Method) -> Iterator[tuple[int, Row]]:
    read = method.measures
    measures = [column for column in table.columns if column in read]
    for line, row in table.numbered():
        keys = {name: row.get(name, "") for name in _KEY_COLUMNS}
        for measure in measures:
            yield line, {**keys, "indicator": measure, "value": row[measure]}


def _words(method: Method) -> dict[str, dict[str, str]]:
    """The words that stand for a number, by measure: options of a choice, yes and no."""
    words: dict[str, dict[str, str]] = {}
    for rule in method.leaves:
        of_measure = words.setdefault(rule["measure"], {})
        if rule["normalisation"] == "yes_no":
            of_measure.update(_YES_NO)
        for step in method.tables["point_step"]:
            same = (step["method"], step.get("node_id")) == (rule["method"], rule["node_id"])
            if same and step.get("option"):
                of_measure[step["option"].lower()] = step.get("value_from", "")
    return words


def _figure(
    table: TextTable, line: int, cell: Row, words: Mapping[str, Mapping[str, str]]
) -> Figure:
    if not cell["unit"]:
        raise BadIndex("index.no_unit", file=table.file, line=line)
    measure = cell["indicator"]
    stated = cell.get("status", "")
    value, numerator = cell.get("value", ""), cell.get("numerator", "")
    below = cell.get("denominator", "")
    if value and (numerator or below):
        raise BadIndex("index.value_or_ratio", file=table.file, line=line, indicator=measure)
    text = value or numerator
    if text == _NOT_APPLICABLE:
        text, stated = "", stated or _NOT_APPLICABLE
    number = _number(table, line, measure, words.get(measure, {}).get(text.lower(), text))
    denominator = _number(table, line, measure, below)
    if denominator is not None and denominator < 0:
        place = table.place(line, "denominator", below)
        raise BadIndex("index.negative_denominator", **place, indicator=measure)
    if number is not None and denominator and number.copy_abs() >= _LARGEST * denominator:
        place = table.place(line, "denominator", below)
        raise BadIndex("index.ratio_too_large", **place, indicator=measure, numerator=text)
    status = stated or ("reported" if number is not None else "not_reported")
    if status not in ("reported", _NOT_APPLICABLE, "not_reported"):
        raise BadIndex("index.unknown_status", file=table.file, line=line, status=status)
    if (status == "reported") != (number is not None):
        raise BadIndex("index.status_against_value", file=table.file, line=line, status=status)
    unit = cell["unit"]
    return Figure(
        unit=unit,
        period=cell.get("period", "") or "-",
        agency=cell.get("agency", "") or unit,
        measure=measure,
        numerator=number,
        denominator=denominator,
        status=status,
        line=line,
    )


def _number(table: TextTable, line: int, column: str, text: str) -> Decimal | None:
    """A plain number with a decimal point; a blank is None."""
    if not text:
        return None
    number = plain_number(text)
    if number is None:
        raise BadIndex("index.not_a_number", file=table.file, line=line, column=column, value=text)
    if number.copy_abs() >= _LARGEST:
        raise BadIndex("index.too_large", file=table.file, line=line, column=column, value=text)
    kept = number.quantize(_PLACES)
    if kept != number:
        at = table.place(line, column, text)
        raise BadIndex("index.cell_too_fine", **at, places=_MOST_PLACES)
    return kept


def _refuse_unknown_options(table: TextTable, figures: list[Figure], method: Method) -> None:
    """A choice takes one of the options of the method, by its label or its number."""
    options: dict[str, set[Decimal]] = {}
    for rule in method.leaves:
        if rule["normalisation"] != "choice":
            continue
        key = (rule["method"], rule["node_id"])
        allowed = {
            Decimal(step["value_from"])
            for step in method.tables["point_step"]
            if (step["method"], step.get("node_id")) == key and step.get("value_from")
        }
        options[rule["measure"]] = options.get(rule["measure"], allowed) & allowed
    for figure in figures:
        allowed = options.get(figure.measure, set())
        if figure.measure in options and figure.numerator not in {None, *allowed}:
            raise BadIndex(
                "index.unknown_option",
                file=table.file,
                line=figure.line,
                indicator=figure.measure,
                value=figure.numerator.normalize() if figure.numerator is not None else "",
                options=", ".join(f"{option:f}" for option in sorted(allowed)),
            )


def _refuse_two_ways(table: TextTable, figures: list[Figure]) -> None:
    """One indicator comes as plain values or as numerators and denominators, not as both."""
    ratios = {figure.measure for figure in figures if figure.denominator is not None}
    for figure in figures:
        is_plain = figure.numerator is not None and figure.denominator is None
        if is_plain and figure.measure in ratios:
            raise BadIndex(
                "index.values_and_ratios",
                file=table.file,
                line=figure.line,
                indicator=figure.measure,
            )


def _refuse_doubles(table: TextTable, figures: list[Figure]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for figure in figures:
        key = (figure.unit, figure.period, figure.agency, figure.measure)
        if key in seen:
            raise BadIndex(
                "index.figure_twice",
                file=table.file,
                line=figure.line,
                earlier=seen[key],
                figure=" / ".join(key),
            )
        seen[key] = figure.line


def _refuse_lookalikes(table: TextTable, column: str, keys: Iterable[tuple[str, int]]) -> None:
    """Two texts that a reader takes for one: they would be two units, or two periods."""
    lines: dict[str, int] = {}
    for text, line in keys:
        lines.setdefault(text, line)
    seen: dict[str, tuple[str, int]] = {}
    for text, line in lines.items():
        first, earlier = seen.setdefault(_as_read(text, column), (text, line))
        if first != text:
            place = table.place(line, column, text)
            raise BadIndex("index.lookalike", **place, first=first, earlier=earlier)


def _as_read(text: str, column: str) -> str:
    """A key without what a reader does not see: how letters are composed, digits of other scripts,
    characters without a shape, doubled blanks, and of a period zeros in front, the size of letters
    and how a whole number is written."""
    letters = unicodedata.normalize("NFKC", text)
    shaped = (_in_ascii(one) for one in letters if unicodedata.category(one) != "Cf")
    plain = " ".join("".join(shaped).split())
    if column != "period":
        return plain
    if whole := _WHOLE_NUMBER.fullmatch(plain):
        plain = whole["digits"].replace("_", "")
    runs = groupby(plain.casefold(), str.isdigit)
    texts = ((is_number, "".join(run)) for is_number, run in runs)
    return "".join(run.lstrip("0") or "0" if is_number else run for is_number, run in texts)


def _in_ascii(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


def _periods(figures: list[Figure]) -> dict[str, int]:
    """Years stand for themselves; other periods are numbered in the order of their texts."""
    texts = sorted({figure.period for figure in figures})
    if all(text.isdecimal() and len(text) < 9 for text in texts):
        return {text: int(text) for text in texts}
    return {text: number for number, text in enumerate(texts, start=1)}


def _read_units(folder: Path, data: Data) -> None:
    observed = {figure.unit for figure in data.figures}
    units = read_table(folder, "units", required=["unit"], allowed=["unit", "name", "population"])
    seen: set[str] = set()
    for line, row in units.numbered() if units else ():
        unit = row["unit"]
        if unit in seen:
            raise BadIndex("index.unit_twice", file="units.csv", line=line, unit=unit)
        seen.add(unit)
        text = row.get("population", "")
        population = _number(units, line, "population", text) if units and text else None
        if population is not None and population <= 0:
            raise BadIndex("index.no_population", file="units.csv", line=line, unit=unit)
        if population is not None:
            data.populations[unit] = population
    lineage = read_table(folder, "lineage", required=["unit", "successor"])
    for line, row in lineage.numbered() if lineage else ():
        unit, successor = row["unit"], row["successor"]
        at = {"file": "lineage.csv", "line": line, "unit": unit}
        if unit in data.successors:
            raise BadIndex("index.two_successors", **at)
        if not successor:
            raise BadIndex("index.no_successor", **at)
        if unit not in observed:
            raise BadIndex("index.unknown_unit", **at)
        data.successors[unit] = successor
    for unit, successor in data.successors.items():
        if successor in data.successors and successor != unit:
            raise BadIndex("index.successor_ends_too", unit=unit, successor=successor)


def observations(data: Data) -> pl.DataFrame:
    """Rows of ``int_observations``, figures as text."""
    figures = data.figures
    return pl.DataFrame(
        {
            "agency_id": [figure.agency for figure in figures],
            "unit_id": [figure.unit for figure in figures],
            "period": [figure.period for figure in figures],
            "measure": [figure.measure for figure in figures],
            "numerator": [_text(figure.numerator) for figure in figures],
            "denominator": [_text(figure.denominator) for figure in figures],
            "status": [figure.status for figure in figures],
        },
        schema_overrides={"numerator": pl.String(), "denominator": pl.String()},
    ).with_columns(
        vintage=pl.lit(VINTAGE),
        form=pl.lit(DATA_FORM),
        **{f"is_{mark}": pl.lit(False) for mark in ("late", "waived", "corrected", "synthetic")},
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
