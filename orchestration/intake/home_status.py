"""What a home holds, and what waits for whom: what ``csi status`` says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ingestion.home.home import Home
from ingestion.landing.receipts import receipts
from ingestion.landing.sources import passed_over
from ingestion.polling.polls import SourceDown, sources_down
from ingestion.submissions.decisions import decisions_of
from orchestration.intake.conflicts import Conflict, conflicts_of
from orchestration.intake.letters import letters_of, put_away_of
from orchestration.intake.originals import Lost, lost_originals
from orchestration.intake.quarantine import SetAside, set_aside
from orchestration.intake.registers import WaitingRegister, waiting
from orchestration.intake.unknown_senders import ProposedSender, proposed_senders
from orchestration.intake.verdicts import not_accepted, submissions, verdict_counts
from orchestration.run_context import last_as_of


@dataclass(frozen=True)
class HomeStatus:
    """What a home holds: counts of verdicts, what was refused (the oldest first, with who handed it
    in and whether another revision counts in its place), which reports contradict each other, what
    waits (submissions for a run,
    proposals for a second person, registers of agencies for being put in force, files of the raw
    store for being handed in again, letters and senders for being confirmed), which letters are no
    reports (``put_away``), what lies in the inbox and is not received as it is, which sources could
    not be read, what is in quarantine, and the last run."""

    kind: str | None
    verdicts: dict[str, int]
    refused: list[dict[str, Any]]
    conflicts: list[Conflict]
    waiting: int
    open_proposals: int
    waiting_registers: list[WaitingRegister]
    lost: list[Lost]
    left_in_inbox: list[dict[str, Any]]
    sources_down: list[SourceDown]
    quarantined: list[SetAside]
    letters: list[dict[str, Any]]
    put_away: list[dict[str, str]]
    senders: list[ProposedSender]
    last_as_of: str | None
    ranking_page: str | None


def home_status(home: Home) -> HomeStatus:
    """The state of a home, read from its ledger."""
    with home.ledger() as ledger:
        state = submissions(ledger, date.max)
        received = len(receipts(ledger))
        quarantined = [*set_aside(ledger).values()]
        down = sources_down(home.settings.sources, ledger)
        letters, senders = letters_of(home, ledger), proposed_senders(ledger)
        away = put_away_of(ledger)
        waiting_registers = waiting(home, ledger)
        conflicts = conflicts_of(ledger)
        proposed = [one for one in decisions_of(ledger).values() if one.state == "proposed"]
    shown = (home / name / "current" for name in ("releases", "preview"))
    pages = [folder / "leadership" / "index.html" for folder in shown]
    not_judged = {*(one.submission_id for one in letters), *(one["submission_id"] for one in away)}
    return HomeStatus(
        kind=home.kind,
        verdicts=verdict_counts(state),
        refused=not_accepted(state),
        conflicts=conflicts,
        waiting=received - len({*state["submission_id"], *not_judged}),
        open_proposals=len(proposed),
        waiting_registers=waiting_registers,
        lost=lost_originals(home),
        left_in_inbox=[one.body() for one in passed_over(home.inbox)],
        sources_down=down,
        quarantined=quarantined,
        letters=[one.body() for one in letters],
        put_away=away,
        senders=senders,
        last_as_of=last_as_of(home),
        ranking_page=next((str(page) for page in pages if page.exists()), None),
    )
