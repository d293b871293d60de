"""The rule book: every rule as data, from ``rules/*.yml``.

A rule says what it is called, how grave it is, where it comes from and since when it holds. General
rules (``general.yml``) take their limits from the contracts. A rule across cells stands in its
form's own file and says what it compares in a small closed language; there are no expressions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, model_validator

from ingestion.contract import INDICATOR_TABLE, Contracts, Form, Part, RegisterSheet
from ingestion.tables import in_latest_codes

RULES = Path(__file__).parent / "rules"
Severity = Literal["block", "warn", "info"]

# What the code itself applies; each must stand in ``general.yml``, nothing else may.
GENERAL_CODES = frozenset(
    {
        "FILE-UNREADABLE", "FORM-UNKNOWN", "SHEET-MISSING", "SHEET-DUPLICATE", "COLUMN-MISSING",
        "COLUMN-DUPLICATE", "COLUMN-EXTRA", "TOTAL-MISSING", "TOTAL-SUM", "ROW-DUPLICATE",
        "ROW-UNKNOWN",
        "HIDDEN-CONTENT", "TEXT-CONVERTED", "CELL-TYPE", "CELL-ERROR", "CELL-AMBIGUOUS",
        "CELL-UNIT", "CELL-MERGED", "CELL-ENCODING", "CELL-REQUIRED", "CELL-RANGE", "CELL-LIST",
        "RATIO-ORDER", "DATA-KIND", "PERIOD-INVALID", "AGENCY-UNKNOWN", "AGENCY-NAME",
        "FORM-NOT-OWED", "UNIT-MISMATCH", "UNIT-UNKNOWN", "SENDER-NOT-ENTITLED",
        "REVISION-CONFLICT", "DEADLINE-LATE",
    }
)  # fmt: skip


class RowCheck(Part):
    """In every row: the sum of ``left`` is at most, or equals, the sum of ``right``. A row is left
    alone while one of these fields is blank. The finding lies on the first field of ``left``."""

    kind: Literal["row"]
    table: str
    left: Annotated[tuple[str, ...], Field(min_length=1)]
    operator: Literal["at_most", "equals"]
    right: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads."""
        return self.left + self.right


class TotalRowCheck(Part):
    """Every figure of the total row equals the sum of its column."""

    kind: Literal["total_row"]
    table: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads: whichever the table has."""
        return ()


class RequiredWhenCheck(Part):
    """``field`` must be filled where ``when_field`` says yes (or no), or is one of the options
    ``among``."""

    kind: Literal["required_when"]
    table: str
    field: str
    when_field: str
    answer: Literal["yes", "no"] | None = None
    among: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _asks_one_thing(self) -> RequiredWhenCheck:
        if (self.answer is None) != bool(self.among):
            raise ValueError(f"{self.field}: either an answer or options, not both")
        return self

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads."""
        return (self.field, self.when_field)


class _SeriesCheck(Part):
    """A figure beside the agency's figures of other periods. Rows of two reports belong together
    where the fields in ``match`` agree, by their key where none is named; ``where`` names the rows
    meant (field: option codes). Of an indicator sheet (table ``indicator_cells``) the field is
    ``value`` or ``denominator``, of ``lines`` or of all."""

    table: str
    field: str
    lines: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = {}

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads."""
        return (self.field, *self.match, *self.where)


class AtLeastOneCheck(Part):
    """One of ``fields``, yes/no questions, is answered with yes; found on the first of them."""

    kind: Literal["at_least_one"]
    table: str
    fields: Annotated[tuple[str, ...], Field(min_length=2)]


class DifferentCheck(Part):
    """``field`` names somebody else than each of ``others`` in the same row."""

    kind: Literal["different"]
    table: str
    field: str
    others: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads."""
        return (self.field, *self.others)


class DatesCheck(Part):
    """``earlier`` is not after ``later``; found on ``later``."""

    kind: Literal["dates"]
    table: str
    earlier: str
    later: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads."""
        return (self.earlier, self.later)


class RecentCheck(Part):
    """``field`` is a day of the last ``months`` months of the report's period (or after it, before
    the day of the report), in the rows ``where`` names; a blank one is as much a breach."""

    kind: Literal["recent"]
    table: str
    field: str
    where: Mapping[str, tuple[str, ...]] = {}
    months: Annotated[int, Field(ge=1)]

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads."""
        return (self.field, *self.where)


class RowCountCheck(Part):
    """A line of the form's indicator sheet equals the number of rows of ``table`` that ``where``
    names (all without it); found on the line."""

    kind: Literal["row_count"]
    table: str
    line: str
    where: Mapping[str, tuple[str, ...]] = {}

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads."""
        return tuple(self.where)


class SameRowsCheck(Part):
    """The rows of ``table`` and of ``other`` are the same by ``key``, however it is spelt; with
    ``agree`` (a field of each) these say the same in both, where both are filled in."""

    kind: Literal["same_rows"]
    table: str
    other: str
    key: str
    agree: tuple[str, str] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns the check reads of ``table``."""
        return (self.key, *(self.agree or ())[:1])


