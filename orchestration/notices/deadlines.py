"""Telling of deadlines ahead: the operators of all, an agency of its own that it has not met.

What is due is read from the marts, as of the last run. Under an assumed duty nobody is asked for
anything: to the operators it is called so, to agencies it is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.mail_settings import MailSettings
from orchestration.explaining.published import NothingToExplain, Published
from orchestration.intake.originals import agencies_of
from orchestration.notices.notice_record import NoticeKind, Planned, plan
from orchestration.notices.registered_addresses import RegisteredAddress, registered_addresses
from orchestration.notices.sending import Mailed, send_waiting

_TOLD = (
    *("obligation_id", "kind", "sector", "binds", "report_vi", "recipients", "period"),
    *("last_day_on_time", "legal_basis", "mark", "note_vi", "note_en"),
)
_FRESH = timedelta(days=1)
_CALENDAR = """
    select rule_id, coalesce(obligation_id, rule_id) as obligation_id, kind, form, sector, binds,
        coalesce(report_vi, form_title_vi) as report_vi, recipients, period, last_day_on_time,
        legal_basis, mark, note_vi, note_en
    from marts.mart_deadline_calendar
    where last_day_on_time between $first and $last
        and coalesce(reports_due = 0 or reports_received < reports_due, true)
    order by last_day_on_time, rule_id, period
"""
_OWED = """
    select rule_id, coalesce(obligation_id, rule_id) as obligation_id, kind, form, sector,
        'everyone' as binds, report_vi, recipients, period, last_day_on_time, legal_basis, mark,
        note_vi, note_en, agency_id
    from marts.mart_obligation_status
    where status = 'not_yet_due' and received_on is null and not is_assumed and not is_synthetic
        and last_day_on_time between $first and $last
    order by agency_id, last_day_on_time, rule_id, period
"""


def tell_deadlines_ahead(home: Home, day: date) -> Mailed:
    """Tell of what falls due within the days of the settings (``days_ahead``), once for each
    deadline, number of days and recipient, all of them in one letter to each. Nothing without
    ``[mail]`` in the settings, or before the first run."""
    settings = home.settings.mail
    if settings is None:
        return Mailed(is_configured=False)
    if settings.days_ahead and home.published.exists():
        with home.ledger() as ledger:
            plan(ledger, _letters(home, settings, ledger, day))
    return send_waiting(home)


def _letters(home: Home, settings: MailSettings, ledger: Ledger, day: date) -> Iterator[Planned]:
    """The letters on what was not told yet."""
    days = {"first": day, "last": day + timedelta(days=max(settings.days_ahead))}
    try:
        published = Published(home.published)
        calendar, owed = published.rows(_CALENDAR, **days), published.rows(_OWED, **days)
        (of_run,) = published.rows("select as_of from marts.dim_run")
    except NothingToExplain:  # built by other models: the next run builds it anew
        return
    ahead = _Ahead(day, of_run["as_of"], settings.days_ahead, _told_before(ledger))
    for to in settings.operators:
        yield from ahead.letter("deadlines", to, calendar)
    is_of_now = of_run["as_of"] >= day - _FRESH  # a report may have come since an older one
    if "deadlines" in settings.agencies and home.kind == "real" and is_of_now:
        addresses = registered_addresses(agencies_of(home, ledger), day)
        for agency_id, duties in groupby(owed, key=lambda row: str(row["agency_id"])):
            if agency_id in addresses:
                agency = addresses[agency_id]
                yield from ahead.letter("agency_deadlines", agency.to, [*duties], agency)


def _told_before(ledger: Ledger) -> set[tuple[str, str, str]]:
    """What was planned to be told: the kind of letter, to whom, and the key of each deadline."""
    return {
        (event.body["what"], event.body["to"], key)
        for event in ledger.events("notice_planned")
        for key in event.body["facts"].get("deadlines", ())
    }


@dataclass(frozen=True)
class _Ahead:
    """What lies ahead of a ``day`` by the figures ``as_of`` another, and what was told of it."""

    day: date
    as_of: date
    days_ahead: Sequence[int]
    told: Collection[tuple[str, str, str]]

    def letter(
        self,
        what: NoticeKind,
        to: str,
        duties: Sequence[Mapping[str, Any]],
        agency: RegisteredAddress | None = None,
    ) -> Iterator[Planned]:
        """The letter on those duties that were not told yet, if there are any."""
        of = {"agency_id": agency.agency_id, "agency": agency.agency_name} if agency else {}
        fresh = {self._key(duty, of): duty for duty in duties}
        fresh = {key: duty for key, duty in fresh.items() if (what, to, key) not in self.told}
        if not fresh:
            return
        lines = [_plain(duty) for duty in fresh.values()]
        facts = {**of, "as_of": str(self.as_of), "deadlines": [*fresh], "duties": lines}
        until = max(self._until(duty) for duty in fresh.values())
        yield Planned(what, to, " ".join(fresh), facts, until)

    def _days(self, duty: Mapping[str, Any]) -> int:
        """How many days ahead a deadline is told: the fewest of the settings that are not fewer
        than are left, so that a day on which nothing ran costs none."""
        left = (duty["last_day_on_time"] - self.day).days
        return min(days for days in self.days_ahead if days >= left)

    def _until(self, duty: Mapping[str, Any]) -> date:
        """The last day before the next letter tells of it; else that of the deadline."""
        later = [days for days in self.days_ahead if days < self._days(duty)]
        days_before = max(later) + 1 if later else 0
        last_day: date = duty["last_day_on_time"]
        return last_day - timedelta(days=days_before)

    def _key(self, duty: Mapping[str, Any], of: Mapping[str, str]) -> str:
        """What a deadline is known by when it is told so many days ahead."""
        parts = (of.get("agency_id"), duty["rule_id"], duty["period"], duty["last_day_on_time"])
        return "/".join(str(one) for one in (*parts, self._days(duty)) if one is not None)


def _plain(duty: Mapping[str, Any]) -> dict[str, str | None]:
    """A duty as the ledger keeps it, with what its form is called."""
    form = load_contracts().latest().get(duty["form"])
    kept = {name: duty[name] and str(duty[name]) for name in _TOLD}
    kept["report_vi"] = kept["report_vi"] or (form.title.vi if form else duty["obligation_id"])
    return {**kept, "report_en": form.title.en if form else None}
