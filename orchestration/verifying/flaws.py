"""What is not in a home as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingestion.messages import text
from ingestion.refusal import Refusal


@dataclass(frozen=True)
class Flaw:
    """One thing that is not as it was recorded, as a text of the catalogue: which file, what it
    means, what mends it. A ``is_harmless`` one is told and costs nothing."""

    key: str
    values: dict[str, Any]
    is_harmless: bool = False

    def words(self, language: str) -> str:
        """The flaw as a sentence."""
        return text(self.key, language, **self.values)

    def plain(self, language: str) -> dict[str, Any]:
        """The flaw for a machine to read, its sentence included."""
        return {"code": self.key, "values": self.values, "words": self.words(language)}


def flaw(key: str, **values: object) -> Flaw:
    """Something that is broken."""
    return Flaw(key, {name: str(value) for name, value in values.items()})


def told(key: str, **values: object) -> Flaw:
    """Something that is only told."""
    return Flaw(key, {name: str(value) for name, value in values.items()}, is_harmless=True)


def refused(refusal: Refusal) -> Flaw:
    """What was refused because it is broken."""
    return flaw(refusal.key, **refusal.values)
