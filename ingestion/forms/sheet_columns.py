"""The columns and labels of a form's page, which what prints it and what reads it share."""

from __future__ import annotations

from ingestion.forms.contract import IndicatorSheet, Line, RegisterSheet
from ingestion.messages import text as message

CONTRACT_LABEL, CONTRACT_CODE = "Mã biểu mẫu", "form"
# The sheets behind the pages of a blank.
LIST_SHEET, GUIDE_SHEET = "Danh mục", "Hướng dẫn"
LABEL_COLUMN, ANSWER_COLUMN = 1, 2
# The columns of texts beside the figures of an indicator sheet.
NOTES = ("note", "evidence")


def sheet_columns(sheet: IndicatorSheet | RegisterSheet) -> dict[str, str]:
    """Column code to its Vietnamese label, in the order of the blank workbook."""
    if sheet.kind == "register":
        return {field.code: field.label.vi for field in sheet.fields}
    has_ratios = any(line.kind == "ratio" for line in sheet.lines)
    codes = ["code", "label", "value"] + ["denominator"] * has_ratios
    codes += list(NOTES) * sheet.notes
    texts = {code: message(f"form.column.{code}") for code in codes}
    return texts if has_ratios or sheet.notes else texts | {"value": message("form.answer")}


def line_parts(line: Line, sheet: IndicatorSheet) -> list[tuple[str, str]]:
    """The cells of an indicator line a sender fills, with their kinds."""
    parts = [("value", line.reading_kind)] + [("denominator", "count")] * (line.kind == "ratio")
    return parts + [(code, "text") for code in NOTES] * sheet.notes


def line_label(line: Line, language: str = "vi") -> str:
    """What a sender reads beside a line; a ratio says what its two numbers are."""
    label = line.label.in_language(language)
    if line.denominator is None or line.numerator is None:
        return label
    return message(
        "form.ratio_label",
        language,
        label=label,
        numerator=line.numerator.in_language(language),
        denominator=line.denominator.in_language(language),
    )
