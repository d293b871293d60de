"""Sentences that a blank filled for one agency prints on its guide: by when the report is owed, to
whom, under which text, and where the names of its rows come from. They differ from agency to
agency; the reader knows them again by their words."""

from __future__ import annotations

import re
from functools import cache

from ingestion.language.vietnamese import fold
from ingestion.messages import catalogue

NOTICES = (
    "form.notice.due",
    "form.notice.within_hours",
    "form.notice.within_days",
    "form.notice.no_day",
    "form.notice.no_rule",
    "form.notice.rows",
)


def is_notice(text: str) -> bool:
    """Whether a text is one of these sentences, whatever its values."""
    return any(pattern.fullmatch(fold(text)) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    sentences = (re.split(r"\{\w+\}", catalogue("vi")[key]) for key in NOTICES)
    return tuple(
        re.compile(r"\s*.+\s*".join(re.escape(fold(words)) for words in sentence))
        for sentence in sentences
    )
