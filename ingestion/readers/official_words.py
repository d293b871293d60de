"""Words that are surely written right: the labels of all contracts, and official names handed in.
A text converted from an old encoding is believed when it is found among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ingestion.forms.contract import CONTRACTS, Contracts, load_contracts
from ingestion.forms.header import load_header
from ingestion.forms.sheet_columns import CONTRACT_LABEL, sheet_columns
from ingestion.language.vietnamese import spelling_key
from ingestion.messages import text as message


class OfficialWords:
    """Labels, which prove a text equal to them, and names, which prove a text they appear in. Words
    without any Vietnamese letter are the same in every encoding and prove nothing."""

    def __init__(self, labels: Iterable[str], names: Iterable[str] = ()) -> None:
        name_keys = {spelling_key(name) for name in names if not name.isascii()}
        self._names = tuple(f" {key} " for key in sorted(name_keys))
        self._labels = {spelling_key(label) for label in labels if not label.isascii()} | name_keys

    def prove(self, text: str) -> bool:
        """Whether the text is an official label, or holds an official name."""
        if text.isascii():
            return False
        key = spelling_key(text)
        padded = f" {key.replace(',', ' ').replace('.', ' ')} "
        return key in self._labels or any(name in padded for name in self._names)


@cache
def official_words(folder: Path = CONTRACTS, names: tuple[str, ...] = ()) -> OfficialWords:
    """The words of every contract below ``folder``, of the header, and the names handed in."""
    return OfficialWords(_labels(load_contracts(folder)), names)


def _labels(contracts: Contracts) -> Iterator[str]:
    yield CONTRACT_LABEL
    for key in ("form.yes", "form.no", "form.total_row", "form.not_applicable"):
        yield message(key)
    header = load_header()
    yield from (field.label.vi for field in header.fields)
    yield from (option.label.vi for options in header.lists.values() for option in options)
    for form in contracts.values():
        yield form.title.vi
        yield from (option.label.vi for options in form.lists.values() for option in options)
        for sheet in form.sheets:
            yield sheet.title.vi
            yield from sheet_columns(sheet).values()
            if sheet.kind == "indicator":
                yield from (line.label.vi for line in sheet.lines)
                yield from (group.vi for group in sheet.groups.values())
