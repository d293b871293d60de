"""The rule book: every rule as data, from ``rules/*.yml``.

A rule says what it is called, how grave it is, where it comes from and since when it holds. General
rules (``general.yml``) take their limits from the contracts. A rule across cells is in its
form's own file and says what it compares in a small closed language; there are no expressions.
Not here: how a rule is checked (``checks``), and whom it is waived for (the ledger).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, model_validator

from expectations.book.check_kinds import Check, fits
from ingestion.forms.contract import Contracts
from ingestion.forms.frozen_model import Part
from ingestion.forms.raw_tables import in_latest_codes

RULES = Path(__file__).parents[1] / "rules"
Severity = Literal["block", "warn", "info"]

# What the code itself applies; ``general.yml`` must hold each of them and nothing else.
# Whose report it is not: what such a file says of the agency it names counts for nothing.
NOT_ITS_SENDERS = frozenset({"SENDER-NOT-ENTITLED", "SENDER-UNKNOWN"})
GENERAL_CODES = frozenset(
    {
        "FILE-UNREADABLE", "REGISTER-UNUSABLE", "FORM-UNKNOWN", "SHEET-MISSING",
        "SHEET-DUPLICATE", "SHEET-LEFT-OUT",
        "COLUMN-MISSING", "COLUMN-DUPLICATE", "COLUMN-EXTRA", "TOTAL-MISSING", "TOTAL-SUM",
        "ROW-DUPLICATE", "ROW-UNKNOWN", "ROW-LABEL", "UNIT-LINE", "FILE-CUT", "CONTENT-UNREAD",
        "HIDDEN-CONTENT", "TEXT-CONVERTED", "CELL-TYPE", "CELL-ERROR", "CELL-AMBIGUOUS",
        "CELL-SHOWN", "CELL-NOT-TEXT", "CELL-NIL", "CELL-ROUNDED",
        "CELL-UNIT", "CELL-MERGED", "CELL-ENCODING", "CELL-REQUIRED", "CELL-RANGE", "CELL-LIST",
        "RATIO-ORDER", "DATA-KIND", "PERIOD-INVALID", "AGENCY-UNKNOWN", "AGENCY-NAME",
        "FORM-NOT-OWED", "UNIT-MISMATCH", "UNIT-UNKNOWN", "SENDER-NOT-ENTITLED",
        "SENDER-UNKNOWN", "REVISION-CONFLICT", "DEADLINE-LATE", "REPORT-EARLY",
    }
)  # fmt: skip


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
        """Whether the rule applies to a report of a form and period; every rule that is on applies
        to a report whose period cannot be read."""
        first, last = self.valid_from or date.min, self.valid_to or date.max
        in_force = period_end is None or first <= period_end <= last
        return self.is_on and in_force and self.form in (None, form)


class RuleForATime(Part):
    """A rule graded or switched otherwise for reports whose period ends from a day to a day (None:
    without end); what is None stays as it is."""

    code: str
    severity: Severity | None = None
    is_on: bool | None = None
    first_day: date | None = None
    last_day: date | None = None

    def covers(self, period_end: date | None) -> bool:
        """Whether it is about a report of a period; about none whose period cannot be read."""
        first, last = self.first_day or date.min, self.last_day or date.max
        return period_end is not None and first <= period_end <= last


class RuleBook(Mapping[str, Rule]):
    """Every rule by code, and what holds otherwise ``for_a_time``, the later over the earlier: what
    a rule says of a report is asked of the book ``on`` the end of its period."""

    def __init__(self, rules: list[Rule], for_a_time: Sequence[RuleForATime] = ()) -> None:
        self._rules = {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}
        self.for_a_time = tuple(for_a_time)
        self._on: dict[tuple[RuleForATime, ...], RuleBook] = {}
        if len(self._rules) != len(rules):
            raise ValueError("a rule's code appears twice")
        if missing := GENERAL_CODES - set(self._rules):
            raise ValueError(f"general rules missing from the book: {sorted(missing)}")

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def on(self, period_end: date | None) -> RuleBook:
        """The rules as they hold for reports of a period, for no other time."""
        covering = tuple(one for one in self.for_a_time if one.covers(period_end))
        if not self.for_a_time:
            return self
        if covering not in self._on:
            rules = dict(self._rules)
            for one in covering:
                otherwise = one.model_dump(exclude_none=True, include={"severity", "is_on"})
                rules[one.code] = rules[one.code].model_copy(update=otherwise)
            self._on[covering] = RuleBook(list(rules.values()))
        return self._on[covering]

    @cached_property
    def hash(self) -> str:
        """A hash of what the rules say; a verdict keeps that of the book ``on`` its period."""
        rules = [rule.model_dump(mode="json") for rule in self._rules.values()]
        rules += [one.model_dump(mode="json") for one in self.for_a_time]
        return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()

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
            if versions and not any(fits(check, *version) for version in versions):
                raise ValueError(f"{rule.code}: no version of {rule.form} has what it reads")


@cache
def load_rule_book(folder: Path = RULES) -> RuleBook:
    """Every rule below ``folder``; ``pydantic.ValidationError`` says what is wrong with one."""
    rules = []
    for path in sorted(folder.glob("*.yml")):
        page = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for entry in page["rules"]:
            rules.append(Rule.model_validate({"form": page.get("form"), **entry}))
    return RuleBook(rules)
