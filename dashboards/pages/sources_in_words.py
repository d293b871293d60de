"""Where an indicator comes from, in words: the item of a founding document, a part of an official
index."""

from __future__ import annotations

import re

from dashboards.looks.locale import text

_ITEM = re.compile(r"(S[0-9])-([0-9]{2})")
_INDEX = re.compile(
    r"CSI-(?P<year>[0-9]{4})"
    r"(?: component (?P<number>[0-9])| (?P<part>pillar|actual|survey)(?: 50%)?)?"
)


def sources_in_words(source_item: str | None) -> str:
    """``S2-18; CSI-2019 component 5`` as a reader knows them; what is a document stays as it is."""
    return "; ".join(_in_words(one) for one in (source_item or "").split("; "))


def _in_words(source: str) -> str:
    if item := _ITEM.fullmatch(source):
        document = text(f"page.catalogue.document.{item[1]}")
        return text("page.item.of_document", document=document, number=int(item[2]))
    if index := _INDEX.fullmatch(source):
        if index["number"]:
            return text("page.item.component", year=index["year"], number=index["number"])
        return text(f"page.item.{index['part'] or 'csi'}", year=index["year"])
    return source
