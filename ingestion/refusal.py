"""What cannot be done, for a person to read: a key of the catalogue and the values of its text. The
command that stops because of it prints it in its reader's language."""

from __future__ import annotations

from typing import ClassVar, Literal

from ingestion.messages import LANGUAGES, text

Kind = Literal["wrong_use", "findings", "failed"]


class Refusal(Exception):
    """Why something is not done: the text ``key`` of the catalogue with ``values``; for a file they
    include, where there is such a place, its ``line``, ``column`` and the ``value`` there.

    A subclass exists where somebody catches it. ``kind`` tells a wrong use or an unreadable
    file from something found wrong in figures, and both from work that failed.
    """

    kind: ClassVar[Kind] = "wrong_use"

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values

    def words(self, language: str = LANGUAGES[0]) -> str:
        """The reason as a sentence of a language of the catalogue."""
        return text(self.key, language, **self.values)

    def __str__(self) -> str:
        return f"{self.key}: {self.words()}"
