"""What is wrong with a register of agencies beside the units there are and the register in force:
the one judgement behind every door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.agencies import agency_types, numbered_agencies, refuse, wrong_cell
from ingestion.landing.register_faults import REFERENCES, faults
from ingestion.landing.unreadable import UnreadableFile
from ingestion.messages import LANGUAGES
from ingestion.refusal import Refusal
from ingestion.submissions.registers import registers_in_force, together
from orchestration.reference.seeds import seed_rows

_Line = Mapping[str, Any]


@dataclass(frozen=True)
class RegisterCell:
    """A cell of a register and what is wrong with it, the code of the ``reason`` as
    ``UnreadableFile`` has it."""

    reason: str
    line: int
    column: str
    value: str

    def as_unreadable(self) -> UnreadableFile:
        """The cell as the reason why a file is not read."""
        return UnreadableFile(self.reason, line=self.line, column=self.column, value=self.value)

    def words(self, language: str = LANGUAGES[0]) -> str:
        """The cell and what is wrong with it, as a sentence of a language of the catalogue."""
        return self.as_unreadable().words(language)


class UnusableRegister(Refusal):
    """A register of agencies that is not put in force, with every cell that cannot be used."""

    def __init__(self, register_id: str, cells: Sequence[RegisterCell]) -> None:
        super().__init__("agencies.unusable", id=register_id[:12], count=len(cells))
        self.cells = cells

    def words(self, language: str = LANGUAGES[0]) -> str:
        """The reason, and a line for each cell."""
        return "\n  ".join([super().words(language), *(one.words(language) for one in self.cells)])


class RegisterJudgement(NamedTuple):
    """The cells of a register that cannot be used (``wrong``) and those that may be meant and that
    somebody should look at (``doubtful``): a sector that no rule knows, a line that is open at its
    end and whose unit has ended."""

    wrong: list[RegisterCell]
    doubtful: list[RegisterCell]


def judged_register(content: bytes, in_force: pl.DataFrame | None) -> RegisterJudgement:
    """What is wrong with a register that can be read, beside the lines ``in_force`` (``AGENCIES``);
    where those are not at hand (None) nothing is said of agencies that the register only names.
    Raises ``UnreadableFile`` where it cannot be read."""
    lines = numbered_agencies(content).to_dicts()
    own = {line["agency_id"] for line in lines}
    standing = [] if in_force is None else in_force.to_dicts()
    wrong = faults(lines, [line for line in standing if line["agency_id"] not in own])
    wrong += [fault for line in lines if (fault := _unit_fault(line))]
    if in_force is not None:
        wrong += _unknown_agencies(lines, own | {line["agency_id"] for line in standing})
    cells = sorted(map(_cell, wrong), key=lambda cell: cell.line)
    open_ended = [line for line in lines if line["line"] not in {cell.line for cell in cells}]
    doubts = [*_unknown_sectors(lines), *_ended_units(open_ended)]
    return RegisterJudgement(cells, [*map(_cell, doubts)])


def checked_register(content: bytes, in_force: pl.DataFrame | None) -> RegisterJudgement:
    """``judged_register`` of one that can be used; raises ``UnreadableFile`` where it cannot be
    read, or with every cell that cannot be used."""
    judgement = judged_register(content, in_force)
    refuse([cell.as_unreadable() for cell in judgement.wrong])
    return judgement


def is_usable(content: bytes) -> bool:
    """Whether a register can be used, whatever the agencies are that others name."""
    try:
        checked_register(content, None)
    except UnreadableFile:
        return False
    return True


def judged_in_home(home: Home, ledger: Ledger, register_id: str) -> RegisterJudgement:
    """What is wrong with a register that was received, beside the others in force; raises
    ``LostOriginal``."""
    store = home.raw_store()
    others = [one for one in registers_in_force(ledger) if one != register_id]
    in_force = together(store.get(one) for one in others)
    return judged_register(store.get(register_id), in_force)


def refuse_unusable(home: Home, ledger: Ledger, register_id: str) -> None:
    """Raise ``UnusableRegister`` where a register that was received has cells that cannot be
    used; raises ``LostOriginal``."""
    if wrong := judged_in_home(home, ledger, register_id).wrong:
        raise UnusableRegister(register_id, wrong)


def _unknown_agencies(lines: Sequence[_Line], agencies: set[str]) -> Iterator[UnreadableFile]:
    for line in lines:
        for column in REFERENCES:
            if line[column] and line[column] not in agencies:
                yield _at(line, column, "unknown_agency")


def _unknown_sectors(lines: Sequence[_Line]) -> Iterator[UnreadableFile]:
    sectors = {row["sector"] for row in seed_rows("reference/obligation_rule")}
    for line in lines:
        if line["sector"] and line["sector"] not in sectors:
            yield _at(line, "sector", "unknown_sector")


def _ended_units(lines: Sequence[_Line]) -> Iterator[UnreadableFile]:
    """The lines that go on without an end although their unit has one."""
    for line in lines:
        unit = _unit_days().get(line["unit_id"] or "")
        if unit and unit.last and not line["valid_to"]:
            yield _at(line, "unit_id", "unit_has_ended")


class _Days(NamedTuple):
    """The first and last day of a unit or a line, as far as they are written."""

    first: date | None
    last: date | None


@cache
def _unit_days() -> dict[str, _Days]:
    return {
        row["unit_id"]: _Days(_day(row["valid_from"]), _day(row["valid_to"]))
        for row in seed_rows("reference/unit")
    }


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _unit_fault(line: _Line) -> UnreadableFile | None:
    """Why a line's unit or kind cannot be: it does not exist, or not on a day that the line names.
    A day that is not written names none: an agency open at its end may be older than a merger."""
    unit_id, kind = line["unit_id"], agency_types()[line["agency_type"]]
    named = [day for day in (line["valid_from"], line["valid_to"]) if day]
    if any(day < (kind.exists_from or date.min) for day in named):
        return _at(line, "agency_type", "kind_not_on_these_days")
    if unit_id is None:
        return None
    if unit_id not in _unit_days():
        return _at(line, "unit_id", "unknown_unit")
    unit = _unit_days()[unit_id]
    if any(not (unit.first or date.min) <= day <= (unit.last or date.max) for day in named):
        return _at(line, "unit_id", "unit_not_on_these_days")
    if kind.exists_from and unit.last and unit.last < kind.exists_from:
        return _at(line, "agency_type", "kind_not_on_these_days")
    return None


def _cell(fault: UnreadableFile) -> RegisterCell:
    line, column, value = (str(fault.values[part]) for part in ("line", "column", "value"))
    return RegisterCell(fault.reason, int(line), column, value)


def _at(line: _Line, column: str, reason: str) -> UnreadableFile:
    return wrong_cell(f"register.{reason}", line["line"], column, line[column])
