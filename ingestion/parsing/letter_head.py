"""What the head of a letter says: who sends it, on what period, of which day, in which unit of
money. Only what stands there is proposed, and a person confirms it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ingestion.forms.header import load_header
from ingestion.forms.official_layouts import load_letters, official_key
from ingestion.forms.periods import Period, parse_period, period_of_days
from ingestion.language.vietnamese import fold, parse_date, tidy
from ingestion.parsing.letter_search import Letter
from ingestion.parsing.proposals import Found, Proposal
from ingestion.parsing.table_search import answer_place
from ingestion.parsing.unit_lines import unit_stated
from ingestion.readers.grid import Grid, Place

_LONGEST_NAME = 150
# Wards have numbers, of at most two digits; longer ones are years, telephones and documents.
_LONG_NUMBER = re.compile(r"\d{3}")
_MOST_NAMES = 12
_OF_THE_REPORT = (
    *(
        "bao cao",
        "v/v bao cao",
        "v v bao cao",
        "ve viec bao cao",
        "ve bao cao",
        "tong hop",
        "ket qua",
    ),
    *("ky bao cao", "ky", "so lieu", "nam", "quy", "thang", "6 thang", "06 thang", "sau thang"),
    *("tu ngay", "tinh tu ngay", "tu "),
)
# Folded: every dash is a blank, every space one.
_DAY = r"(?:ngay:? )?(\d{1,2}) ?(?:/|\.|thang|(?<= )) ?(\d{1,2}) ?(?:/|\.|nam|(?<= )) ?(\d{4})"
_DAYS = re.compile(rf"{_DAY},?(?: den| toi)?(?: het)? {_DAY}")
_ANY_DAY = re.compile(r"ngay:? \d{1,2} ?(?:/|\.|thang) ?\d{1,2} ?(?:/|\.|nam) ?\d{4}")
# Beside a year they speak of a part of it, or of several.
_PART_OF_YEAR = re.compile(r"\b(?:thang|quy|ky [1-4i]|nua)\b|\b\d{4} (?:den )?(?:nam )?\d{4}\b")
# Not of a document (``20/2017/TT-BTTTT``) or of a day.
_YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?![\d/.])")
_PERIOD = re.compile(
    r"\b(?:(?:0?6|sau) thang (?:dau|cuoi) nam|quy (?:[1-4]|i{1,3}|iv) ?(?:/|nam)?"
    r"|thang \d{1,2} ?(?:/|nam)?|nam) ?\d{4}\b"
)


def proposal_of(letter: Letter) -> Proposal:
    """The letter as a proposal."""
    table, form = letter.table, letter.form
    first = min(table.labels.values())
    money = [field.code for field in letter.register.fields if field.kind == "money"]
    amounts = (table.own_cell(row, code) for row in table.rows for code in money)
    return Proposal(
        letter.layout.layout_id,
        form.contract_id,
        Found(table.grid.text(*first), table.grid.title, table.grid.address(*first)),
        _distinct(_names(letter))[:_MOST_NAMES],
        _distinct(_periods(letter)),
        _distinct(_report_dates(letter)),
        _distinct(_money_units(letter)) if money else (),
        any(cell is not None and cell.raw_text.strip(" 0-") for cell in amounts),
    )


def _distinct(found: Iterable[Found]) -> tuple[Found, ...]:
    """Each value once, at its first place."""
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.value, one)
    return tuple(first.values())


def head_places(letter: Letter) -> list[Place]:
    """The filled places above the form's own lines."""
    return [place for place in sorted(letter.table.grid.cells) if place[0] < letter.first_row]


def is_letter_s_own(text: str, letter: Letter) -> bool:
    """Whether a text is what every such letter says, or a heading of the form; not one that gives a
    figure for something else (``Số hệ thống mật: 4``)."""
    headings = {official_key(heading) for heading in letter.layout.headings}
    if official_key(text) in headings or not fold(text).strip("_.=* "):
        return True
    others = load_letters().other_lines
    label, _, answer = text.partition(":")
    is_figure = any(map(str.isdigit, answer)) and fold(label) not in set(map(fold, others))
    return not is_figure and _begins_with(text, others)


def _names(letter: Letter) -> Iterator[Found]:
    """The texts behind a label of the sender; without one, every line of the head that begins as
    the name of a body does: others may name people."""
    labelled = list(_labelled(letter, load_letters().sender_labels))
    if labelled:
        yield from labelled
        return
    grid = letter.table.grid
    for place in head_places(letter):
        for text in grid.text(*place).splitlines():
            is_short = len(text) <= _LONGEST_NAME and any(char.isalpha() for char in text)
            is_name = (
                is_short
                and _begins_with(text, load_letters().bodies)
                and not _LONG_NUMBER.search(text)
            )
            if is_name and not is_letter_s_own(text, letter):
                yield Found(tidy(text), grid.title, grid.address(*place))


def _begins_with(text: str, beginnings: Iterable[str]) -> bool:
    """Whether a line begins with one of these words; with its tones: ``Số``, ``Sở``."""
    written = tidy(text).casefold()
    return any(
        written.startswith(words) and not written[len(words) : len(words) + 1].isalpha()
        for words in (line.casefold() for line in beginnings)
    )


