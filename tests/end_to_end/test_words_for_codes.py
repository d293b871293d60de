"""No page shows its readers a code of the program where there are words for it."""

from __future__ import annotations

import re

import pytest

from expectations.book.rule_book import load_rule_book
from tests.dashboards.html_pages import Page
from tests.end_to_end.homes import SampleHome

# Tables and columns, duties, items of the founding documents.
_CODES = re.compile(r"(?<![\w-])(?:(?:mart|dim|int|stg|raw)_[a-z_]+|R[0-9]{1,2}|S[0-9]-[0-9]{2})\b")
# What a sender named so.
_NAMES_OF_FILES = re.compile(r"\S+\.(?:xlsx|csv|ods|zip|pdf|json|xml)\b|https?://\S+")


@pytest.mark.parametrize("audience", ["leadership", "public", "province-VN34-46"])
def test_no_page_has_a_code_where_there_are_words(season: SampleHome, audience: str) -> None:
    rules = set(load_rule_book())
    pages = sorted((season.folder / "releases/current" / audience).rglob("*.html"))
    assert pages
    for path in pages:
        text = _NAMES_OF_FILES.sub(" ", Page(path).text)
        assert not _CODES.findall(text), path
        assert not rules & set(re.findall(r"[A-Z]+(?:-[A-Z]+)+", text)), path
