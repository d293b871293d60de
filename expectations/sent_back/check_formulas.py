"""What must hold inside one report, as formulas a spreadsheet works out: each counts the places at
which it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from expectations.book.check_kinds import (
    AtLeastOneCheck,
    Check,
    DatesCheck,
    RequiredWhenCheck,
    RowCheck,
    RowCountCheck,
    TotalRowCheck,
)
from expectations.book.rule_book import RuleBook
from expectations.sent_back.cell_references import References
from expectations.sent_back.typed_figures import UNCLEAR, TypedFigures, quoted
from ingestion.blanks.layout import SheetLayout
from ingestion.forms.contract import (
    INDICATOR_TABLE,
    NUMERIC_KINDS,
    Form,
    RegisterSheet,
)
from ingestion.forms.header import header_fields
from ingestion.messages import text as message


class Claim(NamedTuple):
    """What is claimed, in words; the formula that counts where it fails; the rule's code; the
    references to the figures that are compared."""

    words: str
    failures: str
    code: str
    figures: tuple[str, ...] = ()


def claims_of(
    form: Form, pages: Sequence[SheetLayout], rule_book: RuleBook, typed: TypedFigures
) -> Iterator[Claim]:
    """Everything a workbook with these pages can check of itself; ``typed`` is told which figures
    it compares."""
    places = References(form, pages, typed)
    yield from _required_header(form, places)
    for page in pages:
        if page.sheet.kind == "indicator":
            yield from _required_lines(page, places)
        else:
            yield from _required_columns(page.sheet, places)
    for rule, check in rule_book.with_checks():
        is_asked = rule.form == form.form and _names_only(form, check)
        if is_asked and (formula := _formula(check, places)):
            words, failures, *figures = formula
            yield Claim(words, failures, rule.code, tuple(figures))


def _names_only(form: Form, check: Check) -> bool:
    """Whether a form asks for all that a check names: of an older version only what it had can be
    checked."""
    codes = {line.code for line in form.lines}
    codes |= {field.code for sheet in form.registers for field in sheet.fields}
    named = {getattr(check, part, None) for part in ("field", "when_field", "line")}
    return named - {None} <= codes


def _is_blank(reference: str) -> str:
    return f"(LEN({reference})=0)"


def _required_header(form: Form, places: References) -> Iterator[Claim]:
    for field in header_fields(form):
        if field.required:
            words = message("self_check.filled", label=field.label.vi)
            yield Claim(words, f"--{_is_blank(places.header(field.code))}", "CELL-REQUIRED")


def _required_lines(page: SheetLayout, places: References) -> Iterator[Claim]:
    for line in page.sheet.lines if page.sheet.kind == "indicator" else ():
        value = places.line(line.code)
        if line.kind == "ratio":
            below = places.line(line.code, "denominator")
            if line.required:
                none = quoted(message("form.not_applicable"))
                missing = f"{_is_blank(value)}+{_is_blank(below)}*({value}<>{none})"
                yield Claim(_filled(line.label.vi), missing, "CELL-REQUIRED")
            words = message("self_check.ratio", label=line.label.vi)
            sides = places.figure(line.code), places.figure(line.code, "denominator")
            yield Claim(words, _compared(sides[:1], sides[1:], ">"), "RATIO-ORDER", sides)
        elif line.required:
            yield Claim(_filled(line.label.vi), f"--{_is_blank(value)}", "CELL-REQUIRED")


def _filled(label: str) -> str:
    return message("self_check.filled", label=label)


def _required_columns(sheet: RegisterSheet, places: References) -> Iterator[Claim]:
    """Printed rows must all be filled; of other registers the rows that hold anything."""
    used = "+".join(f"LEN({places.column(sheet.table, field.code)})" for field in sheet.fields)
    for field in sheet.fields:
        printed_key = sheet.printed_rows and field.code in sheet.row_key
        if not field.required or printed_key:
            continue
        column = places.column(sheet.table, field.code)
        # A spreadsheet adds truths up only where they are made numbers.
        where = "--" if sheet.printed_rows else f"(({used})>0)*"
        words = message("self_check.column_filled", sheet=sheet.title.vi, label=field.label.vi)
        yield Claim(words, f"SUMPRODUCT({where}{_is_blank(column)})", "CELL-REQUIRED")
    if not sheet.printed_rows and not sheet.may_be_empty:
        words = message("self_check.has_rows", sheet=sheet.title.vi)
        yield Claim(words, f"--(SUMPRODUCT({used})=0)", "CELL-REQUIRED")


def _compared(left: Sequence[str], right: Sequence[str], wrong: str) -> str:
    """1 where the sum of some cells compares wrongly with the sum of others, all being numbers."""
    cells = ",".join([*left, *right])
    count = len(left) + len(right)
    difference = f"ROUND(SUM({','.join(left)})-SUM({','.join(right)}),6)"
    return f"IF(COUNT({cells})={count},--({difference}{wrong}0),0)"


_WRONG = {"at_most": ">", "equals": "<>"}
# Words, the count of failures, and the references to the figures that are compared.
Formula = tuple[str, ...]


def _formula(check: Check, places: References) -> Formula | None:
    """Words and formula of a check; None for one that looks beyond the workbook."""
    if not places.has(check.table) or check.kind not in _MADE:
        return None
    return _MADE[check.kind](check, places)


def _row(check: RowCheck, places: References) -> Formula:
    labels = [
        " + ".join(places.label(check.table, code) for code in side)
        for side in (check.left, check.right)
    ]
    words = message(f"self_check.operator.{check.operator}", left=labels[0], right=labels[1])
    wrong = _WRONG[check.operator]
    if check.table == INDICATOR_TABLE:
        sides = [[places.figure(code) for code in side] for side in (check.left, check.right)]
        return words, _compared(sides[0], sides[1], wrong), *sides[0], *sides[1]
    columns = {code: places.figures(check.table, code) for code in check.fields}
    if len(check.left) == len(check.right) == 1:
        left, right = columns.values()
        failures = f"SUMPRODUCT(ISNUMBER({left})*ISNUMBER({right})*({left}{wrong}{right}))"
        return words, failures, left, right
    cells = {code: places.figure_cells(check.table, code) for code in check.fields}
    rows = range(len(cells[check.left[0]]))
    failures = "+".join(
        _compared([cells[c][n] for c in check.left], [cells[c][n] for c in check.right], wrong)
        for n in rows
    )
    return words, failures, *columns.values()


def _total_row(check: TotalRowCheck, places: References) -> Formula:
    sheet = places.registers[check.table]
    figures = [f.code for f in sheet.fields if f.kind in NUMERIC_KINDS]
    pairs = [
        (places.total(check.table, code), places.figures(check.table, code))
        for code in figures
        if code not in sheet.row_key
    ]
    # A sum that leaves a text out is no sum to compare with.
    sums = [
        f"IF(ISNUMBER({total})*ISNA(MATCH({UNCLEAR},{column},0)),"
        f"--(ROUND({total}-SUM({column}),6)<>0),0)"
        for total, column in pairs
    ]
    words = message("self_check.totals", sheet=sheet.title.vi)
    return words, "+".join(sums), *(name for pair in pairs for name in pair)


def _required_when(check: RequiredWhenCheck, places: References) -> Formula:
    table = check.table
    if check.among:
        answers = places.choices(table, check.when_field, check.among)
    else:
        answers = [message("form.yes" if check.answer == "yes" else "form.no")]
    labels = {
        "label": places.label(table, check.field),
        "when": places.label(table, check.when_field),
    }
    words = message("self_check.required_when", answers=", ".join(answers), **labels)
    asked, condition = places.reach(table, check.field), places.reach(table, check.when_field)
    when = "+".join(f"({condition}={quoted(answer)})" for answer in answers)
    return words, f"SUMPRODUCT(({when})*{_is_blank(asked)})"


def _at_least_one(check: AtLeastOneCheck, places: References) -> Formula:
    yes = quoted(message("form.yes"))
    yes_count = "+".join(f"({places.line(code)}={yes})" for code in check.fields)
    labels = "; ".join(places.label(check.table, code) for code in check.fields)
    return message("self_check.at_least_one", labels=labels), f"--(({yes_count})=0)"


def _dates(check: DatesCheck, places: References) -> Formula:
    table = check.table
    labels = [places.label(table, code) for code in check.fields]
    words = message("self_check.dates", earlier=labels[0], later=labels[1])
    if table == INDICATOR_TABLE:
        days = places.figure(check.earlier), places.figure(check.later)
        return words, _compared(days[:1], days[1:], ">"), *days
    first, later = (places.figures(table, code) for code in check.fields)
    failures = f"SUMPRODUCT(ISNUMBER({first})*ISNUMBER({later})*({first}>{later}))"
    return words, failures, first, later


def _row_count(check: RowCountCheck, places: References) -> Formula:
    sheet, line = places.registers[check.table], places.figure(check.line)
    counted = f"(LEN({places.column(check.table, sheet.row_key[0])})>0)"
    for field, codes in check.where.items():
        column, labels = (
            places.column(check.table, field),
            places.choices(check.table, field, codes),
        )
        counted += "*(" + "+".join(f"({column}={quoted(label)})" for label in labels) + ")"
    words = message(
        "self_check.row_count",
        label=places.label(INDICATOR_TABLE, check.line),
        sheet=sheet.title.vi,
        where="; ".join(
            ", ".join(places.choices(check.table, field, codes))
            for field, codes in check.where.items()
        ),
    )
    failures = f"IF(ISNUMBER({line}),--({line}<>SUMPRODUCT(--({counted}>0))),0)"
    return words, failures, line


_MADE: Mapping[str, Callable[..., Formula]] = {
    "row": _row,
    "total_row": _total_row,
    "required_when": _required_when,
    "at_least_one": _at_least_one,
    "dates": _dates,
    "row_count": _row_count,
}
