"""Rows of the page on the law that deadlines are computed by."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from dashboards.looks.locale import day, in_language, text
from dashboards.marts.mart_row import MartRow
from dashboards.marts.reporting import DOUBTED, kind_in_words

_ADDRESS = re.compile(r"https://\S+")


class LegalRule(MartRow):
    """One rule of ``mart_legal_basis``, as its page shows it."""

    rule_id: str
    kind: str
    report_vi: str | None
    form: str | None
    form_title_vi: str | None
    form_title_en: str | None
    scope: str
    sector: str | None
    binds: str
    event: str | None
    is_serious_only: bool
    deadline_rule: str
    deadline_month_day: str | None
    deadline_date: date | None
    deadline_amount: int | None
    data_from: str | None
    data_to: str | None
    valid_from: date | None
    valid_to: date | None
    state: str
    ended_by: str | None
    legal_basis: str | None
    document_date: str | None
    source: str | None
    source_vi: str | None
    mark: str
    note_vi: str | None
    note_en: str | None

    @property
    def report(self) -> str:
        """What the law calls the report; in English the title of its form, where it has one."""
        return in_language(self.report_vi or self.form_title_vi or "", self.form_title_en)

    @property
    def kind_in_words(self) -> str:
        """What kind of report it is, where the name does not say it; else empty."""
        return kind_in_words(self.kind)

    @property
    def when(self) -> str:
        """By when, in words."""
        if self.event:
            within = f"page.reporting.deadline.{self.deadline_rule}"
            of_what = f"page.reporting.event.{self.event}"
            return f"{text(within, amount=self.deadline_amount)} {text(of_what)}"
        if self.deadline_month_day:
            return text("page.legal.every_year", day=_day_of_year(self.deadline_month_day))
        if self.deadline_date:
            return text(f"page.legal.{self.deadline_rule}", day=day(self.deadline_date))
        return text(f"page.legal.{'at_once' if self.deadline_rule == 'at_once' else 'not_known'}")

    @property
    def data_days(self) -> str:
        """Which days its data cover, where the rule names them; else empty."""
        if not self.data_from or not self.data_to:
            return ""
        first, last = self.days_in_year
        return text("page.legal.data_days", first=first, last=last)

    @property
    def days_in_year(self) -> tuple[str, str]:
        """The first and the last day its data cover, as ``15/12`` and ``14/12``; the first lies in
        the year before. Empty where the rule names none."""
        return _day_of_year(self.data_from), _day_of_year(self.data_to)

    @property
    def first_data_year(self) -> int | None:
        """The first year whose data cover the days the rule names; None where it names none, or
        no day from which it holds."""
        if not self.data_to or not self.valid_from:
            return None
        is_over = f"{self.valid_from:%m-%d}" > self.data_to
        return self.valid_from.year + is_over

    @property
    def interval(self) -> str:
        """From when to when it holds."""
        if self.valid_from and self.valid_to:
            return text("page.legal.between", first=day(self.valid_from), last=day(self.valid_to))
        if self.valid_from:
            return text("page.legal.from", first=day(self.valid_from))
        if self.valid_to:
            return text("page.legal.to", last=day(self.valid_to))
        return text("page.legal.open")

    @property
    def issued(self) -> str:
        """When its document was issued, as far as that is known, where the first day of the rule is
        not; else empty."""
        if not self.document_date:
            return ""
        return text("page.legal.issued", date="/".join(reversed(self.document_date.split("-"))))

    @property
    def note(self) -> str:
        """What a reader has to know of it; else empty."""
        return in_language(self.note_vi or "", self.note_en)

    @property
    def bound(self) -> str:
        """Whom it binds, where not everyone; else empty."""
        return "" if self.binds == "everyone" else text(f"page.reporting.binds.{self.binds}")

    @property
    def link(self) -> str | None:
        """Where it can be read, if that is a page."""
        return self.source if self.source and _ADDRESS.fullmatch(self.source) else None

    @property
    def read_in(self) -> str:
        """Where it was read, if that is not just an address; else empty."""
        if not self.source or self.link:
            return ""
        return in_language(self.source_vi or self.source, self.source)

    @property
    def is_doubted(self) -> bool:
        """Whether it was not compared with the original text."""
        return self.mark in DOUBTED

    @property
    def read_as(self) -> str:
        """How far it was verified."""
        return text(f"page.legal.mark.{self.mark}")

    QUERY: ClassVar[str] = """
        select rule_id, kind, report_vi, form, form_title_vi, form_title_en, scope, sector, binds,
            event, is_serious_only, deadline_rule, deadline_month_day, deadline_date,
            deadline_amount, data_from, data_to, valid_from, valid_to, state, ended_by, legal_basis,
            document_date, source, source_vi, mark, note_vi, note_en
        from visible.mart_legal_basis
        order by state, length(rule_id), rule_id
    """


def _day_of_year(month_day: str | None) -> str:
    """``12-05`` as ``05/12``; nothing as an empty text."""
    if not month_day:
        return ""
    month, number = month_day.split("-")
    return f"{number}/{month}"
