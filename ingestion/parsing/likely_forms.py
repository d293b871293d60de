"""Which form a file that names none may be: the one whose labels it shares. Nothing is read by it;
it is told to the sender, who knows what the file is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingestion.forms.contract import Contracts, Form
from ingestion.forms.sheet_columns import line_label, sheet_columns
from ingestion.language.vietnamese import fold, label_key
from ingestion.readers.grid import Document

_MOST_NAMED = 3
# One label that only this form has, or several that it shares with few.
_LEAST_SCORE = 1.0
# What shares far less than the best is not meant.
_FAR_LESS = 3


def likely_forms(document: Document, contracts: Contracts, code: str) -> list[str]:
    """The contract ids of the likeliest forms, at most three: first the one of which ``code`` names
    another version, then by the labels they share with the file. A label counts the less the more
    forms have it."""
    forms = contracts.latest()
    written = {key for grid in document.grids for key in grid.labels}
    shared = {name: _labels(form) & written for name, form in forms.items()}
    had_by = Counter(label for labels in shared.values() for label in labels)
    scores = {name: sum(1 / had_by[label] for label in labels) for name, labels in shared.items()}
    least = max(_LEAST_SCORE, max(scores.values(), default=0) / _FAR_LESS)
    enough = [name for name, score in scores.items() if score >= least]
    ranked = sorted(enough, key=lambda name: (-scores[name], name))
    named = fold(code.partition("/")[0])
    if named in forms:
        ranked = [named, *(name for name in ranked if name != named)]
    return [forms[name].contract_id for name in ranked[:_MOST_NAMED]]


def _labels(form: Form) -> set[str]:
    return {label_key(text) for text in _texts(form)} - {""}


def _texts(form: Form) -> Iterator[str]:
    """The title, the columns and the lines of a form."""
    yield form.title.vi
    for sheet in form.sheets:
        yield sheet.title.vi
        if sheet.kind == "register":
            yield from sheet_columns(sheet).values()
        else:
            for line in sheet.lines:
                yield from (line.label.vi, line_label(line))
