"""Letters without our code: what waits for a person, and how one person confirms it, puts it away
as no report, or undoes that.

A confirmation holds from the next run on, which reads the letter under its contract and judges it
like any other report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from ingestion.forms.contract import Form, load_contracts
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import receipts
from ingestion.landing.senders import Senders
from ingestion.language.vietnamese import parse_date
from ingestion.parsing.proposals import Confirmed, Found, Proposal
from ingestion.refusal import Refusal
from ingestion.submissions.confirmations import (
    Confirmation,
    PutAway,
    confirmations,
    put_away_letters,
    unconfirmed_letters,
)
from orchestration.identity.session import Actor
from orchestration.intake.due_reports import asked_report
from orchestration.intake.filled_blanks import header_answers
from orchestration.intake.letter_senders import Candidate, candidates
from orchestration.intake.originals import agencies_of
from orchestration.intake.references import meant
from orchestration.run_context import today

# The option of ``csi confirm`` by which a header field is given.
_OPTIONS = {
    "agency_id": "agency",
    "period": "period",
    "report_date": "report-date",
    "money_unit": "money-unit",
}
_REASON = '--reason "…"'


@dataclass(frozen=True)
class WaitingLetter:
    """A letter that waits for a person: its file, what it says of itself, the agencies that it may
    be of, and who sent it, where its channel says so."""

    submission_id: str
    name: str
    proposal: Proposal
    candidates: list[Candidate]
    sender: str | None = None

    @property
    def form(self) -> Form:
        """The contract it would be read under."""
        return load_contracts()[self.proposal.contract_id]

    def body(self) -> dict[str, Any]:
        """The letter for a machine to read: each value with the place it was read at, and the
        command that confirms it."""
        proposal = self.proposal
        return {
            "submission_id": self.submission_id,
            "name": self.name,
            "sender": self.sender,
            "contract_id": proposal.contract_id,
            "place": _place(proposal.label),
            "agencies": [
                {"value": one.agency_id, "name": one.name, "place": _place(one.found)}
                for one in self.candidates
            ],
            **{
                field: [{"value": one.value, "place": _place(one)} for one in found]
                for field, found in (
                    ("names", proposal.names),
                    ("periods", proposal.periods),
                    ("report_dates", proposal.report_dates),
                    ("money_units", proposal.money_units),
                )
            },
            "must_be_given": self.must_be_given,
            "command": " ".join(
                ["csi confirm", self.submission_id[:12], *_options(self.must_be_given), _REASON]
            ),
        }

    @property
    def must_be_given(self) -> list[str]:
        """The header fields a person must say, because the file does not or says several."""
        missing = ["agency_id"] if len(self.candidates) != 1 else []
        written = self.proposal.as_written().answers
        asked = ["period", "report_date"] + ["money_unit"] * self.form.has_money
        return missing + [field for field in asked if field not in written]


@dataclass(frozen=True)
class Given:
    """What a person says of a letter; None where what the file says holds."""

    form: str | None = None
    agency_id: str | None = None
    period: str | None = None
    report_date: str | None = None
    money_unit: str | None = None
    scope: str = "own"
    revision: int = 0


def letters_of(home: Home, ledger: Ledger) -> list[WaitingLetter]:
    """The letters of a home that wait for a person, by the name of the file."""
    away = put_away_letters(ledger)
    waiting = {name: one for name, one in unconfirmed_letters(ledger).items() if name not in away}
    if not waiting:
        return []
    received, agencies = receipts(ledger, of=waiting), agencies_of(home, ledger)
    senders = Senders(agencies)
    letters = []
    for name, proposal in waiting.items():
        sender = senders.of(received[name], None)
        found = candidates(proposal, agencies, sender)
        letters.append(WaitingLetter(name, received[name].name, proposal, found, sender))
    return sorted(letters, key=lambda one: (one.name, one.submission_id))


def confirm(home: Home, actor: Actor, reference: str, given: Given, reason: str) -> Confirmation:
    """Say what a letter is; named by its file or the beginning of its id. Raises ``Refusal`` where
    not exactly one that waits is called so, where something it does not say is not given, and for
    an agency, form, period or day that there is not; ``AccountProblem`` for an actor who is no
    steward."""
    actor.must_be("steward")
    with home.alone(), home.ledger() as ledger:
        letters = {one.submission_id: one for one in letters_of(home, ledger)}
        names = {name: one.name for name, one in letters.items()}
        letter = letters[meant(names, reference, "letter.not_one")]
        confirmed = confirmed_by(letter, given, agencies_of(home, ledger))
        number = len(ledger.events("letter_confirmed")) + 1
        made = Confirmation(
            f"C{number}", letter.submission_id, confirmed, actor.name, today(), reason
        )
        ledger.append("letter_confirmed", [made.body()])
    return made


def confirmed_by(letter: WaitingLetter, given: Given, agencies: pl.DataFrame) -> Confirmed:
    """What a letter is read as by what it says and a person adds; raises ``Refusal``."""
    proposal, form = letter.proposal, letter.form
    if given.form not in (None, form.form, form.contract_id):
        raise Refusal("letter.other_form", form=str(given.form), proposed=form.form)
    written = proposal.as_written()
    only_agency = letter.candidates[0].agency_id if len(letter.candidates) == 1 else None
    answered = {
        "agency_id": given.agency_id or only_agency,
        "period": given.period or written.answers.get("period"),
        "report_date": given.report_date or written.answers.get("report_date"),
    }
    if form.has_money:
        answered["money_unit"] = given.money_unit or written.answers.get("money_unit")
    header = {field: answer for field, answer in answered.items() if answer}
    if missing := [field for field in answered if field not in header]:
        raise Refusal("letter.must_be_given", name=letter.name, options=" ".join(_options(missing)))
    day = parse_date(header["report_date"])
    if day is None:
        raise Refusal("letter.no_day", day=header["report_date"])
    asked = asked_report(agencies, form, header["agency_id"], header["period"])
    header |= {code: str(entry) for code, entry in header_answers(asked)}
    header |= {"report_date": day.isoformat(), "scope": given.scope}
    header |= {"revision": str(given.revision)}
    return Confirmed(proposal.layout_id, header, _places(letter, header, written))


def put_away(home: Home, actor: Actor, reference: str, reason: str) -> PutAway:
    """Say that a letter is no report, so that nobody is asked for it again; it counts nowhere, as
    before. Raises as ``confirm`` does."""
    actor.must_be("steward")
    with home.alone(), home.ledger() as ledger:
        names = {one.submission_id: one.name for one in letters_of(home, ledger)}
        made = PutAway(meant(names, reference, "letter.not_one"), actor.name, today(), reason)
        ledger.append("letter_put_away", [made.body()])
    return made


def put_away_of(ledger: Ledger) -> list[dict[str, str]]:
    """What was put away, for a machine to read, by the name of the file."""
    away = put_away_letters(ledger)
    received = receipts(ledger, of=away) if away else {}
    told = [{"name": received[name].name, **one.body()} for name, one in away.items()]
    return sorted(told, key=lambda one: (one["name"], one["submission_id"]))


def undo(home: Home, actor: Actor, reference: str, reason: str) -> Confirmation | PutAway:
    """Take back that a letter was confirmed or put away, so that it waits again and counts nowhere
    from the next run on; raises as ``confirm`` does."""
    actor.must_be("steward")
    with home.alone(), home.ledger() as ledger:
        in_force: dict[str, Confirmation | PutAway] = {
            **put_away_letters(ledger),
            **confirmations(ledger),
        }
        names = {name: one.name for name, one in receipts(ledger, of=in_force).items()}
        made = in_force[meant(names, reference, "letter.not_one_confirmed")]
        if isinstance(made, PutAway):
            back = PutAway(made.submission_id, actor.name, today(), reason)
            ledger.append("letter_put_back", [back.body()])
            return made
        body: dict[str, Any] = {
            "confirmation_id": made.confirmation_id,
            "submission_id": made.submission_id,
            "by": actor.name,
            "day": today().isoformat(),
            "reason": reason,
        }
        ledger.append("confirmation_undone", [body])
    return made


def _options(fields: list[str]) -> list[str]:
    return [f"--{_OPTIONS[field]} …" for field in fields]


def _place(found: Found) -> str:
    return f"{found.sheet}!{found.cell}"


def _places(
    letter: WaitingLetter, answers: Mapping[str, str], written: Confirmed
) -> dict[str, str]:
    """Where the answers stand in the file that it says itself."""
    places = {
        field: cell
        for field, cell in written.places.items()
        if answers.get(field) == written.answers[field]
    }
    for one in letter.candidates:
        if one.agency_id == answers["agency_id"]:
            places |= {"agency_id": one.found.cell, "agency_name": one.found.cell}
    return places
