"""Forms as their decree or circular prints them, mapped to the fields of our contracts
(``contracts/<form>/layouts/<number>.yml``): agencies send them as letters, without our code.

A layout that a report was confirmed under never changes: a change is a new number.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from itertools import dropwhile
from pathlib import Path

import yaml
from pydantic import model_validator

from ingestion.forms.contract import (
    CONTRACTS,
    Form,
    IndicatorSheet,
    Option,
    RegisterSheet,
    Text,
    load_contracts,
)
from ingestion.forms.frozen_model import Part
from ingestion.language.vietnamese import fold, label_key

_IN_BRACKETS = re.compile(r"\([^()]*+\)")
_BETWEEN_WORDS = re.compile(r"[\s,;/]++")


class Letters(Part):
    """Words of official letters (``contracts/letters.yml``)."""

    abbreviations: Mapping[str, str]
    other_lines: tuple[str, ...]
    bodies: tuple[str, ...]
    sender_labels: tuple[str, ...]
    period_labels: tuple[str, ...]
    date_labels: tuple[str, ...]


class Block(Part):
    """Lines under a heading that fill one row of the register ``sheet``: ``given`` holds, by field
    code, the options that the heading itself says."""

    headings: tuple[str, ...]
    sheet: str
    given: Mapping[str, str]
    lines: Mapping[str, tuple[str, ...]]


class OfficialLayout(Part):
    """One printed form: the contract it is read under, the source of its text, its headings, and by
    field code the labels that its columns and its lines (label, colon, answer) may have; ``blocks``
    are lines that stand once for each of several bodies. ``answers`` holds, by closed list and
    option, how the form writes an answer; ``counted`` what a line may say behind its figure."""

    layout_id: str
    contract: str
    source: str
    headings: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, tuple[str, ...]] = {}
    blocks: tuple[Block, ...] = ()
    answers: Mapping[str, Mapping[str, tuple[str, ...]]] = {}
    counted: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Which layout of its form it is, from 1: a change is a new one."""
        return int(self.layout_id.rpartition("/")[2])

    def register(self, form: Form) -> RegisterSheet:
        """The register of the contract that the form's table fills."""
        return next(s for s in form.registers if set(self.columns) <= {f.code for f in s.fields})

    def line_sheet(self, form: Form) -> IndicatorSheet | None:
        """The sheet of the contract that its lines fill; None for a form that is a table only."""
        sheets = (sheet for sheet in form.sheets if sheet.kind == "indicator")
        return next(sheets) if self.lines else None

    def options(self, form: Form) -> dict[str, tuple[Option, ...]]:
        """The closed lists of the contract with the answers of the form."""
        more = {
            name: tuple(
                Option(code=code, label=Text(vi=written, en=written))
                for code, spellings in answers.items()
                for written in spellings
            )
            for name, answers in self.answers.items()
        }
        return {name: (*options, *more.get(name, ())) for name, options in form.lists.items()}

    @model_validator(mode="after")
    def _no_label_twice(self) -> OfficialLayout:
        for labels in (self.columns, self.lines, *(block.lines for block in self.blocks)):
            keys = [set(map(official_key, several)) for several in labels.values()]
            if len(set().union(*keys)) != sum(map(len, keys)):
                raise ValueError(f"{self.layout_id}: a label stands for two fields")
        return self


@cache
def load_letters() -> Letters:
    """The words of official letters."""
    page = yaml.safe_load((CONTRACTS / "letters.yml").read_text(encoding="utf-8"))
    return Letters.model_validate(page)


@cache
def load_layouts(folder: Path = CONTRACTS) -> Mapping[str, OfficialLayout]:
    """Every printed form below ``folder`` by its id, such as ``information_systems/layouts/1``."""
    layouts = {}
    for path in sorted(folder.glob("*/layouts/*.yml")):
        page = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = path.relative_to(folder).with_suffix("").as_posix()
        layout = OfficialLayout.model_validate({**page, "layout_id": name})
        _refuse_unknown_codes(layout, load_contracts(folder)[layout.contract])
        layouts[name] = layout
    return layouts


def _refuse_unknown_codes(layout: OfficialLayout, form: Form) -> None:
    lines = {line.code for line in form.lines}
    fields = [{field.code for field in sheet.fields} for sheet in form.registers]
    of_blocks = [({*b.given, *b.lines}, form.sheet(b.sheet)) for b in layout.blocks]
    if (
        not set(layout.lines) <= lines
        or not any(set(layout.columns) <= one for one in fields)
        or not all(codes <= _codes(sheet) for codes, sheet in of_blocks)
    ):
        raise ValueError(f"{layout.layout_id}: names a field that {layout.contract} does not have")


def _codes(sheet: IndicatorSheet | RegisterSheet) -> set[str]:
    return {field.code for field in sheet.fields} if sheet.kind == "register" else set()


def layout_hash(layout: OfficialLayout) -> str:
    """A hash of what the layout says; it changes with any word of it. Layouts are older than their
    blocks: one without any has the hash it always had."""
    words = layout.model_dump(mode="json", exclude=None if layout.blocks else {"blocks"})
    content = json.dumps(words, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def official_key(text: str) -> str:
    """The key under which two writings of an official label are one: as ``label_key``, with what is
    shortened in full, without numbers in front, remarks in brackets and commas."""
    words = _BETWEEN_WORDS.split(_IN_BRACKETS.sub(" ", label_key(text)).strip(" .:"))
    named = dropwhile(_is_numbering, filter(None, words))
    return " ".join(_long_forms().get(word, word) for word in named)


def _is_numbering(word: str) -> bool:
    return not word.strip(".)0123456789")


@cache
def _long_forms() -> Mapping[str, str]:
    return {fold(short): fold(words) for short, words in load_letters().abbreviations.items()}
