"""What a finding's rule knows of the right value: the sum it worked out, the name in the register,
the unit of money a budget was written in. Where no rule knows, nothing is suggested."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from expectations.book.rule_book import RuleBook
from expectations.sent_back.returned_values import Key, plain
from ingestion.blanks.layout import Entry
from ingestion.forms.header import HEADER_TABLE, dong_of, load_header
from ingestion.language.numbers import split_unit
from ingestion.language.vietnamese import name_key
from ingestion.parsing.report import Report


class Suggestion(NamedTuple):
    """A value to write, as a person writes it, and where: mostly at the finding itself."""

    key: Key
    entry: Entry


def suggestion(
    finding: Mapping[str, Any], report: Report, rule_book: RuleBook
) -> Suggestion | None:
    """The value the finding's rule knows to be right, if it knows one."""
    key = (finding["table"] or "", finding["row_key"] or "", finding["field"] or "")
    code, sent = finding["code"] or "", finding["sent"] or ""
    match code:
        case "AGENCY-NAME":
            return Suggestion(key, finding["expected_text"])
        case "AGENCY-UNKNOWN":
            return _agency(key, finding, report)
        case "UNIT-MISMATCH":
            official = next(iter(finding["candidate_ids"] or ()), None)
            return Suggestion(key, official) if official and official != sent else None
        case "CELL-UNIT":
            return _in_stated_unit(key, sent, report)
    kinds = {check.kind: check for check in rule_book[code].checks}
    if "earlier_period" in kinds:
        return _unslipped(key, finding["slip_exponent"], report)
    exact = finding["limit_number"] if finding["limit_operator"] == "equals" else None
    if exact is None or not _alone_on_its_side(code, key, rule_book):
        return None
    return Suggestion(key, _as_written(key, exact, report))


def _alone_on_its_side(code: str, key: Key, rule_book: RuleBook) -> bool:
    """Whether the finding's value alone must equal what was worked out."""
    named = {key[1], key[2]}
    return all(
        len(check.left) == 1
        for check in rule_book[code].checks
        if check.kind == "row" and check.table == key[0] and check.left[0] in named
    )


def _as_written(key: Key, number: Decimal, report: Report) -> Entry:
    kinds = {(c.table, c.row_key, c.field): c.kind for c in report.cells}
    return plain(number / dong_of(report.money_unit) if kinds.get(key) == "money" else number)


def _agency(key: Key, finding: Mapping[str, Any], report: Report) -> Suggestion | None:
    """The agency of the register that is called as the report calls itself."""
    called = next((c.value.text for c in report.cells if c.field == "agency_name"), None) or ""
    ids, names = finding["candidate_ids"] or (), finding["candidate_names"] or ()
    for agency_id, name in zip(ids, names, strict=True):
        if name and name_key(name) == name_key(called):
            return Suggestion(key, agency_id)
    return None


def _in_stated_unit(key: Key, sent: str, report: Report) -> Suggestion | None:
    """``5 tỷ`` in a report that counts in millions is 5,000."""
    written, unit = split_unit(sent) or ("", None)
    if unit is None or not re.fullmatch(r"\d+(,\d+)?", written):
        return None
    return Suggestion(
        key, plain(Decimal(written.replace(",", ".")) * unit / dong_of(report.money_unit))
    )


def _unslipped(key: Key, exponent: int | None, report: Report) -> Suggestion | None:
    """The unit of money all figures seem to be in; where there is no such unit, the figure."""
    if exponent is None:
        return None
    stated = dong_of(report.money_unit)
    unit = stated / Decimal(10) ** exponent
    for option in load_header().lists["money_unit"]:
        if Decimal(option.code) == unit:
            return Suggestion((HEADER_TABLE, "", "money_unit"), option.label.vi)
    number = next(c.value.number for c in report.cells if (c.table, c.row_key, c.field) == key)
    if number is None:
        return None
    return Suggestion(key, plain((number * unit / stated) / stated))
