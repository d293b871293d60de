"""The register of agencies: data of a home, submitted as ``agencies.csv`` and kept in the ledger.

Columns: ``agency_id`` (ours, never reused), ``agency_name``, ``agency_type`` (a code of
``contracts/agency_types.yml``), ``unit_id`` (empty for a ministry or national centre),
``valid_from``, ``valid_to`` (empty while open), ``is_synthetic``; and, where known, ``parent_id``
(the agency it reports to), ``sector`` (such as ``banking``), ``successor_id`` (its successor),
``register_version`` (a whole number: of registers in force that name an agency the highest holds),
``email`` (the official address its reports come from, where they come by mail),
``in_response_network`` (whether it is a member of the incident response network).

A file with semicolons, as Excel writes it where the comma is the decimal sign, is read too, and so
are days as Excel writes them there (``01/07/2025``, ``1/7/2025``), and ``ĐÚNG`` and ``SAI`` for
``TRUE`` and ``FALSE``. Of a file with commas nobody
knows whether the day or the month comes first: its days are written ``2025-07-01``.

An agency whose attributes change has a line for each time; the times do not overlap.

Not here: what its lines say that cannot be (``register_faults``), and which of the registers that
were received is in force (``submissions.registers``).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import polars as pl
import yaml

from ingestion.forms.contract import CONTRACTS, Reporter, Text
from ingestion.forms.frozen_model import Part
from ingestion.landing.mail import is_mail_address
from ingestion.landing.sources import register_delimiter
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable, tidy

_REQUIRED = pl.Schema(
    {
        "agency_id": pl.String(),
        "agency_name": pl.String(),
        "agency_type": pl.String(),
        "unit_id": pl.String(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "is_synthetic": pl.Boolean(),
    }
)
_OPTIONAL = pl.Schema(
    {
        "parent_id": pl.String(),
        "sector": pl.String(),
        "successor_id": pl.String(),
        "register_version": pl.Int32(),
        "email": pl.String(),
        "in_response_network": pl.Boolean(),
    }
)
AGENCIES = pl.Schema([*_REQUIRED.items(), *_OPTIONAL.items()])
# The last two as Excel writes them where it speaks Vietnamese.
_TRUTH = {"true": True, "false": False, "đúng": True, "sai": False}
_WRONG_TYPE = {
    pl.Date: "register.no_day",
    pl.Int32: "register.no_number",
    pl.Boolean: "register.neither_true_nor_false",
}
_FILLED = ("agency_id", "agency_name", "agency_type", "is_synthetic")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_FIRST = re.compile(r"\d\d?/\d\d?/\d{4}")
_VERSION = re.compile(r"[0-9]{1,9}")
_LONGEST_SHOWN = 100
_MOST_TOLD = 20


class AgencyType(Part):
    """A kind of agency, the role in which it reports (None: it sends no reports), whether that it
    owes anything is our assumption, and the first day on which there were such agencies (None: as
    far back as the data)."""

    code: str
    label: Text
    reporter: Reporter | None = None
    is_duty_assumed: bool = False
    exists_from: date | None = None


@cache
def agency_types() -> Mapping[str, AgencyType]:
    """Every kind of agency a register may name, by code."""
    page = yaml.safe_load((CONTRACTS / "agency_types.yml").read_text(encoding="utf-8"))
    types = [AgencyType.model_validate(entry) for entry in page["types"]]
    return {kind.code: kind for kind in types}


def reporter_of(agency_type: pl.Expr) -> pl.Expr:
    """The role in which agencies of a kind report; null for a kind that sends no reports."""
    reporters = {code: kind.reporter for code, kind in agency_types().items()}
    return agency_type.replace_strict(reporters, default=None, return_dtype=pl.String())


def has_assumed_duties(agency_type: pl.Expr) -> pl.Expr:
    """Whether that agencies of a kind owe anything is our assumption; false for an unknown kind."""
    assumed = [code for code, kind in agency_types().items() if kind.is_duty_assumed]
    return agency_type.is_in(assumed).fill_null(False)


def read_agencies(content: bytes) -> pl.DataFrame:
    """The register as a frame of ``AGENCIES``, columns it does not have empty; raises
    ``UnreadableFile`` with line, column and value of the first cell that cannot be used, the next
    ones behind it (``others``)."""
    return numbered_agencies(content).drop("line")


def numbered_agencies(content: bytes) -> pl.DataFrame:
    """``read_agencies`` with one column more, the ``line`` of the file."""
    rows: list[dict[str, object]] = []
    wrong: list[UnreadableFile] = []
    try:
        for number, line in _lines(content):
            rows.append({**_row(number, line, wrong), "line": number})
    except UnreadableFile as broken:
        wrong.append(broken)
    refuse(wrong)
    if not rows:
        raise UnreadableFile("register.no_lines")
    refuse([*_two_kinds(rows), *_same_days(rows)])
    frame = pl.DataFrame(rows, schema={**AGENCIES, "line": pl.Int32()})
    return frame.sort("agency_id", "valid_from", nulls_last=False)


def refuse(wrong: Sequence[UnreadableFile]) -> None:
    """Raise the first of the places that cannot be used, the next ones behind it (``others``);
    nothing where there is none."""
    if wrong:
        first, *others = wrong[:_MOST_TOLD]
        first.others = tuple(others)
        raise first


def _row(number: int, line: _Line, wrong: list[UnreadableFile]) -> dict[str, object]:
    """The typed cells of a line; ``wrong`` takes down those that cannot be used."""
    row: dict[str, object] = {}
    for name in AGENCIES:
        value = line.cells.get(name, "").strip() or None
        if value is None and name in _FILLED:
            wrong.append(wrong_cell("register.blank", number, name, ""))
        try:
            row[name] = _typed(number, name, value, line.is_day_first)
        except UnreadableFile as cell:
            wrong.append(cell)
    return row


def _two_kinds(rows: list[dict[str, Any]]) -> Iterator[UnreadableFile]:
    """The first line that is of the other kind of data than those above it."""
    for row in rows:
        if row["is_synthetic"] != rows[0]["is_synthetic"]:
            value = str(row["is_synthetic"]).lower()
            yield wrong_cell("register.two_kinds_of_data", row["line"], "is_synthetic", value)
            return


def _same_days(rows: list[dict[str, Any]]) -> Iterator[UnreadableFile]:
    """The lines that begin on a day which another line of the same agency holds."""
    ends: dict[str, date] = {}
    for row in sorted(rows, key=lambda row: (row["agency_id"], row["valid_from"] or date.min)):
        agency_id, start = row["agency_id"], row["valid_from"]
        if agency_id in ends and (start is None or start <= ends[agency_id]):
            day = str(start or "")
            yield wrong_cell("register.lines_of_the_same_day", row["line"], "valid_from", day)
        ends[agency_id] = row["valid_to"] or date.max


class _Line(NamedTuple):
    """The cells of a line by column, and whether its days may be written day first."""

    cells: dict[str, str]
    is_day_first: bool


def _lines(content: bytes) -> Iterator[tuple[int, _Line]]:
    """The lines of the file that are not blank with their numbers, each as many cells as there are
    columns."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableFile("register.not_utf8") from wrong
    if "\x00" in text:  # no name holds it, and no table of the warehouse could
        raise UnreadableFile("register.not_csv", line=text[: text.index("\x00")].count("\n") + 1)
    delimiter = register_delimiter(text.partition("\n")[0])
    is_day_first = delimiter == ";"  # so Excel writes days where it writes semicolons
    lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = lines.fieldnames or []
    except csv.Error as wrong:
        raise UnreadableFile("register.not_csv", line=1) from wrong
    if missing := [name for name in _REQUIRED if name not in columns]:
        raise UnreadableFile("register.missing_columns", value=", ".join(missing))
    if unknown := [name for name in columns if name not in AGENCIES]:
        raise UnreadableFile("register.unknown_columns", value=", ".join(unknown))
    try:
        for line in lines:
            if None in line or None in line.values():
                raise UnreadableFile("register.number_of_cells", line=lines.line_num)
            if any(line.values()):
                yield lines.line_num, _Line(line, is_day_first)
    except csv.Error as wrong:
        raise UnreadableFile("register.not_csv", line=lines.reader.line_num) from wrong


