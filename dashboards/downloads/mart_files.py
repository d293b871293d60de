"""The figures behind the pages as files: every mart an audience may see that has rows for it.

``<audience>/data/<mart>.{csv,parquet,json}``, those that a person reads as ``csi.xlsx``, SDMX with
its structure, and a Frictionless data package. All text is UTF-8; a CSV of a mart begins with its
byte-order mark, without which Excel garbles Vietnamese letters. Text that a spreadsheet would run
as a formula stays text.
"""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from dashboards.downloads.imprint import (
    citation,
    contact,
    in_both,
    licence,
    source,
    statements,
)
from dashboards.downloads.sdmx import sdmx_files, write_sdmx
from dashboards.downloads.workbooks import write_workbook
from dashboards.looks.locale import ENGLISH, speaking, text
from dashboards.marts.offered_files import FORMATS, PACKAGE, WORKBOOK, Taking, takings
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import DATA, Edition

_MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "xml": "application/vnd.sdmx.structure+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DOUBLE": "number",
}
# What the Open Definition's list of licences calls data for which none was named.
_NO_LICENCE = "notspecified"
# A spreadsheet reads text that begins so as a formula, in a CSV file too.
# Where the decimal mark is a comma, a semicolon in a text begins a new cell.
_FORMULA = r"(?s)^[=+@\t\r-].|[;\t\n]\s*[=+@-]."


def write_downloads(marts: Marts, folder: Path, edition: Edition) -> None:
    """Write every download of an audience below its folder."""
    target = folder / marts.audience.folder / DATA
    target.mkdir(parents=True)
    # One thread writes the rows of a file in their order: the same bytes every time.
    marts.connection.execute("set threads = 1")
    offered = takings(marts)
    for taking in offered:
        _write_mart(marts.connection, taking, target)
    write_workbook(marts, offered, edition, target / WORKBOOK)
    write_sdmx(marts, edition, target)
    others = (WORKBOOK, *sdmx_files(marts))
    package = _package(marts, offered, others, target, edition)
    written = json.dumps(package, ensure_ascii=False)
    (target / PACKAGE).write_text(written + "\n", encoding="utf-8")


def _write_mart(connection: duckdb.DuckDBPyConnection, taking: Taking, target: Path) -> None:
    """Write the files of one mart. A decimal is a JSON number of the same value, a date a text."""
    columns = list(taking.columns)
    ordered = f"from visible.{taking.mart} order by {', '.join(columns)}"
    plain = f"select {', '.join(columns)} {ordered}"
    safe = f"select {', '.join(_safe(name, taking.columns[name]) for name in columns)} {ordered}"
    for query, ending, options in (
        (safe, "csv", "format csv, header"),
        (plain, "parquet", "format parquet, compression zstd"),
    ):
        file = str(target / f"{taking.mart}.{ending}").replace("'", "''")
        connection.execute(f"copy ({query}) to '{file}' ({options})")
    csv = target / f"{taking.mart}.csv"
    csv.write_bytes(codecs.BOM_UTF8 + csv.read_bytes())
    rows = connection.execute(
        f"select cast(json_array({', '.join(columns)}) as varchar) {ordered}"
    ).fetchall()
    listed = ",\n".join([json.dumps(columns), *(row for (row,) in rows)])
    (target / f"{taking.mart}.json").write_text(f"[{listed}]\n", encoding="utf-8")


def _safe(column: str, kind: str) -> str:
    """A column for a CSV file: an apostrophe keeps a spreadsheet from running its text."""
    if kind != "VARCHAR":
        return column
    guarded = f"case when regexp_matches({column}, '{_FORMULA}') then '''' || {column}"
    return f"{guarded} else {column} end as {column}"


def _package(
    marts: Marts, offered: Sequence[Taking], others: Sequence[str], target: Path, edition: Edition
) -> dict[str, Any]:
    """A Frictionless data package: every file with its size and hash, and each table described
    once, as CSV, for the other formats hold the same."""
    resources = []
    for taking in offered:
        described = _file(target / f"{taking.mart}.csv") | _table(taking)
        copies = (_file(target / f"{taking.mart}.{ending}") for ending in FORMATS[1:])
        resources += [described, *(copy | {"type": "file"} for copy in copies)]
    said = " / ".join(in_both(lambda: ". ".join(statements(marts, edition))))
    return {
        "profile": "data-package",
        "name": "csi",
        "title": " / ".join(in_both(lambda: text("imprint.title"))),
        "description": said,
        "sources": [{"title": " / ".join(in_both(lambda: source(marts)))}],
        "licenses": [{"name": _NO_LICENCE, "title": " / ".join(in_both(lambda: licence(edition)))}],
        "citation": " / ".join(in_both(lambda: citation(marts, edition))),
        "contact": " / ".join(in_both(lambda: contact(edition))),
        "version": edition.release_id,
        "temporal": {"end": edition.as_of.isoformat()},
        "resources": [*resources, *(_file(target / name) | {"type": "file"} for name in others)],
    }


def _file(file: Path) -> dict[str, Any]:
    content = file.read_bytes()
    ending = file.suffix.removeprefix(".")
    return {
        "name": file.name.replace(".", "-").replace("_", "-"),
        "path": file.name,
        "format": ending,
        "mediatype": _MEDIA_TYPES[ending],
        **({"encoding": "utf-8"} if ending in ("csv", "json", "xml") else {}),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _table(taking: Taking) -> dict[str, Any]:
    """What the rows of a CSV file are: its columns with type and meaning, and its key."""
    fields = [_field(taking, name) for name in taking.columns]
    key = {"primaryKey": list(taking.key)} if taking.key else {}
    return {
        "profile": "tabular-data-resource",
        "description": taking.descriptions.get("", ""),
        "schema": {"fields": fields, **key},
    }


def _field(taking: Taking, column: str) -> dict[str, str]:
    """A column; ``unit`` is a word of this house, for the standard has none."""
    measure = taking.measure(column)
    with speaking(ENGLISH):
        unit = {"unit": text(f"measure.{measure}")} if measure else {}
    return {
        "name": column,
        "type": _field_type(taking.columns[column]),
        "description": taking.descriptions.get(column, ""),
        **unit,
    }


def _field_type(kind: str) -> str:
    return "number" if kind.startswith("DECIMAL") else _TYPES[kind]
