"""What every source can do, and why one cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from ingestion.landing.door import NotTaken
from ingestion.landing.sources import Delivery
from ingestion.refusal import Refusal

SECONDS_TO_ANSWER = 20.0


class Unreached(Refusal):
    """A source that cannot be read now, and the code of the ``reason``; ``detail`` is the kind of
    error where there is no code for it, or the file that is missing."""

    kind = "failed"

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"source.unreached.{reason}", detail=detail)
        self.reason, self.detail = reason, detail


Reasons = Sequence[tuple[type[Exception] | tuple[type[Exception], ...], str]]


def unreached(error: Exception, reasons: Reasons) -> Unreached:
    """Why the other side cannot be read: the first reason whose kind of error it is."""
    code = next((code for kind, code in reasons if isinstance(error, kind)), "other")
    return Unreached(code, type(error).__name__)


@contextmanager
def failing_as_unreached(reasons: Reasons) -> Iterator[None]:
    """Raise ``Unreached`` in the place of whatever a library raises."""
    try:
        yield
    except Unreached:
        raise
    except Exception as broken:
        raise unreached(broken, reasons) from broken


@dataclass(frozen=True)
class Item:
    """A file or message of a source: its name there, the number of its bytes, and a ``state`` that
    is another once it was written to."""

    name: str
    size: int
    state: str


class Place(Protocol):
    """A source that is open. Each method raises ``Unreached`` when the source as a whole fails."""

    is_written_at_once: bool
    """Whether what is listed is finished, and need not be looked at twice."""

    def items(self) -> Iterator[Item | NotTaken]:
        """Everything that lies there, and what of it is never received as it is."""

    def fetch(self, item: Item) -> Delivery | NotTaken:
        """The bytes of one, with its sender, and the time it was received where the source is our
        own witness of that."""

    def close(self) -> None:
        """Let go of the connection."""