def _typed(
    line: int, column: str, value: str | None, is_day_first: bool
) -> date | int | bool | str | None:
    if value is None:
        return None
    try:
        match AGENCIES[column]:
            case pl.Date():
                return _day(value, is_day_first)
            case pl.Int32():
                return _version(value)
            case pl.Boolean():
                return _TRUTH[tidy(value).lower()]
    except (ValueError, KeyError) as wrong:
        reason = _WRONG_TYPE[AGENCIES[column].base_type()]
        if reason == "register.no_day" and is_day_first:
            reason = "register.no_day_either_way"
        raise wrong_cell(reason, line, column, value) from wrong
    if column == "agency_type" and value not in agency_types():
        raise wrong_cell("register.unknown_type", line, column, value)
    if column == "email" and not is_mail_address(value):
        raise wrong_cell("register.no_address", line, column, value)
    return value


def _version(value: str) -> int:
    if not _VERSION.fullmatch(value):
        raise ValueError(value)
    return int(value)


def _day(value: str, is_day_first: bool) -> date:
    if is_day_first and _DAY_FIRST.fullmatch(value):
        return datetime.strptime(value, "%d/%m/%Y").date()
    if not _DAY.fullmatch(value):
        raise ValueError(value)
    return date.fromisoformat(value)


def wrong_cell(reason: str, line: int, column: str, value: str) -> UnreadableFile:
    """Why a cell of a register cannot be used, its value made safe to print."""
    shown = printable(value)[:_LONGEST_SHOWN]
    return UnreadableFile(reason, line=line, column=column, value=shown)


def register_csv(agencies: pl.DataFrame) -> bytes:
    """Lines of a register in the shape of ``AGENCIES`` as the file that says them, in UTF-8 with a
    byte-order mark, as spreadsheets expect it."""
    text = agencies.select(list(AGENCIES)).write_csv(line_terminator="\r\n")
    return text.encode("utf-8-sig")
