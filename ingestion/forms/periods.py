"""Reporting periods in SDMX form, such as ``2024``, ``2024-S1``, ``2024-03``, ``2021-2025``, and
the day of an event, ``2024-05-17``; and as people write them, ``Năm 2024``, ``Quý II/2024``."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ingestion.forms.contract import PeriodKind
from ingestion.language.vietnamese import fold, parse_date, tidy

# The index begins with the first assessment.
FIRST_INDEX_YEAR = 2018
# The oldest report the founding documents ask for is a survey of that year, for a day.
FIRST_EVENT_YEAR = 2014

_PATTERNS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    ("multi-year", re.compile(r"^(?P<year>[0-9]{4})-(?P<last>[0-9]{4})$")),
    ("year", re.compile(r"^(?P<year>[0-9]{4})$")),
    ("half-year", re.compile(r"^(?P<year>[0-9]{4})-S(?P<part>[12])$")),
    ("quarter", re.compile(r"^(?P<year>[0-9]{4})-Q(?P<part>[1-4])$")),
    ("month", re.compile(r"^(?P<year>[0-9]{4})-(?P<part>0[1-9]|1[0-2])$")),
    ("event", re.compile(r"^(?P<year>[0-9]{4})-[0-9]{2}-[0-9]{2}$")),
)
# Folded, so that every dash is a blank. What leaves a part of the year open (``9 tháng đầu năm``,
# ``3/2025``) is no period.
_WORDS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    ("multi-year", re.compile(r"^giai doan (?P<year>[0-9]{4}) (?P<last>[0-9]{4})$")),
    ("year", re.compile(r"^(?:ca )?nam (?P<year>[0-9]{4})$")),
    (
        "half-year",
        re.compile(r"^(?:0?6|sau) thang (?P<part>dau|cuoi) nam (?P<year>[0-9]{4})$"),
    ),
    (
        "quarter",
        re.compile(r"^q(?:uy |\.? ?)(?P<part>[1-4]|i|ii|iii|iv) ?(?:/|nam)? ?(?P<year>[0-9]{4})$"),
    ),
    (
        "month",
        re.compile(r"^thang (?P<part>0?[1-9]|1[0-2]) ?(?:/|nam)? ?(?P<year>[0-9]{4})$"),
    ),
)
_EXPECTED = re.compile(r"^(?:dự kiến )?(?:(?:trong|trước|hết|cuối|đến|đến hết) )?", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(r"T?(0?[1-9]|1[0-2]) ?[/.-] ?([0-9]{4})", re.IGNORECASE)
_PART_NUMBERS = {"dau": 1, "cuoi": 2, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTHS: dict[PeriodKind, int] = {"half-year": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Period:
    """A period with its first and last day and the index year it belongs to."""

    key: str
    kind: PeriodKind
    start: date
    end: date

    @property
    def index_year(self) -> int:
        """The year whose index the period feeds: the year it ends in."""
        return self.end.year


def parse_period(text: str) -> Period:
    """The period written as an SDMX key or in the words of a report; raises ``ValueError`` for any
    other text."""
    text = _key_of_words(text) or text
    for kind, pattern in _PATTERNS:
        match = pattern.match(text.strip())
        if match is None:
            continue
        year = int(match["year"])
        if kind == "multi-year":
            last_year = int(match["last"])
            if last_year <= year:
                break
            return Period(text.strip(), kind, date(year, 1, 1), date(last_year, 12, 31))
        if kind == "event":
            day = date.fromisoformat(text.strip())
            return Period(text.strip(), kind, day, day)
        if kind == "year":
            return Period(text.strip(), kind, date(year, 1, 1), date(year, 12, 31))
        months = _MONTHS[kind]
        last_month = int(match["part"]) * months
        start = date(year, last_month - months + 1, 1)
        return Period(
            text.strip(),
            kind,
            start,
            date(year, last_month, monthrange(year, last_month)[1]),
        )
    raise ValueError(f"not a reporting period: {text!r}")


def _key_of_words(text: str) -> str | None:
    """The SDMX key of a period that is written in words, and of a day written day first."""
    folded = fold(text)
    for kind, pattern in _WORDS:
        if match := pattern.match(folded):
            year, part = match["year"], match.groupdict().get("part", "")
            number = _PART_NUMBERS.get(part) or int(part or 0)
            keys: dict[PeriodKind, str] = {
                "year": year,
                "multi-year": f"{year}-{match.groupdict().get('last')}",
                "half-year": f"{year}-S{number}",
                "quarter": f"{year}-Q{number}",
                "month": f"{year}-{number:02d}",
            }
            return keys[kind]
    day = parse_date(text)
    return day.isoformat() if day else None


def parse_expected_time(text: str) -> Period | None:
    """The time by which something is expected, as people write it (``30/6/2027``, ``Trong quý
    II/2027``, ``3/2027``); None for any other text, also for one before a period (``trước năm
    2030``). By a period its last day is meant."""
    beginning = _EXPECTED.match(tidy(text))
    words = tidy(text)[beginning.end() if beginning else 0 :]
    month = _MONTH_OF_YEAR.fullmatch(words)
    try:
        period = parse_period(f"tháng {month[1]}/{month[2]}" if month else words)
    except ValueError:
        return None
    is_before = beginning is not None and beginning[0].casefold().endswith("trước ")
    if period.kind == "multi-year" or (is_before and period.kind != "event"):
        return None
    return period


def period_of_days(start: date, end: date) -> Period | None:
    """The period from one day to another, the year also from 15/12 of the year before to 14/12, as
    NĐ 331/2026 Đ.35 counts it; None for days that are none."""
    if (start, end) == (date(end.year - 1, 12, 15), date(end.year, 12, 14)):
        return parse_period(str(end.year))
    kinds: tuple[PeriodKind, ...] = ("year", "half-year", "quarter", "month")
    periods = (period for kind in kinds for period in periods_of_year(end.year, kind))
    return next((one for one in periods if (one.start, one.end) == (start, end)), None)


def last_ended(kind: PeriodKind, day: date) -> Period | None:
    """The last period of a kind that is over by a day; None for ``multi-year``, which has no
    calendar."""
    if kind == "event":
        return parse_period(day.isoformat())
    periods = [*periods_of_year(day.year - 1, kind), *periods_of_year(day.year, kind)]
    return next((period for period in reversed(periods) if period.end <= day), None)


def periods_of_year(year: int, kind: PeriodKind) -> list[Period]:
    """The periods of one kind that end in ``year``, in order; none for those without a calendar,
    ``multi-year`` and ``event``."""
    keys: dict[PeriodKind, list[str]] = {
        "year": [f"{year}"],
        "half-year": [f"{year}-S{half}" for half in (1, 2)],
        "quarter": [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        "month": [f"{year}-{month:02d}" for month in range(1, 13)],
    }
    return [parse_period(key) for key in keys.get(kind, [])]
