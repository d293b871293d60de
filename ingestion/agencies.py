"""The register of agencies: data of a home, submitted as ``agencies.csv`` and kept in the ledger.

Columns: ``agency_id`` (ours, never reused), ``agency_name``, ``agency_type`` (a code of
``contracts/agency_types.yml``), ``unit_id`` (empty for a ministry or national centre),
``valid_from``, ``valid_to`` (empty while open), ``is_synthetic``; and, where known, ``parent_id``
(whom it reports to), ``sector`` (such as ``banking``), ``successor_id`` (who reports after it).

An agency whose attributes change has a line for each time; the times do not overlap. The newest
register that names an agency replaces all its lines: the one with the highest ``register_version``
written in it, of equal ones (none written is 0) the one that arrived last.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import polars as pl
import yaml

from ingestion.contract import CONTRACTS, Reporter, Text
from ingestion.ledger import Ledger
from ingestion.part import Part
from ingestion.raw_store import LostOriginal, RawStore
from ingestion.sources import is_register

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
    }
)
AGENCIES = pl.Schema([*_REQUIRED.items(), *_OPTIONAL.items()])
_TRUTH = {"true": True, "false": False}


class BadRegister(Exception):
    """A register of agencies that cannot be read; the text says why."""


class AgencyType(Part):
    """A kind of agency, and as whom it reports (None: it sends no reports)."""

    code: str
    label: Text
    reporter: Reporter | None = None


@cache
def agency_types() -> Mapping[str, AgencyType]:
    """Every kind of agency a register may name, by code."""
    page = yaml.safe_load((CONTRACTS / "agency_types.yml").read_text(encoding="utf-8"))
    types = [AgencyType.model_validate(entry) for entry in page["types"]]
    return {known.code: known for known in types}


def reporter_of(agency_type: pl.Expr) -> pl.Expr:
    """As whom an agency of a kind reports; null for a kind that sends no reports."""
    known = {code: kind.reporter for code, kind in agency_types().items()}
    return agency_type.replace_strict(known, default=None, return_dtype=pl.String())


def read_agencies(content: bytes) -> pl.DataFrame:
    """The register as a frame of ``AGENCIES``, columns it does not have empty; raises
    ``BadRegister``."""
    try:
        read = pl.read_csv(io.StringIO(content.decode("utf-8-sig")), infer_schema=False)
        _refuse_columns(set(read.columns))
        missing = [pl.lit(None, pl.String()).alias(n) for n in AGENCIES if n not in read.columns]
        frame = read.with_columns(missing).select(
            _typed(name, kind) for name, kind in AGENCIES.items()
        )
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as wrong:
        raise BadRegister(str(wrong)) from wrong
    frame = frame.sort("agency_id", "valid_from", nulls_last=False)
    _refuse_lines(frame)
    return frame


def _typed(name: str, kind: pl.DataType) -> pl.Expr:
    match kind:
        case pl.Date():
            return pl.col(name).str.to_date("%Y-%m-%d")
        case pl.Int32():
            return pl.col(name).cast(pl.Int32)
        case pl.Boolean():
            return pl.col(name).replace_strict(_TRUTH, return_dtype=pl.Boolean())
    return pl.col(name)


def _refuse_columns(columns: set[str]) -> None:
    if missing := set(_REQUIRED) - columns:
        raise BadRegister(f"missing columns: {', '.join(sorted(missing))}")
    if unknown := columns - set(AGENCIES):
        raise BadRegister(f"unknown columns: {', '.join(sorted(unknown))}")


def _refuse_lines(frame: pl.DataFrame) -> None:
    """Blanks, unknown kinds, both kinds of data, two lines of one agency on the same day."""
    needed = frame.select("agency_id", "agency_name", "agency_type", "is_synthetic")
    if frame.is_empty() or needed.null_count().sum_horizontal()[0]:
        raise BadRegister("a line without an id, a name, a type or is_synthetic")
    if frame["is_synthetic"].n_unique() > 1:
        raise BadRegister("real and synthetic agencies in one register")
    if unknown := set(frame["agency_type"]) - set(agency_types()):
        raise BadRegister(f"unknown agency_type: {', '.join(sorted(map(str, unknown)))}")
    ends: dict[str, date] = {}
    for agency_id, start, end in frame.select("agency_id", "valid_from", "valid_to").iter_rows():
        if agency_id in ends and (start is None or start <= ends[agency_id]):
            raise BadRegister(f"{agency_id}: two lines hold on the same day")
        ends[agency_id] = end or date.max


def is_readable_register(content: bytes) -> bool:
    """Whether a file is a register of agencies, and one that can be used."""
    if not is_register(content):
        return False
    try:
        read_agencies(content)
    except BadRegister:
        return False
    return True


def current_agencies(ledger: Ledger, store: RawStore) -> pl.DataFrame:
    """Every agency ever registered, each with the lines of the newest register that names it;
    empty before the first. Registers that are lost are left out."""
    frames = [
        read_agencies(content).with_columns(arrival=number)
        for number, content in enumerate(_registers(ledger, store))
        if not isinstance(content, LostOriginal)
    ]
    if not frames:
        return pl.DataFrame(schema=AGENCIES)
    age = pl.struct(pl.col("register_version").fill_null(0), "arrival")
    everything = pl.concat(frames).with_columns(rank=age.rank("dense").over("agency_id"))
    newest = everything.filter(pl.col("rank") == pl.col("rank").max().over("agency_id"))
    return newest.sort("agency_id", "valid_from", nulls_last=False).select(list(AGENCIES))


def lost_registers(ledger: Ledger, store: RawStore) -> list[LostOriginal]:
    """Why registers that were received cannot be read."""
    return [one for one in _registers(ledger, store) if isinstance(one, LostOriginal)]


def _registers(ledger: Ledger, store: RawStore) -> Iterator[bytes | LostOriginal]:
    """The bytes of every register in the order they came, or why they are lost."""
    for event in ledger.events("register_received"):
        try:
            yield store.get(event.body["submission_id"])
        except LostOriginal as lost:
            yield lost
