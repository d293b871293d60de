"""The register of agencies: data of a home, submitted as ``agencies.csv`` and kept in the ledger.

Columns: ``agency_id`` (ours, never reused), ``agency_name``, ``agency_type`` (a code of
``contracts/agency_types.yml``), ``unit_id`` (empty for a ministry or national centre),
``valid_from``, ``valid_to`` (empty while open), ``is_synthetic``; and, where known, ``parent_id``
(the agency it reports to), ``sector`` (such as ``banking``), ``successor_id`` (its successor),
``email`` (the official address its reports come from, where they come by mail),
``in_response_network`` (whether it is a member of the incident response network).

An agency whose attributes change has a line for each time; the times do not overlap.

Not here: which of the registers that were received is in force (``submissions.registers``).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import polars as pl
import yaml

from ingestion.forms.contract import CONTRACTS, Reporter, Text
from ingestion.forms.frozen_model import Part
from ingestion.landing.mail import is_mail_address
from ingestion.landing.sources import is_register
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable

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
_TRUTH = {"true": True, "false": False}
_WRONG_TYPE = {
    pl.Date: "register.no_day",
    pl.Int32: "register.no_number",
    pl.Boolean: "register.neither_true_nor_false",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_VERSION = re.compile(r"[0-9]{1,9}")
_LONGEST_SHOWN = 100


class AgencyType(Part):
    """A kind of agency, and the role in which it reports (None: it sends no reports)."""

    code: str
    label: Text
    reporter: Reporter | None = None


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


def read_agencies(content: bytes) -> pl.DataFrame:
    """The register as a frame of ``AGENCIES``, columns it does not have empty; raises
    ``UnreadableFile`` with the first line, column and value that cannot be used."""
    rows: list[dict[str, object]] = []
    ends: dict[str, date] = {}
    kinds: set[str] = set()
    for number, line in _lines(content):
        row = {name: _typed(number, name, line.get(name) or None) for name in AGENCIES}
        _refuse_blanks(number, row)
        kinds.add(line["is_synthetic"])
        if len(kinds) > 1:
            raise _refused(
                "register.two_kinds_of_data", number, "is_synthetic", line["is_synthetic"]
            )
        rows.append({**row, "line": number})
    if not rows:
        raise UnreadableFile("register.no_lines")
    frame = pl.DataFrame(rows, schema={**AGENCIES, "line": pl.Int32()})
    frame = frame.sort("agency_id", "valid_from", nulls_last=False)
    columns = ("agency_id", "valid_from", "valid_to", "line")
    for agency_id, start, end, number in frame.select(columns).iter_rows():
        if agency_id in ends and (start is None or start <= ends[agency_id]):
            raise _refused("register.lines_of_the_same_day", number, "valid_from", str(start or ""))
        ends[agency_id] = end or date.max
    return frame.drop("line")


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of the file with their numbers, each as many cells as there are columns."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableFile("register.not_utf8") from wrong
    if "\x00" in text:  # no name holds it, and no table of the warehouse could
        raise UnreadableFile("register.not_csv", line=text[: text.index("\x00")].count("\n") + 1)
    lines = csv.DictReader(io.StringIO(text, newline=""))
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
            yield lines.line_num, line
    except csv.Error as wrong:
        raise UnreadableFile("register.not_csv", line=lines.reader.line_num) from wrong


def _typed(line: int, column: str, value: str | None) -> date | int | bool | str | None:
    if value is None:
        return None
    try:
        match AGENCIES[column]:
            case pl.Date():
                return _day(value)
            case pl.Int32():
                return _version(value)
            case pl.Boolean():
                return _TRUTH[value]
    except (ValueError, KeyError) as wrong:
        raise _refused(_WRONG_TYPE[AGENCIES[column].base_type()], line, column, value) from wrong
    if column == "agency_type" and value not in agency_types():
        raise _refused("register.unknown_type", line, column, value)
    if column == "email" and not is_mail_address(value):
        raise _refused("register.no_address", line, column, value)
    return value


def _version(value: str) -> int:
    if not _VERSION.fullmatch(value):
        raise ValueError(value)
    return int(value)


def _day(value: str) -> date:
    if not _DAY.fullmatch(value):
        raise ValueError(value)
    return date.fromisoformat(value)


def _refuse_blanks(line: int, row: dict[str, date | int | bool | str | None]) -> None:
    for column in ("agency_id", "agency_name", "agency_type", "is_synthetic"):
        if row[column] is None:
            raise _refused("register.blank", line, column, "")


def _refused(reason: str, line: int, column: str, value: str) -> UnreadableFile:
    shown = printable(value)[:_LONGEST_SHOWN]
    return UnreadableFile(reason, line=line, column=column, value=shown)


def register_csv(agencies: pl.DataFrame) -> bytes:
    """Lines of a register in the shape of ``AGENCIES`` as the file that says them, in UTF-8 with a
    byte-order mark, as spreadsheets expect it."""
    text = agencies.select(list(AGENCIES)).write_csv(line_terminator="\r\n")
    return text.encode("utf-8-sig")


def is_readable_register(content: bytes) -> bool:
    """Whether a file is a register of agencies, and one that can be used."""
    if not is_register(content):
        return False
    try:
        read_agencies(content)
    except UnreadableFile:
        return False
    return True
