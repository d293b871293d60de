"""Where the faults go: each in a report of its own, most of them followed by a corrected revision.

Before 2021 every fault is corrected, so that those years stay complete. The large security report
is always corrected too, except for one unit in the last full year, which falls below the coverage
floor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice

from ingestion.blanks.layout import Entry, Place, SheetLayout
from ingestion.samples.chance import draw, pick
from ingestion.samples.draft import Draft, Fault, Season, is_positive
from ingestion.samples.facts import Facts
from ingestion.samples.faults import (
    AGENCY_NAME,
    BUDGET,
    CATALOGUE,
    INCIDENTS,
    REVISION_CONFLICT,
    SECURITY,
    SENDER,
    UNIT_MISMATCH,
    WORDS,
    place_of,
)
from ingestion.samples.form_faults import FORM_FAULTS
from ingestion.samples.other_periods import (
    AGAINST_LAST_YEAR,
    YEAR_BELOW_PARTS,
    fewer_in_the_year,
)
from ingestion.samples.season import one_more

_TIMES = 3
_YEARS = (2021, 2022, 2023, 2024, 2025, 2018, 2022, 2024, 2023, 2025, 2019, 2021, 2020)
_LAST_CORRECTED_YEAR = 2020
_LAST_FULL_YEAR = 2025
Make = Callable[["_Planter", Draft], Fault | None]


@dataclass
class _Planter:
    """Plants one fault after the other; ``planted`` decides where the next one goes."""

    season: Season
    seed: int
    planted: int = 0

    def plant(self, form: str, code: str, make: Make, template: Fault | None = None) -> None:
        """Plant a fault in a free report of the form; nothing where the sample has none."""
        suffix = template.suffix if template else None
        start = self.planted % len(_YEARS)
        for year in (*_YEARS[start:], *_YEARS[:start]):
            free = [draft for draft in self.season.free(form, year, suffix) if draft.has_rows]
            if template in AGAINST_LAST_YEAR:
                free = [draft for draft in free if self.year_before(draft)]
            if code == YEAR_BELOW_PARTS:
                free = [draft for draft in free if self.part_of(draft)]
            if free:
                draft = pick(free, self.seed, "fault", code, self.planted)
                if fault := make(self, draft):
                    self.put(draft, fault)
                return

    def put(self, draft: Draft, fault: Fault, *, corrected: bool | None = None) -> None:
        """Make the draft faulty and, where it must be, send the right figures after it."""
        year = draft.period.index_year
        if corrected is None:
            always = year <= _LAST_CORRECTED_YEAR or draft.form.form not in (BUDGET, INCIDENTS)
            corrected = always or self.planted % 2 == 0
        self.planted += 1
        if corrected:
            days = 10 + int(6 * draw(self.seed, "corrected", *draft.key))
            self.season.drafts.append(draft.next_revision(days))
        draft.fault = fault
        self.season.take(draft)
        against = [one.code for one in AGAINST_LAST_YEAR]
        if fault.code in against and (before := self.year_before(draft)):
            self.season.take(before)
        if fault.code == YEAR_BELOW_PARTS and (part := self.part_of(draft)):
            self.season.take(part)
        if fault.code == REVISION_CONFLICT:
            twin = draft.copy()
            twin.label = "-b"
            one_more(twin)
            self.season.drafts.append(twin)

    def year_before(self, draft: Draft) -> Draft | None:
        """The same agency's untouched report of the year before."""
        year = draft.period.index_year - 1
        sent = self.season.of_agency(draft.agency.agency_id, draft.form.form, year)
        return sent[0] if len(sent) == 1 and sent[0].key not in self.season.taken else None

    def part_of(self, draft: Draft) -> Draft | None:
        """The same agency's untouched report of a part of the year, in which something happened."""
        year = draft.period.index_year
        sent = self.season.of_agency(draft.agency.agency_id, draft.form.form, year)
        parts = [other for other in sent if other.period.kind != draft.period.kind == "year"]
        free = [other for other in parts if other.key not in self.season.taken]
        return next((other for other in free if is_positive(_first_count(other))), None)

    def another(self, draft: Draft, what: str) -> Draft | None:
        """A report of another unit for the same form and period, if there is one."""
        others = [
            other
            for other in self.season.drafts
            if (other.form, other.period) == (draft.form, draft.period)
            and other.agency.unit != draft.agency.unit
        ]
        return pick(others, self.seed, what, *draft.key) if others else None


def plant_faults(season: Season, facts: Facts, seed: int) -> None:
    """Plant every fault of the catalogue, each code at least three times where it can be."""
    planter = _Planter(season, seed)
    by_code: dict[str, list[Fault]] = {}
    for fault in (*CATALOGUE, *FORM_FAULTS, *AGAINST_LAST_YEAR):
        by_code.setdefault(fault.code, []).append(fault)
    for code, faults in by_code.items():
        for fault in islice(cycle(faults), max(_TIMES, len(faults))):
            planter.plant(fault.form, code, _always(fault), fault)
    for code, make in _RELATIVE.items():
        for form in (BUDGET, INCIDENTS, SECURITY):
            planter.plant(form, code, make)
    for _ in range(_TIMES):
        planter.plant(INCIDENTS, YEAR_BELOW_PARTS, _fewer_in_the_year)
    _plant_old_codes(planter, facts)
    _plant_in_measurements(planter)
    _leave_one_unit_uncovered(planter)


