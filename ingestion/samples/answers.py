"""What a sender fills in, from the figures of its unit: in the words, lists and unit of money a
person would use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.contract import (
    FieldContract,
    Form,
    IndicatorSheet,
    Option,
    PeriodKind,
    RegisterSheet,
    SampleHint,
)
from ingestion.header import header_fields, load_header
from ingestion.layout import Entry
from ingestion.messages import text as message
from ingestion.periods import Period
from ingestion.samples.agencies import Agency
from ingestion.samples.chance import draw, pick
from ingestion.samples.draft import Row
from ingestion.samples.facts import Facts, Unit
from ingestion.samples.figures import Amounts, Figures, Owner
from ingestion.samples.totals import MONEY_QUANTUM, Totals

_PARTS_OF_YEAR: dict[PeriodKind, int] = {"year": 1, "half-year": 2, "quarter": 4, "month": 12}
_UNITS_OF_MONEY = (1, 1_000, 1_000_000)
_HALF_OF_ALL = 0.5
_FILLER = "Nội dung mẫu"
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
        self._figures = Figures(self._totals)
        self._lines: dict[tuple[str, str, Owner, int], list[dict[str, Amounts]]] = {}
        self._rows: dict[tuple[str, str, Owner, int], list[list[Amounts]]] = {}

    def header(self, form: Form, agency: Agency, period: Period, signed: date) -> dict[str, Entry]:
        """The header lines of a first report."""
        money = str(self._money_unit(agency))
        said: dict[str, Entry] = {
            "data_kind": header_label("data_kind", "synthetic"),
            "agency_id": agency.agency_id,
            "agency_name": agency.name,
            "period": period.key,
            "scope": header_label("scope", "own"),
            "revision": 0,
            "report_date": signed,
            "money_unit": header_label("money_unit", money),
        }
        if agency.unit:
            said |= {"unit_code": agency.unit.code, "unit_name": agency.unit.name_vi}
        wanted = {contract.code for contract in header_fields(form)}
        return {code: entry for code, entry in said.items() if code in wanted}

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
        filled: dict[str, dict[str, Entry]] = {}
        for line in sheet.lines:
            if line.kind == "yes_no":
                filled[line.code] = {"value": self._yes_no(line.sample, sender)}
                continue
            filled[line.code] = {
                part: self._in_period(
                    line.kind, number, sender, _least(part, line.denominator_minimum)
                )
                for part, number in amounts.get(line.code, {}).items()
            }
        return filled

    def _fill_rows(self, form: Form, sheet: RegisterSheet, sender: Sender) -> list[Row]:
        things = self._things(form, sheet, sender)
        year = sender.period.index_year
        filled: list[Row] = []
        if things and isinstance(things[0], Unit):
            by_row = [
                self._amounts(form, sheet, Owner((thing.unit_id,), (1,)), year, 1)[0][0]
                for thing in things
                if isinstance(thing, Unit)
            ]
        else:
            owner = self._owner(sender)
            by_row = self._amounts(form, sheet, owner, year, len(things))[sender.agency.index]
        for thing, amounts in zip(things, by_row, strict=True):
            entries = {
                contract.code: self._entry(form, sheet, contract, thing, amounts, sender)
                for contract in sheet.fields
            }
            filled.append({code: entry for code, entry in entries.items() if entry is not None})
        return filled

    def _amounts(
        self, form: Form, sheet: RegisterSheet, owner: Owner, year: int, row_count: int
    ) -> list[list[Amounts]]:
        key = (form.contract_id, sheet.name, owner, year)
        if key not in self._rows:
            self._rows[key] = self._figures.rows(sheet, owner, year, row_count)
        return self._rows[key]

    def _entry(
        self,
        form: Form,
        sheet: RegisterSheet,
        contract: FieldContract,
        thing: Thing,
        amounts: Amounts,
        sender: Sender,
    ) -> Entry:
        if contract.code in amounts:
            least = int(contract.minimum or 0)
            return self._in_period(contract.kind, amounts[contract.code], sender, least)
        hint = contract.sample
        if contract.kind == "unit":
            unit = thing if isinstance(thing, Unit) else sender.agency.unit
            return unit.code if unit else None
        if contract.kind == "choice":
            drives = contract.list in (sheet.printed_rows, hint.each_of if hint else None)
            options = form.lists[contract.list or ""]
            option = thing if drives and isinstance(thing, Option) else options[0]
            return option.label.vi
        if contract.kind == "yes_no" and (hint or contract.required):
            return self._yes_no(hint, sender)
        if contract.kind == "date" and contract.required:
            return sender.period.end
        if hint and hint.text:
            return hint.text.format(period=sender.period.key)
        return _FILLER if contract.required else None

    def _things(self, form: Form, sheet: RegisterSheet, sender: Sender) -> list[Thing]:
        """What the rows of a register are about: units, options of a list, or nothing in
        particular."""
        named = [field.sample.each_of for field in sheet.fields if field.sample]
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
        weights = tuple(
            100 + int(100 * draw(self._seed, "share", unit_id, i)) for i in range(sender.count)
        )
        return Owner((unit_id,), weights)

    def _in_period(self, kind: str, yearly: int, sender: Sender, least: int) -> Entry:
        """A yearly number as reported for the period: its part of the year, rounded down, in the
        agency's unit of money."""
        number = max(yearly // _PARTS_OF_YEAR[sender.period.kind], min(yearly, least))
        if kind != "money":
            return number
        return number * (MONEY_QUANTUM // self._money_unit(sender.agency))

    def _yes_no(self, hint: SampleHint | None, sender: Sender) -> str:
        given = hint.yes_above if hint else None
        threshold = _HALF_OF_ALL if given is None else given
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
