"""The kinds of checks across cells that a form's rule file may ask for, and what each compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ingestion.forms.contract import INDICATOR_TABLE, Form, RegisterSheet
from ingestion.forms.frozen_model import Part


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
    """One of ``fields``, yes/no questions, is answered with yes; the finding lies on the first."""

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
    """``earlier`` is not after ``later``; the finding lies on ``later``."""

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
    names (all without it); the finding lies on the line."""

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


def fits(check: Check, form: Form, renamed: Mapping[str, str]) -> bool:
    """Whether a version of a form has what the check reads; ``renamed`` gives the latest code of
    its lines."""
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