def _first_count(draft: Draft) -> Entry:
    return draft.rows[draft.form.sheets[0].name][0].get("incidents")


def _fewer_in_the_year(planter: _Planter, draft: Draft) -> Fault | None:
    part = planter.part_of(draft)
    return fewer_in_the_year(part) if part else None


def _always(fault: Fault) -> Make:
    return lambda _, __: fault


def _another_agencys_name(planter: _Planter, draft: Draft) -> Fault | None:
    other = planter.another(draft, "name")
    if other is None:
        return None
    return _header_fault(
        AGENCY_NAME, draft, "name of another agency", "agency_name", other.agency.name
    )


def _another_units_code(planter: _Planter, draft: Draft) -> Fault | None:
    other = planter.another(draft, "unit")
    if other is None:
        return None
    return _header_fault(
        UNIT_MISMATCH, draft, "code of another unit", "unit_code", str(other.header["unit_code"])
    )


def _plant_old_codes(planter: _Planter, facts: Facts) -> None:
    """A merged unit that still gives the code of one of its predecessors, not its own."""
    for form in (BUDGET, INCIDENTS):
        merged = []
        for draft in planter.season.free(form, _LAST_FULL_YEAR):
            unit = draft.agency.unit
            old = facts.predecessors.get(unit.unit_id, ()) if unit else ()
            codes = [facts.units[unit_id].code for unit_id in old]
            merged += [(draft, code) for code in codes if unit and code != unit.code]
        if merged:
            draft, code = pick(merged, planter.seed, "old_code", form)
            note = "code of a predecessor after the merger"
            fault = _header_fault(UNIT_MISMATCH, draft, note, "unit_code", code)
            planter.put(draft, fault, corrected=True)


def _another_sender(planter: _Planter, draft: Draft) -> Fault | None:
    other = planter.another(draft, "sender")
    if other is None:
        return None
    sender = other.agency.agency_id

    def on_draft(faulty: Draft) -> None:
        faulty.sender = sender

    return Fault(SENDER, draft.form.form, "sent by an agency that may not", on_draft)


def _conflict(_: _Planter, draft: Draft) -> Fault:
    return Fault(REVISION_CONFLICT, draft.form.form, "two contents, one revision and date")


_RELATIVE: dict[str, Make] = {
    AGENCY_NAME: _another_agencys_name,
    UNIT_MISMATCH: _another_units_code,
    SENDER: _another_sender,
    REVISION_CONFLICT: _conflict,
}


def _header_fault(code: str, draft: Draft, note: str, field: str, entry: str) -> Fault:
    def on_page(page: SheetLayout) -> Place:
        place = place_of(page, "", field)
        page.write(*place, entry)
        return place

    return Fault(code, draft.form.form, note, on_page=on_page)


def _plant_in_measurements(planter: _Planter) -> None:
    """One wrong cell in a report of every form the national centre sends, corrected later."""
    forms = {
        draft.form.form: draft.form
        for draft in planter.season.drafts
        if draft.form.reporter == "national_centre"
    }
    for name, form in sorted(forms.items()):
        sheet = form.sheets[0]
        counts = (
            [f.code for f in sheet.fields if f.kind == "count"] if sheet.kind == "register" else []
        )
        if not counts:
            continue

        def on_page(page: SheetLayout, field: str = counts[0]) -> Place:
            place = next(p for (_, code), p in page.places.items() if code == field)
            page.write(*place, "không đo được")
            return place

        fault = Fault("CELL-TYPE", name, WORDS, on_page=on_page)
        planter.plant(name, fault.code, _always(fault), fault)


def _leave_one_unit_uncovered(planter: _Planter) -> None:
    """All security reports of one unit wrong in the last full year, and never corrected."""
    free = planter.season.free(SECURITY, _LAST_FULL_YEAR)
    by_unit: dict[str, list[Draft]] = {}
    for draft in free:
        if draft.agency.unit:
            by_unit.setdefault(draft.agency.unit.unit_id, []).append(draft)
    if not by_unit:
        return
    whole = max(len(drafts) for drafts in by_unit.values())
    complete = sorted(unit for unit, drafts in by_unit.items() if len(drafts) == whole)
    drafts = by_unit[pick(complete, planter.seed, "uncovered")]
    codes = ("RATIO-ORDER", "CELL-REQUIRED")
    faults = [f for code in codes for f in CATALOGUE if (f.code, f.form) == (code, SECURITY)]
    for draft, fault in zip(drafts, cycle(faults), strict=False):
        planter.put(draft, fault, corrected=False)