def _labelled(letter: Letter, labels: Iterable[str]) -> Iterator[Found]:
    """What stands behind one of these labels in the head, or in the cell beside it."""
    keys, grid = {official_key(label) for label in labels}, letter.table.grid
    for place in head_places(letter):
        for text in grid.text(*place).splitlines():
            label, _, answer = text.partition(":")
            if official_key(label) in keys:
                at = place if answer.strip() else answer_place(grid, *place)
                written = tidy(answer) or tidy(grid.text(*at))
                if written:
                    yield Found(written, grid.title, grid.address(*at))


def _periods(letter: Letter) -> Iterator[Found]:
    """The periods that the head names and the form is sent for; none of a cell in which a further
    line names another year (``Từ ngày … đến ngày …⏎(điều chỉnh: 2025)``)."""
    grid = letter.table.grid
    in_doubt = {
        grid.address(*place)
        for place in head_places(letter)
        if any(map(_names_just_a_year, grid.text(*place).splitlines()[1:]))
    }
    yield from (found for found in _periods_named(letter) if found.cell not in in_doubt)


def _names_just_a_year(line: str) -> bool:
    return not any(_periods_in(line)) and bool(_YEAR.search(_ANY_DAY.sub(" ", fold(line))))


def _periods_named(letter: Letter) -> Iterator[Found]:
    grid = letter.table.grid
    for found in _labelled(letter, load_letters().period_labels):
        if (period := _period(found.value)) and period.kind in letter.form.periods:
            yield found._replace(value=period.key)
    rows: dict[int, list[Place]] = {}
    for place in head_places(letter):
        rows.setdefault(place[0], []).append(place)
    for places in rows.values():
        if not _may_name_period(grid.text(*places[0])):
            continue
        for period in _periods_in(" ".join(_written(grid, place) for place in places)):
            if period.kind in letter.form.periods:
                yield Found(period.key, grid.title, grid.address(*places[0]))


def _may_name_period(line: str) -> bool:
    """Whether a line of the head speaks of the report itself, and not of a law or a plan."""
    folded = fold(line).lstrip(' ("“')
    return folded.startswith(_OF_THE_REPORT) and "ke hoach" not in folded


def _written(grid: Grid, place: Place) -> str:
    """A text, or a day as people write it."""
    cell = grid.cells[place]
    day = parse_date(cell.raw_text) if cell.is_date else None
    return f"{day:%d/%m/%Y}" if day else cell.raw_text


def _periods_in(text: str) -> Iterator[Period]:
    folded = fold(text)
    for match in _DAYS.finditer(folded):
        days = [_day(match.groups()[:3]), _day(match.groups()[3:])]
        if days[0] and days[1] and (period := period_of_days(days[0], days[1])):
            yield period
    without_days = _ANY_DAY.sub(" ", folded)
    for match in _PERIOD.finditer(without_days):
        period = _period(match[0])
        is_part = (
            period is not None and period.kind == "year" and _PART_OF_YEAR.search(without_days)
        )
        if period and not is_part:
            yield period


def _day(parts: tuple[str, ...]) -> date | None:
    day, month, year = map(int, parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _period(text: str) -> Period | None:
    try:
        return parse_period(text)
    except ValueError:
        return None


def _report_dates(letter: Letter) -> Iterator[Found]:
    """The day under which the letter was signed: as a line of its own above or below the form, with
    or without the place before it."""
    for found in _labelled(letter, load_letters().date_labels):
        if day := parse_date(found.value):
            yield found._replace(value=day.isoformat())
    grid, table = letter.table.grid, letter.table
    last = table.end or (table.rows[-1] + 1 if table.rows else table.top)
    for place, cell in sorted(grid.cells.items()):
        if cell.number is None and not letter.first_row <= place[0] < last:
            for text in cell.raw_text.splitlines():
                written = tidy(text.rpartition(",")[2])
                day = parse_date(written) if fold(written).startswith("ngay ") else None
                if day:
                    yield Found(day.isoformat(), grid.title, grid.address(*place))


def _money_units(letter: Letter) -> Iterator[Found]:
    """The units stated above the table and in its labels, those of figures of money alone."""
    grid, codes = letter.table.grid, {one.code for one in load_header().lists["money_unit"]}
    of_others = _labels_of_others(letter)
    for place in sorted(grid.cells.keys() - of_others):
        is_text = place[0] <= letter.table.top and grid.cells[place].number is None
        beside = grid.text(*answer_place(grid, *place))
        unit = unit_stated(grid.text(*place), beside) if is_text else None
        if unit is not None and str(unit) in codes:
            yield Found(str(unit), grid.title, grid.address(*place))


def _labels_of_others(letter: Letter) -> set[Place]:
    """The places of the labels of columns that hold no money, also of those the form does not
    ask for."""
    table, grid = letter.table, letter.table.grid
    filled = {column for row, column in grid.cells if row > table.top}
    labels = {place for place in grid.cells if place[0] == table.top and place[1] in filled}
    money = {field.code for field in letter.register.fields if field.kind == "money"}
    own = {table.labels[code] for code in money & table.labels.keys()}
    return (labels | set(table.labels.values())) - own
