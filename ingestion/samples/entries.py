"""The words of a row: what a sender writes where no figure is asked."""

from __future__ import annotations

from datetime import date

from ingestion.blanks.layout import Entry
from ingestion.forms.contract import FieldContract, Form, Line, Option
from ingestion.forms.periods import Period
from ingestion.forms.sample_hints import SampleHint
from ingestion.messages import text as message

_FILLER = "Nội dung mẫu"


class RowOf:
    """One row (or a form's lines) as it is filled in: its number, and the options chosen so far."""

    def __init__(self, form: Form, period: Period, number: int = 1) -> None:
        self._form, self._period, self._number = form, period, number
        self._chosen: dict[str, str] = {}

    def option(
        self, contract: FieldContract, share: int | None, driven: Option | None
    ) -> str | None:
        """The code of the option a field has in this row: the one the row is about, the first or
        second by its share of the rows, one after the other, or the first of its list."""
        hint = contract.sample
        if contract.kind == "yes_no":
            return None if share is None else "yes" if self._number <= share else "no"
        if contract.list is None:
            return None
        options = [option.code for option in self._form.lists[contract.list]]
        if driven:
            return driven.code
        if hint and hint.texts:
            return hint.texts[self._number - 1]
        if hint and hint.options:
            inside = share is None or self._number <= share
            named = hint.options if inside else hint.options[1:]
            return named[0] if named else None
        if hint and hint.each_of:
            return options[(self._number - 1) % len(options)]
        return options[0] if contract.required or hint else None

    def entry(self, asked: FieldContract | Line, code: str | None = None) -> Entry:
        """What is written for a field or line; ``code`` is the option or text it is given."""
        hint = asked.sample
        if asked.kind == "yes_no":
            return message("form.yes" if code == "yes" else "form.no") if code else None
        if asked.list is not None:
            return self._label(asked, code)
        if hint and any(self._chosen.get(f) not in codes for f, codes in hint.where.items()):
            return None
        text = code or self._hinted(hint)
        if text is None and not (asked.required or (hint and hint.where)):
            return None
        if asked.kind == "date":
            day = date.fromisoformat(self._filled_in(text)) if text else self._period.end
            return f"Tháng {day:%-m/%Y}" if asked.or_period else day
        return self._filled_in(text or _FILLER)

    def _hinted(self, hint: SampleHint | None) -> str | None:
        if hint and hint.texts:
            return hint.texts[self._number - 1]
        return hint.text if hint else None

    def _label(self, asked: FieldContract | Line, code: str | None) -> str | None:
        options = self._form.lists[asked.list or ""]
        if code is None and isinstance(asked, Line) and asked.required:
            code = options[0].code
        if code is None:
            return None
        self._chosen[asked.code] = code
        return next(option.label.vi for option in options if option.code == code)

    def _filled_in(self, text: str) -> str:
        return text.format(
            row=self._number,
            period=self._period.key,
            period_start=self._period.start,
            period_end=self._period.end,
            year=self._period.end.year,
        )
