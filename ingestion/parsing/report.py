"""A report as understood: its cells typed, what is wrong with its shape. Plain data, because it
crosses from a reader process to the intake."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ingestion.landing.unreadable import UnreadableFile
from ingestion.messages import catalogue, text
from ingestion.parsing.proposals import Proposal
from ingestion.parsing.shape import Problem
from ingestion.parsing.values import Value
from ingestion.readers.returned_sheets import Explanation


class TypedCell(NamedTuple):
    """One value of a report. ``row_key`` names its row (a line's code, a register row's key),
    ``field`` its column; ``cell`` is None where the file has no such place."""

    table: str
    sheet: str
    row_key: str
    row_number: int | None
    field: str
    cell: str | None
    kind: str
    value: Value


@dataclass
class Report:
    """A file as understood: its contract (None when unknown), cells, problems of shape, what its
    sender wrote about earlier findings, and as which printed form a file without our code may be
    read."""

    contract_id: str | None
    cells: list[TypedCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    proposal: Proposal | None = None

    @property
    def money_unit(self) -> str | None:
        """The unit in which it states its money, None where it states none."""
        return next((c.value.text for c in self.cells if c.field == "money_unit"), None)

    @property
    def placed_explanations(self) -> list[Explanation]:
        """The explanations that are about a cell of the report, a column of it, or the whole."""
        places = {(c.table, part, c.field) for c in self.cells for part in (c.row_key, "")}
        return [
            one
            for one in self.explanations
            if (place := (one.table, one.row_key, one.field)) in places or not any(place)
        ]


READER_FAILED = "READER-FAILED"


def reader_failed(reason: str) -> Report:
    """Our reader gave up, which says nothing of the file: no rule knows this code, so the verdict
    is a tool error. ``reason`` is ``time_limit``, ``out_of_memory``, ``reader_crashed`` or the kind
    of a mistake of ours."""
    return Report(None, problems=[Problem(READER_FAILED, None, None, "read", reason)])


def failure_words(reason: str, language: str) -> str:
    """Why our reader gave up, as a sentence."""
    key = f"reader.{reason}"
    if key not in catalogue(language):
        return text("reader.mistake", language, kind=reason)
    return text(key, language)


def unreadable(reason: UnreadableFile) -> Report:
    """The report of a file that could not be read, with each place where that was seen."""
    return Report(None, problems=[_unreadable(one) for one in (reason, *reason.others)])


def _unreadable(reason: UnreadableFile) -> Problem:
    line, column, value = (reason.values.get(part) for part in ("line", "column", "value"))
    return Problem(
        "REGISTER-UNUSABLE" if reason.is_of_register else "FILE-UNREADABLE",
        None,
        None,
        reason.reason,
        str(value or ""),
        row_number=int(str(line)) if line else None,
        field=str(column) if column else None,
        size=reason.size or reason.count or None,
    )
