"""The labels of a place in a report: of its row and its column, as the contract words them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingestion.forms.contract import INDICATOR_TABLE, TOTAL_ROW_KEY, FieldContract, Form
from ingestion.forms.header import HEADER_TABLE, load_header
from ingestion.messages import text


class PlaceLabels:
    """What a place (``table``, ``row_key``, ``field``; a finding has them) is called in a language.
    What the form does not know keeps its code."""

    def __init__(self, place: Mapping[str, Any], form: Form | None, language: str) -> None:
        self._place = {name: value for name, value in place.items() if value is not None}
        self._form, self._language = form, language

    def row_and_column(self) -> str:
        """The labels of the row and of the column."""
        table, field = self._place.get("table"), self._place.get("field", "")
        if table == INDICATOR_TABLE:
            return self._line_label(self._place.get("row_key", ""), field)
        parts = (self._row_label(), self.of_fields((field,)) if field else "")
        return " — ".join(part for part in parts if part)

    def row(self) -> str:
        """The label of the row."""
        if self._place.get("table") == INDICATOR_TABLE:
            return self.of_fields((self._place.get("row_key", ""),))
        return self._row_label()

    def column(self) -> str:
        """The label of the line, or of the column whatever the row; nothing a sender wrote."""
        table, field = self._place.get("table"), self._place.get("field", "")
        if table == INDICATOR_TABLE:
            codes = {line.code for line in self._form.lines} if self._form else set()
            key = self._place.get("row_key", "")
            return self._line_label(key, field) if key in codes else ""
        codes = {one.code for one in self.fields()}
        return self.of_fields((field,)) if field in codes else ""

    def of_fields(self, codes: tuple[str, ...]) -> str:
        """The labels of fields that are added up, of the table the place lies in."""
        labels = {field.code: field.label for field in self.fields()}
        if self._place.get("table") == INDICATOR_TABLE and self._form:
            labels |= {line.code: line.label for line in self._form.lines}
        return " + ".join(
            labels[code].in_language(self._language) if code in labels else code for code in codes
        )

    def of_part(self, part: str) -> str:
        """What a ratio's numerator (``value``) or denominator counts."""
        key = self._place.get("row_key", "")
        line = (
            next((one for one in self._form.lines if one.code == key), None) if self._form else None
        )
        label = line and (line.numerator if part == "value" else line.denominator)
        if label:
            return label.in_language(self._language)
        return line.label.in_language(self._language) if line else key

    def fields(self) -> tuple[FieldContract, ...]:
        """The fields of the table the place lies in; none of an indicator sheet."""
        if self._place.get("table") == HEADER_TABLE or self._form is None:
            return load_header().fields
        registers = [s for s in self._form.registers if s.table == self._place.get("table")]
        return registers[0].fields if registers else ()

    def _line_label(self, code: str, field: str) -> str:
        for line in self._form.lines if self._form else ():
            if line.code == code:
                part = {"value": line.numerator, "denominator": line.denominator}.get(field)
                column = text(f"form.column.{field}", self._language)
                return f"{line.label.in_language(self._language)} — " + (
                    part.in_language(self._language) if part else column
                )
        return code

    def _row_label(self) -> str:
        key = self._place.get("row_key", "")
        if key == TOTAL_ROW_KEY:
            return text("form.total_row", self._language)
        lists = self._form.lists.values() if self._form else ()
        options = {option.code: option for entries in lists for option in entries}
        parts = (
            options[part].label.in_language(self._language) if part in options else part
            for part in key.split("|")
        )
        return ", ".join(part for part in parts if part)
