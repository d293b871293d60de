"""What a run hands back, and what comes of it: the outbox holds what is owed, and what senders
wrote beside findings asks for waivers. Whatever gives verdicts ends with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ingestion.home.raw_store import LostOriginal
from orchestration.decisions.waiver_requests import request_waivers
from orchestration.intake.outbox import fill_outbox
from orchestration.run_context import Run


@dataclass(frozen=True)
class HandedBack:
    """How many workbooks were written and waivers asked for; of which submissions nothing could be
    written, because they are lost."""

    workbooks: int
    waivers: int
    lost: dict[str, LostOriginal]


def hand_back(run: Run, anew: Collection[str] = ()) -> HandedBack:
    """Make the outbox hold what is owed (``fill_outbox``) and propose the waivers asked for."""
    filled = fill_outbox(run, anew)
    waivers = request_waivers(run, filled.explained)
    return HandedBack(len(filled.explained), waivers, filled.lost)
