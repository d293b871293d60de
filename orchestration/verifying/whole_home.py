"""All of a home, in the order in which one thing rests on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.home.home import Home
from ingestion.home.ledger import BrokenChain, LostLedger
from ingestion.home.ledger_head import Head
from orchestration.run_context import Progress
from orchestration.verifying.accounts_file import flaws_of_accounts
from orchestration.verifying.flaws import Flaw, flaw, refused
from orchestration.verifying.home_card import flaws_of_card
from orchestration.verifying.kept_releases import flaws_of_releases
from orchestration.verifying.last_snapshot import flaws_of_snapshot
from orchestration.verifying.ledger_guards import flaws_of_guards
from orchestration.verifying.received_files import flaws_of_received
from orchestration.verifying.rows_and_findings import flaws_of_frames


@dataclass(frozen=True)
class Verified:
    """What a home was found to be: the number of its events, what is ``broken``, the first thing
    first, and what is only ``told``. Nothing that rests on a broken ledger was looked at."""

    events: int
    broken: list[Flaw] = field(default_factory=list)
    told: list[Flaw] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all is as it was recorded."""
        return not self.broken


def verify_home(home: Home, progress: Progress, heads: Sequence[Head] = ()) -> Verified:
    """Look at all a home holds, and whether its ledger ended once as each of ``heads`` says;
    change nothing of it."""
    if home.is_new():
        return Verified(0)
    with home.alone():
        try:
            ledger = home.ledger(mends=False)
        except LostLedger as lost:
            return Verified(0, [refused(lost)])
        with ledger:
            progress.advance("verify_ledger", 0, 1)
            try:
                events = ledger.verify()
            except (BrokenChain, LostLedger) as broken:
                return Verified(0, [refused(broken)])
            progress.advance("verify_ledger", 1, 1)
            flaws = [
                flaw("verify.head", event=head.events, head=head.short())
                for head in heads
                if not ledger.holds(head)
            ]
            flaws += flaws_of_guards(ledger)
            flaws += flaws_of_card(home, ledger)
            flaws += flaws_of_accounts(home, ledger)
            flaws += flaws_of_received(home, ledger, progress)
            flaws += flaws_of_frames(home, ledger)
            flaws += flaws_of_snapshot(home, ledger)
            flaws += flaws_of_releases(home, ledger, progress)
    told = [one for one in flaws if one.is_harmless]
    return Verified(events, [one for one in flaws if not one.is_harmless], told)
