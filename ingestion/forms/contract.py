"""A form's contract: one YAML file per form and version, read into frozen models.

From it come the blank workbook, the reader's typing, the limits the general rules check, the raw
table, the dbt source and the words a steward reads. The language is kept small on purpose: two
kinds of sheet, a handful of kinds of field, no expressions. When a report is due is law and is
found in ``forms/obligations.py``. Not here: what a person is told about a figure (``expectations``)
and what is counted from it (``dbt_project``).
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, model_validator

from ingestion.forms.frozen_model import Part
from ingestion.forms.sample_hints import FormSample, SampleHint

CONTRACTS = Path(__file__).parents[1] / "contracts"

FieldKind = Literal[
    "text", "count", "number", "percent", "money", "yes_no", "choice", "unit", "date", "time"
]
LineKind = Literal[
    "yes_no", "ratio", "count", "number", "percent", "money", "text", "choice", "date", "time"
]
PeriodKind = Literal["month", "quarter", "half-year", "year", "multi-year", "event"]
Reporter = Literal["province_agency", "national_centre"]
FileFormat = Literal["xlsx", "csv", "json"]
# Who may see a value: everybody, leaders, the reporter, or stewards only.
Confidentiality = Literal["public", "leadership", "own", "restricted"]

# Codes become names of columns, tables and files: letters, digits and underscores only.
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]

INDICATOR_TABLE = "indicator_cells"
TOTAL_ROW_KEY = "total"
NUMERIC_KINDS: frozenset[str] = frozenset({"count", "number", "percent", "money"})


class Text(Part):
    """A text in both languages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


class Option(Part):
    """One entry of a closed list. ``joins``: the codes of the entries it stands for, which a sender
    may write one after the other in its place."""

    code: str
    label: Text
    joins: tuple[str, ...] = ()


class FieldContract(Part):
    """A column of a register sheet. ``is_name``: a text that names a body; beside it the raw table
    holds ``<code>_key``, by which all its spellings agree. ``or_period``: a month, a quarter or a
    year is as good an answer as a day; the raw table holds its last day."""

    code: Code
    kind: FieldKind
    label: Text
    required: bool = True
    minimum: float | None = None
    maximum: float | None = None
    list: str | None = None
    personal: bool = False
    is_name: bool = False
    or_period: bool = False
    conf: Confidentiality = "public"
    sample: SampleHint | None = None

    @property
    def reading_kind(self) -> str:
        """The kind as the reader takes it: ``date_or_period`` where a period answers too."""
        return f"{self.kind}_or_period" if self.or_period else self.kind

    @model_validator(mode="after")
    def _is_whole(self) -> FieldContract:
        _check_list_and_privacy(self)
        if self.or_period and self.kind != "date":
            raise ValueError(f"{self.code}: what a period may answer is a date")
        if self.is_name and (self.kind != "text" or self.personal):
            raise ValueError(f"{self.code}: the name of a body is a text, and no person's")
        return self


class Line(Part):
    """A line of an indicator sheet. A ``ratio`` has a numerator (the value) and a denominator.
    ``or_period``: a month, a quarter or a year is an answer too, also to what was asked as a count.
    """

    code: Code
    group: str
    kind: LineKind
    label: Text
    source_item: str | None = None
    numerator: Text | None = None
    denominator: Text | None = None
    required: bool = True
    minimum: float = 0
    maximum: float | None = None
    denominator_minimum: float = 1
    list: str | None = None
    personal: bool = False
    or_period: bool = False
    conf: Confidentiality = "public"
    sample: SampleHint | None = None

    @property
    def reading_kind(self) -> str:
        """The kind of its first cell as the reader takes it."""
        kind = "count" if self.kind == "ratio" else self.kind
        return f"{kind}_or_period" if self.or_period else kind

    @model_validator(mode="after")
    def _is_whole(self) -> Line:
        if self.or_period and self.kind not in ("date", "count"):
            raise ValueError(f"line {self.code}: what a period may answer is a date or a count")
        if (self.kind == "ratio") != (self.denominator is not None):
            raise ValueError(f"line {self.code}: a ratio names its denominator, no other kind does")
        _check_list_and_privacy(self)
        return self


def _check_list_and_privacy(asked: FieldContract | Line) -> None:
    if (asked.kind == "choice") != (asked.list is not None):
        raise ValueError(f"{asked.code}: a choice names its list, no other kind does")
    if asked.personal and asked.kind != "text":
        raise ValueError(f"{asked.code}: what is personal is a text, of which presence is kept")


class IndicatorSheet(Part):
    """Fixed lines: code, label, value or numerator, denominator (where a line is a ratio), and
    unless the sheet is a form of plain answers (``notes: false``) note and evidence."""

    name: str
    kind: Literal["indicator"]
    title: Text
    notes: bool = True
    groups: Mapping[str, Text]
    lines: tuple[Line, ...]

    @property
    def table(self) -> str:
        """The raw table all indicator sheets share."""
        return INDICATOR_TABLE

    @property
    def has_money(self) -> bool:
        """Whether a line is an amount of money."""
        return any(line.kind == "money" for line in self.lines)


