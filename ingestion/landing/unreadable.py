"""Why a file cannot be read at all."""

from __future__ import annotations

from decimal import Decimal

from ingestion.home.regular_files import LARGEST_FILE
from ingestion.messages import LANGUAGES, catalogue, text
from ingestion.refusal import Refusal


class UnreadableFile(Refusal):
    """A file of which nothing can be read, and the code of the ``reason``. Beside ``line``,
    ``column`` and ``value`` of a register of agencies, ``size`` is the number of its bytes where
    there are too many (``over_limit``), and ``count`` that of its pages or of the files in it.
    ``others`` are further places of a register that cannot be used."""

    others: tuple[UnreadableFile, ...] = ()

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(f"unreadable.{reason}", **values)
        self.reason = reason

    @property
    def is_of_register(self) -> bool:
        """Whether the file is a register of agencies: it was read, and cannot be used."""
        return self.reason.startswith("register.")

    @property
    def size(self) -> int:
        """How many bytes it has, where that is why it is not read; else 0."""
        return int(Decimal(str(self.values.get("size", 0))))

    @property
    def count(self) -> int:
        """How many pages or files it has, where that is known; else 0."""
        return int(Decimal(str(self.values.get("count", 0))))

    def cure(self, language: str = LANGUAGES[0]) -> str | None:
        """How its sender mends it, where a file of this kind is mended in a way of its own."""
        if f"unreadable.fix.{self.reason}" not in catalogue(language):
            return text("unreadable.fix.register", language) if self.is_of_register else None
        return text(f"unreadable.fix.{self.reason}", language)

    def what_was_sent(self, language: str = LANGUAGES[0]) -> str | None:
        """What the file is, in words, where that is known: ``tệp PDF (3 trang)``."""
        if f"unreadable.sent.{self.reason}" not in catalogue(language):
            return None
        sent = text(f"unreadable.sent.{self.reason}", language)
        if not self.count:
            return sent
        return text(f"unreadable.count.{self.reason}", language, sent=sent, count=self.count)

    def words(self, language: str = LANGUAGES[0]) -> str:
        """The reason in a language of the catalogue, sizes in megabytes."""
        size, limit = (_megabytes(number, language) for number in (self.size, LARGEST_FILE))
        sizes = {"size": size, "limit": limit}
        return text(self.key, language, **{**self.values, **sizes})


def _megabytes(size: int, language: str) -> str:
    """A size in megabytes as they are counted on disks, rounded up to a tenth."""
    whole, tenth = divmod(-(-size * 10 // 1024**2), 10)
    thousands, point = (",", ".") if language == "en" else (".", ",")
    return f"{whole:,}".replace(",", thousands) + (f"{point}{tenth}" if tenth else "")
