"""Which reports a sample holds: every agency's, for every period it owes, nothing wrong in them."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.forms.contract import Contracts, Form
from ingestion.forms.obligations import Law
from ingestion.forms.periods import Period, parse_period
from ingestion.samples.agencies import NATIONAL_CENTRE, Agency, Scale
from ingestion.samples.answers import AnswerBook, Sender
from ingestion.samples.calendar import AS_OF, channel_of, received_at, signed_on
from ingestion.samples.chance import draw
from ingestion.samples.draft import Draft, Season, Suffix, is_positive
from ingestion.samples.facts import Facts
from ingestion.samples.strength import FIRST_YEAR

# The year of a sample that has one; the national one is the first in which communes exist.
YEARS: dict[Scale, int] = {"season": 2024, "national": 2025}
_EVERY_THIRD, _EVERY_FIFTH = 3, 5
_REVISED_SHARE = 0.02


def plan_season(
    contracts: Contracts,
    facts: Facts,
    register: dict[str, list[Agency]],
    seed: int,
    scale: Scale,
) -> Season:
    """Every report of the sample as its sender would have sent it, none of them wrong."""
    forms = list(contracts.latest().values())
    book = AnswerBook(forms, facts, seed)
    drafts: list[Draft] = []
    for form in forms:
        numbered = enumerate(_owed(form, facts, register, scale))
        for number, (agency, period, count) in numbered:
            received = received_at(form, period, seed, agency.agency_id, facts.law)
            lines, rows = book.fill(form, Sender(agency, count, period))
            signed = signed_on(received, period, seed, agency.agency_id)
            drafts.append(
                Draft(
                    form,
                    agency,
                    period,
                    _suffix(form, number, scale),
                    book.header(form, agency, period, signed),
                    lines,
                    rows,
                    received,
                    sender=agency.agency_id,
                    channel=channel_of(seed, agency.agency_id),
                )
            )
    return Season(drafts)


def _owed(
    form: Form, facts: Facts, register: dict[str, list[Agency]], scale: Scale
) -> Iterator[tuple[Agency, Period, int]]:
    """Every agency with the periods it owes, and how many of its unit report beside it."""
    for period in _periods(form, facts.law):
        if period.index_year != YEARS.get(scale, period.index_year):
            continue
        if form.reporter == "national_centre":
            yield NATIONAL_CENTRE, period, 1
            continue
        one_in = form.sample.one_in.get(period.key, 1) if form.sample else 1
        for unit in facts.units_on(period.end)[::one_in]:
            present = [a for a in register[unit.unit_id] if a.is_valid_on(period.end)]
            is_asked_of_all = facts.law.deadline_of(form.form, period) is not None
            few = form.sample and not (scale == "national" and is_asked_of_all)
            senders = present[:1] if few else present
            for agency in senders:
                yield agency, period, len(senders)


def _periods(form: Form, law: Law) -> Iterator[Period]:
    if form.sample:
        yield from map(parse_period, form.sample.periods)
    else:
        yield from law.owed_periods(form, FIRST_YEAR, AS_OF)


def _suffix(form: Form, number: int, scale: Scale) -> Suffix:
    """Workbooks for the large indicator form (every fifth as CSV) and for a whole season; CSV
    for the rest, where the contract allows it, and JSON for a third where it is one."""
    if len(form.formats) == 1 or (scale == "season" and "xlsx" in form.formats):
        return form.formats[0]
    if "json" in form.formats and number % _EVERY_THIRD == 0:
        return "json"
    is_workbook = form.sheets[0].kind == "indicator" and number % _EVERY_FIFTH
    return "xlsx" if is_workbook and "xlsx" in form.formats else "csv"


def add_revisions(season: Season, seed: int) -> None:
    """Let some agencies correct themselves: a first report that left one out, then the right."""
    for form in sorted({draft.form.form for draft in season.drafts}):
        for draft in season.free(form):
            if draw(seed, "revised", *draft.key) >= _REVISED_SHARE:
                continue
            corrected = draft.next_revision(days=5 + int(10 * draw(seed, "again", *draft.key)))
            if one_fewer(draft):
                season.drafts.append(corrected)
                season.take(draft)


def one_fewer(draft: Draft) -> bool:
    """Take one from the first share there is something to take from; False when there is none."""
    for sheet in draft.form.sheets:
        if sheet.kind == "indicator":
            places = [
                (draft.lines[line.code], "value") for line in sheet.lines if line.kind == "ratio"
            ]
        else:
            parts = [field.code for field in sheet.fields if field.sample and field.sample.of]
            places = [(row, code) for row in draft.rows[sheet.name] for code in parts]
        for entries, code in places:
            value = entries.get(code)
            if isinstance(value, int) and is_positive(value):
                entries[code] = value - 1
                return True
    return False


def one_more(draft: Draft) -> None:
    """Add one to the first quantity that others are shares of."""
    for sheet in draft.form.sheets:
        if sheet.kind == "indicator":
            places = [
                (draft.lines[line.code], "denominator")
                for line in sheet.lines
                if line.kind == "ratio"
            ]
        else:
            bases = [field.code for field in sheet.fields if field.sample and field.sample.base]
            places = [(row, code) for row in draft.rows[sheet.name] for code in bases]
        for entries, code in places:
            value = entries.get(code)
            if isinstance(value, int):
                entries[code] = value + 1
                return
