"""``home.json`` against what the ledger says: the kind of its first register of agencies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ingestion.home.home import CARD_FILE, LAYOUT_VERSION, Card, DamagedCard, Home, read_card
from ingestion.home.ledger import Ledger
from ingestion.refusal import Refusal
from orchestration.verifying.flaws import Flaw, flaw


def flaws_before_opening(folder: Path) -> Iterator[Flaw]:
    """A card by which the home cannot be opened, and what has to stand there."""
    file = folder / CARD_FILE
    try:
        read_card(file)
    except DamagedCard:
        yield flaw("verify.card.damaged", file=file, card=_card_by_ledger(folder))


def flaws_of_card(home: Home, ledger: Ledger, card: Card | None = None) -> Iterator[Flaw]:
    """A kind of data that the ledger contradicts, on the card there is or on the one given. Between
    the receipt of the first register and the run that reads it no kind is declared."""
    kind, file = _kind(ledger), home / CARD_FILE
    card = card or read_card(file)
    is_undeclared = card.kind is None and not _is_read(ledger)
    if card.kind != kind and not is_undeclared:
        yield flaw("verify.card.contradicted", file=file, card=_text(kind))


def _card_by_ledger(folder: Path) -> str:
    """What the card of a home has to say, as far as its ledger can be read."""
    kind = None
    with suppress(Refusal), Ledger(f"sqlite:///{folder / 'ledger.sqlite'}", mends=False) as ledger:
        kind = _kind(ledger)
    return _text(kind)


def _kind(ledger: Ledger) -> str | None:
    registers = ledger.said("register_received", "kind")
    return str(registers[0][0]) if registers else None


def _is_read(ledger: Ledger) -> bool:
    """Whether a verdict was given since the first register came."""
    registers = ledger.sequences("register_received")
    verdicts = ledger.sequences("verdict")
    return bool(registers and verdicts) and verdicts[-1] > registers[0]


def _text(kind: str | None) -> str:
    said = f'"{kind}"' if kind else "null"
    return f'{{"layout_version": {LAYOUT_VERSION}, "kind": {said}}}'
