"""One cell into one typed value, by the kind its contract states. Nothing is guessed: a cell that
does not read as its kind is ``unreadable`` and keeps its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal
from typing import Literal, NamedTuple

from ingestion.forms.contract import Option
from ingestion.forms.periods import parse_expected_time
from ingestion.language.moment_formats import (
    shows_clock,
    shows_day,
    shows_month,
    shows_month_first,
)
from ingestion.language.numbers import (
    DECIMALS,
    other_reading,
    parse_number,
    shown_unit,
    shows_plain_figure,
    split_unit,
    without_percent_sign,
)
from ingestion.language.vietnamese import (
    is_not_applicable,
    parse_clock,
    parse_date,
    parse_yes_no,
    says_nil,
    tidy,
)
from ingestion.parsing.choices import option_code
from ingestion.parsing.columns import Habit, fits_kind, percent_style
from ingestion.parsing.sight import (
    has_its_digits,
    seen_text,
    shown_figure,
    shows_just_the_figure,
)
from ingestion.readers.grid import Cell
from ingestion.readers.returned_sheets import UNCONFIRMED

Status = Literal["reported", "not_applicable", "not_reported", "unreadable"]
# What replaces a personal text: only that there was one.
PRESENT = "✓"
# Far above any real figure, and sums of thousands of them still fit a 64-bit integer.
_LARGEST = Decimal(10) ** 15
_SMALLEST, _ALL_DIGITS = Decimal(1).scaleb(-DECIMALS), Context(prec=50)
# Kinds whose values are words, in which a format may show a number.
_WORDED = frozenset({"yes_no", "choice", "unit", "text", "date", "date_or_period", "time"})
# Days and years outside these are slips.
_LAST_MONTH = 12
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
# How far a computed figure may be from the whole number it is meant to be (2.9999999996).
_NOISE, _LAST_DIGIT = Decimal("0.000001"), Decimal("1e-15")
# A sum that comes out as zero is off by less than any figure, but not by less than arithmetic.
_NOISE_PLACES = 40


class Value(NamedTuple):
    """A typed value: ``number`` for count, number, percent (10 for 10 %), money (whole đồng) and
    yes/no (1, 0); ``text`` for the rest (an option's code, an ISO date, a period's key,
    ``HH:MM``). ``problem`` says why a cell has no value, where more is known than that it does not
    read as its kind; for ``shown_otherwise`` and ``other_unit``, ``text`` is then what a format
    shows of it, and for ``other_label`` the label of its row."""

    status: Status
    raw_text: str | None = None
    number: Decimal | None = None
    text: str | None = None
    problem: str | None = None

    def presence(self) -> Value:
        """That something was filled in, and nothing of what it was."""
        if self.problem == "not_text":  # a phone number without its zero is there all the same
            return Value("reported", PRESENT, text=PRESENT)
        text = PRESENT if self.status == "reported" else None
        return self._replace(raw_text=self.raw_text and PRESENT, text=text)


class Reading(NamedTuple):
    """What typing needs beside the cell: the closed lists, how many đồng the stated unit of money
    is, and how the cell's column is written."""

    options: Mapping[str, tuple[Option, ...]]
    money_unit: Decimal = Decimal(1)
    habit: Habit = Habit()


def type_value(
    kind: str, cell: Cell | None, reading: Reading, list_name: str | None = None
) -> Value:
    """The value of a cell under a kind of field."""
    if cell is None:
        return Value("not_reported")
    value = _value(kind, cell, reading, list_name)
    is_read = value.status == "reported" and kind in ("date", "time")
    return value if is_read or not cell.is_date else value._replace(raw_text=cell.quoted)


def _value(kind: str, cell: Cell, reading: Reading, list_name: str | None) -> Value:
    raw = cell.raw_text
    if cell.problem:
        return Value("unreadable", raw, problem=cell.problem)
    if raw.startswith(UNCONFIRMED):
        return Value("unreadable", raw, problem="unconfirmed")
    is_figure_only = kind == "text" and cell.figure_problem != "conditional_look"
    if cell.figure_problem and not is_figure_only:
        return Value("unreadable", raw, problem=cell.figure_problem)
    if kind not in ("text", "choice") and not raw.isdecimal() and is_not_applicable(raw):
        return Value("not_applicable", raw)
    if cell.is_no_text and kind in ("text", "choice"):
        return _unreadable(cell)
    value = _typed(kind, cell, reading, list_name)
    if kind in _WORDED and (seen := seen_text(cell)) is not None:
        as_seen = _typed(kind, Cell(seen), reading, list_name)
        if (as_seen.text, as_seen.number) != (value.text, value.number):
            return _shown_otherwise(cell, seen)
    return value if value.number is None else value._replace(number=_kept(value.number))


