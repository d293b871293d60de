"""What a killed command left behind, and what the home is once the command was given again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.home.home import Home
from ingestion.home.ledger import Event
from ingestion.refusal import Refusal
from orchestration.faults.killing import Ended
from orchestration.run_context import Silence
from orchestration.verifying.whole_home import verify_home

_OF_READERS = {"marts", "release"}
# Of these a home holds one each, however often a command was begun.
_ONCE = ("received", "register_received", "verdict", "decision", "release")
_NAMES = ("submission_id", "decision_id", "release_id", "step")


@dataclass(frozen=True)
class State:
    """What counts of a home: its events, how many there are of each thing that happens once, the
    hash of the figures, and what `csi verify` says is broken."""

    events: list[Event] = field(default_factory=list)
    once: Counter[tuple[str, str]] = field(default_factory=Counter)
    content_hash: str | None = None
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What one kill came to, each a list of what was found: acknowledged and ``lost``, there twice
    (``doubled``), ``torn`` (broken after the command was given again, or for readers before), and
    ``believed`` (other figures than without the kill, and nobody says so)."""

    lost: list[str]
    doubled: list[str]
    torn: list[str]
    believed: list[str]


def state_of(folder: Path) -> State:
    """What a home is; nothing of one that is not there yet, or that waits for its upgrade."""
    if not (folder / "home.json").exists():
        return State()
    home = Home(folder, upgrades=True)
    try:
        with home.ledger(mends=False) as ledger:
            events = ledger.events()
    except Refusal as refused:
        return State(broken=[refused.key])
    runs = [event.body for event in events if event.kind == "run"]
    verified = verify_home(home, Silence())
    return State(
        events,
        Counter((event.kind, _subject(event)) for event in events if event.kind in _ONCE),
        runs[-1].get("content_hash") if runs else None,
        [one.key for one in verified.broken],
    )


def _subject(event: Event) -> str:
    body = event.body
    return "/".join(str(body[name]) for name in _NAMES if name in body)


def outcome(before: State, killed: State, again: State, unkilled: State, step: Ended) -> Outcome:
    """Hold what a kill left (``killed``), and what came of giving the command again, against the
    same in a home where nobody was killed. ``step`` is how the killed command ended."""
    gone = [f"event {e.sequence}" for e in before.events if e not in killed.events]
    receipts = {subject for kind, subject in again.once if kind == "received"}
    gone += [name for name in _acknowledged(step) if name not in receipts]
    for_readers = [key for key in killed.broken if key.split(".")[1] in _OF_READERS]
    is_other = again.content_hash != unkilled.content_hash
    return Outcome(
        lost=gone,
        doubled=[f"{kind} {subject}" for kind, subject in again.once - unkilled.once],
        torn=[*for_readers, *again.broken],
        believed=["content hash"] if is_other and not again.broken else [],
    )


def _acknowledged(step: Ended) -> Iterator[str]:
    """The submissions a command had printed receipts of before it was killed."""
    with suppress(ValueError):  # it had printed nothing, or something else
        printed = json.loads(step.printed)
        if isinstance(printed, list):
            yield from (str(one["submission_id"]) for one in printed)
