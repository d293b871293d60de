"""What cannot be done, for a person to read: a key of the catalogue and the values of its text. The
command that stops because of it prints it in its reader's language."""

from __future__ import annotations

from typing import ClassVar

from ingestion.messages import LANGUAGES, text


class Refusal(Exception):
    """Why something is not done: the text ``key`` of the catalogue with ``values``; for a file they
    include, where there is such a place, its ``line``, ``column`` and the ``value`` there.

    A subclass exists where somebody catches it. ``is_wrong_use`` tells a wrong use or an unreadable
    file from work that failed.
    """

    is_wrong_use: ClassVar[bool] = True

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values

    def words(self, language: str = LANGUAGES[0]) -> str:
        """The reason as a sentence of a language of the catalogue."""
        return text(self.key, language, **self.values)

    def __str__(self) -> str:
        return f"{self.key}: {self.words()}"
