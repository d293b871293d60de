"""What a sender fills in, from the figures of its unit: in the words, lists and unit of money a
person would use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.blanks.layout import Entry
from ingestion.forms.contract import (
    NUMERIC_KINDS,
    FieldContract,
    Form,
    IndicatorSheet,
    Option,
    PeriodKind,
    RegisterSheet,
)
from ingestion.forms.header import header_fields, load_header
from ingestion.forms.periods import Period
from ingestion.forms.sample_hints import SampleHint
from ingestion.messages import text as message
from ingestion.samples.agencies import Agency
from ingestion.samples.chance import draw, pick
from ingestion.samples.draft import Row
from ingestion.samples.entries import RowOf
from ingestion.samples.facts import Facts, Unit
from ingestion.samples.figures import AgencyFigures, Amounts, Owner
from ingestion.samples.totals import MONEY_QUANTUM, Totals

_PARTS_OF_YEAR: dict[PeriodKind, int] = {"year": 1, "half-year": 2, "quarter": 4, "month": 12}
_UNITS_OF_MONEY = (1, 1_000, 1_000_000)
_HALF_OF_ALL = 0.5
Thing = Unit | Option | None


@dataclass(frozen=True)
class Sender:
    """Who reports on what period, beside how many agencies of the unit in all."""

    agency: Agency
    count: int
    period: Period


Filled = tuple[dict[str, dict[str, Entry]], dict[str, list[Row]]]


class AnswerBook:
    """Fills in any form for any agency and period, from its contract alone."""

    def __init__(self, forms: list[Form], facts: Facts, seed: int) -> None:
        self._facts = facts
        self._seed = seed
        self._totals = Totals(forms, facts, seed)
        self._figures = AgencyFigures(self._totals)
        self._lines: dict[tuple[str, str, Owner, int], list[dict[str, Amounts]]] = {}
        self._rows: dict[tuple[str, str, Owner, int], list[list[Amounts]]] = {}

    def header(self, form: Form, agency: Agency, period: Period, signed: date) -> dict[str, Entry]:
        """The header lines of a first report."""
        money = str(self._money_unit(agency))
        entries: dict[str, Entry] = {
            "data_kind": header_label("data_kind", "synthetic"),
            "agency_id": agency.agency_id,
            "agency_name": agency.name,
            "period": period.key,
            "scope": header_label("scope", "own"),
            "revision": 0,
            "report_date": signed,
            "money_unit": header_label("money_unit", money),
        }
        texts = form.sample.given.get(period.key, {}) if form.sample else {}
        if "subject" in texts:
            entries["subject"] = texts["subject"]
        if agency.unit:
            entries |= {"unit_code": agency.unit.code, "unit_name": agency.unit.name_vi}
        codes = {contract.code for contract in header_fields(form)}
        return {code: entry for code, entry in entries.items() if code in codes}

    def fill(self, form: Form, sender: Sender) -> Filled:
        """The lines and rows of a report."""
        lines: dict[str, dict[str, Entry]] = {}
        rows: dict[str, list[Row]] = {}
        for sheet in form.sheets:
            if sheet.kind == "indicator":
                lines |= self._fill_lines(form, sheet, sender)
            else:
                rows[sheet.name] = self._fill_rows(form, sheet, sender)
        return lines, rows

    def _fill_lines(
        self, form: Form, sheet: IndicatorSheet, sender: Sender
    ) -> dict[str, dict[str, Entry]]:
        owner = self._owner(sender)
        key = (form.contract_id, sheet.name, owner, sender.period.index_year)
        if key not in self._lines:
            self._lines[key] = self._figures.lines(sheet, owner, sender.period.index_year)
        amounts = self._lines[key][sender.agency.index]
        texts = form.sample.given.get(sender.period.key, {}) if form.sample else {}
        filled: dict[str, dict[str, Entry]] = {}
        for line in sheet.lines:
            if line.kind in NUMERIC_KINDS or line.kind == "ratio":
                filled[line.code] = {
                    part: self._in_period(
                        form, line.kind, number, sender, _least(part, line.denominator_minimum)
                    )
                    for part, number in amounts.get(line.code, {}).items()
                }
                continue
            row = RowOf(form, sender.period)
            entry = row.entry(line, texts.get(line.code))
            asked = line.kind == "yes_no" and (line.required or line.sample)
            entry = self._yes_no(line.sample, sender) if asked and entry is None else entry
            filled[line.code] = {} if entry is None else {"value": entry}
        return filled

    def _fill_rows(self, form: Form, sheet: RegisterSheet, sender: Sender) -> list[Row]:
        year, owner = sender.period.index_year, self._owner(sender)
        things = self._things(form, sheet, sender)
        if things and isinstance(things[0], Unit):
            by_row = [
                self._amounts(form, sheet, Owner((thing.unit_id,), (1,)), year, (1,))[0][0]
                for thing in things
                if isinstance(thing, Unit)
            ]
        else:
            counts = tuple(
                self._figures.base(sheet.sample_rows, owner, year)
                if sheet.sample_rows
                else [len(things)] * len(owner.weights)
            )
            by_row = self._amounts(form, sheet, owner, year, counts)[sender.agency.index]
        shares = self._shares(sheet, owner, sender)
        filled: list[Row] = []
        for number, (thing, amounts) in enumerate(zip(things, by_row, strict=True), 1):
            row = RowOf(form, sender.period, number)
            entries: Row = {}
            for contract in sheet.fields:
                if contract.code in amounts:
                    least = int(contract.minimum or 0)
                    entry: Entry = self._in_period(
                        form, contract.kind, amounts[contract.code], sender, least
                    )
                elif contract.kind == "unit":
                    unit = thing if isinstance(thing, Unit) else sender.agency.unit
                    entry = unit.code if unit else None
                elif contract.kind == "yes_no" and contract.code not in shares:
                    asked = contract.sample or contract.required
                    entry = self._yes_no(contract.sample, sender) if asked else None
                else:
                    option = thing if isinstance(thing, Option) else None
                    driven = option if self._drives(sheet, contract) else None
                    code = row.option(contract, shares.get(contract.code), driven)
                    entry = row.entry(contract, code)
                if entry is not None:
                    entries[contract.code] = entry
            filled.append(entries)
        return filled

    def _drives(self, sheet: RegisterSheet, contract: FieldContract) -> bool:
        """Whether the rows of the register are the options of this field's list."""
        named = contract.sample.each_of if contract.sample else None
        return not sheet.sample_rows and contract.list in (sheet.printed_rows, named)

    def _shares(self, sheet: RegisterSheet, owner: Owner, sender: Sender) -> dict[str, int]:
        """How many rows of a counted register have the first option of a field, or say yes."""
        base = sheet.sample_rows
        if base is None:
            return {}
        return {
            contract.code: self._figures.share(
                base, contract.sample, owner, sender.period.index_year
            )[sender.agency.index]
            for contract in sheet.fields
            if contract.sample
            and contract.sample.best is not None
            and contract.kind in ("choice", "yes_no")
        }

    def _amounts(
        self, form: Form, sheet: RegisterSheet, owner: Owner, year: int, counts: tuple[int, ...]
    ) -> list[list[Amounts]]:
        key = (form.contract_id, sheet.name, owner, year)
        if key not in self._rows:
            self._rows[key] = self._figures.rows(sheet, owner, year, counts)
        return self._rows[key]

    def _things(self, form: Form, sheet: RegisterSheet, sender: Sender) -> list[Thing]:
        """What the rows of a register are about: units, options of a list, or nothing in
        particular, as many as the base it counts."""
        if sheet.sample_rows:
            owner, year = self._owner(sender), sender.period.index_year
            return [None] * self._figures.base(sheet.sample_rows, owner, year)[sender.agency.index]
        hints = [field.sample for field in sheet.fields if field.sample]
        if written := max((len(hint.texts) for hint in hints), default=0):
            return [None] * written
        named = [hint.each_of for hint in hints]
        drivers = [name for name in [sheet.printed_rows, *named] if name]
        if not drivers:
            return [None]
        if drivers[0] == "unit":
            return list(self._facts.units_on(sender.period.end))
        return list(form.lists[drivers[0]])

    def _owner(self, sender: Sender) -> Owner:
        if sender.agency.unit is None:
            units = self._facts.units_on(sender.period.end)
            return Owner(tuple(unit.unit_id for unit in units), (1,))
        unit_id = sender.agency.unit.unit_id
        # Alike, so that an office goes on much as before when it takes another's place; those that
        # come later, a district among them, are smaller.
        weights = tuple(
            (100 + int(25 * draw(self._seed, "share", unit_id, place))) // (1 + place // 2)
            for place in range(sender.count)
        )
        return Owner((unit_id,), weights)

    def _in_period(self, form: Form, kind: str, yearly: int, sender: Sender, least: int) -> Entry:
        """A yearly number as reported for the period: its part of the year, rounded down, in the
        agency's unit of money. A form sent for chosen periods says how things stand, whole."""
        parts = 1 if form.sample else _PARTS_OF_YEAR.get(sender.period.kind, 1)
        number = max(yearly // parts, min(yearly, least))
        if kind != "money":
            return number
        return number * (MONEY_QUANTUM // self._money_unit(sender.agency))

    def _yes_no(self, hint: SampleHint | None, sender: Sender) -> str:
        yes_above = hint.yes_above if hint else None
        threshold = _HALF_OF_ALL if yes_above is None else yes_above
        unit_ids = self._owner(sender).unit_ids
        strengths = [
            self._totals.strengths.strength(unit_id, sender.period.index_year)
            for unit_id in unit_ids
        ]
        strength = sum(strengths) / len(strengths) + sender.agency.spread
        return message("form.yes" if strength > threshold else "form.no")

    def _money_unit(self, agency: Agency) -> int:
        return pick(_UNITS_OF_MONEY, self._seed, "money", agency.agency_id)


def _least(part: str, denominator_minimum: float) -> int:
    return int(denominator_minimum) if part == "denominator" else 0


def header_label(list_name: str, code: str) -> str:
    """The Vietnamese label of an option of one of the header's lists."""
    options = load_header().lists[list_name]
    return next(option.label.vi for option in options if option.code == code)
