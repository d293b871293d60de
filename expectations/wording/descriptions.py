"""A finding in words: where it is, what was sent, what is wrong, how to mend it, on which base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from expectations.book.check_kinds import Check
from expectations.book.rule_book import Rule, RuleBook, load_rule_book
from expectations.wording.file_words import file_words
from expectations.wording.place_labels import PlaceLabels
from ingestion.forms.contract import INDICATOR_TABLE, Form
from ingestion.forms.header import HEADER_TABLE, load_header
from ingestion.forms.periods import last_ended, parse_period
from ingestion.language.vietnamese import printable
from ingestion.messages import catalogue, text
from ingestion.parsing.redaction import asks_for_people
from ingestion.parsing.values import PRESENT

_SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "less_than": "< ", "equals": "= ", "different": "≠ "}


@dataclass(frozen=True)
class Description:
    """A finding in words, safe to print. ``place`` is ``sheet!cell``, in a
    register of agencies the line, empty for a whole file."""

    code: str
    severity: str
    place: str
    label: str
    sent: str
    problem: str
    fix: str
    legal_source: str

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.place, self.label) if part)
        parts = (f"{self.code} [{self.severity}]", where, self.problem, self.fix)
        return " | ".join(part for part in (*parts, self.legal_source) if part)


def describe(
    finding: Mapping[str, object],
    form: Form | None,
    language: str = "vi",
    rule_book: RuleBook | None = None,
) -> Description:
    """A row of ``FINDINGS`` as a steward or sender reads it: where it is, what was sent, what is
    wrong, how to mend it, and on which legal base."""
    safe = _printable(finding)
    rule = (rule_book or load_rule_book())[safe["code"]]
    words = _Words(safe, form, language)
    values, code = words.values(rule), words.wording_of(rule.code)
    own = file_words(safe, language)
    return Description(
        rule.code,
        text(f"rule.severity.{safe['severity']}", language),
        own.get("place") or "!".join(safe[part] for part in ("sheet", "cell") if part in safe),
        own.get("label", values["label"]),
        own.get("sent", values["sent"]),
        own.get("problem")
        or text(wording_key(rule, "problem", language, code), language, **values),
        own.get("fix") or text(wording_key(rule, "fix", language, code), language, **values),
        _legal_source(rule, form, language),
    )


def _printable(finding: Mapping[str, Any]) -> dict[str, Any]:
    """What a finding holds, its texts made safe to print."""
    safe: dict[str, Any] = {}
    for name, value in finding.items():
        if isinstance(value, str):
            safe[name] = printable(value)
        elif isinstance(value, list):
            safe[name] = [printable(one) for one in value]
        elif value is not None:
            safe[name] = value
    return safe


def wording_key(rule: Rule, part: str, language: str, code: str | None = None) -> str:
    """The key of a rule's text (``part``: problem or fix), by ``code`` where one of its findings
    has words of its own; a rule without any takes those of its kind."""
    kind, named = rule.checks[0].kind if rule.checks else "", code or rule.code
    keys = {
        "problem": (f"rule.problem.{named}", f"rule.problem.{kind}"),
        "fix": (f"rule.fix.{named}", f"rule.fix.{kind}"),
    }
    own, of_kind = keys[part]
    return own if own in catalogue(language) else of_kind


def _legal_source(rule: Rule, form: Form | None, language: str) -> str:
    if rule.legal_source == "form" and form is not None:
        return form.legal_source
    if rule.legal_source in ("form", "house"):
        return text("rule.legal.house", language)
    return rule.legal_source


class _Words:
    """What a finding's texts put in: labels from the contract, values as people write them."""

    def __init__(self, finding: dict[str, Any], form: Form | None, language: str) -> None:
        self._finding, self._form, self._language = finding, form, language
        self._labels = PlaceLabels(finding, form, language)

    def values(self, rule: Rule) -> dict[str, str]:
        check = self._check(rule)
        left, right = (check.left, check.right) if check and check.kind == "row" else ((), ())
        if check and check.kind in ("different", "dates"):
            left, right = check.fields[:1], check.fields[1:]
        when = check.when_field if check and check.kind == "required_when" else None
        return {
            "label": self._labels.row_and_column(),
            "row": self._labels.row(),
            "sent": self._sent(),
            "computed": self._number(self._finding.get("computed")),
            "read": self._read_as(),
            "seen": self._seen_as(rule.code),
            "expected": self._expected(rule.code),
            "how": self._how_to_fill(rule.code),
            "left": self._labels.of_fields(left),
            "right": self._labels.of_fields(right),
            "when": self._labels.of_fields((when,) if when else ()),
            "factor": self._factor(),
            "size": self._size(),
            "limit": str(check.per_cent) if check and check.kind == "jump" else "",
            "change": self._change(),
            "day": self._day(),
            "bound": self._number(self._finding.get("limit_number")),
            "numerator": self._labels.of_part("value"),
            "denominator": self._labels.of_part("denominator"),
            "at_end": self._at_end(rule.code),
            "successor": next(iter(self._candidates()), ""),
            "or_meant": self._or_meant(rule.code),
            "cells": self._differing_cells(rule.code),
            **self._period(),
        }

    def _sent(self) -> str:
        """What the cell holds, or that it is not repeated on a form that asks for people."""
        sent = self._finding.get("sent") or text("rule.sent.nothing", self._language)
        is_kept_back = sent == PRESENT and self._form is not None and asks_for_people(self._form)
        return text("rule.sent.kept_back", self._language) if is_kept_back else str(sent)

    def wording_of(self, code: str) -> str:
        """The code whose words this finding takes: of a count of rows those of its kind, whatever
        else its rule compares; of a period that is not over others than of one that is no period,
        of an agency that another succeeds others than of one nobody knows."""
        if self._finding.get("expected_key") == "row_count":
            return "row_count"
        if code == "PERIOD-INVALID" and "limit_day" in self._finding:
            return "PERIOD-NOT-OVER"
        if code == "AGENCY-UNKNOWN" and self._finding.get("expected_text"):
            return "AGENCY-ENDED"
        if code == "CELL-REQUIRED" and self._finding.get("expected_key") == "row":
            return "ROW-MISSING"
        return code

    def _check(self, rule: Rule) -> Check | None:
        """The check of the rule that is about the place the finding lies on."""
        table, field = self._finding.get("table"), self._finding.get("field")
        row_or_field = self._finding.get("row_key") if table == INDICATOR_TABLE else field
        for check in rule.checks:
            match check.kind:
                case "row":
                    place = check.left[0]
                case "required_when" | "different" | "jump":
                    place = check.field
                case "dates":
                    place = check.later
                case _:
                    continue
            if (check.table, place) == (table, field if check.kind == "jump" else row_or_field):
                return check
        return None

    def _expected(self, code: str) -> str:
        key = self._finding.get("expected_key", "")
        match code:
            case "CELL-TYPE":
                return text(f"rule.kind.{key}", self._language)
            case "CELL-ERROR" | "CELL-AMBIGUOUS" | "CELL-SHOWN" | "CELL-NOT-TEXT":
                shown = self._finding.get("expected_text", "")
                return text(f"rule.reader.{key}", self._language, shown=shown)
            case "CELL-RANGE" if key:
                return text(f"rule.range.{key}", self._language)
            case "HIDDEN-CONTENT":
                return text(f"rule.hidden.{key}", self._language)
            case "CELL-UNIT" | "DATA-KIND":
                return self._header_option(key)
            case "CELL-LIST":
                return "; ".join(self._options_of_field())
            case "PERIOD-INVALID" if "limit_day" not in self._finding:
                kinds_sent = self._form.periods if self._form else ()
                return ", ".join(text(f"rule.period.{k}", self._language) for k in kinds_sent)
            case "AGENCY-UNKNOWN":
                return "; ".join(self._candidates())
        return "; ".join(self._candidates()) or self._limit()

    def _how_to_fill(self, code: str) -> str:
        """How a blank cell of a kind (``expected_key``) is filled in."""
        key = f"rule.fill.{self._finding.get('expected_key', '')}"
        is_known = code == "CELL-REQUIRED" and key in catalogue(self._language)
        return text(key, self._language) if is_known else ""

    def _candidates(self) -> list[str]:
        """What a register holds that could be meant, each with its name where it has one."""
        ids, names = (self._finding.get(f"candidate_{part}") for part in ("ids", "names"))
        if names is None:
            return [", ".join(ids)] if ids else []
        return [f"{one} {name}" for one, name in zip(ids or (), names, strict=True)]

    def _limit(self) -> str:
        """What the value is compared with, and the sign of the comparison before it."""
        sign = _SIGNS.get(self._finding.get("limit_operator", ""), "")
        if "limit_day" in self._finding:
            return f"{sign}{self._finding['limit_day']:%d/%m/%Y}"
        if "limit_number" in self._finding:
            return sign + self._number(self._finding["limit_number"])
        return f"{sign}{self._finding.get('expected_text', '')}"

    def _read_as(self) -> str:
        """How a figure was read, where that differs from what the cell shows."""
        computed, sent = self._finding.get("computed"), self._finding.get("sent", "")
        number = "" if computed is None else _shortest(computed)
        if not number or sent in ("", PRESENT) or number == sent:
            return ""
        shown = number if self._language == "en" else number.replace(".", ",")
        return text("rule.read_as", self._language, number=shown)

    def _seen_as(self, code: str) -> str:
        """What a person sees of an amount, where that is not what the file holds."""
        shown = self._finding.get("expected_text", "") if code == "CELL-UNIT" else ""
        return text("rule.seen_as", self._language, shown=shown) if shown else ""

    def _factor(self) -> str:
        """The step between units of money that a figure slipped by, as ``1.000``."""
        exponent = self._finding.get("slip_exponent")
        return "" if exponent is None else self._number(Decimal(10) ** abs(exponent))

    def _size(self) -> str:
        """Whether a figure that slipped is too large or too small."""
        is_larger = self._finding.get("slip_exponent", 0) > 0
        key = "rule.size.larger" if is_larger else "rule.size.smaller"
        return text(key, self._language)

    def _change(self) -> str:
        """By how many per cent a figure rose or fell (``expected_key``, with its sign)."""
        change = self._finding.get("expected_key", "")
        if not change.lstrip("-").isdecimal():
            return text("rule.change.unknown", self._language)
        key = "rule.change.down" if change.startswith("-") else "rule.change.up"
        per_cent = self._number(Decimal(change.lstrip("-")))
        return text(key, self._language, per_cent=per_cent)

    def _at_end(self, code: str) -> str:
        """The last day of the period, on which an agency is looked up in the register."""
        if code != "AGENCY-UNKNOWN" or "limit_day" not in self._finding:
            return ""
        return text("rule.at_end", self._language, day=f"{self._finding['limit_day']:%d/%m/%Y}")

    def _or_meant(self, code: str) -> str:
        """Who else may be meant by the code of an agency that another succeeds."""
        others = self._candidates()[1:] if self.wording_of(code) == "AGENCY-ENDED" else []
        return text("rule.or_meant", self._language, others="; ".join(others)) if others else ""

    def _differing_cells(self, code: str) -> str:
        """In which cells a report differs from the other one under the same revision: what each of
        them says there (``expected_key``), or the places alone."""
        if code != "REVISION-CONFLICT" or "expected_text" not in self._finding:
            return ""
        values = self._finding.get("expected_key")
        key = "rule.differing_values" if values else "rule.differing_cells"
        return text(key, self._language, cells=values or self._finding["expected_text"])

    def _day(self) -> str:
        day = self._finding.get("limit_day")
        return f"{day:%d/%m/%Y}" if day else ""

    def _period(self) -> dict[str, str]:
        """When a period that is not over ends, and the last one of its kind that is. Other findings
        hold figures that read as a year (``1000``)."""
        if "limit_day" not in self._finding:
            return {"ends": "", "last_period": ""}
        try:
            period = parse_period(self._finding.get("sent", ""))
        except ValueError:
            return {"ends": "", "last_period": ""}
        last = last_ended(period.kind, self._finding["limit_day"])
        shown = last.key if last else text(f"rule.period.{period.kind}", self._language)
        return {"ends": f"{period.end:%d/%m/%Y}", "last_period": shown}

    def _header_option(self, code: str) -> str:
        """The label of an option of the header's lists."""
        options = (option for options in load_header().lists.values() for option in options)
        labels = {option.code: option.label.in_language(self._language) for option in options}
        return labels.get(code, code)

    def _options_of_field(self) -> list[str]:
        in_header = self._finding.get("table") == HEADER_TABLE
        lists = load_header().lists if in_header else self._form.lists if self._form else {}
        asked = {field.code: field.list for field in self._labels.fields()}
        code = self._finding.get("field", "")
        if self._finding.get("table") == INDICATOR_TABLE and self._form:
            asked = {line.code: line.list for line in self._form.lines}
            code = self._finding.get("row_key", "")
        options = lists[listed] if (listed := asked.get(code)) else ()
        return [option.label.in_language(self._language) for option in options]

    def _number(self, number: Decimal | None) -> str:
        """A number in groups of three, as the language writes it."""
        if number is None:
            return ""
        whole, _, decimals = _shortest(number).partition(".")
        grouped = f"{Decimal(whole):,}"
        if self._language == "en":
            return f"{grouped}.{decimals}" if decimals else grouped
        grouped = grouped.replace(",", ".")
        return f"{grouped},{decimals}" if decimals else grouped


def _shortest(number: Decimal) -> str:
    """An exact number as text, without the zeros behind its point."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