class RegisterSheet(Part):
    """One row per thing counted, told apart by ``row_key``. ``may_be_empty``: that nothing happened
    is an answer. ``sample_rows``: the base that is the number of rows of a synthetic report."""

    name: str
    kind: Literal["register"]
    table: Code
    title: Text
    row_key: tuple[str, ...]
    printed_rows: str | None = None
    total_row: bool = False
    may_be_empty: bool = False
    sample_rows: str | None = None
    fields: tuple[FieldContract, ...]

    @model_validator(mode="after")
    def _row_key_is_made_of_fields(self) -> RegisterSheet:
        codes = [field.code for field in self.fields]
        if len(set(codes)) != len(codes):
            raise ValueError(f"sheet {self.name}: a field code appears twice")
        if missing := set(self.row_key) - set(codes):
            raise ValueError(f"sheet {self.name}: row_key names unknown fields {sorted(missing)}")
        if any(self.field(code).personal for code in self.row_key):
            raise ValueError(f"sheet {self.name}: a row is not told apart by a person")
        return self

    @property
    def has_money(self) -> bool:
        """Whether a column holds amounts of money."""
        return any(field.kind == "money" for field in self.fields)

    def field(self, code: str) -> FieldContract:
        """The column with this code."""
        return next(field for field in self.fields if field.code == code)


Sheet = Annotated[IndicatorSheet | RegisterSheet, Field(discriminator="kind")]


class Form(Part):
    """One kind of report in one version. ``owed`` says that every reporter owes one for every
    period; ``subject`` is what the header asks for where a report is about one incident or project
    of many; ``renames`` gives the codes of the version before that have another code here."""

    form: Code
    version: int
    asset: Code
    title: Text
    legal_source: str
    reporter: Reporter
    periods: tuple[PeriodKind, ...]
    formats: tuple[FileFormat, ...]
    number_format: Literal["vi", "en"] | None = "vi"
    owed: bool = True
    subject: Text | None = None
    sample: FormSample | None = None
    lists: Mapping[str, tuple[Option, ...]] = {}
    renames: Mapping[Code, Code] = {}
    sheets: tuple[Sheet, ...]

    @property
    def contract_id(self) -> str:
        """What a file carries to say which contract it follows, such as ``budget/1``."""
        return f"{self.form}/{self.version}"

    @property
    def has_money(self) -> bool:
        """Whether the header must state a unit of money."""
        return any(sheet.has_money for sheet in self.sheets)

    @property
    def registers(self) -> tuple[RegisterSheet, ...]:
        """The register sheets, each a raw table of its own."""
        return tuple(sheet for sheet in self.sheets if sheet.kind == "register")

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of every indicator sheet."""
        return tuple(line for s in self.sheets if s.kind == "indicator" for line in s.lines)

    def sheet(self, name: str) -> IndicatorSheet | RegisterSheet:
        """The sheet with this name."""
        return next(sheet for sheet in self.sheets if sheet.name == name)

    @model_validator(mode="after")
    def _lists_exist(self) -> Form:
        named = {field.list for sheet in self.registers for field in sheet.fields if field.list}
        named |= {sheet.printed_rows for sheet in self.registers if sheet.printed_rows}
        named |= {line.list for line in self.lines if line.list}
        if missing := named - set(self.lists):
            raise ValueError(f"form {self.form}: unknown lists {sorted(missing)}")
        for name, options in self.lists.items():
            if {part for one in options for part in one.joins} - {one.code for one in options}:
                raise ValueError(f"form {self.form}: list {name} joins what is not in it")
        if len({line.code for line in self.lines}) != len(self.lines):
            raise ValueError(f"form {self.form}: a line's code appears twice")
        if "csv" in self.formats and len(self.sheets) > 1:
            raise ValueError(f"form {self.form}: a CSV file holds one sheet")
        return self


def load_contract(path: Path) -> Form:
    """Read one contract file; ``pydantic.ValidationError`` says what is wrong with it."""
    form = Form.model_validate(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    if (path.parent.name, path.stem) != (form.form, str(form.version)):
        raise ValueError(f"{path}: holds {form.contract_id}")
    return form


class Contracts(Mapping[str, Form]):
    """Every version of every form by contract id, such as ``budget/1``."""

    def __init__(self, forms: Iterator[Form] | list[Form]) -> None:
        self._forms = {form.contract_id: form for form in forms}

    def __getitem__(self, contract_id: str) -> Form:
        return self._forms[contract_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def __len__(self) -> int:
        return len(self._forms)

    def versions(self, form: str) -> list[Form]:
        """Every version of a form, oldest first."""
        versions = [one for one in self._forms.values() if one.form == form]
        return sorted(versions, key=lambda one: one.version)

    def latest(self) -> dict[str, Form]:
        """The newest version of each form, by form name."""
        ordered = sorted(self._forms.values(), key=lambda form: (form.form, form.version))
        return {form.form: form for form in ordered}


@cache
def load_contracts(folder: Path = CONTRACTS) -> Contracts:
    """Every contract below ``folder``, laid out ``<form>/<version>.yml``."""
    return Contracts([load_contract(path) for path in sorted(folder.glob("*/*.yml"))])


_NOT_HASHED = ("sample", "sample_rows", "is_name", "or_period", "joins")


def hashes_with_deadlines() -> dict[str, str]:
    """The hash of each contract from the time when contracts also said when a report is due, and
    what ``contract_hash`` gave for the same contract when they no longer did. Homes that are older
    keep the first."""
    with (CONTRACTS / "hashes_with_deadlines.csv").open(encoding="utf-8", newline="") as file:
        return {row["with_deadlines"]: row["without"] for row in csv.DictReader(file)}


def contract_hash(form: Form) -> str:
    """A hash of what the contract says to a sender and a reader; it changes with any word of it,
    not with how a synthetic report is filled in, what is kept beside a text, or how else an answer
    may be written."""
    content = json.dumps(_hashed_parts(form.model_dump(mode="json")), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _hashed_parts(node: Any) -> Any:
    if isinstance(node, list):
        return [_hashed_parts(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key not in _NOT_HASHED}
    return {key: _hashed_parts(value) for key, value in kept.items()}
