"""What the lines of a register of agencies say that cannot be: of one line by itself, of lines
beside each other, and of lines beside those of the register in force.

A register is judged when it comes. One that is in force is read as it is (``agencies``), so that
what an earlier version of this software let pass does not stop a home.

Not here: whether its units exist, which the reference data say (``orchestration``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any

import polars as pl

from ingestion.landing.agencies import numbered_agencies, refuse, wrong_cell
from ingestion.landing.unreadable import UnreadableFile

_Line = Mapping[str, Any]
REFERENCES = ("parent_id", "successor_id")


def received_agencies(content: bytes) -> pl.DataFrame:
    """A register that comes, as ``numbered_agencies`` reads it; raises ``UnreadableFile`` also for
    what its lines say that cannot be."""
    agencies = numbered_agencies(content)
    refuse(faults(agencies.to_dicts(), []))
    return agencies


def faults(lines: Sequence[_Line], others: Sequence[_Line]) -> list[UnreadableFile]:
    """What the lines of a register say that cannot be, in their order: ``lines`` as
    ``numbered_agencies`` has them, beside ``others``, those in force of the agencies that the
    register does not name."""
    every = [*lines, *others]
    circular = {"parent_id": _with_parent_below(every), "successor_id": _in_a_circle(every)}
    found = [*_of_single_lines(lines), *_of_circles(lines, circular)]
    return sorted(found, key=lambda one: int(str(one.values["line"])))


def _of_single_lines(lines: Sequence[_Line]) -> Iterator[UnreadableFile]:
    for line in lines:
        start, end = line["valid_from"], line["valid_to"]
        if start and end and end < start:
            yield _at(line, "valid_to", "ends_before_it_begins")
        for column in REFERENCES:
            if line[column] == line["agency_id"]:
                yield _at(line, column, "names_itself")


def _of_circles(
    lines: Sequence[_Line], circular: Mapping[str, set[tuple[str, date | None]]]
) -> Iterator[UnreadableFile]:
    reasons = {"parent_id": "parents_in_a_circle", "successor_id": "successors_in_a_circle"}
    for column, reason in reasons.items():
        for line in lines:
            if line[column] and _key(line) in circular[column]:
                yield _at(line, column, reason)


def _key(line: _Line) -> tuple[str, date | None]:
    return line["agency_id"], line["valid_from"]


def _with_parent_below(lines: Sequence[_Line]) -> set[tuple[str, date | None]]:
    """The lines of which, on some day, the agency is above its own parent."""
    named = [line for line in lines if line["parent_id"]]
    if not _may_hold_circles(named):
        return set()
    found = set()
    # A circle there is on any day, there is on the day its last line begins.
    for day in {line["valid_from"] or date.min for line in named}:
        of_day = {line["agency_id"]: line for line in named if _holds(line, day)}
        above = {agency: line["parent_id"] for agency, line in of_day.items()}
        found |= {_key(of_day[agency]) for agency in _circular(above)}
    return found


def _may_hold_circles(named: Sequence[_Line]) -> bool:
    """Whether some agency is above its own parent if every line held on every day."""
    above: dict[str, set[str]] = {}
    for line in named:
        above.setdefault(line["agency_id"], set()).add(line["parent_id"])
    try:
        TopologicalSorter(above).prepare()
    except CycleError:
        return True
    return False


def _in_a_circle(lines: Sequence[_Line]) -> set[tuple[str, date | None]]:
    """The lines by which an agency, through those that succeed it, succeeds itself at last."""
    last: dict[str, _Line] = {}
    for line in sorted(lines, key=lambda one: one["valid_from"] or date.min):
        if line["successor_id"]:
            last[line["agency_id"]] = line
    following = {agency: line["successor_id"] for agency, line in last.items()}
    return {_key(last[agency]) for agency in _circular(following)}


def _holds(line: _Line, day: date) -> bool:
    return (line["valid_from"] or date.min) <= day <= (line["valid_to"] or date.max)


def _circular(following: Mapping[str, str]) -> set[str]:
    """Who comes back to itself, going from each to the one that follows it; not who follows itself
    at once."""
    circular, seen = set[str](), set[str]()
    for start in following:
        way: dict[str, None] = {}
        one = start
        while one in following and one not in seen:
            seen.add(one)
            way[one] = None
            one = following[one]
        if one in way and following[one] != one:
            steps = [*way]
            circular.update(steps[steps.index(one) :])
    return circular


def _at(line: _Line, column: str, reason: str) -> UnreadableFile:
    return wrong_cell(f"register.{reason}", line["line"], column, str(line[column] or ""))
