"""The part of a home that a piece of work rests on, looked at before it begins."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.home.home import Card, Home
from ingestion.home.ledger import Ledger
from ingestion.refusal import Refusal
from orchestration.run_context import Silence
from orchestration.verifying.flaws import Flaw
from orchestration.verifying.home_card import flaws_of_card
from orchestration.verifying.kept_releases import flaws_of_release
from orchestration.verifying.last_snapshot import flaws_of_snapshot
from orchestration.verifying.whole_home import verify_home


class NotWhole(Refusal):
    """What the work rests on is not as it was recorded; the words are those of `csi verify`."""

    kind = "failed"


def whole_ledger(home: Home, ledger: Ledger, card: Card | None = None) -> int:
    """Raise ``LostLedger``, ``BrokenChain`` or ``NotWhole`` where an event was changed since it was
    appended, or ``home.json``, or the ``card`` that is given, says something else than the ledger;
    returns the number of events."""
    events = ledger.verify()
    _refuse(flaws_of_card(home, ledger, card))
    return events


def whole_snapshot(home: Home, ledger: Ledger) -> None:
    """The same, and what readers open is what the last run recorded."""
    whole_ledger(home, ledger)
    _refuse(flaws_of_snapshot(home, ledger))


def whole_release(home: Home, ledger: Ledger, release_id: str) -> None:
    """The same as of the ledger, and a release holds what was released."""
    whole_ledger(home, ledger)
    as_released(home, ledger, release_id)


def as_released(home: Home, ledger: Ledger, release_id: str) -> None:
    """Raise ``NotWhole`` where a release does not hold what was released, by a ledger that was
    looked at before."""
    _refuse(flaws_of_release(home, ledger, release_id))


def first_damage(home: Home) -> NotWhole | None:
    """The first thing that is broken in a home; None where it is whole."""
    broken = verify_home(home, Silence()).broken
    return NotWhole(broken[0].key, **broken[0].values) if broken else None


def _refuse(flaws: Iterable[Flaw]) -> None:
    for flaw in flaws:
        if not flaw.is_harmless:
            raise NotWhole(flaw.key, **flaw.values)