class EarlierPeriodCheck(_SeriesCheck):
    """``field`` is less than ``times`` times the agency's latest accepted figure of up to ``years``
    years before, and more than that part of it."""

    kind: Literal["earlier_period"]
    times: Annotated[int, Field(gt=1)]
    years: Annotated[int, Field(ge=1)] = 3


class JumpCheck(_SeriesCheck):
    """``field`` differs from the agency's latest accepted figure of up to ``years`` years before by
    at most ``per_cent`` of that figure, up or down."""

    kind: Literal["jump"]
    per_cent: Annotated[int, Field(gt=0)]
    years: Annotated[int, Field(ge=1)] = 1


class WithinYearCheck(_SeriesCheck):
    """``field`` of a yearly report is at least what the agency's reports for parts of that year
    add up to."""

    kind: Literal["within_year"]


SeriesCheck = EarlierPeriodCheck | JumpCheck | WithinYearCheck
Check = Annotated[
    RowCheck
    | TotalRowCheck
    | RequiredWhenCheck
    | AtLeastOneCheck
    | DifferentCheck
    | DatesCheck
    | RecentCheck
    | RowCountCheck
    | SameRowsCheck
    | SeriesCheck,
    Field(discriminator="kind"),
]


class Rule(Part):
    """One rule. ``legal_source`` is a citation, ``form`` (the form's own) or ``house`` (a rule of
    this warehouse); validity is judged at the end of the report's period. Without what a rule
    that is not ``waivable`` asks for, nobody could say what a report is or which value counts."""

    code: Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z]+)+$")]
    severity: Severity
    rejects: bool = False
    waivable: bool = True
    legal_source: str
    owner: str
    valid_from: date | None = None
    valid_to: date | None = None
    is_on: bool = True
    form: str | None = None
    checks: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _is_applied_by_something(self) -> Rule:
        if (self.code in GENERAL_CODES) == bool(self.checks):
            raise ValueError(f"{self.code}: a rule is either general or says what it checks")
        if self.checks and not self.form:
            raise ValueError(f"{self.code}: a rule across cells belongs to a form")
        return self

    def judges(self, form: str | None, period_end: date | None) -> bool:
        """Whether a report of a form and period is asked about it; one whose period cannot be read
        is asked about every rule that is on."""
        first, last = self.valid_from or date.min, self.valid_to or date.max
        in_force = period_end is None or first <= period_end <= last
        return self.is_on and in_force and self.form in (None, form)


class RuleBook(Mapping[str, Rule]):
    """Every rule by code."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}
        if len(self._rules) != len(rules):
            raise ValueError("a rule's code stands twice")
        if missing := GENERAL_CODES - set(self._rules):
            raise ValueError(f"general rules missing from the book: {sorted(missing)}")

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    @cached_property
    def hash(self) -> str:
        """A hash of what the rules say; a verdict keeps it."""
        said = [rule.model_dump(mode="json") for rule in self._rules.values()]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def with_checks(self) -> Iterator[tuple[Rule, Check]]:
        """Every check of every rule across cells."""
        for rule in self._rules.values():
            for check in rule.checks:
                yield rule, check

    def verify(self, contracts: Contracts) -> None:
        """Raise ``ValueError`` for a rule that no version of its form could ever apply, under the
        codes of the latest."""
        for rule, check in self.with_checks():
            versions = in_latest_codes(
                [form for form in contracts.values() if form.form == rule.form]
            )
            if versions and not any(_fits(check, *version) for version in versions):
                raise ValueError(f"{rule.code}: no version of {rule.form} has what it reads")


def _fits(check: Check, form: Form, renamed: Mapping[str, str]) -> bool:
    lines = {renamed.get(line.code, line.code) for line in form.lines}
    if check.table == INDICATOR_TABLE:
        if isinstance(check, SeriesCheck):
            named = lines.issuperset(check.lines) and bool(lines)
            return named and set(check.fields) <= {"value", "denominator"}
        return lines.issuperset(check.fields)
    if check.kind == "row_count" and check.line not in lines:
        return False
    if check.kind == "same_rows":
        others = [sheet for sheet in form.registers if sheet.table == check.other]
        asked = {check.key, *(check.agree or ())[1:]}
        if not any(_codes(sheet).issuperset(asked) for sheet in others):
            return False
    sheet = next((sheet for sheet in form.registers if sheet.table == check.table), None)
    if sheet is None or (check.kind == "total_row" and not sheet.total_row):
        return False
    return _codes(sheet).issuperset(check.fields)


def _codes(sheet: RegisterSheet) -> set[str]:
    return {field.code for field in sheet.fields}


@cache
def load_rule_book(folder: Path = RULES) -> RuleBook:
    """Every rule below ``folder``; ``pydantic.ValidationError`` says what is wrong with one."""
    rules = []
    for path in sorted(folder.glob("*.yml")):
        page = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in page["rules"]:
            rules.append(Rule.model_validate({"form": page.get("form"), **entry}))
    return RuleBook(rules)
