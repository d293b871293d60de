"""Aggregates: what an agency that others report to adds up from what they sent, to be compared with
their own reports. Two of them state a figure wrongly; the manifest names where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from ingestion.forms.contract import RegisterSheet
from ingestion.forms.header import load_header
from ingestion.samples.answers import header_label
from ingestion.samples.chance import draw
from ingestion.samples.draft import Draft, Mismatch, Row, Season
from ingestion.samples.faults import INCIDENTS

# One year of the 63 provinces and one of the 34.
_PERIODS = ("2024", "2025")
_MISMATCHES = (("incidents", 10), ("support_requested", 1))
_DAYS_TO_ADD_UP = 2


def add_aggregates(season: Season, seed: int) -> None:
    """Let every agency whose members all sent a sound report send an aggregate, two of them
    wrong."""
    season.aggregates = [
        _aggregate(head, members)
        for period in _PERIODS
        for head, members in _complete_groups(season, period)
    ]
    ordered = sorted(season.aggregates, key=lambda draft: draw(seed, "mismatch", *draft.key))
    season.mismatches = [
        _make_wrong(draft, field, too_many)
        for draft, (field, too_many) in zip(ordered, _MISMATCHES, strict=False)
    ]


def _complete_groups(season: Season, period: str) -> Iterator[tuple[Draft, list[Draft]]]:
    """The report of each agency that others report to, with theirs and its own; none where one of
    them was ever wrong, for then it is open what the head added up."""
    sent = [d for d in season.drafts if (d.form.form, d.period.key) == (INCIDENTS, period)]
    wrong = {draft.key for draft in sent if draft.fault}
    latest = {draft.key: draft for draft in sorted(sent, key=lambda draft: draft.revision)}
    by_agency = {draft.agency.agency_id: draft for draft in latest.values()}
    for agency_id, head in sorted(by_agency.items()):
        below = [d for d in by_agency.values() if d.agency.parent_id == agency_id]
        members = [head, *sorted(below, key=lambda draft: draft.order)]
        if below and not any(draft.key in wrong for draft in members):
            yield head, members


def _aggregate(head: Draft, members: Sequence[Draft]) -> Draft:
    aggregate = head.copy()
    aggregate.revision, aggregate.label = 0, "-tong-hop"
    received = max(draft.received_at for draft in members) + timedelta(days=_DAYS_TO_ADD_UP)
    aggregate.received_at = received
    aggregate.header |= {
        "scope": header_label("scope", "aggregate"),
        "revision": 0,
        "report_date": (received - timedelta(days=1)).date(),
    }
    (sheet,) = head.form.registers
    for index, row in enumerate(aggregate.rows[sheet.name]):
        row |= _summed(sheet, head, [(draft, draft.rows[sheet.name][index]) for draft in members])
    return aggregate


def _summed(sheet: RegisterSheet, head: Draft, rows: Sequence[tuple[Draft, Row]]) -> Row:
    """The sums of a row's figures over its reports, money in the head's unit."""
    summed: Row = {}
    for field in sheet.fields:
        amounts = [(draft, row.get(field.code)) for draft, row in rows]
        numbers = [(draft, entry) for draft, entry in amounts if isinstance(entry, int)]
        if not numbers:
            continue
        if field.kind == "money":
            dong = sum(entry * _multiplier(draft) for draft, entry in numbers)
            summed[field.code] = dong // _multiplier(head)
        else:
            summed[field.code] = sum(entry for _, entry in numbers)
    return summed


def _multiplier(draft: Draft) -> int:
    options = load_header().lists["money_unit"]
    return next(int(o.code) for o in options if o.label.vi == draft.header["money_unit"])


def _make_wrong(draft: Draft, field: str, too_many: int) -> Mismatch:
    """State more of something in the first row than was sent; its own rules still hold."""
    (sheet,) = draft.form.registers
    first = draft.form.lists[sheet.printed_rows or ""][0]
    row = draft.rows[sheet.name][0]
    stated = row[field]
    if isinstance(stated, int):
        row[field] = stated + too_many
    return Mismatch(draft, first.code, field, too_many)
