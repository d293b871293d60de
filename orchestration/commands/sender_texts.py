"""Whose a file is, in words."""

from __future__ import annotations

from ingestion.landing.sources import channel_words
from ingestion.language.vietnamese import printable


def sender_words(
    sender_id: str | None, handed_in_by: str | None, channel: str, language: str
) -> str:
    """The agency a file came from, where its channel gives one, and who handed it in, else the
    channel itself."""
    through = handed_in_by or channel_words(channel, language)
    return printable(", ".join(part for part in (sender_id, through) if part))
