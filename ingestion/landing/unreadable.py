"""Why a file cannot be read at all."""

from __future__ import annotations

from decimal import Decimal

from ingestion.home.regular_files import LARGEST_FILE
from ingestion.messages import LANGUAGES, text
from ingestion.refusal import Refusal


class UnreadableFile(Refusal):
    """A file of which nothing can be read, and the code of the ``reason``. Beside ``line``,
    ``column`` and ``value`` of a register of agencies, ``size`` is the number of its bytes where
    there are too many (``over_limit``)."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(f"unreadable.{reason}", **values)
        self.reason = reason

    @property
    def size(self) -> int:
        """How many bytes it has, where that is why it is not read; else 0."""
        return int(Decimal(str(self.values.get("size", 0))))

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
