"""When a report is signed and received: mostly on time, some late, never after the sample ends."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from ingestion.forms.contract import Form
from ingestion.forms.obligations import Law
from ingestion.forms.periods import Period
from ingestion.samples.chance import draw

AS_OF = date(2026, 7, 31)
VIETNAM = timezone(timedelta(hours=7))
_LATE_SHARE = 0.05
# Something happens at half past eight in the morning, and most report it on the same day.
_REPORTED_FROM, _MINUTES_OF_REPORTING = time(10), 360
_NEXT_DAY_SHARE, _TOO_LATE_SHARE = 0.3, 0.1
_CHANNELS = ("portal", "email")


def received_at(form: Form, period: Period, seed: int, agency_id: str, law: Law) -> datetime:
    """The moment the report of an agency reaches the ministry."""
    if period.kind == "event":
        return _reported_at(form, period, seed, agency_id)
    chance = draw(seed, "received", agency_id, form.form, period.key)
    due = law.deadline_of(form.form, period)
    if due is None:
        wait = 10 + int(65 * chance) if period.kind == "year" else 5 + int(8 * chance)
        day = period.end + timedelta(days=wait)
    elif draw(seed, "late", agency_id, form.form, period.key) < _LATE_SHARE:
        day = due.day + timedelta(days=int(9 * chance))
    else:
        day = due.day - timedelta(days=2 + int(24 * chance))
    minute = int(540 * draw(seed, "minute", agency_id, form.form, period.key))
    return datetime.combine(day, time(8), VIETNAM) + timedelta(minutes=minute)


def _reported_at(form: Form, period: Period, seed: int, agency_id: str) -> datetime:
    """When an event is reported: the same day, the next one, or more than five days later."""
    key = (agency_id, form.form, period.key)
    days = 1 if draw(seed, "next_day", *key) < _NEXT_DAY_SHARE else 0
    if draw(seed, "late", *key) < _TOO_LATE_SHARE:
        days = 6 + int(3 * draw(seed, "received", *key))
    minute = int(_MINUTES_OF_REPORTING * draw(seed, "minute", *key))
    return datetime.combine(period.end + timedelta(days=days), _REPORTED_FROM, VIETNAM) + timedelta(
        minutes=minute
    )


def signed_on(received: datetime, period: Period, seed: int, agency_id: str) -> date:
    """The date written on a report received at that moment; for an event the day it arrives."""
    if period.kind == "event":
        return received.date()
    days = 1 + int(3 * draw(seed, "signed", agency_id, received.isoformat()))
    return (received - timedelta(days=days)).date()


def last_moment_on_time(form: Form, period: Period, law: Law) -> datetime | None:
    """The last minute before a report is late; None where no deadline is known."""
    due = law.deadline_of(form.form, period)
    if due is None:
        return None
    return datetime.combine(due.day - timedelta(days=1), time(23, 59), VIETNAM)


def channel_of(seed: int, agency_id: str) -> str:
    """The channel through which an agency sends everything."""
    return _CHANNELS[int(len(_CHANNELS) * draw(seed, "channel", agency_id))]
