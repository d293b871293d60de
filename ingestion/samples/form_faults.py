"""Faults of the forms on systems, incidents, sites and contacts, each with its code; like
``faults`` it knows what senders get wrong, not how it is found."""

from __future__ import annotations

from datetime import date

from ingestion.blanks.layout import Entry
from ingestion.messages import text as message
from ingestion.samples.draft import Draft, Fault
from ingestion.samples.faults import place_of

SYSTEMS, REPORTS = "information_systems", "incident_report"
SITES, CONTACTS = "websites", "contact_points"
_NO = message("form.no")


def _line_fault(code: str, form: str, line: str, entry: Entry, note: str, at: str = "") -> Fault:
    """A fault made by one answer of a sheet of lines, found at it or at the line ``at``."""

    def on_draft(draft: Draft) -> None:
        draft.lines[line]["value"] = entry

    return Fault(code, form, note, on_draft, lambda page: place_of(page, at or line, "value"))


def _list_fault(code: str, form: str, sheet: str, note: str, **changed: Entry) -> Fault:
    """A fault in the first row of a further sheet; the manifest names the file."""

    def on_draft(draft: Draft) -> None:
        draft.rows[sheet][0] |= changed

    return Fault(code, form, note, on_draft)


FORM_FAULTS: tuple[Fault, ...] = (
    _line_fault("SYSTEM-COUNT", SYSTEMS, "total_systems", 9_999, "more systems than rows"),
    _line_fault("SYSTEM-STEPS", SYSTEMS, "dossier_made", 0, "appraised without one", "appraised"),
    _list_fault(
        "SYSTEM-ASSESSOR",
        SYSTEMS,
        "protection",
        "assessed by the body that protects it",
        assessor="DOANH NGHIỆP bảo vệ (mẫu)",
        protection_provider="Doanh nghiệp bảo vệ (mẫu)",
    ),
    _list_fault("SYSTEM-ASSESSED", SYSTEMS, "protection", "never assessed", assessed_on=None),
    _line_fault("INCIDENT-TICKED", REPORTS, "detect_1", _NO, "nothing ticked"),
    _line_fault("SITE-COUNT", SITES, "sites_found", 9_999, "more sites than were listed"),
    _list_fault("CONTACT-DATES", CONTACTS, "contacts", "ends first", valid_to=date(2001, 1, 1)),
)