def _typed(kind: str, cell: Cell, reading: Reading, list_name: str | None) -> Value:
    if kind == "choice":
        code = option_code(cell.raw_text, reading.options[list_name or ""])
        return Value("reported", cell.raw_text, text=code)
    return _READERS[kind](cell, reading)


def _shown_otherwise(cell: Cell, seen: str) -> Value:
    return Value("unreadable", cell.raw_text, text=seen.strip(), problem="shown_otherwise")


def _kept(number: Decimal) -> Decimal:
    """A figure with the decimals that are kept."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        return number.quantize(_SMALLEST, context=_ALL_DIGITS)
    return number


def _text(cell: Cell, _: Reading) -> Value:
    """A text as it was sent. A day or a number is what a spreadsheet made of one (``5/6``,
    ``0100109106``); a year says the same either way."""
    is_year = cell.number in range(_FIRST_DAY.year, _LAST_DAY.year + 1)
    if cell.is_date or (cell.number is not None and not is_year):
        return _unreadable(cell, "not_text")
    return Value("reported", cell.raw_text, text=tidy(cell.raw_text))


def _unreadable(cell: Cell, problem: str | None = None) -> Value:
    return Value("unreadable", cell.raw_text, problem=problem)


def _figure(cell: Cell, kind: str, reading: Reading, text: str | None = None) -> Value:
    """A number of the file, or a text read in the column's number format. A text with two readings
    is ambiguous where the column is in doubt, where the kind allows the other reading only, and
    where it would be a decimal of three places (``60,000``) in a column that nowhere shows so."""
    fits = fits_kind(kind, reading.money_unit)
    written = cell.raw_text if text is None else text
    number, other = cell.number, None
    if number is None:
        number = parse_number(written, reading.habit.number_format)
        other = other_reading(written, reading.habit.number_format)
    elif kind in ("count", "money"):
        number = _without_noise(number, reading.money_unit if kind == "money" else Decimal(1))
    if number is None:
        return _unreadable(cell, "nil_in_words" if says_nil(cell.raw_text) else None)
    if number.copy_abs() >= _LARGEST:
        return _unreadable(cell, "too_much_money" if kind == "money" else None)
    has_other = other is not None and other != number and fits(other)
    thousands = other is not None and abs(other) == abs(number) * 1000
    is_open = reading.habit.doubted or (thousands and not reading.habit.shown)
    if has_other and (is_open or not fits(number)):
        return _unreadable(cell, "two_readings")
    return Value("reported", cell.raw_text, number) if fits(number) else _unreadable(cell)


def _without_noise(number: Decimal, unit: Decimal) -> Decimal:
    """A computed figure as the whole number it is meant to be (2.9999999996 is 3), counted in
    ``unit``; one that is further off than a spreadsheet's arithmetic stays as it is."""
    if number.copy_abs() >= _LARGEST or number.adjusted() < -_NOISE_PLACES:
        return number
    whole = (number * unit).to_integral_value()
    off = abs(number * unit - whole)
    return whole / unit if off <= max(_NOISE, abs(whole) * _LAST_DIGIT) else number


def _plain_figure(cell: Cell, kind: str, reading: Reading) -> Value:
    """A count or an amount, unless its format shows another one: ``12 nghìn``, ``12 %``."""
    shown = shown_figure(cell)
    if shown is not None and not shows_just_the_figure(cell, shown):
        return _shown_otherwise(cell, shown.text)
    return _figure(cell, kind, reading)


def _count(cell: Cell, reading: Reading) -> Value:
    return _plain_figure(cell, "count", reading)


def _number(cell: Cell, reading: Reading) -> Value:
    return _plain_figure(cell, "number", reading)


