"""A report before it is written: what its sender fills in, and when and through whom it comes."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from ingestion.blanks.layout import Answers, Entry, Place, SheetLayout
from ingestion.forms.contract import FileFormat, Form
from ingestion.forms.periods import Period
from ingestion.samples.agencies import Agency

Key = tuple[str, str, str]
Row = dict[str, Entry]
Suffix = FileFormat


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file and the code it should be found under.

    ``on_draft`` changes the answers before they are laid out, ``on_page`` changes the first page
    and says where a steward must look (None: the file as a whole), ``on_bytes`` changes the file
    written. ``suffix`` is the kind of file it needs.
    """

    code: str
    form: str
    note: str
    on_draft: Callable[[Draft], None] | None = None
    on_page: Callable[[SheetLayout], Place | None] | None = None
    on_bytes: Callable[[bytes, Place | None], bytes] | None = None
    suffix: Suffix | None = None


@dataclass
class Draft:
    """One report of one agency for one period, open to changes until it is written."""

    form: Form
    agency: Agency
    period: Period
    suffix: Suffix
    header: dict[str, Entry]
    lines: dict[str, dict[str, Entry]]
    rows: dict[str, list[Row]]
    received_at: datetime
    sender: str
    channel: str
    revision: int = 0
    label: str = ""
    fault: Fault | None = None

    @property
    def has_rows(self) -> bool:
        """Whether there is something in each register that lists what its agency has: nothing can
        be wrong with one system of none."""
        listing = [sheet for sheet in self.form.registers if sheet.sample_rows]
        return all(self.rows[sheet.name] for sheet in listing)

    @property
    def key(self) -> Key:
        """Agency, form, period and subject: what a submission is received for."""
        subject = self.header.get("subject")
        period = f"{self.period.key}/{subject}" if subject else self.period.key
        return self.agency.agency_id, self.form.form, period

    @property
    def path(self) -> str:
        """Where the file goes, below the folder of its agency."""
        revision = f"-r{self.revision}" if self.revision else ""
        name = f"{self.form.form}-{self.period.key}{revision}{self.label}.{self.suffix}"
        return f"{self.agency.agency_id}/{name}"

    @property
    def answers(self) -> Answers:
        """What the sender fills in."""
        return Answers(self.header, self.lines, {name: [*rows] for name, rows in self.rows.items()})

    @property
    def order(self) -> tuple[str, str, str, int, str]:
        """Drafts are written in this order, whatever order they were planned in."""
        return (*self.key, self.revision, self.label)

    def copy(self) -> Draft:
        """The same report, to be changed on its own."""
        return replace(
            self,
            header=dict(self.header),
            lines=deepcopy(self.lines),
            rows=deepcopy(self.rows),
        )

    def next_revision(self, days: int) -> Draft:
        """The same report sent again with a higher revision number, some days later."""
        later = self.copy()
        later.revision = self.revision + 1
        later.received_at = self.received_at + timedelta(days=days)
        signed = later.received_at - timedelta(days=1)
        later.header |= {"revision": later.revision, "report_date": signed.date()}
        return later


@dataclass(frozen=True)
class Mismatch:
    """A figure of an aggregate that is so much more than what it sums up."""

    draft: Draft
    row: str
    field: str
    too_many: int


@dataclass
class Season:
    """Every draft of a sample, with what is planted in it; ``aggregates`` sum up the others."""

    drafts: list[Draft]
    aggregates: list[Draft] = field(default_factory=list)
    mismatches: list[Mismatch] = field(default_factory=list)
    near_misses: list[tuple[Draft, str]] = field(default_factory=list)
    taken: set[Key] = field(default_factory=set)

    def free(self, form: str, year: int | None = None, suffix: Suffix | None = None) -> list[Draft]:
        """The drafts of a form in which nothing is planted yet, in order."""
        drafts = [
            draft
            for draft in self.drafts
            if draft.form.form == form
            and draft.key not in self.taken
            and (year is None or draft.period.index_year == year)
            and (suffix is None or draft.suffix == suffix)
        ]
        return sorted(drafts, key=lambda draft: draft.order)

    def of_agency(self, agency_id: str, form: str, year: int) -> list[Draft]:
        """The drafts of one agency and form in one year."""
        return [
            draft
            for draft in self.drafts
            if draft.agency.agency_id == agency_id
            and draft.form.form == form
            and draft.period.index_year == year
        ]

    def take(self, *drafts: Draft) -> None:
        """Mark drafts as planted, so that nothing else is planted in them."""
        self.taken.update(draft.key for draft in drafts)


def is_positive(entry: Entry) -> bool:
    """Whether an entry is a number above zero."""
    return isinstance(entry, int | Decimal) and entry > 0
