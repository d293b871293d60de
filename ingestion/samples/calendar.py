"""When a report is signed and received: mostly on time, some late, never after the sample ends."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from ingestion.contract import Form
from ingestion.periods import Period, deadline_of
from ingestion.samples.chance import draw

AS_OF = date(2026, 7, 31)
VIETNAM = timezone(timedelta(hours=7))
_LATE_SHARE = 0.05
_CHANNELS = ("portal", "email")


def received_at(form: Form, period: Period, seed: int, agency_id: str) -> datetime:
    """The moment the report of an agency reaches the ministry."""
    chance = draw(seed, "received", agency_id, form.form, period.key)
    due = deadline_of(form, period)
    if due is None:
        wait = 10 + int(65 * chance) if period.kind == "year" else 5 + int(8 * chance)
        day = period.end + timedelta(days=wait)
    elif draw(seed, "late", agency_id, form.form, period.key) < _LATE_SHARE:
        day = due[0] + timedelta(days=int(9 * chance))
    else:
        day = due[0] - timedelta(days=2 + int(24 * chance))
    minute = int(540 * draw(seed, "minute", agency_id, form.form, period.key))
    return datetime.combine(day, time(8), VIETNAM) + timedelta(minutes=minute)


def signed_on(received: datetime, seed: int, agency_id: str) -> date:
    """The date written on a report received at that moment."""
    days = 1 + int(3 * draw(seed, "signed", agency_id, received.isoformat()))
    return (received - timedelta(days=days)).date()


def last_moment_on_time(form: Form, period: Period) -> datetime | None:
    """The last minute before a report is late; None where no deadline is known."""
    due = deadline_of(form, period)
    if due is None:
        return None
    return datetime.combine(due[0] - timedelta(days=1), time(23, 59), VIETNAM)


def channel_of(seed: int, agency_id: str) -> str:
    """The channel through which an agency sends everything."""
    return _CHANNELS[int(len(_CHANNELS) * draw(seed, "channel", agency_id))]