def _money(cell: Cell, reading: Reading) -> Value:
    shown, written = shown_figure(cell), None
    if shown is not None and (not has_its_digits(cell, shown) or shown.is_percent):
        return _shown_otherwise(cell, shown.text)
    if shown is not None and shown_unit(shown, reading.money_unit) != reading.money_unit:
        return _unreadable(cell, "other_unit")._replace(text=shown.text.strip())
    if cell.number is None and (split := split_unit(cell.raw_text)) is not None:
        written, unit = split
        if unit != reading.money_unit:
            return _unreadable(cell, "other_unit")
    value = _figure(cell, "money", reading, written)
    if value.number is None:
        return value
    dong = value.number * reading.money_unit
    if abs(dong) >= _LARGEST:
        return _unreadable(cell, "too_much_money")
    return value._replace(number=dong)


def _percent(cell: Cell, reading: Reading) -> Value:
    """In per cent: 10 for 10, for ``10 %`` and for 0.1 shown as 10 %. A plain figure below 1 may
    be meant either way, and so may a figure written unlike the rest of its column."""
    shown = shown_figure(cell)
    factor = shown.factor if shown is not None else Decimal(1)
    if shown is not None and (
        not has_its_digits(cell, shown)
        or factor not in (1, 100)
        or not shows_plain_figure(shown)
        or shown.words.strip(" %-()")  # nothing is counted in per cent: not ``10 điểm %``
    ):
        return _shown_otherwise(cell, shown.text)
    figure, _ = without_percent_sign(cell.raw_text)
    value = _figure(cell, "percent", reading, figure)
    if value.number is None:
        return value
    style = percent_style(cell)
    if style is not None and reading.habit.percent not in (None, style):
        return _unreadable(cell, "percent_mixed")
    if style == "plain" and abs(value.number) < 1:
        return _unreadable(cell, "percent_or_share")
    return value._replace(number=value.number * factor)


def _yes_no(cell: Cell, _: Reading) -> Value:
    answer = parse_yes_no(cell.raw_text)
    if answer is None:
        return _unreadable(cell)
    return Value("reported", cell.raw_text, number=Decimal(int(answer)))


def _unit(cell: Cell, _: Reading) -> Value:
    """A province's official code; a spreadsheet drops the leading zero of ``01``."""
    code = tidy(cell.raw_text)
    return Value("reported", cell.raw_text, text=code.zfill(2) if code.isdigit() else code)


def _date(cell: Cell, _: Reading) -> Value:
    day = parse_date(cell.raw_text) if cell.number is None else None  # 45631 is no day to anybody
    if day is None or not _FIRST_DAY <= day <= _LAST_DAY:
        return _unreadable(cell)
    if cell.is_date and cell.number_format and not _is_shown(day, cell.number_format):
        return _unreadable(cell, "day_not_shown")
    return Value("reported", cell.raw_text, text=day.isoformat())


def _is_shown(day: date, number_format: str) -> bool:
    """Whether a person reads the same day; one whose month stands first (``12/05``) is read as days
    are written here, where that is a day too."""
    is_other_day = day.day <= _LAST_MONTH and day.day != day.month
    return shows_day(number_format) and not (is_other_day and shows_month_first(number_format))


def _date_or_period(cell: Cell, reading: Reading) -> Value:
    return _or_period(_date(cell, reading), cell)


def _count_or_period(cell: Cell, reading: Reading) -> Value:
    return _or_period(_count(cell, reading), cell)


def _or_period(value: Value, cell: Cell) -> Value:
    """A value as it was read, else the month, quarter or year in its place: a spreadsheet makes the
    first day of ``3/2027``, and shows its month."""
    is_month = value.problem == "day_not_shown" and shows_month(cell.number_format)
    if value.status == "reported" or (value.problem and not is_month):
        return value
    expected = parse_expected_time(cell.raw_text[: len("2027-03")] if is_month else cell.raw_text)
    if expected and expected.start >= _FIRST_DAY and expected.end <= _LAST_DAY:
        return Value("reported", cell.raw_text, text=expected.key)
    return value


def _time(cell: Cell, _: Reading) -> Value:
    clock = parse_clock(cell.raw_text) if cell.number is None else None
    if clock is None:
        return _unreadable(cell)
    if cell.is_clock and not shows_clock(cell.number_format):
        return _unreadable(cell, "clock_not_shown")
    return Value("reported", cell.raw_text, text=clock)


_READERS: dict[str, Callable[[Cell, Reading], Value]] = {
    "text": _text,
    "count": _count,
    "number": _number,
    "percent": _percent,
    "money": _money,
    "yes_no": _yes_no,
    "unit": _unit,
    "date": _date,
    "date_or_period": _date_or_period,
    "count_or_period": _count_or_period,
    "time": _time,
}
